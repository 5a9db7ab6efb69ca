"""Where a curve is nought that is known at some places only, each with its chance error.

The intervals of all places hold together, so that a crossing is claimed at a stated rate. Places are chosen
as the curve comes to be known, out of a finest grid that is laid down beforehand: each place of that grid
counts (Bonferroni), simulated or not, or the choice would make the intervals hold less often than they say.
Between two places the curve is taken as straight; a straight line between two intervals that both hold lies
between the lines that join their ends, so the band holds there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from socsim.analysis.intervals import FAMILY_WISE, estimate
from socsim.scenario.blueprint import Floats, Ints

REFINED = 8
"""A gap of the first grid has so many gaps of the finest in it: halved three times."""


@dataclass(frozen=True)
class Band:
    """A curve at p places, with intervals that hold together.

    Attributes
    ----------
    at : the places, increasing.
    mean, low, high : of the curve there.
    replications : on which each rests.
    """

    at: Floats
    mean: Floats
    low: Floats
    high: Floats
    replications: Ints

    @property
    def sign(self) -> Ints:
        """1 where the curve is shown to be above nought, -1 below, 0 where neither is shown."""
        return _sign(self.low, self.high)


def _sign(low: Floats, high: Floats) -> Ints:
    return (low > 0.0).astype(np.int64) - (high < 0.0).astype(np.int64)


def band(at: Floats, values: Floats, tests: int, rate: float = FAMILY_WISE) -> Band:
    """The mean over replications at each place, with intervals that hold together.

    Parameters
    ----------
    at : shape (p,), in any order.
    values : shape (p, replications), NaN where there is none. Places with fewer than two are left out.
    tests : how many places there could have been.
    rate : the chance, at most, that even one of the intervals does not hold.
    """
    order = np.argsort(at, kind="stable")
    found = estimate(values[order], rate / max(tests, 1))
    there = np.isfinite(found.low)
    return Band(
        at[order][there],
        found.mean[there],
        found.low[there],
        found.high[there],
        found.replications[there],
    )


@dataclass(frozen=True)
class Stretch:
    """A part of the range in which the curve is shown to lie on one side of nought, or on neither.

    Attributes
    ----------
    start, end : where it begins and ends.
    sign : 1, -1, or 0 where the band holds nought.
    before, after : the signs of its neighbours, None at an end of the range.
    crossings : where the curve itself, the mean, is nought: none in a stretch with a sign.
    least, most : the distances from nought between which the band keeps the curve, over the whole stretch.
    """

    start: float
    end: float
    sign: int
    before: int | None
    after: int | None
    crossings: tuple[float, ...]
    least: float
    most: float

    @property
    def crossed(self) -> bool:
        """Whether a crossing is shown: undecided, between two sides that are shown and differ."""
        return self.before is not None and self.after is not None and self.before == -self.after != 0


def stretches(of: Band) -> list[Stretch]:
    """The range from the first place to the last, in parts; those that are undecided hold every crossing.

    >>> at, half = np.array([0.0, 1.0, 2.0]), np.full(3, 0.5)
    >>> mean = np.array([-2.0, -1.0, 1.0])
    >>> parts = stretches(Band(at, mean, mean - half, mean + half, np.full(3, 9)))
    >>> [(part.start, part.end, part.sign, part.crossings) for part in parts]
    [(0.0, 1.25, -1, ()), (1.25, 1.75, 0, (1.5,)), (1.75, 2.0, 1, ())]
    """
    if len(of.at) < 2:
        return []
    borders = np.unique(np.concatenate([of.at, zeros(of.at, of.low), zeros(of.at, of.high)]))
    middles = (borders[1:] + borders[:-1]) / 2.0
    signs = _sign(np.interp(middles, of.at, of.low), np.interp(middles, of.at, of.high))
    parts: list[tuple[float, float, int]] = []
    for start, end, sign in zip(borders[:-1].tolist(), borders[1:].tolist(), signs.tolist(), strict=True):
        if parts and parts[-1][2] == sign:
            parts[-1] = (parts[-1][0], end, sign)
            continue
        if parts and parts[-1][2] == -sign != 0:  # known without error: the crossing is a point
            parts.append((start, start, 0))
        parts.append((start, end, sign))
    signs_of = [None, *(sign for _, _, sign in parts), None]
    crossings = zeros(of.at, of.mean)
    return [
        _stretch(of, part, before, after, crossings)
        for part, before, after in zip(parts, signs_of, signs_of[2:], strict=False)
    ]


def _stretch(
    of: Band, part: tuple[float, float, int], before: int | None, after: int | None, crossings: Floats
) -> Stretch:
    start, end, sign = part
    inside = np.concatenate([[start, end], of.at[(of.at > start) & (of.at < end)]])
    low, high = np.interp(inside, of.at, of.low), np.interp(inside, of.at, of.high)
    least = np.minimum(np.abs(low), np.abs(high)).min() if sign else 0.0
    most = np.maximum(np.abs(low), np.abs(high)).max()
    own = crossings[(crossings >= start) & (crossings <= end)] if sign == 0 else crossings[:0]
    return Stretch(start, end, sign, before, after, tuple(own.tolist()), float(least), float(most))


def zeros(at: Floats, of: Floats) -> Floats:
    """Where the lines between the points of a curve go through nought.

    >>> zeros(np.array([0.0, 1.0, 3.0]), np.array([-1.0, 1.0, 0.0])).tolist()
    [0.5, 3.0]
    """
    first, second = of[:-1], of[1:]
    through = first * second < 0.0
    share = np.divide(first, first - second, out=np.zeros_like(first), where=through)
    between = (at[:-1] + share * np.diff(at))[through]
    found: Floats = np.unique(np.concatenate([between, at[of == 0.0]]))
    return found


def lattice(first: int, refined: int = REFINED) -> tuple[int, list[int]]:
    """The finest grid, as the number of its last place from 0, and those of its places to begin with.

    >>> lattice(3, 4)
    (8, [0, 4, 8])
    """
    return (first - 1) * refined, list(range(0, (first - 1) * refined + 1, refined))


def refine(places: Sequence[int], of: Band, room: int) -> list[int]:
    """The next places of the finest grid at which to look, the most telling ones first.

    A gap is halved where its ends differ (in sign, or in being decided), or where the mean crosses nought
    in it; then where the curve bends so much that it may touch nought unseen. Wide gaps come before narrow
    ones, and of what is worth halving only the widest is halved at once.

    Parameters
    ----------
    places : where it was looked, increasing: one for each of the band's.
    room : how many places may be added.
    """
    bend = _bends(of)
    worth = []
    for at, (here, there) in enumerate(pairwise(places)):
        if there - here < 2:
            continue
        low, high = of.low[at : at + 2], of.high[at : at + 2]
        signs, means = of.sign[at : at + 2], of.mean[at : at + 2]
        clear = float(np.minimum(np.abs(low), np.abs(high)).min())
        if signs[0] != signs[1] or means[0] * means[1] <= 0.0:
            worth.append((0, here - there, clear, (here + there) // 2))
        elif signs[0] != 0 and clear <= 2.0 * bend[at]:
            worth.append((1, here - there, clear, (here + there) // 2))
    worth.sort()
    widest = [one for one in worth if one[:2] == worth[0][:2]]
    return sorted(place for *_, place in widest[: max(room, 0)])


def _bends(of: Band) -> Floats:
    """How far, about, the curve leaves the straight line in each gap, as its neighbours have it bend."""
    width = np.diff(of.at)
    slope = np.diff(of.mean) / width
    second = np.abs(np.diff(slope)) / (of.at[2:] - of.at[:-2])  # half the second derivative
    padded = np.concatenate([[0.0], second, [0.0]])
    found: Floats = np.maximum(padded[:-1], padded[1:]) * width**2 / 4.0
    return found
