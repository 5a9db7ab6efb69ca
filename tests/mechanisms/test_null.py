"""A mechanism that is left out does what its null value does, to the last bit of the whole ledger.

Everything else is at work meanwhile, and so is the rest of the mechanism: a chance of 0 must be silent
whatever would have moved it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from socsim.engine.ledger import Ledger
from socsim.model.people import make_people

from ..engine.both import simulate
from .bench import Written, blueprint_of, changed, differences
from .rich import ORGANISATIONS, RICH

Changes = Mapping[str, Any]
SILOS = "organisations.silos.units"
BOARD = "organisations.coordinated.units.health"
SAME = "organisations.coordinated.units"
ONE = "organisations.one_worker.units.all"
EXPERTS = "organisations.one_worker.units.experts"
FOUND = "organisations.coordinated.outreach"
GROUP = "organisations.coordinated.coordinators"
LETTERS = "behaviour.paperwork"
WITH_PLANS = ("organisations.silos", "organisations.coordinated")
NOBODY_ASKS = {"at_steps": 0, "at_followups": 0, "at_visits": 0}
NEVER = dict.fromkeys((1, 2, 3), "0 per year")
NO_MORE_FAULTS = {"behaviour.faults.per_novice": 0}
"""Of whoever is new, for whom the pace is not all that is different."""
NO_REVIEW = {"behaviour.review": None, f"{SILOS}.money.review": None}
SILENT_TRUST = {"start": 0.5, "gain": 0, "loss": 0, "recovery_at_none": 1, "recovery_slope": 0}

NULLS: dict[str, tuple[Changes, Changes]] = {
    # name: (left out, the null value)
    "sight": (
        {"behaviour.sight": None, "behaviour.sight_at_followups": None, f"{ONE}.sight": None},
        {"behaviour.sight": 1, "behaviour.sight_at_followups": 1, f"{ONE}.sight": 1},
    ),
    "sight of coordinators": ({f"{GROUP}.case_manager.sight": None}, {f"{GROUP}.case_manager.sight": 0}),
    "presents_after": (
        {"behaviour.presents_after": None, "population.profiles.1.presents": None},
        {"behaviour.presents_after": "0 days"},
    ),
    "referral": (
        {"behaviour.referral": None},
        {"behaviour.referral": {"delay": {"dist": "exponential", "mean": "0 days"}, "lost": 0}},
    ),
    "documentation": (
        {"behaviour.documentation": None},
        {"behaviour.documentation.effort": "0 h"},
    ),
    "notes sent back": (
        {"behaviour.documentation.sent_back": None}, {"behaviour.documentation.sent_back": 0},
    ),
    "what notes are good for": (
        {f"behaviour.documentation.{name}": None for name in ("saves_reading", "finds", "keeps")},
        {f"behaviour.documentation.{name}": 0 for name in ("saves_reading", "finds", "keeps")},
    ),
    "bounced": ({"behaviour.referral.bounced": None}, {"behaviour.referral.bounced": 0}),
    "missed_paperwork": (
        {"behaviour.missed_paperwork": None}
        | {f"{LETTERS}.{b}": None for b in ("per_item", "per_contact", "per_trust", "per_help", "reminders")},
        {"behaviour.missed_paperwork": 0},
    ),
    "per_item": ({f"{LETTERS}.per_item": None}, {f"{LETTERS}.per_item": 0}),
    "contacts": (
        {f"{LETTERS}.per_contact": None, "population.coping": None},
        {f"{LETTERS}.per_contact": 0},
    ),
    "per_help": (
        {f"{LETTERS}.per_help": None, f"{GROUP}.case_manager.helps": None},
        {f"{LETTERS}.per_help": 0},
    ),
    "information_sharing": (
        {"behaviour.information_sharing": None, "behaviour.information.duplicate": None},
        {"behaviour.information_sharing": 1},
    ),
    "duplicate": ({"behaviour.information.duplicate": None}, {"behaviour.information.duplicate": "0 h"}),
    "validity": (
        {"behaviour.information.valid_for": None},
        {"behaviour.information.valid_for": {"income": "100 years", "identity": "100 years"}},
    ),
    "investigations": (
        {"needs.money.steps.investigation.investigates": None, "behaviour.investigations": None}
        | {"needs.health.steps.investigation.investigates": None},
        {"behaviour.investigations.valid_for": {"person": "0 days"}},
    ),
    "acquaintance": (
        {"behaviour.acquaintance": None},
        {"behaviour.acquaintance": {"effort": "0 h", "per_need": 0.25}},
    ),
    "breadth": ({"behaviour.breadth": None}, {"behaviour.breadth": 0}),
    "depth": ({"behaviour.depth": None}, {"behaviour.depth": 0}),
    "allocation": (
        {f"{SILOS}.health.allocation": None},
        {f"{SILOS}.health.allocation": "least_loaded"},
    ),
    "caseload": (
        {f"{SILOS}.money.caseload": None, f"{SILOS}.home.caseload": None, f"{ONE}.caseload": None},
        {f"{SILOS}.money.caseload": 9999, f"{SILOS}.home.caseload": 9999, f"{ONE}.caseload": 9999},
    ),
    "outreach": (
        {FOUND: None}, {f"{FOUND}.reach": 0, f"{FOUND}.cost": "9 SEK per day"},
    ),
    "slice": ({"office.slice": None}, {"office.slice": "9999 h"}),
    "decided_by": (
        {f"{BOARD}.decided_by": None, f"{BOARD}.board_every": None},
        {f"{BOARD}.decided_by": "caseworker"},
    ),
    "sick leave": (
        {"behaviour.sick_leave": None},
        {
            "behaviour.sick_leave.short.rate": "0 per year",
            "behaviour.sick_leave.long.rate": "0 per year",
        },
    ),
    "overload": (
        {"behaviour.sick_leave.long.overload": None},
        {"behaviour.sick_leave.long.overload": 0},
    ),
    "cover": (
        {"behaviour.sick_leave.cover_after": None},
        {"behaviour.sick_leave.cover_after": "9999 years"},
    ),
    "forgotten at handovers": (
        {"behaviour.sick_leave.lost_at_handover": None, "behaviour.turnover.lost_at_handover": None},
        {"behaviour.sick_leave.lost_at_handover": 0, "behaviour.turnover.lost_at_handover": 0},
    ),
    "turnover": ({"behaviour.turnover": None}, {"behaviour.turnover.rate": "0 per year"}),
    "novice": (
        {"behaviour.turnover.novice": None, **NO_MORE_FAULTS},
        {"behaviour.turnover.novice": {"period": "120 days", "pace": 1}, **NO_MORE_FAULTS},
    ),
    "agency": ({"behaviour.agency": None}, {"behaviour.agency.chance": 0}),
    "sick leave and turnover": (
        {"behaviour.sick_leave": None, "behaviour.turnover": None},
        {
            "behaviour.sick_leave.short.rate": "0 per year",
            "behaviour.sick_leave.long.rate": "0 per year",
            "behaviour.turnover.rate": "0 per year",
        },
    ),
    "patience": ({"behaviour.patience": None}, {"behaviour.patience": "9999 years"}),
    "escalation": (
        {"needs.money.escalates": None, "needs.health.escalates": None},
        {"needs.money.escalates.rate": "0 per year", "needs.health.escalates.rate": NEVER},
    ),
    "resolves_alone": ({"needs.money.resolves_alone": None}, {"needs.money.resolves_alone": "0 per year"}),
    "effort_by_severity": (
        {"behaviour.effort_by_severity": None},
        {"behaviour.effort_by_severity": {1: 1, 2: 1, 3: 1}},
    ),
    "synergy": ({"behaviour.synergy": None}, {"behaviour.synergy": 0}),
    "hindered_by": (
        {"needs.money.hindered_by": None}, {"needs.money.hindered_by": {"health": 0, "home": 0}},
    ),
    "trust": ({"behaviour.trust": None}, {"behaviour.trust": SILENT_TRUST}),
    "trust, without per_trust": (
        {"behaviour.trust": None, f"{LETTERS}.per_trust": None},
        {f"{LETTERS}.per_trust": 0}
        | {"behaviour.trust.recovery_at_none": 1, "behaviour.trust.recovery_slope": 0},
    ),
    "return": ({"behaviour.return": None}, {"behaviour.return.probability": 0}),
    "relapses": (
        {"needs.money.relapses": None, "needs.health.relapses": None},
        {"needs.money.relapses": "0 per year", "needs.health.relapses": "0 per year"},
    ),
    "steering": (
        {"organisations.coordinated.steering": None}, {"organisations.coordinated.steering.share": 0},
    ),
    "forgotten at a move": (
        {"organisations.coordinated.steering.lost_at_handover": None},
        {"organisations.coordinated.steering.lost_at_handover": 0},
    ),
    "new in another unit": (
        {"organisations.coordinated.steering.novice": None, **NO_MORE_FAULTS},
        {"organisations.coordinated.steering.novice": {"period": "40 days", "pace": 1}, **NO_MORE_FAULTS},
    ),
    "transition": (
        {f"organisations.{name}.transition": None for name in ORGANISATIONS},
        {f"organisations.{name}.transition": {"period": "1 year"} for name in ORGANISATIONS},
    ),
    "handed over at a transition": (
        {f"organisations.one_worker.transition.{key}": None for key in ("handed_over", "lost_at_handover")},
        {"organisations.one_worker.transition.handed_over": 0},
    ),
    "acute": ({"behaviour.acute": None}, {"behaviour.acute.from_severity": 4}),
    "faults": (
        {"behaviour.faults": None, **NO_REVIEW},
        {"behaviour.faults.base": 0, "behaviour.review": [], f"{SILOS}.money.review": []},
    ),
    "faults, which are reviewed all the same": ({"behaviour.faults": None}, {"behaviour.faults.base": 0}),
    "review": (NO_REVIEW, {"behaviour.review": [], f"{SILOS}.money.review": []}),
    "learning": (
        {"behaviour.faults.culture": None},
        {"behaviour.faults.culture": "silence", "behaviour.faults.learning": None},
    ),
    "faults of one's own": ({"behaviour.faults.spread": None}, {"behaviour.faults.spread": 0}),
    "suspension": (
        {"behaviour.faults.blame.suspends": None},
        {"behaviour.faults.blame.suspends": 0, "behaviour.faults.blame.suspension": "90 days"},
    ),
    "cases of the suspended that are forgotten": (
        {"behaviour.faults.blame.lost_at_handover": None}, {"behaviour.faults.blame.lost_at_handover": 0},
    ),
    "blame that tells all is learning": (
        {"behaviour.faults.culture": "learning", "behaviour.faults.blame": None},
        {"behaviour.faults.blame": {"suspends": 0, "silences": 0}},
    ),
    "blame that tells nothing is silence": (
        {"behaviour.faults.culture": "silence", "behaviour.faults.blame": None},
        {"behaviour.faults.blame": {"suspends": 0, "silences": 1}},
    ),
    "rework": ({"behaviour.faults.rework": None}, {"behaviour.faults.rework": 0}),
    "faults that surface": ({"behaviour.faults.surfaces": None}, {"behaviour.faults.surfaces": 0}),
    "what makes faults likelier": (
        {f"behaviour.faults.{b}": None for b in ("per_load", "per_handover", "per_breadth", "per_novice")},
        {f"behaviour.faults.{b}": 0 for b in ("per_load", "per_handover", "per_breadth", "per_novice")},
    ),
    "style": (
        {"behaviour.style": None},
        {"behaviour.style.control": 0, "behaviour.style.spread": 0, "behaviour.style.wrong_payments": None},
    ),
    "leaving": ({"behaviour.leaving": None}, {"behaviour.leaving": "0 per year"}),
    "budgets": (
        {f"{SILOS}.money.budget": None, f"{ONE}.budget": None, f"{SAME}.money.budget": None},
        {f"{SILOS}.money.budget": {"yearly": "1 SEK"}, f"{ONE}.budget": {"share": 1, "gate": 0},
         f"{SAME}.money.budget.gate": 0},
    ),
    "exclusion": (
        {f"{SILOS}.health.not_while": None, f"{BOARD}.not_while": None},
        {f"{SILOS}.health.not_while": {"home": {"chance": 0, "taken_up_after": 1}},
         f"{BOARD}.not_while": {"home": {"chance": 0}}},
    ),
    "places": (
        {"needs.home.steps.support.places": None}, {"needs.home.steps.support.places": 100_000},
    ),
    "members": (
        {"population.profiles.1.members": None}, {"population.profiles.1.members": {1: 1, 4: 0}},
    ),
    "per_member": (
        {"needs.money.per_member": None, "needs.health.per_member": None},
        {"needs.money.per_member": {"effort": 0, "items": 0}, "needs.health.per_member": {"effort": 0}},
    ),
    "joint plans": (
        {f"{name}.joint_plans": None for name in WITH_PLANS},
        {f"{name}.joint_plans.asked": NOBODY_ASKS for name in WITH_PLANS}
        | {f"{name}.joint_plans.target.plans": "0 per year" for name in WITH_PLANS},
    ),
    "a target for joint plans": (
        {f"{name}.joint_plans.target": None for name in WITH_PLANS},
        {f"{name}.joint_plans.target.plans": "0 per year" for name in WITH_PLANS},
    ),
}  # fmt: skip


def ledger_of(written: Written, organisation: str) -> Ledger:
    blueprint = blueprint_of(written, organisation)
    return simulate(blueprint, make_people(blueprint, 7, 1))


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, Ledger]:
    return {name: ledger_of(RICH, name) for name in ORGANISATIONS}


@pytest.mark.parametrize("mechanism", NULLS)
def test_left_out_is_its_null_value(mechanism: str, as_it_is: dict[str, Ledger]) -> None:
    """And it was not silent before: somewhere it makes a difference."""
    left_out, null = NULLS[mechanism]
    felt = []
    for name in ORGANISATIONS:
        without = ledger_of(changed(RICH, left_out), name)
        assert list(differences(without, ledger_of(changed(RICH, null), name))) == []
        felt += differences(without, as_it_is[name])
    assert felt


def test_coordinators_whom_nobody_is_due() -> None:
    """Their own rows apart, a group with a threshold out of reach is no group."""
    without = ledger_of(changed(RICH, {GROUP: None}), "coordinated")
    idle = ledger_of(changed(RICH, {f"{GROUP}.case_manager.for.needs_at_least": 4}), "coordinated")
    at_work = ledger_of(RICH, "coordinated")
    assert idle.units["busy_area"][-1] == 0.0
    assert list(differences(without, cut(idle))) == []
    assert list(differences(without, cut(at_work))) != []


def test_experts_whom_nobody_asks() -> None:
    """Their own rows apart, whoever is consulted in no case might as well not be there."""
    without = ledger_of(changed(RICH, {f"{ONE}.consults": None, EXPERTS: None}), "one_worker")
    idle = ledger_of(changed(RICH, {f"{ONE}.consults.share": 0}), "one_worker")
    at_work = ledger_of(RICH, "one_worker")
    assert idle.units["busy_area"][-1] == 0.0
    assert list(differences(without, cut(idle))) == []
    assert list(differences(without, cut(at_work))) != []


def cut(ledger: Ledger) -> Ledger:
    """A ledger without the rows of its last unit, which has one worker."""
    units = {name: values[:-1] for name, values in ledger.units.items()}
    caseworkers = {name: values[:-1] for name, values in ledger.caseworkers.items()}
    return dataclasses.replace(ledger, units=units, caseworkers=caseworkers)
