"""Curves over days since first contact: who still waits, and what came first to those who do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, is_of, names_in
from socsim.analysis.cohort import Bools
from socsim.analysis.survival import aalen_johansen, kaplan_meier
from socsim.scenario.blueprint import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

LEADS = (
    "lead_to_decision_days",
    "lead_to_support_days",
    "lead_to_all_supported_days",
    "lead_to_recovery_days",
)
OUTCOMES = ("decided", "fell", "gave_up", "left", "goes_away")
"""What may come first to a need; at the same time, in this order."""
NOT_YET = "not_yet"
_POINTS = 120


def kaplan_meier_bands(
    clients: pd.DataFrame,
    follow_up: float,
    lead: str = "lead_to_all_supported_days",
    by: str = "needs",
    days: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Share of clients who still wait, day by day: the mean of each replication's Kaplan-Meier curve.

    The band is a pointwise 95 % t interval over replications: how well the model's curve is known. It
    is no band over clients, who wait in the same queues and are the same in every organisation.

    Parameters
    ----------
    clients
        The table of that name, of all organisations and replications.
    follow_up
        Days for which each client is followed.
    lead
        One of the four lead times (`LEADS`).
    by
        `needs`, `district` or `profile`.
    days
        Where the curves are read; without, some 120 days from 0 to `follow_up`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, day, share, low, high, replications`.

    Examples
    --------
    Two clients in each of two replications; one is never decided upon within 50 days.

    >>> import pandas as pd
    >>> clients = pd.DataFrame({
    ...     "organisation": "silos", "replication": [1, 1, 2, 2], "client": [0, 1, 0, 1], "needs": 1,
    ...     "arrival": 0.0, "cohort": True, "lead_to_decision_days": [10.0, 30.0, 10.0, None],
    ...     "lead_to_recovery_days": None,
    ... })
    >>> found = kaplan_meier_bands(clients, 50.0, "lead_to_decision_days", days=[0, 20, 40])
    >>> found[found["group"] == "all"].round(2)
      organisation group   day  share  low  high  replications
    0        silos   all   0.0   1.00  1.0   1.0             2
    1        silos   all  20.0   0.50  0.5   0.5             2
    2        silos   all  40.0   0.25  0.0   1.0             2
    """
    if lead not in LEADS:
        raise ValueError(f"{lead!r} is no lead time: {', '.join(LEADS)}")
    panel = Panel(clients, follow_up, by)
    at = _grid(days, follow_up)
    reached = np.nan_to_num(panel.column(lead), nan=np.inf)
    ended = np.nan_to_num(panel.column("lead_to_recovery_days"), nan=np.inf)  # nothing left to wait for
    time = np.minimum(np.minimum(reached, ended), follow_up)
    shares = panel.empty(len(at))
    for organisation, group, replication, rows in panel.parts():
        curve = kaplan_meier(time[rows], np.isfinite(reached[rows]))
        shares[organisation, group, :, replication] = curve.along(at)
    return panel.table(shares, "share", {"day": at.tolist()})


def competing_outcomes(
    clients: pd.DataFrame,
    needs: pd.DataFrame,
    falls: pd.DataFrame,
    follow_up: float,
    by: str = "needs",
    since: str = "born",
    days: Sequence[float] | None = None,
) -> pd.DataFrame:
    """What comes first to the needs at arrival: cumulative incidence, mean of each replication's.

    `decided` (or supported without a decision), `gave_up` (the need fell because the client's patience
    ended), `fell` (for another cause), `left` (the client moved away or died), `goes_away` (it ended well
    before any of these), and `not_yet`. The shares of a day add up to 1. A need that is picked up again
    after its fall stays with the fall: what came first counts.

    Parameters
    ----------
    clients, needs, falls
        The tables of those names. With fewer rows of `needs`, as those of one kind, it is about these.
    follow_up
        Days for which each client is followed.
    by
        Groups of clients: `needs`, `district` or `profile`.
    since
        `born`: from the client's arrival, all needs. `seen`: from when the office knew of the need, those
        that it came to know of; a need that is seen late is followed for a shorter time, then censored.
    days
        Where the curves are read; without, some 120 days from 0 to `follow_up`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, outcome, day, share, low, high, replications`.

    Examples
    --------
    Three needs: one is decided on day 10, one falls on day 20 and is decided on day 30, one waits on.

    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "client": [0, 1, 2]}
    >>> clients = pd.DataFrame({**run, "needs": 1, "arrival": 0.0, "cohort": True})
    >>> needs = pd.DataFrame({
    ...     **run, "need": "money", "spell": 1, "at_arrival": True, "born": 0.0, "seen": 0.0,
    ...     "decided": [10.0, 30.0, None], "supported": None, "closed": None, "state": "waiting",
    ... })
    >>> falls = pd.DataFrame({
    ...     "organisation": "silos", "replication": 1, "client": [1], "need": "money", "spell": 1,
    ...     "cause": "lost_referral", "at": 20.0,
    ... })
    >>> found = competing_outcomes(clients, needs, falls, 50.0, days=[40])
    >>> found.loc[found["group"] == "all", ["outcome", "day", "share"]].round(2)
         outcome   day  share
    0    decided  40.0   0.33
    1       fell  40.0   0.33
    2    gave_up  40.0   0.00
    3       left  40.0   0.00
    4  goes_away  40.0   0.00
    5    not_yet  40.0   0.33
    """
    if since not in ("born", "seen"):
        raise ValueError(f"needs cannot be followed since {since!r}: born, seen")
    panel = Panel(clients, follow_up, by)
    at = _grid(days, follow_up)
    owner, time, outcome = _first_outcomes(panel, needs, falls, since)
    shares = panel.empty(len(OUTCOMES) + 1, len(at))
    for organisation, group, replication, rows in panel.parts(owner):
        found = aalen_johansen(time[rows], outcome[rows], len(OUTCOMES))
        shares[organisation, group, :, :, replication] = found.with_rest(at)
    return panel.table(shares, "share", {"outcome": [*OUTCOMES, NOT_YET], "day": at.tolist()})


def _first_outcomes(
    panel: Panel, needs: pd.DataFrame, falls: pd.DataFrame, since: str
) -> tuple[Ints, Floats, Ints]:
    """Of each need that is followed: whose it is, days until something came or it was let go, and what."""
    owner = panel.owners(needs)
    start = needs[since].to_numpy(dtype=np.float64, na_value=np.nan)
    followed = (owner >= 0) & needs["at_arrival"].to_numpy(dtype=np.bool_)
    followed[followed] &= start[followed] <= panel.until[owner[followed]]
    needs, owner, start = needs[followed], owner[followed], start[followed]

    def when(column: str, where: Bools | None = None) -> Floats:
        times: Floats = needs[column].to_numpy(dtype=np.float64, na_value=np.nan)
        there = ~np.isnan(times) if where is None else where & ~np.isnan(times)
        return np.where(there, times, np.inf)

    kinds = names_in(needs["need"])
    keys = panel.need_keys(needs, owner, kinds)
    gave_up = is_of(falls["cause"], "gave_up")
    times = np.stack([
        np.minimum(when("decided"), when("supported")),
        _first_fall(panel, falls[~gave_up], keys, kinds),
        _first_fall(panel, falls[gave_up], keys, kinds),
        when("closed", is_of(needs["state"], "left")),
        when("closed", is_of(needs["state"], "resolved", "unfounded")),
    ])  # fmt: skip
    first = times.min(axis=0)
    until = panel.until[owner]
    outcome = np.where(first <= until, times.argmin(axis=0), -1)
    return owner, np.maximum(np.minimum(first, until) - start, 0.0), outcome


def _first_fall(panel: Panel, falls: pd.DataFrame, keys: Ints, kinds: Sequence[str]) -> Floats:
    """When each of these needs first fell; inf: never."""
    owner = panel.owners(falls)
    fallen = panel.need_keys(falls, owner, kinds)
    at = falls["at"].to_numpy(dtype=np.float64)
    order = np.lexsort((at, fallen))
    order = order[owner[order] >= 0]
    found, first = np.unique(fallen[order], return_index=True)
    if not len(found):
        return np.full(len(keys), np.inf)
    place = np.minimum(np.searchsorted(found, keys), len(found) - 1)
    return np.where(found[place] == keys, at[order][first[place]], np.inf)


def _grid(days: Sequence[float] | None, follow_up: float) -> Floats:
    """The days at which curves are read."""
    if days is not None:
        return np.asarray(days, dtype=np.float64)
    step = max(1.0, round(follow_up / _POINTS))
    return np.unique(np.append(np.arange(0.0, follow_up, step), follow_up))
