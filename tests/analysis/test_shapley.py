"""Shapley values: games whose shares are known, the axioms, and drawn orders against all of them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from socsim.analysis.shapley import alone, drawn_orders, exact, last, passed_by, sampled, touched

SURE = 1e-5
"""The chance at which a test of chance may fail."""


def game(n, value):
    """The value of every coalition, given as a set of players."""
    return np.array([float(value({i for i in range(n) if mask >> i & 1})) for mask in range(1 << n)])


def some_game(n, seed=3):
    return np.random.default_rng(seed).normal(0.0, 1.0, 1 << n)


WEIGHTS = [3.0, -1.0, 0.5, 0.0]
ADDITIVE = game(4, lambda some: sum(WEIGHTS[i] for i in some))
GLOVES = game(3, lambda some: min(len(some & {0, 1}), len(some & {2})))
"""Two have a left glove and one a right one; a pair is worth 1."""


def test_where_nothing_interacts_each_has_what_it_adds() -> None:
    for shares in (
        exact(ADDITIVE),
        alone(ADDITIVE),
        last(ADDITIVE),
        sampled(ADDITIVE, np.array([[2, 0, 3, 1]])),
    ):
        assert shares == pytest.approx(WEIGHTS)


def test_gloves_as_in_the_books() -> None:
    assert exact(GLOVES) == pytest.approx([1 / 6, 1 / 6, 4 / 6])
    assert alone(GLOVES).tolist() == [0.0, 0.0, 0.0]
    assert last(GLOVES).tolist() == [0.0, 0.0, 1.0]


def test_all_or_nothing_is_shared_equally() -> None:
    assert exact(game(8, lambda some: len(some) == 8)) == pytest.approx(1 / 8)


def test_shares_add_up_whatever_the_game() -> None:
    for n in range(1, 9):
        values = some_game(n)
        assert exact(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-12)
        assert sampled(values, drawn_orders(n, 3, 1, 1)).sum() == pytest.approx(values[-1] - values[0])


def test_who_adds_nothing_gets_nothing_and_alike_get_alike() -> None:
    values = game(4, lambda some: len(some & {0, 1, 2}) ** 2)
    shares = exact(values)
    assert shares[3] == 0.0
    assert shares[:3] == pytest.approx(3.0)


def test_the_other_way_round_shares_change_sign() -> None:
    values = some_game(5)
    assert exact(-values).tolist() == (-exact(values)).tolist()


def test_many_games_at_once_and_a_missing_value_spoils_its_own_only() -> None:
    values = np.stack([some_game(4, 1), some_game(4, 2)], axis=1)
    assert exact(values)[:, 1] == pytest.approx(exact(values[:, 1]))
    values[5, 0] = np.nan
    assert np.isnan(exact(values)[:, 0]).all()
    assert np.isfinite(exact(values)[:, 1]).all()


def test_all_orders_are_the_exact_value() -> None:
    values = some_game(5)
    orders = np.array(list(permutations(range(5))))
    assert sampled(values, orders) == pytest.approx(exact(values))


@pytest.mark.parametrize("number", [1, 4])
def test_drawn_orders_come_out_right_on_average(number: int) -> None:
    """One estimate for each replication, as in an answer; their interval covers the exact value."""
    values, n, replications = some_game(6), 6, 1600
    found = np.array([sampled(values, drawn_orders(n, number, 7, r)) for r in range(1, replications + 1)])
    half = stats.t.isf(SURE / n / 2, replications - 1) * found.std(axis=0, ddof=1) / replications**0.5
    assert (np.abs(found.mean(axis=0) - exact(values)) < half).all()
    assert (half < 0.3).all()


def test_orders_in_pairs_are_surer_where_two_interact() -> None:
    values = game(6, lambda some: len(some) ** 2 + 3.0 * len(some & {0, 1}))
    found = {
        kind: np.array([sampled(values, orders) for orders in drawn])
        for kind, drawn in {
            "pairs": [drawn_orders(6, 2, 1, r) for r in range(1, 200)],
            "apart": [np.vstack([drawn_orders(6, 1, seed, r) for seed in (1, 2)]) for r in range(1, 200)],
        }.items()
    }
    assert found["pairs"].std(axis=0).max() < 1e-9 < found["apart"].std(axis=0).min()


def test_orders_come_in_pairs_and_are_drawn_anew_for_each_replication() -> None:
    orders = drawn_orders(7, 5, 2025, 1)
    assert np.sort(orders, axis=1).tolist() == [list(range(7))] * 5
    assert orders[1].tolist() == orders[0][::-1].tolist()
    assert orders[3].tolist() == orders[2][::-1].tolist()
    assert orders.tolist() == drawn_orders(7, 5, 2025, 1).tolist()
    assert orders.tolist() != drawn_orders(7, 5, 2025, 2).tolist()
    assert orders[:4].tolist() == drawn_orders(7, 4, 2025, 1).tolist()


def test_what_is_passed_is_enough() -> None:
    values, orders = some_game(5), drawn_orders(5, 2, 1, 1)
    needed = passed_by(orders)
    known = np.full(32, np.nan)
    known[needed] = values[needed]
    assert len(needed) < 32
    assert sampled(known, orders).tolist() == sampled(values, orders).tolist()
    assert alone(known).tolist() == alone(values).tolist()
    assert last(known).tolist() == last(values).tolist()


def test_how_much_rests_on_a_coalition() -> None:
    flags = np.zeros(8)
    assert touched(flags).tolist() == [0.0, 0.0, 0.0]
    flags[7] = 1.0
    assert touched(flags) == pytest.approx(1 / 3)
    assert touched(np.ones(8)) == pytest.approx(1.0)
