"""Inequality: the index against an independent computation, and ledgers made by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.analysis.inequality import by_chance, decompose, theil
from socsim.scenario.names import COORDINATION_WORK, STEP_WORK


def index(values: list[float]) -> float:
    """ln n less the entropy of the shares: Theil's own way to it."""
    shares = [value / math.fsum(values) for value in values]
    return math.log(len(values)) + math.fsum(s * math.log(s) for s in shares if s > 0.0)


def between(values: list[float], group: list[int]) -> float:
    """Sum of s_g ln(s_g / (n_g / n)) over the groups."""
    found = []
    for name in sorted(set(group)):
        own = [value for value, g in zip(values, group, strict=True) if g == name]
        share = math.fsum(own) / math.fsum(values)
        found.append(share * math.log(share * len(values) / len(own)) if share > 0.0 else 0.0)
    return math.fsum(found)


@pytest.fixture
def some() -> tuple[list[float], list[int]]:
    """300 clients, some of whom waited for nothing, in groups of very unlike size."""
    draw = np.random.default_rng(5)
    values = np.round(np.minimum(draw.exponential(100.0, 300), 200.0), 1) * (draw.random(300) > 0.1)
    return values.tolist(), np.minimum(draw.geometric(0.3, 300), 9).tolist()


def test_index_is_that_of_shares(some):
    values, group = some
    assert theil(np.array(values)) == pytest.approx(index(values))
    parts = decompose(np.array(values), np.array(group))
    assert parts.total == pytest.approx(index(values))
    assert parts.between == pytest.approx(between(values, group))
    within = []
    for name in set(group):
        own = [value for value, g in zip(values, group, strict=True) if g == name]
        within.append(math.fsum(own) / math.fsum(values) * index(own))
    assert parts.within == pytest.approx(math.fsum(within))


def test_ends_of_the_index():
    assert theil(np.full(7, 3.0)) == pytest.approx(0.0, abs=1e-15)
    assert theil(np.array([0.0, 0.0, 0.0, 9.0])) == pytest.approx(math.log(4.0))
    assert math.isnan(theil(np.zeros(3)))
    assert math.isnan(theil(np.zeros(0)))
    assert math.isnan(decompose(np.zeros(3), np.array([0, 1, 1])).by_chance)


def test_groups_by_one_and_one_group():
    """Everyone for themselves: all of it is between, by chance too. All together: nothing is."""
    values = np.array([1.0, 5.0, 0.0, 30.0])
    alone = decompose(values, np.arange(4))
    assert (alone.between, alone.by_chance) == pytest.approx((alone.total, alone.total))
    together = decompose(values, np.zeros(4, dtype=np.int64))
    assert (together.between, together.by_chance) == (pytest.approx(0.0, abs=1e-15), 0.0)
    assert together.within == pytest.approx(together.total)


@pytest.mark.parametrize("sizes", [(4, 3), (2, 2, 3), (1, 6), (1, 1, 2, 3)])
def test_by_chance_is_the_mean_over_all_the_ways_to_share_out(sizes):
    values = [3.0, 4.0, 5.0, 6.0, 7.0, 9.0, 12.0]
    group = [g for g, size in enumerate(sizes) for _ in range(size)]
    every = [between(list(shuffled), group) for shuffled in itertools.permutations(values)]
    expected = math.fsum(every) / len(every)
    assert by_chance(np.array(values), np.array(sizes)) == pytest.approx(expected, rel=0.02)


def test_by_chance_where_groups_are_small_and_values_far_apart(some):
    values, group = some
    draw, sizes = np.random.default_rng(6), np.bincount(group)[1:]
    shuffled = [between(draw.permutation(values).tolist(), group) for _ in range(400)]
    error = np.std(shuffled, ddof=1) / len(shuffled) ** 0.5
    assert error < 0.05 * np.mean(shuffled)
    assert abs(by_chance(np.array(values), sizes) - np.mean(shuffled)) < 4.0 * error


def test_by_chance_does_not_know_who_is_in_which_group(some):
    values, group = some
    assert decompose(np.array(values), np.array(group)).by_chance == pytest.approx(
        decompose(np.array(values), np.array(group[::-1])).by_chance, rel=0.05
    )


HOURS = {"need": 0, "step": 0, "what": STEP_WORK, "unit": 0}


@pytest.fixture
def ledger(make_ledger):
    """Two districts; days until supported: A 20 and 200 (never), B 40 and 60. Days 100-465 are the window."""
    arrival, supported = [110.0, 120.0, 130.0, 140.0], [130.0, float("nan"), 170.0, 200.0]
    return make_ledger(
        clients=[
            {"client": i, "arrival": at, "district": district, "contacts": i, "open_days": 50.0}
            for i, (at, district) in enumerate(zip(arrival, (0, 0, 1, 1), strict=True))
        ],
        needs=[
            {"client": i, "need": 0, "born": at, "seen": at, "supported": start, "days_fallen": 10.0 * i}
            for i, (at, start) in enumerate(zip(arrival, supported, strict=True))
        ],
        falls=[{"client": 1, "at": 150.0}, {"client": 1, "at": 160.0}, {"client": 2, "at": 331.0}],
        work=[
            # most hours: client 0 of desk 0 (1 + 2 against 2), 1 of desk 1 (the clinic's do not count),
            # 2 of desk 0 (as many as desk 1, which comes after), 3 of nobody before day 340
            {**HOURS, "client": 0, "worker": 0, "end": 120.0, "hours": 1.0},
            {**HOURS, "client": 0, "worker": 1, "end": 121.0, "hours": 2.0},
            {**HOURS, "client": 0, "worker": 0, "end": 122.0, "hours": 1.0, "reading": 0.5, "duplicate": 0.5},
            {**HOURS, "client": 1, "worker": 1, "end": 130.0, "hours": 1.0},
            {**HOURS, "client": 1, "worker": 2, "unit": 1, "end": 131.0, "hours": 9.0},
            {**HOURS, "client": 2, "worker": 1, "end": 140.0, "hours": 3.0},
            {**HOURS, "client": 2, "worker": 0, "end": 141.0, "hours": 3.0},
            {**HOURS, "client": 3, "worker": 0, "end": 341.0, "hours": 3.0},
            {**HOURS, "client": 3, "worker": 4, "unit": 3, "what": COORDINATION_WORK, "end": 150.0}
            | {"need": -1, "step": -1, "hours": 1.0},
        ],
        units=[{"busy_area": 5.0}, {}, {}, {}],
    )


def test_inequality_by_hand(ledger, blueprint, change, figure):
    frame = measure(ledger, change(blueprint, districts=("A", "B")))
    days = [20.0, 200.0, 40.0, 60.0]
    assert figure(frame, "theil_total") == pytest.approx(index(days))
    assert figure(frame, "theil_between_districts") == pytest.approx(between(days, [0, 0, 1, 1]))
    assert figure(frame, "theil_between_caseworkers") == pytest.approx(between(days[:3], [0, 1, 0]))
    pairs = [between(list(each), [0, 0, 1, 1]) for each in itertools.permutations(days)]
    assert figure(frame, "theil_between_districts_by_chance") == pytest.approx(np.mean(pairs), rel=0.15)
    desks = [between(list(each), [0, 1, 0]) for each in itertools.permutations(days[:3])]
    assert figure(frame, "theil_between_caseworkers_by_chance") == pytest.approx(np.mean(desks), rel=0.15)


def test_figures_by_district(ledger, blueprint, change, figure):
    frame = measure(ledger, change(blueprint, districts=("A", "B")))

    def of(metric: str, statistic: str = "mean") -> list[float]:
        return [figure(frame, metric, f"district={name}", statistic) for name in "AB"]

    assert of("lead_to_all_supported_days") == pytest.approx([110.0, 50.0])
    assert of("lead_to_all_supported_days", "p50") == [20.0, 40.0]
    assert of("falls_per_client") == [1.0, 0.0]
    assert of("ever_fallen_share") == [0.5, 0.0]
    assert of("falls_per_100_client_years") == pytest.approx([100.0 * 2.0 / (100.0 / 365.25), 0.0])
    assert of("gap_days") == [5.0, 25.0]
    assert of("contacts") == [0.5, 2.5]
    assert of("recovered_share") == [0.0, 0.0]
    assert sum(of("cost_per_client")) / 2 == pytest.approx(figure(frame, "cost_per_client"))
    assert not frame["group"].str.contains("district=.*,|,district=", regex=True).any()


@pytest.mark.parametrize("districts", [(), ("A",)])
def test_no_districts_no_figures_by_district(ledger, blueprint, change, districts):
    ledger.clients["district"][:] = 0
    frame = measure(ledger, change(blueprint, districts=districts))
    assert not frame["group"].str.startswith("district=").any()
    assert not frame["metric"].str.contains("districts").any()
    assert set(frame["metric"]) >= {"theil_total", "theil_between_caseworkers"}


def test_nobody_worked_with_no_part_between_caseworkers(make_ledger, blueprint, figure):
    ledger = make_ledger(
        clients=[{"client": 0, "arrival": 110.0}, {"client": 1, "arrival": 120.0}],
        needs=[{"client": i, "need": 0, "born": 110.0, "seen": 110.0} for i in (0, 1)],
    )
    frame = measure(ledger, blueprint)
    assert figure(frame, "theil_total") == pytest.approx(0.0)
    assert not frame["metric"].str.startswith("theil_between").any()
