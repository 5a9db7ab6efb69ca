"""Control charts: a unit's faults are those of its everyday work, or something special has happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Bools, ints
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats, Ints

SIGMAS = 3.0


@dataclass(frozen=True)
class ControlChart:
    """A p-chart: the share of faulty decisions, month by month, and the limits of chance around it.

    Attributes
    ----------
    decisions, faults : of each month.
    share : faults over decisions; NaN in a month without decisions.
    centre : all faults over all decisions.
    lower, upper : centre -+ 3 sqrt(centre (1 - centre) / decisions), within 0 and 1.
    """

    decisions: Ints
    faults: Ints
    share: Floats
    centre: float
    lower: Floats
    upper: Floats

    @property
    def outside(self) -> Bools:
        """Months that chance does not explain: a special cause. All others are the system's own doing."""
        outside: Bools = (self.share > self.upper) | (self.share < self.lower)
        return outside


def p_chart(decisions: Ints, faults: Ints) -> ControlChart:
    """The chart of one unit (Shewhart 1931; limits that follow each month's number of decisions).

    >>> chart = p_chart(np.array([100, 100, 25]), np.array([5, 20, 2]))
    >>> round(chart.centre, 3), chart.upper.round(3).tolist(), chart.outside.tolist()
    (0.12, [0.217, 0.217, 0.315], [False, False, False])
    """
    total = int(decisions.sum())
    centre = float(faults.sum()) / total if total else float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(decisions > 0, faults / decisions, np.nan)
        sigma = np.sqrt(centre * (1.0 - centre) / np.where(decisions > 0, decisions, np.nan))
    lower, upper = np.clip(centre - SIGMAS * sigma, 0.0, 1.0), np.clip(centre + SIGMAS * sigma, 0.0, 1.0)
    return ControlChart(decisions, faults, share, centre, lower, upper)


def control_charts(ledger: Ledger, blueprint: Blueprint) -> dict[str, ControlChart]:
    """A chart for each unit whose decisions may be faulty, by its name."""
    unit = ints(ledger.decisions, "unit")
    counts = ints(ledger.decisions, "decisions"), ints(ledger.decisions, "faults")
    charts = {}
    for position in np.unique(unit):
        rows = np.flatnonzero(unit == position)
        charts[blueprint.units[position]] = p_chart(counts[0][rows], counts[1][rows])
    return charts
