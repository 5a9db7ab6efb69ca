"""A Blueprint as the SimPy engine reads it: plain lists, and the salts of every keyed draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from socsim.engine.simpy_engine.places import Places
from socsim.engine.simpy_engine.routing import Routing
from socsim.model.distributions import EMPIRICAL, draw, empirical_place
from socsim.model.draws import salt, uniform
from socsim.model.people import NEED, effort_salt, onward_salt
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import FOLLOW_UP_WORK, STEP_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.unit import Unit

Quantile = Callable[[float], float]


def quantile_of(bp: Blueprint, row: Floats) -> Quantile:
    """The quantile function of a distribution, from the Blueprint's row (code, a, b, c)."""
    code, a, b, c = row.tolist()
    if int(code) == EMPIRICAL:
        values = bp.empirical.tolist()
        return lambda u: values[empirical_place(a, b, u)]
    return partial(draw, int(code), a, b, c)


def _parts(start: Ints, values: list[int]) -> list[list[int]]:
    bounds = start.tolist()
    return [values[a:b] for a, b in pairwise(bounds)]


class Rules:
    """All that stays fixed during a run, by kind, step and unit (reading an ndarray is slow)."""

    def __init__(self, blueprint: Blueprint) -> None:
        bp = blueprint
        self.follow_up = bp.follow_up
        self.horizon = bp.horizon

        classes = bp.classes
        self.classes = len(classes)
        """How many of the priority classes occur; queues have no others."""
        self.priority = [classes.index(priority) for priority in bp.kind_priority.tolist()]
        self.recovery: list[float] = bp.kind_recovery.tolist()
        self.alone: list[list[float]] = bp.kind_alone.tolist()
        self.relapse: list[float] = bp.kind_relapse.tolist()
        self.crisis: list[int] = bp.kind_crisis.tolist()
        self.patience = [None if row[0] < 0.0 else quantile_of(bp, row) for row in bp.kind_patience]
        self.response = [quantile_of(bp, row) for row in bp.kind_response]
        self.reminders: list[int] = bp.kind_reminders.tolist()
        self.right = [bool(right) for right in bp.kind_right.tolist()]
        """Kinds that are never refused for want of money."""
        self.obstacles = set(bp.exclusion_kind.tolist()) if bp.exclusion_again.any() else set()
        """Kinds that keep others out, of which some are taken up again afterwards."""
        self.member_items: list[float] = bp.kind_member_items.tolist()
        """What each further member of a household adds to the length of letters."""
        self.severity_shares: list[list[float]] = bp.kind_severity.tolist()
        self.spills = _spills(bp)
        self.escalation = _escalation(bp, self.spills)
        self.hinders = _hinders(bp)

        self.steps = [Step(bp, index) for index in range(len(bp.steps))]
        for step in self.steps:
            step.ways = [
                (None if target < 0 else self.steps[target], reached)
                for target, reached in zip(
                    bp.next_step[bp.next_start[step.index] : bp.next_start[step.index + 1]].tolist(),
                    bp.next_chance[bp.next_start[step.index] : bp.next_start[step.index + 1]].tolist(),
                    strict=True,
                )
            ]
            step.branches = len(step.ways) > 1
            step.after = step.ways[0][0]
        self._place_luck(bp)
        self.first_step = [self.steps[first] for first in bp.kind_first_step.tolist()[:-1]]
        size = bp.steps_of_a_table
        for step in self.steps[size:]:
            step.places = self.steps[step.index % size].places  # the same ones for all tables
        once = self.steps[:size]  # whichever table it goes by, its luck is the same
        self.deciding = [
            [s for s in once if s.kind == kind and s.unfounded > 0.0] for kind in range(len(bp.kinds))
        ]
        self.routing = Routing(bp) if bp.tables > 1 else None
        """Which table a case goes by; None where there is one."""
        self.triage = self.routing if self.routing is not None and self.routing.again else None
        """The same, where a case may go over into another table on its way."""

        self.item_valid: list[float] = bp.item_valid.tolist() + bp.topic_valid.tolist()
        """Of items, and of the topics of investigations, which a unit holds in the same way."""
        self.when_shared = bp.when_shared
        self.slice_hours = bp.slice_hours
        self.decision_hours = bp.decision_hours
        self.severity_effort: list[float] = [0.0, *bp.severity_effort.tolist()]
        """By severity 1-3."""
        self.state_hazard: list[float] = bp.state_hazard.tolist()
        self.remind_after = bp.remind_after
        self.b_items, self.b_contacts = bp.b_items, bp.b_contacts
        self.b_trust, self.b_help = bp.b_trust, bp.b_help
        self.style = bp.has_style
        """Whether caseworkers may be control-oriented."""
        self.b_control, self.asks_more = bp.b_control, bp.asks_more
        self.control_slows, self.control_finds = bp.control_slows, bp.control_finds
        self.checks = bp.has_style and bp.wrong_share > 0.0 and bp.control_finds > 0.0
        """Whether control finds wrong payments."""
        self.duplicate_hours = bp.duplicate_hours
        self.presents_after = bp.presents_after
        self.synergy = bp.synergy
        on, start, gain, loss, fades, at_none, slope = bp.trust.tolist()
        self.trust_on = on == 1.0
        self.trust_start, self.trust_gain, self.trust_loss, self.trust_fades = start, gain, loss, fades
        self.trust_at_none, self.trust_slope = at_none, slope
        self.return_chance = bp.return_chance
        self.return_delay = quantile_of(bp, bp.return_delay)
        self.leaving = bp.leaving
        self.acute_from, self.moves_up = bp.acute_from, bp.acute_moves_up
        self.salts = Salts(bp)

    def _place_luck(self, bp: Blueprint) -> None:
        """The columns of the uniforms that are drawn ahead come after those of the hours."""
        width = int(np.diff(bp.kind_first_step).max())
        for kind in range(len(bp.kinds)):
            branching = [step for step in self.steps if step.kind == kind and step.branches]
            copies = len(branching) // bp.tables
            for place, step in enumerate(branching):
                step.onward_at = width + place % copies

    def is_unfounded(self, kind: int, key: int) -> bool:
        """Whether one of the need's decisions will find that there is nothing in it."""
        return any(uniform(key, step.unfounded_salt) < step.unfounded for step in self.deciding[kind])


def _spills(bp: Blueprint) -> list[list[tuple[int, float]]]:
    """For each kind: (kind of the new need, chance)."""
    kinds = _parts(bp.spill_start, bp.spill_kind.tolist())
    chances = _parts(bp.spill_start, bp.spill_chance.tolist())
    return [list(zip(k, c, strict=True)) for k, c in zip(kinds, chances, strict=True)]


def _hinders(bp: Blueprint) -> list[list[tuple[int, float]]]:
    """For each kind: (kind that holds back its recovery, share)."""
    kinds = _parts(bp.hinder_start, bp.hinder_kind.tolist())
    shares = _parts(bp.hinder_start, bp.hinder_share.tolist())
    return [list(zip(k, s, strict=True)) for k, s in zip(kinds, shares, strict=True)]


def _escalation(bp: Blueprint, spills: list[list[tuple[int, float]]]) -> list[list[float]]:
    """Hazards by kind and severity; nothing happens at the top without a crisis or spills."""
    rates: list[list[float]] = bp.kind_escalation.tolist()
    for kind, row in enumerate(rates):
        if not bp.kind_crisis[kind] and not spills[kind]:
            row[2] = 0.0
    return rates


class Step:
    """A step of a kind of need, and the salts of the draws that are made there.

    They are drawn upon with the need's key; `found_salt` with the key of the need that is looked
    for, so that its place is the step at which someone looks.
    """

    unit: Unit
    """Who handles it; set by the office once its units are there."""
    branches: bool
    """Whether chance decides where it leads."""
    after: Step | None
    """Where it leads otherwise."""
    onward_at: int
    """Where it leads the first time: the place of that draw in a need's `luck`, where chance decides."""
    factors: list[float]
    """On hours, by severity 1-3: severity and breadth together; set by the office."""
    has_entry: bool
    """Whether a referral, the choice of a caseworker or papers come before the work."""
    has_exit: bool
    """Whether trust, a decision, a deadline or an end as unfounded come after it."""
    drafts: bool
    """Whether it decides, and decisions may be faulty or are reviewed."""
    sends_back: bool
    """Whether it decides, and its notes may be sent back."""
    ways: list[tuple[Step | None, float]]
    """Where it leads, with cumulated chances; None is the end."""

    def __init__(self, bp: Blueprint, index: int) -> None:
        place = bp.steps[index].split(".", 1)
        self.index = index
        self.kind = int(bp.step_kind[index])
        table = index // bp.steps_of_a_table
        self.place = index - int(bp.kind_first_step[table * len(bp.kinds) + self.kind])
        """Position among the steps of its kind; the place of its first hours in a need's `luck`."""
        self.effort = quantile_of(bp, bp.step_effort[index])
        """Hours at a uniform."""
        self.deadline = float(bp.step_deadline[index])
        self.has_deadline = not math.isnan(self.deadline)
        self.decides = bool(bp.step_decides[index])
        self.unfounded = float(bp.step_unfounded[index])
        self.every = float(bp.step_every[index])
        self.is_support = not math.isnan(self.every)
        self.what = FOLLOW_UP_WORK if self.is_support else STEP_WORK
        """What its caseworkers do: the kind of work, one of `names.WORK`."""
        number, classes = int(bp.step_places[index]), len(bp.classes)
        self.places = None if number < 0 else Places(number, classes)
        """How many can have this support at a time; None: all."""
        self.load = int(bp.step_load[index])
        self.planned = float(bp.step_planned[index])
        """Expected hours of a piece of work, where somebody counts them."""
        self.charge = float(bp.step_charge[index])
        """What a day of support costs the unit's payer."""
        """What a case weighs here against its caseworker's cap; 0 in a pool."""
        self.items: list[int] = bp.item[bp.item_start[index] : bp.item_start[index + 1]].tolist()
        self.adviser: Unit | None = None
        """Whom its unit consults; set by the office once its units are there."""
        self.consults = float(bp.step_consults[index])
        self.consultation = quantile_of(bp, bp.step_consultation[index])
        self.advised_recovery = float(bp.step_advised_recovery[index])
        self.consultation_factors: list[float] = []
        """On hours of a consultation, by severity 1-3; set by the office."""
        self.advised_factors: list[float] = []
        """On hours, where it has been asked."""
        self.consulted_salt = salt("consulted", *place)
        self.consultation_salt = salt("consultation", *place)
        topic = int(bp.step_topic[index])
        self.topic = len(bp.items) + topic if topic >= 0 else None
        """What it investigates, among what units hold of a client."""
        self.per_member = float(bp.kind_member_effort[self.kind])
        """What each further member of a household adds to its hours."""
        self.is_plain = self.topic is None and self.per_member == 0.0
        """Whether its hours are as drawn, but for the factors."""
        self.investigation_salt = salt("shared investigation", *place)
        self.effort_salt = effort_salt(bp.steps[index])
        self.onward_salt = onward_salt(bp.steps[index])
        self.unfounded_salt = salt("unfounded", *place)
        self.missed_salt = salt("missed", *place)
        self.more_salt = salt("asks more", *place)
        self.response_salt = salt("response", *place)
        self.delay_salt = salt("referral delay", *place)
        self.lost_salt = salt("referral lost", *place)
        self.bounced_salt = salt("referral bounced", *place)
        self.back_salt = salt("referral back", *place)
        self.rejected_salt = salt("rejected", *place)
        self.missed_caught_salt = salt("caught", "missed", *place)
        self.lost_caught_salt = salt("caught", "lost", *place)
        self.found_salt = salt("found", *place)
        self.plan_salt = salt("plan asked", *place)
        self.fault_salt = salt("faulty", *place)
        self.review_salt = salt("found in review", *place)
        self.report_salt = salt("reported", *place)
        self.surfaces_salt = salt("surfaces", *place)
        self.surfacing_salt = salt("surfaces after", *place)
        self.suspended_salt = salt("suspended", *place)
        self.notes_salt = salt("sent back", *place)
        self.shared_salt = {item: salt("shared", *place, bp.items[item]) for item in self.items}


class Salts:
    """The purposes of the draws that belong to a need or a client as such."""

    def __init__(self, bp: Blueprint) -> None:
        self.need = [salt(NEED, kind) for kind in bp.kinds]
        self.spill = [salt("spill", kind) for kind in bp.kinds]
        self.severity = salt("severity")
        self.escalation = salt("escalation")
        self.alone = salt("alone")
        self.recovery = salt("recovery")
        self.presents = salt("presents")
        self.patience = salt("patience")
        self.patience_caught = salt("caught", "patience")
        self.returns = salt("returns")
        self.return_delay = salt("return delay")
        self.relapse = salt("relapse")
        self.leaving = salt("leaving")
        self.visit_found = salt("found at a visit")
        self.plan_visit = salt("plan asked at a visit")
        self.consent = salt("consent")
        self.plan_date = salt("plan date")
        self.cooperates = salt("cooperates")
        self.uncovered = salt("uncovered")
