"""A caseworker (or manager, or coordinator): one piece of work at a time."""

from __future__ import annotations

import math
from collections import deque
from heapq import heappush
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL

from socsim.engine.simpy_engine.acute import OVERTAKEN
from socsim.engine.simpy_engine.calendar import Timer
from socsim.model.laws import for_another, hours_left
from socsim.scenario.names import UNMET_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.absence import Post
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.unit import Unit

Queues = tuple[deque[Any], ...]


NUMBERS = 1 << 32
"""More clients than ever come, so that one number says whose meeting it is, and about which plan."""


class Job:
    """Whoever has at most one piece of work waiting or under way: a need, or a coordination."""

    version = 0
    """Raised whenever what was planned for it no longer holds; older plans then die."""
    whose: int
    """A need's place among all there have been; for a visit, minus 1 minus the client's place; for a meeting
    the same minus the plan's number x NUMBERS."""
    kind: int
    """Of a need; -1 of whatever is about no need."""
    priority: int
    """Its class in every queue; 0 comes first."""
    worker: Any
    """Whose desk it belongs on; None in a pool."""
    resume: Any
    """Goes on with its story (a generator's `send`)."""
    what: int
    """The kind of work, one of `names.WORK`."""
    ready: float
    """When the present piece of work became ready."""
    start: float
    """When somebody began it; NaN before."""
    left: float
    """Hours that are left after the slice under way; negative: not begun; 0: the last slice, or no piece."""
    hours: float
    """Hours on the matter itself."""
    reviewer: Caseworker | None = None
    """The colleague on whose desk it lies, where that is not its own caseworker's."""
    with_managers = False
    """Whether it is a manager's to review."""
    reading = 0.0
    """Hours of reading up on a new client."""
    duplicate = 0.0
    """Hours on information that is held elsewhere."""
    documentation = 0.0
    """Hours on notes."""

    put_down_by: Caseworker | None = None
    """Who has put the present piece of work down, for an acute one."""

    def begun_by(self, worker: Caseworker, now: float) -> float:
        """Somebody begins the piece of work; the hours that it takes."""
        raise NotImplementedError

    def queued(self, now: float) -> None:
        """The piece of work has to wait."""


AWAY = Job()
"""Instead of a piece of work: nobody sits at the desk."""
AWAY.priority = 0  # it never gives way to an acute one


class Caseworker:
    """Works off pieces of work, from a desk of their own or from the unit's common queue."""

    def __init__(self, unit: Unit, index: int) -> None:
        self.unit = unit
        self.index = index
        """Position among all workers of the organisation."""
        self.person = index
        """Who sits there, as clients know them; another number for each new person on the desk."""
        self.pace = 1.0
        """Factor on the hours of a piece of work, when it begins."""
        self.post: Post | None = None
        """What takes them from the desk, where something does."""
        self.book = unit.office.book
        self.env = unit.office.env
        self.calendar, self.turns = self.env._queue, self.env._eid
        self.pooled, self.free = unit.pooled, unit.free
        self.rate = unit.rate
        """Hours of work in a calendar day."""
        self.control = 0.0
        """How control-oriented they are; set by the office where that matters."""
        self.load = 0
        """What the open cases weigh against the unit's cap."""
        self.cases: dict[Need, None] = {}
        """Those at the desk."""
        self.job: Any = None
        """What is being worked on; AWAY where nobody is there."""
        self.since = -math.inf
        """When the present go at a piece of work began."""
        self.going = 0.0
        """Hours that it will take."""
        self.queues: Queues = unit.queues if unit.pooled else tuple(deque() for _ in unit.queues)
        """Pieces of work by priority class; a pool's are common to all of the unit."""
        self.search: Queues = self.queues
        """Where the next piece is looked for, in this order."""
        self.put_down: Queues = ()
        """Own pieces of work that were put down for acute ones, by class."""
        if unit.interrupts:
            self.put_down = tuple(deque() for _ in self.queues)
            self.search = tuple(q for pair in zip(self.put_down, self.queues, strict=True) for q in pair)
        self.done = Timer((self.finished,), self, 0)
        """The one event that a caseworker has on the calendar, used again and again."""
        self.budget, self.pay = unit.budget, unit.pay
        self.slice = math.inf if unit.pooled else unit.office.rules.slice_hours

    def give(self, job: Job, now: float) -> None:
        """Put a piece of work on the desk; it starts now if nothing else is going on."""
        if self.job is None:
            self.begin(job, now)
        else:
            job.queued(now)
            self.queues[job.priority].append((job, job.version))

    def begin(self, job: Job, now: float) -> None:
        """Work on a piece until it, or its slice, is done."""
        self.job = job
        self.since = now
        hours = job.left
        if hours < 0.0:
            hours = job.begun_by(self, now)
        else:
            self.book.resumed(self, job)
            if job.put_down_by is not None:
                job.put_down_by = None
        if hours > self.slice:
            job.left = hours - self.slice
            hours = self.slice
        else:
            job.left = 0.0
        self.going = hours
        heappush(self.calendar, (now + hours / self.rate, NORMAL, next(self.turns), self.done))

    def finished(self, _event: Any) -> None:
        """A piece or slice is done: the desk starts its next one, then the case goes on."""
        job, now = self.job, self.env._now
        if self.budget is not None:
            self.budget.pay(self.going * self.pay, now)
        if job.left:
            self.book.sliced(self, self.slice)
            if job.resume is not None:
                self.queues[job.priority].append((job, job.version))
            self.next(now)
            return
        self.book.worked(self, job, now)
        self.next(now)
        resume = job.resume
        if resume is not None:  # None once the need has ended, whoever is still at it
            resume(None)

    def stop(self, now: float) -> None:
        """Whoever sits there goes: what they have begun is ready anew, first in its class."""
        job, self.job = self.job, AWAY
        if job is None and self.pooled:
            self.free.remove(self)
        for pile in self.put_down:
            while pile:
                other, version = pile.popleft()
                if other.version == version:
                    other.put_down_by = None
                    self.book.interrupted(self, other, now)
                    self._give_back(other, other.left, now)
        if job is None:
            return
        left = hours_left(self.going, now - self.since, self.rate)
        if self.budget is not None:
            self.budget.pay((self.going - left) * self.pay, now)
        self.done.callbacks = OVERTAKEN  # type: ignore[assignment]  # its end is still on the calendar
        self.done = Timer((self.finished,), self, 0)
        self.book.interrupted(self, job, self.since)
        rest = job.left + left
        job.left = 0.0
        if job.resume is not None:
            self._give_back(job, rest, now)

    def _give_back(self, job: Job, hours: float, now: float) -> None:
        """What is left of a piece of work is for whoever is free, or first in its class."""
        self.leave_off(job, hours, now)
        if self.free:
            self.free.popleft().begin(job, now)
        else:
            job.queued(now)
            self.queues[job.priority].appendleft((job, job.version))

    def leave_off(self, job: Job, hours: float, now: float) -> None:
        """What is left of a piece of work that was begun is one of its own, for whoever takes it up."""
        slower = 1.0
        if job.kind >= 0 and job.what not in UNMET_WORK:  # a meeting or a review takes as long for everybody
            slower = self.pace
            if self.unit.transition is not None:
                slower *= self.unit.transition.factor(job.start)
        job.ready, job.hours, job.left = now, for_another(hours, slower), -1.0
        job.reading = job.duplicate = 0.0
        own = job.worker if job.kind < 0 or not self.pooled else None
        self.book.ready(job, self.unit, job.reviewer or own)

    def next(self, now: float) -> None:
        """Begin with the first piece that still holds, by priority and then by turn."""
        for queue in self.search:
            while queue:
                job, version = queue.popleft()
                if job.version == version:
                    self.begin(job, now)
                    return
        self.job = None
        if self.pooled:
            self.free.append(self)
