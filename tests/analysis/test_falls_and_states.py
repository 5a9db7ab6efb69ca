"""Falls, gaps, returns, contacts, crises, states and flow, worked by hand."""

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.scenario.names import (
    CAUSES,
    COORDINATION_WORK,
    DECISION_WORK,
    FOLLOW_UP_WORK,
    GAVE_UP,
    IN_SUPPORT,
    LOST_REFERRAL,
    OPEN_STATES,
    RESOLVED,
    STEP_WORK,
    WAITING,
)


@pytest.fixture
def ledger(make_ledger):
    """Client 0: one need; client 1: two needs, falls three times, once after its follow-up."""
    return make_ledger(
        clients=[
            {
                "client": 0,
                "arrival": 150.0,
                "needs": 1,
                "open_days": 73.05,
                "contacts": 1,
                "contacts_at_once": 1,
            },
            {
                "client": 1,
                "arrival": 160.0,
                "needs": 2,
                "open_days": 146.1,
                "contacts": 5,
                "contacts_at_once": 3,
            },
        ],
        needs=[
            {"client": 0, "need": 0, "born": 150.0, "seen": 150.0, "state": RESOLVED, "closed": 230.0}
            | {"demands": 3, "days_waiting": 10.0, "days_in_support": 70.0},
            {
                "client": 1,
                "need": 0,
                "born": 160.0,
                "seen": 160.0,
                "state": WAITING,
                "falls": 2,
                "handovers": 2,
            }
            | {"demands": 4, "duplicates": 1, "days_waiting": 50.0, "days_fallen": 30.0, "crises": 1},
            {"client": 1, "need": 1, "born": 160.0, "seen": 170.0, "state": IN_SUPPORT, "demands": 1}
            | {"days_unseen": 10.0, "days_in_process": 20.0, "days_in_support": 5.0},
        ],
        falls=[
            {"client": 1, "need": 0, "cause": LOST_REFERRAL, "at": 200.0, "back": 210.0},
            {"client": 1, "need": 0, "cause": GAVE_UP, "at": 300.0},
            {"client": 1, "need": 0, "cause": GAVE_UP, "at": 361.0},  # after day 360, its `until`
            {"client": 7, "need": 0, "cause": GAVE_UP, "at": 200.0, "cohort": False},
        ],
        work=[
            {"client": 1, "need": 0, "step": 0, "what": STEP_WORK, "unit": 0, "ready": 160.0, "start": 170.0}
            | {"end": 171.0, "hours": 2.0, "reading": 1.0, "duplicate": 1.0},  # 4 h at 4 h a day: 1 day
            {
                "client": 1,
                "need": 0,
                "step": 1,
                "what": DECISION_WORK,
                "unit": 2,
                "ready": 171.0,
                "start": 172.0,
            }
            | {"end": 173.0, "hours": 0.5},  # 0.5 days
            {
                "client": 0,
                "need": 0,
                "step": 2,
                "what": FOLLOW_UP_WORK,
                "unit": 0,
                "ready": 200.0,
                "start": 200.0,
            }
            | {"end": 201.0, "hours": 3.0},
            {
                "client": 1,
                "need": -1,
                "step": -1,
                "what": COORDINATION_WORK,
                "unit": 3,
                "ready": 180.0,
                "start": 180.0,
            }
            | {"end": 181.0, "hours": 1.5},
            {"client": 1, "need": 1, "step": 3, "what": STEP_WORK, "unit": 0, "ready": 350.0, "start": 359.0}
            | {"end": 361.0, "hours": 9.0},  # ended after its `until`
        ],
    )


def test_falls_per_client_year(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    rate = "falls_per_100_client_years"
    assert figure(frame, rate) == pytest.approx(100 * 2 / 0.6)
    assert figure(frame, rate, "needs=2") == pytest.approx(100 * 2 / 0.4)
    assert figure(frame, rate, "needs=1") == 0.0
    assert figure(frame, rate, "cause=gave_up") == pytest.approx(100 / 0.6)
    assert figure(frame, rate, "cause=gave_up,needs=2+") == pytest.approx(100 / 0.4)
    assert figure(frame, rate, "need=money") == pytest.approx(100 * 2 / 0.6)
    assert figure(frame, rate, "need=housing") == 0.0
    assert figure(frame, "falls_per_client") == 1.0
    assert figure(frame, "falls_per_client", "needs=2") == 2.0
    assert figure(frame, "ever_fallen_share") == 0.5
    assert figure(frame, "gap_days", "needs=2") == 30.0
    assert figure(frame, "gap_days", "need=money") == 15.0


def test_falls_by_cause_add_up(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    for group, suffix in (("all", ""), ("needs=2", ",needs=2")):
        parts = [figure(frame, "falls_per_client", f"cause={cause}{suffix}") for cause in CAUSES]
        assert sum(parts) == figure(frame, "falls_per_client", group)


def test_returned_within_a_year(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "returned_within_year_share") == 0.5
    assert figure(frame, "returned_within_year_share", "cause=lost_referral") == 1.0
    assert figure(frame, "returned_within_year_share", "cause=gave_up") == 0.0
    groups = set(frame[frame.metric == "returned_within_year_share"].group)
    assert "needs=1" not in groups  # none of them fell


def test_returns_are_censored_by_the_end_of_the_run(make_ledger, blueprint, figure):
    # the run ends on day 665.25: a fall on day 600 is seen for 65.25 days, the two others for a year
    ledger = make_ledger(
        clients=[{"client": 0, "arrival": 150.0}, {"client": 1, "arrival": 450.0}],
        needs=[{"client": 0}, {"client": 1}],
        falls=[
            {"client": 0, "at": 160.0, "back": 260.0},
            {"client": 0, "at": 270.0},
            {"client": 1, "at": 600.0},
        ],
    )
    frame = measure(ledger, blueprint)
    assert figure(frame, "returned_within_year_share") == pytest.approx(0.5)  # one of two still seen at 100


def test_contacts_and_demands(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "contacts") == 3.0
    assert figure(frame, "contacts_at_once", "needs=2+") == 3.0
    assert figure(frame, "demands") == 4.0
    assert figure(frame, "demands", "needs=2") == 5.0
    assert figure(frame, "duplicate_demands") == 0.5
    assert figure(frame, "handovers", "needs=2") == 2.0


def test_states_and_crises(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "days_in_state", "state=waiting") == 30.0
    assert figure(frame, "days_in_state", "state=waiting,needs=2") == 50.0
    for group, suffix in (("all", ""), ("needs=1", ",needs=1"), ("needs=2+", ",needs=2+")):
        parts = [figure(frame, "days_in_state", f"state={state}{suffix}") for state in OPEN_STATES]
        assert sum(parts) == figure(frame, "days_in_state", group)
    assert figure(frame, "open_at_end") == 0.5
    assert figure(frame, "open_at_end", "needs=2") == 1.0
    assert figure(frame, "crises_per_100_client_years") == pytest.approx(100 / 0.6)
    assert figure(frame, "crises_per_100_client_years", "need=housing") == 0.0


def test_flow_efficiency_is_work_over_days_on_the_way_to_support(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "flow_efficiency", "needs=2") == pytest.approx(1.5 / 110.0)
    assert figure(frame, "flow_efficiency", "needs=1") == 0.0  # a follow-up is no work towards support
    assert figure(frame, "flow_efficiency") == pytest.approx(1.5 / 120.0)


def test_hours_by_kind(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "hours") == pytest.approx((4.0 + 0.5 + 3.0 + 1.5) / 2)
    expected = {
        "intake": 1.0,
        "decision": 0.0,
        "managers_decision": 0.25,
        "follow_up": 1.5,
        "coordination": 0.75,
        "joint_plan": 0.0,
        "reading_up": 0.5,
        "duplicate": 0.5,
        "support": 0.0,
    }
    hours = frame[frame.metric == "hours"]
    kinds = [group for group in hours.group if group.startswith("kind=") and "," not in group]
    assert sorted(kinds) == sorted(f"kind={kind}" for kind in expected)
    for kind, value in expected.items():
        assert figure(frame, "hours", f"kind={kind}") == value
    assert figure(frame, "hours", "kind=reading_up,needs=2") == 1.0
    assert sum(expected.values()) == figure(frame, "hours")


@pytest.mark.parametrize("follow_up", [0.0, 200.0])
def test_no_cohort_or_no_follow_up_is_no_accident(make_ledger, ledger, blueprint, change, follow_up):
    empty = measure(make_ledger(), change(blueprint, follow_up=follow_up))
    assert set(empty.metric) <= {
        "queue_length", "assignment_queue_length", "utilisation", "caseload", "payroll_per_year",
        "drift_of_hours", "drift_of_queue",
    }  # fmt: skip
    unfollowed = measure(ledger, change(blueprint, follow_up=0.0))
    assert "wait_days" in set(unfollowed.metric)
    assert "falls_per_client" not in set(unfollowed.metric)


def test_clients_without_open_days_have_no_rate(make_ledger, blueprint, figure):
    frame = measure(make_ledger(clients=[{"client": 0, "arrival": 150.0, "open_days": 0.0}]), blueprint)
    assert np.isnan(figure(frame, "falls_per_100_client_years"))
    assert np.isnan(figure(frame, "flow_efficiency"))
