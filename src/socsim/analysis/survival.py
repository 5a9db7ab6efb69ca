"""Kaplan-Meier: how long until something happens, with those whom it has not happened to yet.

And Aalen-Johansen, where the first of several things that may happen counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.scenario.blueprint import Floats, Ints

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Survival:
    """A survival curve: the share still waiting after each of the times at which it falls.

    Source: Kaplan and Meier (1958), Nonparametric estimation from incomplete observations,
    Journal of the American Statistical Association 53:457-481.
    """

    time: Floats
    """Distinct times at which it happened to someone, ascending, shape (m,)."""
    share: Floats
    """Share to whom it has not happened yet just after each of them, shape (m,)."""

    def at(self, time: float) -> float:
        """Share still waiting just after `time`; beyond the last observation it stays where it was."""
        position = int(np.searchsorted(self.time, time, side="right"))
        return 1.0 if position == 0 else float(self.share[position - 1])

    def along(self, times: Floats) -> Floats:
        """The same at several times, shape (times,)."""
        shares: Floats = np.append(1.0, self.share)[np.searchsorted(self.time, times, side="right")]
        return shares

    def quantile(self, p: float) -> float:
        """The first time by which it has happened to a share `p`; NaN where that is never reached."""
        reached = np.flatnonzero(1.0 - self.share >= p - 1e-12)  # the product above rounds
        return float(self.time[reached[0]]) if len(reached) else float("nan")

    def mean(self, horizon: float) -> float:
        """Restricted mean: the area under the curve from 0 to `horizon`, mean of min(time, horizon)."""
        inside = self.time < horizon
        edges = np.concatenate(([0.0], self.time[inside], [horizon]))
        heights = np.concatenate(([1.0], self.share[inside]))
        return float(np.sum(np.diff(edges) * heights))


def kaplan_meier(time: Floats, reached: Bools) -> Survival:
    """Survival curve from times to the event, or to when one stopped looking.

    Parameters
    ----------
    time
        Days until the event, or until one stopped looking, shape (n,).
    reached
        Whether it was the event, shape (n,). At equal times events come first.

    Examples
    --------
    >>> curve = kaplan_meier(np.array([1.0, 2.0, 2.0, 3.0]), np.array([True, True, False, True]))
    >>> curve.time.tolist(), curve.share.tolist()
    ([1.0, 2.0, 3.0], [0.75, 0.5, 0.0])
    >>> curve.quantile(0.5), curve.mean(4.0)
    (2.0, 2.25)
    """
    ordered = np.sort(time[reached])
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf))
    times = ordered[starts]
    events = np.diff(starts, append=len(ordered))
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left")
    return Survival(times, np.cumprod(1.0 - events / at_risk, dtype=np.float64))


@dataclass(frozen=True)
class Incidence:
    """What has happened first to which share, after each of the times at which something does.

    Source: Aalen and Johansen (1978), An empirical transition matrix for non-homogeneous Markov chains
    based on censored observations, Scandinavian Journal of Statistics 5:141-150.
    """

    time: Floats
    """Distinct times at which something happened to someone, ascending, shape (m,)."""
    share: Floats
    """Share to whom each thing had happened first just after each of them, shape (outcomes, m)."""

    def along(self, times: Floats) -> Floats:
        """The shares just after each of several times, shape (outcomes, times)."""
        begun = np.concatenate((np.zeros((len(self.share), 1)), self.share), axis=1)
        shares: Floats = begun[:, np.searchsorted(self.time, times, side="right")]
        return shares

    def with_rest(self, times: Floats) -> Floats:
        """The same and, last, the share to whom nothing had happened yet; shape (outcomes + 1, times)."""
        shares = self.along(times)
        rest = 1.0 - shares.sum(axis=0)
        return np.vstack((shares, np.where(rest > _ROUNDING, rest, 0.0)))


def aalen_johansen(time: Floats, outcome: Ints, outcomes: int) -> Incidence:
    """Cumulative incidence of each of several outcomes, of which the first ends the wait.

    Parameters
    ----------
    time
        Days until the first of them, or until one stopped looking, shape (n,).
    outcome
        Which it was, a number below `outcomes`; -1: one stopped looking. At equal times outcomes come first.

    Examples
    --------
    >>> found = aalen_johansen(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, -1, 1, 0]), 2)
    >>> found.time.tolist(), found.share.tolist()  # who was lost sight of at 2 is like those who wait on
    ([1.0, 3.0, 4.0], [[0.25, 0.25, 0.625], [0.0, 0.375, 0.375]])
    """
    happened = outcome >= 0
    times, which = np.unique(time[happened], return_inverse=True)
    number = len(times)
    flat = np.bincount(outcome[happened] * number + which, minlength=outcomes * number)
    events = flat.reshape(outcomes, number)
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left")
    waiting = np.cumprod(1.0 - events.sum(axis=0) / at_risk)
    before = np.append(1.0, waiting)[:number]
    return Incidence(times, np.cumsum(before * events / at_risk, axis=1))
