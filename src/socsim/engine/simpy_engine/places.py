"""Places in a support: so many can have it at a time, the others stand in line [28]."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from socsim.model.laws import is_vacant

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need


class Places:
    """The places of one support step."""

    def __init__(self, number: int, classes: int) -> None:
        self.number = number
        self.taken = 0
        self.line: tuple[deque[tuple[Need, int]], ...] = tuple(deque() for _ in range(classes))
        """Needs that wait for a place, by priority class."""

    def take(self, need: Need) -> bool:
        """A place for the need, if there is one. Nobody waits where one is vacant."""
        if not is_vacant(self.taken, self.number):
            return False
        self.taken += 1
        need.place = self
        return True

    def stand_in_line(self, need: Need) -> None:
        """There is none: the need waits for its turn."""
        if need.severity >= need.office.rules.acute_from:
            need.priority = 0
        self.line[need.priority].append((need, need.version))

    def leave(self, need: Need) -> None:
        """The need's place is vacant: the first in line who still waits has it, and goes on."""
        need.place = None
        self.taken -= 1
        for queue in self.line:
            while queue:
                first, version = queue.popleft()
                if first.version == version:
                    self.take(first)
                    first.resume(None)
                    return
