"""Events on SimPy's calendar, one for each thing that takes time, and nothing else.

Only timed events at one priority are put there; what follows within the same instant is a direct
call in a stated order. A timer that is no longer wanted is left to die by its version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simpy import Environment
from simpy.events import NORMAL, Event


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


def set_timer(env: Environment, delay: float, callbacks: Any, whom: Any, version: int) -> None:
    """Put a timer on the calendar, `delay` days from now."""
    env.schedule(Timer(callbacks, whom, version), NORMAL, delay)
