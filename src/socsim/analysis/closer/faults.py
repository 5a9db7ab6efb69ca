"""Faults in decisions: whose doing they are, and at which level they are found, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import coded, long, names_in, over
from socsim.scenario.blueprint import Floats, Ints
from socsim.scenario.names import FAULT_ORIGINS

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"


def faults_by_level(faults: pd.DataFrame, decisions: pd.DataFrame, begin: float, end: float) -> pd.DataFrame:
    """Faulty decisions of the window by their origin, and by where they were found.

    The share of origin `system` is the system's share of all faults: those that the base alone would not
    have brought, but load, handovers and breadth. `common` are those that come with the work as it is.

    Parameters
    ----------
    faults, decisions
        The tables of those names.
    begin, end
        The window, in days since the start of the simulation.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, unit, split, level, measure, value, low, high, replications`. With `split`
        `origin`, `level` is one of `socsim.scenario.names.FAULT_ORIGINS`; with `found` it is `review_1`,
        `review_2`, ..., `out` (came to light after the decision was taken) or `never` (by the end of the
        run); `all` in both. `measure` is `per_100_decisions` or `share` (of the faults). Unit `all` is
        everyone. Nothing where decisions cannot be faulty.

    Examples
    --------
    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "unit": "desk"}
    >>> faults = pd.DataFrame({**run, "at": 5.0, "origin": ["common", "system", "system", "individual"],
    ...                        "found_level": [0, 0, -1, -1], "surfaced": [False, False, True, False]})
    >>> decisions = pd.DataFrame({**run, "month": [0, 1], "decisions": [30, 50]})
    >>> found = faults_by_level(faults, decisions, 0.0, 60.0)
    >>> rows = found[(found["unit"] == "all") & (found["level"] != "all") & (found["measure"] == "share")]
    >>> rows[["split", "level", "value"]].reset_index(drop=True)
        split       level  value
    0  origin      common   0.25
    1  origin      system   0.50
    2  origin  individual   0.25
    3   found    review_1   0.50
    4   found         out   0.25
    5   found       never   0.25
    """
    import pandas as pd

    organisations, units = names_in(decisions["organisation"]), names_in(decisions["unit"])
    replications = np.unique(decisions["replication"].to_numpy(dtype=np.int64))
    at = faults["at"].to_numpy(dtype=np.float64)
    faults = faults[(at >= begin) & (at < end)]

    def summed(table: pd.DataFrame, kind: Ints, kinds: int, weights: Floats | None = None) -> Floats:
        """By organisation, unit (all first), kind (all first) and replication."""
        run = np.searchsorted(replications, table["replication"].to_numpy(dtype=np.int64))
        place = coded(table["organisation"], organisations) * len(units) + coded(table["unit"], units)
        shape = (len(organisations), len(units), kinds, len(replications))
        flat = np.bincount(
            (place * kinds + kind) * shape[3] + run, weights=weights, minlength=int(np.prod(shape))
        )
        apart = flat.astype(np.float64).reshape(shape)
        apart = np.concatenate((apart.sum(axis=2, keepdims=True), apart), axis=2)
        return np.concatenate((apart.sum(axis=1, keepdims=True), apart), axis=1)

    taken = summed(
        decisions, np.zeros(len(decisions), dtype=np.int64), 1, decisions["decisions"].to_numpy(np.float64)
    )[:, :, :1]
    level = faults["found_level"].to_numpy(dtype=np.int64)
    levels = int(level.max(initial=-1)) + 1
    out = np.where(faults["surfaced"].to_numpy(dtype=np.bool_), levels, levels + 1)
    reviews = [f"review_{number + 1}" for number in range(levels)]
    tables = []
    for split, kind, names in (
        ("origin", coded(faults["origin"], FAULT_ORIGINS), list(FAULT_ORIGINS)),
        ("found", np.where(level >= 0, level, out), [*reviews, "out", "never"]),
    ):
        number = summed(faults, kind, len(names))
        measures = {"per_100_decisions": over(100.0 * number, taken), "share": over(number, number[:, :, :1])}
        axes = {"organisation": organisations, "unit": [ALL, *units], "level": [ALL, *names]}
        table = long(measures, axes)
        table.insert(2, "split", split)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
