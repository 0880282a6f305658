"""Writes counts.csv: both tails of counted laws in 40-digit arithmetic (mpmath), for tests/draws.rs.

Tails are sums of probabilities from log-gamma functions, or for very many people integrals of the gamma and beta
densities; parameters are taken as the doubles that they are. Columns: law, a, b, c, k, P(X <= k), P(X > k).
"""

from mpmath import mp, mpf, loggamma, exp, log, log1p, quad, sqrt

mp.dps = 40


def choose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def binomial(n, p, k):
    n, p = mpf(n), mpf(p)
    return exp(choose(n, k) + k * log(p) + (n - k) * log1p(-p))


def poisson(rate, k):
    return exp(k * log(mpf(rate)) - mpf(rate) - loggamma(mpf(k) + 1))


def hypergeometric(population, successes, draws, k):
    n, s, m = mpf(population), mpf(successes), mpf(draws)
    if k < m - (n - s):
        return mpf(0)
    return exp(choose(s, k) + choose(n - s, m - k) - choose(n, m))


def negative_binomial(mean, d, k):
    mean, d = mpf(mean), mpf(d)
    return exp(loggamma(k + d) - loggamma(d) - loggamma(mpf(k) + 1) - d * log1p(mean / d) - k * log1p(d / mean))


def beta_binomial(n, a, b, k):
    n, a, b, k = mpf(n), mpf(a), mpf(b), mpf(k)
    ln_beta = lambda x, y: loggamma(x) + loggamma(y) - loggamma(x + y)
    return exp(choose(n, k) + ln_beta(k + a, n - k + b) - ln_beta(a, b))


def tails_by_sum(probability, k, largest):
    lower, j, first = mpf(0), k, None
    while j >= 0:
        term = probability(j)
        lower += term
        if term < lower * mpf(10) ** -25 and j < k - 5:
            break
        j -= 1
    upper, j, peak = mpf(0), k + 1, mpf(0)
    while j <= largest:
        term = probability(j)
        upper += term
        peak = max(peak, term)
        if term < upper * mpf(10) ** -25 and term < peak:
            break
        j += 1
    return lower, upper


ROWS = []


def row(law, parameters, k, tails):
    padded = list(parameters) + [0.0] * (3 - len(parameters))
    numbers = [repr(float(x)) for x in padded + [k]] + [mp.nstr(x, 20) for x in tails]
    ROWS.append(",".join([law] + numbers))


for n, p, counts in [
    (12, 0.3, [0, 3, 11]), (60, 0.5, [10, 30, 55]), (1000, 0.001, [0, 1, 12]), (400, 0.95, [350, 380, 399]),
    (5000, 0.4, [1700, 2000, 2100]), (10**9, 1e-7, [40, 100, 190]), (10**15, 1e-12, [800, 1000, 1250]),
    (10**15, 1e-15, [0, 1, 20]), (5000000, 0.31, [1545000, 1550100]),
]:
    for k in counts:
        row("binomial", [n, p], k, tails_by_sum(lambda j: binomial(n, p, j), k, n))
for rate, counts in [(0.01, [0, 3]), (3.7, [0, 4, 20]), (30.0, [5, 30, 70]), (1000.0, [850, 1000, 1200]), (123456.7, [122000, 125000])]:
    for k in counts:
        row("poisson", [rate], k, tails_by_sum(lambda j: poisson(rate, j), k, mpf(10) ** 9))
for rate, z in [(1e8, -4), (1e8, 1), (1e12, -3), (1e12, 2)]:
    k = int(rate + z * rate**0.5)
    peak = k * log(mpf(rate)) - rate - loggamma(mpf(k) + 1)
    # P(X <= k) is the upper tail of a gamma law at the rate.
    density = lambda t: exp(k * log(t / mpf(rate)) - (t - mpf(rate)) + peak)
    sd = sqrt(mpf(rate))
    cuts = [mpf(rate) + i * sd for i in range(0, 21, 2)]
    upper = quad(density, cuts)
    lower = quad(density, [mpf(rate) - i * sd for i in range(20, -1, -2)])
    row("poisson", [rate], k, (upper, lower))
for parameters, counts in [
    ((50, 20, 20), [3, 8, 15]), ((1000, 400, 300), [90, 120, 150]), ((1000, 970, 950), [920, 922, 940]),
    ((10**6, 30, 300000), [2, 9, 20]), ((10**15, 5 * 10**8, 5 * 10**8), [150, 250, 330]), ((10**7, 3 * 10**5, 4 * 10**6), [118800, 120300]),
]:
    for k in counts:
        row("hypergeometric", parameters, k, tails_by_sum(lambda j: hypergeometric(*parameters, j), k, min(parameters[1:])))
for mean, d, counts in [(40.0, 2.5, [0, 20, 200]), (0.2, 0.05, [0, 3]), (300.0, 50.0, [150, 300, 600])]:
    for k in counts:
        row("negative_binomial", [mean, d], k, tails_by_sum(lambda j: negative_binomial(mean, d, j), k, mpf(10) ** 6))
for n, a, b, counts in [(60, 3.5, 6.5, [0, 20, 50]), (1500, 0.3, 0.4, [5, 700, 1490]), (3000, 40.0, 60.0, [900, 1200, 1700])]:
    for k in counts:
        row("beta_binomial", [n, a, b], k, tails_by_sum(lambda j: beta_binomial(n, a, b, j), k, n))

with open("counts.csv", "w") as file:
    file.write("law,a,b,c,k,lower,upper\n" + "\n".join(ROWS) + "\n")
