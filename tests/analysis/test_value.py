"""Cost-effectiveness: ratios, acceptability and the two kinds of uncertainty, on toys with known values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from socsim.analysis.value import (
    acceptability,
    ellipse,
    fieller,
    increments,
    quadrants,
    scatter,
    settles,
    top_price,
)

Floats = npt.NDArray[np.float64]


def pairs(cost: float, effect: float, seed: int, replications: int = 20) -> tuple[Floats, Floats]:
    """Replications about a known cost and effect, correlated, as rows of one comparison."""
    shared, own = np.random.default_rng(seed).normal(0.0, 1.0, (2, replications))
    return (cost + shared)[None], (effect + 0.1 * (0.5 * shared + own))[None]


@pytest.mark.parametrize(
    ("cost", "effect", "code"),
    [
        (10.0, 2.0, "dearer_better"),
        (10.0, -2.0, "dearer_worse"),
        (-10.0, -2.0, "cheaper_worse"),
        (-10.0, 2.0, "cheaper_better"),
        (0.0, 2.0, "level_better"),
        (10.0, 0.0, "dearer_level"),
        (0.0, 0.0, "level_level"),
    ],
)
def test_each_quadrant_has_its_word_and_no_ratio_is_negative(cost: float, effect: float, code: str) -> None:
    (one,) = increments(*pairs(cost, effect, seed=4))
    assert one.code == code
    if code in ("dearer_better", "cheaper_worse"):
        assert one.ratio == pytest.approx(5.0, rel=0.1)
        assert 0.0 < one.ratio_ends[0] < 5.0 < one.ratio_ends[1]
    else:
        assert np.isnan([one.ratio, *one.ratio_ends]).all()


def test_turned_round_the_ratio_stays_and_the_word_is_the_other() -> None:
    cost, effect = pairs(10.0, 2.0, seed=9)
    (one,), (other,) = increments(cost, effect), increments(-cost, -effect)
    assert (one.ratio, *one.ratio_ends) == pytest.approx((other.ratio, *other.ratio_ends))
    assert (one.code, other.code) == ("dearer_better", "cheaper_worse")
    (one,), (other,) = increments(-cost, effect), increments(cost, -effect)
    assert (one.code, other.code) == ("cheaper_better", "dearer_worse")


def test_the_interval_of_a_ratio_covers_it_as_often_as_stated() -> None:
    """Of 1000 at 95 %, fewer than 925 or more than 973 would come once in 2 000 times."""
    covered = 0
    for seed in range(1000):
        cost, effect = pairs(10.0, 2.0, seed)
        ends = fieller(cost[0], effect[0])
        assert ends is not None
        covered += ends[0] <= 5.0 <= ends[1]
    assert 925 <= covered <= 973


def test_there_is_no_ratio_where_the_effect_may_be_nought() -> None:
    cost, effect = pairs(10.0, 0.0, seed=1)
    assert fieller(cost[0], effect[0]) is None


def test_the_ring_holds_both_means_as_often_as_stated() -> None:
    """95 % of 600: fewer than 551 or more than 589 would come once in 1 000 times."""
    held = 0
    for seed in range(600):
        cost, effect = pairs(10.0, 2.0, seed + 5000)
        border = ellipse(cost[0], effect[0])
        middle = np.array([effect.mean(), cost.mean()])
        across = np.linalg.inv(np.cov(np.vstack([effect[0], cost[0]])))
        size = [point @ across @ point for point in (border[0] - middle, np.array([2.0, 10.0]) - middle)]
        held += size[1] <= size[0]
    assert 551 <= held <= 589


def test_acceptability_is_known_where_one_ratio_is_uniform() -> None:
    """B costs u more for one more of the effect, u uniform on 0 to 100: it is best in a share p / 100."""
    extra = (np.arange(1000) + 0.5) / 10.0
    cost = np.column_stack([np.full(1000, 50.0), 50.0 + extra])
    effect = np.tile([0.0, 1.0], (1000, 1))
    prices = np.array([0.0, 25.0, 49.0, 80.0, 200.0])
    found = acceptability(cost, effect, prices)
    assert found.best[:, 1] == pytest.approx([0.0, 0.25, 0.49, 0.8, 1.0])
    assert found.best.sum(axis=1) == pytest.approx(np.ones(5))
    assert found.frontier.tolist() == [0, 0, 0, 1, 1]  # from 50, the mean
    turned = acceptability(cost[:, ::-1], effect[:, ::-1], prices)
    assert turned.best == pytest.approx(found.best[:, ::-1])


def test_one_that_dominates_is_best_at_every_price() -> None:
    found = acceptability(
        np.array([[5.0, 4.0, 6.0]]), np.array([[1.0, 2.0, 1.5]]), np.linspace(0.0, 100.0, 7)
    )
    assert found.best.tolist() == [[0.0, 1.0, 0.0]] * 7


def test_the_most_likely_best_need_not_be_the_one_to_choose() -> None:
    """Two draws in three favour A by a little, the third B by much: the frontier is B's."""
    cost = np.array([[0.0, 1.0], [0.0, 1.0], [10.0, 0.0]])
    found = acceptability(cost, np.zeros((3, 2)), np.array([0.0]))
    assert found.best[0] == pytest.approx([2 / 3, 1 / 3])
    assert found.frontier.tolist() == [1]


def test_draws_that_were_not_finished_are_left_out() -> None:
    cost, effect = np.array([[1.0, 2.0], [np.nan, 0.0]]), np.zeros((2, 2))
    found = acceptability(cost, effect, np.array([0.0]))
    assert (found.draws, found.best.tolist()) == (1, [[1.0, 0.0]])
    assert acceptability(cost[1:], effect[1:], np.array([0.0])).draws == 0


def test_what_the_numbers_and_what_chance_does_are_told_apart() -> None:
    """Draws with sd 3, luck that all share with sd 2, the rest with sd 1; two replications a draw."""
    rng = np.random.default_rng(8)
    numbers, rest = rng.normal(0.0, 3.0, (4000, 1)), rng.normal(0.0, 1.0, (4000, 2))
    luck = np.array([[2.0, -2.0]])  # the variance of these two is 8
    found = scatter(numbers + luck + rest)
    assert found.numbers == pytest.approx(9.0, rel=0.1)
    assert found.chance == pytest.approx((8.0 + 1.0) / 2.0, rel=0.1)
    assert scatter(luck + rest).share_of_numbers < 0.01
    assert scatter(numbers + 0.0 * rest).share_of_numbers == pytest.approx(1.0)


def test_shares_of_the_quadrants() -> None:
    cost, effect = np.array([1.0, 1.0, -1.0, -1.0, np.nan]), np.array([1.0, -1.0, -1.0, 1.0, 1.0])
    assert list(quadrants(cost, effect).values()) == [0.25] * 4


def test_queues_that_grow_beyond_chance_are_not_settled() -> None:
    usual = np.array([[0.1, -0.1, 0.05, -0.05], [0.1, -0.1, 0.05, -0.05]])
    drifts = np.array([[[0.02, 0.0], [0.9, 0.8]], [[-0.9, -0.8], [0.15, 0.0]]])
    assert settles(drifts, usual).tolist() == [[True, False], [True, True]]


def test_prices_end_beyond_where_a_choice_turns() -> None:
    assert top_price(np.array([40.0, np.nan]), 20.0) == 100.0
    assert top_price(np.array([1e9]), 20.0) == 100.0  # where the effect is next to nothing, four averages
    assert top_price(np.array([-5.0]), 20.0) == 20.0
