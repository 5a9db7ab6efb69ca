"""The SimPy engine's account: one call for each thing that happens, which fills the ledger."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine.ledger import CLIENTS, FALLS, NEEDS, WORK, Ledger
from socsim.engine.totals import caseworkers_table, count_contacts, count_handovers, table_of, units_table
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import COORDINATION_WORK, FALLEN, IN_SUPPORT

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.unit import Unit

_COLUMN = {name: place for place, name in enumerate(NEEDS)}
_SEEN, _DECIDED, _SUPPORTED, _CLOSED = (_COLUMN[n] for n in ("seen", "decided", "supported", "closed"))
_STATE, _FALLS, _CRISES = (_COLUMN[n] for n in ("state", "falls", "crises"))
_DEMANDS, _DUPLICATES, _UNFOUNDED = (_COLUMN[n] for n in ("demands", "duplicates", "unfounded"))
_IN_TIME, _LATE, _ASSIGNMENT = (_COLUMN[n] for n in ("in_time", "late", "assignment_days"))
_DAYS = _COLUMN["days_unseen"]

_CLIENT = {name: place for place, name in enumerate(CLIENTS)}
_ARRIVAL, _LEFT = _CLIENT["arrival"], _CLIENT["left"]
_OPEN, _AT_ONCE = _CLIENT["open_days"], _CLIENT["contacts_at_once"]
_BACK = list(FALLS).index("back")

_BLANK = array("d", [0.0] * len(NEEDS))
for _empty in (_SEEN, _DECIDED, _SUPPORTED, _CLOSED):
    _BLANK[_empty] = math.nan


class Book:
    """Rows of plain numbers, in the columns of `engine/ledger.py`.

    A row of the cohort's clients and needs is an array of floats that changes until the client's
    follow-up ends; falls and pieces of work are appended, row after row, to a flat list.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.warm_up = blueprint.warm_up
        self.measured = blueprint.warm_up + blueprint.measure
        self.clients: list[array[float]] = []
        self.needs: list[array[float]] = []
        self.work: list[float] = []
        self.falls: list[float] = []
        self.slices: list[float] = []
        """worker, end, days: slices of long efforts."""
        self.tenures: list[float] = []
        """worker, start, end: cases with a caseworker."""
        self.waits: list[float] = []
        """unit, start, end: cases that waited for a caseworker."""
        self.acceptances = [0] * len(blueprint.units)

    # -- clients -------------------------------------------------------------------------------

    def arrived(self, client: Client, profile: int, needs: int) -> None:
        """A client comes; the cohort gets a row."""
        now = client.office.env._now
        if self.warm_up <= now < self.measured:
            client.record = array("d", (client.index, profile, now, needs, math.nan, 0.0, 0.0, 0.0))
            self.clients.append(client.record)

    def left(self, client: Client) -> None:
        """A client moves away or dies."""
        now = client.office.env._now
        if now < client.until:
            client.record[_LEFT] = now

    def all_closed(self, client: Client) -> None:
        """No need is open any more."""
        since, until, now = client.open_since, client.until, client.office.env._now
        if since < until:
            client.record[_OPEN] += (now if now < until else until) - since

    def held(self, need: Need) -> None:
        """Somebody new holds an open case of the client's."""
        record = need.client.record
        if record is not None:
            self._contacts(need.client, record)

    def _contacts(self, client: Client, record: array[float]) -> None:
        contacts = client.contacts()
        if contacts > record[_AT_ONCE] and client.office.env._now < client.until:
            record[_AT_ONCE] = contacts

    # -- needs ---------------------------------------------------------------------------------

    def born(self, need: Need, presented: bool) -> None:
        """A need is there; the cohort's get a row, if before the end of the follow-up or at arrival."""
        client, now = need.client, need.since
        arrival = client.record is not None and now == client.record[_ARRIVAL]
        if now < client.until or arrival:
            record = need.record = _BLANK[:]
            record[0], record[1], record[2], record[3] = client.index, need.kind, need.spell, arrival
            record[4], record[5], record[_STATE], record[_UNFOUNDED] = need.severity, now, need.state, need.unfounded
            if presented:
                record[_SEEN] = now
            self.needs.append(record)

    def seen(self, need: Need) -> None:
        """The office knows of it."""
        if need.record is not None:
            self._first(need, _SEEN)

    def _first(self, need: Need, column: int) -> None:
        """Note the time in a column that is still empty, within the follow-up."""
        record, now = need.record, need.office.env._now
        if now <= need.client.until and record[column] != record[column]:
            record[column] = now

    def moved(self, need: Need, state: int, now: float) -> None:
        """A need leaves its state for another (or starts it afresh)."""
        record = need.record
        if record is not None:
            since, until = need.since, need.client.until
            if now < until:
                record[_DAYS + need.state] += now - since
                record[_STATE] = state
            elif since < until:
                record[_DAYS + need.state] += until - since

    def accepted(self, need: Need, unit: Unit) -> None:
        """A unit is responsible."""
        now = need.office.env._now
        if self.warm_up <= now < self.measured:
            self.acceptances[unit.index] += 1
        if need.fall_row >= 0:
            self.falls[need.fall_row + _BACK] = now
            need.fall_row = -1

    def awaited(self, need: Need, unit: Unit, since: float) -> None:
        """The wait for a caseworker is over, with or without one."""
        now, until = need.office.env._now, need.client.until
        self.waits += (unit.index, since, now)
        if since < until:
            need.record[_ASSIGNMENT] += min(now, until) - since

    def assigned(self, need: Need) -> None:
        """The case has its caseworker."""
        self.held(need)

    def coordinated(self, client: Client) -> None:
        """A coordinator takes the client on."""
        if client.record is not None:
            self._contacts(client, client.record)

    def released(self, need: Need, worker: Caseworker) -> None:
        """The case leaves its caseworker."""
        self.tenures += (worker.index, need.assigned_at, need.office.env._now)

    def asked(self, need: Need, items: int, duplicates: int) -> None:
        """A letter to the client asks for some items."""
        if need.office.env._now < need.client.until:
            need.record[_DEMANDS] += items
            need.record[_DUPLICATES] += duplicates

    def missed(self, need: Need) -> None:
        """The letter was not answered."""

    def step_done(self, need: Need) -> None:
        """A step with a deadline has ended."""
        self._deadline(need, need.office.env._now)

    def _deadline(self, need: Need, ended: float) -> None:
        if need.step is not None:
            limit = need.begun + need.step.deadline
            if limit < need.client.until:
                need.record[_IN_TIME if ended <= limit else _LATE] += 1.0

    def decided(self, need: Need) -> None:
        """A decision is there."""
        if need.record is not None:
            self._first(need, _DECIDED)

    def supported(self, need: Need) -> None:
        """Support begins."""
        if need.record is not None:
            self._first(need, _SUPPORTED)

    def followed_up(self, need: Need) -> None:
        """A follow-up was kept."""

    def fell(self, need: Need, cause: int) -> None:
        """Nobody is responsible any more."""
        now, client = need.office.env._now, need.client
        if now < client.until:
            need.record[_FALLS] += 1.0
        self._deadline(need, math.inf)
        if now >= self.warm_up:
            unit = -1 if need.unit is None else need.unit.index
            need.fall_row = len(self.falls)
            self.falls += (
                client.index, need.kind, need.spell, -1 if need.step is None else need.step.index, unit, cause, need.severity, now, math.nan,
                client.record is not None,
            )  # fmt: skip

    def averted(self, need: Need, cause: int) -> None:
        """A coordinator caught it."""

    def escalated(self, need: Need, crisis: bool) -> None:
        """It has grown; at the top into a crisis."""
        if crisis and need.office.env._now < need.client.until:
            need.record[_CRISES] += 1.0

    def ended(self, need: Need, state: int) -> None:
        """Resolved, unfounded or left."""
        record = need.record
        if record is not None:
            now, since, until = need.office.env._now, need.since, need.client.until
            if now < until:
                record[_DAYS + need.state] += now - since
                record[_STATE] = state
                record[_CLOSED] = now
            elif since < until:
                record[_DAYS + need.state] += until - since

    # -- work ----------------------------------------------------------------------------------

    def sliced(self, worker: Caseworker, hours: float) -> None:
        """A slice of a long effort is done."""
        self.slices += (worker.index, worker.env._now, hours / worker.rate)

    def worked(self, worker: Caseworker, job: Any) -> None:
        """A piece of work is done."""
        now = worker.env._now
        if now >= self.warm_up:
            client = job.client
            if job.what == COORDINATION_WORK:
                kind = spell = step = -1
            else:
                kind, spell, step = job.kind, job.spell, job.step.index
            self.work += (
                client.index, kind, spell, step, worker.unit.index, worker.index, job.what, job.ready,
                job.start, now, job.hours, job.reading, job.duplicate, client.record is not None,
            )  # fmt: skip

    # -- the end -------------------------------------------------------------------------------

    def close(self, office: Office) -> Ledger:
        """Bring open accounts up to the horizon and make the tables."""
        horizon = office.rules.horizon
        waiting: list[float] = []
        for client in office.clients.values():
            if client.open_since < client.until:
                client.record[_OPEN] += min(horizon, client.until) - client.open_since
            for need in client.needs.values():
                self._close_need(need, horizon)
        for unit in office.units:
            for queue in unit.waiting:
                waiting += self._unassigned(unit, queue, horizon)
        self.waits += waiting
        unfinished = self._unfinished(office, horizon)
        work = np.array(self.work, dtype=np.float64).reshape(-1, len(WORK))
        slices = np.array(self.slices, dtype=np.float64).reshape(-1, 3)
        clients, needs = _stack(self.clients, len(CLIENTS)), _stack(self.needs, len(NEEDS))
        count_contacts(self.blueprint, clients, work)
        count_handovers(self.blueprint, needs, clients, work)
        return Ledger(
            clients=table_of(CLIENTS, clients, ("client",)),
            needs=table_of(NEEDS, needs, ("client", "need", "spell")),
            falls=table_of(FALLS, np.array(self.falls, dtype=np.float64).reshape(-1, len(FALLS)), ()),
            work=table_of(WORK, work[work[:, list(WORK).index("ready")] >= self.warm_up], ()),
            units=units_table(self.blueprint, work, slices, unfinished, self._areas(self.waits),
                              self._areas(self.tenures), self.acceptances),
            caseworkers=caseworkers_table(self.blueprint, work, slices, unfinished, self._areas(self.tenures)),
        )  # fmt: skip

    def _close_need(self, need: Need, horizon: float) -> None:
        state = need.state
        self.moved(need, state, horizon)
        if need.worker is not None:
            self.tenures += (need.worker.index, need.assigned_at, horizon)
        if state != FALLEN and state != IN_SUPPORT:
            self._deadline(need, math.inf)

    def _unassigned(self, unit: Unit, queue: Any, horizon: float) -> list[float]:
        rows: list[float] = []
        for need, version in queue:
            if need.version == version and need.awaiting:
                rows += (unit.index, need.since, horizon)
        return rows

    def _unfinished(self, office: Office, horizon: float) -> Floats:
        """Pieces that wait or are under way at the end: unit, worker or -1, since, until."""
        rows: list[float] = []
        for unit in office.units:
            desks = [unit.queues] if unit.pooled else [w.queues for w in unit.caseworkers]
            for queues in desks:
                for queue in queues:
                    rows += (x for job, version in queue if job.version == version and job.left < 0.0
                             for x in (unit.index, -1.0, job.ready, horizon))  # fmt: skip
            for worker in unit.caseworkers:
                if worker.job is not None:
                    rows += (unit.index, worker.index, worker.busy_since, horizon)
        return np.array(rows, dtype=np.float64).reshape(-1, 4)

    @staticmethod
    def _areas(rows: list[float]) -> Floats:
        return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _stack(rows: list[array[float]], width: int) -> Floats:
    """Rows of floats as one matrix."""
    return np.frombuffer(bytearray(b"".join(rows)), dtype=np.float64).reshape(-1, width)
