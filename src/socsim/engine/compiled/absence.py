"""What takes a caseworker from the desk: sick leave, another post, suspension; and who comes [19, 20, 23]."""

from __future__ import annotations

import math

from socsim.engine.compiled import book, calendar, caseworker, handover, unit
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.records import (
    AWAY,
    MEETINGS,
    NONE,
    Record,
    World,
    coordination_of,
    need_of,
    place_of,
    post_of,
    quality_of,
    queue_of,
    seat_of,
    unit_of,
    worker_of,
)
from socsim.model.distributions import exponential
from socsim.model.laws import nearer, overloaded
from socsim.scenario.names import LONG_LEAVE, SHORT_LEAVE, SUSPENSION, UNUSED, VACANCY
from socsim.scenario.quantities import DAYS_A_MONTH

MONTH_PASSES = -1
"""Instead of an absence: the load is looked at anew."""


@kernel
def begin(w: World) -> None:
    """Before time starts: everybody is there, and what will take them away is foreseen."""
    for index in range(w.heads):
        if unit_of(w, worker_of(w, index).unit).absent:
            p = post_of(w, index)
            p.index = p.own = index
            p.away = UNUSED if worker_of(w, index).job == AWAY else NONE
            p.novice_until = -math.inf
            for what in range(3):
                p.left[what] = _threshold(w, p, what)
            if p.away == NONE:
                _foresee(w, p)


@kernel
def _threshold(w: World, p: Record, what: int) -> float:
    return exponential(1.0, uniform(p.key, w.threshold_salts[what], p.times[what]))


@kernel
def _rate(u: Record, p: Record, what: int) -> float:
    """Per day at work, by kind of absence."""
    if what == SHORT_LEAVE:
        return u.short_rate
    return p.long_rate if what == LONG_LEAVE else u.turnover


@kernel
def _lost(w: World, u: Record, what: int) -> float:
    if what == SUSPENSION:
        return quality_of(w, u.index).suspension_lost
    return u.turnover_lost if what == VACANCY else u.leave_lost


@kernel
def _days(w: World, u: Record, p: Record, what: int) -> float:
    """How long the absence will be."""
    if what == SUSPENSION:
        return quality_of(w, u.index).suspension
    v = uniform(p.key, w.days_salts[what], p.times[what])
    if what == SHORT_LEAVE:
        return quantile(w, u.short_days, v)
    return quantile(w, u.long_days, v) if what == LONG_LEAVE else quantile(w, u.vacancy, v)


# -- somebody goes ---------------------------------------------------------------------------------


@kernel
def _foresee(w: World, p: Record) -> None:
    """What will take them away, and when; under overload looked at again each month."""
    worker = worker_of(w, p.index)
    u = unit_of(w, worker.unit)
    p.since = w.now
    p.long_rate = u.long_rate
    watched = u.overload > 0.0 and u.long_rate > 0.0
    if watched:
        p.long_rate *= overloaded(load_of(w, u, worker), u.overload)
    first = math.inf
    p.coming = MONTH_PASSES
    for what in range(3):
        rate = _rate(u, p, what)
        if rate > 0.0 and max(0.0, p.left[what]) / rate < first:
            first = max(0.0, p.left[what]) / rate
            p.coming = what
    if watched and first > DAYS_A_MONTH:
        first = DAYS_A_MONTH
        p.coming = MONTH_PASSES
    calendar.put(w, first, calendar.GOES, p.index, p.version)


@kernel
def _nearer(w: World, u: Record, p: Record) -> None:
    """Bring the thresholds up to now."""
    passed = w.now - p.since
    for what in range(3):
        p.left[what] = nearer(p.left[what], passed, _rate(u, p, what))


@kernel
def goes(w: World, p: Record) -> None:
    """The time has come, or a month has passed."""
    u = unit_of(w, worker_of(w, p.index).unit)
    _nearer(w, u, p)
    if p.coming == MONTH_PASSES:
        _foresee(w, p)
    else:
        _is_away(w, u, p, p.coming)


@kernel
def suspended(w: World, p: Record, person: int) -> None:
    """Somebody is to be suspended: they go, if they are at work there now [23]."""
    if p.away == NONE and p.own == person:
        u = unit_of(w, worker_of(w, p.index).unit)
        _nearer(w, u, p)
        _is_away(w, u, p, SUSPENSION)


@kernel
def _is_away(w: World, u: Record, p: Record, what: int) -> None:
    worker = worker_of(w, p.index)
    if what == SUSPENSION:
        p.suspensions += 1
    else:
        p.times[what] += 1
        p.left[what] = _threshold(w, p, what)
    days = _days(w, u, p, what)
    _leaves_the_desk(w, p, what)
    if not u.pooled:
        if what in (VACANCY, SUSPENSION):
            handover.hand_over_all(w, worker, _lost(w, u, what))
        elif u.cover_after < days:
            calendar.put(w, u.cover_after, calendar.COVER, p.index, p.version)
    if u.agency_chance > 0.0 and u.agency_after < days:
        times = p.times[0] + p.times[1] + p.times[2] + p.suspensions
        if uniform(p.key, w.agency_salt, times) < u.agency_chance:
            calendar.put(w, u.agency_after, calendar.SITS_IN, p.index, p.version)
    calendar.put(w, days, calendar.COMES, p.index, p.version)


@kernel
def cover(w: World, p: Record) -> None:
    """Colleagues take over the cases, unless an agency worker has them."""
    worker = worker_of(w, p.index)
    if not worker.agency:
        handover.hand_over_all(w, worker, _lost(w, unit_of(w, worker.unit), p.away))


# -- somebody comes --------------------------------------------------------------------------------


@kernel
def sits_in(w: World, p: Record) -> None:
    """An agency worker comes."""
    worker = worker_of(w, p.index)
    u = unit_of(w, worker.unit)
    if not u.pooled:
        handover.change_hands(w, worker, _lost(w, u, p.away))
    worker.agency = 1
    p.agency_since = w.now
    p.sitters += 1
    worker.person = p.index + w.heads * (2 * p.sitters - 1)
    _sits_down(w, u, p, worker)


@kernel
def comes(w: World, p: Record) -> None:
    """Whoever was ill is back, or somebody new has the post."""
    worker = worker_of(w, p.index)
    u = unit_of(w, worker.unit)
    what = p.away
    p.version += 1
    if worker.agency:
        caseworker.stop(w, worker)
        if not u.pooled:
            handover.change_hands(w, worker, _lost(w, u, what))
        book.sat_in(w, p)
        worker.agency = 0
    if what == VACANCY:
        _is_new(w, p, u.novice_days, u.novice_pace)
    _takes_the_desk(w, u, p, worker)


@kernel
def _is_new(w: World, p: Record, days: float, pace: float) -> None:
    """Another person has the post, and works at this pace at first."""
    p.heads += 1
    p.own = p.index + w.heads * 2 * p.heads
    p.novice_until = w.now + days
    p.novice_pace = pace
    calendar.put(w, days, calendar.KNOWS, p.index, p.heads)


@kernel
def _takes_the_desk(w: World, u: Record, p: Record, worker: Record) -> None:
    """Whoever has the post sits there from now on."""
    book.was_away(w, p)
    worker.person = p.own
    p.away = NONE
    _sits_down(w, u, p, worker)
    _foresee(w, p)


@kernel
def knows(w: World, p: Record, heads: int) -> None:
    """Somebody is new no longer, if it is still the same."""
    if heads == p.heads:
        worker = worker_of(w, p.index)
        _set_pace(w, unit_of(w, worker.unit), p, worker)


@kernel
def _set_pace(w: World, u: Record, p: Record, worker: Record) -> None:
    """How quick whoever sits there is."""
    if worker.agency:
        worker.pace = u.agency_pace
    elif w.now < p.novice_until:
        worker.pace = p.novice_pace
    else:
        worker.pace = 1.0


# -- somebody is moved to another unit, or from one ------------------------------------------------


@kernel
def _leaves_the_desk(w: World, p: Record, what: int) -> None:
    """Nobody is there from now on; what they had begun stops."""
    p.version += 1
    p.away = what
    p.since = w.now
    book.goes(w, worker_of(w, p.index), p, what)
    caseworker.stop(w, worker_of(w, p.index))


@kernel
def moves_out(w: World, p: Record) -> None:
    """Whoever sits there leaves the unit; nobody has the desk any more."""
    worker = worker_of(w, p.index)
    u = unit_of(w, worker.unit)
    _nearer(w, u, p)
    _leaves_the_desk(w, p, UNUSED)
    if not u.pooled:
        handover.hand_over_all(w, worker, w.steering_lost)


@kernel
def moves_in(w: World, p: Record) -> None:
    """Somebody from another unit has the desk, and is new there for a time."""
    worker = worker_of(w, p.index)
    p.version += 1
    _is_new(w, p, w.steering_days, w.steering_pace)
    _takes_the_desk(w, unit_of(w, worker.unit), p, worker)


@kernel
def _sits_down(w: World, u: Record, p: Record, worker: Record) -> None:
    """Begin with what waits there; then the unit gives out cases."""
    _set_pace(w, u, p, worker)
    book.comes(w, worker)
    caseworker.next_piece(w, worker)
    if not u.pooled:
        unit.take_on(w, u)


@kernel
def load_of(w: World, u: Record, worker: Record) -> float:
    """Caseload in relation to the cap; without one, months of work that wait for each who is there."""
    if not u.pooled and u.cap > 0:
        return worker.load / u.cap
    hours = 0.0
    for queue in range(worker.first_queue, worker.first_queue + w.classes):
        place = queue_of(w, queue).first
        while place != NONE:
            job, version = place_of(w, place).who, place_of(w, place).ticket
            if caseworker.holds_still(w, job, version):
                if job >= 0:
                    n = need_of(w, job)
                    hours += n.hours if n.left < 0.0 else n.left
                elif job <= MEETINGS:
                    s = seat_of(w, MEETINGS - job)
                    hours += s.hours if s.left < 0.0 else s.left
                else:
                    v = coordination_of(w, ~job)
                    hours += v.hours if v.left < 0.0 else v.left
            place = place_of(w, place).next
    people = 1
    if u.pooled:
        people = 0
        for index in range(u.first_worker, u.last_worker):
            people += worker_of(w, index).job != AWAY
    return hours / (people * worker.rate * DAYS_A_MONTH)
