"""Shares of points: Wilson's interval, few replications that learn from each other, what decides."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from socsim.analysis.deciding import deciding
from socsim.analysis.intervals import estimate
from socsim.analysis.shares import BETTER, UNDECIDED, WORSE, compared, settling, shrunken, wilson

FALSE_ALARM = 0.001


def within(count: int, of: int, chance: float) -> bool:
    """Whether a count is no surprise under a chance, at FALSE_ALARM."""
    return stats.binomtest(count, of, chance).pvalue > FALSE_ALARM


@pytest.mark.parametrize("chance", [0.03, 0.5, 0.9])
def test_wilson_covers_the_share_as_often_as_it_says(chance: float) -> None:
    number = 60
    counts = np.arange(number + 1)
    shares = [wilson(int(count), number) for count in counts]
    covers = np.array([share.low <= chance <= share.high for share in shares])
    covered = float((stats.binom.pmf(counts, number, chance) * covers).sum())
    assert covered == pytest.approx(0.95, abs=0.035)  # exactly 95 % there is not, with whole counts


def test_wilson_at_the_ends_and_of_nothing() -> None:
    none, every, empty = wilson(0, 20), wilson(20, 20), wilson(0, 0)
    assert none.low == 0.0 < none.high < 0.2
    assert every.high == pytest.approx(1.0) and 0.8 < every.low < 1.0
    assert np.isnan(empty.value)


@pytest.mark.parametrize("alike", [4.0, 1000.0])
@pytest.mark.parametrize("replications", [2, 3])
def test_few_replications_cover_and_are_narrower_than_alone(alike: float, replications: int) -> None:
    rng = np.random.default_rng(5)
    sd = np.sqrt(alike / rng.chisquare(alike, 2000))
    values = rng.normal(3.0, 1.0, (2000, replications)) * sd[:, None]
    mean = 3.0 * sd
    found, alone = shrunken(values), estimate(values)
    assert within(int(((found.low <= mean) & (mean <= found.high)).sum()), 2000, 0.95)
    assert np.median(found.high - found.low) < 0.7 * np.median(alone.high - alone.low)


def test_what_is_missing_or_the_same_is_told_from_what_differs() -> None:
    values = np.array(
        [[1.0, 1.2, 0.9], [5.0, np.nan, np.nan], [np.nan] * 3, [0.0, 0.1, 0.2], [2.0, 2.2, 2.1]]
    )
    found = shrunken(values)
    assert np.isnan(found.low[[1, 2]]).all() and np.isfinite(found.low[[0, 3, 4]]).all()
    assert found.replications.tolist() == [3, 1, 0, 3, 3]
    same = shrunken(np.zeros((10, 2)))
    assert (same.low == 0.0).all() and (same.high == 0.0).all()


def test_two_points_are_judged_by_themselves() -> None:
    values = np.array([[1.0, 1.5], [2.0, 9.0]])
    assert np.allclose(shrunken(values).high, estimate(values).high)


def toy(points: int, noise: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The second is better exactly where the first of two parameters is above 0.3; days, lower is better."""
    rng = np.random.default_rng(seed)
    draws = rng.random((points, 2))
    luck = rng.normal(0.0, 1.0, (points, 3))
    first = 20.0 + luck
    second = 20.0 + luck - 10.0 * (draws[:, :1] - 0.3) + rng.normal(0.0, noise, (points, 3))
    return draws, first, second


def test_a_share_that_is_known_is_within_its_interval() -> None:
    """Better at 0.7 of the points; what noise leaves undecided is on both sides of it."""
    apart = np.zeros(200, dtype=np.int64)
    missed = 0
    for seed in range(40):
        draws, first, second = toy(200, 0.3, seed)
        found = compared(first, second, apart, lower_is_better=True)
        every = np.ones(200, dtype=np.bool_)
        better, worse = found.share(BETTER, every), found.share(WORSE, every)
        missed += not (better.low <= 0.7 and worse.low <= 0.3)
        wrong = (found.judgement == BETTER) & (draws[:, 0] < 0.3)
        assert wrong.sum() <= stats.binom.ppf(1 - FALSE_ALARM, 200, 0.025)
        assert found.share(UNDECIDED, every).value < 0.15
    assert missed <= stats.binom.ppf(1 - FALSE_ALARM, 40, 0.05)


def test_without_noise_the_interval_covers_as_often_as_it_says() -> None:
    apart, every = np.zeros(100, dtype=np.int64), np.ones(100, dtype=np.bool_)
    covered = 0
    for seed in range(200):
        _, first, second = toy(100, 1e-6, seed)
        share = compared(first, second, apart, lower_is_better=True).share(BETTER, every)
        covered += share.low <= 0.7 <= share.high
    assert within(covered, 200, 0.95)


def test_no_direction_is_built_in() -> None:
    _, first, second = toy(80, 0.5)
    apart = np.zeros(80, dtype=np.int64)
    one = compared(first, second, apart, lower_is_better=True)
    other = compared(second, first, apart, lower_is_better=True)
    higher = compared(first, second, apart, lower_is_better=False)
    assert np.array_equal(one.judgement, -other.judgement)
    assert np.allclose(one.gain, -other.gain)
    assert np.array_equal(one.judgement, -higher.judgement)


def test_points_apart_do_not_lend_each_other_their_noise() -> None:
    rng = np.random.default_rng(2)
    first = np.zeros((60, 2))
    second = rng.normal(0.0, 1.0, (60, 2)) * np.where(np.arange(60) < 30, 1.0, 100.0)[:, None]
    apart = (np.arange(60) >= 30).astype(np.int64)
    found = compared(first, second, apart, lower_is_better=True).found
    assert np.allclose(found.low[:30], shrunken(second[:30]).low)


def test_the_parameter_that_decides_stands_out_and_no_other() -> None:
    draws, first, second = toy(120, 0.3)
    found = compared(first, second, np.zeros(120, dtype=np.int64), lower_is_better=True)
    more = np.hstack([draws, np.random.default_rng(9).random((120, 50))])
    told = deciding(more, found.gain, found.judgement)
    assert told is not None
    assert told.order[0] == 0 and told.shown(0)
    assert told.correlation[0] > 0.9
    assert told.better_low[0] < 0.3 < 0.9 < told.better_high[0]
    assert told.worse_high[0] == 0.0


def test_chance_alone_is_seldom_taken_for_a_parameter() -> None:
    rng = np.random.default_rng(11)
    judgement = np.zeros(40, dtype=np.int64)
    alarms = 0
    for seed in range(60):
        told = deciding(rng.random((40, 30)), rng.normal(size=40), judgement, seed)
        assert told is not None
        alarms += told.shown(int(told.order[0]))
    assert alarms <= stats.binom.ppf(1 - FALSE_ALARM, 60, 0.05)


def test_of_few_points_or_no_difference_nothing_is_said_of_parameters() -> None:
    draws = np.random.default_rng(1).random((30, 3))
    assert deciding(draws[:5], np.arange(5.0), np.zeros(5, dtype=np.int64)) is None
    assert deciding(draws, np.zeros(30), np.zeros(30, dtype=np.int64)) is None


def test_an_office_that_goes_on_changing_has_not_settled() -> None:
    rng = np.random.default_rng(4)
    still = rng.normal(0.0, 0.03, (20, 2, 2))
    still[:5, :, 1] += 0.4
    assert settling(still).tolist() == [False] * 5 + [True] * 15
    assert settling(np.full((3, 2, 2), np.nan)).all()
