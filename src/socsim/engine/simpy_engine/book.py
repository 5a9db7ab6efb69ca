"""The SimPy engine's account: one call for each thing that happens, which fills the ledger."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine.ledger import CLIENTS, FALLS, FAULTS, NEEDS, PLANS, Ledger
from socsim.engine.simpy_engine.caseworker import AWAY, NUMBERS
from socsim.engine.simpy_engine.plan_book import PlanBook
from socsim.engine.totals import Rows, counts_hands, make_ledger, months
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import (
    CONSULTATION_WORK,
    COORDINATION_WORK,
    DECISION_WORK,
    ELSEWHERE_WORK,
    FOLLOW_UP_WORK,
    MANAGER,
    STEP_WORK,
)
from socsim.scenario.quantities import DAYS_A_MONTH

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker, Job
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.faults import Fault
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit

_COLUMN = {name: place for place, name in enumerate(NEEDS)}
_DAYS = _COLUMN["days_unseen"]  # a need's `row` points here; the other columns lie before it
_SEEN, _DECIDED, _SUPPORTED, _CLOSED = (
    _COLUMN[name] - _DAYS for name in ("seen", "decided", "supported", "closed")
)
_STATE, _UNFOUNDED, _FALLS, _CRISES, _DEMANDS, _DUPLICATES = (
    _COLUMN[name] - _DAYS for name in ("state", "unfounded", "falls", "crises", "demands", "duplicates")
)
_AGAIN = _COLUMN["investigated_again"] - _DAYS
_IN_TIME, _LATE, _ASSIGNMENT = (_COLUMN[name] - _DAYS for name in ("in_time", "late", "assignment_days"))
_PLACE, _SUPPORTER = _COLUMN["place_days"] - _DAYS, _COLUMN["supported_by"] - _DAYS
_CHECKED = _COLUMN["checked_days"] - _DAYS
_LEFT, _AT_ONCE = (list(CLIENTS).index(name) for name in ("left", "contacts_at_once"))
_FOUND_LEVEL, _OUT, _FOUND_AT, _SURFACED, _REPORTED = (
    list(FAULTS).index(name) for name in ("found_level", "out", "found_at", "surfaced", "reported")
)
_BACK = list(FALLS).index("back")
_NOT_YET = dict.fromkeys(("seen", "decided", "supported", "closed"), math.nan) | {"supported_by": -1.0}
_WORK, _CLOSINGS = 7, 5  # numbers in a row of `work`, and of `closings`


class Book:
    """Flat arrays of numbers, in the columns of `engine/ledger.py`.

    The rows of the cohort's clients and needs stand there before time starts and change until the
    client's follow-up ends; falls and pieces of work are appended, row after row.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.warm_up = blueprint.warm_up
        self.takes_longer = bool(
            blueprint.unit_reading.any()
            or blueprint.trust[0]
            or blueprint.duplicate_hours
            or blueprint.topics
            or counts_hands(blueprint)
            or blueprint.documents
        )
        """Whether reading up, repeating or notes may come on top of a piece's own hours."""
        self.work: list[float] = []
        """whose, step, worker, ready, start, end, hours: pieces of work, until they are pressed."""
        self.pressed: list[Floats] = [np.zeros((_WORK, 0))]
        """Earlier rows of `work`, column by column."""
        self.notes_goes = blueprint.notes_goes
        """Whether each go at a piece of work is noted in `slices`, the last one too."""
        self.out = 0
        """How many these are."""
        self.longer: list[float] = []
        """place, reading, duplicate, documentation: rows of `work` for which they were not 0."""
        self.others: list[int] = []
        """place, kind of work: rows of `work` of which unit and step do not tell it."""
        self.later: list[int] = []
        """client, kind, spell: needs that nobody arrived with."""
        self.closings: list[float] = []
        """row, state before, since, state, now: needs that ended, until they are pressed."""
        self.falls: list[float] = []
        self.slices: list[float] = []
        """worker, end, days: goes at pieces of work that were not the last; where they vary, every one."""
        self.tenures: list[float] = []
        """worker, start, end: cases with a caseworker."""
        self.waits: list[float] = []
        """unit, start, end: cases that waited for a caseworker."""
        self.turned: list[float] = []
        """unit, 0 or 1, time: needs turned away for want of money, or because of another need."""
        self.stays: list[float] = []
        """unit, start, end, money a day: needs in a support that costs something."""
        self.cut: list[float] = []
        self.cut_after: list[int] = []
        """As in `Rows`: pieces that somebody began and nobody will finish before the run ends."""
        self.faults: list[float] = []
        self.months = months(blueprint)
        self.drafts = [0] * (2 * self.months * len(blueprint.units) if blueprint.drafts.any() else 0)
        """Decisions and faults of the window, of each unit in each month, in a row."""
        self.unfinished: list[float] = []
        """unit, worker or -1, since, until: waits of pieces that nobody began; desks busy at the end."""
        self.plans = PlanBook(self)
        self.absences: list[float] = []
        """worker, kind, start, end: times when somebody was ill, or the post vacant."""
        self.sittings: list[float] = []
        """worker, start, end: times when an agency worker sat there."""

    def open_cohort(self, people: People) -> tuple[Ints, Ints]:
        """A row for each client of the cohort and each need that they arrive with.

        Returns
        -------
        Where each client's row begins and where the days of each need's row do; -1 outside the cohort.
        """
        bp = self.blueprint
        inside = (people.arrival >= bp.warm_up) & (people.arrival < bp.warm_up + bp.measure)
        if people.cohort is not None:
            inside = people.cohort
        owner = np.repeat(np.arange(len(people.key)), np.diff(people.need_start))
        self.people, self.owner = people, owner
        rows = np.flatnonzero(inside[owner])
        self.clients = array("d", _row(CLIENTS, left=math.nan)) * int(inside.sum())
        self.needs = array("d", _row(NEEDS, spell=1.0, at_arrival=1.0, **_NOT_YET)) * len(rows)
        own_rows = _rows(self.clients, len(CLIENTS))
        _fill_clients(own_rows, people, np.flatnonzero(inside), bp.has_households)
        _fill_needs(_rows(self.needs, len(NEEDS)), people, owner, rows)
        return _places(inside, len(CLIENTS), 0), _places(inside[owner], len(NEEDS), _DAYS)

    # -- clients -------------------------------------------------------------------------------

    def left(self, client: Client) -> None:
        """A client moves away or dies."""
        now = client.office.env._now
        if now < client.until:
            self.clients[client.row + _LEFT] = now

    def held(self, need: Need) -> None:
        """Somebody new holds an open case."""
        client = need.client
        if client.row >= 0:
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
        need.whose = len(self.owner) + len(self.later) // 3
        self.later += (need.client.index, need.kind, need.spell)
        now = need.since
        if now < need.until:
            need.row = len(self.needs) + _DAYS
            row = _row(NEEDS, **_NOT_YET)
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

    def _first(self, need: Need, column: int) -> bool:
        """Note the time in a column that is still empty, within the follow-up; whether it was."""
        row = need.row
        if row >= 0:
            now, needs = need.office.env._now, self.needs
            if now < need.until and needs[row + column] != needs[row + column]:
                needs[row + column] = now
                return True
        return False

    def moved_late(self, need: Need) -> None:
        """A need leaves its state after the follow-up, within which it may have come there."""
        until = need.until
        if need.since < until:
            self.needs[need.row + need.state] += until - need.since
            self.needs[need.row + _STATE] = need.state

    def back(self, need: Need) -> None:
        """A unit is responsible again, after a fall."""
        self.falls[need.fall_row + _BACK] = need.office.env._now
        need.fall_row = -1

    def awaited(self, need: Need, unit: Unit, since: float) -> None:
        """The wait for a caseworker is over, with or without one."""
        now, until = need.office.env._now, need.until
        self.waits += (unit.index, since, now)
        if since < until:
            self.needs[need.row + _ASSIGNMENT] += min(now, until) - since

    def in_line_for_place(self, need: Need) -> None:
        """The need waits for a place in support."""

    def awaited_place(self, need: Need) -> None:
        """The wait for a place is over, with or without one."""
        since, until = need.in_line_since, need.until
        need.in_line_since = None
        if since is not None and since < until:
            self.needs[need.row + _PLACE] += min(need.office.env._now, until) - since

    def placed(self, need: Need) -> None:
        """The need has its place."""

    def in_line(self, need: Need) -> None:
        """A case waits for a caseworker."""

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

    def investigated_again(self, need: Need, hours: float) -> None:
        """The need's next piece of work does again what another unit has done."""
        if need.office.env._now < need.until:
            self.needs[need.row + _AGAIN] += 1.0

    def asked_more(self, need: Need) -> None:
        """The letters will ask for one thing more than the step needs."""

    def checked(self, need: Need, days: float) -> None:
        """A follow-up leaves no wrong payments of so many days."""
        if need.office.env._now < need.until:
            self.needs[need.row + _CHECKED] += days

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
        if self._first(need, _SUPPORTED):
            assert need.unit is not None
            self.needs[need.row + _SUPPORTER] = need.unit.index

    def followed_up(self, need: Need) -> None:
        """A follow-up was kept."""

    def fell(self, need: Need, cause: int) -> None:
        """Nobody is responsible any more."""
        now, client, step, unit = need.office.env._now, need.client, need.step, need.unit
        if now < need.until:
            self.needs[need.row + _FALLS] += 1.0
        self._deadline(need, math.inf)
        if need.left or need.awaiting:
            self._withdrawn(need)
        if now >= self.warm_up or client.row >= 0:
            need.fall_row = len(self.falls)
            self.falls += (
                client.index, need.kind, need.spell, -1 if step is None else step.index,
                -1 if unit is None else unit.index, cause, need.severity, now, math.nan, client.row >= 0,
            )  # fmt: skip

    def rejected(self, need: Need, unit: Unit) -> None:
        """The unit turns the need away for want of money."""
        self.turned += (unit.index, 0.0, need.office.env._now)

    def excluded(self, need: Need, unit: Unit, kind: int) -> None:
        """The unit turns the need away because of one of another kind."""
        self.turned += (unit.index, 1.0, need.office.env._now)

    def taken_up(self, need: Need) -> None:
        """What stood in the way does so no longer."""

    def paid(self, need: Need, step: Step) -> None:
        """Support has cost something, since the need came into it."""
        self.stays += (step.unit.index, need.since, need.office.env._now, step.charge)

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
        step, now = need.step, need.office.env._now
        if need.left or need.awaiting:
            self._withdrawn(need)
        if step is not None and step.has_deadline and need.begun + step.deadline < now:
            self._deadline(need, math.inf)
        if now < need.client.until:
            closings = self.closings
            closings += (need.row, need.state, need.since, state, now)
        else:
            self.moved_late(need)

    # -- faults --------------------------------------------------------------------------------

    def drafted(self, need: Need, unit: Unit, chance: float) -> None:
        """The draft of a decision, which is faulty with this chance."""
        month = self._month(need.office.env._now)
        if month >= 0:
            self.drafts[2 * (unit.index * self.months + month)] += 1

    def _month(self, now: float) -> int:
        """Which month of the window it is; -1 outside."""
        if now < self.warm_up or now >= self.warm_up + self.blueprint.measure:
            return -1
        return min(int((now - self.warm_up) / DAYS_A_MONTH), self.months - 1)

    def faulty(self, fault: Fault, origin: int) -> None:
        """It is faulty, and whose fault it is."""
        need, unit = fault.need, fault.unit
        assert need.holder is not None
        month = self._month(fault.at)
        if month >= 0:
            self.drafts[2 * (unit.index * self.months + month) + 1] += 1
        fault.row = len(self.faults)
        self.faults += (
            need.client.index, need.kind, need.spell, fault.step.index, unit.index, need.holder.index,
            fault.at, origin, -1, math.nan, math.nan, False, False, need.client.row >= 0,
        )  # fmt: skip

    def fault_found(self, fault: Fault, level: int) -> None:
        """A review finds it."""
        self.faults[fault.row + _FOUND_LEVEL] = level
        self.faults[fault.row + _FOUND_AT] = fault.need.office.env._now

    def went_out(self, fault: Fault) -> None:
        """Nobody found it, and the decision has been taken."""
        self.faults[fault.row + _OUT] = fault.need.office.env._now

    def surfaced(self, fault: Fault) -> None:
        """It comes to light, after all."""
        self.faults[fault.row + _SURFACED] = True
        self.faults[fault.row + _FOUND_AT] = fault.need.office.env._now

    def reported(self, fault: Fault) -> None:
        """It is reported as a deviation, and the unit learns from it."""
        self.faults[fault.row + _REPORTED] = True

    # -- who is there --------------------------------------------------------------------------

    def goes(self, worker: Caseworker, what: int) -> None:
        """Somebody falls ill, or leaves the post."""

    def comes(self, worker: Caseworker) -> None:
        """Somebody sits down at the desk: back again, new, or from an agency."""

    def was_away(self, worker: Caseworker, what: int, since: float, now: float) -> None:
        """An absence has ended."""
        self.absences += (worker.index, what, since, now)

    def sat_in(self, worker: Caseworker, since: float, now: float) -> None:
        """An agency worker goes."""
        self.sittings += (worker.index, since, now)

    def interrupted(self, worker: Caseworker, job: Any, since: float) -> None:
        """Somebody goes in the middle of a piece of work that was last taken up then."""
        now = worker.env._now
        if now > since:
            self.slices += (worker.person, now, now - since)
        self._cut(worker, job)

    def handed_over(self, need: Need, worker: Caseworker) -> None:
        """The case passes to another person at the same desk."""

    def gone_on(self, need: Need, unit: Unit) -> None:
        """A case that waits for another caseworker leaves the unit, its story having gone on."""
        self.awaited(need, unit, need.waits_since)

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
        self.slices += (worker.person, worker.env._now, hours / worker.rate)
        if worker.job.resume is None:  # its need has ended, and nobody takes it up again
            self._cut(worker, worker.job)

    def put_down(self, worker: Caseworker, job: Job, now: float) -> None:
        """A piece of work gives way to an acute one."""
        self.slices += (worker.person, now, now - worker.since)

    def moved_up(self, need: Need) -> None:
        """A need has become acute, and goes over into that class where it waits."""

    def worked(self, worker: Caseworker, job: Any, now: float) -> None:
        """A piece of work is done."""
        if now >= self.warm_up or job.client.row >= 0:
            if self.notes_goes:
                self.slices += (worker.person, now, worker.going / worker.rate)
            work, step = self.work, job.step
            work += (
                job.whose, -1 if step is None else step.index, worker.person,
                job.ready, job.start, now, job.hours,
            )  # fmt: skip
            if self.takes_longer and (job.reading or job.duplicate or job.documentation):
                place = self.out + len(work) // _WORK - 1
                self.longer += (place, job.reading, job.duplicate, job.documentation)
            if job.what > COORDINATION_WORK:
                self.others += (self.out + len(work) // _WORK - 1, job.what)

    def _withdrawn(self, need: Need) -> None:
        """A need falls or ends while it waits for something of the office."""
        if need.left:
            self._dropped(need)
        if need.awaiting and need.unit is not None:
            self.awaited(need, need.unit, need.waits_since)
            need.passed_on = False

    def _dropped(self, job: Any) -> None:
        """The need or coordination ends with a piece of work that waits, or is being worked on."""
        if job.left < 0.0:
            unit = job.worker.unit if job.kind < 0 else job.unit
            unit = unit.managers if job.what == DECISION_WORK or job.with_managers else unit
            unit = job.step.adviser if job.what == CONSULTATION_WORK else unit
            self.unfinished += (unit.index, -1.0, job.ready, unit.office.env._now)
            job.left = 0.0
        elif job.put_down_by is not None:
            self._cut(job.put_down_by, job)
            job.left, job.put_down_by = 0.0, None
        elif (job.reviewer or job.worker).job is not job:  # it waits between two slices
            self._cut(job.reviewer or job.worker, job)
            job.left = 0.0

    def _cut(self, worker: Caseworker, job: Any) -> None:
        """A piece of work that was begun will not be finished."""
        step = job.step
        self.cut_after.append(self.out + len(self.work) // _WORK)
        self.cut += (
            job.client.index, job.kind, job.spell, -1 if step is None else step.index, worker.person,
            job.what, job.ready, job.start, worker.env._now, 0.0, 0.0, 0.0, 0.0,
        )  # fmt: skip

    # -- the end -------------------------------------------------------------------------------

    def press(self) -> None:
        """Take what was appended out of the lists: as Python objects it would fill the memory."""
        if self.work:
            self.pressed.append(np.ascontiguousarray(_matrix(self.work, _WORK).T))
            self.out += self.pressed[-1].shape[1]
            self.work.clear()
        if self.closings:
            row, before, since, state, now = _matrix(self.closings, _CLOSINGS).T
            self.closings.clear()
            days, needs = row.astype(np.int64), np.frombuffer(self.needs)
            needs[days + before.astype(np.int64)] += now - since
            needs[days + _STATE] = state
            needs[days + _CLOSED] = now

    def close(self, office: Office) -> Ledger:
        """Bring open accounts up to the horizon and make the tables."""
        horizon = office.rules.horizon
        for _, client in sorted(office.clients.items()):
            for _, need in sorted(client.needs.items()):
                self._close_need(need, horizon)
        self._close_desks(office, horizon)
        self.press()
        rows = Rows(
            clients=_rows(self.clients, len(CLIENTS)),
            needs=_rows(self.needs, len(NEEDS)),
            work=self._pieces(),
            falls=_matrix(self.falls, len(FALLS)),
            slices=_matrix(self.slices, 3),
            tenures=_matrix(self.tenures, 3),
            waits=_matrix(self.waits, 3),
            turned=_matrix(self.turned, 3),
            stays=_matrix(self.stays, 4),
            cut=_matrix(self.cut, 13),
            cut_after=np.array(self.cut_after, dtype=np.int64),
            unfinished=_matrix(self.unfinished, 4),
            plans=_matrix(self.plans.rows, len(PLANS)),
            faults=_matrix(self.faults, len(FAULTS)),
            drafts=np.array(self.drafts or [0] * (2 * len(self.blueprint.units)), dtype=np.int64),
            absences=_matrix(self.absences, 4),
            sittings=_matrix(self.sittings, 3),
        )
        return make_ledger(self.blueprint, rows)

    def _pieces(self) -> Floats:
        """The pieces of work in the columns of `Rows`."""
        bp = self.blueprint
        whose, step, worker, *times = np.concatenate(self.pressed, axis=1)
        later = np.array(self.later, dtype=np.int64).reshape(-1, 3)
        client = np.concatenate((self.owner, later[:, 0]))
        kind = np.concatenate((self.people.need_kind, later[:, 1]))
        spell = np.concatenate((np.ones(len(self.owner), dtype=np.int64), later[:, 2]))
        need = whose.astype(np.int64)
        visits = np.flatnonzero(whose < 0.0)
        need[visits] = 0
        unit = np.repeat(np.arange(len(bp.units)), np.diff(bp.unit_worker_start))
        what = np.where(np.isnan(bp.step_every), STEP_WORK, FOLLOW_UP_WORK)[step.astype(np.int64)]
        what[(bp.unit_role[unit] == MANAGER)[worker.astype(np.int64) % len(unit)]] = DECISION_WORK
        work: Floats = np.zeros((13, len(whose)))
        work[:3] = client[need], kind[need], spell[need]
        work[3:6] = step, worker, what
        work[6:10] = times
        place, *longer = np.array(self.longer, dtype=np.float64).reshape(-1, 4).T
        work[10:, place.astype(np.int64)] = longer
        number, owner = np.divmod(-1.0 - whose[visits], NUMBERS)
        work[:6, visits] = -1.0
        work[0, visits], work[4, visits] = owner, worker[visits]
        work[2, visits] = np.where(number > 0.0, number, -1.0)
        work[5, visits] = COORDINATION_WORK
        others = np.array(self.others, dtype=np.int64).reshape(-1, 2)
        work[5, others[:, 0]] = others[:, 1]
        return work.T

    def _close_need(self, need: Need, horizon: float) -> None:
        if horizon >= need.until:
            self.moved_late(need)
        elif horizon > need.since:
            self.needs[need.row + need.state] += horizon - need.since
        if need.row >= 0 and horizon < need.until:
            self.needs[need.row + _STATE] = need.state
        if need.worker is not None:
            self.tenures += (need.worker.index, need.assigned_at, horizon)
        elif need.awaiting and need.unit is not None:
            self.awaited(need, need.unit, need.waits_since)
            if need.passed_on and need.left < 0.0 and need.what not in ELSEWHERE_WORK:  # in no queue of work
                self.unfinished += (need.unit.index, -1.0, need.ready, horizon)
        if need.in_line_since is not None:
            self.awaited_place(need)
        if need.paid is not None:
            self.paid(need, need.paid)
        self._deadline(need, math.inf)

    def _close_desks(self, office: Office, horizon: float) -> None:
        """Pieces that wait or are under way at the end."""
        for unit in office.units:
            desks = [unit.queues] if unit.pooled else []
            for worker in unit.caseworkers:
                desks += [worker.put_down] if unit.pooled else [worker.queues, worker.put_down]
            for job, version in [entry for queues in desks for queue in queues for entry in queue]:
                if job.version == version and job.left < 0.0:
                    self.unfinished += (unit.index, -1.0, job.ready, horizon)
                elif job.version == version:
                    self._cut(job.put_down_by or job.reviewer or job.worker, job)
            for worker in unit.caseworkers:
                if worker.job is not None and worker.job is not AWAY:
                    self.unfinished += (unit.index, worker.person, worker.since, horizon)
                    self._cut(worker, worker.job)
        for post in office.posts:
            if post.away >= 0:
                self.was_away(post.worker, post.away, post.since, horizon)
            if post.agency:
                self.sat_in(post.worker, post.agency_since, horizon)


def _rows(flat: array[float], width: int) -> Floats:
    """The rows of a flat array, to be read and written in place."""
    rows: Floats = np.frombuffer(flat).reshape(-1, width)
    return rows


def _row(columns: Iterable[str], **values: float) -> list[float]:
    """A row with these values, and 0 elsewhere."""
    return [values.get(name, 0.0) for name in columns]


def _fill_clients(rows: Floats, people: People, chosen: Ints, has_households: bool) -> None:
    rows[:, 0], rows[:, 1], rows[:, 2] = chosen, people.profile[chosen], people.district[chosen]
    sought = np.diff(people.need_start) if people.sought is None else people.sought
    rows[:, 3], rows[:, 4] = people.arrival[chosen], sought[chosen]
    rows[:, 5] = people.members[chosen] if has_households else 1.0


def _fill_needs(rows: Floats, people: People, owner: Ints, chosen: Ints) -> None:
    born = people.arrival[owner[chosen]]
    rows[:, 0], rows[:, 1] = owner[chosen], people.need_kind[chosen]
    rows[:, 4], rows[:, 5] = people.need_severity[chosen], born
    rows[:, _DAYS + _SEEN] = np.where(people.need_presented[chosen], born, math.nan)


def _places(inside: Any, width: int, column: int) -> Ints:
    """Where the rows begin, for those inside; -1 for the others."""
    places: Ints = np.where(inside, (np.cumsum(inside) - 1) * width + column, -1)
    return places


def _matrix(rows: list[float], width: int) -> Floats:
    return np.fromiter(rows, np.float64, len(rows)).reshape(-1, width)
