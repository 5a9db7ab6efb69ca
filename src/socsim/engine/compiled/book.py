"""The compiled engine's account: one call for each thing that happens, which fills ledger and journal.

What the SimPy engine leaves to `engine/totals.py` is counted here as it happens, in the same order, so that
sums agree to the last bit.
"""

from __future__ import annotations

import math

from socsim.engine import journal as j
from socsim.engine.compiled import client, documentation, faults, household
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.journal_book import (
    about,
    at,
    in_unit,
    note,
    of_desk,
    of_piece,
    of_visit,
    of_work,
)
from socsim.engine.compiled.memory import byte_at, clear, float_at, int_at
from socsim.engine.compiled.records import (
    DOWN,
    IN_LINE,
    MEETINGS,
    NONE,
    Record,
    World,
    client_of,
    client_row,
    coordination_of,
    fall_row,
    more_row,
    need_of,
    need_row,
    new_row,
    post_of,
    seat_of,
    step_of,
    unit_of,
    work_more,
    work_row,
    worker_of,
)
from socsim.scenario.names import (
    CONSULTATION_WORK,
    DECISION_WORK,
    ELSEWHERE_WORK,
    IN_PROCESS,
    IN_SUPPORT,
    MEETING_WORK,
    RESOLVED,
    SUSPENSION,
    UNFOUNDED,
    UNUSED,
    VACANCY,
    WAITING,
)

# -- sums over the window --------------------------------------------------------------------------


@kernel
def _overlap(w: World, start: float, end: float) -> float:
    """Days that lie within the window."""
    days = min(end, w.window_end) - max(start, w.warm_up)
    return days if days > 0.0 else 0.0


# -- clients ---------------------------------------------------------------------------------------


@kernel
def arrived(w: World, c: Record) -> None:
    """A client comes, with all needs that they have by then."""
    if not w.keeps_journal:
        return
    stream = int_at(w.people_district, c.index) * w.n_profiles + int_at(w.people_profile, c.index)
    note(w, j.ARRIVED, c.index, NONE, NONE, NONE, NONE, NONE, NONE, float(stream))
    persons = household.members(w, c.index)
    if persons > 1:
        note(w, j.HOUSEHOLD, c.index, NONE, NONE, NONE, NONE, NONE, NONE, float(persons))
    if w.outreach and float_at(w.people_lead, c.index) > 0.0:
        note(w, j.REACHED, c.index, NONE, NONE, NONE, NONE, NONE, NONE, float_at(w.people_lead, c.index))
        sought = float(int_at(w.people_sought, c.index))
        note(w, j.SOUGHT, c.index, NONE, NONE, NONE, NONE, NONE, NONE, sought)
    for number in range(int_at(w.people_need_start, c.index), int_at(w.people_need_start, c.index + 1)):
        kind, severity = int_at(w.people_need_kind, number), int_at(w.people_need_severity, number)
        note(w, j.AROSE, c.index, kind, 1, NONE, NONE, NONE, NONE, float(severity))
        if byte_at(w.people_need_presented, number):
            note(w, j.SEEN, c.index, kind, 1, NONE, NONE, NONE, NONE, math.nan)


@kernel
def open_client(w: World, c: Record) -> None:
    """The row in the ledger of a client of the cohort."""
    c.row = new_row(w, w.client_rows)
    row = client_row(w, c.row)
    row.client, row.profile, row.arrival = c.index, int_at(w.people_profile, c.index), w.now
    row.district = int_at(w.people_district, c.index)
    row.needs = int_at(w.people_need_start, c.index + 1) - int_at(w.people_need_start, c.index)
    row.members = household.members(w, c.index)
    if w.outreach:
        row.needs = int_at(w.people_sought, c.index)
    row.left = math.nan
    row.open_days = 0.0
    row.contacts = row.contacts_at_once = 0


@kernel
def left(w: World, c: Record) -> None:
    """A client moves away or dies."""
    if w.keeps_journal:
        note(w, j.WENT_AWAY, c.index, NONE, NONE, NONE, NONE, NONE, NONE, math.nan)
    if w.now < c.until:
        client_row(w, c.row).left = w.now


@kernel
def met(w: World, c: Record) -> None:
    """A client meets somebody for the first time."""
    if w.now < c.until:
        client_row(w, c.row).contacts += 1


@kernel
def contacts_changed(w: World, c: Record) -> None:
    """Somebody new may hold an open case of the client."""
    if w.now < c.until:
        row = client_row(w, c.row)
        if row.contacts_at_once < c.open + (c.coordination != NONE):  # else there cannot be more
            row.contacts_at_once = max(row.contacts_at_once, client.contacts(w, c))


@kernel
def taken_on(w: World, v: Record) -> None:
    """A coordinator takes a client on."""
    of_visit(w, v, j.TAKEN_ON, worker_of(w, v.worker), math.nan)


@kernel
def let_go(w: World, v: Record, worker: Record) -> None:
    """A coordinator's time with a client has ended."""
    of_visit(w, v, j.LET_GO, worker, math.nan)
    if v.left < 0.0:
        unit_of(w, worker.unit).queue_dropped += _overlap(w, v.ready, w.now)
        v.left = 0.0
    elif v.left > 0.0 and worker.job != ~v.index:
        _cut(w, worker, v.ready, v.start)


# -- needs -----------------------------------------------------------------------------------------


@kernel
def arose(w: World, n: Record) -> None:
    """A need arises after arrival; a client of the cohort gets a row for it."""
    if w.keeps_journal:
        if w.spilling != n.client or w.spilling_at != n.since:
            about(w, n, j.RELAPSED, math.nan)
        about(w, n, j.AROSE, float(n.severity))
        if not n.hidden:
            about(w, n, j.SEEN, math.nan)
    if w.now < n.until:
        w.born_later = 1
        open_row(w, n, 0)


@kernel
def open_row(w: World, n: Record, at_arrival: int) -> None:
    """The need's row in the ledger."""
    n.row = new_row(w, w.need_rows)
    row = need_row(w, n.row)
    row.client, row.need, row.spell, row.at_arrival = n.client, n.kind, n.spell, at_arrival
    row.severity, row.born = n.severity, n.since
    row.seen = math.nan if n.hidden else n.since
    row.closed = math.nan
    row.state = row.unfounded = row.handovers = 0
    row.days_waiting = row.days_in_process = 0.0


@kernel
def more(w: World, n: Record) -> Record:
    """The second row of a need in the ledger, with what few needs have; all nought to begin with."""
    if n.more == NONE:
        n.more = new_row(w, w.more_rows)
        row = more_row(w, n.more)
        clear(row)
        row.row = n.row
        row.decided = row.supported = math.nan
        row.supported_by = NONE
    return more_row(w, n.more)


@kernel
def nothing_in_it(w: World, n: Record) -> None:
    """The need is unfounded, which nobody knows as yet."""
    about(w, n, j.NOTHING_IN_IT, math.nan)
    if n.row != NONE:
        need_row(w, n.row).unfounded = 1


@kernel
def seen(w: World, n: Record) -> None:
    """The office knows of it."""
    about(w, n, j.SEEN, math.nan)
    if w.now < n.until and math.isnan(need_row(w, n.row).seen):
        need_row(w, n.row).seen = w.now


@kernel
def entered(w: World, n: Record, state: int) -> None:
    """A need goes over into a state, were it for no time at all."""
    if state != n.state:
        about(w, n, j.ENTERED, float(state))


@kernel
def moved(w: World, n: Record, state: int, now: float) -> None:
    """A need leaves its state for another."""
    if n.row != NONE:
        if now < n.until:
            _spent(w, n, now - n.since)
        elif n.since < n.until:
            _spent(w, n, n.until - n.since)
            need_row(w, n.row).state = n.state


@kernel
def _spent(w: World, n: Record, days: float) -> None:
    """Days that the need has been in its state."""
    if n.state == IN_PROCESS:
        need_row(w, n.row).days_in_process += days
    elif n.state == WAITING:
        need_row(w, n.row).days_waiting += days
    elif days > 0.0:
        more(w, n).days[n.state] += days


@kernel
def accepted(w: World, n: Record, u: Record) -> None:
    """A unit is responsible, perhaps again."""
    in_unit(w, n, j.ACCEPTED, u.index, NONE)
    if n.fallen:
        n.fallen = 0
        in_unit(w, n, j.BACK, u.index, NONE)
    if n.fall_row != NONE:
        fall_row(w, n.fall_row).back = w.now
        n.fall_row = NONE


@kernel
def in_line(w: World, n: Record) -> None:
    """A case waits for a caseworker."""
    at(w, n, j.QUEUED, math.nan, NONE)


@kernel
def awaited(w: World, n: Record, u: Record, since: float) -> None:
    """The wait for a caseworker is over, with or without one."""
    u.assignment_area += _overlap(w, since, w.now)
    if since < n.until:
        more(w, n).assignment_days += min(w.now, n.until) - since


@kernel
def in_line_for_place(w: World, n: Record) -> None:
    """The need waits for a place in support."""
    at(w, n, j.IN_LINE, math.nan, NONE)


@kernel
def awaited_place(w: World, n: Record) -> None:
    """The wait for a place is over, with or without one."""
    if n.kept < n.until:
        more(w, n).place_days += min(w.now, n.until) - n.kept


@kernel
def placed(w: World, n: Record) -> None:
    """The need has its place."""
    at(w, n, j.PLACED, math.nan, NONE)


@kernel
def assigned(w: World, n: Record) -> None:
    """The case has its caseworker."""
    of_work(w, n, j.ASSIGNED, worker_of(w, n.worker).unit, n.worker, math.nan)
    contacts_changed(w, client_of(w, n.client))


@kernel
def held(w: World, n: Record) -> None:
    """Somebody new holds the case."""
    contacts_changed(w, client_of(w, n.client))


@kernel
def handed(w: World, n: Record, worker: int) -> None:
    """Somebody works on the need of a client of the cohort, perhaps another than the last time."""
    if n.last_worker != NONE and n.last_worker != worker:
        need_row(w, n.row).handovers += 1
    n.last_worker = worker


@kernel
def released(w: World, n: Record, worker: Record) -> None:
    """The case leaves its caseworker."""
    in_unit(w, n, j.RELEASED, worker.unit, worker.index)
    _tenure(w, n, worker)


@kernel
def _tenure(w: World, n: Record, worker: Record) -> None:
    days = _overlap(w, n.assigned_at, w.now)
    worker.caseload_area += days
    unit_of(w, worker.unit).caseload_area += days


@kernel
def asked(w: World, n: Record, items: int, duplicates: int) -> None:
    """A letter to the client asks for some items."""
    at(w, n, j.ASKED, float(items), NONE)
    if duplicates:
        at(w, n, j.ASKED_AGAIN, float(duplicates), NONE)
    n.asking = 1
    if w.now < n.until:
        row = more(w, n)
        row.demands += items
        row.duplicates += duplicates


@kernel
def investigated_again(w: World, n: Record, hours: float) -> None:
    """The need's next piece of work does again what another unit has done."""
    at(w, n, j.INVESTIGATED_AGAIN, hours, NONE)
    if w.now < n.until:
        more(w, n).investigated_again += 1


@kernel
def asked_more(w: World, n: Record) -> None:
    """The letters will ask for one thing more than the step needs."""
    at(w, n, j.ASKED_MORE, 1.0, NONE)


@kernel
def checked(w: World, n: Record, days: float) -> None:
    """A follow-up leaves no wrong payments of so many days."""
    at(w, n, j.CHECKED, days, NONE)
    if w.now < n.until:
        more(w, n).checked_days += days


@kernel
def missed(w: World, n: Record) -> None:
    """The letter was not answered."""
    at(w, n, j.MISSED, math.nan, NONE)


@kernel
def step_done(w: World, n: Record) -> None:
    """A step with a deadline has ended."""
    _deadline(w, n, w.now)


@kernel
def _deadline(w: World, n: Record, ended: float) -> None:
    """A deadline that passes within the follow-up was kept, or was not; each counts once."""
    if n.step != NONE:
        limit = n.begun + step_of(w, n.step).deadline
        if limit < n.until:
            row = more(w, n)
            if ended <= limit:
                row.in_time += 1
            else:
                row.late += 1
        n.begun = math.inf


@kernel
def decided(w: World, n: Record) -> None:
    """A decision is there."""
    at(w, n, j.DECIDED, math.nan, NONE)
    if w.now < n.until and math.isnan(more(w, n).decided):
        more(w, n).decided = w.now


@kernel
def supported(w: World, n: Record) -> None:
    """Support begins."""
    at(w, n, j.SUPPORTED, math.nan, NONE)
    if w.now < n.until and math.isnan(more(w, n).supported):
        more(w, n).supported = w.now
        more(w, n).supported_by = n.unit


@kernel
def followed_up(w: World, n: Record) -> None:
    """A follow-up was kept."""
    at(w, n, j.FOLLOWED_UP, math.nan, NONE)


@kernel
def fell(w: World, n: Record, cause: int) -> None:
    """Nobody is responsible any more."""
    at(w, n, j.FELL, float(n.severity), cause)
    n.fallen, n.asking = 1, 0
    if w.now < n.until:
        more(w, n).falls += 1
    _deadline(w, n, math.inf)
    _dropped(w, n)
    if n.awaiting and n.unit != NONE:
        awaited(w, n, unit_of(w, n.unit), n.waits_since)
        n.passed_on = 0
    if w.now >= w.warm_up or client_of(w, n.client).row != NONE:
        n.fall_row = new_row(w, w.falls)
        row, c = fall_row(w, n.fall_row), client_of(w, n.client)
        row.client, row.need, row.spell, row.step, row.unit = n.client, n.kind, n.spell, n.step, n.unit
        row.cause, row.severity, row.at, row.back, row.cohort = (
            cause,
            n.severity,
            w.now,
            math.nan,
            c.row != NONE,
        )


@kernel
def _in_window(w: World) -> bool:
    return w.warm_up <= w.now < w.window_end


@kernel
def rejected(w: World, n: Record, u: Record) -> None:
    """The unit turns the need away for want of money."""
    in_unit(w, n, j.WAS_REJECTED, u.index, NONE)
    u.rejected += _in_window(w)


@kernel
def excluded(w: World, n: Record, u: Record, kind: int) -> None:
    """The unit turns the need away because of one of another kind."""
    if w.keeps_journal:
        note(w, j.EXCLUDED, n.client, n.kind, n.spell, NONE, u.index, NONE, NONE, float(kind))
    u.excluded += _in_window(w)


@kernel
def taken_up(w: World, n: Record) -> None:
    """What stood in the way does so no longer."""
    about(w, n, j.TAKEN_UP, math.nan)


@kernel
def paid(w: World, n: Record, u: Record, step: Record) -> None:
    """Support has cost something, since the need came into it."""
    u.support_cost += _overlap(w, n.since, w.now) * step.charge


@kernel
def bounced(w: World, n: Record, u: Record) -> None:
    """The unit sends a referral back to the sender."""
    in_unit(w, n, j.BOUNCED, u.index, NONE)


@kernel
def averted(w: World, n: Record, cause: int) -> None:
    """A coordinator caught it."""
    at(w, n, j.AVERTED, math.nan, cause)


@kernel
def escalated(w: World, n: Record, crisis: bool) -> None:
    """It has grown; at the top into a crisis."""
    about(w, n, j.ESCALATED, float(min(3, n.severity + 1)))
    if crisis:
        about(w, n, j.CRISIS, math.nan)
        if w.now < n.until:
            more(w, n).crises += 1
    w.spilling, w.spilling_at = n.client, w.now


@kernel
def ended(w: World, n: Record, state: int) -> None:
    """Resolved, unfounded or left."""
    how = j.WAS_RESOLVED if state == RESOLVED else j.WAS_UNFOUNDED if state == UNFOUNDED else j.WENT_AWAY
    about(w, n, how, math.nan)
    _dropped(w, n)
    if n.awaiting and n.unit != NONE:
        awaited(w, n, unit_of(w, n.unit), n.waits_since)
        n.passed_on = 0
    if n.row == NONE:
        return
    if n.step != NONE and step_of(w, n.step).has_deadline and n.begun + step_of(w, n.step).deadline < w.now:
        _deadline(w, n, math.inf)
    if w.now < n.until:
        _spent(w, n, w.now - n.since)
        row = need_row(w, n.row)
        row.state, row.closed = state, w.now
    else:
        moved(w, n, state, w.now)


# -- who is there ----------------------------------------------------------------------------------


@kernel
def goes(w: World, worker: Record, p: Record, what: int) -> None:
    """Somebody falls ill, or leaves the post."""
    of_desk(w, worker, j.AWAY, float(what))
    inside = w.warm_up <= w.now < w.window_end
    p.times_left += what == VACANCY and inside
    p.times_moved += what == UNUSED and inside


@kernel
def comes(w: World, worker: Record) -> None:
    """Somebody sits down at the desk: back again, new, or from an agency."""
    of_desk(w, worker, j.AT_DESK, float(worker.person // w.heads))


@kernel
def was_away(w: World, p: Record) -> None:
    """An absence has ended."""
    if p.away == VACANCY:
        p.vacant_days += _overlap(w, p.since, w.now)
    elif p.away == UNUSED:
        p.unused_days += _overlap(w, p.since, w.now)
    elif p.away == SUSPENSION:
        p.suspended_days += _overlap(w, p.since, w.now)
    else:
        p.sick_days += _overlap(w, p.since, w.now)


@kernel
def sat_in(w: World, p: Record) -> None:
    """An agency worker goes."""
    p.agency_days += _overlap(w, p.agency_since, w.now)


@kernel
def interrupted(w: World, n: Record, worker: Record, since: float) -> None:
    """Somebody goes in the middle of a piece of work that was last taken up then."""
    of_piece(w, n, j.INTERRUPTED, worker, math.nan)
    _part(w, worker, w.now - since)
    _cut(w, worker, n.ready, n.start)


@kernel
def handed_over(w: World, n: Record, worker: Record) -> None:
    """The case passes to another person at the same desk."""
    in_unit(w, n, j.HANDED_OVER, worker.unit, worker.index)


# -- work ------------------------------------------------------------------------------------------


@kernel
def ready(w: World, n: Record, u: Record) -> None:
    """A piece of work can begin; when it is the papers that it waited for, they are there."""
    if n.asking:
        n.asking = 0
        at(w, n, j.ANSWERED, math.nan, NONE)
    of_work(w, n, j.READY, u.index, n.worker if u.index == n.unit else NONE, n.hours)


@kernel
def ready_for(w: World, n: Record, colleague: Record) -> None:
    """A piece of work for somebody else than the case's own caseworker can begin."""
    of_piece(w, n, j.READY, colleague, n.hours)


@kernel
def visit_ready(w: World, v: Record, worker: Record) -> None:
    """A visit can begin."""
    of_visit(w, v, j.READY, worker, v.hours)


@kernel
def started(w: World, n: Record, worker: Record, hours: float) -> None:
    """Somebody begins a piece of work, which will take so many hours."""
    of_piece(w, n, j.STARTED, worker, hours)


@kernel
def visit_started(w: World, v: Record, worker: Record) -> None:
    """A visit begins."""
    of_visit(w, v, j.STARTED, worker, v.hours)


@kernel
def need_resumed(w: World, n: Record, worker: Record, hours: float) -> None:
    """A piece of work is taken up again after a slice."""
    of_piece(w, n, j.RESUMED, worker, hours)


@kernel
def visit_resumed(w: World, v: Record, worker: Record, hours: float) -> None:
    """A visit is taken up again after a slice."""
    of_visit(w, v, j.RESUMED, worker, hours)


@kernel
def need_sliced(w: World, n: Record, worker: Record, holds: bool) -> None:
    """A slice of a long effort is done; nobody takes it up again if the need has ended."""
    of_piece(w, n, j.SLICED, worker, worker.slice)
    _sliced(w, worker, n.ready, n.start, holds)


@kernel
def visit_sliced(w: World, v: Record, worker: Record, holds: bool) -> None:
    """A slice of a long visit is done."""
    of_visit(w, v, j.SLICED, worker, worker.slice)
    _sliced(w, worker, v.ready, v.start, holds)


@kernel
def _sliced(w: World, worker: Record, ready_at: float, start: float, holds: bool) -> None:
    _part(w, worker, worker.slice / worker.rate)
    if not holds:
        _cut(w, worker, ready_at, start)


@kernel
def put_down(w: World, n: Record, worker: Record) -> None:
    """A piece of work gives way to an acute one."""
    of_piece(w, n, j.PUT_DOWN, worker, n.left)
    _part(w, worker, w.now - worker.busy_since)


@kernel
def moved_up(w: World, n: Record) -> None:
    """A need has become acute, and goes over into that class where it waits."""
    at(w, n, j.MOVED_UP, math.nan, NONE)


@kernel
def _part(w: World, worker: Record, days: float) -> None:
    """Somebody has had a go at a piece, which took so long."""
    busy = _overlap(w, w.now - days, w.now)
    worker.busy_slices += busy
    if worker.agency:
        post_of(w, worker.index).agency_slices += busy


@kernel
def worked(w: World, n: Record, worker: Record) -> None:
    """A piece of work on a need is done."""
    if n.reading > 0.0:
        of_piece(w, n, j.READ_UP, worker, n.reading)
    if n.duplicate > 0.0:
        of_piece(w, n, j.REPEATED, worker, n.duplicate)
    written = documentation.in_piece(w, n)
    if written > 0.0:
        of_piece(w, n, j.DOCUMENTED, worker, written)
    of_piece(w, n, j.FINISHED, worker, n.hours)
    if w.now >= w.warm_up or client_of(w, n.client).row != NONE:
        _piece(
            w, worker, n.client, n.kind, n.spell, n.step, n.what, n.ready, n.start, n.hours, n.reading,
            n.duplicate, written,
        )  # fmt: skip


@kernel
def visited(w: World, v: Record, worker: Record) -> None:
    """A coordinator's visit is done."""
    of_visit(w, v, j.FINISHED, worker, v.hours)
    if w.now >= w.warm_up or client_of(w, v.client).row != NONE:
        _piece(w, worker, v.client, NONE, NONE, NONE, v.what, v.ready, v.start, v.hours, 0.0, 0.0, 0.0)


@kernel
def _piece(
    w: World, worker: Record, c: int, kind: int, spell: int, step: int, what: int, ready_at: float,
    start: float, hours: float, reading: float, duplicate: float, written: float,
) -> None:  # fmt: skip
    """A row for a piece of work, and what it adds to the sums of its worker and unit."""
    end = w.now
    u = unit_of(w, worker.unit)
    u.queue_area += _overlap(w, ready_at, start)
    busy = hours + reading + duplicate + written
    if w.notes_goes:
        _part(w, worker, worker.going / worker.rate)
        busy = 0.0
    else:
        while busy > worker.slice:  # the slices before its last have been noted one by one
            busy -= worker.slice
    days = _overlap(w, end - busy / worker.rate, end)
    worker.busy += days
    if worker.agency:
        post_of(w, worker.index).agency_busy += days
    worker.pieces += w.warm_up <= end < w.window_end
    if ready_at >= w.warm_up or client_of(w, c).row != NONE:
        number = new_row(w, w.work)
        row = work_row(w, number)
        row.client, row.need, row.spell, row.step = c, kind, spell, step
        row.unit, row.worker, row.what = worker.unit, worker.index, what
        row.ready, row.start, row.end = ready_at, start, end
        row.hours = hours
        row.cohort = client_of(w, c).row != NONE
        if reading + duplicate + written > 0.0:
            more = work_more(w, new_row(w, w.work_more))
            more.row = number
            more.reading, more.duplicate, more.documentation = reading, duplicate, written


@kernel
def _dropped(w: World, n: Record) -> None:
    """The need ends or falls with a piece of work that waits, or between two slices."""
    if n.left < 0.0:
        u = unit_of(w, n.unit)
        if n.what == CONSULTATION_WORK:
            u = unit_of(w, step_of(w, n.step).adviser)
        elif n.what == DECISION_WORK or faults.with_managers(w, n):
            u = unit_of(w, u.managers)
        u.queue_dropped += _overlap(w, n.ready, w.now)
        n.left = 0.0
    elif n.left > 0.0 and n.desk < 0:
        _cut(w, _begun_by(w, n), n.ready, n.start)
        n.left, n.desk = 0.0, NONE


@kernel
def _begun_by(w: World, n: Record) -> Record:
    """Who has begun a piece of work that waits: who put it down, or whose desk it is on."""
    return worker_of(w, DOWN - n.desk if n.desk <= DOWN else faults.desk_of(w, n))


@kernel
def part_done(w: World, worker: Record, s: Record) -> None:
    """A part of a meeting is done."""
    if w.now >= w.warm_up or client_of(w, s.client).row != NONE:
        _piece(
            w, worker, s.client, NONE, s.number, NONE, MEETING_WORK, s.ready, s.start, s.hours, 0.0, 0.0, 0.0
        )


@kernel
def part_sliced(w: World, s: Record, worker: Record) -> None:
    """A slice of a long one is."""
    _sliced(w, worker, s.ready, s.start, s.open != 0)


@kernel
def part_interrupted(w: World, s: Record, worker: Record, since: float) -> None:
    """Somebody goes in the middle of one."""
    _part(w, worker, w.now - since)
    _cut(w, worker, s.ready, s.start)


@kernel
def part_dropped(w: World, s: Record) -> None:
    """A meeting is called off while a part of it waits, or is being worked on."""
    if s.left < 0.0:
        unit_of(w, s.unit).queue_dropped += _overlap(w, s.ready, w.now)
        s.left = 0.0
    elif s.left > 0.0 and s.desk == NONE:
        _cut(w, worker_of(w, s.worker), s.ready, s.start)


@kernel
def _cut(w: World, worker: Record, ready_at: float, start: float) -> None:
    """A piece of work that was begun will not be finished."""
    unit_of(w, worker.unit).queue_cut += _overlap(w, ready_at, start)


# -- the end ---------------------------------------------------------------------------------------


@kernel
def close_need(w: World, n: Record) -> None:
    """An open need, as the run ends."""
    moved(w, n, n.state, w.now)
    if n.row != NONE and w.now < n.until:
        need_row(w, n.row).state = n.state
    if n.worker != NONE:
        _tenure(w, n, worker_of(w, n.worker))
    elif n.awaiting and n.unit != NONE:
        awaited(w, n, unit_of(w, n.unit), n.waits_since)
        if n.passed_on and n.left < 0.0 and n.what not in ELSEWHERE_WORK:  # in no queue of work
            unit_of(w, n.unit).queue_dropped += _overlap(w, n.ready, w.now)
    if n.place == IN_LINE:
        awaited_place(w, n)
    if n.state == IN_SUPPORT and step_of(w, n.step).charge > 0.0:
        paid(w, n, unit_of(w, step_of(w, n.step).unit), step_of(w, n.step))
    _deadline(w, n, math.inf)


@kernel
def waits_still(w: World, u: Record, job: int) -> None:
    """A piece of work that nobody began, or that waits between two slices."""
    if job >= 0:
        n = need_of(w, job)
        if n.left < 0.0:
            u.queue_dropped += _overlap(w, n.ready, w.now)
        else:
            _cut(w, _begun_by(w, n), n.ready, n.start)
    elif job <= MEETINGS:
        s = seat_of(w, MEETINGS - job)
        if s.left < 0.0:
            u.queue_dropped += _overlap(w, s.ready, w.now)
        else:
            _cut(w, worker_of(w, s.worker), s.ready, s.start)
    else:
        v = coordination_of(w, ~job)
        if v.left < 0.0:
            u.queue_dropped += _overlap(w, v.ready, w.now)
        else:
            _cut(w, worker_of(w, v.worker), v.ready, v.start)


@kernel
def at_work(w: World, u: Record, worker: Record) -> None:
    """A desk that is busy."""
    days = _overlap(w, worker.busy_since, w.now)
    worker.busy_unfinished += days
    if worker.agency:
        post_of(w, worker.index).agency_unfinished += days
    job = worker.job
    if job >= 0:
        u.queue_cut += _overlap(w, need_of(w, job).ready, need_of(w, job).start)
    elif job <= MEETINGS:
        u.queue_cut += _overlap(w, seat_of(w, MEETINGS - job).ready, seat_of(w, MEETINGS - job).start)
    else:
        u.queue_cut += _overlap(w, coordination_of(w, ~job).ready, coordination_of(w, ~job).start)
