"""Figures that statistics know, on ledgers made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.analysis.calibration import months_a_year, top_share


def test_top_share_by_another_way() -> None:
    amounts = np.random.Generator(np.random.PCG64(1)).gamma(0.7, 100.0, 1000)
    expected = np.sort(amounts)[-100:].sum() / amounts.sum()
    assert top_share(amounts, 0.1) == pytest.approx(expected)
    assert top_share(np.ones(50), 0.1) == pytest.approx(0.1)
    assert math.isnan(top_share(np.zeros(3), 0.1))


def test_months_are_counted_by_client_and_year() -> None:
    client = np.array([1, 1, 1, 2, 2])
    year = np.array([0, 0, 1, 1, 1])
    found = months_a_year(client, year, np.array([1.0, 1.0, 1.0, 7.0, 7.0]), 2)
    assert sorted(found.tolist()) == [1.0, 2.0, 12.0]


@pytest.fixture
def town(make_ledger, blueprint, change):
    """Client 0: money in support beside a known need of housing; 1: money alone; 2: unfounded."""
    clients = [{"client": at, "arrival": 110.0} for at in range(3)]
    born = {"born": 110.0, "seen": 110.0}
    needs = [
        {"client": 0, "need": 0, **born, "decided": 120.0, "supported": 130.0, "closed": 200.0},
        {"client": 0, "need": 1, "born": 110.0, "seen": 190.0, "supported": 205.0},
        {"client": 1, "need": 0, "born": 110.0, "seen": 115.0, "decided": 145.0, "supported": 150.0},
        {"client": 2, "need": 0, **born, "decided": 130.0, "closed": 130.0, "unfounded": True},
    ]
    follow_ups = {0: (140.0, 170.0, 200.0, 470.0), 1: (160.0, 190.0)}  # 470 is after the window's only year
    work = [
        {"client": client, "need": 0, "step": 2, "what": 1, "ready": day, "start": day, "end": day}
        for client, days in follow_ups.items()
        for day in days
    ]
    unfounded = np.array([0.3, 0.0, 0.0, 0.0, 0.0, 0.0])
    return make_ledger(clients=clients, needs=needs, work=work), change(blueprint, step_unfounded=unfounded)


def test_what_statistics_know(town, figure):
    frame = measure(*town)
    assert figure(frame, "decision_days", "need=money") == pytest.approx((10.0 + 30.0 + 20.0) / 3)
    assert figure(frame, "opened_share", "need=money") == pytest.approx(2 / 3)
    assert figure(frame, "known_other_needs_share", "need=money") == pytest.approx(1 / 2)
    assert figure(frame, "known_other_needs_share", "need=housing") == 0.0  # the money need had ended by then
    months = 30.0 / (365.25 / 12.0)
    assert figure(frame, "assistance_months_per_year", "need=money") == pytest.approx((3 + 2) * months / 2)
    assert figure(frame, "long_term_share", "need=money") == 0.0
    assert "opened_share" not in set(
        frame[frame.group == "need=housing"].metric
    )  # none of it can be unfounded
