"""Writes quantiles.csv: quantiles by mpmath with as many digits as each tail needs, independent of the Rust code.

Needs Python 3 and mpmath. Columns: family, parameters, side of the tail, its probability (a double, exactly), quantile.
"""
import csv
import sys
from mpmath import mp, mpf, beta, erfc, exp, findroot, ln, loggamma, sqrt

LOWER = [1e-300, 1e-100, 1e-30, 1e-16, 1e-9, 1e-4, 0.01, 0.1, 0.25, 0.4, 0.5]
UPPER = [0.4, 0.25, 0.1, 0.01, 1e-4, 1e-9, 2.0**-53, 1e-30, 1e-100, 1e-300]


def series(first, ratio):
    """Sum of positive terms whose successive ratios are given."""
    term, total, n = mpf(1), mpf(0), 0
    while term > total * mpf(10) ** (-mp.dps):
        total += term
        term *= ratio(n)
        n += 1
    return first * total


def gamma_lower(a, x):
    return series(exp(a * ln(x) - x - loggamma(a + 1)), lambda n: x / (a + n + 1))


def beta_lower(a, b, odds):
    """I_x(a, b) with x = odds / (1 + odds), DLMF 8.17.8; its mirror image far above the mean, where terms fall slowly."""
    x, y = odds / (1 + odds), 1 / (1 + odds)
    if b <= 10 and b == int(b):
        return x**a / (a * beta(a, b)) * mp.hyp2f1(a, 1 - b, a + 1, x)  # a finite sum
    if odds > 100 or odds > 2 and odds > 2 * a / b:
        return 1 - beta_lower(b, a, 1 / odds)
    first = exp(a * ln(x) + b * ln(y) + loggamma(a + b) - loggamma(a + 1) - loggamma(b))
    return series(first, lambda n: x * (a + b + n) / (a + 1 + n))


def newton(tail, log_density, target, start, falling=False):
    """y where ln tail(y) = ln target: concave in y, so Newton converges from anywhere."""
    y = mpf(start)
    for _ in range(200):
        value = tail(y)
        step = (ln(value) - ln(target)) * value / exp(log_density(y)) * (-1 if falling else 1)
        y -= step
        if abs(step) < mpf(10) ** -22:
            return y
    raise ArithmeticError("no convergence")


def gamma_quantile(a, side, t, start):
    log_density = lambda y: a * y - exp(y) - loggamma(a)
    tail = (lambda y: gamma_lower(a, exp(y))) if side == "lower" else (lambda y: 1 - gamma_lower(a, exp(y)))
    return exp(newton(tail, log_density, t, start, side == "upper"))


def beta_pair(a, b, t, start):
    """Odds with lower tail t."""
    log_density = lambda y: a * y - (a + b) * ln(1 + exp(y)) + loggamma(a + b) - loggamma(a) - loggamma(b)
    return exp(newton(lambda y: beta_lower(a, b, exp(y)), log_density, t, start))


def beta_odds(a, b, side, t):
    centre = ln(a / b)
    return beta_pair(a, b, t, centre) if side == "lower" else 1 / beta_pair(b, a, t, -centre)


def normal_quantile(side, t):
    z = findroot(lambda z: ln(erfc(z / sqrt(mpf(2))) / 2) - ln(t), sqrt(-2 * ln(t)) if t < 0.2 else mpf(0))
    return -z if side == "lower" else z


def quantile(family, p, side, t):
    both = (t, 1 - t) if side == "lower" else (1 - t, t)
    lower, upper = both
    match family:
        case "normal":
            return p["mean"] + p["sd"] * normal_quantile(side, t)
        case "lognormal":
            return exp(p["mu"] + p["sigma"] * normal_quantile(side, t))
        case "uniform":
            return p["min"] + (p["max"] - p["min"]) * lower
        case "loguniform":
            return p["min"] * (p["max"] / p["min"]) ** lower
        case "triangular":
            a, c, b = p["min"], p["mode"], p["max"]
            low = lower * (b - a) < c - a
            return a + sqrt(lower * (b - a) * (c - a)) if low else b - sqrt(upper * (b - a) * (b - c))
        case "pert":
            a, c, b, k = p["min"], p["mode"], p["max"], p["lambda"]
            odds = beta_odds(1 + k * (c - a) / (b - a), 1 + k * (b - c) / (b - a), side, t)
            return a + (b - a) * odds / (1 + odds)
        case "beta":
            odds = beta_odds(p["alpha"], p["beta"], side, t)
            return odds / (1 + odds)
        case "gamma":
            a, depth = p["shape"], -ln(t)
            # Left of the lower quantile or near it; right of the upper one (Laurent and Massart 2000, lemma 1).
            small = min((ln(lower) + loggamma(a + 1)) / a, ln(a))
            start = small if side == "lower" else ln(a + sqrt(2 * a * depth) + depth)
            return p["scale"] * gamma_quantile(a, side, t, start)
        case "weibull":
            return p["scale"] * (-ln(upper)) ** (1 / p["shape"])
        case "exponential":
            return -ln(upper) / p["rate"]
        case "student_t":
            nu = p["df"]
            if t == mpf(1) / 2:
                return p["location"]
            if t < mpf(1) / 10:
                # Left of the root, as the tails are heavier than the normal ones.
                odds = beta_pair(nu / 2, mpf(1) / 2, 2 * t, min(ln(nu / (-2 * ln(t))), ln(nu) + 2 * ln(2 * t) / nu))
            else:
                odds = 1 / beta_odds(mpf(1) / 2, nu / 2, "lower", 1 - 2 * t)
            magnitude = sqrt(nu / odds)
            return p["location"] + p["scale"] * (-magnitude if side == "lower" else magnitude)
        case "logistic":
            return p["location"] + p["scale"] * ln(lower / upper)
        case "gumbel":
            return p["location"] - p["scale"] * ln(-ln(lower))
        case "frechet":
            return p["scale"] * (-ln(lower)) ** (-1 / p["shape"])
        case "pareto":
            return p["scale"] * upper ** (-1 / p["shape"])
    raise KeyError(family)


CASES = [
    ("normal", dict(mean=0, sd=1)),
    ("lognormal", dict(mu=15.4, sigma=0.3)),
    ("lognormal", dict(mu=-2, sigma=9)),
    ("uniform", dict(min=2, max=5)),
    ("loguniform", dict(min=5e6, max=1e7)),
    ("loguniform", dict(min=1e-200, max=1e200)),
    ("triangular", dict(min=0.2, mode=0.35, max=0.6)),
    ("triangular", dict(min=0, mode=0, max=1)),
    ("pert", {"min": 0.2, "mode": 0.35, "max": 0.6, "lambda": 4}),
    ("pert", {"min": 0, "mode": 0, "max": 1, "lambda": 4}),
    ("pert", {"min": 0, "mode": 1, "max": 1, "lambda": 4}),
    ("pert", {"min": 3e6, "mode": 5e6, "max": 8e6, "lambda": 20}),
    ("beta", dict(alpha=3.5, beta=6.5)),
    ("beta", dict(alpha=0.3, beta=0.4)),
    ("beta", dict(alpha=1, beta=1)),
    ("beta", dict(alpha=0.05, beta=30)),
    ("beta", dict(alpha=2, beta=5e5)),
    ("beta", dict(alpha=40, beta=12)),
    ("beta", dict(alpha=280, beta=3000)),
    ("beta", dict(alpha=320, beta=310)),
    ("beta", dict(alpha=4e5, beta=6e5)),
    ("gamma", dict(shape=0.15, scale=1)),
    ("gamma", dict(shape=0.9, scale=3)),
    ("gamma", dict(shape=2.5, scale=4)),
    ("gamma", dict(shape=40, scale=0.5)),
    ("gamma", dict(shape=290, scale=1)),
    ("gamma", dict(shape=310, scale=1)),
    ("gamma", dict(shape=1e6, scale=1)),
    ("weibull", dict(shape=0.7, scale=2)),
    ("weibull", dict(shape=5, scale=2)),
    ("exponential", dict(rate=0.25)),
    ("student_t", dict(df=1, location=0, scale=1)),
    ("student_t", dict(df=3.5, location=0, scale=2)),
    ("student_t", dict(df=1e6, location=0, scale=1)),
    ("logistic", dict(location=0, scale=1.5)),
    ("gumbel", dict(location=0, scale=2)),
    ("frechet", dict(shape=2.5, scale=3)),
    ("pareto", dict(scale=1e6, shape=1.16)),
]

if __name__ == "__main__":
    out = open(sys.argv[1] if len(sys.argv) > 1 else "quantiles.csv", "w")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["family", "parameters", "side", "tail", "quantile"])
    for family, parameters in CASES:
        for side, tails in (("lower", LOWER), ("upper", UPPER)):
            for t in tails:
                # Enough digits to form 1 - t; the others keep their tails apart.
                own_tails = family in ("normal", "lognormal", "beta")
                mp.dps = 40 if own_tails else 50 + 2 * int(-mp.log10(t))
                values = {k: mpf(v) for k, v in parameters.items()}
                value = quantile(family, values, side, mpf(t))
                if value == 0 or 1e-307 < abs(value) < 1.7e308:
                    text = " ".join(f"{k}={float(v)!r}" for k, v in parameters.items())
                    writer.writerow([family, text, side, repr(t), repr(float(value))])
        out.flush()
