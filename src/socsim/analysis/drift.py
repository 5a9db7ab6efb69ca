"""Whether an office had settled when the window began: the change within the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.analysis.cohort import Bools, ratio
from socsim.analysis.intervals import estimate
from socsim.analysis.sheet import Sheet
from socsim.analysis.warm_up import weekly
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats

if TYPE_CHECKING:
    import pandas as pd

OF = {"hours": "drift_of_hours", "waiting": "drift_of_queue"}
"""Series -> the metric of its change."""
FELT = 0.1
"""A change of a tenth of the level is worth a warning, where it is more than chance."""
WEEKS = 12
"""A window with fewer says nothing."""


def drift(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add how much more is worked, and waits, in the last third of the window than in the first.

    As a share of the mean over the window.
    """
    series = weekly(ledger, blueprint.warm_up, blueprint.warm_up + blueprint.measure)
    for name, metric in OF.items():
        third = len(series[name]) // 3
        if 3 * third >= WEEKS:
            first, last = series[name][:third], series[name][-third:]
            change = float(last.mean() - first.mean())
            sheet.add(metric, "all", ratio(change, float(series[name].mean())))


def grows(changes: Floats) -> Bools:
    """Which figures are still growing: by a tenth or more, and not by chance.

    Parameters
    ----------
    changes : shape (n, replications), as `drift` has them; NaN where there is none.

    >>> import numpy as np
    >>> grows(np.array([[0.2, 0.3, 0.25], [0.02, 0.03, 0.02], [0.9, -0.9, 0.3]])).tolist()
    [True, False, False]
    """
    found = estimate(changes)
    growing: Bools = (found.mean > FELT) & (found.low > 0.0)
    return growing


def still_settling(summary: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Organisations whose figures rise or fall within the window: (organisation, metric, change)."""
    rows = summary[summary["metric"].isin(OF.values()) & (summary["group"] == "all")]
    return [
        (str(row["organisation"]), str(row["metric"]), float(row["estimate"]))
        for row in rows.to_dict("records")
        if abs(row["estimate"]) > FELT and (row["ci_low"] > 0.0 or row["ci_high"] < 0.0)
    ]
