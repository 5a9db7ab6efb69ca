"""The cohort of a ledger, and totals over it by number of needs.

The cohort are the clients who arrive in the measured window. Each is followed from its arrival to
`until` = arrival + follow_up; what happens later does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from socsim.engine.ledger import Ledger, Table
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


@dataclass(frozen=True)
class Cohort:
    """The clients of the cohort and what belongs to them. n clients; owners are positions in 0..n-1."""

    clients: Table
    """Rows of the clients table, in order of client."""
    needs: Table
    need_owner: Ints
    falls: Table
    """Falls before `until`."""
    fall_owner: Ints
    work: Table
    """Pieces of work that ended before `until`."""
    work_owner: Ints
    arrival: Floats
    until: Floats
    bucket: Ints
    """0..3 for 1, 2, 3 and 4 or more needs at arrival."""

    @property
    def size(self) -> int:
        """How many clients."""
        return len(self.arrival)

    def per_client(self, owner: Ints, values: npt.NDArray[np.generic] | None = None) -> Floats:
        """Sum of `values` (or the number of rows) by owner, shape (n,)."""
        weights = None if values is None else np.asarray(values, dtype=np.float64)
        return np.bincount(owner, weights=weights, minlength=self.size).astype(np.float64)

    def totals(self, per_client: Floats | None = None) -> Floats:
        """Sum of a figure per client (or the number of clients) in each of GROUPS, shape (6,)."""
        by_bucket = np.bincount(self.bucket, weights=per_client, minlength=4).astype(np.float64)
        return np.concatenate(([by_bucket.sum()], by_bucket, [by_bucket[1:].sum()]))

    def members(self, group: str) -> Bools:
        """Which clients are in one of GROUPS, shape (n,)."""
        position = GROUPS.index(group)
        if position == 0:
            return np.ones(self.size, dtype=np.bool_)
        return self.bucket >= 1 if group == "needs=2+" else self.bucket == position - 1

    def groups(self) -> list[str]:
        """Those of GROUPS that have a client."""
        return [group for group, clients in zip(GROUPS, self.totals(), strict=True) if clients > 0]


def _rows(table: Table, keep: npt.NDArray[np.generic]) -> Table:
    return {name: column[keep] for name, column in table.items()}


def _owned(table: Table, known: Ints, counts: Bools | None = None) -> tuple[Table, Ints]:
    """Those rows of a table that belong to the clients `known` (sorted), and whose they are."""
    if len(known) == 0:
        return _rows(table, np.zeros(0, dtype=np.int64)), np.zeros(0, dtype=np.int64)
    client = ints(table, "client")
    owner = np.minimum(np.searchsorted(known, client), len(known) - 1).astype(np.int64)
    keep = known[owner] == client
    if counts is not None:
        keep &= counts
    return _rows(table, keep), owner[keep]


def _before_until(table: Table, owner: Ints, time: str, until: Floats) -> tuple[Table, Ints]:
    keep = floats(table, time) <= until[owner]
    return _rows(table, keep), owner[keep]


def cohort_of(ledger: Ledger, blueprint: Blueprint) -> Cohort:
    """Pick the cohort, with its needs, falls and work, out of a ledger."""
    arrival = floats(ledger.clients, "arrival")
    end = blueprint.warm_up + blueprint.measure
    inside = np.flatnonzero((arrival >= blueprint.warm_up) & (arrival < end))
    rows = inside[np.argsort(ints(ledger.clients, "client")[inside], kind="stable")]
    clients = _rows(ledger.clients, rows)
    known = ints(clients, "client")
    until = arrival[rows] + blueprint.follow_up
    needs, need_owner = _owned(ledger.needs, known)
    falls, fall_owner = _owned(ledger.falls, known, bools(ledger.falls, "cohort"))
    falls, fall_owner = _before_until(falls, fall_owner, "at", until)
    work, work_owner = _owned(ledger.work, known, bools(ledger.work, "cohort"))
    work, work_owner = _before_until(work, work_owner, "end", until)
    bucket = np.clip(ints(clients, "needs"), 1, 4) - 1
    return Cohort(
        clients, needs, need_owner, falls, fall_owner, work, work_owner, arrival[rows], until, bucket
    )
