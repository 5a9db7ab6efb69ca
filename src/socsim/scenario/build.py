"""From a checked scenario to a Blueprint for each organisation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from socsim.model.distributions import (
    CONSTANT,
    EMPIRICAL,
    EXPONENTIAL,
    LOGNORMAL,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    draw,
)
from socsim.model.laws import advised, depth_factor, logit
from socsim.scenario.absence import Agency, SickLeave, Turnover
from socsim.scenario.behaviour import Acquaintance, Referral
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.build_faults import fault_fields
from socsim.scenario.documentation import Documentation
from socsim.scenario.faults import Faults
from socsim.scenario.gatekeeping import WHEN
from socsim.scenario.household import cumulated_sizes
from socsim.scenario.investigation import topics_of
from socsim.scenario.joint_plans import JointPlans
from socsim.scenario.names import ALLOCATIONS, ASSIGNMENTS, DECIDERS, OPEN_STATES, PAYERS, PRIORITIES, ROLES
from socsim.scenario.organisation import Actor, Unit
from socsim.scenario.outreach import CUT
from socsim.scenario.plan import (
    OrganisationPlan,
    Plan,
    breadth_of,
    budgets_of,
    kinds_handled,
    make_plan,
    mean_member_effort,
    mean_severity_effort,
    monthly_minutes,
    office_hours,
    pay_of,
    payer_of,
    profile_streams,
)
from socsim.scenario.population import SEVERITIES
from socsim.scenario.quantities import Distribution
from socsim.scenario.routing import classes, route
from socsim.scenario.schema import Scenario
from socsim.scenario.staffing import control_of_unit, copy_of, district_name, districts_of
from socsim.scenario.steering import spare_desks
from socsim.scenario.style import Style
from socsim.scenario.transition import cost_in_window, planned_per_year

NO_DISTRIBUTION = (-1.0, 0.0, 0.0, 0.0)


def plan(scenario: Scenario) -> Plan:
    """Loads, staffing, payrolls and R, as `socsim check` shows them."""
    return make_plan(scenario)


def blueprints(scenario: Scenario) -> dict[str, Blueprint]:
    """A Blueprint for each organisation, in the file's order."""
    plans = make_plan(scenario).organisations
    return {
        name: _for_every_table(_Builder(scenario, name, plans[name]).build())
        for name in scenario.organisations
    }


def _for_every_table(blueprint: Blueprint) -> Blueprint:
    """Repeat what is stated of a step once, and is alike in all tables, for its copies."""
    size, tables = blueprint.steps_of_a_table, blueprint.tables
    columns = {f.name: getattr(blueprint, f.name) for f in fields(blueprint) if f.name.startswith("step_")}
    alike: dict[str, Any] = {
        name: np.concatenate([values] * tables) for name, values in columns.items() if len(values) == size
    }
    return replace(blueprint, **alike)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _ragged(lists: Sequence[Sequence[Any]]) -> tuple[Ints, list[Any]]:
    """Offsets and the values in a row."""
    offsets = np.concatenate(([0], np.cumsum([len(part) for part in lists]))).astype(np.int64)
    return offsets, [value for part in lists for value in part]


class _Builder:
    """Collects the arrays of one organisation, a section of the Blueprint at a time."""

    def __init__(self, scenario: Scenario, name: str, plan: OrganisationPlan) -> None:
        self.scenario = scenario
        self.plan = plan
        self.organisation = scenario.organisations[name]
        stated = self.organisation.steering
        self.steering = stated if stated is not None and stated.share > 0.0 else None
        self.kinds = tuple(scenario.needs)
        self.steps = [(kind, step) for kind, need in scenario.needs.items() for step in need.steps]
        self.items = tuple(
            dict.fromkeys(
                i for need in scenario.needs.values() for step in need.steps.values() for i in step.asks_for
            )
        )
        units: dict[str, Unit] = {**self.organisation.units, **scenario.actors}
        casework = [unit for unit in plan.units if unit.role in ("caseworker", "actor")]
        self.offices = {unit.name: units[unit.unit] for unit in casework}
        """Units and actors, as each district has them."""
        self.unit_names = tuple(unit.name for unit in plan.units)
        self.districts = districts_of(scenario)
        self.classes = classes(scenario, name)
        self.routes = [self._route(d, known) for d in self.districts for known in self.classes]
        """Who handles what, a table for each district and triage class."""
        handled = kinds_handled(scenario, name)
        self.handled = {unit.name: handled.get(unit.unit, 0) for unit in casework}
        self.empirical: list[float] = []

    def _route(self, district: str | None, known: int) -> dict[tuple[str, str], str]:
        """Which copy of which unit handles each step, for clients of whom so many needs are known."""
        routes = route(self.scenario, self.plan.name, known)
        return {step: district_name(*copy_of(self.scenario, district, unit)) for step, unit in routes.items()}

    def build(self) -> Blueprint:
        run, office, behaviour = self.scenario.run, self.scenario.office, self.scenario.behaviour
        return Blueprint(
            organisation=self.plan.name,
            kinds=self.kinds,
            steps=tuple(f"{kind}.{step}" for kind, step in self.steps) * len(self.routes),
            units=self.unit_names,
            items=self.items,
            warm_up=run.warm_up,
            measure=run.measure,
            follow_up=run.follow_up,
            **self._population(),
            **self._outreach(),
            **self._kinds(),
            **self._steps(),
            **self._investigations(),
            **self._consultations(),
            **self._units(),
            **self._rules(),
            **self._gatekeeping(),
            **self._absence(),
            **self._coordinators(),
            **self._joint_plans(),
            **self._documentation(),
            **fault_fields(self.unit_names, self._rule, self.handled),
            item_valid=_floats(behaviour.information.valid_for.get(i, math.inf) for i in self.items),
            slice_hours=math.inf if office.slice is None else office.slice,
            decision_hours=office.managers.decision,
            severity_effort=_floats(behaviour.effort_by_severity.get(s, 1.0) for s in SEVERITIES),
            state_hazard=_floats(getattr(behaviour.escalation_while, state) for state in OPEN_STATES),
            remind_after=behaviour.paperwork.remind_after,
            b_items=behaviour.paperwork.per_item,
            b_contacts=behaviour.paperwork.per_contact,
            b_trust=behaviour.paperwork.per_trust,
            b_help=behaviour.paperwork.per_help,
            duplicate_hours=behaviour.information.duplicate,
            presents_after=behaviour.presents_after,
            synergy=behaviour.synergy,
            trust=self._trust(),
            return_chance=behaviour.returns.probability,
            return_delay=_floats(self._distribution(behaviour.returns.delay)),
            leaving=behaviour.leaving,
            **self._steering(),
            **self._transition(),
            **self._acute(),
            **self._style(),
            empirical=_floats(self.empirical),  # last: the distributions above fill it
        )

    def _distribution(self, d: Distribution | None) -> tuple[float, float, float, float]:
        """A row (code, a, b, c) for `model.distributions.draw`."""
        if d is None:
            return NO_DISTRIBUTION
        mean, low, mode, high = (x if x is not None else 0.0 for x in (d.mean, d.low, d.mode, d.high))
        if d.dist == "constant" or (d.dist == "lognormal" and (d.cv == 0.0 or mean == 0.0)):
            return CONSTANT, mean, 0.0, 0.0
        if d.dist == "exponential":
            return EXPONENTIAL, mean, 0.0, 0.0
        if d.dist == "uniform":
            return UNIFORM, low, high, 0.0
        if d.dist == "triangular":
            return TRIANGULAR, low, mode, high
        if d.dist == "lognormal":
            variance = math.log(1.0 + (d.cv or 0.0) ** 2)
            return LOGNORMAL, math.log(mean) - variance / 2, math.sqrt(variance), 0.0
        if d.dist == "weibull":
            power = 1.0 / (d.shape or 1.0)
            return WEIBULL, mean / math.gamma(1.0 + power), power, 0.0
        values = sorted(d.values or ())
        self.empirical += values
        return EMPIRICAL, float(len(self.empirical) - len(values)), float(len(values)), 0.0

    def _population(self) -> dict[str, Any]:
        population = self.scenario.population
        streams = profile_streams(self.scenario)
        rates = [rate for d in self.districts for rate, _ in profile_streams(self.scenario, d)]
        shown = [[self.kinds.index(kind) for kind in p.presents or ()] for p in population.profiles] or [[]]
        start, kinds = _ragged(shown)
        shares = [[need.severity.get(s, 0.0) for s in SEVERITIES] for need in self.scenario.needs.values()]
        cumulated = np.cumsum(np.array(shares), axis=1)
        cumulated[:, 2] = 1.0
        return {
            "profiles": tuple(p.name for p in population.profiles) or ("everyone",),
            "districts": tuple(self.scenario.districts),
            "profile_rate": _floats(rates),
            "profile_chance": np.array([[chances.get(k, 0.0) for k in self.kinds] for _, chances in streams]),
            "present_start": start,
            "present_kind": _ints(kinds),
            "coping": _floats((population.coping.mean, population.coping.sd)),
            "kind_severity": cumulated,
            **self._households(),
        }

    def _households(self) -> dict[str, Any]:
        """Sizes of households, and what each further member adds."""
        sizes = cumulated_sizes(self.scenario.population.profiles)
        per_member = [need.per_member if sizes.size else None for need in self.scenario.needs.values()]
        return {
            "profile_members": sizes,
            "kind_member_effort": _floats(0.0 if one is None else one.effort for one in per_member),
            "kind_member_items": _floats(0.0 if one is None else one.items for one in per_member),
        }

    def _outreach(self) -> dict[str, Any]:
        """How the organisation finds people before they seek help."""
        o = self.organisation.outreach
        row = _floats(self._distribution(None if o is None or o.reach == 0.0 else o.lead))
        if row[0] < 0.0 or o is None:
            return {"outreach": np.zeros(5), "outreach_lead": row}
        code, a, b, c = row.tolist()
        if int(code) == EMPIRICAL:
            longest = self.empirical[-1]
        else:  # some are drawn from above, others from below
            longest = max(draw(int(code), a, b, c, u) for u in (CUT, 1.0 - CUT))
        return {"outreach": _floats((o.reach, o.more, longest, o.cost, o.planned)), "outreach_lead": row}

    def _kinds(self) -> dict[str, Any]:
        needs = list(self.scenario.needs.values())
        behaviour = self.scenario.behaviour
        crises = [need.escalates.crisis if need.escalates else None for need in needs]
        into = [list((n.escalates.into if n.escalates else {}).items()) for n in needs]
        spill_start, spills = _ragged(into)
        steps = [len(need.steps) for need in needs] * len(self.routes)
        first = np.concatenate(([0], np.cumsum(steps))).astype(np.int64)
        by_severity = [(n.escalates.rate if n.escalates else {}, n.resolves_alone or {}) for n in needs]
        return {
            "kind_first_step": first,
            "triage_from": _ints(self.classes),
            "triage_again": int(self.organisation.triage == "at_each_step"),
            "kind_priority": _ints(PRIORITIES.index(need.priority) for need in needs),
            "kind_recovery": _floats(
                math.nan if n.recovers_after is None else n.recovers_after for n in needs
            ),
            "kind_escalation": np.array([[up.get(s, 0.0) for s in SEVERITIES] for up, _ in by_severity]),
            "kind_alone": np.array([[away.get(s, 0.0) for s in SEVERITIES] for _, away in by_severity]),
            "kind_crisis": _ints(int(crisis is not None) for crisis in crises),
            "crisis_cost": _floats(crisis.cost if crisis else 0.0 for crisis in crises),
            "crisis_payer": _ints(PAYERS.index(crisis.payer) if crisis else 0 for crisis in crises),
            "kind_relapse": _floats(need.relapses for need in needs),
            "kind_patience": np.array([self._distribution(n.patience or behaviour.patience) for n in needs]),
            "kind_response": np.array(
                [self._distribution(n.response or behaviour.paperwork.response) for n in needs]
            ),
            "kind_reminders": _ints(
                behaviour.paperwork.reminders if n.reminders is None else n.reminders for n in needs
            ),
            "spill_start": spill_start,
            "spill_kind": _ints(self.kinds.index(kind) for kind, _ in spills),
            "spill_chance": _floats(chance for _, chance in spills),
            **self._hinders(),
        }

    def _consultations(self) -> dict[str, Any]:
        """Whom the unit of each step asks, and what that does."""
        tables = zip((d for d in self.districts for _ in self.classes), self.routes, strict=True)
        pairs = [(district, routes[pair], pair[0]) for district, routes in tables for pair in self.steps]
        names = [name for _, name, _ in pairs]
        whom = [self._adviser(*place) for place in pairs]
        rules = [self.offices[n].consults if w else None for n, w in zip(names, whom, strict=True)]
        effort: list[float] = []
        recovery: list[float] = []
        for name, other, consults in zip(names, whom, rules, strict=True):
            for factors, factor in ((effort, self._breadth), (recovery, self._depth)):
                own = factor(name)
                factors.append(
                    own if not (other and consults) else advised(own, factor(other), consults.lifts)
                )
        return {
            "step_adviser": _ints(self.unit_names.index(w) if w else -1 for w in whom),
            "step_consults": _floats(c.share if c else 0.0 for c in rules),
            "step_consultation": np.array([self._distribution(c.effort if c else None) for c in rules]),
            "step_advised_effort": _floats(effort),
            "step_advised_recovery": _floats(recovery),
        }

    def _adviser(self, district: str | None, name: str, kind: str) -> str | None:
        """Which unit, of the district or common to all, a unit asks about a kind of need."""
        consults = self.offices[name].consults
        other = None if consults is None else consults.whom(kind)
        return None if other is None else district_name(*copy_of(self.scenario, district, other))

    def _breadth(self, name: str) -> float:
        """Factor on the effort of a unit for the kinds that it handles."""
        office = self.offices.get(name)
        return breadth_of(self.scenario, office, max(1, self.handled.get(name, 1))) if office else 1.0

    def _depth(self, name: str) -> float:
        """Factor on recovery under a unit for the kinds that it handles."""
        return depth_factor(self._rule(name, "depth", 0.0), max(1, self.handled.get(name, 1)))

    def _investigations(self) -> dict[str, Any]:
        """Which steps look into what about the client."""
        topics, rules = topics_of(self.scenario.needs), self.scenario.behaviour.investigations
        steps = [self.scenario.needs[kind].steps[name] for kind, name in self.steps]
        return {
            "topics": topics,
            "step_topic": _ints(topics.index(s.investigates) if s.investigates else -1 for s in steps),
            "topic_valid": _floats(rules.valid_for.get(topic, math.inf) for topic in topics),
            "when_shared": rules.when_shared,
        }

    def _hinders(self) -> dict[str, Any]:
        """What holds back the recovery of each kind; a share of 0 does not."""
        needs = self.scenario.needs.values()
        hinders = [
            [(k, need.hindered_by[kind]) for k, kind in enumerate(self.kinds) if need.hindered_by.get(kind)]
            for need in needs
        ]
        start, held = _ragged(hinders)
        return {
            "hinder_start": start,
            "hinder_kind": _ints(kind for kind, _ in held),
            "hinder_share": _floats(share for _, share in held),
        }

    def _steps(self) -> dict[str, Any]:
        """The steps; those of each table are alike but for who handles them, and what a case weighs there."""
        steps = [self.scenario.needs[kind].steps[name] for kind, name in self.steps]
        tables, size = len(self.routes), len(steps)
        item_start, items = _ragged([step.asks_for for step in steps] * tables)
        next_start, nexts = _ragged([self._onward(i) for i in range(size)] * tables)
        shift = np.repeat(np.arange(tables) * size, len(nexts) // tables)
        onward = _ints(target for target, _ in nexts)
        return {
            "step_kind": _ints(self.kinds.index(kind) for kind, _ in self.steps),
            "step_effort": np.array([self._distribution(step.effort) for step in steps]),
            "step_deadline": _floats(math.nan if s.deadline is None else s.deadline for s in steps),
            "step_decides": _ints(int(step.decides) for step in steps),
            "step_unfounded": _floats(step.unfounded for step in steps),
            "step_every": _floats(math.nan if step.every is None else step.every for step in steps),
            "step_cost": _floats(step.cost for step in steps),
            "step_payer": _ints(PAYERS.index(step.payer) for step in steps),
            "step_places": _ints(-1 if step.places is None else step.places for step in steps),
            "step_unit": _ints(self.unit_names.index(r[pair]) for r in self.routes for pair in self.steps),
            "step_load": _ints(self._weight(r[pair], pair) for r in self.routes for pair in self.steps),
            "item_start": item_start,
            "item": _ints(self.items.index(item) for item in items),
            "next_start": next_start,
            "next_step": np.where(onward < 0, onward, onward + shift),
            "next_chance": _floats(chance for _, chance in nexts),
        }

    def _onward(self, index: int) -> list[tuple[int, float]]:
        """Where a step leads, with cumulated chances; the step after it takes the rest."""
        kind, name = self.steps[index]
        step = self.scenario.needs[kind].steps[name]
        after = index + 1 if index + 1 < len(self.steps) and self.steps[index + 1][0] == kind else -1
        ways, reached = [], 0.0
        for target, chance in (step.next or {}).items():
            reached += chance
            ways.append((-1 if target == "end" else self.steps.index((kind, target)), reached))
        if reached >= 1.0 - 1e-9:
            return [*ways[:-1], (ways[-1][0], 1.0)]
        return [*ways, (after, 1.0)]

    def _weight(self, unit_name: str, step: tuple[str, str]) -> int:
        """What a case in this step weighs against the cap of its unit."""
        kind, name = step
        unit, need = self.offices[unit_name], self.scenario.needs[kind]
        if not isinstance(unit.caseload, float):
            return 0 if unit.assignment == "client" else 1
        return monthly_minutes(self._planned(unit_name, step), need.steps[name])

    def _planned(self, unit_name: str, step: tuple[str, str]) -> float:
        """Expected hours of a piece of work."""
        kind, name = step
        unit, need = self.offices[unit_name], self.scenario.needs[kind]
        effort = need.steps[name].effort.expected() * mean_severity_effort(self.scenario, need)
        effort *= breadth_of(self.scenario, unit, self.handled[unit_name])
        return effort * mean_member_effort(self.scenario, kind)

    def _units(self) -> dict[str, Any]:
        plans = self.plan.units
        offices = [self.offices.get(name) for name in self.unit_names]
        desks = np.array([unit.people for unit in plans]) + self._spare()
        workers = np.concatenate(([0], np.cumsum(desks))).astype(np.int64)
        managers = [f"{name} (managers)" for name in self.unit_names]
        return {
            "unit_role": _ints(ROLES.index(unit.role) for unit in plans),
            "unit_district": _ints(self._district(unit.district) for unit in plans),
            "unit_payer": _ints(PAYERS.index(o.payer) if isinstance(o, Actor) else 0 for o in offices),
            "unit_payroll": _floats(unit.payroll_per_day for unit in plans),
            "unit_assignment": _ints(ASSIGNMENTS.index(o.assignment) if o else 0 for o in offices),
            "unit_allocation": _ints(ALLOCATIONS.index(o.allocation) if o else 0 for o in offices),
            "unit_cap": _ints(self._cap(name) for name in self.unit_names),
            "unit_client_load": _ints(
                int(o is not None and o.assignment == "client" and not isinstance(o.caseload, float))
                for o in offices
            ),
            "unit_rate": _floats(self._rate(unit.role) for unit in plans),
            "unit_worker_start": workers,
            "unit_decided_by": _ints(DECIDERS.index(o.decided_by) if o else 0 for o in offices),
            "unit_managers": _ints(
                self.unit_names.index(m) if o and m in self.unit_names else -1
                for o, m in zip(offices, managers, strict=True)
            ),
            "unit_board_every": _floats(o.board_every if o else 14.0 for o in offices),
        }

    def _district(self, name: str | None) -> int:
        """The number of a district; -1 where all have something in common."""
        return self.districts.index(name) if name in self.districts else -1

    def _cap(self, name: str) -> int:
        unit = self.offices.get(name)
        if unit is None or unit.caseload is None:
            return -1
        if isinstance(unit.caseload, int):
            return unit.caseload
        factor = 1.0 if isinstance(unit, Actor) else self.plan.hours_factor
        return round(60.0 * unit.caseload * factor)

    def _rate(self, role: str) -> float:
        if role == "manager":
            return self.scenario.office.managers.hours_per_day
        return office_hours(self.scenario) * (self.plan.hours_factor if role == "caseworker" else 1.0)

    def _rules(self) -> dict[str, Any]:
        """What a unit may override; pools of managers and coordinators have none of it."""
        names = self.unit_names
        delays = [self._rule(n, "referral", Referral()) for n in names]
        reading = [self._rule(n, "acquaintance", Acquaintance()) for n in names]
        sight = [self._rule(n, "sight", 1.0) for n in names]
        handed = [int(d.delay.expected() > 0.0 or d.lost > 0.0 or d.bounced > 0.0) for d in delays]
        return {
            "unit_miss": np.array([[self._miss(n, kind) for kind in self.kinds] for n in names]),
            "unit_sharing": _floats(self._rule(n, "information_sharing", 1.0) for n in names),
            "unit_referral_delay": np.array([self._distribution(d.delay) for d in delays]),
            "unit_referral_lost": _floats(d.lost for d in delays),
            "unit_referral_bounced": _floats(d.bounced for d in delays),
            "unit_referral": _ints(handed),
            "unit_sight": _floats(sight),
            "unit_sight_followup": _floats(
                s * self._rule(n, "sight_at_followups", 1.0) for s, n in zip(sight, names, strict=True)
            ),
            "unit_effort": _floats(self._breadth(n) for n in names),
            "unit_recovery": _floats(self._depth(n) for n in names),
            "unit_reading": _floats(r.effort for r in reading),
            "unit_reading_per_need": _floats(r.per_need for r in reading),
        }

    def _absence(self) -> dict[str, Any]:
        """Sick leave, turnover and agency workers: municipal caseworkers, and actors that state them."""
        leaves: list[SickLeave] = [self._own_rule(n, "sick_leave", SickLeave()) for n in self.unit_names]
        turnovers: list[Turnover] = [self._own_rule(n, "turnover", Turnover()) for n in self.unit_names]
        agencies: list[Agency] = [self._own_rule(n, "agency", Agency()) for n in self.unit_names]
        rates = [
            (leave.short.rate, leave.long.rate, turnover.rate)
            for leave, turnover in zip(leaves, turnovers, strict=True)
        ]
        rules: list[Faults] = [self._rule(name, "faults", Faults()) for name in self.unit_names]
        away = [any(rate) or own.suspended_for > 0.0 for rate, own in zip(rates, rules, strict=True)]
        cover = [math.inf if leave.cover_after is None else leave.cover_after for leave in leaves]
        return {
            "unit_absent": _ints(map(int, away)),
            "unit_short_rate": _floats(short for short, _, _ in rates),
            "unit_short_days": np.array([self._distribution(leave.short.duration) for leave in leaves]),
            "unit_long_rate": _floats(long for _, long, _ in rates),
            "unit_long_days": np.array([self._distribution(leave.long.duration) for leave in leaves]),
            "unit_overload": _floats(leave.long.overload for leave in leaves),
            "unit_cover_after": _floats(cover),
            "unit_leave_lost": _floats(leave.lost_at_handover for leave in leaves),
            "unit_turnover": _floats(rate for _, _, rate in rates),
            "unit_vacancy": np.array([self._distribution(turnover.vacancy) for turnover in turnovers]),
            "unit_novice_days": _floats(turnover.novice.period for turnover in turnovers),
            "unit_novice_pace": _floats(turnover.novice.pace for turnover in turnovers),
            "unit_turnover_lost": _floats(turnover.lost_at_handover for turnover in turnovers),
            "unit_agency_after": _floats(agency.after for agency in agencies),
            "unit_agency_chance": _floats(agency.chance for agency in agencies),
            "unit_agency_pace": _floats(agency.pace for agency in agencies),
            "unit_agency_cost": _floats(agency.cost for agency in agencies),
        }

    def _own_rule(self, unit_name: str, rule: str, otherwise: Any) -> Any:
        """As `_rule`, but what is said of the municipality's people is not said of an actor's."""
        if unit_name in self.scenario.actors and getattr(self.offices[unit_name], rule) is None:
            return otherwise
        return self._rule(unit_name, rule, otherwise)

    def _documentation(self) -> dict[str, Any]:
        """Hours on notes, and what they are good for [21]."""
        notes = [self._rule(name, "documentation", Documentation()) for name in self.unit_names]
        return {
            f"documentation_{name}": _floats(getattr(own, name) for own in notes)
            for name in Documentation.model_fields
        }

    def _rule(self, unit_name: str, rule: str, otherwise: Any) -> Any:
        if unit_name not in self.offices:
            return otherwise
        own = getattr(self.offices[unit_name], rule)
        return getattr(self.scenario.behaviour, rule) if own is None else own

    def _miss(self, unit_name: str, kind: str) -> float:
        """Logit of the base chance of a missed letter: the unit's, or the need's, or the common one."""
        if unit_name not in self.offices:
            return -math.inf
        own, need = self.offices[unit_name].missed_paperwork, self.scenario.needs[kind].missed_paperwork
        common = self.scenario.behaviour.missed_paperwork
        return logit(own if own is not None else need if need is not None else common)

    def _gatekeeping(self) -> dict[str, Any]:
        """Budgets, what is charged to them, and exclusion rules between units [11]."""
        budgets = budgets_of(self.scenario, self.plan)
        which = {unit.name: at for at, (units, _) in enumerate(budgets) for unit in units}
        owners = [district_name(unit.district, unit.unit) for unit in self.plan.units]
        own = [self.offices[owner].budget if owner in self.offices else None for owner in owners]
        borne = [
            (self.scenario.needs[kind].steps[step], payer_of(self.offices[table[kind, step]]))
            for table in self.routes
            for kind, step in self.steps
        ]
        rules = [
            list(self.offices[n].not_while.items()) if n in self.offices else [] for n in self.unit_names
        ]
        start, exclusions = _ragged(rules)
        return {
            "kind_right": _ints(int(need.right) for need in self.scenario.needs.values()),
            "step_charge": _floats(step.cost if step.payer == payer else 0.0 for step, payer in borne),
            "unit_pay": _floats(pay_of(unit) for unit in self.plan.units),
            "unit_budget": _ints(which.get(owner, -1) for owner in owners),
            "unit_gate": _floats(budget.gate if budget else 0.0 for budget in own),
            "budget_yearly": _floats(money for _, money in budgets),
            "exclusion_start": start,
            "exclusion_kind": _ints(self.kinds.index(kind) for kind, _ in exclusions),
            "exclusion_when": _ints(WHEN.index(rule.when) for _, rule in exclusions),
            "exclusion_chance": _floats(rule.chance for _, rule in exclusions),
            "exclusion_again": _floats(rule.taken_up_after for _, rule in exclusions),
        }

    def _coordinators(self) -> dict[str, Any]:
        plans = [unit for unit in self.plan.units if unit.role == "coordinator"]
        groups = [self.organisation.coordinators[unit.unit] for unit in plans]
        columns = {
            "unit": _ints(self.unit_names.index(unit.name) for unit in plans),
            "district": _ints(self._district(unit.district) for unit in plans),
            "cap": _ints(g.caseload for g in groups),
            "threshold": _ints(g.for_.needs_at_least for g in groups),
            "effort": _floats(g.visits.effort for g in groups),
            "every": _floats(g.visits.every for g in groups),
            "sight": _floats(g.sight for g in groups),
            "helps": _floats(g.helps for g in groups),
            "catches": _floats(g.catches for g in groups),
            "fades": _floats(g.fades for g in groups),
        }
        return {f"coordinator_{name}": column for name, column in columns.items()}

    def _spare(self) -> Ints:
        """Desks for those who may be moved to each unit."""
        spare, plans = np.zeros(len(self.plan.units), dtype=np.int64), self.plan.units
        if self.steering is not None:
            for district in self.districts:
                own = [i for i, u in enumerate(plans) if u.role == "caseworker" and u.district == district]
                spare[own] = spare_desks([plans[i].people for i in own])
        return spare

    def _steering(self) -> dict[str, Any]:
        """Nothing at all where nobody is ever moved."""
        rules = self.steering
        return {
            "unit_spare": self._spare(),
            "steering_every": math.inf if rules is None else rules.every,
            "steering_lag": 0.0 if rules is None else rules.lag,
            "steering_share": 0.0 if rules is None else rules.share,
            "steering_margin": 1.0 if rules is None else rules.margin,
            "steering_by_hours": rules is not None and rules.by == "hours",
            "step_planned": _floats(
                self._planned(route[pair], pair) if rules is not None else 0.0
                for route in self.routes
                for pair in self.steps
            ),
            "steering_days": 0.0 if rules is None else rules.novice.period,
            "steering_pace": 1.0 if rules is None else rules.novice.pace,
            "steering_lost": 0.0 if rules is None else rules.lost_at_handover,
        }

    def _transition(self) -> dict[str, Any]:
        change, run = self.organisation.transition, self.scenario.run
        return {
            "transition_starts": math.inf if change is None else run.warm_up + change.starts,
            "transition_period": 0.0 if change is None else change.period,
            "transition_pace": 1.0 if change is None else change.pace,
            "transition_fades": change is not None and change.fades,
            "transition_handed_over": 0.0 if change is None else change.handed_over,
            "transition_lost": 0.0 if change is None else change.lost_at_handover,
            "transition_cost": cost_in_window(change, run),
            "transition_planned": planned_per_year(change, run),
            "by_year": any(o.transition is not None for o in self.scenario.organisations.values()),
        }

    def _style(self) -> dict[str, Any]:
        style = self.scenario.behaviour.style
        on = style if style is not None else Style()
        casework = [unit.role in ("caseworker", "actor") for unit in self.plan.units]
        return {
            "unit_control": _floats(
                control_of_unit(self.scenario, self.offices[unit.name], unit.district) if works else 0.0
                for unit, works in zip(self.plan.units, casework, strict=True)
            ),
            "unit_styled": _ints(casework),
            "control_spread": on.spread,
            "b_control": on.per_control,
            "asks_more": on.asks_more,
            "control_slows": on.slows_recovery,
            "wrong_share": on.wrong_payments.share,
            "control_finds": on.wrong_payments.finds,
        }

    def _acute(self) -> dict[str, Any]:
        acute = self.scenario.behaviour.acute
        on = acute is not None and acute.from_severity <= SEVERITIES[-1]
        return {
            "acute_from": acute.from_severity if acute is not None and on else SEVERITIES[-1] + 1,
            "acute_moves_up": acute is not None and on and acute.at_escalation,
            "acute_interrupts": acute is not None and on and acute.interrupts,
        }

    def _joint_plans(self) -> dict[str, Any]:
        """Nothing at all where nobody ever asks for one; a unit may have a cooperation of its own."""
        stated = self.organisation.joint_plans
        plans = stated if stated is not None and stated.ever else None
        rules = plans or JointPlans()
        asked, target = rules.asked, rules.target
        own = [
            None if office is None else office.cooperation
            for office in map(self.offices.get, self.unit_names)
        ]
        return {
            "plan_due": _ints((rules.for_.needs_at_least, rules.for_.units_at_least) if plans else ()),
            "plan_asked": _floats((asked.at_steps, asked.at_followups, asked.at_visits)),
            "plan_consent": rules.consent,
            "plan_earliest": rules.earliest,
            "plan_free": _floats(self._distribution(rules.free_after)),
            "plan_effort": rules.effort,
            "plan_leads": rules.leads,
            "plan_lasts": rules.lasts,
            "plan_target": _floats(
                (target.plans, target.every, float(target.met_by == "paper")) if target else (0.0, 0.0, 0.0)
            ),
            "plan_cooperation": _floats(rules.cooperation if chance is None else chance for chance in own),
        }

    def _trust(self) -> Floats:
        t = self.scenario.behaviour.trust
        if t is None:
            return _floats((0.0, 0.5, 0.0, 0.0, math.inf, 1.0, 0.0))
        fades = math.inf if t.fades_after is None else t.fades_after
        return _floats((1.0, t.start, t.gain, t.loss, fades, t.recovery_at_none, t.recovery_slope))
