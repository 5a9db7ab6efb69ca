"""Documentation: hours on notes, for files that whoever comes next can read [21].

A unit's file on a client stands among the client's papers, as an item of its own, with its hours in the
place of a date.
"""

from __future__ import annotations

from socsim.engine.compiled import client
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import NONE, Record, World, client_of, paper_at, written_at
from socsim.model.laws import caught_by_notes, documentation_hours, documented, less_by_notes
from socsim.scenario.names import FOLLOW_UP_WORK


@kernel
def hours(u: Record, c: Record) -> float:
    """On the notes of one piece of work, with the needs that the client has now."""
    return documentation_hours(u.documentation_effort, u.documentation_per_need, c.open)


@kernel
def begun(w: World, n: Record, c: Record, u: Record) -> float:
    """Hours on notes in the piece of work that begins; the file has them from now on."""
    written = 0.0
    if n.what <= FOLLOW_UP_WORK and u.documentation_effort > 0.0:
        written = hours(u, c)
        client.hold(w, c, w.file_item, u.index, _file(w, c, u) + written)
    written_at(w, n.index).hours = written
    return written


@kernel
def in_piece(w: World, n: Record) -> float:
    """Hours on notes in the need's present piece of work."""
    return written_at(w, n.index).hours if w.documents else 0.0


@kernel
def none_in_piece(w: World, n: Record) -> None:
    """The piece of work that begins is one without."""
    if w.documents:
        written_at(w, n.index).hours = 0.0


@kernel
def _file(w: World, c: Record, u: Record) -> float:
    """Hours of the unit's notes on the client so far."""
    own, _ = client.held(w, c, w.file_item, u.index)
    return 0.0 if own == NONE else paper_at(w, own).since


@kernel
def _full(w: World, c: Record, u: Record) -> float:
    """How full the unit's file on the client is, from 0 to nearly 1."""
    return documented(_file(w, c, u), u.documentation_full_at)


@kernel
def reading(w: World, c: Record, u: Record, needed: float) -> float:
    """Hours of reading up of somebody new, who has the file."""
    if u.documentation_effort == 0.0:
        return needed
    return less_by_notes(needed, u.documentation_saves_reading, _full(w, c, u))


@kernel
def catches(w: World, n: Record, u: Record, chance: float) -> float:
    """Chance that a review finds a fault, with the file at hand."""
    if u.documentation_effort == 0.0:
        return chance
    return caught_by_notes(chance, u.documentation_finds, _full(w, client_of(w, n.client), u))


@kernel
def lost(w: World, n: Record, u: Record, chance: float) -> float:
    """Chance that a case is forgotten as it passes on with the file."""
    if u.documentation_effort == 0.0:
        return chance
    return less_by_notes(chance, u.documentation_keeps, _full(w, client_of(w, n.client), u))
