"""The compiled engine's account of faulty decisions, in ledger and journal."""

from __future__ import annotations

import math

from socsim.engine import journal as j
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.journal_book import at, note
from socsim.engine.compiled.memory import int_at, store_int
from socsim.engine.compiled.records import NONE, Record, World, client_of, fault_at, new_row, own_of
from socsim.scenario.quantities import DAYS_A_MONTH


@kernel
def drafted(w: World, n: Record, u: Record, chance: float) -> None:
    """The draft of a decision, which is faulty with this chance."""
    at(w, n, j.DRAFTED, chance, NONE)
    _count(w, u, 0)


@kernel
def _count(w: World, u: Record, what: int) -> None:
    """One more decision, or fault, in this month of the window."""
    if w.warm_up <= w.now < w.window_end:
        month = min(int((w.now - w.warm_up) / DAYS_A_MONTH), w.months - 1)
        place = 2 * (u.index * w.months + month) + what
        store_int(w.drafts, place, int_at(w.drafts, place) + 1)


@kernel
def faulty(w: World, n: Record, u: Record, step: Record, origin: int) -> int:
    """It is faulty, and whose fault it is; the number of its row."""
    if w.keeps_journal:
        note(
            w, j.FAULTY, n.client, n.kind, n.spell, n.step, u.index, own_of(w, n).holder, NONE, float(origin)
        )  # fmt: skip
    _count(w, u, 1)
    fault = new_row(w, w.faults)
    row = fault_at(w, fault)
    row.client, row.need, row.spell, row.step = n.client, n.kind, n.spell, step.index
    row.unit, row.worker, row.at, row.origin = u.index, own_of(w, n).holder, w.now, origin
    row.found_level = NONE
    row.out = row.found_at = math.nan
    row.surfaced = row.reported = False
    row.cohort = client_of(w, n.client).row != NONE
    return fault


@kernel
def fault_found(w: World, n: Record, row: Record, level: int) -> None:
    """A review finds it."""
    at(w, n, j.FAULT_FOUND, float(level), NONE)
    row.found_level = level
    row.found_at = w.now


@kernel
def went_out(w: World, row: Record) -> None:
    """Nobody found it, and the decision has been taken."""
    row.out = w.now


@kernel
def surfaced(w: World, row: Record) -> None:
    """It comes to light, after all."""
    _of_fault(w, row, j.SURFACED)
    row.surfaced = True
    row.found_at = w.now


@kernel
def reported(w: World, row: Record) -> None:
    """It is reported as a deviation, and the unit learns from it."""
    _of_fault(w, row, j.REPORTED)
    row.reported = True


@kernel
def _of_fault(w: World, row: Record, activity: int) -> None:
    """A row about a decision, wherever the need is by now."""
    if w.keeps_journal:
        note(w, activity, row.client, row.need, row.spell, row.step, row.unit, NONE, NONE, row.at)
