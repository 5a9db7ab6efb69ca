"""Turning a mechanism on moves its figure the named way, all else being at work and equal.

Paired over replications: the same people with and without. A figure has moved when Student's t of the
difference says so, one-sided, at a level that lets a mechanism without effect pass once in twenty
choices of seeds over all of this file (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

from socsim.analysis import measure
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint

from .bench import Figure, changed, column, figures
from .rich import RICH

REPLICATIONS = 18
FALSE_ALARM = 0.05
SILOS = "organisations.silos.units"
ONE = "organisations.one_worker.units.all"
GROUPS = "organisations.coordinated.coordinators"
MANAGER = f"{GROUPS}.case_manager"


def metric(name: str, group: str = "all") -> Figure:
    """A figure as it stands in summary.csv."""

    def figure(blueprint: Blueprint, ledger: Ledger) -> float:
        frame = measure(ledger, blueprint)
        row = frame[(frame.metric == name) & (frame.group == group) & (frame.statistic == "mean")]
        return float(row.value.iloc[0])

    return figure


def total(table: str, name: str) -> Figure:
    """The sum of a column of the ledger."""

    def figure(_: Blueprint, ledger: Ledger) -> float:
        return float(np.nansum(column(getattr(ledger, table), name)))

    return figure


def falls_by(cause: str) -> Figure:
    return metric("falls_per_client", f"cause={cause}")


def wait_beside_others(blueprint: Blueprint, ledger: Ledger) -> float:
    """What pieces of work about one kind wait, as a share of what all wait."""
    return metric("wait_days", "need=home")(blueprint, ledger) / metric("wait_days")(blueprint, ledger)


def spells(_: Blueprint, ledger: Ledger) -> float:
    return float((ledger.needs["spell"] > 1).sum())


def born_later(_: Blueprint, ledger: Ledger) -> float:
    return float((~ledger.needs["at_arrival"] & (ledger.needs["spell"] == 1)).sum())


def wait_at(*severities: int) -> Figure:
    """Wait of pieces about needs that arose with these severities, as a share of what all pieces wait."""

    def figure(_: Blueprint, ledger: Ledger) -> float:
        needs, work = ledger.needs, ledger.work
        columns = (needs[name].tolist() for name in ("client", "need", "spell"))
        severity = dict(zip(zip(*columns, strict=True), needs["severity"].tolist(), strict=True))
        about = zip(*(work[name].tolist() for name in ("client", "need", "spell")), strict=True)
        chosen = np.isin([severity.get(key, 0) for key in about], severities)
        waited = column(work, "start") - column(work, "ready")
        return float(waited[chosen].mean() / waited.mean())

    return figure


PLANS = "organisations.silos.joint_plans"
MANY = {
    "asked": {"at_steps": 1, "at_followups": 1}, "earliest": "0 days", "free_after": "1 day", "effort": "1 h",
}  # fmt: skip
NOTES = "behaviour.documentation"
MUCH_TO_LEARN = {
    "behaviour.faults.base": 0.4, "behaviour.faults.learning": {"lowers": 0.5, "floor": 0.1},
}  # fmt: skip
NEW = {"behaviour.turnover.rate": "2 per year", "behaviour.turnover.novice.period": "1 year"}
FORGETFUL = {
    "behaviour.sick_leave.lost_at_handover": 0.5, "behaviour.turnover.lost_at_handover": 0.5,
}  # fmt: skip
BUSY = {"office.casework_share": 0.22, "organisations.team.transition": None}
ACUTE, CHANGE = "behaviour.acute", "organisations.team.transition"
ONE_CHANGES = "organisations.one_worker.transition"
HIDDEN = {"behaviour.sight": 0, "behaviour.presents_after": "30 years"}
ALL_THERE = {"behaviour.sick_leave": None, "behaviour.turnover": None}
STEERING = "organisations.silos.steering"
IDLE_HOMES = {**ALL_THERE, "office.casework_share": 0.3, f"{SILOS}.home.caseworkers": 7}
SLOW = {"period": "200 days", "pace": 3}
NO_LINE = {"needs.home.steps.support.places": None}
TIGHT = {
    f"{SILOS}.money.budget": {"yearly": "200000 SEK", "gate": 3}, "run.warm_up": "1.5 years",
    "needs.money.escalates.rate": "3 per year", "needs.health.escalates.crisis": None,
}  # fmt: skip
LOOSE = TIGHT | {f"{SILOS}.money.budget": {"yearly": "200000 SEK", "gate": 0}}
LENIENT = {"behaviour.style.per_control": 0, "behaviour.style.asks_more": 0}
PAID = {f"needs.{kind}.steps.support.cost": "9000 SEK per month" for kind in ("money", "health", "home")} | {
    "behaviour.style.wrong_payments.share": 0.3
}
ADVICE = {"with": {"money": "experts"}, "share": 1, "effort": "1 h", "lifts": 0}
MEMBERS, ITEMS = "population.profiles.1.members", "needs.money.per_member.items"
UP, DOWN = 1.0, -1.0
UNSEEN = total("needs", "days_unseen")
Changes = Mapping[str, Any]

CALM = changed(RICH, {"behaviour.faults.culture": "learning", "behaviour.faults.spread": 0})
"""Without suspensions, after which nothing is where it was: they make every other difference hard to see."""

MOVES: dict[str, tuple[str, Changes, Changes, Callable[..., float], float]] = {
    # name: (organisation, off, on, figure, which way on is from off)
    "1 less sight": ("silos", {"behaviour.sight": 1}, {"behaviour.sight": 0.1}, UNSEEN, UP),
    "1 telling later": (
        "silos",
        {"behaviour.presents_after": "30 days"},
        {"behaviour.presents_after": "3 years"},
        UNSEEN,
        UP,
    ),
    "2 lost referrals": ("silos", {"behaviour.referral.lost": 0}, {}, falls_by("lost_referral"), UP),
    "2 slow referrals": (
        "silos", {"behaviour.referral.delay": "0 days"}, {"behaviour.referral.delay": "40 days"},
        metric("lead_to_decision_days"), UP,
    ),
    "2 bounced referrals": (
        "silos", {"behaviour.referral.bounced": 0}, {"behaviour.referral.bounced": 0.6},
        total("needs", "days_referred"), UP,
    ),
    "2 bounced referrals delay": (
        "silos", {"behaviour.referral.bounced": 0}, {"behaviour.referral.bounced": 0.6},
        metric("lead_to_decision_days"), UP,
    ),
    "3 missed paperwork": (
        "team",
        {"behaviour.missed_paperwork": 0},
        {"behaviour.missed_paperwork": 0.3},
        falls_by("missed_paperwork"),
        UP,
    ),
    "3 reminders": (
        "team", {"behaviour.paperwork.reminders": 0}, {"behaviour.paperwork.reminders": 3},
        falls_by("missed_paperwork"), DOWN,
    ),
    "4 sharing": (
        "silos", {"behaviour.information_sharing": 0}, {"behaviour.information_sharing": 1},
        total("needs", "duplicates"), DOWN,
    ),
    "4 duplicate work": (
        "silos", {"behaviour.information.duplicate": None, **ALL_THERE},
        {"behaviour.information.duplicate": "2 h", **ALL_THERE}, metric("hours"), UP,
    ),
    "4 sharing of investigations": (
        "silos", {"behaviour.information_sharing": 0}, {"behaviour.information_sharing": 1},
        metric("duplicate_investigations"), DOWN,
    ),
    "4 investigations are shared": (
        "one_worker", {"behaviour.investigations.when_shared": 1},
        {"behaviour.investigations.when_shared": 0.1}, metric("hours", "kind=investigation"), DOWN,
    ),
    "4 investigations made twice": (
        "silos", {"behaviour.information_sharing": 1}, {"behaviour.information_sharing": 0},
        metric("hours", "kind=duplicate"), UP,
    ),
    "5 contacts": (
        "silos", {"behaviour.paperwork.per_contact": 0},
        {"behaviour.paperwork.per_contact": 3, "population.coping": {"mean": 0}},
        falls_by("missed_paperwork"), UP,
    ),
    "6 acquaintance": ("silos", {"behaviour.acquaintance": None}, {}, metric("hours", "kind=reading_up"), UP),
    "7 breadth": ("team", {"behaviour.breadth": 0}, {"behaviour.breadth": 0.4}, metric("hours"), UP),
    "7 depth": (
        "team", {"behaviour.depth": 0}, {"behaviour.depth": 0.7}, metric("lead_to_recovery_days"), UP,
    ),
    "7 consulted specialists help": (
        "one_worker", {"behaviour.depth": 0.8, f"{ONE}.consults.share": 0},
        {"behaviour.depth": 0.8, f"{ONE}.consults": {**ADVICE, "effort": "0 h", "lifts": 1}},
        metric("lead_to_recovery_days"), DOWN,
    ),
    "7 consulted specialists cost hours": (
        "one_worker", {f"{ONE}.consults.share": 0}, {f"{ONE}.consults": {**ADVICE, "effort": "2 h"}},
        metric("hours"), UP,
    ),
    "7 consulted specialists keep waiting": (
        "one_worker", {f"{ONE}.consults.share": 0}, {f"{ONE}.consults": {**ADVICE, "effort": "12 h"}},
        metric("lead_to_decision_days"), UP,
    ),
    "8 caseload": (
        "silos", {f"{SILOS}.money.caseload": None}, {f"{SILOS}.money.caseload": 6},
        metric("assignment_queue_length", "unit=money"), UP,
    ),
    "8 priority": (
        "team",
        {"needs.home.priority": "ordinary", "office.casework_share": 0.22},
        {"needs.home.priority": "acute", "office.casework_share": 0.22},
        wait_beside_others,
        DOWN,
    ),
    "9 the board decides": (
        "silos", {}, {f"{SILOS}.health.decided_by": "board", f"{SILOS}.health.board_every": "60 days"},
        metric("lead_to_decision_days", "need=health"), UP,
    ),
    "9 the manager decides": (
        "silos", {f"{SILOS}.money.decided_by": None}, {"office.managers": {"decision": "8 h"}},
        metric("lead_to_decision_days", "need=money"), UP,
    ),
    "10 giving up": (
        "one_worker", {"behaviour.patience": None, f"{ONE}.caseload": 3},
        {"behaviour.patience": "5 days", f"{ONE}.caseload": 3}, falls_by("gave_up"), UP,
    ),
    "12 escalation": (
        "silos", {"needs.money.escalates.rate": "0 per year"}, {"needs.money.escalates.rate": "4 per year"},
        metric("crises_per_100_client_years"), UP,
    ),
    "12 spills": (
        "silos", {"needs.money.escalates.into": {}},
        {"needs.money.escalates.into": {"health": 0.9}, "needs.money.escalates.rate": "2 per year"},
        born_later, UP,
    ),
    "12 going away": (
        "silos", {"needs.money.resolves_alone": None}, {"needs.money.resolves_alone": "5 per year"},
        metric("open_at_end"), DOWN,
    ),
    "13 synergy": (
        "silos", {"behaviour.synergy": 0, **HIDDEN, **NO_LINE}, {"behaviour.synergy": 1, **HIDDEN, **NO_LINE},
        metric("days_in_state", "state=in_support"), UP,
    ),
    "13 needs that hinder others": (
        "silos", {"needs.money.hindered_by": None, "behaviour.synergy": 0, **HIDDEN, **ALL_THERE},
        {"needs.money.hindered_by": {"health": 1, "home": 1}, "behaviour.synergy": 0, **HIDDEN, **ALL_THERE},
        metric("days_in_state", "state=in_support"), UP,
    ),
    "14 trust": (
        "silos", {"behaviour.trust.loss": 0, "behaviour.trust.gain": 0.9},
        {"behaviour.trust.loss": 0.9, "behaviour.trust.gain": 0}, metric("lead_to_recovery_days"), UP,
    ),
    "15 return": (
        "silos", {"behaviour.return.probability": 0, "behaviour.referral.lost": 0.4},
        {"behaviour.return": {"probability": 1, "delay": "5 days"}, "behaviour.referral.lost": 0.4},
        total("needs", "days_fallen"), DOWN,
    ),
    "16 relapse": (
        "team", {"needs.money.relapses": None}, {"needs.money.relapses": "4 per year"}, spells, UP,
    ),
    "16 leaving": (
        "team", {"behaviour.leaving": "0 per year"}, {"behaviour.leaving": "3 per year"},
        metric("recovered_share"), DOWN,
    ),
    "18 joint plans share": (
        "silos", {PLANS: None}, {PLANS: MANY}, total("needs", "duplicates"), DOWN,
    ),
    "18 cooperation": (
        "silos", {PLANS: {**MANY, "cooperation": 0}}, {PLANS: MANY}, metric("plans_held"), UP,
    ),
    "18 joint plans take hours": (
        "silos", {PLANS: None}, {PLANS: MANY}, metric("hours", "kind=joint_plan"), UP,
    ),
    "18 a target": (
        "silos", {PLANS: {**MANY, "asked": {}}},
        {PLANS: {**MANY, "asked": {}, "target": {"plans": "60 per year"}}}, metric("plans_met"), UP,
    ),
    "23 pressure": (
        "silos", {"behaviour.faults.per_load": 0},
        {"behaviour.faults.per_load": 3, "behaviour.faults.pressed_after": "1 day"},
        metric("faults_per_100_decisions"), UP,
    ),
    "23 handovers": (
        "team", {"behaviour.faults.per_handover": 0}, {"behaviour.faults.per_handover": 2},
        metric("faults_per_100_decisions"), UP,
    ),
    "23 breadth": (
        "one_worker", {"behaviour.faults.per_breadth": 0}, {"behaviour.faults.per_breadth": 2},
        metric("faults_per_100_decisions"), UP,
    ),
    "23 the system's share": (
        "team", {"behaviour.faults.per_breadth": 0}, {"behaviour.faults.per_breadth": 2},
        metric("system_share_of_faults"), UP,
    ),
    "23 review finds": (
        "team", {"behaviour.review": []},
        {"behaviour.review": [{"by": "colleague", "catches": 0.9, "effort": "10 min"}]},
        metric("wrong_decisions_per_client"), DOWN,
    ),
    "23 review takes time": (
        "one_worker", {"behaviour.review": []},
        {"behaviour.review": [{"by": "colleague", "catches": 0, "effort": "12 h"}]},
        metric("lead_to_decision_days"), UP,
    ),
    "23 rework": (
        "team", {"behaviour.faults.rework": 0, "behaviour.faults.base": 0.4},
        {"behaviour.faults.rework": 3, "behaviour.faults.base": 0.4},
        metric("hours", "kind=rework"), UP,
    ),
    "23 learning": (
        "team", {"behaviour.faults.culture": "silence", "behaviour.faults.base": 0.4},
        {"behaviour.faults.culture": "learning", "behaviour.faults.base": 0.4,
         "behaviour.faults.learning": {"lowers": 0.5, "floor": 0.1}},
        metric("faults_per_100_decisions"), DOWN,
    ),
    "23 blame silences": (
        "team", {"behaviour.faults.blame": {"silences": 0}, **MUCH_TO_LEARN},
        {"behaviour.faults.blame": {"silences": 1}, **MUCH_TO_LEARN},
        metric("faults_per_100_decisions"), UP,
    ),
    "23 blame suspends": (
        "team", {"behaviour.faults.blame.suspends": 0.02}, {"behaviour.faults.blame.suspends": 1},
        metric("suspended_share"), UP,
    ),
    "23 who makes more faults than others": (
        "silos", {"behaviour.faults.spread": 0}, {"behaviour.faults.spread": 2},
        metric("faults_per_100_decisions", "origin=individual"), UP,
    ),
    "23 novices": (
        "silos", {"behaviour.faults.per_novice": 0, **NEW}, {"behaviour.faults.per_novice": 3, **NEW},
        metric("system_share_of_faults"), UP,
    ),
    "23 wrong decisions cost": (
        "silos", {"behaviour.faults.cost": "0 SEK"}, {}, metric("cost_per_client"), UP,
    ),
    "21 documentation takes time": (
        "one_worker", {f"{NOTES}.effort": "0 h"}, {f"{NOTES}.effort": "3 h"},
        metric("lead_to_decision_days"), UP,
    ),
    "21 notes save reading up": (
        "team", {f"{NOTES}.saves_reading": 0}, {f"{NOTES}.saves_reading": 0.9},
        metric("hours", "kind=reading_up"), DOWN,
    ),
    "21 notes let faults be found": (
        "team", {f"{NOTES}.finds": 0, "behaviour.faults.base": 0.4},
        {f"{NOTES}.finds": 1, f"{NOTES}.full_at": "5 min", "behaviour.faults.base": 0.4},
        metric("wrong_decisions_per_client"), DOWN,
    ),
    "21 notes keep cases": (
        "silos", {f"{NOTES}.keeps": 0, **FORGETFUL},
        {f"{NOTES}.keeps": 1, f"{NOTES}.full_at": "1 min", **FORGETFUL}, falls_by("uncovered"), DOWN,
    ),
    "21 notes sent back": (
        "team", {f"{NOTES}.sent_back": 0}, {f"{NOTES}.sent_back": 1},
        metric("hours", "kind=documentation"), UP,
    ),
    "22 control costs recovery": (
        "one_worker", {"behaviour.style.control": 0, "behaviour.style.spread": 0, **LENIENT},
        {"behaviour.style.control": 1, "behaviour.style.spread": 0, **LENIENT,
         "behaviour.style.slows_recovery": 0.8},
        metric("recovered_share"), DOWN,
    ),
    "22 control makes letters go missing": (
        "one_worker", {"behaviour.style.control": 0, "behaviour.style.spread": 0},
        {"behaviour.style.control": 1, "behaviour.style.spread": 0, "behaviour.style.per_control": 2},
        falls_by("missed_paperwork"), UP,
    ),
    "22 control saves money": (
        "one_worker",
        {"behaviour.style.control": 0, "behaviour.style.spread": 0, **PAID},
        {"behaviour.style.control": 1, "behaviour.style.spread": 0, **PAID},
        metric("cost_per_client", "kind=wrong_payments"), DOWN,
    ),
    "17 coordinators catch": (
        "coordinated", {f"{MANAGER}.catches": 0}, {f"{MANAGER}": {"number": 5, "catches": 1}},
        metric("falls_per_client"), DOWN,
    ),
    "17 coordinators see": (
        "coordinated", {GROUPS: {}},
        {f"{MANAGER}.for.needs_at_least": 1, f"{MANAGER}.number": 5},
        UNSEEN, DOWN,
    ),
    "11 budgets": (
        "silos", LOOSE, TIGHT, falls_by("rejected"), UP,
    ),
    "11 budgets save the unit": (
        "silos", LOOSE, TIGHT, metric("cost_per_client", "unit=money"), DOWN,
    ),
    "11 budgets cost others": (
        "silos", LOOSE, TIGHT, metric("cost_per_client", "payer=region"), UP,
    ),
    "11 exclusion": (
        "silos", {f"{SILOS}.health.not_while": {}}, {f"{SILOS}.health.not_while": {"money": "open"}},
        falls_by("no_owner"), UP,
    ),
    "29 members take hours": (
        "team", {MEMBERS: None}, {MEMBERS: {2: 0.5, 5: 0.5}}, metric("hours"), UP,
    ),
    "29 members miss letters": (
        "silos", {MEMBERS: None, ITEMS: 0}, {MEMBERS: {2: 0.5, 5: 0.5}, ITEMS: 1},
        falls_by("missed_paperwork"), UP,
    ),
    "28 places": (
        "silos", {"needs.home.steps.support.places": None}, {"needs.home.steps.support.places": 1},
        metric("lead_to_support_days", "need=home"), UP,
    ),
    "19 sick leave delays": (
        "silos", {"behaviour.sick_leave": None, "behaviour.turnover": None},
        {"behaviour.sick_leave.short.rate": "30 per year", "behaviour.turnover": None},
        metric("lead_to_decision_days"), UP,
    ),
    "19 overload": (
        "team", {"behaviour.sick_leave.long.overload": 0, "office.casework_share": 0.05},
        {"behaviour.sick_leave.long.overload": 60, "office.casework_share": 0.05},
        metric("sick_leave_share"), UP,
    ),
    "19 forgotten": (
        "silos", {"behaviour.sick_leave.lost_at_handover": 0, "behaviour.turnover.lost_at_handover": 0},
        FORGETFUL,
        falls_by("uncovered"), UP,
    ),
    "19 cover": (
        "one_worker", {"behaviour.sick_leave.cover_after": None},
        {"behaviour.sick_leave.cover_after": "1 day"}, metric("handovers"), UP,
    ),
    "19 agency": (
        "silos", {"behaviour.agency": None},
        {"behaviour.agency.chance": 1, "behaviour.agency.after": "2 days"},
        metric("agency_cost_per_year"), UP,
    ),
    "20 turnover": (
        "one_worker", {"behaviour.turnover": None}, {"behaviour.turnover.rate": "2 per year"},
        metric("contacts"), UP,
    ),
    "20 novices": (
        "team", {"behaviour.turnover.novice": None, "behaviour.turnover.rate": "2 per year"},
        {"behaviour.turnover.novice.pace": 3, "behaviour.turnover.rate": "2 per year"}, metric("hours"), UP,
    ),
    "17 coordinators cost": (
        "coordinated", {GROUPS: {}},
        {"costs": {"coordinator": "50000 SEK per month"}}, metric("cost_per_client"), UP,
    ),
    "25 steering where one unit has too many": (
        "silos", IDLE_HOMES, {**IDLE_HOMES, STEERING: {"every": "20 days", "share": 0.3}},
        metric("wait_days"), DOWN,
    ),
    "25 who is moved is slow": (
        "silos", {**IDLE_HOMES, STEERING: {"every": "20 days", "share": 0.3}},
        {**IDLE_HOMES, STEERING: {"every": "20 days", "share": 0.3, "novice": SLOW}}, metric("hours"), UP,
    ),
    "26 a transition": (
        "team", {f"{CHANGE}.pace": 1}, {f"{CHANGE}.pace": 2}, metric("lead_to_decision_days"), UP,
    ),
    "26 a transition, for those who come at first": (
        "one_worker", {"organisations.one_worker.transition.pace": 1},
        {"organisations.one_worker.transition.pace": 3}, metric("lead_to_decision_days", "year=1"), UP,
    ),
    "26 a transition costs": (
        "team", {f"{CHANGE}.cost": None}, {}, metric("cost_per_client"), UP,
    ),
    "26 cases change hands": (
        "one_worker", {**ALL_THERE, ONE_CHANGES: {"starts": "150 days", "period": "0 days"}},
        {**ALL_THERE, ONE_CHANGES: {"starts": "150 days", "period": "0 days", "handed_over": 1}},
        metric("contacts"), UP,
    ),
    "26 some are forgotten": (
        "one_worker", {f"{ONE_CHANGES}.lost_at_handover": 0}, {f"{ONE_CHANGES}.lost_at_handover": 1},
        falls_by("uncovered"), UP,
    ),
    "27 acute work waits less": (
        "team", {**BUSY, f"{ACUTE}.from_severity": 4}, {**BUSY, ACUTE: {"from_severity": 2}},
        wait_at(2, 3), DOWN,
    ),
    "27 planned work waits longer": (
        "team", {**BUSY, f"{ACUTE}.from_severity": 4}, {**BUSY, ACUTE: {"from_severity": 2}},
        wait_at(1), UP,
    ),
    "27 acute work interrupts": (
        "silos", {f"{ACUTE}.interrupts": False, **ALL_THERE}, ALL_THERE, wait_at(3), DOWN,
    ),
}  # fmt: skip


OUTREACH = "organisations.silos.outreach"
FOUND = {"reach": 0.7, "lead": "70 days"}  # nobody is found before there is an office
MOVES |= {
    "24 early detection": ("silos", {}, {OUTREACH: FOUND}, metric("severity_at_contact"), DOWN),
    "24 those found in vain": (
        "silos", {OUTREACH: FOUND}, {OUTREACH: {**FOUND, "in_vain": 0.5}}, total("units", "busy_area"), UP,
    ),
    "24 outreach costs": (
        "silos", {OUTREACH: FOUND}, {OUTREACH: {**FOUND, "cost": "50000 SEK per month"}},
        metric("cost_per_client"), UP,
    ),
}  # fmt: skip


@pytest.mark.parametrize("mechanism", MOVES)
def test_on_moves_the_figure_the_named_way(mechanism: str) -> None:
    organisation, off, on, figure, way = MOVES[mechanism]
    base = RICH if mechanism.startswith("23") else CALM
    without = figures(changed(base, off), figure, REPLICATIONS, organisation)
    with_it = figures(changed(base, on), figure, REPLICATIONS, organisation)
    moved = way * np.subtract(with_it, without)
    error = float(moved.std(ddof=1)) / REPLICATIONS**0.5
    least = float(stats.t.isf(FALSE_ALARM / len(MOVES), REPLICATIONS - 1)) * error
    shown = f"{way * moved.mean():.4g} from {np.mean(without):.4g}"
    assert moved.mean() > least, f"moved by {shown}, and by chance alone up to {least:.2g}"
