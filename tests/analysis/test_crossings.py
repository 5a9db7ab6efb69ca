"""Crossings: toys whose crossings are known, the rate at which they are claimed, and where it is looked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from socsim.analysis import crossings, frontier
from socsim.analysis.crossings import Band, band, lattice, refine, stretches, zeros
from socsim.analysis.frontier import surface

Floats = npt.NDArray[np.float64]
Curve = Callable[[Floats], Floats]

TOYS: dict[str, tuple[Curve, list[float]]] = {
    "none": (lambda x: 2.0 + x, []),
    "one": (lambda x: 4.0 * (x - 0.3), [0.3]),
    "two": (lambda x: 12.0 * (x - 0.2) * (x - 0.7), [0.2, 0.7]),
    "three": (lambda x: 60.0 * (x - 0.15) * (x - 0.5) * (x - 0.85), [0.15, 0.5, 0.85]),
}


def luck(seed: int, at: Floats, replications: int = 20, sd: float = 0.1) -> Floats:
    """Chance that neighbours share, as common random numbers do: shape (places, replications)."""
    level, slope = np.random.default_rng(seed).normal(0.0, sd, (2, replications))
    found: Floats = level + np.outer(at, slope)
    return found


def looked(curve: Curve, seed: int, points: int = 17, sd: float = 0.1) -> tuple[Band, list[float]]:
    """A curve on 0 to 1, looked at as the question does: the band, and where it was looked."""
    last, places = lattice(9)
    while True:
        at = np.array(places) / last
        of = band(at, curve(at)[:, None] + luck(seed, at, sd=sd), last + 1)
        more = refine(places, of, points - len(places))
        if not more:
            return of, at.tolist()
        places = sorted([*places, *more])


@pytest.mark.parametrize("toy", TOYS)
def test_as_many_crossings_are_shown_as_there_are(toy: str) -> None:
    curve, true = TOYS[toy]
    of, at = looked(curve, seed=7, points=25)
    shown = [part for part in stretches(of) if part.crossed]
    assert len(shown) == len(true)
    for part, crossing in zip(shown, true, strict=True):
        assert part.start <= crossing <= part.end
        assert part.end - part.start < 0.15
        assert abs(part.crossings[0] - crossing) < 0.05
    assert len(at) <= 25


def test_two_that_differ_throughout_say_by_how_much_at_least() -> None:
    of, at = looked(TOYS["none"][0], seed=3)
    (only,) = stretches(of)
    assert (only.start, only.end, only.sign, only.crossings) == (0.0, 1.0, 1, ())
    assert 1.5 < only.least < 2.0 < 3.0 < only.most
    assert len(at) == 9  # nothing is looked at twice as closely where there is nothing to find


def test_what_only_touches_nought_is_not_called_a_crossing() -> None:
    of, _ = looked(lambda x: 3.0 * (x - 0.45) ** 2, seed=1)
    parts = stretches(of)
    assert [part.sign for part in parts] == [1, 0, 1]
    assert not any(part.crossed for part in parts)


def test_a_dip_between_two_places_is_looked_into() -> None:
    curve: Curve = lambda x: 8.0 * (x - 0.4375) ** 2 - 0.02  # noqa: E731
    _, at = looked(lambda x: curve(x) + 0.3, seed=1, sd=0.002)
    assert len(at) == 9
    _, at = looked(curve, seed=1, sd=0.002)
    assert any(0.375 < place < 0.5 for place in at)


def test_no_error_makes_a_crossing_a_point() -> None:
    at, mean = np.array([0.0, 1.0, 2.0]), np.array([-1.0, 1.0, 1.0])
    parts = stretches(Band(at, mean, mean, mean, np.full(3, 2)))
    assert [(part.start, part.end, part.sign, part.crossings) for part in parts] == [
        (0.0, 0.5, -1, ()),
        (0.5, 0.5, 0, (0.5,)),
        (0.5, 2.0, 1, ()),
    ]
    assert parts[1].crossed


def test_two_that_are_the_same_are_undecided_everywhere() -> None:
    nothing = np.zeros(3)
    (only,) = stretches(Band(np.arange(3.0), nothing, nothing, nothing, np.full(3, 5)))
    assert (only.sign, only.most) == (0, 0.0)


def test_turned_round_the_sides_change_and_nothing_else() -> None:
    last, places = lattice(9)
    at = np.array(places) / last
    values = TOYS["two"][0](at)[:, None] + luck(5, at)
    one, other = stretches(band(at, values, last + 1)), stretches(band(at, -values, last + 1))
    assert [part.sign for part in one] == [-part.sign for part in other]
    assert [part.crossings for part in one] == [part.crossings for part in other]
    assert [part.least for part in one] == pytest.approx([part.least for part in other])


def test_false_claims_are_as_rare_as_stated() -> None:
    """Where the two are the same, no side may be claimed: at most 5 % of 400 times, with places chosen.

    At 5 % a binomial of 400 goes beyond 36 with a chance of 0.0004.
    """
    rough = np.random.default_rng(11).normal(0.0, 1.0, (400, 65, 12))
    wrong = 0
    for chance in rough:
        last, places = lattice(9)
        while True:
            at = np.array(places) / last
            of = band(at, chance[places], last + 1)
            more = refine(places, of, 17 - len(places))
            if not more:
                break
            places = sorted([*places, *more])
        wrong += any(of.sign)
    assert wrong <= 36


def test_places_without_an_interval_are_left_out() -> None:
    values = np.array([[1.0, 2.0], [np.nan, 1.0], [3.0, 4.0]])
    of = band(np.array([2.0, 1.0, 0.0]), values, 3)
    assert of.at.tolist() == [0.0, 2.0]
    assert of.mean.tolist() == [3.5, 1.5]


def test_a_curve_that_only_lies_on_nought_at_a_place() -> None:
    assert zeros(np.arange(3.0), np.array([0.0, 1.0, -1.0])).tolist() == [0.0, 1.5]


def plane(points: Floats) -> Floats:
    """Nought along the line from (0.2, 0) to (0.7, 1)."""
    found: Floats = points[:, 0] - 0.2 - 0.5 * points[:, 1]
    return found


def test_a_map_has_its_frontier_and_its_areas() -> None:
    last, places = frontier.lattice((5, 5))
    noise = np.random.default_rng(2).normal(0.0, 0.05, 15)
    while True:
        at = np.array(places) / np.array(last)
        of = surface(at, plane(at)[:, None] + noise, (last[0] + 1) * (last[1] + 1))
        more = frontier.refine(places, of, 41 - len(places))
        if not more:
            break
        places = sorted([*places, *more])
    assert 25 < len(places) <= 41
    shares = of.shares()
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares[-1] < 0.45 < shares[-1] + shares[0]  # 45 % of the plane is below nought
    for second in (0.0, 0.5, 1.0):
        (part,) = (part for part in stretches(of.along(0, second)) if part.crossed)
        assert part.start <= 0.2 + 0.5 * second <= part.end
    for first in (0.3, 0.6):
        (part,) = (part for part in stretches(of.along(1, first)) if part.crossed)
        assert part.start <= 2.0 * (first - 0.2) <= part.end


def test_a_map_turned_round_changes_sides() -> None:
    last, places = frontier.lattice((4, 4))
    at = np.array(places) / np.array(last)
    values = plane(at)[:, None] + np.random.default_rng(2).normal(0.0, 0.05, 15)
    one, other = surface(at, values, 49).shares(), surface(at, -values, 49).shares()
    assert one[-1] == pytest.approx(other[1])
    assert one[0] == pytest.approx(other[0])


def test_the_finest_grid_has_all_that_may_be_looked_at() -> None:
    last, begun = crossings.lattice(9)
    assert (last, begun[-1], len(begun)) == (64, 64, 9)
