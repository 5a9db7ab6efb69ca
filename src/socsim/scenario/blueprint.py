"""One organisation as numbers: all that an engine and the analysis need, and nothing else.

Ragged lists are offsets and values; distributions are rows of (code, a, b, c); -1 or NaN stands
for none. Two scenarios whose Blueprints are equal give the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from socsim.scenario.names import BY_STEP, CASEWORKER, COORDINATOR, MANAGER

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Blueprint:
    """One organisation in numbers. K kinds, S steps (of all kinds, in a row), U units, W workers.

    There are D districts, each with C triage classes, and for each of these T = D x C tables a copy of every
    step, of the same name; table d C + c is that of class c in district d. S counts all copies. Mostly T = 1.

    Times are days, efforts hours, rates per day, money in the scenario's currency.
    """

    # names, which move no number but the keys of the draws
    organisation: str
    kinds: tuple[str, ...]  # K
    steps: tuple[str, ...]  # S, as "money.intake"
    units: tuple[str, ...]  # U: units, actors, "money (managers)", coordinators, in this order
    profiles: tuple[str, ...]
    items: tuple[str, ...]

    # population: P profiles
    districts: tuple[str, ...]  # D; none: one without a name
    profile_rate: Floats  # D x P in a row, arrivals per day
    profile_chance: Floats  # P x K, chance of each need
    present_start: Ints  # P + 1; an empty list: they come with all their needs
    present_kind: Ints
    coping: Floats  # mean, sd
    kind_severity: Floats  # K x 3, cumulated; the last is 1
    # households with members
    profile_members: Floats  # P x largest, cumulated shares of sizes; P x 0 where nobody has company
    kind_member_effort: Floats  # K, what each further member adds to the hours; 0 where nobody has company
    kind_member_items: Floats  # K, and to the length of letters

    # outreach, of this organisation
    # reach, clients found in vain for each who would have come, longest lead, cost per day, of it planned
    outreach: Floats
    outreach_lead: Floats  # 4

    # run
    warm_up: float
    measure: float
    follow_up: float

    # kinds
    kind_first_step: Ints  # T K + 1: in table t, the steps of kind k are first[t K + k]:first[t K + k + 1]
    triage_from: Ints  # C, the least number of known needs of each triage class
    triage_again: int  # 1 where triage is asked at each step
    kind_priority: Ints  # K
    kind_recovery: Floats  # K, mean days in support; NaN: none
    kind_escalation: Floats  # K x 3, per day by severity
    kind_alone: Floats  # K x 3
    kind_crisis: Ints  # K, 1 where the top escalates into a crisis
    crisis_cost: Floats  # K
    crisis_payer: Ints  # K
    kind_relapse: Floats  # K, per day
    kind_patience: Floats  # K x 4, a distribution; code -1: for ever
    kind_response: Floats  # K x 4
    kind_reminders: Ints  # K
    spill_start: Ints  # K + 1
    spill_kind: Ints
    spill_chance: Floats
    # what holds back recovery
    hinder_start: Ints  # K + 1
    hinder_kind: Ints  # in the order of the kinds
    hinder_share: Floats

    # steps
    step_kind: Ints  # S
    step_unit: Ints  # S, the unit that handles it
    step_effort: Floats  # S x 4, hours
    step_deadline: Floats  # S, NaN: none
    step_decides: Ints  # S, 0 or 1
    step_unfounded: Floats  # S
    step_every: Floats  # S, NaN: not a support
    step_cost: Floats  # S, per day in support
    step_payer: Ints  # S
    step_load: Ints  # S, what one case weighs against its unit's cap
    step_places: Ints  # S, how many can be in this support at a time; -1: all
    item_start: Ints  # S + 1
    item: Ints
    next_start: Ints  # S + 1
    next_step: Ints  # -1: the end
    next_chance: Floats  # cumulated within a step; the last is 1

    # style
    unit_control: Floats  # U, mean of its caseworkers; 0 for managers and coordinators
    unit_styled: Ints  # U, 1 where caseworkers differ by `control_spread`
    control_spread: float
    b_control: float
    asks_more: float  # at full control
    control_slows: float
    wrong_share: float  # of what a support costs
    control_finds: float

    # specialists whom the unit of a step consults
    step_adviser: Ints  # S, the unit that is asked; -1: none
    step_consults: Floats  # S, chance for each piece of work
    step_consultation: Floats  # S x 4, hours
    step_advised_effort: Floats  # S, factor on effort for breadth, where it has been asked
    step_advised_recovery: Floats  # S, factor on recovery for depth, the same

    # investigations that two units make of the same person
    topics: tuple[str, ...]
    step_topic: Ints  # S; -1: none
    topic_valid: Floats  # topics, days; inf: for ever
    when_shared: float  # share of the hours that remains

    # units
    unit_role: Ints  # U
    unit_district: Ints  # U; -1: all districts have it in common
    unit_payer: Ints  # U
    unit_payroll: Floats  # U, per day for all of its people, as planned
    unit_assignment: Ints  # U
    unit_allocation: Ints  # U
    unit_cap: Ints  # U, in cases, clients or minutes a month; -1: none
    unit_client_load: Ints  # U, 1 where the cap counts clients, not their needs
    unit_rate: Floats  # U, hours a calendar day of one worker
    unit_worker_start: Ints  # U + 1, so that the workers of unit u are start[u]:start[u + 1]
    unit_decided_by: Ints  # U
    unit_managers: Ints  # U, the unit of its managers; -1: none
    unit_board_every: Floats  # U
    unit_miss: Floats  # U x K, logit of the base chance of a missed letter; -inf: never
    unit_sharing: Floats  # U
    unit_referral_delay: Floats  # U x 4
    unit_referral_lost: Floats  # U
    unit_referral_bounced: Floats  # U
    unit_referral: Ints  # U, 1 where hand-offs to it take time, may be lost or may bounce
    unit_sight: Floats  # U
    unit_sight_followup: Floats  # U
    unit_effort: Floats  # U, factor on effort for breadth
    unit_recovery: Floats  # U, factor on recovery for depth
    unit_reading: Floats  # U, hours
    unit_reading_per_need: Floats  # U

    # documentation [21]
    documentation_effort: Floats  # U, hours in each piece of work of a step
    documentation_per_need: Floats  # U
    documentation_sent_back: Floats  # U
    documentation_full_at: Floats  # U, hours
    documentation_saves_reading: Floats  # U
    documentation_finds: Floats  # U
    documentation_keeps: Floats  # U

    # faults and review [23]: by unit, but for the levels of review
    fault_on: Ints  # U, 1 where decisions may be faulty, or are reviewed
    fault_base: Floats  # U, logit of the chance; -inf: never
    fault_per_load: Floats  # U
    fault_pressed_after: Floats  # U, days
    fault_per_handover: Floats  # U
    fault_per_breadth: Floats  # U
    fault_per_novice: Floats  # U
    fault_spread: Floats  # U, of caseworkers' own parts of the logit
    fault_kinds: Ints  # U, kinds of need that it handles
    fault_rework: Floats  # U, share of the step's effort
    fault_surfaces: Floats  # U
    fault_surfaces_after: Floats  # U, mean
    fault_cost: Floats  # U
    fault_payer: Ints  # U
    fault_reports: Floats  # U, chance as things are in its culture
    fault_lowers: Floats  # U
    fault_floor: Floats  # U
    fault_forgets_after: Floats  # U, inf: never
    fault_restores: Floats  # U
    fault_suspends: Floats  # U, chance for a fault that is found; 0 without blame
    fault_suspension: Floats  # U, days
    fault_suspension_lost: Floats  # U, chance that a case is forgotten at a handover around one
    review_start: Ints  # U + 1, so that the levels of unit u are start[u]:start[u + 1]
    review_by: Ints
    review_catches: Floats
    review_effort: Floats  # hours

    # budgets, and exclusion rules between units [11]: B budgets
    kind_right: Ints  # K, 1 where it is never refused for want of money
    step_charge: Floats  # S, per day in support, where its unit's own payer bears it
    unit_pay: Floats  # U, per hour of work
    unit_budget: Ints  # U, what it spends from; -1: none
    unit_gate: Floats  # U
    budget_yearly: Floats  # B
    exclusion_start: Ints  # U + 1
    exclusion_kind: Ints  # whose need stands in the way
    exclusion_when: Ints  # 0: open, 1: not in support, 2: in support
    exclusion_chance: Floats
    exclusion_again: Floats  # chance to be taken up when it no longer does
    # sick leave, turnover and agency workers
    unit_absent: Ints  # U, 1 where caseworkers may fall ill, leave or be suspended
    unit_short_rate: Floats  # U, per day at work
    unit_short_days: Floats  # U x 4
    unit_long_rate: Floats  # U, per day at work
    unit_long_days: Floats  # U x 4
    unit_overload: Floats  # U, k
    unit_cover_after: Floats  # U, days; inf: nobody covers
    unit_leave_lost: Floats  # U, chance that a case is forgotten at a handover around sick leave
    unit_turnover: Floats  # U, per day at work
    unit_vacancy: Floats  # U x 4
    unit_novice_days: Floats  # U
    unit_novice_pace: Floats  # U, factor on hours
    unit_turnover_lost: Floats  # U, chance that a case is forgotten at a handover around a vacancy
    unit_agency_after: Floats  # U, days
    unit_agency_chance: Floats  # U
    unit_agency_pace: Floats  # U, factor on hours
    unit_agency_cost: Floats  # U, per day of one

    # steering by facts
    unit_spare: Ints  # U, desks kept for whom may be moved there, the last of the unit's
    steering_every: float
    steering_lag: float
    steering_share: float  # 0: nobody is ever moved
    steering_margin: float
    steering_by_hours: bool
    step_planned: Floats  # S, expected hours of a piece of work, where they are counted
    steering_days: float  # for which somebody is new
    steering_pace: float  # factor on hours meanwhile
    steering_lost: float  # chance that a case is forgotten when its caseworker is moved

    # coordinators (their units have role COORDINATOR): one row each, C in all
    coordinator_unit: Ints  # C
    coordinator_district: Ints  # C
    coordinator_cap: Ints  # C, clients
    coordinator_threshold: Ints  # C
    coordinator_effort: Floats  # C, hours a visit
    coordinator_every: Floats  # C
    coordinator_sight: Floats  # C
    coordinator_helps: Floats  # C
    coordinator_catches: Floats  # C
    coordinator_fades: Floats  # C, hours a month; 0: no fading

    # joint plans
    plan_due: Ints  # needs and units at least; none where nobody ever asks for one
    plan_asked: Floats  # chances: after a step, after a follow-up, after a coordinator's visit
    plan_consent: float
    plan_earliest: float
    plan_free: Floats  # 4, a distribution
    plan_effort: float
    plan_leads: float
    plan_lasts: float
    plan_target: Floats  # plans a day (0: none), days between two counts, 1 where it is met on paper
    plan_cooperation: Floats  # U

    # people and the rest
    empirical: Floats  # the values of all empirical distributions, one list after the other
    item_valid: Floats  # items, days; inf: for ever
    slice_hours: float  # inf: in one go
    decision_hours: float
    severity_effort: Floats  # 3
    state_hazard: Floats  # 6 open states
    remind_after: float
    b_items: float
    b_contacts: float
    b_trust: float
    b_help: float
    duplicate_hours: float
    presents_after: float  # mean; 0: at once
    synergy: float
    trust: Floats  # on (0 or 1), start, gain, loss, fades_after, recovery_at_none, recovery_slope
    return_chance: float
    return_delay: Floats  # 4
    leaving: float

    # transition
    transition_starts: float  # inf: none
    transition_period: float
    transition_pace: float  # factor on hours at first
    transition_fades: bool
    transition_handed_over: float  # chance that a case changes hands when it comes
    transition_lost: float  # chance that it is forgotten then
    transition_cost: float  # what of it falls in the measured window
    transition_planned: float  # a year, what of it equal money counts
    by_year: bool  # whether some organisation changes, so that figures are wanted by year of arrival

    # acute work
    acute_from: int  # severity from which a need is in the class acute; 4: none is
    acute_moves_up: bool  # at an escalation, also where it stands in a queue
    acute_interrupts: bool  # a planned piece of work is put down for an acute one

    def workers(self, unit: int) -> int:
        """How many desks a unit has."""
        return int(self.unit_worker_start[unit + 1] - self.unit_worker_start[unit])

    def staff_of(self, unit: int) -> str:
        """By what name a unit's people are drawn: in the first district by that of no district."""
        first = self.unit_district[unit] == 0 and self.districts
        return self.units[unit].removeprefix(f"{self.districts[0]}: ") if first else self.units[unit]

    @property
    def has_households(self) -> bool:
        """Whether some clients are households of several members."""
        return self.profile_members.size > 0

    @property
    def pooled(self) -> npt.NDArray[np.bool_]:
        """Units where whoever is free takes the next piece, and works it in one go: shape (U,)."""
        by_step = (self.unit_assignment == BY_STEP) & (self.unit_role != COORDINATOR)
        pooled: npt.NDArray[np.bool_] = by_step | (self.unit_role == MANAGER)
        return pooled

    @property
    def classes(self) -> list[int]:
        """The priority classes (`names.PRIORITIES`) that occur; queues have no others."""
        return sorted(set(self.kind_priority.tolist()) | ({0} if self.acute_from <= 3 else set()))

    @property
    def transition_is_felt(self) -> bool:
        """Whether any hours change by it."""
        there = self.transition_starts < np.inf and self.transition_period > 0.0
        return there and self.transition_pace != 1.0

    @property
    def steered(self) -> npt.NDArray[np.bool_]:
        """Units from which and to which caseworkers may be moved: shape (U,)."""
        steered: npt.NDArray[np.bool_] = (self.unit_role == CASEWORKER) & (self.steering_share > 0.0)
        return steered

    @property
    def has_posts(self) -> npt.NDArray[np.bool_]:
        """Units of which the people may fall ill, leave or be moved: shape (U,)."""
        posts: npt.NDArray[np.bool_] = (self.unit_absent == 1) | self.steered
        return posts

    @property
    def reorganised(self) -> npt.NDArray[np.bool_]:
        """Units of which some cases change hands when the organisation does: shape (U,)."""
        there = self.transition_starts < np.inf and self.transition_handed_over > 0.0
        desks: npt.NDArray[np.bool_] = (self.unit_role == CASEWORKER) & ~self.pooled & there
        return desks

    @property
    def notes_goes(self) -> bool:
        """Whether a go at a piece of work may end at any time, so that each is noted by itself."""
        return self.acute_interrupts

    @property
    def documents(self) -> bool:
        """Whether anybody writes notes."""
        return bool(self.documentation_effort.any())

    @property
    def has_style(self) -> bool:
        """Whether some caseworker may be control-oriented."""
        return bool(self.unit_control.any()) or self.control_spread > 0.0

    @property
    def tables(self) -> int:
        """How many routing tables there are: T."""
        return (len(self.kind_first_step) - 1) // len(self.kinds)

    @property
    def steps_of_a_table(self) -> int:
        """How many steps there are, copies not counted."""
        return len(self.steps) // self.tables

    @property
    def drafts(self) -> npt.NDArray[np.bool_]:
        """Units that take decisions which may be faulty or are reviewed: shape (U,)."""
        if not self.fault_on.any():
            return np.zeros(len(self.units), dtype=np.bool_)
        deciding = np.isin(np.arange(len(self.units)), self.step_unit[self.step_decides == 1])
        drafts: npt.NDArray[np.bool_] = deciding & (self.fault_on == 1)
        return drafts

    @property
    def last_arrival(self) -> float:
        """Who would seek help before this day, may come before the run ends."""
        return self.horizon + float(self.outreach[2])

    @property
    def horizon(self) -> float:
        """When the run ends, in days."""
        return self.warm_up + self.measure + self.follow_up


def paces_differ(blueprint: Blueprint) -> bool:
    """Whether some people work quicker than others, so that an engine must ask for it."""
    away = blueprint.unit_absent == 1
    paces = np.concatenate((blueprint.unit_novice_pace[away], blueprint.unit_agency_pace[away]))
    return bool((paces != 1.0).any() or (blueprint.steered.any() and blueprint.steering_pace != 1.0))
