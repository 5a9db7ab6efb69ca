"""Whatever random offices do, the two engines do it alike, also where much happens at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seed_of
from hypothesis import strategies as st

from socsim.engine import compiled, simpy_engine
from socsim.engine.agreement import first_difference
from socsim.engine.journal import ACTIVITIES
from socsim.engine.ledger import Table
from socsim.model.distributions import (
    CONSTANT,
    EMPIRICAL,
    EXPONENTIAL,
    LOGNORMAL,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
)
from socsim.model.people import make_people
from socsim.scenario import checks
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    ACTOR,
    BY_BOARD,
    BY_CASE,
    BY_CLIENT,
    BY_OWN_MANAGER,
    BY_STEP,
    CASEWORKER,
    IN_TURN,
)
from socsim.scenario.schema import Scenario

from .both import agree, before, disagreement
from .random_offices import Written, blueprint_of, on_the_grid, random_scenario

EXAMPLES, IN_THE_STUDY = 160, 2500
"""Of scenarios without ties, and as many with them."""
FURTHER, ROUNDS = 60, 10
"""So many more at a time, and so often at most, until everything has been there and has been missing."""


def in_random_scenarios(
    test: Callable[[Written, int], None],
    tied: bool,
    examples: int,
    always_the_same: bool = True,
    others: int | None = None,
) -> None:
    """The test holds in so many; none is made smaller, which takes minutes and makes no report shorter.

    `others` is the number of another lot of them, which is always the same too.
    """
    with_them = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=always_the_same and others is None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    given_them = given(random_scenario(tied), st.integers(0, 2**63 - 1))(test)
    with_them(given_them if others is None else seed_of(others)(given_them))()


def run_in_both(written: Written, seed: int, tied: bool) -> Table:
    """SimPy's journal, where both engines agree."""
    blueprint = blueprint_of(written)
    if not tied:
        return agree(blueprint, seed)
    said, journal = disagreement(blueprint, on_the_grid(make_people(blueprint, seed, 1)))
    assert said is None, said
    return journal


MECHANISMS: dict[str, Callable[[Blueprint], object]] = {
    "pools": lambda b: (b.unit_assignment[b.unit_role <= ACTOR] == BY_STEP).any(),
    "a caseworker for the case": lambda b: (b.unit_assignment == BY_CASE).any(),
    "a caseworker for the client": lambda b: (b.unit_assignment == BY_CLIENT).any(),
    "cases in turn": lambda b: (b.unit_allocation == IN_TURN).any(),
    "caps": lambda b: (b.unit_cap[b.unit_role <= ACTOR] > 0).any(),
    "caps in clients": lambda b: (b.unit_client_load == 1).any(),
    "caps in hours": lambda b: (b.step_load > 1).any(),
    "managers": lambda b: (b.unit_managers >= 0).any(),
    "a board": lambda b: (b.unit_decided_by == BY_BOARD).any() and b.step_decides.any(),
    "actors": lambda b: (b.unit_role == ACTOR).any(),
    "coordinators": lambda b: len(b.coordinator_unit),
    "two groups of coordinators": lambda b: len(b.coordinator_unit) > 1,
    "coordinators catch": lambda b: b.coordinator_catches.any(),
    "coordinators fade": lambda b: b.coordinator_fades.any(),
    "joint plans": lambda b: len(b.plan_due),
    "joint plans of three": lambda b: len(b.plan_due) and b.plan_due[1] > 2,
    "joint plans asked for at visits": lambda b: (
        len(b.plan_due) and b.plan_asked[2] and len(b.coordinator_unit)
    ),
    "a target for joint plans": lambda b: b.plan_target[0] > 0,
    "joint plans on paper": lambda b: b.plan_target[2],
    "units that cooperate less": lambda b: (np.diff(b.plan_cooperation) != 0).any(),
    "slices": lambda b: np.isfinite(b.slice_hours),
    "referrals": lambda b: b.unit_referral.any(),
    "bounced referrals": lambda b: b.unit_referral_bounced.any(),
    "lost referrals": lambda b: b.unit_referral_lost.any(),
    "missed letters": lambda b: np.isfinite(b.unit_miss).any(),
    "no reminders": lambda b: (b.kind_reminders == 0).any(),
    "nothing asked for": lambda b: len(b.item) == 0,
    "no sharing": lambda b: (b.unit_sharing < 1).any(),
    "validity": lambda b: np.isfinite(b.item_valid).any(),
    "duplicates": lambda b: b.duplicate_hours > 0,
    "investigations": lambda b: (b.step_topic >= 0).any(),
    "investigations that are shared": lambda b: b.when_shared < 1,
    "investigations that grow old": lambda b: np.isfinite(b.topic_valid).any(),
    "deadlines": lambda b: np.isfinite(b.step_deadline).any(),
    "unfounded": lambda b: b.step_unfounded.any(),
    "support": lambda b: np.isfinite(b.step_every).any(),
    "budgets": lambda b: (b.unit_gate > 0).any(),
    "shared budgets": lambda b: (
        len(set(b.unit_budget[b.unit_role <= ACTOR].tolist()) - {-1})
        < (b.unit_budget[b.unit_role <= ACTOR] >= 0).sum()
    ),
    "rights": lambda b: b.kind_right.any(),
    "exclusion": lambda b: len(b.exclusion_kind),
    "taken up again": lambda b: b.exclusion_again.any(),
    "support that costs": lambda b: b.step_charge.any(),
    "households": lambda b: b.has_households,
    "work on each member": lambda b: b.kind_member_effort.any(),
    "letters about each member": lambda b: b.kind_member_items.any() and len(b.item),
    "places in support": lambda b: (b.step_places > 0).any(),
    "ways that branch": lambda b: (np.diff(b.next_start) > 1).any(),
    "escalation": lambda b: b.kind_escalation.any(),
    "spills": lambda b: len(b.spill_kind),
    "crises": lambda b: b.kind_crisis.any(),
    "going away": lambda b: b.kind_alone.any(),
    "relapses": lambda b: b.kind_relapse.any(),
    "leaving": lambda b: b.leaving > 0,
    "returning": lambda b: b.return_chance > 0,
    "patience": lambda b: (b.kind_patience[:, 0] >= 0).any(),
    "telling later": lambda b: b.presents_after > 0,
    "blind offices": lambda b: (b.unit_sight < 1).any(),
    "priorities": lambda b: len(set(b.kind_priority.tolist())) > 1,
    "severities": lambda b: (b.kind_severity[:, 0] < 1).any(),
    "effort by severity": lambda b: len(set(b.severity_effort.tolist())) > 1,
    "hazards by state": lambda b: b.state_hazard[0] != 1,
    "trust": lambda b: b.trust[0],
    "reading up": lambda b: b.unit_reading.any(),
    "documentation": lambda b: b.documents,
    "notes that keep cases": lambda b: (
        b.documentation_effort * b.documentation_keeps * (b.unit_turnover_lost + b.unit_leave_lost)
    ).any(),
    "notes sent back": lambda b: (b.documentation_effort * b.documentation_sent_back).any(),
    "depth": lambda b: (b.unit_recovery < 1).any(),
    "faults": lambda b: (b.drafts & np.isfinite(b.fault_base)).any(),
    "faults of handovers": lambda b: (b.drafts & (b.fault_per_handover > 0)).any(),
    "faults of pressure": lambda b: (b.drafts & (b.fault_per_load > 0)).any(),
    "rework": lambda b: (b.drafts & (b.fault_rework > 0)).any(),
    "faults that come to light": lambda b: (b.drafts & (b.fault_surfaces > 0)).any(),
    "learning": lambda b: (b.drafts & (b.fault_reports > 0)).any(),
    "suspension": lambda b: (b.drafts & (b.fault_suspends > 0)).any(),
    "faults of one's own": lambda b: (b.drafts & (b.fault_spread > 0)).any(),
    "faults of novices": lambda b: (
        b.drafts * b.fault_per_novice * b.unit_turnover * b.unit_novice_days
    ).any(),
    "forgetting": lambda b: (b.drafts & np.isfinite(b.fault_forgets_after)).any(),
    "review": lambda b: (b.drafts & (np.diff(b.review_start) > 0)).any(),
    "several levels of review": lambda b: (b.drafts & (np.diff(b.review_start) > 1)).any(),
    "review by managers": lambda b: b.drafts.any() and (b.review_by == BY_OWN_MANAGER).any(),
    "synergy": lambda b: b.synergy > 0,
    "outreach": lambda b: b.outreach[0] > 0,
    "outreach in vain": lambda b: b.outreach[1] > 0,
    "consultations": lambda b: (b.step_adviser >= 0).any(),
    "consultations in support": lambda b: ((b.step_adviser >= 0) & np.isfinite(b.step_every)).any(),
    "who is only consulted": lambda b: (
        b.unit_role[np.setdiff1d(np.arange(len(b.units)), b.step_unit)] <= ACTOR
    ).any(),
    "needs that hinder others": lambda b: len(b.hinder_kind),
    "a transition": lambda b: b.transition_is_felt,
    "steering": lambda b: b.steered.any(),
    "desks to be moved to": lambda b: b.unit_spare.any(),
    "desks and pools to be moved to": lambda b: len(set(b.pooled[b.unit_spare > 0].tolist())) > 1,
    "steering with a lag": lambda b: b.steered.any() and b.steering_lag > 0,
    "moves by hours": lambda b: b.steering_by_hours,
    "a margin for moves": lambda b: b.steering_margin > 1,
    "who is new in another unit": lambda b: b.steering_pace != 1 and b.steering_days > 0,
    "cases that change hands with it": lambda b: b.reorganised.any(),
    "acute needs": lambda b: b.acute_from <= 3,
    "acute needs move up": lambda b: b.acute_moves_up,
    "acute work interrupts": lambda b: b.acute_interrupts,
    "short sick leave": lambda b: b.unit_short_rate.any(),
    "long sick leave": lambda b: b.unit_long_rate.any(),
    "overload": lambda b: (b.unit_overload * b.unit_long_rate).any(),
    "cover": lambda b: np.isfinite(b.unit_cover_after[b.unit_absent == 1]).any(),
    "turnover": lambda b: b.unit_turnover.any(),
    "vacant posts": lambda b: (b.unit_turnover * b.unit_vacancy[:, 1]).any(),
    "novices": lambda b: (b.unit_turnover * (b.unit_novice_pace - 1.0)).any(),
    "handovers that forget": lambda b: b.unit_turnover_lost.any() or b.unit_leave_lost.any(),
    "agency workers": lambda b: b.unit_agency_chance[b.unit_absent == 1].any(),
    "agency workers with a pace": lambda b: (b.unit_agency_pace[b.unit_absent == 1] != 1.0).any(),
    "absent actors": lambda b: b.unit_absent[b.unit_role == ACTOR].any(),
    "nothing but work": lambda b: (
        not (
            b.trust[0]
            or (b.unit_assignment != BY_STEP).any()
            or b.unit_referral.any()
            or len(b.item)
            or np.isfinite(b.step_deadline).any()
            or b.kind_escalation.any()
            or b.leaving
        )
    ),
    "one kind": lambda b: len(b.kinds) == 1,
    "style": lambda b: b.has_style,
    "styles that differ": lambda b: b.has_style and b.control_spread > 0,
    "wrong payments that are found": lambda b: b.has_style and b.wrong_share > 0,
    "districts": lambda b: len(b.districts) > 1,
    "districts with an actor in common": lambda b: (b.unit_district < 0).any(),
    "triage": lambda b: len(b.triage_from) > 1,
    "triage at each step": lambda b: len(b.triage_from) > 1 and b.triage_again,
    "several units": lambda b: (b.unit_role == CASEWORKER).sum() > 1,
    "two profiles": lambda b: len(b.profiles) > 1,
    "a warm-up": lambda b: b.warm_up > 0,
    "a follow-up": lambda b: b.follow_up > 0,
}
"""What a random scenario may have, or not."""
SPREADS = {CONSTANT, EXPONENTIAL, UNIFORM, TRIANGULAR, LOGNORMAL, WEIBULL, EMPIRICAL}


class Census:
    """What there was in some random scenarios, and what happened in them."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.missing: set[str] = set()
        self.told: set[int] = set()
        self.spreads: set[int] = set()
        self.shared = self.rows = 0
        """Rows of the journals, and those at an instant in which something happens to two clients."""

    def is_complete(self, tied: bool) -> bool:
        """Whether all that there may be was there and was missing, and all that can happen has happened."""
        seen = self.there == self.missing == set(MECHANISMS) and len(self.told) == len(ACTIVITIES)
        return seen and self.spreads == ({CONSTANT, EMPIRICAL} if tied else SPREADS)

    def note(self, blueprint: Blueprint, journal: Table) -> None:
        for name, holds in MECHANISMS.items():
            (self.there if holds(blueprint) else self.missing).add(name)
        self.spreads.update(blueprint.step_effort[:, 0].astype(int).tolist())
        self.told.update(journal["activity"].tolist())
        _, instant = np.unique(journal["time"], return_inverse=True)
        pairs = np.unique(np.stack((instant, journal["client"].astype(np.int64))), axis=1)
        clients = np.bincount(pairs[0])
        self.shared += int((clients[instant] > 1).sum())
        self.rows += len(instant)


@pytest.mark.parametrize("tied", [False, True])
def test_random_offices(tied: bool) -> None:
    """Each mechanism is there in some and missing in others, and all that can be told of happens."""
    census = Census()

    def alike(written: Written, seed: int) -> None:
        assert list(checks.findings(Scenario.model_validate(written), written)) == []
        census.note(blueprint_of(written), run_in_both(written, seed, tied))

    in_random_scenarios(alike, tied, EXAMPLES)
    for others in range(ROUNDS):
        if not census.is_complete(tied):
            in_random_scenarios(alike, tied, FURTHER, others=others)
    assert set(MECHANISMS) - census.there == set()
    assert set(MECHANISMS) - census.missing == set()
    assert {ACTIVITIES[code] for code in census.told} == set(ACTIVITIES)
    assert census.spreads == ({CONSTANT, EMPIRICAL} if tied else SPREADS)
    assert (census.shared > 0.5 * census.rows) == tied


@pytest.mark.study
@pytest.mark.parametrize("tied", [False, True])
def test_random_offices_at_length(tied: bool) -> None:
    """Other ones each time."""

    def alike(written: Written, seed: int) -> None:
        run_in_both(written, seed, tied)

    in_random_scenarios(alike, tied, IN_THE_STUDY, always_the_same=False)


def test_a_journal_until_an_instant_in_which_much_happens() -> None:
    def part(written: Written, seed: int) -> None:
        blueprint = blueprint_of(written)
        people = on_the_grid(make_people(blueprint, seed, 1))
        _, whole = compiled.simulate_with_journal(blueprint, people)
        for engine in (simpy_engine, compiled):
            found = engine.journal_until(blueprint, people, 60.0)
            assert first_difference(before(whole, 60.0), found, blueprint) is None, engine.NAME

    in_random_scenarios(part, True, 15)
