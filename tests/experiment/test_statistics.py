"""What the statistics promise, on cases whose answers are known. Long: `make test-all`."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from socsim.analysis.intervals import estimate, paired
from socsim.experiment.precision import enough, running
from socsim.theory.queues import erlang_c_wait
from tests.theory.offices import one_desk, replications, waits

Floats = npt.NDArray[np.float64]
FALSE_ALARM = 0.001
"""Chance that one of these tests fails although all is right."""


def binomial_limits(trials: int, chance: float) -> tuple[int, int]:
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, trials, chance)
    return int(low), int(high)


@pytest.mark.study
def test_paired_intervals_cover_as_they_say() -> None:
    """M/M/1 against M/M/2 with the same customers: the true difference is inside 95 % of the intervals."""
    experiments, each, load = 400, 20, 0.6
    truth = erlang_c_wait(load, 1.0, 2) - erlang_c_wait(load, 1.0, 1)
    means: dict[int, Floats] = {}
    for servers in (1, 2):
        written = one_desk(load, servers, 400, seed=977)
        written["run"]["replications"] = experiments * each
        found = [float(waits(blueprint, ledger).mean()) for blueprint, ledger in replications(written)]
        means[servers] = np.array(found).reshape(experiments, each)
    result = estimate(paired(means[2], means[1]))
    covered = int(((result.low <= truth) & (truth <= result.high)).sum())
    # means of 400 customers are skewed, so that t intervals of 20 cover somewhat less than 95 %
    low, _ = binomial_limits(experiments, 0.93)
    _, high = binomial_limits(experiments, 0.95)
    assert low <= covered <= high, covered


@pytest.mark.study
@pytest.mark.parametrize(("cv", "share"), [(0.3, 0.05), (0.2, 0.02), (0.5, 0.1)])
def test_the_algorithm_stops_where_theory_says(cv: float, share: float) -> None:
    """With normal figures, near n = (1.96 cv / share)^2 (Chow & Robbins 1965), hardly above it."""
    wanted = (1.96 * cv / share) ** 2
    numbers = []
    for seed in range(200):
        values = np.random.Generator(np.random.PCG64(seed)).normal(1.0, cv, int(2.5 * wanted) + 40)
        number = enough(values, share=share)
        assert number is not None
        numbers.append(number)
    mean = float(np.mean(numbers))
    half = stats.norm.isf(FALSE_ALARM / 6.0) * float(np.std(numbers, ddof=1)) / math.sqrt(len(numbers))
    assert 0.93 * wanted - half <= mean <= 1.05 * wanted + half, (mean, wanted)


@pytest.mark.study
def test_stopping_by_precision_costs_little_coverage() -> None:
    """Intervals at the number that the algorithm finds hold the truth nearly as often as they say."""
    inside, trials = 0, 1000
    for seed in range(trials):
        values = np.random.Generator(np.random.PCG64(10_000 + seed)).normal(1.0, 0.3, 300)
        number = enough(values, share=0.08)
        assert number is not None
        mean, half = running(values[:number])
        inside += abs(float(mean[-1]) - 1.0) <= float(half[-1])
    low, _ = binomial_limits(trials, 0.92)
    assert low <= inside <= trials, inside
