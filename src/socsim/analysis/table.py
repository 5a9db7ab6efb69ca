"""The figures of all replications as a matrix: a row a figure, a column a replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.cohort import GROUPS
from socsim.analysis.metrics import METRICS, STATISTICS
from socsim.scenario.blueprint import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

KEY = ["metric", "statistic", "group", "measured_in"]
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Figures:
    """One organisation's figures."""

    organisation: str
    keys: list[Key]
    """Metric, statistic, group and unit of each row."""
    values: Floats
    """Shape (rows, replications), NaN where a replication has no such row."""
    unreached: Floats
    """1 where a replication has the row and it is NaN, else 0."""


def figures(values: pd.DataFrame) -> list[Figures]:
    """Each organisation's figures, organisations in order of first appearance.

    Parameters
    ----------
    values
        Rows of `measure` for all replications, with columns `organisation` and `replication`.
        Replications may come in any order; all organisations share the columns of the matrices.
    """
    replications = np.unique(values["replication"].to_numpy(dtype=np.int64))
    result = []
    for organisation in values["organisation"].unique():
        own = values[values["organisation"] == organisation].sort_values("replication", kind="stable")
        columns = np.searchsorted(replications, own["replication"].to_numpy(dtype=np.int64))
        found, which = _distinct(own)
        keys = _in_order(found)
        row_of = {key: row for row, key in enumerate(keys)}
        rows = np.array([row_of[key] for key in found], dtype=np.int64)[which]
        matrix = np.full((len(keys), len(replications)), np.nan)
        unreached = np.zeros(matrix.shape)
        value = own["value"].to_numpy(dtype=np.float64)
        matrix[rows, columns] = value
        unreached[rows, columns] = np.isnan(value)
        result.append(Figures(str(organisation), keys, matrix, unreached))
    return result


def _distinct(own: pd.DataFrame) -> tuple[list[Key], Ints]:
    """The keys that occur, in order of first appearance, and which of them each row has."""
    import pandas as pd

    combined = np.zeros(len(own), dtype=np.int64)
    for name in KEY:
        codes, texts = pd.factorize(own[name])
        combined = combined * len(texts) + codes
    which, _ = pd.factorize(combined)
    first = np.unique(which, return_index=True)[1]
    columns = (own[name].iloc[first].tolist() for name in KEY)
    return list(zip(*columns, strict=True)), which


def _in_order(keys: list[Key]) -> list[Key]:
    """Keys in the order of definition, whichever replication had which groups.

    Metrics and statistics as in `metrics.py`; groups by what they are by, in order of first
    appearance, needs counted up.
    """
    metrics = {name: rank for rank, name in enumerate(METRICS)}
    statistics = {name: rank for rank, name in enumerate(STATISTICS)}
    seen: dict[str, int] = {group: rank for rank, group in enumerate(GROUPS)}
    for key in keys:
        for part in key[2].split(","):
            seen.setdefault(part, len(seen))
    by: dict[str, int] = {"all": 0, "needs": 1}
    for part in seen:
        by.setdefault(part.partition("=")[0], len(by))

    def rank(key: Key) -> tuple[int, int, int, int, int]:
        first, _, second = key[2].partition(",")
        return (
            metrics.get(key[0], len(metrics)),
            by[first.partition("=")[0]],
            seen[first],
            seen[second] if second else -1,
            statistics.get(key[1], len(statistics)),
        )

    return sorted(keys, key=rank)
