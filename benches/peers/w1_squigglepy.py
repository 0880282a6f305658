"""W1 by squigglepy: the same quantities as benches/scenarios/w1.toml. Usage: w1_squigglepy.py [REPLICATES]"""

import sys
import time

import numpy as np
import squigglepy as sq

LEVELS = [5, 25, 50, 75, 95]


def beta(mean, sd):
    size = mean * (1 - mean) / sd**2 - 1
    return sq.beta(mean * size, (1 - mean) * size)


def main(n):
    sq.set_seed(1)
    start = time.process_time()
    service = sq.lognorm(norm_mean=np.log(4.2e6), norm_sd=np.log(1.2214))
    experts = sq.lognorm(norm_mean=np.log(7.5e6), norm_sd=np.log(1.3231))
    population = sq.sample(sq.mixture([service, experts], weights=[0.65, 0.35]), n)
    eligible = population * sq.sample(beta(0.40, 0.13), n)
    applications = eligible * sq.sample(beta(0.45, 0.15), n)
    granted = applications * sq.sample(beta(0.88, 0.06), n)
    cost = applications * sq.sample(sq.gamma((3600 / 2400) ** 2, 2400**2 / 3600), n)
    outputs = [eligible, applications, granted, applications - granted, cost]
    described = [(x.mean(), x.std(ddof=1), sq.get_percentiles(x, LEVELS)) for x in outputs]
    seconds = time.process_time() - start
    print(f"{1e9 * seconds / n:.0f} ns a replicate; granted: mean {described[2][0]:.4g}, median {described[2][2][50]:.4g}")


main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
