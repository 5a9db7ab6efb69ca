"""What is worked out before a run: expected load, staffing, payroll and R.

These are expectations by hand calculation, without queues: they share out staff, scale hours to
equal money and warn. No simulated figure rests on them otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from socsim.model.laws import advised, breadth_factor, control_on_recovery, depth_factor
from socsim.scenario.absence import SickLeave, Turnover, share_of_hours
from socsim.scenario.blueprint import Floats
from socsim.scenario.household import mean_factor
from socsim.scenario.organisation import Actor, Coordinators, Organisation, Unit
from socsim.scenario.plan_faults import review_hours
from socsim.scenario.population import Need, Severity, Step
from socsim.scenario.quantities import DAYS_A_MONTH, DAYS_A_YEAR
from socsim.scenario.routing import advisers, class_shares, classes, handlers, route
from socsim.scenario.schema import Scenario
from socsim.scenario.staffing import (
    Copy,
    control_of_unit,
    copies,
    copy_of,
    district_name,
    districts_of,
    share_out,
    staff,
)
from socsim.scenario.transition import planned_per_year

USUAL_WAIT = 14.0  # days for a step without a deadline, where a wait must be guessed for R


@dataclass(frozen=True)
class UnitPlan:
    """A unit, an actor, a unit's managers or a group of coordinators, as planned."""

    name: str
    role: str  # names.ROLES
    people: int
    hours_asked_per_day: float
    hours_there_per_day: float
    payroll_per_day: float
    unit: str  # the unit, actor or group of the file that it is, or that they belong to
    district: str | None = None  # None: there are none, or all have it in common

    @property
    def load(self) -> float:
        """Hours asked for / hours there."""
        if self.hours_there_per_day == 0.0:
            return math.inf if self.hours_asked_per_day > 0.0 else 0.0
        return self.hours_asked_per_day / self.hours_there_per_day


@dataclass(frozen=True)
class PlacesPlan:
    """The limited places of a support, as planned."""

    name: str  # "home.support"
    places: int
    asked: float  # how many would be in it at a time if there were places for all

    @property
    def load(self) -> float:
        """Places asked for / places there."""
        return self.asked / self.places


@dataclass(frozen=True)
class OrganisationPlan:
    """An organisation as planned; payrolls are per year and municipal."""

    name: str
    units: tuple[UnitPlan, ...]
    payroll_before: float
    payroll_after: float
    hours_factor: float  # on the municipal caseworkers' hours and pay, for equal money
    places: tuple[PlacesPlan, ...]


@dataclass(frozen=True)
class Plan:
    """All organisations, and R: how many new needs one need brings with it."""

    organisations: dict[str, OrganisationPlan]
    reproduction: float


def make_plan(scenario: Scenario) -> Plan:
    """Work out loads, staffing, payrolls and R of a checked scenario."""
    before = {name: _organisation(scenario, name, 1.0) for name in scenario.organisations}
    reference = before[scenario.comparison.reference or next(iter(before))]
    plans = {}
    for name, plan in before.items():
        factor = _hours_factor(plan, reference) if scenario.comparison.equal_money else 1.0
        scaled = plan if factor == 1.0 else _organisation(scenario, name, factor)
        plans[name] = OrganisationPlan(
            name, scaled.units, plan.payroll_before, scaled.payroll_before, factor, plan.places
        )
    return Plan(plans, reproduction(scenario))


def _hours_factor(plan: OrganisationPlan, reference: OrganisationPlan) -> float:
    """What the caseworkers' hours are multiplied by, for the payroll of the reference."""
    caseworkers = sum(u.payroll_per_day for u in plan.units if u.role == "caseworker") * DAYS_A_YEAR
    others = plan.payroll_before - caseworkers
    if plan is reference or caseworkers == 0.0 or reference.payroll_before == 0.0:
        return 1.0
    return (reference.payroll_before - others) / caseworkers


def kinds_handled(scenario: Scenario, organisation: str) -> dict[str, int]:
    """How many kinds of need each unit and actor handles, in any step and for any client, or advises on."""
    kinds: dict[str, set[str]] = {}
    for known in classes(scenario, organisation):
        routes = route(scenario, organisation, known)
        asked = advisers(scenario, organisation, routes)
        for (need, _), unit in (*asked.items(), *routes.items()):
            kinds.setdefault(unit, set()).add(need)
    return {unit: len(needs) for unit, needs in kinds.items()}


def breadth_of(scenario: Scenario, unit: Unit, kinds: int) -> float:
    """Factor on the effort of a unit that handles so many kinds."""
    b = scenario.behaviour.breadth if unit.breadth is None else unit.breadth
    return breadth_factor(b, max(1, kinds))


def depth_of(scenario: Scenario, unit: Unit, kinds: int) -> float:
    """Factor on recovery under a unit that handles so many kinds."""
    depth = scenario.behaviour.depth if unit.depth is None else unit.depth
    return depth_factor(depth, max(1, kinds))


def caseworker_cost(scenario: Scenario, unit: Unit | Coordinators) -> float:
    """Cost of one of the unit's people, per day."""
    if unit.cost is not None:
        return unit.cost
    if isinstance(unit, Coordinators) and scenario.costs.coordinator is not None:
        return scenario.costs.coordinator
    return scenario.costs.caseworker


def office_hours(scenario: Scenario) -> float:
    """Hours of casework of a full-time caseworker, per calendar day."""
    return scenario.office.hours_per_week * scenario.office.casework_share / 7.0


def at_work(scenario: Scenario, unit: Unit) -> float:
    """Expected share of the hours of a unit's people that is there for work."""
    common = SickLeave(), Turnover()
    if not isinstance(unit, Actor):
        common = scenario.behaviour.sick_leave, scenario.behaviour.turnover
    return share_of_hours(unit.sick_leave or common[0], unit.turnover or common[1])


def _organisation(scenario: Scenario, name: str, factor: float) -> OrganisationPlan:
    organisation = scenario.organisations[name]
    asked: dict[Copy, float] = {}
    decisions: dict[Copy, float] = {}
    for district in districts_of(scenario):
        own, decided = _hours_asked(scenario, name, district)
        for unit, hours in own.items():
            place = copy_of(scenario, district, unit)
            asked[place] = asked.get(place, 0.0) + hours
            decisions[place] = decisions.get(place, 0.0) + decided[unit]
    people = staff(scenario, organisation, asked)
    hours = office_hours(scenario)
    units = []
    for (district, unit_name), heads in people.items():
        place, actor = (district, unit_name), scenario.actors.get(unit_name)
        role, scale = ("caseworker", factor) if actor is None else ("actor", 1.0)
        payroll = heads * caseworker_cost(scenario, actor or organisation.units[unit_name]) * scale
        there = heads * hours * scale * at_work(scenario, actor or organisation.units[unit_name])
        units.append(_plan_of(place, role, heads, asked[place], there, payroll))
    units += _managers(scenario, organisation, decisions, asked)
    units += _coordinators(scenario, organisation)
    yearly = sum(u.payroll_per_day for u in units if u.role != "actor") * DAYS_A_YEAR
    yearly += outreach_of(organisation)[1] * DAYS_A_YEAR
    yearly += planned_per_year(organisation.transition, scenario.run)
    return OrganisationPlan(name, tuple(units), yearly, yearly, factor, _places(scenario, name))


def _plan_of(
    place: Copy, role: str, people: int, asked: float, there: float, payroll: float, name: str = ""
) -> UnitPlan:
    district, unit = place
    return UnitPlan(
        district_name(district, name or unit), role, people, asked, there, payroll, unit, district
    )


def outreach_of(organisation: Organisation) -> tuple[float, float]:
    """Clients found in vain for each who would have come, and planned cost per day; without reach neither."""
    outreach = organisation.outreach
    return (outreach.more, outreach.planned) if outreach is not None and outreach.reach > 0.0 else (0.0, 0.0)


def _coordinators(scenario: Scenario, organisation: Organisation) -> list[UnitPlan]:
    plans, districts = [], districts_of(scenario)
    arriving = {district: float(arriving_needs(scenario, district).sum()) for district in districts}
    heads = {
        name: share_out(scenario, {(d, name): arriving[d] for d in districts}, group.number)
        for name, group in organisation.coordinators.items()
    }
    for district in districts:
        for name, group in organisation.coordinators.items():
            people = heads[name][district, name]
            visits = people * group.caseload * group.visits.effort / group.visits.every
            payroll, there = people * caseworker_cost(scenario, group), people * office_hours(scenario)
            plans.append(_plan_of((district, name), "coordinator", people, visits, there, payroll))
    return plans


def _managers(
    scenario: Scenario, organisation: Organisation, decisions: dict[Copy, float], asked: dict[Copy, float]
) -> list[UnitPlan]:
    time, everyone = scenario.office.managers, organisation.units | scenario.actors
    heads: dict[Copy, int] = {}
    for name, unit in everyone.items():
        own = [place for place in decisions if place[1] == name]
        by = decisions if any(decisions[place] for place in own) else asked
        if unit.managers:
            heads |= share_out(scenario, {place: by[place] for place in own}, unit.managers)
    plans = []
    for place in [*copies(scenario, organisation.units), *copies(scenario, scenario.actors)]:
        unit, people = everyone[place[1]], heads.get(place, 0)
        if people:
            hours = decisions[place]
            payroll = 0.0 if isinstance(unit, Actor) else people * scenario.costs.manager
            there, name = people * time.hours_per_day, f"{place[1]} (managers)"
            plans.append(_plan_of(place, "manager", people, hours, there, payroll, name))
    return plans


def _hours_asked(
    scenario: Scenario, name: str, district: str | None
) -> tuple[dict[str, float], dict[str, float]]:
    """Expected hours per day in a district, of each unit and actor, and of its managers."""
    everyone = handlers(scenario, name)
    kinds, starts = kinds_handled(scenario, name), classes(scenario, name)
    hours = dict.fromkeys(everyone, 0.0)
    decisions = dict.fromkeys(everyone, 0.0)
    needs = expected_needs(scenario, district) * (1.0 + outreach_of(scenario.organisations[name])[0])
    shares = class_shares(list(scenario.needs), profile_streams(scenario, district), starts)
    for known, share in zip(starts, shares.T.tolist(), strict=True):
        routes = route(scenario, name, known)
        asked = advisers(scenario, name, routes)
        for k, (kind, need) in enumerate(scenario.needs.items()):
            visits = step_visits(need)
            severity = mean_severity_effort(scenario, need) * mean_member_effort(scenario, kind, district)
            met: set[str] = set()
            for step_name, step in need.steps.items():
                unit_name = routes[kind, step_name]
                unit = everyone[unit_name]
                flow = needs[k] * share[k] * _treated_share(scenario, need) * visits[step_name]
                home, _ = copy_of(scenario, district, unit_name)
                adviser = asked.get((kind, step_name))
                breadth = breadth_of(scenario, unit, kinds[unit_name])
                pace = _pace(scenario, everyone, kinds, unit_name, adviser, home)
                pieces = flow * _pieces(scenario, need, step, pace)
                if adviser is not None and unit.consults is not None:
                    theirs = breadth_of(scenario, everyone[adviser], kinds[adviser])
                    breadth = advised(breadth, theirs, unit.consults.lifts * unit.consults.share)
                    consulted = pieces * unit.consults.share * unit.consults.effort.expected()
                    hours[adviser] += consulted * severity * theirs
                effort = step.effort.expected() * severity * breadth
                notes = unit.documentation or scenario.behaviour.documentation
                hours[unit_name] += pieces * (effort + notes.effort)
                if unit_name not in met:
                    reading = unit.acquaintance or scenario.behaviour.acquaintance
                    hours[unit_name] += flow * reading.effort
                    met.add(unit_name)
                if step.decides:
                    own, managers = review_hours(scenario, unit, effort)
                    hours[unit_name] += flow * (own + notes.sent_back * notes.effort)
                    decisions[unit_name] += flow * managers
                    if unit.decided_by == "manager":
                        decisions[unit_name] += flow * scenario.office.managers.decision
    return hours, decisions


def _places(scenario: Scenario, name: str) -> tuple[PlacesPlan, ...]:
    """Supports of which there is not enough for everybody, and how many would be in them."""
    if not any(step.places for need in scenario.needs.values() for step in need.steps.values()):
        return ()
    asked: dict[tuple[str, str], float] = {}
    for (kind, step, _), number in in_support(scenario, name).items():
        asked[kind, step] = asked.get((kind, step), 0.0) + number
    return tuple(
        PlacesPlan(f"{kind}.{step}", places, number)
        for (kind, step), number in asked.items()
        if (places := scenario.needs[kind].steps[step].places) is not None
    )


def in_support(scenario: Scenario, name: str) -> dict[tuple[str, str, str], float]:
    """How many needs are expected at a time in each support of each unit, if there is a place for all."""
    everyone, kinds, starts = handlers(scenario, name), kinds_handled(scenario, name), classes(scenario, name)
    found: dict[tuple[str, str, str], float] = {}
    found_in_vain, _ = outreach_of(scenario.organisations[name])
    for district in districts_of(scenario):
        needs = (expected_needs(scenario, district) * (1.0 + found_in_vain)).tolist()
        shares = class_shares(list(scenario.needs), profile_streams(scenario, district), starts)
        for known, share in zip(starts, shares.T.tolist(), strict=True):
            routes = route(scenario, name, known)
            asked = advisers(scenario, name, routes)
            for flow, part, (kind, need) in zip(needs, share, scenario.needs.items(), strict=True):
                for step_name, step in need.steps.items():
                    if step.every is not None:
                        unit = routes[kind, step_name]
                        pace = _pace(scenario, everyone, kinds, unit, asked.get((kind, step_name)))
                        stay = _pieces(scenario, need, step, pace) * step.every
                        come = flow * part * _treated_share(scenario, need) * step_visits(need)[step_name]
                        place = kind, step_name, unit
                        found[place] = found.get(place, 0.0) + come * stay
    return found


def payer_of(unit: Unit) -> str:
    """Who pays a unit."""
    return unit.payer if isinstance(unit, Actor) else "municipality"


def pay_of(unit: UnitPlan) -> float:
    """What an hour of work costs in a unit."""
    return unit.payroll_per_day / unit.hours_there_per_day if unit.hours_there_per_day > 0.0 else 0.0


def planned_spending(scenario: Scenario, plan: OrganisationPlan, name: str) -> float:
    """What a unit's expected needs cost it in a year: hours at their pay, its managers' too, and support."""
    own = [unit for unit in plan.units if unit.unit == name]
    spent = math.fsum(min(u.hours_asked_per_day, u.hours_there_per_day) * pay_of(u) for u in own)
    expected = in_support(scenario, plan.name)
    payer = payer_of(handlers(scenario, plan.name)[name])
    for (kind, step_name, unit), number in expected.items():
        step = scenario.needs[kind].steps[step_name]
        if unit == name and payer == step.payer:
            everywhere = math.fsum(n for place, n in expected.items() if place[:2] == (kind, step_name))
            vacant = 1.0 if step.places is None else min(1.0, step.places / everywhere) if everywhere else 0.0
            spent += number * vacant * step.cost
    return spent * DAYS_A_YEAR


def budgets_of(scenario: Scenario, plan: OrganisationPlan) -> list[tuple[tuple[UnitPlan, ...], float]]:
    """Each budget of an organisation: the units and actors that spend from it, and money a year.

    What is stated of a unit is that of all districts together; each has a part by its people.
    """
    everyone = handlers(scenario, plan.name)
    found: dict[tuple[bool, str], list[tuple[UnitPlan, float]]] = {}
    for unit in plan.units:
        budget = everyone[unit.unit].budget if unit.role in ("caseworker", "actor") else None
        if budget is not None:
            people = sum(u.people for u in plan.units if u.unit == unit.unit and u.role == unit.role)
            yearly = budget.yearly
            if yearly is None:
                yearly = (budget.share or 0.0) * planned_spending(scenario, plan, unit.unit)
            common = (True, budget.shared) if budget.shared is not None else (False, unit.name)
            found.setdefault(common, []).append((unit, yearly * unit.people / people))
    return [
        (tuple(unit for unit, _ in units), math.fsum(money for _, money in units)) for units in found.values()
    ]


def _pace(
    scenario: Scenario,
    everyone: Mapping[str, Unit],
    kinds: Mapping[str, int],
    name: str,
    adviser: str | None,
    district: str | None = None,
) -> float:
    """Factor on recovery under a unit, by its depth, that of those whom it asks, and its control."""
    unit, style = everyone[name], scenario.behaviour.style
    pace = depth_of(scenario, unit, kinds[name])
    if adviser is not None and unit.consults is not None:
        theirs = depth_of(scenario, everyone[adviser], kinds[adviser])
        pace = advised(pace, theirs, unit.consults.lifts * unit.consults.share)
    if style is not None:
        pace *= control_on_recovery(control_of_unit(scenario, unit, district), style.slows_recovery)
    return pace


def _pieces(scenario: Scenario, need: Need, step: Step, pace: float) -> float:
    """Pieces of work in one run through a step: one, or the follow-ups of a support at this pace."""
    if step.every is None or need.recovers_after is None:
        return 1.0
    rate = pace / need.recovers_after + scenario.behaviour.leaving
    return 1.0 / rate / step.every if rate > 0.0 else math.inf


def mean_severity_effort(scenario: Scenario, need: Need) -> float:
    """Mean factor on effort over the severities at which the need arises."""
    factors = scenario.behaviour.effort_by_severity
    return math.fsum(share * factors.get(s, 1.0) for s, share in need.severity.items())


def mean_member_effort(scenario: Scenario, kind: str, district: str | None = None) -> float:
    """Mean factor on effort over the households that bring a kind of need [29]."""
    streams = profile_streams(scenario, district)
    return mean_factor(scenario.needs[kind], kind, scenario.population.profiles, streams)


def step_visits(need: Need) -> dict[str, float]:
    """Expected number of runs through each step, for one need that is handled to its end."""
    names = list(need.steps)
    flow = np.zeros((len(names), len(names)))
    for i, step in enumerate(need.steps.values()):
        stays = 1.0 - step.unfounded
        chances = dict(step.next or {})
        onward = 1.0 - math.fsum(chances.values())
        if i + 1 < len(names) and step.every is None:
            chances[names[i + 1]] = chances.get(names[i + 1], 0.0) + onward
        for target, chance in chances.items():
            if target != "end" and step.every is None:
                flow[i, names.index(target)] += stays * chance
    start = np.zeros(len(names))
    start[0] = 1.0
    visits = np.linalg.solve(np.eye(len(names)) - flow.T, start)
    return dict(zip(names, visits.tolist(), strict=True))


def arriving_needs(scenario: Scenario, district: str | None = None) -> Floats:
    """Needs per day, by kind, that clients bring at their arrival; None: in all districts together."""
    total = np.zeros(len(scenario.needs))
    for rate, chances in profile_streams(scenario, district):
        values = np.array([chances.get(kind, 0.0) for kind in scenario.needs])
        total += rate * values / (1.0 - np.prod(1.0 - values))
    return total


def profile_streams(scenario: Scenario, district: str | None = None) -> list[tuple[float, dict[str, float]]]:
    """(arrivals per day, chance of each need) of every profile, in a district or (None) in all together."""
    population = scenario.population
    common = population.scale * (population.arrivals or 0.0)
    if not population.profiles:
        rate = common if district is None else common * district_share(scenario, district, "")
        return [(rate, dict.fromkeys(scenario.needs, 1.0))]
    streams = []
    for p in population.profiles:
        rate = (p.share or 0.0) * common if p.arrivals is None else population.scale * p.arrivals
        if district is not None:
            rate *= district_share(scenario, district, p.name)
        streams.append((rate, p.needs))
    return streams


def district_share(scenario: Scenario, district: str, profile: str) -> float:
    """Share of the clients of a profile who live in a district."""
    equal = 1.0 / len(scenario.districts)
    weight = {
        name: (equal if one.share is None else one.share) * one.profiles.get(profile, 1.0)
        for name, one in scenario.districts.items()
    }
    return weight[district] / math.fsum(weight.values())


def expected_needs(scenario: Scenario, district: str | None = None) -> Floats:
    """Needs per day, by kind: brought, spilled over, and relapsed within the run."""
    run, leaving = scenario.run, scenario.behaviour.leaving
    half = (run.warm_up + run.measure + run.follow_up) / 2
    brings = spill_matrix(scenario)
    for k, need in enumerate(scenario.needs.values()):
        if need.relapses > 0.0:
            rate = need.relapses + leaving
            brings[k, k] += need.relapses / rate * (1.0 - math.exp(-rate * half))
    # a matrix at or above 1 has no finite answer; reading refuses it, so cap the loops here
    total = current = arriving_needs(scenario, district)
    for _ in range(20):
        current = brings.T @ current
        total = total + current
    return total


def spill_matrix(scenario: Scenario) -> Floats:
    """K x K: expected new needs of kind j that one need of kind k brings, at the stated waits."""
    kinds = list(scenario.needs)
    matrix = np.zeros((len(kinds), len(kinds)))
    for k, need in enumerate(scenario.needs.values()):
        if need.escalates is not None:
            for target, chance in need.escalates.into.items():
                matrix[k, kinds.index(target)] = _escalations(scenario, need) * chance
    return matrix


def reproduction(scenario: Scenario) -> float:
    """R: the dominant eigenvalue of the matrix of expected spills."""
    matrix = spill_matrix(scenario)
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if matrix.any() else 0.0


def _mean_rate(need: Need, rates: Mapping[Severity, float]) -> float:
    return math.fsum(share * rates.get(s, 0.0) for s, share in need.severity.items())


def _untreated_days(scenario: Scenario, need: Need) -> float:
    """Weighted days before support, at the stated waits and if nothing ends them sooner."""
    weight = scenario.behaviour.escalation_while
    steps = [step for step in need.steps.values() if step.every is None]
    process = math.fsum(USUAL_WAIT if s.deadline is None else s.deadline for s in steps)
    hidden = scenario.behaviour.presents_after * weight.unseen
    return hidden + scenario.behaviour.referral.delay.expected() * weight.referred + process * weight.waiting


def _killed(scenario: Scenario, need: Need) -> float:
    """Hazard of going away or leaving, per day."""
    alone = _mean_rate(need, need.resolves_alone) if need.resolves_alone else 0.0
    return alone + scenario.behaviour.leaving


def _escalations(scenario: Scenario, need: Need) -> float:
    """Expected escalations of one need."""
    assert need.escalates is not None
    rate = _mean_rate(need, need.escalates.rate)
    days = _untreated_days(scenario, need)
    untreated = days / (1.0 + days * _killed(scenario, need))
    support = (need.recovers_after or 0.0) * scenario.behaviour.escalation_while.in_support
    return rate * (untreated + support)


def _treated_share(scenario: Scenario, need: Need) -> float:
    """Share of needs that are still there when their turn comes."""
    steps = [step for step in need.steps.values() if step.every is None]
    days = math.fsum(USUAL_WAIT if s.deadline is None else s.deadline for s in steps) / 2
    return 1.0 / (1.0 + days * _killed(scenario, need))


def monthly_minutes(effort_hours: float, step: Step) -> int:
    """What one case weighs against a cap in hours a month: minutes a month in this step."""
    if step.every is not None:
        return round(60.0 * effort_hours * DAYS_A_MONTH / step.every)
    months = max(1.0, (step.deadline or 0.0) / DAYS_A_MONTH)
    return round(60.0 * effort_hours / months)
