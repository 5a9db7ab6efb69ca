"""How many replications are enough: the replications algorithm of Hoad, Robinson & Davies (2010).

K. Hoad, S. Robinson and R. Davies, "Automated selection of the number of replications for a
discrete-event simulation", Journal of the Operational Research Society 61(11), 1632-1644.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import LEVEL, paired
from socsim.analysis.table import figures
from socsim.locale import Message
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

    from socsim.experiment.design import Design
    from socsim.experiment.replicate import Outcome
    from socsim.experiment.simulate import How
    from socsim.experiment.store import Store

FIRST = 3
"""Before so many replications an interval says little."""
LOOK_AHEAD = 5
"""The precision must also hold for so many more replications, and above 100 for so many per cent more."""


@dataclass(frozen=True)
class Goal:
    """How precisely a figure is to be known.

    Attributes
    ----------
    metric, statistic, group : which figure, as in summary.csv.
    share : the half-width of its interval as a share of the mean; of a difference, as a share of the
        reference's mean, since a difference may well be nought.
    half_width : or the half-width itself, in the unit of the figure: for what is rare.
    """

    metric: str
    statistic: str = "mean"
    group: str = "all"
    share: float | None = None
    half_width: float | None = None

    @property
    def name(self) -> str:
        """The figure in words: `metric`, `metric.p90`, `metric (needs=4+)`."""
        statistic = "" if self.statistic == "mean" else f".{self.statistic}"
        return f"{self.metric}{statistic}" + ("" if self.group == "all" else f" ({self.group})")

    @property
    def wanted(self) -> Message:
        """The precision in words."""
        if self.half_width is not None:
            return Message("precision.half_width", number=self.half_width)
        return Message("precision.share", number=100 * (self.share or 0.0))


@dataclass(frozen=True)
class Need:
    """What one figure asks for.

    Attributes
    ----------
    organisation : whose figure, or whose difference to the reference.
    difference : whether it is the difference.
    replications : how many are enough; None: not found among those that there are.
    mean, half_width : from all replications that there are.
    """

    organisation: str
    difference: bool
    replications: int | None
    mean: float
    half_width: float


@dataclass(frozen=True)
class Precision:
    """What the replications algorithm came to.

    Attributes
    ----------
    goal : what was wanted.
    needs : what each figure asked for.
    replications : how many are enough for all of them; None: not found.
    simulated : how many there are, those among them that show the precision to last; all are used.
    """

    goal: Goal
    needs: tuple[Need, ...]
    replications: int | None
    simulated: int

    @property
    def sentence(self) -> Message:
        """In words."""
        wanted = Message("precision.wanted", figure=self.goal.name, precision=self.goal.wanted)
        if self.replications is not None:
            return Message(
                "precision.enough", wanted=wanted, replications=self.replications, simulated=self.simulated
            )
        widest = max(self.needs, key=_width)
        return Message(
            "precision.widest_difference" if widest.difference else "precision.widest",
            count=self.simulated,
            wanted=wanted,
            organisation=widest.organisation,
            mean=widest.mean,
            half_width=widest.half_width,
        )


def _width(need: Need) -> float:
    """Those that are not precise enough first, the widest before the rest."""
    return math.inf if math.isnan(need.half_width) else need.half_width * (need.replications is None)


def look_ahead(replications: int) -> int:
    """How many replications more the precision must hold for.

    >>> look_ahead(7), look_ahead(100), look_ahead(240)
    (5, 5, 12)
    """
    return LOOK_AHEAD * max(replications, 100) // 100


def enough(values: Floats, *, share: float | None = None, half_width: float | None = None,
           of: Floats | None = None) -> int | None:  # fmt: skip
    """The smallest number of replications whose precision suffices, and goes on to.

    Parameters
    ----------
    values : a figure, in the order of the replications; NaN where one has none.
    share : half-width over mean that is wanted. half_width : or the half-width itself.
    of : the figure of whose mean it is a share; left out: `values`.

    Returns
    -------
    The number; None where the values do not show it, so that more are needed.

    Examples
    --------
    >>> enough(np.array([10.0, 10.1, 9.9, 10.0, 10.1, 9.9, 10.0, 10.1]), share=0.05)
    3
    >>> enough(np.array([10.0, 10.1, 9.9, 10.0]), share=0.05) is None
    True
    """
    _, half = running(values)
    level, _ = running(values if of is None else of)
    with np.errstate(invalid="ignore"):
        met = half <= (half_width if half_width is not None else (share or 0.0) * np.abs(level))
    for number in range(FIRST, len(values) + 1):
        ahead = number + look_ahead(number)
        if ahead > len(values):
            return None
        if met[number - 1 : ahead].all():
            return number
    return None


def running(values: Floats) -> tuple[Floats, Floats]:
    """Mean and half-width of its 95 % t interval over the first 1, 2, ... values; NaN is left out."""
    from scipy.special import stdtrit

    there = ~np.isnan(values)
    known = np.where(there, values, 0.0)
    number = np.cumsum(there).astype(np.float64)
    shift = known[there][0] if there.any() else 0.0  # against cancellation
    moved = np.where(there, values - shift, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.cumsum(moved) / number
        squares = np.maximum(np.cumsum(moved**2) - number * mean**2, 0.0)
        error = np.sqrt(squares / (number - 1.0) / number)
        half = stdtrit(np.maximum(number - 1.0, 1.0), 1.0 - LEVEL / 2.0) * error
    return mean + shift, np.where(number > 1, half, np.nan)


def needs(values: pd.DataFrame, goal: Goal, reference: str) -> list[Need]:
    """What each organisation's figure asks for, and each difference to the reference.

    Parameters
    ----------
    values : rows of `measure` for all, with `organisation` and `replication`.

    Returns
    -------
    A row for each organisation that has the figure, then one for each difference; none where no
    organisation has it.
    """
    key = (goal.metric, goal.statistic, goal.group)
    series: dict[str, Floats] = {}
    for own in figures(values):
        rows = [row for row, found in enumerate(own.keys) if found[:3] == key]
        if rows:
            series[own.organisation] = own.values[rows[0]]
    found = [_need(name, False, own, own, goal) for name, own in series.items()]
    base = series.get(reference)
    if base is not None:
        found += [
            _need(name, True, paired(own, base), base, goal)
            for name, own in series.items()
            if name != reference
        ]
    return found


def _need(organisation: str, difference: bool, values: Floats, level: Floats, goal: Goal) -> Need:
    mean, half = running(values)
    number = enough(values, share=goal.share, half_width=goal.half_width, of=level)
    return Need(organisation, difference, number, float(mean[-1]), float(half[-1]))


def replications_needed(found: list[Need]) -> int | None:
    """One number for all: the largest that any figure asks for; None while one of them asks for more."""
    numbers = [need.replications for need in found]
    known = [number for number in numbers if number is not None]
    return max(known) if known and len(known) == len(numbers) else None


@dataclass(frozen=True)
class Aim:
    """A goal, and how many replications at most are spent on it."""

    goal: Goal
    maximum: int


def until_precise(
    design: Design, store: Store, how: How, aim: Aim
) -> tuple[Design, list[Outcome], Precision]:
    """Simulate replications 1, 2, ... of all organisations until the figure is precise enough.

    How many these are follows from the figures alone, not from how many were simulated at a time.

    Returns
    -------
    The design with the replications that are used, what was simulated, and what the algorithm found.

    Raises
    ------
    UserError : where no organisation has such a figure.
    """
    from socsim.experiment.results import Results
    from socsim.experiment.simulate import simulate
    from socsim.scenario.errors import UserError

    finished: list[Outcome] = []
    number = min(FIRST + look_ahead(FIRST), aim.maximum)
    while True:
        design = replace(design, replications=tuple(range(1, number + 1)))
        finished += simulate([design], store, how)
        how = replace(how, referee=False)  # once is enough
        done = design.done(store)
        values = Results(done, store, finished).values if done.replications else None
        found = [] if values is None else needs(values, aim.goal, design.reference)
        if values is not None and not found:
            raise UserError([_no_such_figure(aim.goal, values)])
        enough_for_all = replications_needed(found)
        if enough_for_all is not None:
            used = tuple(range(1, enough_for_all + look_ahead(enough_for_all) + 1))
            done = replace(design, replications=used)
            return done, finished, Precision(aim.goal, tuple(found), enough_for_all, len(used))
        if number >= aim.maximum or how.where.budget.over:
            return done, finished, Precision(aim.goal, tuple(found), None, len(done.replications))
        number = min(aim.maximum, _next(number, found, aim.goal))


def _next(number: int, found: list[Need], goal: Goal) -> int:
    """How many replications to try next: what the intervals so far let expect, at most twice as many."""
    more = 1.0
    level = {need.organisation: abs(need.mean) for need in found if not need.difference}
    for need in found:
        of = max(level.values()) if need.difference else level[need.organisation]
        wanted = goal.half_width if goal.half_width is not None else (goal.share or 0.0) * of
        if need.replications is None and wanted > 0.0 and not math.isnan(need.half_width):
            more = max(more, (need.half_width / wanted) ** 2)
    return number + min(number, max(LOOK_AHEAD, math.ceil(number * (more - 1.0)) + look_ahead(number)))


def _no_such_figure(goal: Goal, values: pd.DataFrame) -> str:
    from socsim.scenario.errors import suggest

    rows = values[(values["metric"] == goal.metric) & (values["statistic"] == goal.statistic)]
    if rows.empty:
        right = suggest("no organisation has this figure", goal.metric, sorted(values["metric"].unique()))
        return f"--metric {goal.name}: {right}"
    right = suggest("there is no such group", goal.group, sorted(rows["group"].unique()))
    return f"--group {goal.group}: {right}"
