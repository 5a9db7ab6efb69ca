"""Waits, queues, load and money, worked by hand."""

import numpy as np
import pytest

from socsim.analysis import costs, leads, measure
from socsim.analysis.money import COST_KINDS
from socsim.scenario.names import DECISION_WORK, PAYERS, STEP_WORK


def piece(client, unit, hours, **more):
    row = {"client": client, "unit": unit, "hours": hours, "what": STEP_WORK}
    return row | {"ready": 200.0, "start": 200.0, "end": 201.0} | more


@pytest.fixture
def ledger(make_ledger):
    """Two clients; hours in the office, the clinic and at its managers; the guide worked for nobody."""
    return make_ledger(
        clients=[
            {"client": 0, "arrival": 150.0, "needs": 1, "open_days": 73.05},
            {"client": 1, "arrival": 160.0, "needs": 3, "open_days": 146.1},
        ],
        needs=[
            {"client": 0, "need": 0, "days_in_support": 50.0, "crises": 2, "closed": 230.0, "state": 6},
            {"client": 1, "need": 1, "days_in_support": 10.0, "crises": 1},
        ],
        work=[
            piece(0, 0, 2.0, reading=0.5, duplicate=0.5),
            piece(1, 0, 1.0, start=202.0, end=203.0),
            piece(1, 1, 4.0, step=3, need=1, start=210.0, end=212.0),
            piece(1, 2, 1.0, what=DECISION_WORK, step=1, start=204.0, end=205.0),
            piece(5, 0, 7.0, cohort=False, start=300.0, end=301.0),
            piece(
                1, 0, 5.0, ready=470.0, start=500.0, end=501.0
            ),  # ready after the window and past its `until`
        ],
        units=[
            {"busy_area": 365.25, "queue_area": 730.5, "caseload_area": 0.0},
            {"busy_area": 73.05, "queue_area": 365.25, "caseload_area": 1461.0, "assignment_area": 36.525},
            {"busy_area": 36.525},
            {"busy_area": 0.0, "caseload_area": 365.25},
        ],
    )


def test_waits_of_work_that_became_ready_in_the_window(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    waits = [0.0, 2.0, 10.0, 4.0, 100.0]
    assert figure(frame, "wait_days") == np.mean(waits)
    assert figure(frame, "wait_days", "all", "p50") == 4.0
    assert figure(frame, "wait_days", "all", "p90") == pytest.approx(np.quantile(waits, 0.9))
    assert figure(frame, "wait_days", "unit=office") == 34.0
    assert figure(frame, "wait_days", "need=housing") == 10.0
    assert "unit=guide" not in set(frame[frame.metric == "wait_days"].group)


def test_queues_utilisation_and_caseload(ledger, blueprint, figure):
    frame = measure(ledger, blueprint)
    assert figure(frame, "queue_length", "unit=office") == 2.0
    assert figure(frame, "queue_length") == 3.0
    assert figure(frame, "assignment_queue_length", "unit=clinic") == pytest.approx(0.1)
    assert figure(frame, "utilisation", "unit=office") == 0.5
    assert figure(frame, "utilisation") == 0.5  # the municipality's casework units: the office alone
    assert figure(frame, "utilisation", "unit=clinic") == pytest.approx(0.2)
    assert figure(frame, "caseload", "unit=clinic") == 4.0
    assert figure(frame, "caseload", "unit=guide") == 1.0
    assert "unit=office" not in set(frame[frame.metric == "caseload"].group)  # a pool


def test_an_hour_carries_its_units_whole_payroll(ledger, blueprint, figure):
    # office: 200 a day over 365.25 days / (365.25 days at work x 4 h) = 50 an hour; clinic: 100 / 0.4 =
    # 250; managers: 50 / 0.1 = 500; the guide: 40 x 365.25 shared by two clients
    frame = measure(ledger, blueprint)
    guide = 40 * 365.25 / 2
    assert figure(frame, "cost_per_client", "kind=caseworkers,needs=1") == pytest.approx(150.0)
    assert figure(frame, "cost_per_client", "kind=caseworkers,needs=3") == pytest.approx(50.0)
    assert figure(frame, "cost_per_client", "kind=actors") == pytest.approx(1000.0 / 2)
    assert figure(frame, "cost_per_client", "kind=managers") == pytest.approx(500.0 / 2)
    assert figure(frame, "cost_per_client", "kind=coordinators") == pytest.approx(guide)
    assert figure(frame, "cost_per_client", "kind=support,needs=1") == pytest.approx(500.0)
    assert figure(frame, "cost_per_client", "kind=support,needs=3") == pytest.approx(200.0)
    assert figure(frame, "cost_per_client", "kind=crises") == pytest.approx((2 * 1000 + 5000) / 2)
    one, three = 150.0 + guide + 500.0 + 2000.0, 50.0 + 1000.0 + 500.0 + guide + 200.0 + 5000.0
    assert figure(frame, "cost_per_client", "needs=1") == pytest.approx(one)
    assert figure(frame, "cost_per_client", "needs=2+") == pytest.approx(three)
    assert figure(frame, "cost_per_client", "payer=region,needs=3") == pytest.approx(1000.0 + 200.0 + 5000.0)
    assert figure(frame, "cost_per_client", "payer=state") == pytest.approx(guide)
    assert figure(frame, "cost_per_client_year") == pytest.approx((one + three) / 0.6)
    assert figure(frame, "cost_per_recovered_client") == pytest.approx(one + three)  # one of them recovered
    assert np.isnan(figure(frame, "cost_per_recovered_client", "needs=3"))
    assert leads(ledger, blueprint).cost.tolist() == pytest.approx([one, three])


@pytest.mark.parametrize("metric", ["cost_per_client", "cost_per_client_year", "cost_per_recovered_client"])
def test_money_by_payer_is_money_by_kind(ledger, blueprint, figure, metric):
    frame = measure(ledger, blueprint)
    by_payer = sum(figure(frame, metric, f"payer={payer}") for payer in PAYERS)
    there = [kind for kind in COST_KINDS if f"kind={kind}" in set(frame[frame.metric == metric].group)]
    by_kind = sum(figure(frame, metric, f"kind={kind}") for kind in there)
    assert by_payer == pytest.approx(figure(frame, metric), rel=1e-12)
    assert by_kind == pytest.approx(figure(frame, metric), rel=1e-12)


def test_the_cost_table_adds_up_to_the_cost_per_client(ledger, blueprint, figure):
    table = costs(ledger, blueprint)
    assert table.columns.tolist() == ["needs", "payer", "kind", "amount", "clients"]
    assert table.needs.unique().tolist() == ["1", "3"]
    assert table.amount.sum() == pytest.approx(2 * figure(measure(ledger, blueprint), "cost_per_client"))


def test_when_all_hours_are_the_cohorts_it_carries_the_whole_payroll(make_ledger, blueprint, figure):
    busy = 100.0 / 4.0
    ledger = make_ledger(
        clients=[{"client": 0, "arrival": 150.0}, {"client": 1, "arrival": 151.0}],
        work=[piece(0, 0, 60.0), piece(1, 0, 40.0)],
        units=[{"busy_area": busy}, {}, {}, {}],
    )
    total = 2 * figure(measure(ledger, blueprint), "cost_per_client")
    assert total == pytest.approx(blueprint.unit_payroll.sum() * blueprint.measure)


def test_payroll_per_year(ledger, blueprint, figure):
    frame = measure(ledger, blueprint, currency="NOK")
    assert figure(frame, "payroll_per_year") == pytest.approx(290 * 365.25)  # without the clinic
    assert figure(frame, "payroll_per_year", "kind=managers") == pytest.approx(50 * 365.25)
    assert set(frame[frame.metric == "payroll_per_year"].measured_in) == {"NOK"}
