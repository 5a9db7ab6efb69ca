"""A client's course, told from the journal, is what the ledger has of it; and picks favour nobody."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socsim.analysis.cohort import cohort_of, ints
from socsim.analysis.lead_times import client_leads
from socsim.analysis.story import PICKS, Course, course, pick
from socsim.engine.ledger import Ledger, Table
from socsim.engine.simpy_engine import make_people, simulate_with_journal
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.names import OPEN_STATES, STATES
from socsim.scenario.schema import Scenario
from tests.experiment.conftest import quick
from tests.mechanisms.rich import RICH

Made = tuple[Blueprint, Ledger, Table, list[Course]]
NAMES = ("small", "rich")


@cache
def made(name: str) -> list[Made]:
    """The courses of the whole cohort, in each organisation."""
    scenario = quick().scenario if name == "small" else Scenario.model_validate(RICH)
    found = []
    for blueprint in blueprints(scenario).values():
        people = make_people(blueprint, scenario.run.seed, 1)
        ledger, journal = simulate_with_journal(blueprint, people)
        clients = ints(cohort_of(ledger, blueprint).clients, "client").tolist()
        found.append((blueprint, ledger, journal, [course(journal, blueprint, client) for client in clients]))
    return found


def of_ledger(ledger: Ledger, client: int) -> tuple[Table, Table]:
    """The client's row, and those of the needs."""
    clients = {name: column[ledger.clients["client"] == client] for name, column in ledger.clients.items()}
    needs = {name: column[ledger.needs["client"] == client] for name, column in ledger.needs.items()}
    return clients, needs


@pytest.mark.parametrize("name", NAMES)
def test_days_in_each_state_are_the_ledger_s(name: str) -> None:
    compared = 0
    for _, ledger, _, courses in made(name):
        for one in courses:
            _, needs = of_ledger(ledger, one.client)
            keys = list(zip(needs["need"].tolist(), needs["spell"].tolist(), strict=True))
            assert sorted(keys) == sorted(one.needs)
            for row, key in enumerate(keys):
                ours = [lane for lane in one.lanes if (lane.need, lane.spell) == key]
                for state, word in enumerate(OPEN_STATES):
                    days = sum(lane.end - lane.start for lane in ours if lane.state == state)
                    assert days == pytest.approx(float(needs[f"days_{word}"][row]), abs=1e-6)
                assert STATES[one.at_end(key)] == STATES[int(needs["state"][row])]
                assert all(a.end == b.start for a, b in pairwise(ours))
                assert ours[-1].end == one.followed
                assert ours[0].start == pytest.approx(float(needs["born"][row]) - one.arrival, abs=1e-9)
                compared += 1
    assert compared > 100


@pytest.mark.parametrize("name", NAMES)
def test_what_happens_is_the_ledger_s(name: str) -> None:
    seen = dict.fromkeys(("falls", "duplicates", "met", "left"), 0)
    for _, ledger, _, courses in made(name):
        for one in courses:
            clients, needs = of_ledger(ledger, one.client)
            assert one.met == clients["contacts"][0]
            assert one.total("asked") == needs["demands"].sum()
            assert one.total("asked_again") == needs["duplicates"].sum()
            assert len(one.of("fell")) == needs["falls"].sum()
            assert len(one.of("crisis")) == needs["crises"].sum()
            assert sum(map(one.gap, one.of("fell"))) == pytest.approx(float(needs["days_fallen"].sum()))
            left = float(clients["left"][0]) - one.arrival
            assert one.left == (pytest.approx(left) if left < one.followed else math.inf)
            for row in range(len(needs["need"])):
                key = int(needs["need"][row]), int(needs["spell"][row])
                for what in ("seen", "supported", "decided"):
                    day = float(needs[what][row]) - one.arrival
                    assert one.first(what, key) == (pytest.approx(day) if day < one.followed else math.inf)
                assert (key in one.at_arrival) == bool(needs["at_arrival"][row])
            seen["falls"] += len(one.of("fell"))
            seen["duplicates"] += one.total("asked_again")
            seen["met"] += one.met > 1
            seen["left"] += one.left < math.inf or name == "rich"  # where few leave
    assert min(seen.values()) > 0, seen


@pytest.mark.parametrize("name", NAMES)
def test_lead_times_are_those_of_the_figures(name: str) -> None:
    for blueprint, ledger, _, courses in made(name):
        leads = client_leads(cohort_of(ledger, blueprint))
        np.testing.assert_allclose([one.all_supported for one in courses], leads.all_supported, atol=1e-9)
        np.testing.assert_allclose([one.recovery for one in courses], leads.recovery, atol=1e-9)


def test_a_client_that_there_is_not() -> None:
    blueprint, _, journal, _ = made("small")[0]
    with pytest.raises(ValueError, match="no client 123456789"):
        course(journal, blueprint, 123_456_789)


# -- whom to pick ----------------------------------------------------------------------------------

days = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(days)
def test_picks_are_symmetric(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype=np.float64).T
    assert pick(one, other, "gains") == pick(other, one, "loses")
    assert pick(one, other, "loses") == pick(other, one, "gains")
    assert pick(one, other, "median") == pick(other, one, "median")


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(days)
def test_picks_are_what_they_are_called(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype=np.float64).T
    difference = other - one
    assert difference[pick(one, other, "gains")] == difference.min()
    assert difference[pick(one, other, "loses")] == difference.max()
    middle = difference[pick(one, other, "median")]
    assert (difference < middle).sum() <= len(pairs) / 2
    assert (difference > middle).sum() <= len(pairs) / 2


def test_of_equals_the_median_is_a_middling_one_in_both() -> None:
    one = np.array([1.0, 50.0, 99.0, 10.0, 70.0])
    assert pick(one, one, "median") == 1
    assert [pick(one, one, how) for how in PICKS[1:]] == [0, 0]
