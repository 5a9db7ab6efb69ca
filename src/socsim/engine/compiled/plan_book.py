"""The account of joint plans: a row of the ledger for each, and what the journal tells of it."""

from __future__ import annotations

import math

from socsim.engine import journal as j
from socsim.engine.compiled import book
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.journal_book import note, note_piece
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    client_of,
    new_row,
    plan_row,
    seat_of,
)
from socsim.scenario.names import MEETING_WORK, OPEN_PLAN


@kernel
def _tell(w: World, p: Record, activity: int, u: int, worker: int, value: float) -> None:
    if w.keeps_journal:
        note(w, activity, p.client, NONE, p.number, NONE, u, worker, NONE, value)


@kernel
def _of_part(w: World, s: Record, activity: int, worker: int, value: float) -> None:
    """A row about somebody's part of a meeting."""
    if w.keeps_journal:
        note_piece(
            w, activity, s.client, NONE, s.number, NONE, s.unit, worker, NONE, value, MEETING_WORK
        )  # fmt: skip


# -- plans -----------------------------------------------------------------------------------------


@kernel
def asked(w: World, p: Record, leading: Record) -> None:
    """Somebody asks for a plan."""
    _tell(w, p, j.PLAN_ASKED, leading.unit, NONE, float(p.on_target))
    if w.now >= w.warm_up or client_of(w, p.client).row != NONE:
        p.row = new_row(w, w.plan_rows)
        row = plan_row(w, p.row)
        row.client, row.number, row.units, row.on_target = p.client, p.number, p.units, p.on_target
        row.asked, row.met, row.held, row.ended = w.now, math.nan, math.nan, math.nan
        row.how = OPEN_PLAN
        row.cohort = client_of(w, p.client).row != NONE


@kernel
def called(w: World, p: Record) -> None:
    """The client agrees, and all who are involved are called."""
    at = p.first_seat
    while at != NONE:
        s = seat_of(w, at)
        _tell(w, p, j.PLAN_CALLED, s.unit, s.worker, math.nan)
        at = s.next


@kernel
def met(w: World, p: Record) -> None:
    """The last part of the meeting is done."""
    _tell(w, p, j.PLAN_MET, NONE, NONE, math.nan)
    if p.row != NONE:
        plan_row(w, p.row).met = w.now


@kernel
def holds(w: World, p: Record) -> None:
    """All cooperate."""
    _tell(w, p, j.PLAN_HOLDS, NONE, NONE, math.nan)
    if p.row != NONE:
        plan_row(w, p.row).held = w.now


@kernel
def out(w: World, p: Record, s: Record) -> None:
    """One of them has no case of the client left; the others go on."""
    _tell(w, p, j.PLAN_OUT, s.unit, s.worker, math.nan)


@kernel
def ended(w: World, p: Record, how: int) -> None:
    """It has ended."""
    _tell(w, p, j.PLAN_ENDED, NONE, NONE, float(how))
    if p.row != NONE:
        plan_row(w, p.row).ended = w.now
        plan_row(w, p.row).how = how


# -- parts of the meeting --------------------------------------------------------------------------


@kernel
def ready(w: World, s: Record) -> None:
    """It can begin."""
    _of_part(w, s, j.READY, s.worker, s.hours)


@kernel
def started(w: World, s: Record, worker: Record) -> None:
    """Somebody begins it."""
    _of_part(w, s, j.STARTED, worker.index, s.hours)


@kernel
def resumed(w: World, s: Record, worker: Record, hours: float) -> None:
    """It is taken up again after a slice."""
    _of_part(w, s, j.RESUMED, worker.index, hours)


@kernel
def sliced(w: World, s: Record, worker: Record) -> None:
    """A slice of a long one is done."""
    _of_part(w, s, j.SLICED, worker.index, worker.slice)
    book.part_sliced(w, s, worker)


@kernel
def interrupted(w: World, s: Record, worker: Record, since: float) -> None:
    """Somebody goes in the middle of it."""
    _of_part(w, s, j.INTERRUPTED, worker.index, math.nan)
    book.part_interrupted(w, s, worker, since)


@kernel
def done(w: World, s: Record, worker: Record) -> None:
    """It is over."""
    _of_part(w, s, j.FINISHED, worker.index, s.hours)
    book.part_done(w, worker, s)
