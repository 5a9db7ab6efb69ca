"""Lead times and Kaplan-Meier, worked by hand and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from socsim.analysis import leads, measure
from socsim.analysis.survival import kaplan_meier
from socsim.scenario.names import LEFT, RESOLVED, UNFOUNDED, WAITING

observations = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@given(observations)
def test_kaplan_meier_agrees_with_scipy(observed):
    time = np.array([days for days, _ in observed], dtype=float)
    reached = np.array([event for _, event in observed])
    curve = kaplan_meier(time, reached)
    theirs = ecdf(CensoredData(uncensored=time[reached], right=time[~reached])).sf
    for day in range(32):
        assert curve.at(day) == pytest.approx(float(theirs.evaluate(day)), abs=1e-12)
    grid = np.arange(0, 32)  # whole days, so the area is a sum
    assert curve.mean(32.0) == pytest.approx(sum(curve.at(day) for day in grid))


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_with_one_end_of_follow_up_the_restricted_mean_is_a_mean(days):
    time = np.array(days, dtype=float)
    curve = kaplan_meier(np.minimum(time, 200.0), time <= 200.0)
    assert curve.mean(200.0) == pytest.approx(np.minimum(time, 200.0).mean())
    ordered = np.sort(time)
    median = ordered[int(np.ceil(0.5 * len(time))) - 1]
    assert curve.quantile(0.5) == median if median <= 200 else np.isnan(curve.quantile(0.5))


def two_clients(make_ledger):
    """Client 3 has two needs: decided after 10 and 30 days, one supported, one unfounded; client 8 left."""
    return make_ledger(
        clients=[
            {"client": 3, "arrival": 200.0, "needs": 2},
            {"client": 8, "arrival": 300.0, "needs": 1, "left": 320.0},
            {"client": 9, "arrival": 50.0, "needs": 1},  # before the window
        ],
        needs=[
            {
                "client": 3,
                "need": 0,
                "born": 200.0,
                "seen": 200.0,
                "decided": 230.0,
                "supported": 240.0,
                "closed": 390.0,
            }
            | {"state": RESOLVED, "in_time": 1, "late": 2},
            {"client": 3, "need": 1, "born": 200.0, "seen": 205.0, "decided": 210.0, "closed": 210.0}
            | {"state": UNFOUNDED, "in_time": 1},
            {
                "client": 3,
                "need": 0,
                "spell": 2,
                "at_arrival": False,
                "born": 395.0,
                "seen": 395.0,
                "state": WAITING,
            },
            {"client": 8, "need": 0, "born": 300.0, "seen": 300.0, "closed": 320.0, "state": LEFT},
        ],
    )


def test_lead_times_by_hand(make_ledger, blueprint, figure):
    frame = measure(two_clients(make_ledger), blueprint)
    for metric, reached in (
        ("lead_to_decision_days", 10.0),
        ("lead_to_support_days", 40.0),
        ("lead_to_all_supported_days", 40.0),  # the later of support (40) and the unfounded decision (10)
        ("lead_to_recovery_days", 190.0),
    ):
        assert figure(frame, metric, "needs=2") == reached
        assert figure(frame, metric, "needs=2+", "p90") == reached
        assert figure(frame, metric, "needs=1") == 200.0  # left: not reached in 200 days
        assert np.isnan(figure(frame, metric, "needs=1", "p50"))
        assert figure(frame, metric) == (reached + 200.0) / 2
        assert figure(frame, metric, "all", "p50") == reached
        assert np.isnan(figure(frame, metric, "all", "p90"))
    assert figure(frame, "recovered_share") == 0.5
    assert figure(frame, "recovered_share", "needs=2") == 1.0
    assert "needs=3" not in set(frame.group)


def test_lead_times_of_a_need_start_when_it_is_seen(make_ledger, blueprint, figure):
    frame = measure(two_clients(make_ledger), blueprint)
    assert figure(frame, "lead_to_decision_days", "need=housing") == 5.0
    assert figure(frame, "lead_to_decision_days", "need=money") == (30.0 + 200.0) / 2
    assert figure(frame, "lead_to_support_days", "need=money", "p50") == 40.0


def test_a_need_seen_late_is_followed_for_less_time(make_ledger, blueprint, figure):
    # seen on day 100 of 200 and not decided: censored after 100 days, so that of the two that were
    # still followed after it one is decided at 150: survival is 1 to 150, then 1/2 to 200
    clients = [{"client": number, "arrival": 200.0} for number in range(3)]
    needs = [
        {"client": 0, "seen": 300.0},
        {"client": 1, "seen": 200.0, "decided": 350.0},
        {"client": 2, "seen": 200.0},
    ]
    frame = measure(make_ledger(clients=clients, needs=needs), blueprint)
    assert figure(frame, "lead_to_decision_days", "need=money") == 150.0 + 50.0 / 2


def test_what_comes_after_follow_up_was_not_reached(make_ledger, blueprint, figure):
    ledger = make_ledger(
        clients=[{"client": 0, "arrival": 150.0}],
        needs=[
            {
                "client": 0,
                "seen": 150.0,
                "decided": 351.0,
                "supported": 352.0,
                "closed": 353.0,
                "state": WAITING,
            }
        ],
    )
    frame = measure(ledger, blueprint)
    assert figure(frame, "lead_to_decision_days") == 200.0
    assert figure(frame, "recovered_share") == 0.0


def test_deadlines(make_ledger, blueprint, figure):
    frame = measure(two_clients(make_ledger), blueprint)
    assert figure(frame, "within_deadline_share") == 0.5
    assert figure(frame, "within_deadline_share", "need=money") == pytest.approx(1 / 3)
    assert np.isnan(figure(frame, "within_deadline_share", "needs=1"))  # no step of theirs had one
    assert "need=housing" not in set(frame[frame.metric == "within_deadline_share"].group)


def test_leads_has_a_row_for_each_client_in_order(make_ledger, blueprint):
    table = leads(two_clients(make_ledger), blueprint)
    assert table.client.tolist() == [3, 8, 9]
    assert table.cohort.tolist() == [True, True, False]
    assert table.lead_to_all_supported_days.tolist()[0] == 40.0
    assert table.lead_to_all_supported_days.isna().tolist() == [False, True, True]
    assert table.falls.tolist()[:2] == [0.0, 0.0]
    assert np.isnan(table.falls.tolist()[2])


def test_a_lead_time_that_nothing_can_reach_is_left_out(make_ledger, blueprint, change):
    nothing = change(blueprint, step_decides=np.zeros(6, dtype=np.int64), step_every=np.full(6, np.nan))
    metrics = set(measure(two_clients(make_ledger), nothing).metric)
    assert "lead_to_decision_days" not in metrics
    assert "lead_to_support_days" not in metrics
    assert "lead_to_recovery_days" in metrics


def test_the_order_of_the_ledgers_rows_does_not_matter(make_ledger, blueprint):
    ledger = two_clients(make_ledger)
    turned = {
        name: {column: values[::-1] for column, values in getattr(ledger, name).items()}
        for name in ("clients", "needs", "falls", "work")
    }
    other = type(ledger)(**turned, units=ledger.units, caseworkers=ledger.caseworkers, plans=ledger.plans)
    assert measure(ledger, blueprint).equals(measure(other, blueprint))
