"""How clients go from unit to unit, and where they leave that way: supported, fallen, left, or not yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import Panel, coded, names_in
from socsim.analysis.cohort import YEAR
from socsim.scenario.blueprint import Floats, Ints
from socsim.scenario.names import CAUSES

if TYPE_CHECKING:
    import pandas as pd

ARRIVES = "arrives"
SUPPORTED, LEFT, NOT_YET = "supported", "left", "not_yet"
FELL, OPEN, ALL = "fell", "open", "all"
ENDS = (SUPPORTED, LEFT, NOT_YET, *(f"cause={cause}" for cause in CAUSES))
"""How the way of a client ends: all needs supported, the client left, neither by the end of follow-up, or
the first fall of one of the needs, by its cause."""
FIRST_CAUSE = ENDS.index(f"cause={CAUSES[0]}")
_LEAD = "lead_to_all_supported_days"


def flow_between_units(
    clients: pd.DataFrame,
    work: pd.DataFrame,
    falls: pd.DataFrame,
    follow_up: float,
    measure: float,
    but: Mapping[str, Collection[str]] | None = None,
    most: int = 3,
    by: str = "needs",
) -> pd.DataFrame:
    """Clients a year who go from one unit to the next, each client once, until the first of four ends.

    A client's way are the units that began to work with them, in the order in which they did, each unit
    once. It ends when all needs have support, when the client leaves, with follow-up, or when the first of
    their needs falls: at the unit where it was, which is on the way even if it had not begun; at the
    last unit of the way where it was between units. What comes after is not in it: `found` counts those who
    had all needs supported after such a fall.

    Parameters
    ----------
    clients, work, falls
        The tables of those names.
    follow_up, measure
        Days for which each client is followed, and days in which the cohort arrives.
    but
        Organisation -> units that are no station on the way, as those of managers.
    most
        Units of a way that count; the end of a longer one stands after the last of them.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, position, origin, target, measure, clients, low, high, replications`.
        `position` 1 is from `arrives` to the first unit or an end (`ENDS`), 2 from there on, and so forth;
        origin `all` is their sum, target `fell` that of all causes, and `open` that of `left` and
        `not_yet`; position 0 has the ends of all ways. `measure` is `clients` or, of those who fell, `found`.
        What is 0 is left out.

    Examples
    --------
    One client gets support at a desk; the other is sent on to a clinic, and the referral is lost.

    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "cohort": True}
    >>> clients = pd.DataFrame({**run, "client": [0, 1], "needs": [1, 2], "arrival": 0.0, "left": None,
    ...                         "lead_to_all_supported_days": [20.0, None]})
    >>> work = pd.DataFrame({**run, "client": [0, 1], "unit": "desk", "start": [5.0, 6.0]})
    >>> falls = pd.DataFrame({**run, "client": [1], "unit": None, "cause": "lost_referral", "at": 30.0})
    >>> found = flow_between_units(clients, work, falls, 100.0, 365.25)
    >>> rows = found[(found["group"] == "all") & (found["origin"] != "all")]
    >>> rows[["position", "origin", "target", "clients"]].reset_index(drop=True)
       position   origin               target  clients
    0         1  arrives                 desk      2.0
    1         2     desk            supported      1.0
    2         2     desk  cause=lost_referral      1.0
    """
    import pandas as pd

    panel = Panel(clients, follow_up, by)
    units = names_in(work["unit"], falls["unit"])
    end, how, fell_at = _ends(panel, falls, units)
    ways = _ways(panel, work, units, end, but or {}, most)
    _append(ways, fell_at)
    names = [*units, ARRIVES, *ENDS, FELL, OPEN, ALL]
    fallen = how >= FIRST_CAUSE
    found_later = fallen & (np.nan_to_num(panel.column(_LEAD), nan=np.inf) <= follow_up)
    origin = np.full(len(how), names.index(ARRIVES))
    going = np.ones(len(how), dtype=np.bool_)
    last = np.zeros(len(how), dtype=np.int64)
    tables = []
    for position in range(1, most + 2):
        unit = ways[:, position - 1] if position <= most else np.full(len(how), -1)
        ends = going & (unit < 0)
        target = np.where(unit >= 0, unit, names.index(SUPPORTED) + how)
        last[ends] = target[ends]
        for name, there in (("clients", going), ("found", ends & found_later)):
            who = np.flatnonzero(there)
            tables.append(_counted(panel, who, origin[who], target[who], position, names, name, measure))
        going = going & (unit >= 0)
        origin = target
    everywhere = np.full(len(how), names.index(ALL))
    for name, rows in (("clients", np.ones(len(how), dtype=np.bool_)), ("found", found_later)):
        who = np.flatnonzero(rows)
        tables.append(_counted(panel, who, everywhere[who], last[who], 0, names, name, measure))
    return pd.concat([table for table in tables if len(table)], ignore_index=True)


def _ends(panel: Panel, falls: pd.DataFrame, units: list[str]) -> tuple[Floats, Ints, Ints]:
    """Of each client: when the way ends, how (of ENDS), and at which unit they fell; -1: at none."""
    number = len(panel.clients)
    arrival = panel.column("arrival")
    falls, owner = panel.before_until(falls, "at")
    at = falls["at"].to_numpy(dtype=np.float64)
    order = np.lexsort((at, owner))
    owner, first = np.unique(owner[order], return_index=True)
    row = order[first]
    fell, cause, unit = np.full(number, np.inf), np.zeros(number, np.int64), np.full(number, -1)
    fell[owner], cause[owner] = at[row], coded(falls["cause"], CAUSES)[row]
    unit[owner] = coded(falls["unit"], units)[row]
    times = np.stack((
        arrival + np.nan_to_num(panel.column(_LEAD), nan=np.inf),
        np.nan_to_num(panel.column("left"), nan=np.inf),
        panel.until,
        fell,
    ))  # fmt: skip
    how = times.argmin(axis=0)
    fallen = how == len(times) - 1
    how = np.where(fallen, len(times) - 1 + cause, how)
    return times.min(axis=0), how, np.where(fallen, unit, -1)


def _ways(
    panel: Panel,
    work: pd.DataFrame,
    units: list[str],
    end: Floats,
    but: Mapping[str, Collection[str]],
    most: int,
) -> Ints:
    """The units that began to work with each client before the end, in that order; shape (n, most), -1."""
    owner, unit = panel.owners(work), coded(work["unit"], units)
    start = work["start"].to_numpy(dtype=np.float64, na_value=np.nan)
    station = np.ones((len(panel.organisations) + 1, len(units)), dtype=np.bool_)
    for at, name in enumerate(panel.organisations):
        station[at, [units.index(one) for one in but.get(name, ()) if one in units]] = False
    rows = (owner >= 0) & (unit >= 0) & station[coded(work["organisation"], panel.organisations), unit]
    rows[rows] &= start[rows] < end[owner[rows]]
    pair = owner[rows] * len(units) + unit[rows]
    order = np.lexsort((start[rows], pair))
    pair, first = np.unique(pair[order], return_index=True)
    begun = start[rows][order][first]
    owner, unit = np.divmod(pair, max(len(units), 1))
    order = np.lexsort((begun, owner))
    owner, unit = owner[order], unit[order]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    ways = np.full((len(end), most), -1)
    kept = place < most
    ways[owner[kept], place[kept]] = unit[kept]
    return ways


def _append(ways: Ints, unit: Ints) -> None:
    """Put the unit at which somebody fell at the end of their way, where it is not on it."""
    missing = np.flatnonzero((unit >= 0) & (ways != unit[:, None]).all(axis=1) & (ways[:, -1] < 0))
    ways[missing, (ways[missing] >= 0).sum(axis=1)] = unit[missing]


def _counted(
    panel: Panel,
    who: Ints,
    origin: Ints,
    target: Ints,
    position: int,
    names: list[str],
    name: str,
    measure: float,
) -> pd.DataFrame:
    """Clients a year by origin and target, of one position; with sums over origins and over like ends."""
    everywhere = np.full(len(who), names.index(ALL))
    falls = (target >= names.index(SUPPORTED) + FIRST_CAUSE) & (target < names.index(FELL))
    opens = (target == names.index(LEFT)) | (target == names.index(NOT_YET))
    pairs: list[tuple[Ints, Ints, Ints]] = [(origin, target, who)] if position else []
    pairs.append((everywhere, target, who))
    for end, of in ((FELL, falls), (OPEN, opens)):
        pairs.append((everywhere[of], np.full(of.sum(), names.index(end)), who[of]))
    kind = np.concatenate([one[0] * len(names) + one[1] for one in pairs])
    kinds, which = np.unique(kind, return_inverse=True)
    rows: Ints = np.concatenate([one[2] for one in pairs])
    number = panel.sums(rows, kind=which, kinds=len(kinds)) * YEAR / measure
    origins, targets = np.divmod(kinds, len(names))
    table = panel.table(number, "clients", {"way": range(len(kinds))})
    way = table.pop("way").to_numpy(dtype=np.int64)
    table.insert(2, "position", position)
    table.insert(3, "origin", np.array(names, dtype=object)[origins[way]])
    table.insert(4, "target", np.array(names, dtype=object)[targets[way]])
    table.insert(5, "measure", name)
    return table[table["clients"] > 0.0]
