"""Events on SimPy's calendar, one for each thing that takes time, and nothing else.

Only timed events at one priority are put there; what follows within the same instant is a direct
call in a stated order. A timer that is no longer wanted is left to die by its version.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from simpy import Environment
from simpy.core import StopSimulation
from simpy.events import NORMAL, URGENT, Event


class Timer(Event):
    """An event with one fixed callback, lean enough to be made millions of times."""

    __slots__ = ("callbacks", "_ok", "whom", "version")

    def __init__(self, callbacks: tuple[Callable[[Any], None]], whom: Any, version: int) -> None:
        self.callbacks = callbacks  # type: ignore[assignment]  # SimPy only iterates over them
        self._ok = True
        self.whom = whom
        """Whose timer it is."""
        self.version = version
        """The version of its owner for which it was set."""


class Calendar(Environment):
    """SimPy's environment with a shorter way from one event to the next."""

    def put(self, event: Event, delay: float) -> None:
        """`Environment.schedule` at normal priority."""
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), event))

    def put_at(self, event: Event, time: float) -> None:
        """The same for a time of day, to the last bit."""
        heappush(self._queue, (time, NORMAL, next(self._eid), event))

    def run_to(self, horizon: float) -> None:
        """`Environment.run(until=horizon)` with `step` written out in the loop.

        Events here never fail, so that SimPy's check for unhandled failures has nothing to find.
        """
        queue, pop = self._queue, heappop
        heappush(queue, (horizon, URGENT, next(self._eid), Timer((stop,), self, 0)))
        try:
            while True:
                self._now, _, _, event = pop(queue)
                event.callbacks[0](event)  # there is no other
        except StopSimulation:
            pass


def stop(_event: Event) -> None:
    """End the run."""
    raise StopSimulation


def set_timer_at(env: Calendar, time: float, callbacks: Any, whom: Any, version: int) -> None:
    """Put a timer on the calendar, at a time of day."""
    env.put_at(Timer(callbacks, whom, version), time)


def set_timer(env: Calendar, delay: float, callbacks: Any, whom: Any, version: int) -> None:
    """Put a timer on the calendar, `delay` days from now."""
    env.put(Timer(callbacks, whom, version), delay)
