"""What takes a caseworker from the desk: sick leave, another post, suspension; and who comes [19, 20, 23]."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.engine.simpy_engine.handover import change_hands, hand_over_all
from socsim.engine.simpy_engine.rules import quantile_of
from socsim.model.distributions import exponential
from socsim.model.draws import child, salt, uniform
from socsim.model.laws import nearer, overloaded
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import ABSENCES, LONG_LEAVE, SHORT_LEAVE, SUSPENSION, UNUSED, VACANCY
from socsim.scenario.quantities import DAYS_A_MONTH

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker

MONTH_PASSES = -1
"""Instead of an absence: the load is looked at anew."""


class AbsenceRules:
    """A unit's numbers, and the salts of the draws."""

    def __init__(self, bp: Blueprint, unit: int) -> None:
        self.rates = [
            float(bp.unit_short_rate[unit]), float(bp.unit_long_rate[unit]), float(bp.unit_turnover[unit])
        ]  # fmt: skip
        """Per day at work, by kind of absence."""
        self.days = [
            quantile_of(bp, rows[unit]) for rows in (bp.unit_short_days, bp.unit_long_days, bp.unit_vacancy)
        ]
        self.overload = float(bp.unit_overload[unit]) if self.rates[LONG_LEAVE] > 0.0 else 0.0
        self.cover_after = float(bp.unit_cover_after[unit])
        leave, turnover = float(bp.unit_leave_lost[unit]), float(bp.unit_turnover_lost[unit])
        self.lost = {
            SHORT_LEAVE: leave,
            LONG_LEAVE: leave,
            VACANCY: turnover,
            SUSPENSION: float(bp.fault_suspension_lost[unit]),
        }
        self.suspension = float(bp.fault_suspension[unit])
        self.novice_days = float(bp.unit_novice_days[unit])
        self.novice_pace = float(bp.unit_novice_pace[unit])
        self.agency_after = float(bp.unit_agency_after[unit])
        self.agency_chance = float(bp.unit_agency_chance[unit])
        self.agency_pace = float(bp.unit_agency_pace[unit])
        self.threshold_salts = [salt(name) for name in ABSENCES]
        self.days_salts = [salt(f"{name} days") for name in ABSENCES]
        self.agency_salt = salt("agency")


class Post:
    """A desk of which the people fall ill, leave, come, and are moved.

    Three thresholds, one for each kind of absence that comes of itself, come nearer at their rates while
    somebody of the office's own is at work; whichever is reached first takes them away.
    """

    def __init__(self, worker: Caseworker, rules: AbsenceRules, unit_key: int, number: int) -> None:
        self.worker, self.rules = worker, rules
        self.env, self.book = worker.env, worker.book
        self.key = child(unit_key, salt("desk"), number)
        self.version = 0
        """Raised when somebody goes or comes; timers of before then mean nothing."""
        self.times = [0] * len(ABSENCES)
        """Absences of each kind so far; the place of their draws."""
        self.suspensions = 0
        self.left = [self._threshold(what) for what in range(len(ABSENCES))]
        self.since = 0.0
        """Up to when the thresholds have been brought nearer; while nobody is there, since when."""
        self.long_rate = 0.0
        self.coming = MONTH_PASSES
        self.away = -1
        """The absence under way: its kind, UNUSED, or -1."""
        self.agency = False
        """Whether an agency worker sits there meanwhile."""
        self.agency_since = 0.0
        self.heads = self.sitters = 0
        """How many of the office's own have had the post after the first, and how many agency workers."""
        self.own = worker.person
        self.novice_until = -math.inf
        self.novice_pace = 1.0

    def _threshold(self, what: int) -> float:
        u = uniform(self.key, self.rules.threshold_salts[what], self.times[what])
        return exponential(1.0, u)

    # -- somebody goes -------------------------------------------------------------------------

    def foresee(self, now: float) -> None:
        """What will take them away, and when; under overload looked at again each month."""
        rules = self.rules
        self.since = now
        self.long_rate = rules.rates[LONG_LEAVE]
        if rules.overload > 0.0:
            self.long_rate *= overloaded(load_of(self.worker), rules.overload)
        first, self.coming = math.inf, MONTH_PASSES
        for what, rate in enumerate((rules.rates[0], self.long_rate, rules.rates[2])):
            if rate > 0.0 and max(0.0, self.left[what]) / rate < first:
                first, self.coming = max(0.0, self.left[what]) / rate, what
        if rules.overload > 0.0 and first > DAYS_A_MONTH:
            first, self.coming = DAYS_A_MONTH, MONTH_PASSES
        if first < math.inf:
            set_timer(self.env, first, _GOES, self, self.version)

    def _nearer(self, now: float) -> None:
        """Bring the thresholds up to now."""
        rules, passed = self.rules, now - self.since
        for what, rate in enumerate((rules.rates[0], self.long_rate, rules.rates[2])):
            self.left[what] = nearer(self.left[what], passed, rate)

    def goes(self) -> None:
        """The time has come, or a month has passed."""
        now = self.env._now
        self._nearer(now)
        if self.coming == MONTH_PASSES:
            self.foresee(now)
        else:
            self._is_away(self.coming, now)

    def blame(self, person: int) -> None:
        """Somebody is to be suspended, as soon as all that is under way in this instant is done [23]."""
        set_timer(self.env, 0.0, _SUSPENDED, self, person)

    def suspended(self, person: int) -> None:
        """They go, if they are at work there now."""
        if self.away < 0 and self.own == person:
            self._nearer(self.env._now)
            self._is_away(SUSPENSION, self.env._now)

    def _is_away(self, what: int, now: float) -> None:
        worker, rules = self.worker, self.rules
        if what == SUSPENSION:
            self.suspensions += 1
            days = rules.suspension
        else:
            self.times[what] += 1
            self.left[what] = self._threshold(what)
            days = rules.days[what](uniform(self.key, rules.days_salts[what], self.times[what]))
        self._leaves_the_desk(what, now)
        if worker.pooled:
            pass
        elif what in (VACANCY, SUSPENSION):
            hand_over_all(worker, rules.lost[what])
        elif rules.cover_after < days:
            set_timer(self.env, rules.cover_after, _COVER, self, self.version)
        if rules.agency_chance > 0.0 and rules.agency_after < days:
            u = uniform(self.key, rules.agency_salt, sum(self.times) + self.suspensions)
            if u < rules.agency_chance:
                set_timer(self.env, rules.agency_after, _SITS_IN, self, self.version)
        set_timer(self.env, days, _COMES, self, self.version)

    def cover(self) -> None:
        """Colleagues take over the cases, unless an agency worker has them."""
        if not self.agency:
            hand_over_all(self.worker, self.rules.lost[self.away])

    # -- somebody comes ------------------------------------------------------------------------

    def sits_in(self) -> None:
        """An agency worker comes."""
        worker, now = self.worker, self.env._now
        if not worker.pooled:
            change_hands(worker, self.rules.lost[self.away])
        self.agency, self.agency_since = True, now
        self.sitters += 1
        worker.person = worker.index + worker.unit.office.heads * (2 * self.sitters - 1)
        self._sits_down(now)

    def comes(self) -> None:
        """Whoever was ill is back, or somebody new has the post."""
        worker, now, what = self.worker, self.env._now, self.away
        self.version += 1
        if self.agency:
            worker.stop(now)
            worker.unit.without(worker)
            if not worker.pooled:
                change_hands(worker, self.rules.lost[what])
            self.book.sat_in(worker, self.agency_since, now)
            self.agency = False
        if what == VACANCY:
            self._is_new(self.rules.novice_days, self.rules.novice_pace, now)
        self._takes_the_desk(now)

    def _is_new(self, days: float, pace: float, now: float) -> None:
        """Another person has the post, and works at this pace at first."""
        self.heads += 1
        self.own = self.worker.index + self.worker.unit.office.heads * 2 * self.heads
        self.novice_until, self.novice_pace = now + days, pace
        set_timer(self.env, days, _KNOWS, self, self.heads)

    def _takes_the_desk(self, now: float) -> None:
        """Whoever has the post sits there from now on."""
        worker = self.worker
        self.book.was_away(worker, self.away, self.since, now)
        worker.person = self.own
        self.away = -1
        self._sits_down(now)
        self.foresee(now)

    def knows(self, heads: int) -> None:
        """Somebody is new no longer, if it is still the same."""
        if heads == self.heads:
            self.set_pace(self.env._now)

    def is_novice(self) -> bool:
        """Whether whoever sits there is new on the post."""
        return not self.agency and self.env._now < self.novice_until

    def set_pace(self, now: float) -> None:
        """How quick whoever sits there is."""
        if self.agency:
            self.worker.pace = self.rules.agency_pace
        elif now < self.novice_until:
            self.worker.pace = self.novice_pace
        else:
            self.worker.pace = 1.0

    # -- somebody is moved to another unit, or from one ----------------------------------------

    def _leaves_the_desk(self, what: int, now: float) -> None:
        """Nobody is there from now on; what they had begun stops."""
        worker = self.worker
        self.version += 1
        self.away, self.since = what, now
        self.book.goes(worker, what)
        worker.unit.without(worker)
        worker.stop(now)

    def moves_out(self, lost: float) -> None:
        """Whoever sits there leaves the unit; nobody has the desk any more."""
        worker, now = self.worker, self.env._now
        self._nearer(now)
        self._leaves_the_desk(UNUSED, now)
        if not worker.pooled:
            hand_over_all(worker, lost)

    def moves_in(self, days: float, pace: float) -> None:
        """Somebody from another unit has the desk, and is new there for so long."""
        now = self.env._now
        self.version += 1
        self._is_new(days, pace, now)
        self._takes_the_desk(now)

    def _sits_down(self, now: float) -> None:
        """Begin with what waits there; then the unit gives out cases."""
        worker = self.worker
        self.set_pace(now)
        self.book.comes(worker)
        worker.unit.with_again(worker)
        worker.next(now)
        if not worker.pooled:
            worker.unit.take_on()


def load_of(worker: Caseworker) -> float:
    """Caseload in relation to the cap; without one, months of work that wait for each who is there."""
    unit = worker.unit
    if not worker.pooled and unit.cap > 0:
        return worker.load / unit.cap
    hours = 0.0
    for queue in worker.queues:
        for job, version in queue:
            if job.version == version:
                hours += job.hours if job.left < 0.0 else job.left
    people = len(unit.there) if worker.pooled else 1
    return hours / (people * worker.rate * DAYS_A_MONTH)


def _timer(what: str) -> Any:
    def ring(event: Any) -> None:
        if event.version == event.whom.version:
            getattr(event.whom, what)()

    return (ring,)


def _knows(event: Any) -> None:
    event.whom.knows(event.version)


_GOES, _COVER, _SITS_IN, _COMES = (_timer(what) for what in ("goes", "cover", "sits_in", "comes"))
_KNOWS = (_knows,)


def _suspended(event: Any) -> None:
    event.whom.suspended(event.version)


_SUSPENDED = (_suspended,)
