"""Kaplan-Meier: how long until something happens, with those whom it has not happened to yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.scenario.blueprint import Floats


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
