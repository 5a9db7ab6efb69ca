"""A Blueprint as the compiled engine reads it: tables of records, and the salts of every keyed draw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from weakref import ref

import numpy as np

from socsim.engine.compiled.records import AWAY, FIXED, IDLE, NONE, WORLD
from socsim.engine.totals import counts_hands, months
from socsim.model.draws import child, salt
from socsim.model.people import NEED, effort_salt, onward_salt
from socsim.scenario.blueprint import Blueprint, Floats, Ints, paces_differ
from socsim.scenario.names import ABSENCES, BY_CLIENT, BY_OWN_MANAGER, CASEWORKER, IN_TURN
from socsim.scenario.quantities import DAYS_A_MONTH

Rows = np.ndarray[Any, np.dtype[Any]]

SALTS = {
    "severity": ("severity",),
    "escalation": ("escalation",),
    "alone": ("alone",),
    "recovery": ("recovery",),
    "presents": ("presents",),
    "patience": ("patience",),
    "patience_caught": ("caught", "patience"),
    "returns": ("returns",),
    "return_delay": ("return delay",),
    "relapse": ("relapse",),
    "leaving": ("leaving",),
    "visit_found": ("found at a visit",),
    "plan_visit": ("plan asked at a visit",),
    "consent": ("consent",),
    "plan_date": ("plan date",),
    "cooperates": ("cooperates",),
    "uncovered": ("uncovered",),
    "agency": ("agency",),
    "changes_hands": ("changes hands",),
    "own_faults": ("own faults",),
}
"""Purposes of the draws that belong to a need, a client or a coordination as such."""

PLAIN = (
    "decision_hours", "remind_after", "b_items", "b_contacts", "b_trust", "b_help", "duplicate_hours",
    "b_control", "asks_more", "control_slows", "control_finds",
    "acute_from", "acute_moves_up", "acute_interrupts", "notes_goes", "when_shared",
    "transition_starts", "transition_period", "transition_pace", "transition_fades",
    "transition_handed_over", "transition_lost",
    "steering_every", "steering_lag", "steering_share", "steering_margin", "steering_days", "steering_pace",
    "steering_lost", "steering_by_hours",
    "presents_after", "synergy", "return_chance", "leaving", "warm_up", "follow_up", "horizon",
    "plan_consent", "plan_earliest", "plan_effort", "plan_leads", "plan_lasts",
)  # fmt: skip
"""Numbers that the world takes from the Blueprint as they are."""

NOTES = ("effort", "per_need", "sent_back", "full_at", "saves_reading", "finds", "keeps")
"""What is known of a unit's documentation."""


_READ: dict[int, tuple[ref[Blueprint], Rows, dict[str, Rows]]] = {}
"""What has been read of the Blueprints that are still there, by their identity."""


def read(bp: Blueprint) -> tuple[Rows, dict[str, Rows]]:
    """The world's own record, with the settings in it, and the tables, as a run begins; to be copied.

    A Blueprint is read once, however many runs begin with it.
    """
    kept = _READ.get(id(bp))
    if kept is None:
        world = np.zeros(1, WORLD)
        for name, value in settings(bp):
            world[name] = value
        number = id(bp)
        kept = _READ[number] = ref(bp, lambda _: _READ.pop(number, None)), world, tables(bp)
    return kept[1], kept[2]


def tables(bp: Blueprint) -> dict[str, Rows]:
    """The tables of all that is fixed but for the people, by name."""
    made = {"kinds": _kinds(bp), "spills": _spills(bp), "steps": _steps(bp), "items": _items(bp)}
    made |= {"hinders": _rows("hinders", len(bp.hinder_kind), kind=bp.hinder_kind, share=bp.hinder_share)}
    made |= {"ways": _ways(bp), "units": _units(bp), "workers": _workers(bp), "groups": _groups(bp)}
    made |= {"qualities": _qualities(bp), "levels": _levels(bp)}
    made |= {"exclusions": _exclusions(bp), "budgets": _budgets(bp)}
    made["posts"] = _rows("posts", int(bp.unit_worker_start[-1]))
    made["queues"] = _number_queues(bp, made)
    return made


def settings(bp: Blueprint) -> Iterator[tuple[str, Any]]:
    """Field by field, what the world knows of the rules."""
    for name in PLAIN:
        yield name, getattr(bp, name)
    for name, words in SALTS.items():
        yield f"{name}_salt", salt(*words)
    on, start, gain, loss, fades, at_none, slope = bp.trust.tolist()
    yield "trust_on", on == 1.0
    yield "trust_start", start if on == 1.0 else 0.5
    yield from {"trust_gain": gain, "trust_loss": loss, "trust_fades": fades}.items()
    yield from {"trust_at_none": at_none, "trust_slope": slope}.items()
    yield "window_end", bp.warm_up + bp.measure
    yield "remembers_faces", bool(bp.unit_reading.any() or bp.trust[0])
    yield "has_households", bp.has_households
    yield "drafting", bool(bp.drafts.any())
    yield "counts_hands", counts_hands(bp)
    yield "documents", bp.documents
    yield "file_item", len(bp.items) + len(bp.topics)
    yield "months", months(bp)
    yield "style", bp.has_style
    yield "checks", bp.has_style and bp.wrong_share > 0.0 and bp.control_finds > 0.0
    yield "paced", paces_differ(bp)
    yield "absences", bool(bp.has_posts.any())
    yield "reorganises", bool(bp.reorganised.any())
    yield "heads", int(bp.unit_worker_start[-1])
    yield "threshold_salts", [salt(name) for name in ABSENCES]
    yield "days_salts", [salt(f"{name} days") for name in ABSENCES]
    yield "return_delay", tuple(bp.return_delay)
    yield "state_hazard", bp.state_hazard
    yield "longest", int(np.diff(bp.kind_first_step).max())
    yield "most_items", int(np.diff(bp.item_start).max())
    yield "classes", len(bp.classes)
    yield "n_kinds", len(bp.kinds)
    yield "n_units", len(bp.units)
    yield "n_districts", max(1, len(bp.districts))
    yield "n_profiles", len(bp.profiles)
    yield "n_tables", bp.tables
    yield "n_triage", len(bp.triage_from)
    yield "n_steps", bp.steps_of_a_table
    yield "triage_again", bool(bp.triage_again) and len(bp.triage_from) > 1
    yield "n_groups", len(bp.coordinator_unit)
    yield from _joint_plans(bp)


def _joint_plans(bp: Blueprint) -> Iterator[tuple[str, Any]]:
    has_plans = len(bp.plan_due) > 0
    yield "has_plans", has_plans
    if has_plans:
        yield from zip(("plan_needs", "plan_units"), bp.plan_due.tolist(), strict=True)
    yield from zip(("plan_at_steps", "plan_at_followups", "plan_at_visits"), bp.plan_asked, strict=True)
    yield from zip(("plan_target", "plan_every", "plan_on_paper"), bp.plan_target, strict=True)
    yield "plan_free", tuple(bp.plan_free)
    yield "plan_last", NONE


def _rows(table: str, count: int, **columns: Any) -> Rows:
    """Rows of a table; the columns left out are nought."""
    rows = np.zeros(count, FIXED[table])
    for name, values in columns.items():
        if rows.dtype[name].names is not None:  # a distribution
            for place, part in enumerate(rows.dtype[name].names):
                rows[name][part] = np.asarray(values)[:, place]
        else:
            rows[name] = values
    return rows


def _salts(purpose: str, bp: Blueprint, *before: str) -> list[int]:
    """The salt of a purpose at each step."""
    return [salt(purpose, *before, *step.split(".", 1)) for step in bp.steps]


def _kinds(bp: Blueprint) -> Rows:
    classes, first = bp.classes, bp.kind_first_step[: len(bp.kinds) + 1]  # as in every other table
    spills = np.diff(bp.spill_start) > 0
    escalation = bp.kind_escalation.copy()
    escalation[(bp.kind_crisis == 0) & ~spills, 2] = 0.0  # nothing happens at the top without these
    unfounded = [bp.step_unfounded[a:b].any() for a, b in pairwise(first.tolist())]
    return _rows(
        "kinds", len(bp.kinds), first_step=first[:-1], steps=np.diff(first),
        priority=[classes.index(priority) for priority in bp.kind_priority.tolist()],
        recovery=bp.kind_recovery, escalation=escalation, alone=bp.kind_alone,
        hazardous=bp.kind_escalation.any(axis=1) | bp.kind_alone.any(axis=1), doubtful=unfounded,
        impatient=bp.kind_patience[:, 0] >= 0,
        right=bp.kind_right, obstacle=_obstacles(bp),
        crisis=bp.kind_crisis, relapse=bp.kind_relapse, severity=bp.kind_severity,
        reminders=bp.kind_reminders, member_items=bp.kind_member_items,
        patience=bp.kind_patience, response=bp.kind_response,
        first_spill=bp.spill_start[:-1], last_spill=bp.spill_start[1:],
        first_hinder=bp.hinder_start[:-1], last_hinder=bp.hinder_start[1:],
        need_salt=[salt(NEED, kind) for kind in bp.kinds],
    )  # fmt: skip


def _obstacles(bp: Blueprint) -> list[bool]:
    """Kinds that keep others out, of which some are taken up again afterwards."""
    again = bool(bp.exclusion_again.any())
    return [again and kind in bp.exclusion_kind for kind in range(len(bp.kinds))]


def _exclusions(bp: Blueprint) -> Rows:
    names = [bp.kinds[kind] for kind in bp.exclusion_kind.tolist()]
    return _rows(
        "exclusions", len(names), kind=bp.exclusion_kind, when=bp.exclusion_when,
        chance=bp.exclusion_chance, again=bp.exclusion_again,
        salt=[salt("excluded", name) for name in names],
        again_salt=[salt("taken up", name) for name in names],
    )  # fmt: skip


def _budgets(bp: Blueprint) -> Rows:
    count = len(bp.budget_yearly)
    return _rows("budgets", count, yearly=bp.budget_yearly, closes=DAYS_A_MONTH)


def _kept(bp: Blueprint) -> Ints:
    """The budget of each unit, where somebody is held to it."""
    held = set(bp.unit_budget[bp.unit_gate > 0.0].tolist())
    return np.array([own if own in held else NONE for own in bp.unit_budget.tolist()], dtype=np.int64)


def _spills(bp: Blueprint) -> Rows:
    salts = [salt("spill", bp.kinds[kind]) for kind in bp.spill_kind.tolist()]
    return _rows("spills", len(salts), kind=bp.spill_kind, chance=bp.spill_chance, salt=salts)


def _turns_away(bp: Blueprint) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Units that may turn a need away."""
    rules = np.diff(bp.exclusion_start) > 0
    return rules | ((_kept(bp) >= 0) & (bp.unit_gate > 0.0))


def _steps(bp: Blueprint) -> Rows:
    count, size, unit = len(bp.steps), bp.steps_of_a_table, bp.step_unit
    guarded = _turns_away(bp)[unit]
    pooled = bp.pooled[unit]
    ways, items = np.diff(bp.next_start), np.diff(bp.item_start) > 0
    deadline, support = ~np.isnan(bp.step_deadline), ~np.isnan(bp.step_every)
    has_exit = (bp.step_decides == 1) | deadline | items | (bp.trust[0] == 1.0) | (bp.step_unfounded > 0.0)
    topic, advised = bp.step_topic, bp.step_adviser >= 0
    returns = bp.documentation_effort * bp.documentation_sent_back > 0.0
    has_exit |= topic >= 0
    has_exit |= len(bp.plan_due) > 0
    return _rows(
        "steps", count, index=np.arange(count), kind=bp.step_kind,
        place=np.arange(count) % size - bp.kind_first_step[bp.step_kind], unit=unit, effort=bp.step_effort,
        factors=_factors(bp, bp.unit_effort[unit]),
        deadline=bp.step_deadline, every=bp.step_every, unfounded=bp.step_unfounded,
        load=np.where(pooled, 0, bp.step_load), places=bp.step_places,
        adviser=bp.step_adviser, consults=bp.step_consults, consultation=bp.step_consultation,
        consultation_factors=_factors(bp, bp.unit_effort[bp.step_adviser]),
        advised_factors=_factors(bp, bp.step_advised_effort), advised_recovery=bp.step_advised_recovery,
        consulted_salt=_salts("consulted", bp), consultation_salt=_salts("consultation", bp),
        topic=np.where(topic >= 0, len(bp.items) + topic, NONE),
        is_plain=(topic < 0) & (bp.kind_member_effort[bp.step_kind] == 0.0),
        per_member=bp.kind_member_effort[bp.step_kind],
        topic_valid=np.append(bp.topic_valid, math.inf)[topic],
        investigation_salt=_salts("shared investigation", bp),
        planned=bp.step_planned, charge=bp.step_charge,
        has_deadline=deadline, decides=bp.step_decides, is_support=support,
        has_entry=(bp.unit_referral[unit] == 1) | ~pooled | deadline | items | support | guarded | advised,
        has_exit=has_exit,
        branches=ways > 1, after=bp.next_step[bp.next_start[:-1]],
        first_item=bp.item_start[:-1], last_item=bp.item_start[1:],
        first_way=bp.next_start[:-1], last_way=bp.next_start[1:],
        effort_salt=[effort_salt(step) for step in bp.steps],
        onward_salt=[onward_salt(step) for step in bp.steps],
        unfounded_salt=_salts("unfounded", bp), missed_salt=_salts("missed", bp),
        more_salt=_salts("asks more", bp),
        response_salt=_salts("response", bp), delay_salt=_salts("referral delay", bp),
        lost_salt=_salts("referral lost", bp), bounced_salt=_salts("referral bounced", bp),
        back_salt=_salts("referral back", bp), rejected_salt=_salts("rejected", bp),
        missed_caught_salt=_salts("caught", bp, "missed"),
        lost_caught_salt=_salts("caught", bp, "lost"), found_salt=_salts("found", bp),
        plan_salt=_salts("plan asked", bp),
        drafts=(bp.step_decides == 1) & (bp.fault_on[unit] == 1),
        fault_salt=_salts("faulty", bp), review_salt=_salts("found in review", bp),
        report_salt=_salts("reported", bp), surfaces_salt=_salts("surfaces", bp),
        surfacing_salt=_salts("surfaces after", bp), suspended_salt=_salts("suspended", bp),
        sends_back=(bp.step_decides == 1) & returns[unit],
        notes_salt=_salts("sent back", bp),
    )  # fmt: skip


def _factors(bp: Blueprint, breadth: Floats) -> Floats:
    """Factors on the hours of each step by severity; nobody has severity 0."""
    factors: Floats = np.hstack((np.zeros((len(breadth), 1)), np.outer(breadth, bp.severity_effort)))
    return factors


def _items(bp: Blueprint) -> Rows:
    steps = np.repeat(np.arange(len(bp.steps)), np.diff(bp.item_start)).tolist()
    pairs = zip(steps, bp.item.tolist(), strict=True)
    salts = [salt("shared", *bp.steps[step].split(".", 1), bp.items[item]) for step, item in pairs]
    return _rows("items", len(salts), item=bp.item, valid_for=bp.item_valid[bp.item], shared_salt=salts)


def _ways(bp: Blueprint) -> Rows:
    return _rows("ways", len(bp.next_step), target=bp.next_step, chance=bp.next_chance)


def _units(bp: Blueprint) -> Rows:
    same = (
        "cap", "client_load", "decided_by", "managers", "referral", "referral_delay", "rate", "board_every",
        "sharing", "referral_lost", "referral_bounced", "sight", "sight_followup", "recovery", "reading",
        "reading_per_need", "control",
        "district", "short_rate", "short_days", "long_rate", "long_days", "overload", "cover_after",
        "leave_lost", "turnover", "vacancy", "novice_days", "novice_pace", "turnover_lost", "agency_after",
        "agency_chance", "agency_pace",
    )  # fmt: skip
    return _rows(
        "units", len(bp.units), index=np.arange(len(bp.units)), pooled=bp.pooled,
        by_client=bp.unit_assignment == BY_CLIENT, in_turn=bp.unit_allocation == IN_TURN, turn=0,
        stretched=bp.unit_cap * 6 // 5,
        first_worker=bp.unit_worker_start[:-1],
        last_worker=bp.unit_worker_start[1:], cooperation=bp.plan_cooperation,
        changes=(bp.unit_role == CASEWORKER) & bp.transition_is_felt, reorganised=bp.reorganised,
        absent=bp.has_posts, steered=bp.steered, posts=np.diff(bp.unit_worker_start) - bp.unit_spare,
        turns_away=_turns_away(bp), budget=_kept(bp), gate=bp.unit_gate,
        first_exclusion=bp.exclusion_start[:-1], last_exclusion=bp.exclusion_start[1:],
        **{name: getattr(bp, f"unit_{name}") for name in same},
        **{f"documentation_{name}": getattr(bp, f"documentation_{name}") for name in NOTES},
    )  # fmt: skip


def _qualities(bp: Blueprint) -> Rows:
    same = (
        "base", "per_load", "pressed_after", "per_handover", "per_breadth", "per_novice", "spread",
        "rework", "surfaces", "surfaces_after", "reports", "lowers", "floor", "forgets_after", "restores",
        "suspends", "suspension", "suspension_lost", "kinds",
    )  # fmt: skip
    personal = bp.fault_per_novice + bp.fault_spread + bp.fault_suspends > 0.0
    return _rows(
        "qualities", len(bp.units), **{name: getattr(bp, f"fault_{name}") for name in same},
        first_level=bp.review_start[:-1], last_level=bp.review_start[1:], odds=1.0, personal=personal,
    )  # fmt: skip


def _levels(bp: Blueprint) -> Rows:
    return _rows(
        "levels", len(bp.review_by), by_manager=bp.review_by == BY_OWN_MANAGER,
        catches=bp.review_catches, effort=bp.review_effort,
    )  # fmt: skip


def _workers(bp: Blueprint) -> Rows:
    count = int(bp.unit_worker_start[-1])
    unit = np.repeat(np.arange(len(bp.units)), np.diff(bp.unit_worker_start))
    slices = np.where(bp.pooled[unit], math.inf, bp.slice_hours)
    index = np.arange(count)
    spare = index >= (bp.unit_worker_start[1:] - bp.unit_spare)[unit]
    return _rows(
        "workers",
        count,
        index=index,
        unit=unit,
        rate=bp.unit_rate[unit],
        budget=_kept(bp)[unit],
        pay=bp.unit_pay[unit],
        slice=slices,
        job=np.where(spare, AWAY, IDLE),
        next_free=NONE,
        first_down=NONE,
        first_case=NONE,
        person=index,
        pace=1.0,
    )


def desk_keys(bp: Blueprint, key: int) -> list[int]:
    """The key of each worker's desk, from that of the replication; 0 where nothing is drawn for them."""
    keys = [0] * int(bp.unit_worker_start[-1])
    for unit in np.flatnonzero(bp.has_posts | (bp.fault_spread > 0.0)).tolist():
        first, last = bp.unit_worker_start[unit : unit + 2].tolist()
        unit_key = child(key, salt("staff", bp.staff_of(unit)))
        keys[first:last] = [child(unit_key, salt("desk"), number) for number in range(1, last - first + 1)]
    return keys


def _groups(bp: Blueprint) -> Rows:
    same = ("unit", "district", "cap", "threshold", "effort", "every", "sight", "helps", "catches", "fades")
    return _rows(
        "groups", len(bp.coordinator_unit), **{name: getattr(bp, f"coordinator_{name}") for name in same},
        hours_per_month=bp.unit_rate[bp.coordinator_unit] * DAYS_A_MONTH,
    )  # fmt: skip


def _number_queues(bp: Blueprint, made: dict[str, Rows]) -> Rows:
    """Give every queue its number, and pools their free workers in the order of index."""
    units, workers, groups = made["units"], made["workers"], made["groups"]
    classes, count = len(bp.classes), 0
    for unit in units:
        unit["first_waiting"], unit["first_queue"] = count, count + classes
        count += 2 * classes
        own = workers[unit["first_worker"] : unit["last_worker"]]
        unit["first_free"] = unit["last_free"] = NONE
        if unit["pooled"]:
            own["first_queue"] = unit["first_queue"]
            free = own[own["job"] == IDLE]["index"]
            if len(free):
                unit["first_free"], unit["last_free"] = free[0], free[-1]
                own["next_free"][: len(free) - 1] = free[1:]
        else:
            own["first_queue"] = count + classes * np.arange(len(own))
            count += classes * len(own)
        if bp.acute_interrupts:
            own["first_down"] = count + classes * np.arange(len(own))
            count += classes * len(own)
    steps, size = made["steps"], bp.steps_of_a_table
    for step in steps[:size]:
        if step["places"] >= 0:
            step["first_in_line"] = count
            count += classes
    steps["first_in_line"] = np.tile(steps["first_in_line"][:size], bp.tables)  # the same for all tables
    for group in groups:
        group["first_queue"] = count
        count += len(bp.kinds) + 1
    queues = np.zeros(count, FIXED["queues"])
    queues["first"] = queues["last"] = NONE
    return queues
