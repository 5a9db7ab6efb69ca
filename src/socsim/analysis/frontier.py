"""Where a surface over two numbers is nought: the map, its undecided zone, and how large the parts are.

As `socsim.analysis.crossings`, over a plane: between the places at which it is known, the surface is flat on
triangles, and so are the ends of its intervals, which hold together for the whole finest grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from socsim.analysis.crossings import Band
from socsim.analysis.intervals import FAMILY_WISE, estimate
from socsim.scenario.blueprint import Floats, Ints

HALVED = 2
"""A gap of the first grid has so many gaps of the finest in it, either way."""
FINE = 161
"""Lines either way of the grid on which areas are measured."""
Place = tuple[int, int]


@dataclass(frozen=True)
class Surface:
    """A surface at p places, with intervals that hold together.

    Attributes
    ----------
    at : shape (p, 2), the places, each number as a share of its range.
    mean, low, high : of the surface there.
    replications : on which each rests.
    """

    at: Floats
    mean: Floats
    low: Floats
    high: Floats
    replications: Ints

    @property
    def sign(self) -> Ints:
        """1 where the surface is shown to be above nought, -1 below, 0 where neither is shown."""
        return (self.low > 0.0).astype(np.int64) - (self.high < 0.0).astype(np.int64)

    def triangles(self) -> Ints:
        """Triangles between the places, shape (t, 3)."""
        from scipy.spatial import Delaunay

        found: Ints = np.asarray(Delaunay(self.at).simplices, dtype=np.int64)
        return found

    def along(self, number: int, share: float, lines: int = FINE) -> Band:
        """The surface along one of the numbers (0 or 1), where the other is at this share of its range."""
        at = np.linspace(0.0, 1.0, lines)
        places = [at, np.full(lines, share)]
        mean, low, high = self._between(np.column_stack(places if number == 0 else places[::-1]))
        there = np.isfinite(mean)
        fewest = np.full(int(there.sum()), self.replications.min(initial=0))
        return Band(at[there], mean[there], low[there], high[there], fewest)

    def shares(self) -> dict[int, float]:
        """How much of the map is shown to be below nought (-1), above (1), and undecided (0)."""
        line = (np.arange(FINE) + 0.5) / FINE
        x, y = np.meshgrid(line, line)
        _, low, high = self._between(np.column_stack([x.ravel(), y.ravel()]))
        there = np.isfinite(low)
        above, below = float((low > 0.0).sum()), float((high < 0.0).sum())
        number = max(float(there.sum()), 1.0)
        return {-1: below / number, 0: 1.0 - (above + below) / number, 1: above / number}

    def _between(self, where: Floats) -> tuple[Floats, Floats, Floats]:
        from scipy.interpolate import LinearNDInterpolator

        ends = np.column_stack([self.mean, self.low, self.high])
        found: Any = LinearNDInterpolator(self.at, ends)(where)
        return found[:, 0], found[:, 1], found[:, 2]


def surface(at: Floats, values: Floats, tests: int, rate: float = FAMILY_WISE) -> Surface:
    """The mean over replications at each place, with intervals that hold together, as `crossings.band`.

    Parameters
    ----------
    at : shape (p, 2).
    values : shape (p, replications), NaN where there is none. Places with fewer than two are left out.
    tests : how many places there could have been.
    rate : the chance, at most, that even one of the intervals does not hold.
    """
    found = estimate(values, rate / max(tests, 1))
    there = np.isfinite(found.low)
    return Surface(
        at[there], found.mean[there], found.low[there], found.high[there], found.replications[there]
    )


def lattice(first: tuple[int, int], halved: int = HALVED) -> tuple[Place, list[Place]]:
    """The last place of the finest grid, counted from 0 either way, and the places to begin with.

    >>> lattice((2, 2))
    ((2, 2), [(0, 0), (0, 2), (2, 0), (2, 2)])
    """
    last = ((first[0] - 1) * halved, (first[1] - 1) * halved)
    begun = [(x, y) for x in range(0, last[0] + 1, halved) for y in range(0, last[1] + 1, halved)]
    return last, begun


def refine(places: Sequence[Place], of: Surface, room: int, halved: int = HALVED) -> list[Place]:
    """The next places to look at.

    Those in the middle and on the sides of the first grid's cells, first where the frontier goes through
    them, then where an edge of the undecided zone does.

    Parameters
    ----------
    places : where it was looked: one for each of the surface's.
    room : how many places may be added.
    """
    rows = zip(places, of.sign.tolist(), of.mean.tolist(), strict=True)
    known = {place: (sign, mean) for place, sign, mean in rows}
    ranked: list[tuple[int, float, Place]] = []
    for x, y in places:
        if x % halved or y % halved:
            continue
        corners = [(x, y), (x + halved, y), (x, y + halved), (x + halved, y + halved)]
        if not all(corner in known for corner in corners):
            continue
        signs = {known[corner][0] for corner in corners}
        means = [known[corner][1] for corner in corners]
        if min(means) < 0.0 < max(means):
            ranked.append((0, min(map(abs, means)), (x, y)))
        elif len(signs) > 1:
            ranked.append((1, min(map(abs, means)), (x, y)))
    half = halved // 2
    wanted: dict[Place, None] = {}
    for _, _, (x, y) in sorted(ranked):
        steps = [(half, half), (half, 0), (0, half), (halved, half), (half, halved)]
        wanted.update({(x + right, y + up): None for right, up in steps})
    return sorted([place for place in wanted if place not in known][: max(room, 0)])
