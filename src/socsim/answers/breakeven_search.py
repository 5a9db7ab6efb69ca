"""Which values of one number or two are looked at, to find where two organisations are equal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from socsim.analysis import crossings, frontier
from socsim.analysis.crossings import band
from socsim.analysis.frontier import surface
from socsim.analysis.intervals import paired
from socsim.answers.asking import Asked
from socsim.experiment.figures import Figure
from socsim.experiment.points import Ranged
from socsim.experiment.trials import Variant
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import Parameter, changes_of

Place = tuple[int, ...]


class Search:
    """Looks at places of a finest grid, a few at a time, until it knows enough or may not go on."""

    def __init__(
        self,
        asked: Asked,
        varied: Sequence[Ranged],
        between: tuple[str, str],
        figure: Figure,
        points: int,
        error_rate: float,
    ) -> None:
        self.asked, self.varied, self.between, self.figure = asked, varied, between, figure
        self.points, self.error_rate = points, error_rate
        self.grids, self.begun = self._grids()
        self.finest = math.prod(len(grid) for grid in self.grids)
        self.tests = self.finest + 1  # the file's own numbers are looked at as well
        self.known: dict[Place, Floats] = {}

    def _grids(self) -> tuple[list[Floats], list[Place]]:
        """The finest grid of each number, and the places to begin with."""
        if len(self.varied) == 1:
            steps = self.varied[0].steps or _first(self.points)
            last, begun = crossings.lattice(steps, crossings.REFINED if steps < self.points else 1)
            grid, start = _grid(self.varied[0].parameter, last, begun)
            return [grid], [(place,) for place in start]
        steps_of = [one.steps or _side(self.points) for one in self.varied]
        lasts, _ = frontier.lattice((steps_of[0], steps_of[1]))
        made = [
            _grid(one.parameter, last, range(0, last + 1, frontier.HALVED))
            for one, last in zip(self.varied, lasts, strict=True)
        ]
        return [grid for grid, _ in made], list(product(*(start for _, start in made)))

    def found(self) -> tuple[Floats, Floats, Floats]:
        """Look.

        Returns
        -------
        The values, shape (points, numbers); figures, (points, 2, replications); and those with the file's own
        numbers, (2, replications).
        """
        coming = self.begun[: max(self.points, len(self.begun))]
        while coming:
            self._look(coming)
            if self.asked.trials.over:
                break
            coming = self._next()
        places = sorted(self.known)
        self._insist(places)
        return (
            np.array([self._values(place) for place in places]),
            np.array([self.known[place] for place in places]),
            self._figures([Variant()], later=0)[0],
        )

    def _values(self, place: Place) -> list[float]:
        return [float(grid[at]) for grid, at in zip(self.grids, place, strict=True)]

    def _look(self, places: Sequence[Place]) -> None:
        numbers = [one.parameter for one in self.varied]
        variants = [
            Variant(changes_of(dict(zip(numbers, self._values(place), strict=True)))) for place in places
        ]
        left = max(self.points - len(self.known) - len(places), 0) + 1
        figures = self._figures(variants, later=left * len(self.between) * len(self.asked.replications))
        self.known.update(zip(places, figures, strict=True))

    def _figures(self, variants: Sequence[Variant], later: int) -> Floats:
        """Of each organisation, shape (variants, 2, replications)."""
        trials = self.asked.trials
        values = trials.values(variants, [self.figure], replications=self.asked.replications, later=later)
        figures: Floats = values[..., 0][:, [trials.organisations.index(name) for name in self.between]]
        return figures

    def _next(self) -> list[Place]:
        judged = [place for place in sorted(self.known) if np.isfinite(self._difference(place)).sum() >= 2]
        room = self.points - len(self.known)
        if room < 1 or not judged:
            return []
        at = np.array([self._values(place) for place in judged])
        differences = np.array([self._difference(place) for place in judged])
        if len(self.varied) == 1:
            of = band(at[:, 0], differences, self.tests, self.error_rate)
            found: list[Place] = [(place,) for place in crossings.refine([x for (x,) in judged], of, room)]
        else:
            shares = shares_of(at, [one.parameter for one in self.varied])
            over = surface(shares, differences, self.tests, self.error_rate)
            found = list(frontier.refine([(x, y) for x, y in judged], over, room))
        return [place for place in found if place not in self.known]

    def _difference(self, place: Place) -> Floats:
        first, second = self.known[place]
        return paired(second, first)

    def _insist(self, places: Sequence[Place]) -> None:
        """Raise an error where nothing can be said at all."""
        trials = self.asked.trials
        judged = sum(np.isfinite(self._difference(place)).sum() >= 2 for place in places)
        if judged >= 2 * len(self.varied) - (len(self.varied) == 2):
            return
        if len(trials.unfit) == len(places):
            raise UserError([f"no value in the range will do: {next(iter(trials.unfit.values()))}"])
        if trials.over:
            raise UserError(["--budget: it was spent before there were two replications at two places"])
        if trials.failures:
            raise UserError([f"the runs failed: {trials.failures[0].error}"])
        raise UserError([f"{self.figure.name}: this scenario has no such figure for both organisations"])


def _first(points: int) -> int:
    """Places of the first grid: about half of all, so that gaps can be halved.

    >>> [_first(points) for points in (2, 5, 9, 17, 40)]
    [2, 3, 5, 9, 17]
    """
    return int(2 ** math.floor(math.log2(max(points - 1, 2) / 2.0))) + 1


def _side(points: int) -> int:
    """Places of the first grid of a map, either way.

    >>> [_side(points) for points in (9, 41, 200)]
    [3, 5, 11]
    """
    return max(3, math.isqrt(round(points * 0.62)))


def _grid(number: Parameter, last: int, begun: Sequence[int]) -> tuple[Floats, list[int]]:
    """The values of the finest grid, each once, and which of them to begin with."""
    wanted = np.linspace(number.low, number.high, last + 1)
    values = np.array([round(x) if number.whole else float(f"{x:.10g}") for x in wanted.tolist()])
    grid = np.unique(values)
    return grid, sorted({int(np.searchsorted(grid, values[at])) for at in begun})


def shares_of(values: Floats, numbers: Sequence[Parameter]) -> Floats:
    """Where values lie on the way from low to high, shape (points, numbers)."""
    low = np.array([one.low for one in numbers])
    high = np.array([one.high for one in numbers])
    shares: Floats = (values - low) / (high - low)
    return shares
