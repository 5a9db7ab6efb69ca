"""A Blueprint as the SimPy engine reads it: plain lists, and the salts of every keyed draw."""

from __future__ import annotations

import math

from socsim.model.draws import salt, uniform
from socsim.model.people import NEED
from socsim.scenario.blueprint import Blueprint, Floats, Ints

Distribution = tuple[int, float, float, float]


def _rows(array: Floats) -> list[Distribution]:
    return [(int(code), a, b, c) for code, a, b, c in array.reshape(-1, 4).tolist()]


def _parts(start: Ints, values: list[int]) -> list[list[int]]:
    bounds = start.tolist()
    return [values[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]


class Rules:
    """All that stays fixed during a run, by kind, step and unit (reading an ndarray is slow)."""

    def __init__(self, blueprint: Blueprint) -> None:
        bp = blueprint
        self.warm_up = bp.warm_up
        self.measured = bp.warm_up + bp.measure
        self.follow_up = bp.follow_up
        self.horizon = bp.horizon

        self.first_step: list[int] = bp.kind_first_step.tolist()
        self.priority: list[int] = bp.kind_priority.tolist()
        self.recovery: list[float] = bp.kind_recovery.tolist()
        self.alone: list[list[float]] = bp.kind_alone.tolist()
        self.relapse: list[float] = bp.kind_relapse.tolist()
        self.crisis: list[int] = bp.kind_crisis.tolist()
        self.patience = _rows(bp.kind_patience)
        self.response = _rows(bp.kind_response)
        self.reminders: list[int] = bp.kind_reminders.tolist()
        self.severity_shares: list[list[float]] = bp.kind_severity.tolist()
        self.spills = _spills(bp)
        self.escalation = _escalation(bp, self.spills)

        self.step_kind: list[int] = bp.step_kind.tolist()
        self.step_unit: list[int] = bp.step_unit.tolist()
        self.effort = _rows(bp.step_effort)
        self.deadline: list[float] = bp.step_deadline.tolist()
        self.has_deadline = [not math.isnan(limit) for limit in self.deadline]
        self.decides: list[int] = bp.step_decides.tolist()
        self.unfounded: list[float] = bp.step_unfounded.tolist()
        self.every: list[float] = bp.step_every.tolist()
        self.is_support = [not math.isnan(every) for every in self.every]
        self.load: list[int] = bp.step_load.tolist()
        self.items = _parts(bp.item_start, bp.item.tolist())
        self.onward = [
            list(zip(steps, chances, strict=True))
            for steps, chances in zip(
                _parts(bp.next_start, bp.next_step.tolist()),
                _parts(bp.next_start, bp.next_chance.tolist()),
                strict=True,
            )
        ]
        self.deciding = [
            [s for s in range(first, last) if bp.step_unfounded[s] > 0.0]
            for first, last in zip(self.first_step, self.first_step[1:], strict=False)
        ]

        self.empirical: list[float] = bp.empirical.tolist()
        self.item_valid: list[float] = bp.item_valid.tolist()
        self.slice_hours = bp.slice_hours
        self.decision_hours = bp.decision_hours
        self.severity_effort: list[float] = bp.severity_effort.tolist()
        self.state_hazard: list[float] = bp.state_hazard.tolist()
        self.remind_after = bp.remind_after
        self.b_items, self.b_contacts = bp.b_items, bp.b_contacts
        self.b_trust, self.b_help = bp.b_trust, bp.b_help
        self.duplicate_hours = bp.duplicate_hours
        self.presents_after = bp.presents_after
        self.synergy = bp.synergy
        on, start, gain, loss, fades, at_none, slope = bp.trust.tolist()
        self.trust_on = on == 1.0
        self.trust_start, self.trust_gain, self.trust_loss, self.trust_fades = start, gain, loss, fades
        self.trust_at_none, self.trust_slope = at_none, slope
        self.return_chance = bp.return_chance
        self.return_delay = _rows(bp.return_delay)[0]
        self.leaving = bp.leaving
        self.salts = Salts(bp)

    def is_unfounded(self, kind: int, key: int) -> bool:
        """Whether one of the need's decisions will find that there is nothing in it."""
        return any(uniform(key, self.salts.unfounded[s]) < self.unfounded[s] for s in self.deciding[kind])


def _spills(bp: Blueprint) -> list[list[tuple[int, float]]]:
    """For each kind: (kind of the new need, chance)."""
    kinds = _parts(bp.spill_start, bp.spill_kind.tolist())
    chances = _parts(bp.spill_start, bp.spill_chance.tolist())
    return [list(zip(k, c, strict=True)) for k, c in zip(kinds, chances, strict=True)]


def _escalation(bp: Blueprint, spills: list[list[tuple[int, float]]]) -> list[list[float]]:
    """Hazards by kind and severity; nothing happens at the top without a crisis or spills."""
    rates: list[list[float]] = bp.kind_escalation.tolist()
    for kind, row in enumerate(rates):
        if not bp.kind_crisis[kind] and not spills[kind]:
            row[2] = 0.0
    return rates


class Salts:
    """The purpose and place of each draw as 64-bit numbers made from names.

    A step's salt is drawn upon with the need's key; `found` with the key of the need that is
    looked for, so that its place is the step at which someone looks.
    """

    def __init__(self, bp: Blueprint) -> None:
        def by_step(purpose: str) -> list[int]:
            return [salt(purpose, *name.split(".", 1)) for name in bp.steps]

        self.effort = by_step("effort")
        self.onward = by_step("onward")
        self.unfounded = by_step("unfounded")
        self.missed = by_step("missed")
        self.response = by_step("response")
        self.referral_delay = by_step("referral delay")
        self.referral_lost = by_step("referral lost")
        self.found = by_step("found")
        self.shared = [
            {item: salt("shared", *name.split(".", 1), bp.items[item]) for item in range(len(bp.items))}
            for name in bp.steps
        ]
        self.need = [salt(NEED, kind) for kind in bp.kinds]
        self.spill = [salt("spill", kind) for kind in bp.kinds]
        self.severity = salt("severity")
        self.escalation = salt("escalation")
        self.alone = salt("alone")
        self.recovery = salt("recovery")
        self.presents = salt("presents")
        self.patience = salt("patience")
        self.caught = salt("caught")
        self.returns = salt("returns")
        self.return_delay = salt("return delay")
        self.relapse = salt("relapse")
        self.leaving = salt("leaving")
        self.visit_found = salt("found at a visit")
