"""W1 by OpenTURNS: the same quantities as benches/scenarios/w1.toml. Usage: w1_openturns.py [REPLICATES]"""

import sys
import time
from math import log

import openturns as ot

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def beta(mean, sd):
    size = mean * (1 - mean) / sd**2 - 1
    return ot.Beta(mean * size, (1 - mean) * size, 0.0, 1.0)


def main(n):
    ot.RandomGenerator.SetSeed(1)
    start = time.process_time()
    service = ot.LogNormal(log(4.2e6), log(1.2214))
    experts = ot.LogNormal(log(7.5e6), log(1.3231))
    population = ot.Mixture([service, experts], [0.65, 0.35])
    cost = ot.Gamma((3600 / 2400) ** 2, 3600 / 2400**2)
    joint = getattr(ot, "JointDistribution", None) or ot.ComposedDistribution
    inputs = joint([population, beta(0.40, 0.13), beta(0.45, 0.15), beta(0.88, 0.06), cost])
    funnel = ot.SymbolicFunction(
        ["p", "e", "t", "g", "c"], ["p*e", "p*e*t", "p*e*t*g", "p*e*t*(1-g)", "p*e*t*c"]
    )
    outputs = funnel(inputs.getSample(n))
    mean, sd = outputs.computeMean(), outputs.computeStandardDeviation()
    quantiles = [outputs.computeQuantilePerComponent(level) for level in LEVELS]
    seconds = time.process_time() - start
    print(f"{1e9 * seconds / n:.0f} ns a replicate; granted: mean {mean[2]:.4g}, median {quantiles[2][2]:.4g}")
    return sd


main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
