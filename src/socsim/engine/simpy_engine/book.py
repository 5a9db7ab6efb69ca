"""The SimPy engine's account: one call for each thing that happens, which fills the ledger."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine.ledger import CLIENTS, FALLS, NEEDS, Ledger
from socsim.engine.totals import Rows, make_ledger
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import DECISION_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker, Job
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.unit import Unit

_COLUMN = {name: place for place, name in enumerate(NEEDS)}
_DAYS = _COLUMN["days_unseen"]  # a need's `row` points here; the other columns lie before it
_SEEN, _DECIDED, _SUPPORTED, _CLOSED = (
    _COLUMN[name] - _DAYS for name in ("seen", "decided", "supported", "closed")
)
_STATE, _UNFOUNDED, _FALLS, _CRISES, _DEMANDS, _DUPLICATES = (
    _COLUMN[name] - _DAYS for name in ("state", "unfounded", "falls", "crises", "demands", "duplicates")
)
_IN_TIME, _LATE, _ASSIGNMENT = (_COLUMN[name] - _DAYS for name in ("in_time", "late", "assignment_days"))
_LEFT, _AT_ONCE = (list(CLIENTS).index(name) for name in ("left", "contacts_at_once"))
_BACK = list(FALLS).index("back")
_PRESSED = 50_000  # numbers of `work` that are kept as Python objects at most


class Book:
    """Flat arrays of numbers, in the columns of `engine/ledger.py`.

    The rows of the cohort's clients and needs stand there before time starts and change until the
    client's follow-up ends; falls and pieces of work are appended, row after row.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.warm_up = blueprint.warm_up
        self.work: list[float] = []
        """client, kind, spell, step, worker, what, ready, start, end, hours, reading, duplicate."""
        self.pressed: list[Floats] = []
        """Earlier rows of `work`, as matrices."""
        self.falls: list[float] = []
        self.slices: list[float] = []
        """worker, end, days: slices of long efforts that were not the last."""
        self.tenures: list[float] = []
        """worker, start, end: cases with a caseworker."""
        self.waits: list[float] = []
        """unit, start, end: cases that waited for a caseworker."""
        self.cut: list[float] = []
        """Like `work`: pieces that somebody began and nobody will finish before the run ends."""
        self.unfinished: list[float] = []
        """unit, worker or -1, since, until: waits of pieces that nobody began; desks busy at the end."""

    def open_cohort(self, people: People) -> tuple[list[int], list[int]]:
        """A row for each client of the cohort and each need that they arrive with.

        Returns
        -------
        Where each client's row begins and where the days of each need's row do; -1 outside the cohort.
        """
        bp = self.blueprint
        inside = (people.arrival >= bp.warm_up) & (people.arrival < bp.warm_up + bp.measure)
        owner = np.repeat(np.arange(len(people.key)), np.diff(people.need_start))
        rows = np.flatnonzero(inside[owner])
        self.clients = array("d", [0.0]) * (int(inside.sum()) * len(CLIENTS))
        self.needs = array("d", [0.0]) * (len(rows) * len(NEEDS))
        _fill_clients(_rows(self.clients, len(CLIENTS)), people, np.flatnonzero(inside))
        _fill_needs(_rows(self.needs, len(NEEDS)), people, owner, rows)
        return _places(inside, len(CLIENTS), 0), _places(inside[owner], len(NEEDS), _DAYS)

    # -- clients -------------------------------------------------------------------------------

    def arrived(self, client: Client) -> None:
        """A client comes; an occasion to press the work done so far, which keeps memory small."""
        if len(self.work) > _PRESSED:
            self._press()

    def _press(self) -> None:
        self.pressed.append(_matrix(self.work, 12))
        self.work.clear()

    def left(self, client: Client) -> None:
        """A client moves away or dies."""
        now = client.office.env._now
        if now < client.until:
            self.clients[client.row + _LEFT] = now

    def held(self, need: Need) -> None:
        """Somebody new holds an open case of a client of the cohort."""
        client = need.client
        most = self.clients[client.row + _AT_ONCE]
        if most < len(client.needs) or client.coordination is not None:  # else there cannot be more
            self.coordinated(client)

    def coordinated(self, client: Client) -> None:
        """The client's contacts have changed."""
        if client.office.env._now < client.until:
            contacts = client.contacts()
            if contacts > self.clients[client.row + _AT_ONCE]:
                self.clients[client.row + _AT_ONCE] = contacts

    # -- needs ---------------------------------------------------------------------------------

    def arose(self, need: Need) -> None:
        """A need arises after arrival; a client of the cohort gets a row for it."""
        now = need.since
        if now < need.until:
            need.row = len(self.needs) + _DAYS
            row = [math.nan] * len(NEEDS)
            row[_COLUMN["state"] :] = [0.0] * (len(NEEDS) - _COLUMN["state"])
            row[:6] = need.client.index, need.kind, need.spell, 0.0, need.severity, now
            self.needs.extend(row)
            if not need.hidden:
                self.needs[need.row + _SEEN] = now

    def nothing_in_it(self, need: Need) -> None:
        """The need is unfounded, which nobody knows as yet."""
        if need.row >= 0:
            self.needs[need.row + _UNFOUNDED] = 1.0

    def seen(self, need: Need) -> None:
        """The office knows of it."""
        self._first(need, _SEEN)

    def _first(self, need: Need, column: int) -> None:
        """Note the time in a column that is still empty, within the follow-up."""
        row = need.row
        if row >= 0:
            now, needs = need.office.env._now, self.needs
            if now < need.until and needs[row + column] != needs[row + column]:
                needs[row + column] = now

    def moved(self, need: Need, state: int, now: float) -> None:
        """A need leaves its state for another."""
        row = need.row
        if row >= 0:
            until = need.until
            if now < until:
                self.needs[row + need.state] += now - need.since
            elif need.since < until:
                self.needs[row + need.state] += until - need.since
                self.needs[row + _STATE] = need.state

    def accepted(self, need: Need, unit: Unit) -> None:
        """A unit is responsible."""
        if need.fall_row >= 0:
            self.falls[need.fall_row + _BACK] = need.office.env._now
            need.fall_row = -1

    def awaited(self, need: Need, unit: Unit, since: float) -> None:
        """The wait for a caseworker is over, with or without one."""
        now, until = need.office.env._now, need.until
        self.waits += (unit.index, since, now)
        if since < until:
            self.needs[need.row + _ASSIGNMENT] += min(now, until) - since

    def assigned(self, need: Need) -> None:
        """The case has its caseworker."""
        if need.row >= 0:
            self.coordinated(need.client)

    def released(self, need: Need, worker: Caseworker) -> None:
        """The case leaves its caseworker."""
        self.tenures += (worker.index, need.assigned_at, need.office.env._now)

    def asked(self, need: Need, items: int, duplicates: int) -> None:
        """A letter to the client asks for some items."""
        if need.office.env._now < need.until:
            self.needs[need.row + _DEMANDS] += items
            self.needs[need.row + _DUPLICATES] += duplicates

    def missed(self, need: Need) -> None:
        """The letter was not answered."""

    def step_done(self, need: Need) -> None:
        """A step with a deadline has ended."""
        self._deadline(need, need.office.env._now)

    def _deadline(self, need: Need, ended: float) -> None:
        """A deadline that passes within the follow-up was kept, or was not; each counts once."""
        if need.step is not None:
            limit = need.begun + need.step.deadline
            if limit < need.until:
                self.needs[need.row + (_IN_TIME if ended <= limit else _LATE)] += 1.0
            need.begun = math.inf

    def decided(self, need: Need) -> None:
        """A decision is there."""
        self._first(need, _DECIDED)

    def supported(self, need: Need) -> None:
        """Support begins."""
        self._first(need, _SUPPORTED)

    def followed_up(self, need: Need) -> None:
        """A follow-up was kept."""

    def fell(self, need: Need, cause: int) -> None:
        """Nobody is responsible any more."""
        now, client, step, unit = need.office.env._now, need.client, need.step, need.unit
        if now < need.until:
            self.needs[need.row + _FALLS] += 1.0
        self._deadline(need, math.inf)
        if need.left:
            self._dropped(need)
        if need.awaiting and unit is not None:
            self.awaited(need, unit, need.since)
        if now >= self.warm_up:
            need.fall_row = len(self.falls)
            self.falls += (
                client.index, need.kind, need.spell, -1 if step is None else step.index,
                -1 if unit is None else unit.index, cause, need.severity, now, math.nan, client.row >= 0,
            )  # fmt: skip

    def bounced(self, need: Need, unit: Unit) -> None:
        """The unit sends a referral back to the sender."""

    def averted(self, need: Need, cause: int) -> None:
        """A coordinator caught it."""

    def escalated(self, need: Need, crisis: bool) -> None:
        """It has grown; at the top into a crisis."""
        if crisis and need.office.env._now < need.until:
            self.needs[need.row + _CRISES] += 1.0

    def ended(self, need: Need, state: int) -> None:
        """Resolved, unfounded or left."""
        row, step = need.row, need.step
        if need.left:
            self._dropped(need)
        if need.awaiting and need.unit is not None:
            self.awaited(need, need.unit, need.since)
        if row >= 0:
            if step is not None and step.has_deadline and need.begun + step.deadline < need.office.env._now:
                self._deadline(need, math.inf)
            now, needs = need.office.env._now, self.needs
            if now < need.until:
                needs[row + need.state] += now - need.since
                needs[row + _STATE] = state
                needs[row + _CLOSED] = now
            else:
                self.moved(need, state, now)

    # -- coordinators --------------------------------------------------------------------------

    def taken_on(self, coordination: Coordination) -> None:
        """A coordinator takes a client on."""

    def let_go(self, coordination: Coordination) -> None:
        """A coordinator's time with a client has ended."""
        if coordination.left:
            self._dropped(coordination)

    # -- work; of a need's pieces only the end is told, unless a journal is kept ----------------

    def ready(self, job: Job, unit: Unit, worker: Caseworker | None) -> None:
        """A piece of work can begin, in the unit's queue or on the worker's desk."""

    def started(self, job: Job, worker: Caseworker, hours: float) -> None:
        """Somebody begins a piece of work, which will take so many hours."""

    def resumed(self, worker: Caseworker, job: Job) -> None:
        """A piece of work is taken up again after a slice."""

    def sliced(self, worker: Caseworker, hours: float) -> None:
        """A slice of a long effort is done."""
        self.slices += (worker.index, worker.env._now, hours / worker.rate)
        if worker.job.resume is None:  # its need has ended, and nobody takes it up again
            self._cut(worker, worker.job)

    def worked(self, worker: Caseworker, job: Any) -> None:
        """A piece of work is done."""
        now = worker.env._now
        if now >= self.warm_up:
            step = job.step
            self.work += (
                job.client.index, job.kind, job.spell, -1 if step is None else step.index, worker.index,
                job.what, job.ready, job.start, now, job.hours, job.reading, job.duplicate,
            )  # fmt: skip

    def _dropped(self, job: Any) -> None:
        """The need or coordination ends with a piece of work that waits, or is being worked on."""
        if job.left < 0.0:
            unit = job.worker.unit if job.kind < 0 else job.unit
            unit = unit.managers if job.what == DECISION_WORK else unit
            self.unfinished += (unit.index, -1.0, job.ready, unit.office.env._now)
            job.left = 0.0
        elif job.worker.job is not job:  # it waits between two slices
            self._cut(job.worker, job)

    def _cut(self, worker: Caseworker, job: Any) -> None:
        """A piece of work that was begun will not be finished."""
        step = job.step
        self.cut += (
            job.client.index, job.kind, job.spell, -1 if step is None else step.index, worker.index,
            job.what, job.ready, job.start, worker.env._now, 0.0, 0.0, 0.0,
        )  # fmt: skip

    # -- the end -------------------------------------------------------------------------------

    def close(self, office: Office) -> Ledger:
        """Bring open accounts up to the horizon and make the tables."""
        horizon = office.rules.horizon
        for _, client in sorted(office.clients.items()):
            for _, need in sorted(client.needs.items()):
                self._close_need(need, horizon)
        self._close_desks(office, horizon)
        self._press()
        rows = Rows(
            clients=_rows(self.clients, len(CLIENTS)),
            needs=_rows(self.needs, len(NEEDS)),
            work=np.concatenate(self.pressed),
            falls=_matrix(self.falls, len(FALLS)),
            slices=_matrix(self.slices, 3),
            tenures=_matrix(self.tenures, 3),
            waits=_matrix(self.waits, 3),
            cut=_matrix(self.cut, 12),
            unfinished=_matrix(self.unfinished, 4),
        )
        return make_ledger(self.blueprint, rows)

    def _close_need(self, need: Need, horizon: float) -> None:
        self.moved(need, need.state, horizon)
        if need.row >= 0 and horizon < need.until:
            self.needs[need.row + _STATE] = need.state
        if need.worker is not None:
            self.tenures += (need.worker.index, need.assigned_at, horizon)
        elif need.awaiting and need.unit is not None:
            self.awaited(need, need.unit, need.since)
        self._deadline(need, math.inf)

    def _close_desks(self, office: Office, horizon: float) -> None:
        """Pieces that wait or are under way at the end."""
        for unit in office.units:
            desks = [unit.queues] if unit.pooled else [worker.queues for worker in unit.caseworkers]
            for job, version in [entry for queues in desks for queue in queues for entry in queue]:
                if job.version == version and job.left < 0.0:
                    self.unfinished += (unit.index, -1.0, job.ready, horizon)
                elif job.version == version:
                    self._cut(job.worker, job)
            for worker in unit.caseworkers:
                if worker.job is not None:
                    self.unfinished += (unit.index, worker.index, worker.busy_since, horizon)
                    self._cut(worker, worker.job)


def _rows(flat: array[float], width: int) -> Floats:
    """The rows of a flat array, to be read and written in place."""
    rows: Floats = np.frombuffer(flat).reshape(-1, width)
    return rows


def _fill_clients(rows: Floats, people: People, chosen: Ints) -> None:
    rows[:, 0], rows[:, 1], rows[:, 2] = chosen, people.profile[chosen], people.arrival[chosen]
    rows[:, 3] = np.diff(people.need_start)[chosen]
    rows[:, _LEFT] = math.nan


def _fill_needs(rows: Floats, people: People, owner: Ints, chosen: Ints) -> None:
    born = people.arrival[owner[chosen]]
    rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = owner[chosen], people.need_kind[chosen], 1.0, 1.0
    rows[:, 4], rows[:, 5] = people.need_severity[chosen], born
    for column in (_DECIDED, _SUPPORTED, _CLOSED):
        rows[:, _DAYS + column] = math.nan
    rows[:, _DAYS + _SEEN] = np.where(people.need_presented[chosen], born, math.nan)


def _places(inside: Any, width: int, column: int) -> list[int]:
    """Where the rows begin, for those inside; -1 for the others."""
    places = (np.cumsum(inside) - 1) * width + column
    chosen: list[int] = np.where(inside, places, -1).tolist()
    return chosen


def _matrix(rows: list[float], width: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(-1, width)
