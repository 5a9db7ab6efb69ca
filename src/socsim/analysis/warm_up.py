"""How long an empty office takes to settle: MSER-5 and Welch's moving averages over weekly series.

MSER: White (1997), "An effective truncation heuristic for bias reduction in simulation output", Simulation
69(6), 323-334; in batches of five: Spratt (1998), and White, Cobb & Spratt (2000), "A comparison of five
steady-state truncation heuristics for simulation", Proceedings of the Winter Simulation Conference, 755-760.
Welch (1983), "The statistical analysis of simulation results", in Lavenberg (ed.), The Computer Performance
Modeling Handbook.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import floats
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Floats

WEEK = 7.0  # days
BATCH = 5  # observations
SERIES = ("waiting", "hours", "falls")
"""Pieces of work that wait, hours worked and falls, in each week."""


@dataclass(frozen=True)
class Found:
    """One organisation's series.

    Attributes
    ----------
    mean : over replications, a value a week.
    days : days after which it has settled, by MSER-5; None: not within the first half.
    """

    organisation: str
    series: str
    mean: Floats
    days: float | None


@dataclass(frozen=True)
class Settled:
    """What MSER-5 says of a series.

    Attributes
    ----------
    cut : observations to leave out at the start; None: the series does not settle within its first half.
    statistic : the MSER of the series after each number of batches left out.
    """

    cut: int | None
    statistic: Floats


def mser5(series: Floats) -> Settled:
    """How many observations at the start to leave out: so many that the mean of the rest is known best.

    In batches of five, the number d of batches left out minimises the squared standard error of what is left,

        MSER(d) = sum over i > d of (y_i - mean of y after d)^2 / (n - d)^2

    Minima in the second half of the series do not count: there the statistic rests on few batches.

    Examples
    --------
    >>> rising = np.concatenate((np.linspace(0.0, 9.0, 40), np.full(360, 10.0)))
    >>> mser5(rising).cut
    40
    >>> mser5(np.linspace(0.0, 1.0, 200)).cut is None
    True
    """
    batches = len(series) // BATCH
    if batches < 4:
        return Settled(None, np.empty(0))
    means = series[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    left = np.arange(batches, 0, -1, dtype=np.float64)
    total = np.cumsum(means[::-1])[::-1]
    squares = np.cumsum(((means - means.mean()) ** 2)[::-1])[::-1]
    shift = total / left - means.mean()
    statistic = np.maximum(squares - left * shift**2, 0.0) / left**2
    counted = statistic[: batches - 2]
    best = int(np.argmax(counted <= counted.min() + 1e-12 * counted[0]))  # the first, but for rounding
    return Settled(best * BATCH if best <= batches // 2 else None, statistic)


def welch(series: Floats, window: int) -> Floats:
    """Centred moving averages of 2 window + 1 observations; fewer near the start, none near the end.

    >>> welch(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 1).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    reach = np.minimum(np.arange(len(series) - window), window)
    summed = np.concatenate(([0.0], np.cumsum(series)))
    at = np.arange(len(reach))
    smooth: Floats = (summed[at + reach + 1] - summed[at - reach]) / (2 * reach + 1)
    return smooth


def weekly(ledger: Ledger, start: float, end: float) -> dict[str, Floats]:
    """The series of `SERIES` from day `start` to day `end`, whole weeks, shape (weeks,) each.

    Pieces of work count as waiting from when they are ready until somebody begins; where a piece began
    before `start`, or has not ended when the run does, the ledger has no row.
    """
    weeks = max(int((end - start) / WEEK), 0)
    ready, begun, ended = (floats(ledger.work, column) for column in ("ready", "start", "end"))
    hours = sum(floats(ledger.work, column) for column in ("hours", "reading", "duplicate", "documentation"))
    return {
        "waiting": _mean_number(ready, begun, start, weeks),
        "hours": _in_week(ended, np.asarray(hours), start, weeks),
        "falls": _in_week(floats(ledger.falls, "at"), None, start, weeks),
    }


def _in_week(at: Floats, weights: Floats | None, start: float, weeks: int) -> Floats:
    week = np.floor((at - start) / WEEK)
    inside = (week >= 0) & (week < weeks)
    chosen = None if weights is None else weights[inside]
    counted = np.bincount(week[inside].astype(np.int64), weights=chosen, minlength=weeks)
    return counted.astype(np.float64)


def _mean_number(first: Floats, last: Floats, start: float, weeks: int) -> Floats:
    """How many of the spans [first, last) cover a day of each week, on average over the week."""
    if weeks == 0:
        return np.empty(0)
    borders = start + WEEK * np.arange(weeks + 1)

    def days_before(at: Floats) -> Floats:
        """Sum over the spans of the days after `at` up to each border: the integral of the count."""
        ordered = np.sort(at)
        number = np.searchsorted(ordered, borders)
        summed = np.concatenate(([0.0], np.cumsum(ordered)))
        area: Floats = number * borders - summed[number]
        return area

    covered = days_before(first) - days_before(last)
    result: Floats = np.diff(covered) / WEEK
    return result
