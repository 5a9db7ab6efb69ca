"""Households: what their members add to the work on a need, and to its letters [29]."""

from __future__ import annotations

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.memory import int_at
from socsim.engine.compiled.records import Record, World, kind_of
from socsim.model.laws import household_factor


@kernel
def members(w: World, client: int) -> int:
    """Persons in the household."""
    return int_at(w.people_members, client) if w.has_households else 1


@kernel
def hours_for_all(w: World, n: Record, step: Record, hours: float) -> float:
    """Hours of a piece of work, for all members."""
    return hours * household_factor(step.per_member, members(w, n.client))


@kernel
def length_of_letter(w: World, n: Record, items: int) -> float:
    """Items that a letter asks for, for all members."""
    per_member = kind_of(w, n.kind).member_items
    return items * household_factor(per_member, members(w, n.client)) if per_member > 0.0 else float(items)
