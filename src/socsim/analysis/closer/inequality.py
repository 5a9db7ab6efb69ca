"""Inequality between districts and between caseworkers, beside what chance alone makes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import HOURS, Panel, coded
from socsim.analysis.inequality import decompose, most_hours
from socsim.scenario.blueprint import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("total", "within", "between", "by_chance", "beyond_chance")
"""Theil's index, its parts, what the lot alone would put between, and what is between beyond that."""
_LEAD = "lead_to_all_supported_days"


def inequality_between_districts(
    clients: pd.DataFrame, follow_up: float, by: str = "needs", lead: str = _LEAD
) -> pd.DataFrame:
    """Theil's index of the days until all needs are supported, within and between districts.

    What is between them is held against its value by chance: its mean when the same days fall by lot on
    districts of the same sizes (`socsim.analysis.inequality.by_chance`; the lots are always the same).

    Parameters
    ----------
    clients
        The table of that name.
    follow_up
        Days for which each client is followed; who is not reached counts with so many.
    by
        `needs`, `district` or `profile`.
    lead
        The lead time.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, part, theil, low, high, replications`, with `part` one of `PARTS`:
        total = within + between, and beyond_chance = between - by_chance, paired by replication.

    Examples
    --------
    Two districts, in one of which everybody waits three times as long:

    >>> import pandas as pd
    >>> clients = pd.DataFrame({
    ...     "organisation": "silos", "replication": 1, "client": range(4), "needs": 1, "arrival": 0.0,
    ...     "cohort": True, "district": ["A", "A", "B", "B"],
    ...     "lead_to_all_supported_days": [10.0, 10.0, 30.0, 30.0],
    ... })
    >>> found = inequality_between_districts(clients, 100.0)
    >>> found.loc[found["group"] == "all", ["part", "theil"]].round(2)
                part  theil
    0          total   0.13
    1         within   0.00
    2        between   0.13
    3      by_chance   0.04
    4  beyond_chance   0.09
    """
    panel = Panel(clients, follow_up, by)
    _, district = np.unique(panel.clients["district"].astype(str), return_inverse=True)
    return _parts(panel, _wait(panel, lead, follow_up), district)


def inequality_between_caseworkers(
    clients: pd.DataFrame,
    work: pd.DataFrame,
    casework: Mapping[str, Collection[str]],
    follow_up: float,
    by: str = "needs",
    lead: str = _LEAD,
) -> pd.DataFrame:
    """The same between caseworkers, of the clients on whom one has worked.

    Each client is of the municipal caseworker who worked the most hours with them within their
    follow-up. Caseworkers of unlike units have unlike clients: it need not be their doing.

    Parameters
    ----------
    clients, work
        The tables of those names.
    casework
        Organisation -> its municipal casework units (`Setting.casework`); the work of others does not count.
    follow_up, by, lead
        As in `inequality_between_districts`.

    Returns
    -------
    pandas.DataFrame
        As `inequality_between_districts`.

    Examples
    --------
    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "client": range(4), "cohort": True}
    >>> clients = pd.DataFrame({**run, "needs": 1, "arrival": 0.0,
    ...                         "lead_to_all_supported_days": [10.0, 10.0, 30.0, 30.0]})
    >>> work = pd.DataFrame({**run, "unit": "desk", "worker": [1, 2, 1, 2], "end": 5.0, "hours": 1.0,
    ...                      "reading": 0.0, "duplicate": 0.0, "documentation": 0.0})
    >>> found = inequality_between_caseworkers(clients, work, {"silos": ["desk"]}, 100.0)
    >>> found.loc[found["group"] == "all", ["part", "theil"]].round(2)
                part  theil
    0          total   0.13
    1         within   0.13
    2        between   0.00
    3      by_chance   0.04
    4  beyond_chance  -0.04
    """
    panel = Panel(clients, follow_up, by)
    work, owner = panel.before_until(work, "end")
    unit = work["unit"].astype("category")
    inside = np.zeros(len(work), dtype=np.bool_)
    organisation = coded(work["organisation"], panel.organisations)
    for at, name in enumerate(panel.organisations):
        municipal = np.append(unit.cat.categories.isin(list(casework[name])), False)
        inside |= (organisation == at) & municipal[unit.cat.codes.to_numpy(dtype=np.int64)]
    work, owner = work[inside], owner[inside]
    worker = work["worker"].to_numpy(dtype=np.int64)
    spent = work[list(HOURS)].to_numpy(dtype=np.float64).sum(axis=1)
    caseworker = most_hours(owner, worker, spent, len(panel.clients))
    return _parts(panel, _wait(panel, lead, follow_up), caseworker)


def _wait(panel: Panel, lead: str, follow_up: float) -> Floats:
    """Days until it is reached, at most `follow_up`."""
    return np.minimum(np.nan_to_num(panel.column(lead), nan=np.inf), follow_up)


def _parts(panel: Panel, wait: Floats, group_of: Ints) -> pd.DataFrame:
    """Theil's index within each group of clients, those left out for whom `group_of` is -1."""
    values = panel.empty(len(PARTS))
    for organisation, group, replication, rows in panel.parts():
        own = rows[group_of[rows] >= 0]
        if len(own):
            found = decompose(wait[own], group_of[own])
            parts = (found.total, found.within, found.between, found.by_chance)
            values[organisation, group, :, replication] = (*parts, found.between - found.by_chance)
    return panel.table(values, "theil", {"part": PARTS})
