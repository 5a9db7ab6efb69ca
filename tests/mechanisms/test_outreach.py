"""Finding people before they seek help [24]."""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.analysis.money import COST_KINDS
from socsim.analysis.replication import Account, measure
from socsim.engine import Choice, chosen, compiled
from socsim.engine.ledger import Ledger
from socsim.model.outreach import as_they_were
from socsim.model.people import IN_VAIN, People, make_people
from socsim.scenario.plan import make_plan
from socsim.scenario.schema import Scenario

from ..engine.agree import both_accounts
from ..engine.both import disagreement
from .bench import Written, agrees, blueprint_of, changed, column, many, scenario

POOL = {"all": {"handles": ["*"], "assignment": "step", "caseworkers": 300}}
OUTREACH = "organisations.office.outreach"
RATE, LEAD = 4.0, 100.0


def found(**outreach: object) -> Written:
    """Money, of severity 3 when help is sought, which grows four times a year and brings health with it."""
    needs = {
        "money": {
            "steps": {"one": {"effort": "0 h"}},
            "severity": {1: 0, 2: 0, 3: 1},
            "escalates": {"rate": f"{RATE} per year", "into": {"health": 0.5}},
        },
        "health": {"steps": {"one": {"effort": "0 h"}}},
    }
    run = {"warm_up": "150 days", "measure": "200 days", "follow_up": "200 days"}
    written = scenario(needs, POOL, run=run)
    lead = f"{LEAD:g} days"
    return changed(written, {OUTREACH: {"reach": 1, "lead": lead, **outreach}} if outreach else {})


def people_of(written: Written) -> People:
    return make_people(blueprint_of(written), 1, 1)


def test_a_share_is_found_so_much_earlier() -> None:
    """Six in ten, by a hundred days; the cohort are the same people, each followed from contact."""
    _, _, before = many(found(), 71)
    _, _, after = many(found(reach=0.6), 71)
    assert before.clients["client"].tolist() == after.clients["client"].tolist()
    assert before.clients["needs"].tolist() == after.clients["needs"].tolist()
    earlier = column(before.clients, "arrival") - column(after.clients, "arrival")
    assert set(np.round(earlier, 6)) == {0.0, LEAD}
    agrees((earlier > 0.0).tolist(), 0.6)


LEADS = {
    "exponential": ({"dist": "exponential", "mean": "30 days"}, 30.0 * math.log(1000.0)),
    "weibull": ({"dist": "weibull", "mean": "30 days", "shape": 1}, 30.0 * math.log(1000.0)),
    "uniform": ({"dist": "uniform", "low": "0 days", "high": "60 days"}, 59.94),
    "lognormal": ({"dist": "lognormal", "mean": "30 days", "cv": 0.5}, None),
    "triangular": ({"dist": "triangular", "low": "0 days", "mode": "15 days", "high": "75 days"}, None),
    "empirical": ({"dist": "empirical", "values": ["10 days", "20 days", "60 days"]}, 60.0),
}


@pytest.mark.parametrize("dist", LEADS)
def test_leads_are_as_stated(dist: str) -> None:
    """Cut at the longest of a thousand, from whichever end the distribution is drawn."""
    written, longest = LEADS[dist]
    blueprint = blueprint_of(found(reach=1, lead=written))
    leads = [lead for r in range(8) for lead in late(make_people(blueprint, 1, r), blueprint.horizon)]
    agrees(leads, 30.0)
    assert max(leads) <= blueprint.outreach[2] < 300.0
    assert longest is None or blueprint.outreach[2] == pytest.approx(longest)


def late(people: People, horizon: float) -> list[float]:
    """Leads of those who would come when there has been time enough for any."""
    assert people.lead is not None
    comes = people.arrival + people.lead
    return people.lead[(comes > 300.0) & (comes < horizon)].tolist()


def test_what_they_have_then() -> None:
    """What came in the lead, a step of severity or the other need, is not there yet."""
    _, people, ledger = many(found(reach=1), 72)
    money = ledger.needs["need"] == 0
    severity = column(ledger.needs, "severity")[money & (ledger.needs["spell"] == 1)]
    undone = -math.expm1(-RATE / 365.25 * LEAD)
    agrees((severity < 3).tolist(), undone)
    agrees((severity == 1).tolist(), undone**2)
    health = ledger.needs["client"][(ledger.needs["need"] == 1) & ledger.needs["at_arrival"]]
    there = np.isin(ledger.clients["client"], health)
    agrees(there.tolist(), math.exp(-RATE * 0.5 / 365.25 * LEAD))
    assert people.lead is not None


BY_SEVERITY = {1: 2.0, 2: 5.0, 3: 9.0}
"""How often a year a need grows, from each severity, when nobody knows of it: twice what is stated."""


def earlier(lead: float, **changes: object) -> People:
    """People of severity 3 as they were so many days before, with rates by severity."""
    rates = {grade: f"{rate / 2.0:g} per year" for grade, rate in BY_SEVERITY.items()}
    unseen = {"needs.money.escalates.rate": rates, "behaviour.escalation_while": {"unseen": 2}}
    blueprint = blueprint_of(changed(found(), {**unseen, **changes}))
    people = make_people(blueprint, 77, 1)
    return as_they_were(blueprint, people, np.full(len(people.arrival), lead))


def chance(rate: float, days: float) -> float:
    return -math.expm1(-rate / 365.25 * days)


def test_each_severity_has_its_own_pace_backwards() -> None:
    """From 3 to 2 at the pace of 2, and to 1 at that of 1; the other need comes at half the pace of 3."""
    people = earlier(LEAD)
    severity = people.need_severity[people.need_kind == 0]
    to_two, to_one = chance(BY_SEVERITY[2], LEAD), chance(BY_SEVERITY[1], LEAD)
    agrees((severity < 3).tolist(), to_two)
    agrees((severity == 1).tolist(), to_two * to_one)
    people = earlier(LEAD, **{"population.profiles": [both("money")]})
    agrees((np.diff(people.need_start) == 2).tolist(), 1.0 - chance(0.5 * BY_SEVERITY[3], LEAD))


def test_half_a_day_counts() -> None:
    people = earlier(0.5, **{"needs.money.escalates.rate": "500 per year"})
    agrees((people.need_severity[people.need_kind == 0] < 3).tolist(), chance(1000.0, 0.5))


def test_what_they_would_have_come_with_has_been_there_all_along() -> None:
    """Though each of the two brings the other, within the hour."""
    at_once = {"rate": "1000 per day", "into": {"money": 1}}
    people = earlier(
        LEAD,
        **{
            "needs.health.escalates": at_once,
            "needs.money.escalates": {**at_once, "into": {"health": 1}},
            "behaviour.presents_after": "100 days",
            "population.profiles": [both("health")],
        },
    )
    assert set(people.need_kind.tolist()) == {1}
    assert (np.diff(people.need_start) == 1).all()


def both(first: str) -> Written:
    """Clients with both needs, of which they present one."""
    return {"name": "both", "arrivals": "20 per day", "needs": ["money", "health"], "presents": [first]}


def test_the_nearer_to_the_day_the_more_as_it_would_be() -> None:
    """With no lead at all nothing changes, to the last bit."""
    plain = many(found(), 73)[2]
    same = many(found(reach=1, lead="0 days"), 73)[2]
    assert list(same_tables(plain, same)) == []


def same_tables(one: Ledger, other: Ledger) -> list[str]:
    tables = ("clients", "needs", "falls", "work")
    return [
        f"{table}.{name}"
        for table in tables
        for name in getattr(one, table)
        if getattr(one, table)[name].tobytes() != getattr(other, table)[name].tobytes()
    ]


def test_those_found_in_vain() -> None:
    """A fifth of those found would never have come: each is followed as the one is beside whom they are."""
    people = people_of(found(reach=0.8, in_vain=0.2))
    assert people.number is not None
    assert people.lead is not None
    assert people.cohort is not None
    followed = dict(zip(people.number.tolist(), people.cohort.tolist(), strict=True))
    vain = people.number >= IN_VAIN
    agrees(vain[people.lead > 0.0].tolist(), 0.2)
    numbers = people.number[vain].tolist()
    assert [followed[n] for n in numbers] == [followed.get(n - IN_VAIN, False) for n in numbers]
    assert (np.diff(people.arrival) >= 0.0).all()
    plain = people_of(found())
    at = {int(key): i for i, key in enumerate(people.key)}
    assert all(int(key) in at for key in plain.key)  # everyone who would come comes, and sooner if at all
    assert all(people.arrival[at[int(k)]] <= time for k, time in zip(plain.key, plain.arrival, strict=True))


def test_households_keep_their_size() -> None:
    """Whoever is found sooner, and in whatever order they come then, is as many persons as before."""
    sizes = {"population.profiles.0.members": {1: 0.5, 3: 0.5}}
    plain = people_of(changed(found(), sizes))
    people = people_of(changed(found(reach=0.6, in_vain=0.3), sizes))
    now = dict(zip(people.key.tolist(), people.members.tolist(), strict=True))
    assert [now[key] for key in plain.key.tolist()] == plain.members.tolist()
    assert people.number is not None
    agrees((people.members[people.number >= IN_VAIN] == 3).tolist(), 0.5)


def test_nobody_is_missing_towards_the_end() -> None:
    """Those who would come after the run has ended are found within it, as many as at any other time."""
    written = found(reach=1)
    days = people_of(written).arrival
    horizon = blueprint_of(written).horizon
    last, before = (np.sum((days >= a) & (days < a + 100.0)) for a in (horizon - 100.0, horizon - 300.0))
    assert last == pytest.approx(before, abs=5.0 * math.sqrt(2.0 * 2000.0))


def test_its_cost_is_taken_from_the_same_money() -> None:
    """Equal money leaves so much less for caseworkers; and those found in vain ask for hours too."""
    written = found(reach=0.5, in_vain=0.5, cost="1000 SEK per day")
    written["costs"] = {"caseworker": "10 SEK per day"}
    written["organisations"]["without"] = changed(written, {OUTREACH: None})["organisations"]["office"]
    written["comparison"] = {"reference": "without", "equal_money": True}
    plans = make_plan(Scenario.model_validate(written)).organisations
    assert plans["office"].payroll_after == pytest.approx(plans["without"].payroll_after)
    assert plans["office"].hours_factor == pytest.approx((3000.0 - 1000.0) / 3000.0)
    extra = changed(written, {f"{OUTREACH}.within_equal_money": False})
    plans = make_plan(Scenario.model_validate(extra)).organisations
    assert plans["office"].hours_factor == 1.0


def test_those_found_in_vain_cost_as_much() -> None:
    """With one beside each client, with the same two needs at the same time, the cohort costs twice."""
    written = changed(
        found(reach=1, lead="0 days", in_vain=0.5),
        {
            "needs.money.escalates": None,
            "needs.money.steps.one.effort": "3 h",
            "needs.health.steps.one": {"effort": "1 h", "every": "30 days", "cost": "10 SEK per day"},
            "needs.health.recovers_after": "90 days",
            "costs": {"caseworker": "100 SEK per day"},
        },
    )
    for profile in written["population"]["profiles"]:
        profile["needs"] = ["money", "health"]
    blueprint, _, ledger = many(written, 75)
    account = Account(ledger, blueprint)
    assert len(ledger.clients["client"]) == 2 * account.cohort.size
    kinds = account.cost.amount.sum(axis=(0, 2))
    own = kinds[COST_KINDS.index("caseworkers")] + kinds[COST_KINDS.index("support")]
    assert kinds[COST_KINDS.index("in_vain")] == pytest.approx(own, rel=0.1)
    assert account.cost.by_unit.sum() == pytest.approx(kinds.sum())
    costs = measure(ledger, blueprint).query("metric == 'cost_per_client'").set_index("group")["value"]
    assert costs["kind=in_vain"] == pytest.approx(kinds[COST_KINDS.index("in_vain")] / account.cohort.size)


def test_who_is_found_before_the_window_counts() -> None:
    """From contact on, in every figure of the cohort; and what it costs is shared by them."""
    blueprint, _, ledger = many(found(reach=0.6, cost="100 SEK per day"), 74)
    account = Account(ledger, blueprint)
    assert account.cohort.size == len(ledger.clients["client"])
    assert (account.cohort.arrival < blueprint.warm_up).any()
    paid = account.cost.amount[:, COST_KINDS.index("outreach"), :].sum()
    assert paid == pytest.approx(100.0 * blueprint.measure)
    rows = measure(ledger, blueprint)
    share = rows[(rows["metric"] == "severity_at_contact") & (rows["group"] == "all")]["value"].iloc[0]
    at_contact = ledger.needs["at_arrival"] == 1
    assert share == pytest.approx(column(ledger.needs, "severity")[at_contact].mean())


@pytest.mark.parametrize("name", ["simpy", "compiled"])
def test_the_journal_tells_all_of_it(name: Choice) -> None:
    """Also of needs that are not there yet, and of what comes to the cohort before the window."""
    few = {"population.profiles": [{"name": "one", "arrivals": "1 per day", "needs": ["money", "health"]}]}
    blueprint = blueprint_of(changed(found(reach=0.6, in_vain=0.3), few))
    people = make_people(blueprint, 2025, 0)
    assert people.sought is not None
    assert (np.diff(people.need_start) < people.sought).any()
    assert both_accounts(blueprint, chosen(name)) == []
    assert disagreement(blueprint, people)[0] is None


def test_both_engines_make_the_same_people() -> None:
    written = found(reach=0.5, lead={"dist": "lognormal", "mean": "90 days", "cv": 1})
    blueprint = blueprint_of(changed(written, {"population.profiles.0.members": {1: 0.5, 2: 0.5}}))
    one, other = make_people(blueprint, 5, 2), compiled.make_people(blueprint, 5, 2)
    for name in ("key", "arrival", "members", "number", "cohort", "lead", "need_key", "need_severity"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
