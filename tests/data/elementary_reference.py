"""Reference values of the elementary functions: `python elementary_reference.py > elementary.csv` (mpmath, 60 digits).

Each row: function, argument (and the power for pow), value; all as shortest decimals that read back to the same double.
Arguments are doubles first, values are rounded once from 60 digits, so that a row's own error is below 2^-53.
"""
import random
from mpmath import mp, mpf, log, log1p, exp, expm1, erfc, sqrt, sin, cos, pi, erfinv

mp.dps = 60
random.seed(1)
uniform = random.uniform


def quantile(u):
    p = min(mpf(u), 1 - mpf(u))
    if p > mpf("0.01"):
        return sqrt(mpf(2)) * erfinv(2 * mpf(u) - 1)
    x = sqrt(-2 * log(p))
    for _ in range(80):
        tail = erfc(x / sqrt(mpf(2))) / 2
        step = (log(tail) - log(p)) * tail * sqrt(2 * pi) * exp(x * x / 2)
        x += step
        if abs(step) < mpf(10) ** -45 * x:
            break
    return x if u > 0.5 else -x


def row(name, value, *arguments):
    value = float(value)
    if value != 0 and abs(value) < 3e-308:  # subnormal values have fewer digits
        return
    print(",".join([name, *map(repr, arguments), repr(value)]))


def sample(n, *ranges):
    return [uniform(*random.choice(ranges)) for _ in range(n)]


print("# made by elementary_reference.py")
for x in [2.0**e for e in (-1074, -1022, -1, 1, 1023)] + sample(150, (0, 2), (0.9, 1.1)) + [10 ** uniform(-307, 308) for _ in range(100)]:
    row("ln", log(mpf(x)), x)
    row("log2", log(mpf(x)) / log(mpf(2)), x)
    row("log10", log(mpf(x)) / log(mpf(10)), x)
for x in [10 ** uniform(-20, 300) for _ in range(100)] + sample(150, (-0.999, 1), (-0.3, 0.5)) + [-(10 ** uniform(-20, -1)) for _ in range(50)]:
    row("ln_1p", log1p(mpf(x)), x)
for x in sample(300, (-708, 709), (-2, 2)):
    row("exp", exp(mpf(x)), x)
for x in sample(200, (-45, 709), (-1, 1)) + [random.choice((-1, 1)) * 10 ** uniform(-18, -1) for _ in range(100)]:
    row("exp_m1", expm1(mpf(x)), x)
for _ in range(300):
    x = 10 ** uniform(-300, 300) if random.random() < 0.5 else uniform(0.5, 2)
    y = uniform(-700, 700) / abs(float(log(mpf(x)))) * uniform(0, 1)
    row("pow", exp(mpf(y) * log(mpf(x))), x, y)
for u in sample(150, (-3, 3), (0, 1), (-1e6, 1e6)):
    row("sin_turns", sin(2 * pi * mpf(u)), u)
    row("cos_turns", cos(2 * pi * mpf(u)), u)
for x in sample(250, (-6, 26.4), (-2, 2)):
    row("erfc", erfc(mpf(x)), x)
for x in sample(250, (-37.4, 6), (-3, 3)):
    row("normal_cdf", erfc(-mpf(x) / sqrt(mpf(2))) / 2, x)
    row("normal_density", exp(-mpf(x) ** 2 / 2) / sqrt(2 * pi), x)
for u in (
    sample(250, (0, 1), (0.07, 0.08), (0.92, 0.93), (0.49, 0.51))
    + [0.5 + random.choice((-1, 1)) * 10 ** uniform(-16, -2) for _ in range(100)]
    + [10 ** uniform(-307, 0) for _ in range(200)]
    + [10 ** uniform(-20, -1) for _ in range(100)]
    + [1 - 10 ** uniform(-15.9, -1) for _ in range(100)]
):
    if u != 0.5:
        row("normal_quantile", quantile(u), u)
