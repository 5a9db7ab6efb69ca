"""The same clients under each organisation: who is worse off, by how much, and who is hit hardest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, long
from socsim.analysis.intervals import paired
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

MEASURES = (
    "worse_share",
    "equal_share",
    "better_share",
    "difference",
    "hardest_hit",
    "worst_tenth",
    "worst_tenth_of_reference",
)
_TENTH = 0.1


def who_is_worse_off(
    clients: pd.DataFrame,
    reference: str,
    follow_up: float,
    outcome: str = "lead_to_all_supported_days",
    by: str = "needs",
    margin: float = 0.0,
) -> pd.DataFrame:
    """The same clients under each organisation and under the reference: how many fare worse.

    Pairs are of one replication and one client number: the same person, needs and luck.

    Parameters
    ----------
    clients
        The table of that name.
    reference
        The organisation with which the others are compared.
    follow_up
        Days for which each client is followed; a lead time that is not reached counts with so many.
    outcome
        A column of `clients` of which more is worse: a lead time, `falls`, `gap_days`, `demands`, `crises`.
    by
        `needs`, `district` or `profile`.
    margin
        Differences up to so much count as equal, in the unit of the outcome.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, reference, group, measure, value, low, high, replications`. `worse_share`,
        `equal_share` and `better_share` add up to 1; `difference` is the mean of organisation minus
        reference; `hardest_hit` its mean over the tenth for whom it is greatest; `worst_tenth`
        the mean of the outcome over the tenth who fare worst under the organisation,
        `worst_tenth_of_reference` under the reference: not the same people.

    Raises
    ------
    ValueError
        Where the reference is not among the organisations.

    Examples
    --------
    >>> import pandas as pd
    >>> clients = pd.DataFrame({
    ...     "organisation": ["silos"] * 3 + ["team"] * 3, "replication": 1, "client": [0, 1, 2] * 2,
    ...     "needs": 1, "arrival": 0.0, "cohort": True,
    ...     "lead_to_all_supported_days": [10.0, 20.0, 30.0, 10.0, 40.0, None],
    ... })
    >>> found = who_is_worse_off(clients, "silos", 60.0)
    >>> found.loc[found["group"] == "all", ["organisation", "measure", "value"]].round(2)
      organisation                   measure  value
    0         team               worse_share   0.67
    1         team               equal_share   0.33
    2         team              better_share   0.00
    3         team                difference  16.67
    4         team               hardest_hit  30.00
    5         team               worst_tenth  60.00
    6         team  worst_tenth_of_reference  30.00
    """
    panel = Panel(clients, follow_up, by)
    if reference not in panel.organisations:
        known = ", ".join(panel.organisations)
        raise ValueError(f"the reference {reference!r} is not among the organisations: {known}")
    value = panel.column(outcome)
    if outcome.startswith("lead_"):
        value = np.minimum(np.nan_to_num(value, nan=np.inf), follow_up)
    twin = panel.same_client(reference)
    theirs = np.where(twin >= 0, value[twin], np.nan)
    difference = paired(value, theirs)
    found = panel.empty(len(MEASURES))
    for organisation, group, replication, rows in panel.parts():
        own = rows[~np.isnan(difference[rows])]
        if len(own):
            figures = _compared(value[own], theirs[own], difference[own], margin)
            found[organisation, group, :, replication] = figures
    others = [at for at, name in enumerate(panel.organisations) if name != reference]
    axes = {"organisation": [panel.organisations[at] for at in others], "group": panel.groups}
    table = long({name: found[others, :, at] for at, name in enumerate(MEASURES)}, axes)
    table.insert(1, "reference", reference)
    return table


def _compared(value: Floats, theirs: Floats, difference: Floats, margin: float) -> tuple[float, ...]:
    """The MEASURES of one group in one replication."""
    worse, better = float((difference > margin).mean()), float((difference < -margin).mean())
    equal = float((np.abs(difference) <= margin).mean())
    tenths = (worst_tenth(difference), worst_tenth(value), worst_tenth(theirs))
    return (worse, equal, better, float(difference.mean()), *tenths)


def worst_tenth(values: Floats) -> float:
    """Mean of the greatest tenth of the values, rounded up to whole ones.

    >>> worst_tenth(np.arange(20.0)), worst_tenth(np.array([3.0, 1.0]))
    (18.5, 3.0)
    """
    number = math.ceil(_TENTH * len(values) - 1e-9)
    return float(np.sort(values)[-number:].mean())
