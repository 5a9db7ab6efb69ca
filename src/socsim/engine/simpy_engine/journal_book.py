"""The book that keeps a journal as well: a row for each event, beside the ledger.

Nothing here costs a run without a journal anything. Most rows come from the calls that fill the
ledger; for the others a need tells of itself (`TellingNeed`), and an office is filled with such needs.
"""

from __future__ import annotations

from array import array
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine import journal as j
from socsim.engine.simpy_engine.book import Book
from socsim.engine.simpy_engine.need import Need
from socsim.engine.simpy_engine.office import Office
from socsim.engine.simpy_engine.plan_book import ToldPlans
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Ints
from socsim.scenario.names import RESOLVED, REVIEW_WORK, UNFOUNDED

if TYPE_CHECKING:
    from socsim.engine.ledger import Table
    from socsim.engine.simpy_engine.caseworker import Caseworker, Job
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.faults import Fault
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit


class JournalBook(Book):
    """A Book that adds a row to the journal at each call, in the columns of `engine/journal.py`."""

    def __init__(self, blueprint: Blueprint) -> None:
        super().__init__(blueprint)
        self.rows = array("d")
        self.fallen: set[Need] = set()
        """Fallen needs, for which no unit is responsible again as yet."""
        self.asking: set[Need] = set()
        """Needs of which a letter has not been answered as yet."""
        self.spilling: tuple[Client, float] | None = None
        """Whose need escalated last, and when: needs that arise in that instant come of it."""
        self.plans = ToldPlans(self)

    def open_cohort(self, people: People) -> tuple[Ints, Ints]:
        """Keep in mind who comes, and with what."""
        owner = np.repeat(np.arange(len(people.key)), np.diff(people.need_start))
        streams = people.district * len(self.blueprint.profiles) + people.profile
        self.streams: list[int] = streams.tolist()
        self.members: list[int] = people.members.tolist() if self.blueprint.has_households else []
        self.needs_at_arrival: list[list[tuple[int, int, bool]]] = [[] for _ in self.streams]
        """Of each client: kind, severity, and whether they come with it."""
        columns = (owner, people.need_kind, people.need_severity, people.need_presented)
        for client, *need in zip(*(np.asarray(column).tolist() for column in columns), strict=True):
            self.needs_at_arrival[client].append(tuple(need))
        return super().open_cohort(people)

    def journal(self) -> Table:
        """Make the journal of what has happened so far."""
        return j.journal_table(np.array(self.rows, dtype=np.float64).reshape(-1, len(j.JOURNAL)))

    def _about_client(self, time: float, activity: int, client: int, value: float = nan) -> None:
        self.rows.extend((time, activity, client, -1, -1, -1, -1, -1, -1, value, -1))

    def _about(self, need: Need, activity: int, value: float = nan) -> None:
        """A row that says of a need only what has happened."""
        now, client = need.office.env._now, need.client.index
        self.rows.extend((now, activity, client, need.kind, need.spell, -1, -1, -1, -1, value, -1))

    def _at(self, need: Need, activity: int, value: float = nan, cause: int = -1) -> None:
        """A row that says as well where the need is: its step, unit and caseworker."""
        step, unit = need.step, need.unit
        self.rows.extend((
            need.office.env._now, activity, need.client.index, need.kind, need.spell,
            -1 if step is None else step.index, -1 if unit is None else unit.index, -1, cause, value, -1,
        ))  # fmt: skip

    def _in_unit(self, need: Need, activity: int, unit: int, worker: int = -1) -> None:
        now, client = need.office.env._now, need.client.index
        self.rows.extend((now, activity, client, need.kind, need.spell, -1, unit, worker, -1, nan, -1))

    def _with(self, job: Any, activity: int, worker: Caseworker) -> None:
        """A row that says who has a case, or coordinates."""
        self._work(job, activity, worker.unit.index, worker.index, worker.env._now, nan, -1)

    def _work(
        self, job: Any, activity: int, unit: int, worker: int, time: float, value: float, what: int
    ) -> None:
        step = job.step
        self.rows.extend((
            time, activity, job.client.index, job.kind, job.spell, -1 if step is None else step.index,
            unit, worker, -1, value, what,
        ))  # fmt: skip

    def _piece(self, job: Any, activity: int, worker: Caseworker, value: float) -> None:
        """A row about a piece of work that somebody has begun."""
        now = worker.env._now
        self._work(job, activity, worker.unit.index, worker.index, now, value, job.what)

    # -- clients -------------------------------------------------------------------------------

    def arrived(self, index: int, now: float) -> None:
        """A client comes, with all needs that they have by then."""
        self._about_client(now, j.ARRIVED, index, self.streams[index])
        if self.members and self.members[index] > 1:
            self._about_client(now, j.HOUSEHOLD, index, self.members[index])
        if self.people.lead is not None and self.people.lead[index] > 0.0:
            assert self.people.sought is not None
            self._about_client(now, j.REACHED, index, float(self.people.lead[index]))
            self._about_client(now, j.SOUGHT, index, float(self.people.sought[index]))
        for kind, severity, presented in self.needs_at_arrival[index]:
            self.rows.extend((now, j.AROSE, index, kind, 1, -1, -1, -1, -1, severity, -1))
            if presented:
                self.rows.extend((now, j.SEEN, index, kind, 1, -1, -1, -1, -1, nan, -1))

    def left(self, client: Client) -> None:
        """A client moves away or dies."""
        self._about_client(client.office.env._now, j.WENT_AWAY, client.index)
        super().left(client)

    def taken_on(self, coordination: Coordination) -> None:
        """A coordinator takes a client on."""
        self._coordination(coordination, j.TAKEN_ON)
        super().taken_on(coordination)

    def let_go(self, coordination: Coordination) -> None:
        """A coordinator's time with a client has ended."""
        self._coordination(coordination, j.LET_GO)
        super().let_go(coordination)

    def _coordination(self, coordination: Coordination, activity: int) -> None:
        self._with(coordination, activity, coordination.worker)

    # -- needs ---------------------------------------------------------------------------------

    def arose(self, need: Need) -> None:
        """A need arises after arrival: it comes of another that has just grown, or it is a relapse."""
        if self.spilling != (need.client, need.since):
            self._about(need, j.RELAPSED)
        self._about(need, j.AROSE, need.severity)
        if not need.hidden:
            self._about(need, j.SEEN)
        super().arose(need)

    def nothing_in_it(self, need: Need) -> None:
        """The need is unfounded."""
        self._about(need, j.NOTHING_IN_IT)
        super().nothing_in_it(need)

    def seen(self, need: Need) -> None:
        """The office knows of it."""
        self._about(need, j.SEEN)
        super().seen(need)

    def entered(self, need: Need, state: int) -> None:
        """A need goes over into another state, were it for no time at all."""
        self._about(need, j.ENTERED, state)

    def accepted(self, need: Need, unit: Unit) -> None:
        """A unit is responsible, perhaps again."""
        self._in_unit(need, j.ACCEPTED, unit.index)
        if need in self.fallen:
            self.fallen.remove(need)
            self._in_unit(need, j.BACK, unit.index)

    def in_line(self, need: Need) -> None:
        """A case waits for a caseworker."""
        self._at(need, j.QUEUED)

    def in_line_for_place(self, need: Need) -> None:
        """The need waits for a place in support."""
        self._at(need, j.IN_LINE)
        super().in_line_for_place(need)

    def placed(self, need: Need) -> None:
        """The need has its place."""
        self._at(need, j.PLACED)
        super().placed(need)

    def assigned(self, need: Need) -> None:
        """The case has its caseworker."""
        assert need.worker is not None
        self._with(need, j.ASSIGNED, need.worker)
        super().assigned(need)

    def released(self, need: Need, worker: Caseworker) -> None:
        """The case leaves its caseworker."""
        self._in_unit(need, j.RELEASED, worker.unit.index, worker.index)
        super().released(need, worker)

    def asked(self, need: Need, items: int, duplicates: int) -> None:
        """A letter to the client asks for some items."""
        self._at(need, j.ASKED, items)
        if duplicates:
            self._at(need, j.ASKED_AGAIN, duplicates)
        self.asking.add(need)
        super().asked(need, items, duplicates)

    def investigated_again(self, need: Need, hours: float) -> None:
        """The need's next piece of work does again what another unit has done."""
        self._at(need, j.INVESTIGATED_AGAIN, hours)
        super().investigated_again(need, hours)

    def asked_more(self, need: Need) -> None:
        """The letters will ask for one thing more than the step needs."""
        self._at(need, j.ASKED_MORE, 1.0)
        super().asked_more(need)

    def checked(self, need: Need, days: float) -> None:
        """A follow-up leaves no wrong payments of so many days."""
        self._at(need, j.CHECKED, days)
        super().checked(need, days)

    def missed(self, need: Need) -> None:
        """The letter was not answered."""
        self._at(need, j.MISSED)
        super().missed(need)

    def decided(self, need: Need) -> None:
        """A decision is there."""
        self._at(need, j.DECIDED)
        super().decided(need)

    def supported(self, need: Need) -> None:
        """Support begins."""
        self._at(need, j.SUPPORTED)
        super().supported(need)

    def followed_up(self, need: Need) -> None:
        """A follow-up was kept."""
        self._at(need, j.FOLLOWED_UP)
        super().followed_up(need)

    def fell(self, need: Need, cause: int) -> None:
        """Nobody is responsible any more."""
        self._at(need, j.FELL, need.severity, cause)
        self.fallen.add(need)
        self.asking.discard(need)
        super().fell(need, cause)

    def rejected(self, need: Need, unit: Unit) -> None:
        """The unit turns the need away for want of money."""
        self._in_unit(need, j.WAS_REJECTED, unit.index)
        super().rejected(need, unit)

    def excluded(self, need: Need, unit: Unit, kind: int) -> None:
        """The unit turns the need away because of one of another kind."""
        now, client = need.office.env._now, need.client.index
        self.rows.extend((now, j.EXCLUDED, client, need.kind, need.spell, -1, unit.index, -1, -1, kind, -1))
        super().excluded(need, unit, kind)

    def taken_up(self, need: Need) -> None:
        """What stood in the way does so no longer."""
        self._about(need, j.TAKEN_UP)
        super().taken_up(need)

    def bounced(self, need: Need, unit: Unit) -> None:
        """The unit sends a referral back to the sender."""
        self._in_unit(need, j.BOUNCED, unit.index)
        super().bounced(need, unit)

    def averted(self, need: Need, cause: int) -> None:
        """A coordinator caught it."""
        self._at(need, j.AVERTED, nan, cause)
        super().averted(need, cause)

    def escalated(self, need: Need, crisis: bool) -> None:
        """It has grown; the need's severity follows."""
        self._about(need, j.ESCALATED, min(3, need.severity + 1))
        if crisis:
            self._about(need, j.CRISIS)
        self.spilling = need.client, need.office.env._now
        super().escalated(need, crisis)

    def ended(self, need: Need, state: int) -> None:
        """Resolved, unfounded or left."""
        how = j.WAS_RESOLVED if state == RESOLVED else j.WAS_UNFOUNDED if state == UNFOUNDED else j.WENT_AWAY
        self._about(need, how)
        self.fallen.discard(need)
        self.asking.discard(need)
        super().ended(need, state)

    # -- faults --------------------------------------------------------------------------------

    def drafted(self, need: Need, unit: Unit, chance: float) -> None:
        """The draft of a decision."""
        self._at(need, j.DRAFTED, chance)
        super().drafted(need, unit, chance)

    def faulty(self, fault: Fault, origin: int) -> None:
        """It is faulty, and whose fault it is."""
        worker = fault.need.holder
        assert worker is not None
        self._work(fault.need, j.FAULTY, fault.unit.index, worker.index, fault.at, origin, -1)
        super().faulty(fault, origin)

    def fault_found(self, fault: Fault, level: int) -> None:
        """A review finds it."""
        self._at(fault.need, j.FAULT_FOUND, level)
        super().fault_found(fault, level)

    def surfaced(self, fault: Fault) -> None:
        """It comes to light, after all."""
        self._of_fault(fault, j.SURFACED)
        super().surfaced(fault)

    def reported(self, fault: Fault) -> None:
        """It is reported as a deviation."""
        self._of_fault(fault, j.REPORTED)
        super().reported(fault)

    def _of_fault(self, fault: Fault, activity: int) -> None:
        """A row about a decision, wherever the need is by now."""
        need = fault.need
        self.rows.extend((
            need.office.env._now, activity, need.client.index, need.kind, need.spell, fault.step.index,
            fault.unit.index, -1, -1, fault.at, -1,
        ))  # fmt: skip

    # -- who is there --------------------------------------------------------------------------

    def _desk(self, worker: Caseworker, activity: int, value: float) -> None:
        self.rows.extend(
            (worker.env._now, activity, -1, -1, -1, -1, worker.unit.index, worker.index, -1, value, -1)
        )

    def goes(self, worker: Caseworker, what: int) -> None:
        """Somebody falls ill, or leaves the post."""
        self._desk(worker, j.AWAY, what)
        super().goes(worker, what)

    def comes(self, worker: Caseworker) -> None:
        """Somebody sits down at the desk."""
        self._desk(worker, j.AT_DESK, worker.person // worker.unit.office.heads)
        super().comes(worker)

    def interrupted(self, worker: Caseworker, job: Any, since: float) -> None:
        """Somebody goes in the middle of a piece of work."""
        self._piece(job, j.INTERRUPTED, worker, nan)
        super().interrupted(worker, job, since)

    def handed_over(self, need: Need, worker: Caseworker) -> None:
        """The case passes to another person at the same desk."""
        self._in_unit(need, j.HANDED_OVER, worker.unit.index, worker.index)
        super().handed_over(need, worker)

    # -- work ----------------------------------------------------------------------------------

    def ready(self, job: Job, unit: Unit, worker: Caseworker | None) -> None:
        """A piece of work can begin; when it is the papers that it waited for, they are there."""
        now = unit.office.env._now
        if isinstance(job, Need) and job in self.asking:
            self.asking.remove(job)
            self._at(job, j.ANSWERED)
        desk = -1 if worker is None else worker.index
        self._work(job, j.READY, unit.index, desk, now, job.hours, job.what)
        super().ready(job, unit, worker)

    def started(self, job: Job, worker: Caseworker, hours: float) -> None:
        """Somebody begins a piece of work."""
        self._piece(job, j.STARTED, worker, hours)
        super().started(job, worker, hours)

    def sliced(self, worker: Caseworker, hours: float) -> None:
        """A slice of a long effort is done."""
        self._piece(worker.job, j.SLICED, worker, hours)
        super().sliced(worker, hours)

    def put_down(self, worker: Caseworker, job: Job, now: float) -> None:
        """A piece of work gives way to an acute one."""
        self._piece(job, j.PUT_DOWN, worker, job.left)
        super().put_down(worker, job, now)

    def moved_up(self, need: Need) -> None:
        """A need has become acute, and goes over into that class where it waits."""
        self._at(need, j.MOVED_UP)
        super().moved_up(need)

    def resumed(self, worker: Caseworker, job: Job) -> None:
        """A piece of work is taken up again after a slice."""
        self._piece(job, j.RESUMED, worker, job.left)
        super().resumed(worker, job)

    def worked(self, worker: Caseworker, job: Job, now: float) -> None:
        """A piece of work is done."""
        also = (j.READ_UP, job.reading), (j.REPEATED, job.duplicate), (j.DOCUMENTED, job.documentation)
        for activity, hours in also:
            if hours > 0.0:
                self._piece(job, activity, worker, hours)
        self._piece(job, j.FINISHED, worker, job.hours)
        super().worked(worker, job, now)


class JournalOffice(Office):
    """An office of which a journal is kept."""

    book: JournalBook
    came = 0
    """Clients so far."""

    def _arrive(self, event: Any) -> None:
        """A client comes."""
        self.book.arrived(self.came, self.env._now)
        self.came += 1
        super()._arrive(event)


class TellingNeed(Need):
    """A need that tells the journal what the ledger need not know; all else is as ever."""

    office: JournalOffice

    def enter(self, state: int, now: float) -> None:
        """Go over into a state."""
        if state != self.state:
            self.office.book.entered(self, state)
        super().enter(state, now)

    def accept(self, unit: Unit, step: Step) -> None:
        """A unit is responsible from now on."""
        super().accept(unit, step)
        self.office.book.accepted(self, unit)

    def queued(self, now: float) -> None:
        """Wait for a caseworker, or for one who has the case."""
        if self.awaiting and not self.passed_on:
            self.office.book.in_line(self)
        super().queued(now)

    def work(self, what: int, hours: float, unit: Unit) -> None:
        """A piece of work is ready."""
        self.what, self.hours = what, hours
        self.office.book.ready(self, unit, self.worker if unit is self.unit else None)
        super().work(what, hours, unit)

    def reviewed_by(self, colleague: Caseworker, hours: float) -> None:
        """A piece of work for a colleague."""
        self.what, self.hours = REVIEW_WORK, hours
        self.office.book.ready(self, colleague.unit, colleague)
        super().reviewed_by(colleague, hours)

    def begun_by(self, worker: Caseworker, now: float) -> float:
        """Somebody begins the piece of work."""
        hours = super().begun_by(worker, now)
        self.office.book.started(self, worker, hours)
        return hours


JournalOffice.need_class = TellingNeed
