"""Places in a support: so many can have it at a time, the others stand in line [28]."""

from __future__ import annotations

from socsim.engine.compiled import book, need, queues
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    IN_LINE,
    NONE,
    Record,
    World,
    need_of,
    place_of,
    queue_of,
    step_of,
)
from socsim.model.laws import is_vacant


@kernel
def _home(w: World, step: int) -> Record:
    """The step that counts the places: that of the first table, for all its copies."""
    return step_of(w, step % w.n_steps)


@kernel
def take(w: World, n: Record, step: Record) -> bool:
    """A place for the need, if there is one. Nobody waits where one is vacant."""
    home = _home(w, step.index)
    if not is_vacant(home.taken, home.places):
        return False
    home.taken += 1
    n.place = 1
    return True


@kernel
def stand_in_line(w: World, n: Record, step: Record) -> None:
    """There is none: the need waits for its turn."""
    n.place = IN_LINE
    if n.severity >= w.acute_from:
        n.priority = 0
    n.kept = w.now
    book.in_line_for_place(w, n)
    queues.append(w, step.first_in_line + n.priority, n.index, n.version)


@kernel
def leave(w: World, n: Record) -> None:
    """Its place in support is vacant, or it waits for one no longer."""
    if n.place == IN_LINE:
        book.awaited_place(w, n)
        n.place = 0
    elif n.place:
        n.place = 0
        home = _home(w, n.step if n.step != NONE else n.goal)  # it may be on its way to another unit
        home.taken -= 1
        _next_in_line(w, home)


@kernel
def _next_in_line(w: World, step: Record) -> None:
    """The first in line who still waits has the place, and goes on."""
    for queue in range(step.first_in_line, step.first_in_line + w.classes):
        while queue_of(w, queue).first != NONE:
            line = place_of(w, queue_of(w, queue).first)
            number, version = line.who, line.ticket
            queues.drop_first(w, queue)
            first = need_of(w, number)
            if first.version == version:
                take(w, first, step)
                need.go_on(w, first, need.GO_ON)
                return
