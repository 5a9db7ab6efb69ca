"""Households: what their members add to the work on a need, and to its letters [29]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.model.laws import household_factor

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step


def hours_for_all(need: Need, step: Step, hours: float) -> float:
    """Hours of a piece of work, for all members."""
    return hours * household_factor(step.per_member, need.client.members)


def length_of_letter(need: Need, items: int) -> float:
    """Items that a letter asks for, for all members."""
    per_member = need.office.rules.member_items[need.kind]
    return items * household_factor(per_member, need.client.members) if per_member > 0.0 else items
