"""Money: what clients cost, by who pays and what for, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, coded, over
from socsim.analysis.cohort import YEAR
from socsim.analysis.money import COST_KINDS
from socsim.scenario.blueprint import Floats
from socsim.scenario.names import PAYERS

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
_NEEDS = ("1", "2", "3", "4+")


def money_by_payer_and_kind(
    costs: pd.DataFrame, clients: pd.DataFrame, follow_up: float, measure: float | None = None
) -> pd.DataFrame:
    """What the cohort costs within its follow-up, by payer and kind, with all sums.

    Payer `all` is the sum over payers, and kind `all` over kinds: both ways to the whole give the same.

    Parameters
    ----------
    costs, clients
        The tables of those names.
    follow_up
        Days for which each client is followed.
    measure
        Days of the measured window, in which the cohort arrives; for the amounts a year.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, payer, kind, per, amount, low, high, replications`; `per` is
        `client`, `client_year` (a year in which a client has an open need) and, with `measure`, `year`: the
        clients who arrive in a year. Groups by number of needs. What is 0 everywhere is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1}
    >>> clients = pd.DataFrame({**run, "client": [0, 1], "needs": 1, "arrival": 0.0, "cohort": True,
    ...                         "open_days": 365.25})
    >>> costs = pd.DataFrame({**run, "needs": "1", "payer": ["municipality", "region", "municipality"],
    ...                       "kind": ["caseworkers", "crises", "support"], "amount": [100.0, 40.0, 60.0]})
    >>> found = money_by_payer_and_kind(costs, clients, 365.25)
    >>> rows = found[(found["group"] == "all") & (found["per"] == "client")]
    >>> rows.loc[rows["payer"] != "region", ["payer", "kind", "amount"]].reset_index(drop=True)
              payer         kind  amount
    0           all          all   100.0
    1           all  caseworkers    50.0
    2           all      support    30.0
    3           all       crises    20.0
    4  municipality          all    80.0
    5  municipality  caseworkers    50.0
    6  municipality      support    30.0
    """
    panel = Panel(clients, follow_up)
    amount = _amounts(panel, costs)
    whole = np.concatenate((amount.sum(axis=2, keepdims=True), amount), axis=2)
    whole = np.concatenate((whole.sum(axis=3, keepdims=True), whole), axis=3)
    there = panel.sums()
    below = {"client": there, "client_year": panel.sums(values=panel.column("open_days")) / YEAR}
    if measure is not None:
        below["year"] = np.where(there > 0, measure / YEAR, 0.0)
    values = np.stack([over(whole, each[:, :, None, None]) for each in below.values()], axis=4)
    axes = {"payer": [ALL, *PAYERS], "kind": [ALL, *COST_KINDS], "per": list(below)}
    table = panel.table(values, "amount", axes)
    spent = np.abs(np.nan_to_num(values)).sum(axis=(0, 1, 4, 5)) > 0
    payer, kind = coded(table["payer"], axes["payer"]), coded(table["kind"], axes["kind"])
    return table[spent[payer, kind]].reset_index(drop=True)


def _amounts(panel: Panel, costs: pd.DataFrame) -> Floats:
    """Costs in the shape (O, G, payers, kinds, R)."""
    payers, kinds = len(PAYERS), len(COST_KINDS)
    sort = coded(costs["payer"], PAYERS) * kinds + coded(costs["kind"], COST_KINDS)
    stratum = coded(costs["needs"].astype(str), _NEEDS)
    sums = panel.sums_of_strata(
        costs, stratum, costs["amount"].to_numpy(dtype=np.float64), sort, payers * kinds
    )
    return sums.reshape(*sums.shape[:2], payers, kinds, sums.shape[-1])
