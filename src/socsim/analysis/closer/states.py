"""Where the days go: time in each state, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, over
from socsim.scenario.names import OPEN_STATES

if TYPE_CHECKING:
    import pandas as pd


def time_in_state(
    clients: pd.DataFrame, needs: pd.DataFrame, follow_up: float, by: str = "needs"
) -> pd.DataFrame:
    """Need-days per client in each open state, within `follow_up` days from arrival.

    The same as the metric `days_in_state`, also for groups of which the summary has none.

    Parameters
    ----------
    clients, needs
        The tables of those names. With fewer rows of `needs`, as those of one kind, it is about these.
    follow_up
        Days for which each client is followed.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, state, days, low, high, replications`.

    Examples
    --------
    Two clients, one of whom has two needs:

    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1}
    >>> clients = pd.DataFrame({**run, "client": [0, 1], "needs": [1, 2], "arrival": 0.0, "cohort": True})
    >>> needs = pd.DataFrame({
    ...     **run, "client": [0, 1, 1], "days_unseen": [0.0, 10.0, 30.0], "days_referred": 0.0,
    ...     "days_waiting": [8.0, 20.0, 0.0], "days_in_process": 5.0, "days_in_support": 0.0,
    ...     "days_fallen": 0.0,
    ... })
    >>> found = time_in_state(clients, needs, 50.0)
    >>> found.loc[found["group"] == "all", ["state", "days"]]
            state  days
    0      unseen  20.0
    1    referred   0.0
    2     waiting  14.0
    3  in_process   7.5
    4  in_support   0.0
    5      fallen   0.0
    """
    panel = Panel(clients, follow_up, by)
    owner = panel.owners(needs)
    rows = owner >= 0
    there = panel.sums()
    days = [
        over(panel.sums(owner[rows], needs[f"days_{state}"].to_numpy(dtype=np.float64)[rows]), there)
        for state in OPEN_STATES
    ]
    return panel.table(np.stack(days, axis=2), "days", {"state": OPEN_STATES})
