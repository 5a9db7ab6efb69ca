"""Morris and Sobol on the Ishigami function, whose indices are known, by the path that scenarios take."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from socsim.analysis.screening import Evaluate, Indices, morris, sobol, whole

Floats = npt.NDArray[np.float64]
A, B = 7.0, 0.1
FALSE_ALARM = 0.001
# Ishigami and Homma (1990)
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
FIRST = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0]) / VARIANCE
TOTAL = FIRST + np.array([1.0, 0.0, 1.0]) * 8 * B**2 * np.pi**8 / 225 / VARIANCE


def ishigami(points: Floats) -> Floats:
    x = np.pi * (2.0 * points - 1.0)
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def noisy(replications: int, noise: float, seed: int = 1) -> Evaluate:
    def evaluate(points: Floats) -> Floats:
        rng = np.random.default_rng(seed)
        return ishigami(points)[:, None] + rng.normal(0.0, noise, (len(points), replications))

    return evaluate


def linear(points: Floats) -> Floats:
    return np.asarray(points @ np.array([3.0, -2.0, 1.0, 0.0]))[:, None]


def found_of(evaluate: Evaluate, points: int = 512, seed: int = 4) -> Indices:
    found = sobol(evaluate, 3, points, seed)
    assert found is not None
    return found


def test_sobol_finds_the_indices_of_ishigami() -> None:
    """Six indices, each within its interval at a family-wise false alarm of 0.1 %."""
    found = found_of(noisy(1, 0.0), 1024)
    wider = stats.norm.ppf(1 - FALSE_ALARM / 12) / stats.norm.ppf(0.975)
    assert (np.abs(found.first - FIRST) <= wider * found.first_points + 1e-3).all()
    assert (np.abs(found.total - TOTAL) <= wider * found.total_points + 1e-3).all()
    assert (found.first_points < 0.15).all()
    assert np.isnan(found.first_replications).all() and np.isnan(found.noise)
    assert found.points == 1024


def test_noise_shows_in_the_interval_over_replications_and_not_over_points() -> None:
    calm, loud = found_of(noisy(3, 0.01)), found_of(noisy(3, 3.0))
    assert (calm.total_replications < 0.02).all()
    assert (loud.total_replications > 5.0 * calm.total_replications).all()
    assert (loud.first_points < 2.0 * calm.first_points).all()
    expected = 3.0 / (VARIANCE + 3.0)  # of a mean of three whose variance is nine each
    assert loud.noise == pytest.approx(expected, rel=0.2)
    assert calm.noise < 1e-4


def test_morris_finds_what_moves_ishigami() -> None:
    found = morris(noisy(1, 0.0), ["x1", "x2", "x3"], 40, 3)
    assert found is not None
    assert found.names == ("x1", "x2", "x3")
    assert (found.size > 1.0).all()
    assert found.spread[2] > found.size[2]  # of no effect by itself, and of much together with x1
    assert np.isnan(found.chance).all()


def test_morris_of_a_line_is_its_slopes_exactly() -> None:
    found = morris(linear, list("abcd"), 5, 2)
    assert found is not None
    assert np.allclose(found.size, [3.0, 2.0, 1.0, 0.0])
    assert np.allclose(found.spread, 0.0)
    assert [found.names[at] for at in found.order] == list("abcd")


def test_factors_that_move_together_are_one() -> None:
    found = morris(linear, ["one", "two", "one", "two"], 60, 2)
    assert found is not None
    assert found.names == ("one", "two")
    assert 2.0 <= found.size[0] <= 4.0  # 3 and 1, the same way or against each other
    assert found.size[1] == pytest.approx(2.0)
    assert np.isnan(found.spread).all()


def test_what_chance_alone_would_move_is_known() -> None:
    """Where nothing matters, effects are as large as chance says, within three standard errors of them."""

    def nothing(points: Floats) -> Floats:
        return np.random.default_rng(8).normal(0.0, 1.0, (len(points), 3))

    found = morris(nothing, list("abcdef"), 60, 1)
    assert found is not None
    error = found.chance * np.sqrt(np.pi / 2 - 1) / np.sqrt(60)
    assert (np.abs(found.size - found.chance) < stats.norm.ppf(1 - FALSE_ALARM / 12) * error * 1.1).all()
    assert (found.half_replications > 0.0).all()


def test_trajectories_and_points_that_are_no_scenario_are_left_out() -> None:
    def gaps(points: Floats) -> Floats:
        outcome = linear(np.hstack([points, np.zeros((len(points), 1))]) if points.shape[1] == 3 else points)
        outcome[7] = np.nan
        return outcome

    screened = morris(gaps, list("abcd"), 6, 2)
    assert screened is not None and screened.trajectories == 5
    assert np.allclose(screened.size, [3.0, 2.0, 1.0, 0.0])
    assert found_of(gaps, 32).points == 31
    assert morris(lambda points: np.full((len(points), 2), np.nan), list("ab"), 3) is None
    assert sobol(lambda points: np.full((len(points), 2), np.nan), 2, 4) is None
    assert sobol(lambda points: np.ones((len(points), 2)), 2, 4) is None


def test_of_replications_that_a_budget_cut_short_the_whole_ones_count() -> None:
    outcome = np.array([[1.0, 2.0], [3.0, np.nan], [np.nan, np.nan]])
    assert whole(outcome)[:2].tolist() == [[1.0], [3.0]]


def test_it_is_the_same_again() -> None:
    one, other = (morris(noisy(2, 0.5), ["x1", "x2", "x3"], 5, 7) for _ in range(2))
    assert one is not None and other is not None
    assert np.array_equal(one.size, other.size) and np.array_equal(one.half_points, other.half_points)
    first, again = (found_of(noisy(2, 0.5), 16, 7) for _ in range(2))
    assert np.array_equal(first.first_points, again.first_points)
