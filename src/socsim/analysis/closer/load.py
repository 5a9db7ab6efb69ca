"""Load on units: over the window, and week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import HOURS, coded, long, names_in
from socsim.analysis.summary import summarise
from socsim.scenario.blueprint import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
METRICS = ("utilisation", "caseload", "queue_length", "assignment_queue_length", "wait_days")
WEEK = 7.0
"""Days."""


def load_by_unit(values: pd.DataFrame) -> pd.DataFrame:
    """Utilisation, caseload, queues and waits of units over the window, from the metrics of those names.

    Parameters
    ----------
    values
        Every figure of each replication (`results.values`).

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, unit, measure, value, low, high, replications`; unit `all` as docs/metrics.md
        defines it for each metric; quantiles of the wait as `wait_days_p50` and `wait_days_p90`.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({
    ...     "organisation": "silos", "replication": [1, 2], "metric": "utilisation", "statistic": "mean",
    ...     "group": "unit=desk", "measured_in": "share", "value": [0.8, 0.9],
    ... })
    >>> load_by_unit(values)[["organisation", "unit", "measure", "value", "replications"]]
      organisation  unit      measure  value  replications
    0        silos  desk  utilisation   0.85             2
    """
    group = values["group"].astype(str)
    wanted = values["metric"].isin(METRICS) & ((group == ALL) | group.str.startswith("unit="))
    found = summarise(values[wanted])
    quantile = ("_" + found["statistic"].astype(str)).where(found["statistic"] != "mean", "")
    table = found[["organisation"]].copy()
    table["unit"] = found["group"].str.removeprefix("unit=")
    table["measure"] = found["metric"] + quantile
    table[["value", "low", "high"]] = found[["estimate", "ci_low", "ci_high"]]
    table["replications"] = found["replications"]
    return table[table["replications"] > 0].reset_index(drop=True)


def load_over_time(work: pd.DataFrame, begin: float, end: float, settled: float = 0.99) -> pd.DataFrame:
    """Hours worked, and pieces of work that wait, in each whole week of the window, by unit.

    Everybody's work, not the cohort's only. The ledger has no pieces that were ready before the window,
    nor those that nobody began: a queue would seem to grow from nothing. So the first weeks of a unit
    are left out, for as long as it takes until nearly all its pieces have been ended. `queue_length`
    of `load_by_unit` counts them all.

    Parameters
    ----------
    work
        The table of that name.
    begin, end
        The window, in days since the start of the simulation.
    settled
        The share of pieces that are to have been ended, from ready; 0: no week is left out.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, unit, day, measure, value, low, high, replications`: `day` is the first day of
        the week, since `begin`; `measure` is `hours` (in that week, of pieces spread evenly from start to
        end), `waiting` (pieces ready and not begun, on average over the week) and `ready` (pieces that
        became so). Unit `all` is their sum, from when all units are there.

    Examples
    --------
    A piece waits for half of the first week, and takes all of the second:

    >>> import pandas as pd
    >>> work = pd.DataFrame({
    ...     "organisation": "silos", "replication": 1, "unit": "desk", "ready": [103.5], "start": [107.0],
    ...     "end": [114.0], "hours": 30.0, "reading": 2.0, "duplicate": 0.0, "documentation": 0.0,
    ... })
    >>> found = load_over_time(work, 100.0, 114.0, settled=0.0)
    >>> found.loc[found["unit"] == "desk", ["day", "measure", "value"]].reset_index(drop=True)
       day  measure  value
    0  0.0    hours    0.0
    1  0.0  waiting    0.5
    2  0.0    ready    1.0
    3  7.0    hours   32.0
    4  7.0  waiting    0.0
    5  7.0    ready    0.0
    """
    organisations, units = names_in(work["organisation"]), names_in(work["unit"])
    replications, run = np.unique(work["replication"].to_numpy(dtype=np.int64), return_inverse=True)
    organisation, unit = coded(work["organisation"], organisations), coded(work["unit"], units)
    shape = (len(organisations), len(units), len(replications))
    weeks = _Weeks((organisation * shape[1] + unit) * shape[2] + run, shape, begin, end)
    ready, start, ended = (work[name].to_numpy(dtype=np.float64) for name in ("ready", "start", "end"))
    spent = work[list(HOURS)].to_numpy(dtype=np.float64).sum(axis=1)
    took = ended - start
    rate = np.divide(spent, took, out=np.zeros_like(spent), where=took > 0.0)
    figures = {
        "hours": weeks.covered(start, ended, rate),
        "waiting": weeks.covered(ready, start, np.ones(len(work))) / WEEK,
        "ready": weeks.counted(ready),
    }
    inside = (ready >= begin) & (ready < end)
    left_out = _weeks_left_out(organisation[inside], unit[inside], (ended - ready)[inside], shape, settled)
    days = WEEK * np.arange(weeks.number)
    absent = days < left_out[:, :, None, None]
    together = {}
    for measure, values in figures.items():
        whole = np.where(absent.any(axis=1), np.nan, values.sum(axis=1))
        own = np.where(absent | np.isnan(left_out)[:, :, None, None], np.nan, values)
        found = np.concatenate((whole[:, None], own), axis=1)
        together[measure] = np.moveaxis(found, 2, -1)
    return long(together, {"organisation": organisations, "unit": [ALL, *units], "day": days.tolist()})


def _weeks_left_out(
    organisation: Ints, unit: Ints, took: Floats, shape: tuple[int, ...], settled: float
) -> Floats:
    """Days until so large a share of a unit's pieces have been ended, shape (O, U); NaN: no such unit."""
    found = np.full(shape[:2], np.nan)
    for at in np.unique(organisation * shape[1] + unit):
        own = took[organisation * shape[1] + unit == at]
        found[divmod(int(at), shape[1])] = float(np.quantile(own, settled)) if settled > 0.0 else 0.0
    return found


class _Weeks:
    """Sums over the whole weeks of a window, of rows that belong to cells: shape (*cells, weeks)."""

    def __init__(self, cell: Ints, shape: tuple[int, ...], begin: float, end: float) -> None:
        self.cell, self.shape, self.begin = cell, shape, begin
        self.number = max(int((end - begin) / WEEK), 0)

    def _sum(self, week: Ints, weights: Floats | None) -> Floats:
        inside = (week >= 0) & (week < self.number)
        place = self.cell[inside] * self.number + week[inside]
        chosen = None if weights is None else weights[inside]
        flat = np.bincount(place, weights=chosen, minlength=int(np.prod(self.shape)) * self.number)
        sums: Floats = flat.astype(np.float64).reshape(*self.shape, self.number)
        return sums

    def counted(self, at: Floats) -> Floats:
        """Rows by the week of a time."""
        return self._sum(np.floor((at - self.begin) / WEEK).astype(np.int64), None)

    def covered(self, first: Floats, last: Floats, rate: Floats) -> Floats:
        """Rate x days of the week within [first, last), summed."""
        return self._since(first, rate) - self._since(last, rate)

    def _since(self, at: Floats, rate: Floats) -> Floats:
        """Rate x days of the week after a time."""
        days = np.maximum(at - self.begin, 0.0)
        week = np.floor(days / WEEK).astype(np.int64)
        own = self._sum(week, rate * ((week + 1) * WEEK - days))
        begun = self._sum(week, rate)
        return own + WEEK * (np.cumsum(begun, axis=-1) - begun)
