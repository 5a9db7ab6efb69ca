"""The world of a run: the tables in which its records stand, with room to grow, and what is left of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from socsim.engine.compiled import office, plain, rules
from socsim.engine.compiled.faults import NOTES
from socsim.engine.compiled.need import ENDED
from socsim.engine.compiled.records import (
    DAYS,
    FIXED,
    GROWING,
    NONE,
    OFTEN,
    ON_TOP,
    PEOPLE,
    WORLD,
)
from socsim.engine.compiled.stock import STOCK, Buffer
from socsim.engine.journal import JOURNAL
from socsim.engine.ledger import (
    CASEWORKERS,
    CLIENTS,
    FALLS,
    FAULTS,
    NEEDS,
    PLANS,
    UNITS,
    WORK,
    Column,
    Ledger,
    Table,
)
from socsim.engine.totals import decisions, months
from socsim.model.people import People
from socsim.model.style import controls
from socsim.scenario.blueprint import Blueprint

Rows = np.ndarray[Any, np.dtype[Any]]

ROOM = 4096
"""Rows that one event may take; where it takes more, the run begins again with more room."""


def _as_rows(buffer: Buffer, dtype: np.dtype[Any]) -> Rows:
    """As many rows as there is room for."""
    return buffer[: buffer.nbytes // dtype.itemsize * dtype.itemsize].view(dtype)


class World:
    """One organisation and the people of one replication."""

    def __init__(self, blueprint: Blueprint, people: People, journal: bool, room: int = ROOM) -> None:
        self.blueprint = blueprint
        self.people = people
        self.room = room
        self.tables: dict[str, Rows] = {}
        self._buffers: dict[str, Buffer] = {}
        """What those of the tables stand in that later runs may use."""
        self.memory = np.empty(1, WORLD)
        """The world's own record."""
        self.record = self.memory[0]
        settings, tables = rules.read(blueprint)
        self.memory[:] = settings
        for name, rows in tables.items():
            self._place(name, rows.copy())
        if blueprint.has_style:
            self.tables["workers"]["control"] = controls(blueprint, people)
        self.tables["posts"]["key"] = rules.desk_keys(blueprint, int(people.staff[0]))
        self._read_people()
        clients, needs = len(people.key), len(people.need_key)
        expected = {"client_rows": clients, "need_rows": needs, "work": 4 * needs}
        for name in GROWING:
            self._open_growing(name, 2 * room + 1 + expected.get(name, 0))
        self.record["spare_place"] = self.record["spare_need"] = NONE
        self.tables["calendar"]["time"][0] = np.inf
        self.record["spare_plan"] = self.record["spare_seat"] = NONE
        self.record["keeps_journal"] = journal

    # -- tables --------------------------------------------------------------------------------

    def _place(self, name: str, rows: Rows) -> None:
        self.tables[name] = rows
        self.record[name] = rows.ctypes.data

    def _open(self, name: str, dtype: np.dtype[Any], room: int) -> None:
        """Make room for a table; what is not used of it costs nothing."""
        self._buffers[name] = STOCK.take(name, room * dtype.itemsize)
        self.tables[name] = _as_rows(self._buffers[name], dtype)

    def _open_growing(self, name: str, room: int) -> None:
        self._open(name, GROWING[name], room)
        self._measure(name)

    def _grow(self, name: str) -> None:
        """Give a table twice its room."""
        buffer, dtype = self._buffers[name], self.tables[name].dtype
        del self.tables[name]  # it looks into what is moved now
        buffer.resize(2 * buffer.nbytes, refcheck=False)
        self.tables[name] = _as_rows(buffer, dtype)
        self._measure(name)

    def _measure(self, name: str) -> None:
        """Tell the world where a table is, and how much room it has."""
        table, rows = self.record[name], self.tables[name]
        room = len(rows) - 1  # the calendar's last turn has none after it
        table["address"], table["room"], table["soft"] = rows.ctypes.data, room, room - self.room
        if name == "needs":
            self._widen("visits", len(rows) * int(self.record["longest"]))
            self._widen("marks", len(rows) * int(self.record["most_items"]))
            self._widen("notes", len(rows) * NOTES * bool(self.record["drafting"]))
            self._widen("written", len(rows) * bool(self.record["documents"]))

    def _widen(self, name: str, size: int) -> None:
        """Keep a list of numbers that belongs to the needs as long as their table."""
        if name in self.tables:
            self.tables[name].resize(size, refcheck=False)
        else:
            self.tables[name] = np.empty(size, np.int64)
        self._place(name, self.tables[name])

    def _read_people(self) -> None:
        for name in PEOPLE:
            self._place(f"people_{name}", np.ascontiguousarray(getattr(self.people, name)))
        if self.people.lead is not None:
            self.record["outreach"] = 1
            for name in ("cohort", "lead", "sought"):
                self._place(f"people_{name}", np.ascontiguousarray(getattr(self.people, name)))
        self._place("miss", np.ascontiguousarray(self.blueprint.unit_miss))
        self._place("drafts", np.zeros(2 * len(self.blueprint.units) * months(self.blueprint), np.int64))
        self._place("empirical", np.ascontiguousarray(self.blueprint.empirical))
        self._place("triage_from", np.ascontiguousarray(self.blueprint.triage_from))
        plans = int(len(self.blueprint.plan_due) > 0)
        for name, each in (("clients", 1), ("own", len(self.blueprint.kinds)), ("dockets", plans)):
            self._open(name, FIXED[name], len(self.people.key) * each)
            self._place(name, self.tables[name])
        self.record["n_clients"] = len(self.people.key)

    # -- time ----------------------------------------------------------------------------------

    def run(self, until: float) -> None:
        """Let time pass until that day."""
        run_to = office.run_plainly if plain.is_plain(self.record, self.tables, self.room) else office.run_to
        while not run_to(self.record, until):
            for name in GROWING:
                table = self.record[name]
                if table["count"] >= table["soft"]:
                    self._grow(name)
            self.record["tight"] = 0

    @property
    def events(self) -> int:
        """How many events of the calendar have passed."""
        return int(self.record["passed"])

    # -- what is left --------------------------------------------------------------------------

    def _rows(self, name: str) -> Rows:
        """The rows of a table, for good: their memory comes back when nobody reads them any more."""
        dtype = self.tables.pop(name).dtype
        lent = STOCK.lend(name, self._buffers.pop(name))
        return _as_rows(lent, dtype)[: int(self.record[name]["count"])]

    def _give_back(self) -> None:
        """What is left is of no use to anybody but the next run."""
        self.tables.clear()
        for name, buffer in self._buffers.items():
            STOCK.give_back(name, buffer)
        self._buffers.clear()

    def journal(self) -> Table:
        """The journal of what has happened so far."""
        rows = self._rows("journal")
        return {name: rows[name] for name in JOURNAL}

    def ledger(self) -> Ledger:
        """Bring open accounts up to the horizon and make the tables; then the world is over."""
        self.record["now"] = self.blueprint.horizon
        office.close(self.record, self._open_needs())
        units, workers, posts = self.tables["units"], self.tables["workers"], self.tables["posts"]
        busy = workers["busy"] + workers["busy_slices"] + workers["busy_unfinished"]
        agency = posts["agency_busy"] + posts["agency_slices"] + posts["agency_unfinished"]
        falls, work, clients = self._rows("falls"), self._rows("work"), self._rows("client_rows")
        work_table = _work_table(work, self._rows("work_more"))
        plans = self._rows("plan_rows")
        faults = self._rows("faults")
        faults = faults[(faults["at"] >= self.blueprint.warm_up) | (faults["cohort"] != 0)]
        drafts = self.tables["drafts"]
        needs = self._needs()
        unit_tables = {
            "queue_area": units["queue_area"] + units["queue_cut"] + units["queue_dropped"],
            "assignment_area": units["assignment_area"],
            "busy_area": np.bincount(workers["unit"], weights=busy, minlength=len(units)),
            "caseload_area": units["caseload_area"],
            "support_cost": units["support_cost"],
            "rejected": units["rejected"],
            "excluded": units["excluded"],
        }
        worker_tables = {
            "unit": workers["unit"],
            "busy_days": busy,
            "pieces": workers["pieces"],
            "caseload_area": workers["caseload_area"],
            **{
                name: posts[name]
                for name in ("sick_days", "vacant_days", "suspended_days", "agency_days", "unused_days")
            },
            "agency_hours": agency * workers["rate"],
            "left": posts["times_left"],
            "moved": posts["times_moved"],
        }
        self._give_back()
        return Ledger(
            clients={name: clients[name] for name in CLIENTS},
            needs=needs,
            falls={name: falls[name] for name in FALLS},
            work=work_table,
            units={name: unit_tables[name].astype(dtype) for name, dtype in UNITS.items()},
            caseworkers={name: worker_tables[name].astype(dtype) for name, dtype in CASEWORKERS.items()},
            plans={name: plans[name] for name in PLANS},
            faults={name: faults[name] for name in FAULTS},
            decisions=decisions(self.blueprint, drafts),
        )

    def _open_needs(self) -> Rows:
        """The numbers of the needs that are open still, by client and kind."""
        needs = self.tables["needs"][: int(self.record["needs"]["count"])]
        numbers = np.flatnonzero(needs["at"] != ENDED)
        return numbers[np.lexsort((needs["kind"][numbers], needs["client"][numbers]))]

    def _needs(self) -> Table:
        """The table of needs by client, kind and spell; clients get their open days."""
        rows, more = self._rows("need_rows"), self._rows("more_rows")
        if not self.record["born_later"]:
            office.open_days(self.record, rows, np.empty(0, np.int64))
            return {name: _column(name, rows, more) for name in NEEDS}
        by_name = rows["spell"], rows["need"]
        office.open_days(self.record, rows, np.lexsort((*by_name, rows["born"], rows["client"])))
        order = np.lexsort((*by_name, rows["client"]))
        return {name: _column(name, rows, more)[order] for name in NEEDS}


def _work_table(work: Rows, more: Rows) -> Table:
    """The table of pieces of work, of which some have a second row."""
    on_top = {name: _filled(0.0, WORK[name], len(work), more["row"], more[name]) for name in ON_TOP}
    return {name: on_top[name] if name in on_top else work[name] for name in WORK}


def _filled(usual: float, dtype: str, count: int, places: Column, values: Column) -> Column:
    """A column with one value everywhere, but for some places."""
    if not len(places):
        return np.broadcast_to(np.array(usual, dtype), count)
    column = np.full(count, usual, dtype)
    column[places] = values
    return column


USUAL = {"decided": math.nan, "supported": math.nan, "supported_by": NONE}
"""What stands in a column of a need without a second row, if not 0."""


def _column(name: str, rows: Rows, more: Rows) -> Column:
    """A column of the table of needs, from the rows that all have and the second rows that some have."""
    if name in OFTEN:
        return rows[name]
    values = more["days"][:, DAYS.index(name)] if name in DAYS else more[name]
    return _filled(USUAL.get(name, 0), NEEDS[name], len(rows), more["row"], values)
