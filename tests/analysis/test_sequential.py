"""Sequential decisions keep the errors that they promise, on rows whose means are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from socsim.analysis.sequential import error_each, leaving, looking, screen, select, width_factor

ERROR = 0.05
FALSE_ALARM = 1e-4
"""The chance that a test here fails although the procedure is right."""
TIMES = 1500


def most(times: int, error: float = ERROR) -> int:
    return int(binom.ppf(1.0 - FALSE_ALARM, times, error))


def rows(seed: int, means: list[float], own: list[float], shared: float, replications: int) -> np.ndarray:
    """Normal rows that share their luck, as candidates do under common random numbers."""
    rng = np.random.default_rng(seed)
    luck = shared * rng.standard_normal(replications)
    noise = np.array(own)[:, None] * rng.standard_normal((len(means), replications))
    return np.array(means)[:, None] + luck + noise


@pytest.mark.parametrize(
    ("means", "own", "shared"),
    [
        ([0.8, 0.0], [6.0, 6.0], 1.0),
        ([1.0, 1.0, 0.0, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0, 2.0], 3.0),
        ([1.0, 0.2, 1.0, 0.2, 1.2], [0.3, 2.5, 0.3, 2.5, 1.0], 2.0),
        ([1.0, 0.0, 1.0], [0.1, 3.0, 0.1], 1.0),
    ],
    ids=["two", "slippage", "two as good", "one varies most"],
)
def test_the_best_is_chosen_as_often_as_is_said(means: list[float], own: list[float], shared: float) -> None:
    """All others just as far behind as matters, with variances and luck in common of every kind."""
    times, each, margin = TIMES // (len(means) - 1), error_each(ERROR, len(means)), 0.8
    best = [at for at, mean in enumerate(means) if mean < min(means) + margin]
    wrong = 0
    for seed in range(times):
        found = select(rows(seed, means, own, shared, 1200), margin, each)
        assert found.decided
        wrong += found.left[0] not in best
    assert wrong <= most(times)


@pytest.mark.parametrize("mean", [-0.5, 0.0, 0.5])
def test_who_keeps_a_limit_is_found_as_often_as_is_said(mean: float) -> None:
    values = mean + 0.7 * np.random.default_rng(7).standard_normal((TIMES, 400))
    found = screen(values, 0.0, 0.5, ERROR)
    assert "open" not in found.verdict
    right = {-0.5: ("kept",), 0.0: ("near", "kept"), 0.5: ("broken",)}[mean]
    assert sum(one not in right for one in found.verdict) <= most(TIMES)
    if mean == 0.0:  # on the limit itself, either side is wrong
        assert sum(one == "kept" for one in found.verdict) <= most(TIMES)
        assert sum(one == "broken" for one in found.verdict) <= most(TIMES)
    assert (found.after <= found.longest).all()


def test_what_is_far_from_the_limit_takes_no_more_than_the_first() -> None:
    values = np.array([[-9.0], [9.0]]) + 0.1 * np.random.default_rng(1).standard_normal((2, 10))
    found = screen(values, 0.0, 1.0, 0.01)
    assert found.verdict == ("kept", "broken")
    assert found.after.tolist() == [10, 10]
    assert screen(values[:, :9], 0.0, 1.0, 0.01).verdict == ("open", "open")


def test_what_is_far_from_the_limit_is_found_so_although_it_varies_much() -> None:
    values = np.array([[-40.0], [40.0]]) + 15.0 * np.random.default_rng(4).standard_normal((2, 40))
    found = screen(values, 0.0, 1.0, 0.001)
    assert found.verdict == ("kept", "broken")
    assert found.longest.min() > 1000  # as long as it would take to see that they lie within the tolerance


def test_a_look_is_wrong_no_more_often_than_is_said() -> None:
    values = np.random.default_rng(9).standard_normal((TIMES * 4, 170))
    found = looking(values, ERROR)
    assert (found.side < 0).sum() <= most(TIMES * 4)
    assert (found.side > 0).sum() <= most(TIMES * 4)
    assert set(found.after.tolist()) == {0, 10, 20, 40, 80, 160}


def test_the_candidates_order_and_the_direction_do_not_matter() -> None:
    values = rows(3, [0.3, 0.0, 0.9, 0.5], [1.0, 2.0, 1.0, 0.5], 1.0, 800)
    order = [2, 0, 3, 1]
    one, other = select(values, 0.2, 0.01), select(values[order], 0.2, 0.01)
    assert [order[at] for at in other.left] == list(one.left)
    assert {order[at]: (order[gone.by], gone.after) for at, gone in other.out.items()} == {
        at: (gone.by, gone.after) for at, gone in one.out.items()
    }
    differences = values[0:1] - values[1:2]
    there, back = leaving(differences, 0.2, 0.01), leaving(-differences, 0.2, 0.01)
    assert (there.after == back.after).all()
    assert (there.side == -back.side).all()


def test_more_replications_do_not_change_a_decision() -> None:
    values = rows(11, [0.0, 0.6, 0.5], [1.0, 1.0, 1.0], 2.0, 600)
    whole = select(values, 0.4, 0.01)
    assert whole.decided
    assert select(values[:, : whole.after], 0.4, 0.01) == whole
    before = select(values[:, : whole.after - 1], 0.4, 0.01)
    assert not before.decided
    assert before.after == 0
    assert whole.after <= before.longest


def test_replications_without_a_figure_are_passed_over() -> None:
    values = rows(5, [0.0, 0.8], [1.0, 1.0], 0.0, 300)
    holes = np.insert(values, [0, 4, 12], np.nan, axis=1)
    holes[1, [0, 5]] = 1.0  # one of the two is enough for the pair to lack it
    plain, found = select(values, 0.5, ERROR), select(holes, 0.5, ERROR)
    assert found.left == plain.left
    assert found.after == plain.after + 3
    assert not select(np.full((2, 20), np.nan), 0.5, ERROR).decided


def test_candidates_that_are_the_same_stay_in_together() -> None:
    row = rows(2, [0.0, 5.0], [1.0, 1.0], 0.0, 200)
    found = select(np.vstack([row[1], row[0], row[0] * (1.0 + 1e-13)]), 0.5, ERROR)
    assert found.decided
    assert sorted(found.left) == [1, 2]
    assert select(row[:1], 0.5, ERROR).left == (0,)


def test_the_error_is_shared_by_all_decisions() -> None:
    assert error_each(0.06, 4, 0) == pytest.approx(0.02)
    assert error_each(0.1, 9, 2) == pytest.approx(0.1 / 26)
    assert error_each(0.05, 1, 0) == 0.05
    assert width_factor(0.01, 10) > width_factor(0.05, 10) > width_factor(0.05, 20)


class Replayed:
    """What sim-tools takes for a simulation: rows that are read one replication after the other."""

    def __init__(self, values: np.ndarray) -> None:
        self.values, self.taken = values, [0] * len(values)

    def register_observer(self, procedure: object) -> None:
        self.procedure = procedure

    def simulate(self, design: int) -> None:
        value = self.values[design, self.taken[design]]
        self.taken[design] += 1
        self.procedure.feedback(self, design, value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("candidates", [2, 4])
def test_sim_tools_comes_to_the_same(candidates: int) -> None:
    """Its KN, with the variance of the very pair: version 1.3.0 looks up another one from three on."""
    from sim_tools.ovs.indifference_zone import KN

    class OfThePair(KN):  # type: ignore[misc]
        def _limit_to_distance_from_sample_means(self, one: int, other: int) -> float:
            variance = (self._init_obs[one] - self._init_obs[other]).var(ddof=1)
            width = self._h_squared * variance / self._delta - self._delta * self._r
            return max(0.0, float(width) / (2 * self._r))

    means = [0.5, 0.0, 0.3, 0.9][:candidates]
    for seed in range(25):
        values = rows(seed, means, [1.0, 2.0, 0.5, 1.5][:candidates], 1.0, 3000)
        replayed = Replayed(values)
        procedure = (KN if candidates == 2 else OfThePair)(replayed, candidates, 0.4, 0.05, 10, "min")
        kept = procedure.solve().tolist()
        found = select(values, 0.4, error_each(0.05, candidates))
        assert list(found.left) == kept
        # it takes one replication more of the one that is left before it sees that it is done
        takes = [found.out[at].after if at in found.out else found.after + 1 for at in range(candidates)]
        assert replayed.taken == takes
