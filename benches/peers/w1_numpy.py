"""W1 by numpy: the same quantities as benches/scenarios/w1.toml. Usage: w1_numpy.py [REPLICATES]"""

import sys
import time

import numpy as np

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def beta(rng, mean, sd, n):
    size = mean * (1 - mean) / sd**2 - 1
    return rng.beta(mean * size, (1 - mean) * size, n)


def main(n):
    rng = np.random.Generator(np.random.SFC64(1))
    start = time.process_time()
    service = rng.random(n) < 0.65
    mu = np.where(service, np.log(4.2e6), np.log(7.5e6))
    sigma = np.where(service, np.log(1.2214), np.log(1.3231))
    population = np.exp(mu + sigma * rng.standard_normal(n))
    eligible = population * beta(rng, 0.40, 0.13, n)
    applications = eligible * beta(rng, 0.45, 0.15, n)
    granted = applications * beta(rng, 0.88, 0.06, n)
    cost = applications * rng.gamma((3600 / 2400) ** 2, 2400**2 / 3600, n)
    outputs = [eligible, applications, granted, applications - granted, cost]
    described = [(x.mean(), x.std(ddof=1), np.quantile(x, LEVELS, method="inverted_cdf")) for x in outputs]
    seconds = time.process_time() - start
    print(f"{1e9 * seconds / n:.0f} ns a replicate; granted: mean {described[2][0]:.4g}, median {described[2][2][2]:.4g}")


main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
