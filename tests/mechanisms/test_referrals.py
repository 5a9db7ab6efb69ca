"""Referrals that are sent back [2]: the days on the way, and the same events in both engines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from socsim.engine.journal import ACTIVITIES, BOUNCED
from socsim.engine.ledger import Ledger
from socsim.engine.simpy_engine import simulate_with_journal
from socsim.model.draws import child, salt, uniform
from socsim.model.people import People, make_people
from socsim.scenario.blueprint import Blueprint

from ..engine.both import disagreement
from ..engine.random_offices import random_scenario
from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    figures,
    people_of,
    pieces,
    scenario,
    tell,
)
from .rich import ORGANISATIONS, RICH

REPLICATIONS = 12
POOL = {"assignment": "step", "caseworkers": 300}
"""Nobody waits."""


def two_units(**referral: object) -> Written:
    """A front unit whose clients come by themselves, and a back unit to which they are referred."""
    steps = {"intake": {"effort": days(1)}, "desk": {"effort": days(1)}}
    units = {
        "front": {"handles": ["*.intake"], **POOL},
        "back": {"handles": ["*"], **POOL, "referral": referral},
    }
    profile = {"name": "everyone", "arrivals": "3 per day", "needs": ["money"]}
    return scenario({"money": {"steps": steps}}, units, profiles=[profile])


def draw(client: int, purpose: str, attempt: int) -> float:
    """The need's own draw at its attempt to get to the back unit."""
    need = child(client, salt("need", "money"), 1)
    return uniform(need, salt(purpose, "money", "desk"), attempt)


def bounces(client: int, chance: float) -> int:
    """How often this client's referral is sent back."""
    attempt = 0
    while draw(client, "referral bounced", attempt) < chance:
        attempt += 1
    return attempt


def client_with(times: int, chance: float) -> int:
    """The key of a client whose referral is sent back so many times."""
    return next(key for key in range(1, 100_000) if bounces(key, chance) == times)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_each_bounce_is_a_way_back_and_a_way_out(times: int) -> None:
    """[2] A day at the front, journeys of five days each, a day at the back; nobody has it between."""
    blueprint = blueprint_of(two_units(delay="5 days", bounced=0.5))
    people = people_of(blueprint, [Comes(0, ["money"], key=client_with(times, 0.5))])
    ledger, journal = simulate_with_journal(blueprint, people)
    there = 1.0 + 5.0 * (1 + 2 * times)
    assert pieces(ledger, "unit", "start", "end") == [(0, 0, 1), (1, there, there + 1)]
    assert column(ledger.needs, "days_referred").tolist() == [there - 1.0]
    rows = journal["activity"] == BOUNCED
    assert journal["time"][rows].tolist() == [6.0 + 10.0 * k for k in range(times)]
    assert set(zip(journal["unit"][rows].tolist(), journal["step"][rows].tolist(), strict=True)) <= {(1, -1)}
    entered = journal["value"][journal["activity"] == ACTIVITIES.index("entered")].tolist()
    assert entered.count(1.0) == 1  # `referred`, once, however often it goes to and fro


def test_every_journey_has_a_draw_of_its_own() -> None:
    """[2] Out and back, attempt by attempt, each Exp(5 days) at its purpose and number."""
    key = client_with(2, 0.6)
    written = two_units(delay={"dist": "exponential", "mean": "5 days"}, bounced=0.6)
    ledger = tell(written, Comes(0, ["money"], key=key))
    drawn = [draw(key, "referral delay", k) for k in range(3)] + [
        draw(key, "referral back", k) for k in (0, 1)
    ]
    assert len(set(drawn)) == 5
    expected = -5.0 * np.log(drawn).sum()
    np.testing.assert_allclose(column(ledger.needs, "days_referred"), [expected], rtol=1e-9)


def test_who_comes_by_themselves_is_never_sent_back() -> None:
    """[2] Nor does a case that stays in its unit travel."""
    written = changed(
        two_units(delay="5 days", lost=0.5, bounced=0.9), {"organisations.office.units.front": None}
    )
    ledger = tell(written, *(Comes(day, ["money"]) for day in range(20)))
    assert column(ledger.needs, "days_referred").tolist() == [0.0] * 20
    assert not len(ledger.falls["client"])


def referral_trips(lost: float, bounced: float) -> float:
    """Expected journeys of a referral, out and back, until it stays or is lost: (1 + q) / (1 - q).

    Here q = (1 - lost) bounced is the chance that an attempt comes back: it was not lost, and the unit
    sent it back. Attempts are then geometric with mean 1 / (1 - q), and each but the last brings a
    journey back. Every journey takes one delay of the unit. Without a coordinator who catches.
    """
    back = (1.0 - lost) * bounced
    return (1.0 + back) / (1.0 - back)


@pytest.mark.parametrize(("lost", "bounced"), [(0.0, 0.5), (0.3, 0.4)])
def test_mean_days_on_the_way(lost: float, bounced: float) -> None:
    """[2] delay x (1 + q) / (1 - q) with q = (1 - lost) bounced, over replications."""
    assert referral_trips(0.0, 0.5) == 3.0
    delay = {"dist": "exponential", "mean": "4 days"}
    written = two_units(delay=delay, lost=lost, bounced=bounced)
    way = figures(written, mean_days_referred, REPLICATIONS)
    agrees(way, 4.0 * referral_trips(lost, bounced))


def mean_days_referred(_: Blueprint, ledger: Ledger) -> float:
    return float(column(ledger.needs, "days_referred").mean())


def test_who_gets_there_at_last() -> None:
    """[2] With no way back from a loss, a share lost / (1 - q) is lost."""
    lost, bounced = 0.3, 0.4
    fell = figures(two_units(delay="4 days", lost=lost, bounced=bounced), falls_a_need, REPLICATIONS)
    agrees(fell, lost / (1.0 - (1.0 - lost) * bounced))


def falls_a_need(_: Blueprint, ledger: Ledger) -> float:
    return float(column(ledger.needs, "falls").mean())


# -- both engines ----------------------------------------------------------------------------------

OFTEN = {
    "behaviour.referral": {"delay": {"dist": "exponential", "mean": "3 days"}, "lost": 0.2, "bounced": 0.6}
}


def same_in_both(blueprint: Blueprint, people: People) -> int:
    """Hold the engines to each other, event by event; how many referrals were sent back."""
    said, journal = disagreement(blueprint, people)
    assert said is None, said
    return int((journal["activity"] == BOUNCED).sum())


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_engines_agree_where_all_is_at_work(organisation: str) -> None:
    blueprint = blueprint_of(changed(RICH, OFTEN), organisation)
    sent_back = same_in_both(blueprint, make_people(blueprint, 7, 1))
    assert (sent_back > 20) == (organisation in ("silos", "coordinated"))


def sends_back(blueprint: Blueprint) -> bool:
    """Whether cases go from unit to unit, and may bounce."""
    return bool(blueprint.unit_referral_bounced.any()) and len(set(blueprint.step_unit.tolist())) > 1


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(random_scenario().map(blueprint_of).filter(sends_back), st.integers(1, 1000))
def test_engines_agree_on_random_offices(blueprint: Blueprint, seed: int) -> None:
    same_in_both(blueprint, make_people(blueprint, seed, 0))
