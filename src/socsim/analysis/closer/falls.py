"""Falls by cause, and what came of them, over replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, coded, is_of, long, names_in, over
from socsim.analysis.cohort import YEAR
from socsim.analysis.survival import aalen_johansen
from socsim.scenario.blueprint import Floats, Ints
from socsim.scenario.names import CAUSES

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
CAME = ("back", "fell_again", "went_away", "left")
"""What may come of a fall: a unit is responsible again; it falls once more before that; or it ends."""
NOT_YET = "not_yet"
WHO = ("client", "caseworker", "coordinator", "grew", "obstacle_gone", "nobody")
"""Who brings a fallen need back, by the journal."""
_DAYS = (30.0, 90.0, 180.0, 365.0)


def falls_by_cause(
    clients: pd.DataFrame, falls: pd.DataFrame, follow_up: float, by: str = "needs"
) -> pd.DataFrame:
    """How many falls, by cause: per client, and per 100 years in which a client has an open need.

    The same as the metrics `falls_per_client` and `falls_per_100_client_years`, also for groups of which the
    summary has none.

    Parameters
    ----------
    clients, falls
        The tables of those names.
    follow_up
        Days for which each client is followed.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, cause, per, falls, low, high, replications`; cause `all` is the sum,
        those that occur nowhere are left out; `per` is `client` or `100_client_years`.

    Examples
    --------
    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "cohort": True}
    >>> clients = pd.DataFrame({**run, "client": [0, 1], "needs": 1, "arrival": 0.0, "open_days": 365.25})
    >>> falls = pd.DataFrame({**run, "client": [0, 0, 1], "cause": ["gave_up", "lost_referral", "gave_up"],
    ...                       "at": [5.0, 9.0, 80.0]})
    >>> found = falls_by_cause(clients, falls, 50.0)  # the last one is after follow-up
    >>> rows = found[(found["group"] == "all") & (found["per"] == "client")]
    >>> rows[["cause", "falls"]].reset_index(drop=True)
               cause  falls
    0            all    1.0
    1  lost_referral    0.5
    2        gave_up    0.5
    """
    panel = Panel(clients, follow_up, by)
    falls, owner = panel.before_until(falls, "at")
    causes = [name for name in CAUSES if (falls["cause"] == name).any()]
    apart = panel.sums(owner, kind=coded(falls["cause"], causes), kinds=len(causes))
    number = np.concatenate((apart.sum(axis=2, keepdims=True), apart), axis=2)
    years = panel.sums(values=panel.column("open_days")) / YEAR
    per = [over(number, panel.sums()[:, :, None]), over(100.0 * number, years[:, :, None])]
    axes = {"cause": [ALL, *causes], "per": ["client", "100_client_years"]}
    return panel.table(np.stack(per, axis=3), "falls", axes)


def after_falls(
    clients: pd.DataFrame,
    needs: pd.DataFrame,
    falls: pd.DataFrame,
    follow_up: float,
    by: str = "needs",
    days: Sequence[float] = _DAYS,
) -> pd.DataFrame:
    """What has come of falls so many days later: cumulative incidence, mean of each replication's.

    `back`: a unit is responsible again. `fell_again`: found, and lost once more on the way there.
    `went_away`: it ended well by itself. `left`: the client moved away or died. `not_yet`: none of these.
    They add up to 1. Each fall is followed to its client's `until`, and then censored.

    Parameters
    ----------
    clients, needs, falls
        The tables of those names.
    follow_up
        Days for which each client is followed.
    by
        `needs`, `district` or `profile`.
    days
        After the fall.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, cause, came, day, share, low, high, replications`, cause `all`
        among them. The mean is over the replications that have such a fall.

    Examples
    --------
    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "client": [0, 1]}
    >>> clients = pd.DataFrame({**run, "needs": 1, "arrival": 0.0, "cohort": True})
    >>> run |= {"need": "money", "spell": 1}
    >>> needs = pd.DataFrame({**run, "closed": [None, 60.0], "state": "resolved"})
    >>> falls = pd.DataFrame({**run, "cause": "gave_up", "at": 10.0, "back": [30.0, None], "cohort": True})
    >>> found = after_falls(clients, needs, falls, 200.0, days=[25, 50])
    >>> rows = found[(found["group"] == "all") & (found["cause"] == "all") & (found["share"] > 0.0)]
    >>> rows[["came", "day", "share"]].reset_index(drop=True)
            came   day  share
    0       back  25.0    0.5
    1       back  50.0    0.5
    2  went_away  50.0    0.5
    3    not_yet  25.0    0.5
    """
    panel = Panel(clients, follow_up, by)
    falls, owner = panel.before_until(falls, "at")
    time, came = _what_came(panel, needs, falls, owner)
    cause = coded(falls["cause"], CAUSES)
    at = np.asarray(days, dtype=np.float64)
    shares = panel.empty(1 + len(CAUSES), len(CAME) + 1, len(at))
    for organisation, group, replication, rows in panel.parts(owner):
        of_cause = cause[rows]
        for place, own in enumerate((rows, *(rows[of_cause == code] for code in range(len(CAUSES))))):
            if len(own):
                found = aalen_johansen(time[own], came[own], len(CAME))
                shares[organisation, group, place, :, :, replication] = found.with_rest(at)
    axes = {"cause": [ALL, *CAUSES], "came": [*CAME, NOT_YET], "day": at.tolist()}
    return panel.table(shares, "share", axes)


def _what_came(panel: Panel, needs: pd.DataFrame, falls: pd.DataFrame, owner: Ints) -> tuple[Floats, Ints]:
    """Of each fall: days until something came of it or it was let go, and which of CAME; -1: none."""
    kinds = names_in(needs["need"], falls["need"])
    at = falls["at"].to_numpy(dtype=np.float64)
    keys = panel.need_keys(falls, owner, kinds)
    order = np.lexsort((at, keys))
    again = np.full(len(at), np.inf)
    same = np.flatnonzero(np.diff(keys[order]) == 0)
    again[order[same]] = at[order[same + 1]]
    back = np.nan_to_num(falls["back"].to_numpy(dtype=np.float64, na_value=np.nan), nan=np.inf)
    whose = panel.owners(needs)
    needs, whose = needs[whose >= 0], whose[whose >= 0]
    closed = np.nan_to_num(needs["closed"].to_numpy(dtype=np.float64, na_value=np.nan), nan=np.inf)
    place = find(panel.need_keys(needs, whose, kinds), keys)
    ended = np.where(place >= 0, np.append(closed, np.inf)[place], np.inf)
    left = np.append(is_of(needs["state"], "left"), False)[place]
    times = np.stack((back, again, np.where(left, np.inf, ended), np.where(left, ended, np.inf)))
    first, until = times.min(axis=0), panel.until[owner]
    came = np.where(first <= until, times.argmin(axis=0), -1)
    return np.maximum(np.minimum(first, until) - at, 0.0), came


def find(known: Ints, asked: Ints) -> Ints:
    """Where each asked number stands among the known ones, which are distinct; -1: nowhere.

    >>> find(np.array([7, 3]), np.array([3, 5, 7])).tolist()
    [1, -1, 0]
    """
    if not len(known):
        return np.full(len(asked), -1)
    order = np.argsort(known)
    place = order[np.minimum(np.searchsorted(known[order], asked), len(known) - 1)]
    return np.where(known[place] == asked, place, -1)


def found_again(
    journal: pd.DataFrame, clients: pd.DataFrame, follow_up: float, by: str = "needs"
) -> pd.DataFrame:
    """By whom fallen needs are found again, after how long, and whether they have grown meanwhile.

    It takes a run with a journal: the ledger does not say who found a need. Falls and what follows count
    before the client's `until`. Who: the `client` came back; a `caseworker` or a `coordinator` found it
    when they met the client about something else; it `grew` so that it could not be overlooked; the
    `obstacle_gone` for which it had no owner; or `nobody`, within follow-up.

    Parameters
    ----------
    journal, clients
        The tables of those names.
    follow_up
        Days for which each client is followed.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, who, measure, value, low, high, replications`; `measure` is `share` (of
        all falls), `days` (mean from the fall to that moment; of `nobody` to the end of the need or of
        follow-up) and `escalated_share` (of these falls, those that escalated meanwhile).

    Examples
    --------
    >>> import pandas as pd
    >>> clients = pd.DataFrame({"organisation": "silos", "replication": 1, "client": [0], "needs": 2,
    ...                         "arrival": 0.0, "cohort": True})
    >>> journal = pd.DataFrame({
    ...     "organisation": "silos", "replication": 1, "client": 0, "spell": 1,
    ...     "need": ["money", "money", "health", "money"],
    ...     "activity": ["fell", "entered", "finished", "entered"], "end": [10.0, 10.0, 40.0, 40.0],
    ...     "state": [None, "fallen", None, "referred"], "what": [None, None, "step", None],
    ... })
    >>> found = found_again(journal, clients, 100.0)
    >>> rows = found[(found["group"] == "all") & (found["who"] == "caseworker")]
    >>> rows[["who", "measure", "value"]].reset_index(drop=True)
              who          measure  value
    0  caseworker            share    1.0
    1  caseworker             days   30.0
    2  caseworker  escalated_share    0.0
    """
    panel = Panel(clients, follow_up, by)
    owner, who, days, escalated = _who_found(panel, journal)
    number = panel.sums(owner, kind=who, kinds=len(WHO))
    spent = panel.sums(owner, days, kind=who, kinds=len(WHO))
    grown = panel.sums(owner, escalated, kind=who, kinds=len(WHO))
    falls = number.sum(axis=2, keepdims=True)
    measures = {
        "share": over(number, falls),
        "days": over(spent, number),
        "escalated_share": over(grown, number),
    }
    return long(measures, {"organisation": panel.organisations, "group": panel.groups, "who": WHO})


def _who_found(panel: Panel, journal: pd.DataFrame) -> tuple[Ints, Ints, Floats, Floats]:
    """Of each fall of the cohort: whose, which of WHO, days until then, 1 if it escalated meanwhile."""
    owner = panel.owners(journal)
    rows = np.flatnonzero(owner >= 0)
    time = journal["end"].to_numpy(dtype=np.float64)
    rows = rows[time[rows] <= panel.until[owner[rows]]]
    journal, owner, time = journal.iloc[rows], owner[rows], time[rows]
    activity = journal["activity"]
    is_fall, grew, cleared = (is_of(activity, name) for name in ("fell", "escalated", "taken_up"))
    found = is_of(activity, "entered") & ~is_of(journal["state"], "fallen")
    ended = is_of(activity, "resolved", "unfounded", "left")
    known = coded(journal["need"], names := names_in(journal["need"])) >= 0
    told = np.flatnonzero((is_fall | grew | found | ended | cleared) & known)
    key = panel.need_keys(journal.iloc[told], owner[told], names)
    told = told[np.argsort(key, kind="stable")]  # one need after the other, each in the order of time
    key = np.sort(key, kind="stable")
    place = np.arange(len(told))
    stops = np.where((found | ended)[told], place, len(told))
    stop = np.minimum.accumulate(stops[::-1])[::-1]
    fall = np.flatnonzero(is_fall[told])
    end = np.minimum(stop[fall], len(told) - 1)
    there = (stop[fall] < len(told)) & (key[end] == key[fall])
    over_at = np.where(there, time[told[end]], panel.until[owner[told[fall]]])
    last = np.searchsorted(key, key[fall], side="right") - 1  # of the need, where nothing came
    risen = np.cumsum(grew[told])
    escalated = risen[np.where(there, end, last)] > risen[fall]
    whose = owner[told[fall]]
    by_worker = _at_a_meeting(journal, owner, time, whose, over_at)
    at_once = time[told[end - 1]] == over_at
    who = np.where(by_worker >= 0, by_worker, WHO.index("client"))
    who = np.where(at_once & grew[told[end - 1]], WHO.index("grew"), who)
    who = np.where(at_once & cleared[told[end - 1]], WHO.index("obstacle_gone"), who)
    who = np.where(there & found[told[end]], who, WHO.index("nobody"))
    return whose, who, over_at - time[told[fall]], escalated.astype(np.float64)


def _at_a_meeting(journal: pd.DataFrame, owner: Ints, time: Floats, whose: Ints, when: Floats) -> Ints:
    """Who ended a piece of work with the client at just that time, as a number in WHO; -1: nobody."""
    import pandas as pd

    done = np.flatnonzero(is_of(journal["activity"], "finished"))
    visit = is_of(journal["what"].iloc[done], "coordination")
    who = np.where(visit, WHO.index("coordinator"), WHO.index("caseworker"))
    met = pd.DataFrame({"owner": owner[done], "time": time[done], "who": who})
    asked = pd.DataFrame({"owner": whose, "time": when})
    joined = asked.merge(met.drop_duplicates(["owner", "time"]), how="left", on=["owner", "time"])
    answer: Ints = joined["who"].fillna(-1).to_numpy(dtype=np.int64)
    return answer
