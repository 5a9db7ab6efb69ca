"""The cohort of a ledger, and totals over it by number of needs.

The cohort are the clients who arrive in the measured window, or would if outreach had not found them
before. Each is followed from its arrival to `until` = arrival + follow_up; what happens later does not
count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from socsim.engine.ledger import Column, Ledger, Table
from socsim.model.people import IN_VAIN
from socsim.scenario.blueprint import Blueprint, Floats, Ints

YEAR = 365.25  # days
Bools = npt.NDArray[np.bool_]

GROUPS = ("all", "needs=1", "needs=2", "needs=3", "needs=4+", "needs=2+")
"""Groups of clients, by needs at arrival, seen or not: the same people in every organisation."""


def floats(table: Table, column: str) -> Floats:
    """A column as float64."""
    return np.asarray(table[column], dtype=np.float64)


def ints(table: Table, column: str) -> Ints:
    """A column as int64."""
    return np.asarray(table[column], dtype=np.int64)


def bools(table: Table, column: str) -> Bools:
    """A column as bool."""
    return np.asarray(table[column], dtype=np.bool_)


def ratio(numerator: float, denominator: float) -> float:
    """Their ratio; NaN where there is nothing to divide by.

    >>> ratio(1.0, 4.0), ratio(1.0, 0.0)
    (0.25, nan)
    """
    return float(numerator) / float(denominator) if denominator > 0 else float("nan")


class Picked(Mapping[str, Column]):
    """Some rows of a table; a column is picked when it is first asked for, as few of them are."""

    def __init__(self, table: Table, rows: Ints) -> None:
        self._table, self._rows = table, rows
        self._found: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        """The rows of this column."""
        if name not in self._found:
            self._found[name] = self._table[name].take(self._rows)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@dataclass(frozen=True)
class Cohort:
    """The clients of the cohort and what belongs to them. n clients; owners are positions in 0..n-1."""

    rows: Ints
    """Where they stand in the clients table, in order of client."""
    clients: Table
    """Those rows."""
    needs: Table
    need_owner: Ints
    falls: Table
    """Falls before `until`."""
    fall_owner: Ints
    work: Table
    """Pieces of work that ended before `until`."""
    work_owner: Ints
    plans: Table
    """Joint plans that were asked for before `until`."""
    plan_owner: Ints
    wrong: Table
    """Faulty decisions taken before `until`."""
    wrong_owner: Ints
    arrival: Floats
    until: Floats
    bucket: Ints
    """0..3 for 1, 2, 3 and 4 or more needs at arrival."""
    district: Ints
    districts: tuple[str, ...]
    """Their names; none where there are not several."""

    @property
    def size(self) -> int:
        """How many clients."""
        return len(self.arrival)

    def per_client(self, owner: Ints, values: npt.NDArray[np.generic] | None = None) -> Floats:
        """Sum of `values` (or the number of rows) by owner, shape (n,)."""
        weights = None if values is None else np.asarray(values, dtype=np.float64)
        return np.bincount(owner, weights=weights, minlength=self.size).astype(np.float64, copy=False)

    def per_client_by(self, owner: Ints, kind: Ints, kinds: int, values: Floats | None = None) -> Floats:
        """Sum of `values` (or the number of rows) by kind and owner, shape (kinds, n)."""
        place = kind * self.size + owner
        sums = np.bincount(place, weights=values, minlength=kinds * self.size)
        return sums.astype(np.float64, copy=False).reshape(kinds, self.size)

    def totals(self, per_client: Floats | None = None) -> list[float]:
        """Sum of a figure per client (or the number of clients) in each of GROUPS."""
        sums = np.bincount(self.bucket, weights=per_client, minlength=4).astype(np.float64, copy=False)
        one, two, three, more = sums.tolist()
        return [one + two + three + more, one, two, three, more, two + three + more]

    @cached_property
    def clients_by_group(self) -> list[float]:
        """How many clients are in each of GROUPS."""
        return self.totals()

    def totals_by_district(self, per_client: Floats | None = None) -> list[float]:
        """Sum of a figure per client (or the number of clients) in each district; none where not several."""
        if not self.districts:
            return []
        sums = np.bincount(self.district, weights=per_client, minlength=len(self.districts))
        return [float(total) for total in sums.tolist()]

    @cached_property
    def clients_by_district(self) -> list[float]:
        """How many clients live in each district."""
        return self.totals_by_district()

    def members(self, group: str) -> Bools:
        """Which clients are in one of GROUPS, shape (n,)."""
        position = GROUPS.index(group)
        if position == 0:
            return np.ones(self.size, dtype=np.bool_)
        return self.bucket >= 1 if group == "needs=2+" else self.bucket == position - 1

    def groups(self) -> list[str]:
        """Those of GROUPS that have a client."""
        return [group for group, clients in zip(GROUPS, self.clients_by_group, strict=True) if clients > 0]


class _Known:
    """Finds the rows of a table that belong to the clients of the cohort."""

    def __init__(self, clients: Ints, first: int) -> None:
        self.first = first
        last = int(clients.max(initial=first)) - first
        self.place = np.full(last + 3, -1, dtype=np.int64)  # the first: all below; the last: all above
        self.place[clients - first + 1] = np.arange(len(clients))

    def owners(self, client: Ints) -> Ints:
        """The position of each client in the cohort, -1 outside it."""
        return self.place[np.clip(client - self.first + 1, 0, len(self.place) - 1)]

    def needs(self, table: Table) -> tuple[Table, Ints]:
        """Their needs, and whose they are."""
        owner = self.owners(ints(table, "client"))
        rows = np.flatnonzero(owner >= 0)
        return Picked(table, rows), owner[rows]

    def before(self, table: Table, time: str, until: Floats) -> tuple[Table, Ints]:
        """What counts for them and came by their `until`, and whose it is."""
        rows = np.flatnonzero(bools(table, "cohort"))
        owner = self.owners(ints(table, "client")[rows])
        if len(until) == 0:
            rows, owner = rows[:0], owner[:0]
        inside = np.flatnonzero((owner >= 0) & (floats(table, time)[rows] <= until[owner]))
        return Picked(table, rows[inside]), owner[inside]


def cohort_of(ledger: Ledger, blueprint: Blueprint, in_vain: bool = False) -> Cohort:
    """Pick the cohort, with its needs, falls and work, out of a ledger; or those found in vain beside it."""
    arrival = floats(ledger.clients, "arrival")
    end = blueprint.warm_up + blueprint.measure
    # outreach may find somebody of the cohort before the window; the ledger has none but the followed
    begin = 0.0 if blueprint.outreach[0] > 0.0 else blueprint.warm_up
    number = ints(ledger.clients, "client")
    first = IN_VAIN if in_vain else 0
    inside = np.flatnonzero(
        (arrival >= begin) & (arrival < end) & (number >= first) & (number < first + IN_VAIN)
    )
    rows = inside[np.argsort(number[inside], kind="stable")]
    clients = Picked(ledger.clients, rows)
    until = arrival[rows] + blueprint.follow_up
    known = _Known(number[rows], first)
    bucket = np.clip(ints(clients, "needs"), 1, 4) - 1
    return Cohort(
        rows,
        clients,
        *known.needs(ledger.needs),
        *known.before(ledger.falls, "at", until),
        *known.before(ledger.work, "end", until),
        *known.before(ledger.plans, "asked", until),
        *known.before(ledger.faults, "out", until),
        arrival[rows],
        until,
        bucket,
        ints(clients, "district"),
        blueprint.districts if len(blueprint.districts) > 1 else (),
    )
