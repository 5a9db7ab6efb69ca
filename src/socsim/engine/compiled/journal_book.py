"""The journal: a row for each event, beside the ledger, where one is kept."""

from __future__ import annotations

import math

from socsim.engine import journal as j
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import NONE, Record, World, journal_row, new_row


@kernel
def note(
    w: World, activity: int, c: int, kind: int, spell: int, step: int, u: int, worker: int, cause: int,
    value: float,
) -> None:  # fmt: skip
    """Add a row that is about no piece of work."""
    note_piece(w, activity, c, kind, spell, step, u, worker, cause, value, NONE)


@kernel
def note_piece(
    w: World, activity: int, c: int, kind: int, spell: int, step: int, u: int, worker: int, cause: int,
    value: float, what: int,
) -> None:  # fmt: skip
    """Add a row, in the columns of `engine/journal.py`."""
    row = journal_row(w, new_row(w, w.journal))
    row.time, row.activity, row.client, row.need, row.spell = w.now, activity, c, kind, spell
    row.step, row.unit, row.worker, row.cause, row.value = step, u, worker, cause, value
    row.what = what


@kernel
def about(w: World, n: Record, activity: int, value: float) -> None:
    """A row that says of a need only what has happened."""
    if w.keeps_journal:
        note(w, activity, n.client, n.kind, n.spell, NONE, NONE, NONE, NONE, value)


@kernel
def at(w: World, n: Record, activity: int, value: float, cause: int) -> None:
    """A row that says as well where the need is."""
    if w.keeps_journal:
        note(w, activity, n.client, n.kind, n.spell, n.step, n.unit, NONE, cause, value)


@kernel
def in_unit(w: World, n: Record, activity: int, u: int, worker: int) -> None:
    """A row that names a unit."""
    if w.keeps_journal:
        note(w, activity, n.client, n.kind, n.spell, NONE, u, worker, NONE, math.nan)


@kernel
def of_work(w: World, n: Record, activity: int, u: int, worker: int, value: float) -> None:
    """A row about a case with somebody, or a piece of work that may be on their desk."""
    if w.keeps_journal:
        what = n.what if activity == j.READY else NONE
        note_piece(w, activity, n.client, n.kind, n.spell, n.step, u, worker, NONE, value, what)


@kernel
def of_piece(w: World, n: Record, activity: int, worker: Record, value: float) -> None:
    """A row about a piece of work on a need that somebody has begun."""
    if w.keeps_journal:
        note_piece(
            w, activity, n.client, n.kind, n.spell, n.step, worker.unit, worker.index, NONE, value, n.what
        )  # fmt: skip


@kernel
def of_desk(w: World, worker: Record, activity: int, value: float) -> None:
    """A row about a desk."""
    if w.keeps_journal:
        note(w, activity, NONE, NONE, NONE, NONE, worker.unit, worker.index, NONE, value)


@kernel
def of_visit(w: World, v: Record, activity: int, worker: Record, value: float) -> None:
    """A row about a coordinator: a visit, or the time with a client."""
    if w.keeps_journal:
        what = NONE if activity in (j.TAKEN_ON, j.LET_GO) else v.what
        note_piece(w, activity, v.client, NONE, NONE, NONE, worker.unit, worker.index, NONE, value, what)
