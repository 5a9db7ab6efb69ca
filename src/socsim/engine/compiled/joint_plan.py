"""Joint plans: all who are involved with a client meet, and what they agree on holds if all cooperate [18].

Who is called has a seat; their part of the meeting is a job, MEETINGS minus the seat's number. Plans and
seats that have ended leave their records to others; their versions go on: what was planned stays dead.
"""

from __future__ import annotations

import math

from socsim.engine.compiled import book, calendar, caseworker, client, plan_book, queues, unit
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.records import (
    MEETINGS,
    NONE,
    Record,
    World,
    client_of,
    docket_of,
    need_of,
    new_row,
    own_at,
    paper_at,
    plan_of,
    seat_of,
    unit_of,
    worker_of,
)
from socsim.model.laws import meeting_after, plans_short, year_of
from socsim.scenario.names import (
    CALLED_OFF,
    CHANGED_HANDS,
    DECLINED,
    DONE,
    EXPIRED,
    NO_AGREEMENT,
    ON_PAPER,
)

# -- who asks for one ------------------------------------------------------------------------------


@kernel
def ask_perhaps(w: World, n: Record, salt: int, visit: int, chance: float) -> None:
    """The caseworker may ask for a plan, after the work of a step or a follow-up."""
    if chance > 0.0 and docket_of(w, n.client).plan == NONE and uniform(n.key, salt, visit) < chance:
        ask(w, client_of(w, n.client), n.unit, NONE, 0)


@kernel
def after_visit(w: World, v: Record) -> None:
    """The coordinator may, after a visit, and then leads."""
    c = client_of(w, v.client)
    if w.plan_at_visits == 0.0 or docket_of(w, c.index).plan != NONE:
        return
    if uniform(client.key(w, c), w.plan_visit_salt, v.number) < w.plan_at_visits:
        ask(w, c, NONE, v.worker, 0)


@kernel
def ask(w: World, c: Record, lead: int, guide: int, on_target: int) -> bool:
    """Ask for a plan, if the client may have one; whether it is under way.

    `lead` is the unit that asks, `guide` the coordinator who does; both NONE: nobody in particular.
    """
    if _known(w, c) < w.plan_needs:
        return False
    docket = docket_of(w, c.index)
    first, units = _involved(w, c, docket.plans + 1)
    if units < w.plan_units:
        _free_seats(w, first)
        return False
    leading = first
    at = first
    while at != NONE:
        if seat_of(w, at).unit == lead:
            leading = at
        at = seat_of(w, at).next
    if guide != NONE:
        worker = worker_of(w, guide)
        leading = _seat(w, c, docket.plans + 1, worker.unit, guide, client.key(w, c), w.classes - 1)
        _append(w, first, leading)
    seat_of(w, leading).hours += w.plan_leads
    docket.plans += 1
    p = _plan(w, c, docket.plans, first, units, on_target, guide != NONE)
    plan_book.asked(w, p, seat_of(w, leading))
    if on_target and w.plan_on_paper:
        _written_alone(w, p, leading)
        return True
    if uniform(client.key(w, c), w.consent_salt, docket.plans) >= w.plan_consent:
        plan_book.ended(w, p, DECLINED)
        _forget(w, p)
        return False
    _call(w, p)
    return True


@kernel
def _known(w: World, c: Record) -> int:
    """Open needs that are neither unseen nor fallen."""
    return c.open - c.hidden


@kernel
def _involved(w: World, c: Record, number: int) -> tuple[int, int]:
    """A seat for each unit that has a case of the client and somebody to come: the first, and how many."""
    first = last = NONE
    units = 0
    for kind in range(w.n_kinds):
        index = client.open_need(w, c, kind)
        if index == NONE:
            continue
        n = need_of(w, index)
        if n.unit == NONE or (n.worker == NONE and not unit_of(w, n.unit).pooled):
            continue
        if not _has_seat(w, first, n.unit):
            new = _seat(w, c, number, n.unit, n.worker, n.key, n.priority)
            if first == NONE:
                first = new
            else:
                seat_of(w, last).next = new
            last = new
            units += 1
    return first, units


@kernel
def _has_seat(w: World, first: int, u: int) -> bool:
    """Whether a unit has one of the seats."""
    at = first
    while at != NONE:
        if seat_of(w, at).unit == u:
            return True
        at = seat_of(w, at).next
    return False


@kernel
def _append(w: World, first: int, new: int) -> None:
    """Put a seat behind the last one."""
    at = first
    while seat_of(w, at).next != NONE:
        at = seat_of(w, at).next
    seat_of(w, at).next = new


# -- records ---------------------------------------------------------------------------------------


@kernel
def _seat(w: World, c: Record, number: int, u: int, worker: int, key: int, priority: int) -> int:
    """A seat, on a record that an earlier one may have left."""
    index = w.spare_seat
    if index == NONE:
        index = new_row(w, w.seats)
        s = seat_of(w, index)
        s.index, s.version = index, 0
    else:
        s = seat_of(w, index)
        w.spare_seat = s.next
    s.client, s.number, s.unit, s.worker, s.key, s.priority = c.index, number, u, worker, key, priority
    s.plan = s.next = s.desk = NONE
    s.open = 0
    s.hours, s.left = w.plan_effort, 0.0
    s.ready = s.start = 0.0
    return index


@kernel
def _free_seats(w: World, first: int) -> None:
    """Leave the seats of a plan to others; those at which somebody works go when they are done."""
    at = first
    while at != NONE:
        s = seat_of(w, at)
        following = s.next
        s.open = 0
        if s.desk == NONE:
            free_seat(w, s)
        at = following


@kernel
def free_seat(w: World, s: Record) -> None:
    """Another may have the record."""
    s.version += 1
    s.next = w.spare_seat
    w.spare_seat = s.index


@kernel
def _plan(w: World, c: Record, number: int, first: int, units: int, on_target: int, guided: bool) -> Record:
    """A plan, on a record that an earlier one may have left."""
    index = w.spare_plan
    if index == NONE:
        index = new_row(w, w.plans)
        p = plan_of(w, index)
        p.index, p.version = index, 0
    else:
        p = plan_of(w, index)
        w.spare_plan = p.next
    p.client, p.number, p.first_seat, p.units = c.index, number, first, units
    p.on_target, p.guided = on_target, guided
    p.on_paper = p.holds = p.waited_for = 0
    p.row = p.next = NONE
    return p


@kernel
def _forget(w: World, p: Record) -> None:
    """Another plan may have the record."""
    _free_seats(w, p.first_seat)
    p.version += 1
    p.first_seat = NONE
    p.next = w.spare_plan
    w.spare_plan = p.index


# -- the target ------------------------------------------------------------------------------------


@kernel
def count(w: World) -> None:
    """Ask for as many plans as are lacking, client by client, going on after the last one asked for."""
    calendar.put(w, w.plan_every, calendar.PLAN_COUNT, 0, 0)
    _turn_the_year(w)
    short = plans_short(w.plan_target, w.now, w.plans_met, w.plans_under_way)
    first = w.plan_last + 1
    for place in range(w.next_client):
        if short <= 0:
            return
        index = first + place
        if index >= w.next_client:
            index -= w.next_client
        c = client_of(w, index)
        if c.open and docket_of(w, index).plan == NONE and ask(w, c, NONE, NONE, 1):
            w.plan_last = index
            short -= 1


@kernel
def _turn_the_year(w: World) -> None:
    year = year_of(w.now)
    if year > w.plan_year:
        w.plan_year, w.plans_met = year, 0


# -- the meeting -----------------------------------------------------------------------------------


@kernel
def _call(w: World, p: Record) -> None:
    """All meet when the last of them can come."""
    plan_book.called(w, p)
    longest = -math.inf
    at = p.first_seat
    while at != NONE:
        s = seat_of(w, at)
        longest = max(longest, quantile(w, w.plan_free, uniform(s.key, w.plan_date_salt, p.number)))
        at = s.next
    _begin(w, p)
    calendar.put(w, meeting_after(w.plan_earliest, longest), calendar.PLAN_DATE, p.index, p.version)


@kernel
def _begin(w: World, p: Record) -> None:
    docket_of(w, p.client).plan = p.index
    w.plans_under_way += 1


@kernel
def _written_alone(w: World, p: Record, leading: int) -> None:
    """Nobody is called: one of them writes it, for the count."""
    p.on_paper = 1
    first = p.first_seat
    before = NONE
    at = first
    while at != leading:  # take the leading one out of the row, and leave the others
        before, at = at, seat_of(w, at).next
    s = seat_of(w, leading)
    if before == NONE:
        _free_seats(w, s.next)
    else:
        seat_of(w, before).next = s.next
        _free_seats(w, first)
    s.next = NONE
    s.hours = w.plan_leads
    p.first_seat, p.units = leading, 1
    plan_book.called(w, p)
    _begin(w, p)
    meet(w, p)


@kernel
def meet(w: World, p: Record) -> None:
    """The date: everybody's part is ready, on a desk of their own or in the unit's queue."""
    at = p.first_seat
    while at != NONE:
        p.waited_for += 1
        at = seat_of(w, at).next
    at = p.first_seat
    while at != NONE:
        s = seat_of(w, at)
        _take_part(w, p, s)
        at = s.next


@kernel
def _take_part(w: World, p: Record, s: Record) -> None:
    """Somebody's part of the meeting is ready."""
    u = unit_of(w, s.unit)
    s.plan, s.open = p.index, 1
    s.ready = w.now
    s.left = -1.0
    plan_book.ready(w, s)
    if s.worker != NONE:
        caseworker.give(w, worker_of(w, s.worker), MEETINGS - s.index)
    elif u.first_free != NONE:
        caseworker.begin(w, unit.next_free(w, u), MEETINGS - s.index)
    else:
        queues.append(w, u.first_queue + s.priority, MEETINGS - s.index, s.version)


@kernel
def begun_by(w: World, s: Record, worker: Record) -> float:
    """Somebody begins their part; the client meets nobody by it."""
    s.start = w.now
    plan_book.started(w, s, worker)
    return s.hours


@kernel
def part_done(w: World, s: Record) -> None:
    """Somebody's part is over; the last one decides."""
    p = plan_of(w, s.plan)
    p.waited_for -= 1
    if p.waited_for > 0:
        return
    _turn_the_year(w)
    w.plans_met += 1
    w.plans_under_way -= 1
    plan_book.met(w, p)
    if p.on_paper:
        end(w, p, ON_PAPER)
    elif _all_cooperate(w, p):
        p.holds = 1
        plan_book.holds(w, p)
        calendar.put(w, w.plan_lasts, calendar.PLAN_ENDS, p.index, p.version)
    else:
        end(w, p, NO_AGREEMENT)


@kernel
def _all_cooperate(w: World, p: Record) -> bool:
    """Each unit by a draw of its own; who coordinates is for it."""
    at = p.first_seat
    for _ in range(p.units):
        s = seat_of(w, at)
        if uniform(s.key, w.cooperates_salt, p.number) >= unit_of(w, s.unit).cooperation:
            return False
        at = s.next
    return True


# -- what holds ------------------------------------------------------------------------------------


@kernel
def holding(w: World, c: Record) -> int:
    """The number of the client's plan, if one holds; NONE."""
    number = docket_of(w, c.index).plan
    return number if number != NONE and plan_of(w, number).holds else NONE


@kernel
def covers(w: World, number: int, u: int) -> bool:
    """Whether a plan holds, and the unit is one of those who cooperate."""
    if number == NONE or u == NONE:
        return False
    p = plan_of(w, number)
    return p.holds != 0 and _has_seat(w, p.first_seat, u)


@kernel
def is_accompanied(w: World, n: Record, to: int) -> bool:
    """Whether a plan holds of both who send and who receive [18]."""
    number = docket_of(w, n.client).plan
    sender = n.unit if n.unit != NONE else n.sent_by
    return covers(w, number, sender) and covers(w, number, to)


@kernel
def contacts(w: World, c: Record, number: int) -> int:
    """Of a client whose plan holds: those who cooperate are one together [5]."""
    p = plan_of(w, number)
    together, others = p.guided, 0
    for kind in range(w.n_kinds):
        own = own_at(w, c.index * w.n_kinds + kind)
        if own.holder != NONE:
            if covers(w, number, need_of(w, own.need).unit):
                together = 1
            else:
                others += not client.held_before(w, c, kind, own.holder)
    return together + others + (c.coordination != NONE and not p.guided)


@kernel
def copy_of(w: World, c: Record, item: int, by: int) -> float:
    """Since when one of those who cooperate has held an item, if the unit is one of them too; NaN."""
    number = docket_of(w, c.index).plan
    latest = math.nan
    if covers(w, number, by):
        place = c.papers
        while place != NONE:
            paper = paper_at(w, place)
            newer = paper.item == item and not paper.since <= latest  # nothing is older than none
            if newer and covers(w, number, paper.unit):
                latest = paper.since
            place = paper.next
    return latest


# -- the end ---------------------------------------------------------------------------------------


@kernel
def has_left(w: World, n: Record, to: int) -> None:
    """The case is with another unit, on its way there, or with nobody: a plan may end by that."""
    number = docket_of(w, n.client).plan
    if number != NONE:
        review(w, plan_of(w, number), covers(w, number, to))


@kernel
def review(w: World, p: Record, fine: bool) -> None:
    """See who is still there when a case of the client has ended, or gone elsewhere."""
    c = client_of(w, p.client)
    gone = 0
    at = p.first_seat
    for _ in range(p.units):
        s = seat_of(w, at)
        gone += not _is_there(w, c, s)
        at = s.next
    if gone == 0:
        return
    if not p.holds:
        end(w, p, CALLED_OFF)
    elif not fine:
        end(w, p, CHANGED_HANDS)
    else:
        _go_on_without(w, p, c)
        book.contacts_changed(w, c)
        if p.units < 2:
            end(w, p, DONE)


@kernel
def _go_on_without(w: World, p: Record, c: Record) -> None:
    """Those who have no case of the client left are out."""
    before, at = NONE, p.first_seat
    for _ in range(p.units):
        s = seat_of(w, at)
        following = s.next
        if _is_there(w, c, s):
            before = at
        else:
            plan_book.out(w, p, s)
            if before == NONE:
                p.first_seat = following
            else:
                seat_of(w, before).next = following
            p.units -= 1
            free_seat(w, s)
        at = following


@kernel
def _is_there(w: World, c: Record, s: Record) -> bool:
    """Whether who was called has a case of the client still."""
    for kind in range(w.n_kinds):
        number = client.open_need(w, c, kind)
        if number != NONE:
            n = need_of(w, number)
            if n.unit == s.unit and (s.worker == NONE or n.worker == s.worker):
                return True
    return False


@kernel
def expire(w: World, p: Record) -> None:
    """Its time is over."""
    end(w, p, EXPIRED)


@kernel
def end(w: World, p: Record, how: int) -> None:
    """It is no more; parts that nobody has begun are dropped, others are worked to their end."""
    docket_of(w, p.client).plan = NONE
    if how == CALLED_OFF:
        w.plans_under_way -= 1
        at = p.first_seat
        while at != NONE:
            s = seat_of(w, at)
            book.part_dropped(w, s)
            at = s.next
    p.holds = 0
    plan_book.ended(w, p, how)
    book.contacts_changed(w, client_of(w, p.client))
    _forget(w, p)
