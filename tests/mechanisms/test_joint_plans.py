"""Joint plans: who asks, when they meet, whether it holds, what follows, how it ends, and a target. [18]"""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.engine import compiled, simpy_engine
from socsim.engine.ledger import Ledger
from socsim.model.people import make_people
from socsim.scenario.names import (
    CALLED_OFF,
    CHANGED_HANDS,
    DECLINED,
    DONE,
    EXPIRED,
    MEETING_WORK,
    NO_AGREEMENT,
    ON_PAPER,
    OPEN_PLAN,
    PLAN_ENDS,
)

from ..engine.both import agree
from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    differences,
    many,
    pieces,
    scenario,
    tell,
)
from .rich import RICH

KINDS = ("money", "health", "home")
PLAN = "organisations.office.joint_plans"
ASKED = {
    "asked": {"at_steps": 1},
    "earliest": "3 days",
    "free_after": "2 days",
    "effort": "6 h",
    "leads": "12 h",
}
NEVER = "9000 years"


def office(behaviour: Written | None = None, *, long: float = 1000.0, **plans: object) -> Written:
    """A desk unit for each kind: a first step of a day, then one of so many days that it stays open."""
    needs = {
        kind: {"steps": {"first": {"effort": days(1)}, "then": {"effort": days(long)}}} for kind in KINDS
    }
    units = {kind: {"handles": [kind], "assignment": "case", "caseworkers": 40} for kind in KINDS}
    written = scenario(needs, units, behaviour, office={"slice": days(0.5)})
    return changed(written, {PLAN: {**ASKED, **plans}})


def plans_of(ledger: Ledger, *names: str) -> list[tuple[float, ...]]:
    rows = zip(*(ledger.plans[name].tolist() for name in names), strict=True)
    return [tuple(round(float(value), 9) for value in row) for row in rows]


def test_asked_for_called_met_and_held() -> None:
    """Asked for on day 1, a date on day 6: between two slices of half a day each does their part."""
    ledger = tell(office(), Comes(0, ["money", "health"]))
    row = dict(zip(ledger.plans, (column[0] for column in ledger.plans.values()), strict=True))
    assert (row["client"], row["number"], row["units"], row["on_target"]) == (0, 1, 2, False)
    assert (row["asked"], row["how"], row["cohort"]) == (1.0, EXPIRED, True)
    # what was sliced goes behind the meeting; the longer part is sliced as well
    parts = pieces(ledger, "unit", "hours", "start", "end", what=MEETING_WORK)[:2]
    assert parts == [(1, 6, 6, 6.25), (0, 18, 6, 7.25)]
    assert row["met"] == row["held"] == 7.25
    assert row["ended"] == 7.25 + 180


def test_the_date_recedes_with_the_actors() -> None:
    """earliest + mean (1 + 1/2 + ... + 1/n) days from asking until the meeting is ready."""
    written = office(free_after={"dist": "exponential", "mean": "14 days"}, lasts=NEVER)
    written["run"] = {"measure": "150 days", "follow_up": "150 days"}
    for number in (2, 3):
        everyone = {"name": "all", "arrivals": "4 per day", "needs": list(KINDS[:number])}
        written["population"]["profiles"] = [everyone]
        _, _, ledger = many(changed(written, crowd(900)), 61)
        ready: dict[float, float] = {}
        for client, at in pieces(ledger, "client", "ready", what=MEETING_WORK, spell=1):
            ready.setdefault(client, at)
        after = [
            ready[client] - asked
            for client, asked, which in plans_of(ledger, "client", "asked", "number")
            if which == 1 and client in ready and asked < 150.0
        ]
        agrees(after, 3.0 + 14.0 * sum(1 / k for k in range(1, number + 1)), 0.2)


def crowd(caseworkers: int) -> Written:
    return {f"organisations.office.units.{kind}.caseworkers": caseworkers for kind in KINDS}


def test_nobody_is_held_while_others_are_waited_for() -> None:
    """Who has a long piece first does their part after it; nobody waits for them meanwhile."""
    written = changed(office(), {"office.slice": None, "needs.health.steps.first.effort": days(9)})
    last = {"last": {"effort": days(30)}, "more": {"effort": days(500)}}
    written["needs"]["money"]["steps"] |= {"then": {"effort": days(3)}, **last}
    ledger = tell(written, Comes(0, ["money", "health"]))
    # asked for after money's first step, on day 1; on day 6 both are busy, with pieces that began before
    assert pieces(ledger, "unit", "ready", "start", what=MEETING_WORK) == [(1, 6, 9), (0, 6, 34)]
    assert plans_of(ledger, "met")[0] == (34.75,)
    # the one that did its part on day 9 goes on with its own work, and so does the other until day 34
    busy = column(ledger.caseworkers, "busy_days")
    assert (busy[0], busy[40]) == (200.0, 200.0)


@pytest.mark.parametrize("cooperation", [0.0, 0.6])
def test_it_holds_if_all_cooperate(cooperation: float) -> None:
    """Three of them: with the third power of the chance of one."""
    written = changed(office(cooperation=cooperation, lasts=NEVER), crowd(2500))
    written["population"]["profiles"] = [{"name": "all", "arrivals": "12 per day", "needs": list(KINDS)}]
    written["run"] = {"measure": "150 days", "follow_up": "100 days"}
    _, _, ledger = many(written, 62)
    met = ~np.isnan(column(ledger.plans, "met"))
    held = ~np.isnan(column(ledger.plans, "held"))
    if cooperation == 0.0:
        assert not held.any()
        assert set(ledger.plans["how"][met].tolist()) == {NO_AGREEMENT}
    else:
        agrees(held[met & (ledger.plans["number"] == 1)].tolist(), cooperation**3, 0.25)


def test_the_client_must_consent() -> None:
    """Who does not is asked again after the next step; nobody is called, and it costs nothing."""
    written = office(consent=0)
    ledger = tell(written, Comes(0, ["money", "health"]))
    assert plans_of(ledger, "number", "asked", "how") == [(1, 1, DECLINED), (2, 1, DECLINED)]
    assert pieces(ledger, "hours", what=MEETING_WORK) == []


# -- what follows while it holds -------------------------------------------------------------------


def desks(**behaviour: object) -> Written:
    """Both units ask for the same papers every 10 days, in supports that last."""
    steps = {
        "first": {"effort": days(0.25)},
        "support": {"effort": days(0.25), "every": "10 days", "asks_for": ["a", "b"]},
    }
    needs = {kind: {"steps": steps, "recovers_after": NEVER} for kind in KINDS[:2]}
    units = {kind: {"handles": [kind], "assignment": "case", "caseworkers": 1} for kind in KINDS[:2]}
    rules = {
        "information_sharing": 0,
        "information": {"valid_for": {"a": "5 days", "b": "5 days"}},
        **behaviour,
    }
    return scenario(needs, units, rules)


def test_what_they_hold_is_shared() -> None:
    """Without a plan the second unit asks for what the first has had for 2 days; with one it does not."""
    alone = desks()
    came = Comes(0, ["money"]), Comes(0, ["money", "health"])
    plan = {"asked": {"at_steps": 1}, "earliest": "0 days", "free_after": "1 day", "effort": days(0.25)}
    assert column(tell(alone, *came).needs, "duplicates").sum() > 30
    shared = tell(changed(alone, {PLAN: {**plan, "lasts": NEVER}}), *came)
    assert column(shared.plans, "held").tolist() == [1.5]
    assert column(shared.needs, "duplicates").sum() == 0
    refused = tell(
        changed(alone, {PLAN: {**plan, "lasts": NEVER}, "organisations.office.units.health.cooperation": 0}),
        *came,
    )
    assert refused.plans["how"].tolist() == [NO_AGREEMENT]
    assert column(refused.needs, "duplicates").sum() > 30


def test_they_are_one_contact() -> None:
    """And two again when it ends; the most at once is what there was before it began."""
    written = changed(
        desks(missed_paperwork=0.2, paperwork={"per_contact": 99, "reminders": 0, "remind_after": "1 day"}),
        {"organisations.office.units.money.caseworkers": 1},
    )
    came = Comes(0, ["money", "health"], coping=1.0)
    plan = {
        "asked": {"at_steps": 1},
        "earliest": "0 days",
        "free_after": "1 day",
        "effort": "1 h",
        "lasts": NEVER,
    }
    assert (column(tell(written, came).needs, "falls") > 0).all()  # more contacts than the client copes with
    first = tell(changed(written, {PLAN: plan}), came)
    assert column(first.needs, "demands").sum() > 0
    demands = column(first.needs, "demands").sum() + column(first.needs, "falls").sum()
    assert demands > column(tell(written, came).needs, "demands").sum()
    assert first.clients["contacts_at_once"].tolist() == [2]


def test_referrals_between_them_are_neither_lost_nor_sent_back() -> None:
    """From the one to the other all are lost, but while a plan holds of both."""
    steps = {"first": {"effort": days(1)}, "more": {"effort": days(20)}, "then": {"effort": days(20)}}
    needs = {kind: {"steps": steps} for kind in KINDS[:2]}
    lost = {"referral": {"delay": "2 days", "lost": 1}}
    units = {
        "money": {"handles": ["money.first", "money.more"], "assignment": "case", "caseworkers": 2},
        "health": {"handles": ["*"], "assignment": "case", "caseworkers": 2, **lost},
    }
    written = scenario(needs, units, {"sight": 0})
    plan = {"asked": {"at_steps": 1}, "earliest": "0 days", "free_after": "1 day", "effort": "1 h"}
    came = Comes(0, ["money", "health"])
    sliced = {"office.slice": days(1)}
    assert column(tell(changed(written, sliced), came).needs, "falls").tolist() == [1, 0]
    held = tell(changed(written, {PLAN: plan, **sliced}), came)
    assert column(held.needs, "falls").tolist() == [0, 0]
    assert column(held.needs, "days_referred").tolist() == [2, 0]
    # money has no case left with the first unit: it is out, and one alone has no plan
    assert held.plans["how"].tolist()[0] == DONE


# -- how it ends -----------------------------------------------------------------------------------


def test_it_expires() -> None:
    ledger = tell(office(lasts="20 days"), Comes(0, ["money", "health"]))
    assert plans_of(ledger, "held", "ended", "how")[0] == (7.25, 27.25, EXPIRED)


def test_a_fall_voids_it() -> None:
    """The case is with nobody."""
    written = changed(
        desks(missed_paperwork=1, paperwork={"reminders": 0, "remind_after": "1 day"}),
        {"needs.health.missed_paperwork": 0},
    )
    plan = {"asked": {"at_steps": 1}, "earliest": "0 days", "free_after": "1 day", "effort": "1 h"}
    ledger = tell(changed(written, {PLAN: plan}), Comes(0, ["money", "health"]))
    fell = column(ledger.falls, "at")[0]
    assert plans_of(ledger, "ended", "how")[0] == (round(fell, 9), CHANGED_HANDS)


def test_whose_cases_are_over_is_out_and_the_others_go_on() -> None:
    """Three of them, the third's work ends on day 15: the plan holds of the two others."""
    written = changed(office(lasts="50 days"), {"needs.home.steps.then.effort": days(10)})
    ledger = tell(written, Comes(0, list(KINDS)))
    assert float(ledger.needs["closed"][2]) < 20.0
    assert plans_of(ledger, "units", "ended", "how")[0] == (3, 57.25, EXPIRED)
    two = tell(written, Comes(0, ["money", "home"]))
    closed = round(float(two.needs["closed"][1]), 9)
    assert plans_of(two, "units", "ended", "how")[0] == (2, closed, DONE)


def test_a_meeting_is_called_off_when_somebody_has_gone_before() -> None:
    """Before the date it costs nothing; after it, what has been done does."""
    written = changed(office(), {"needs.home.steps.then.effort": days(3)})
    ledger = tell(written, Comes(0, ["money", "home"]))
    assert plans_of(ledger, "asked", "ended", "how") == [(1, 4, CALLED_OFF)]
    assert np.isnan(ledger.plans["met"]).all()
    assert pieces(ledger, "hours", what=MEETING_WORK) == []


def test_a_part_that_nobody_has_begun_is_dropped() -> None:
    """One does their part on day 9; the other would come to theirs on day 34, but all is over on day 20."""
    written = changed(office(), {"office.slice": None, "needs.health.steps.first.effort": days(9)})
    written["needs"]["money"]["steps"]["then"]["effort"] = days(33)
    written["needs"]["health"]["steps"]["then"]["effort"] = days(10.75)
    ledger = tell(written, Comes(0, ["money", "health"]))
    assert plans_of(ledger, "ended", "how")[0] == (20, CALLED_OFF)
    assert pieces(ledger, "unit", "start", "end", what=MEETING_WORK) == [(1, 9, 9.25)]
    assert column(ledger.units, "queue_area")[:2].tolist() == [14, 3.25]


# -- without it nothing else changes ---------------------------------------------------------------


def test_one_who_never_cooperates_costs_hours_and_nothing_else() -> None:
    """In an office with time to spare: all but work, load and the plans themselves is the same."""
    written = changed(desks(), {"population.profiles.0.arrivals": "0.3 per day"})
    written["organisations"]["office"]["units"]["money"]["caseworkers"] = 900
    written["organisations"]["office"]["units"]["health"]["caseworkers"] = 900
    written["run"] = {"measure": "200 days", "follow_up": "100 days"}
    plan = {"asked": {"at_steps": 1}, "cooperation": 1, "effort": "0.01 h"}
    _, _, without = many(written, 63)
    met = changed(written, {PLAN: plan, "organisations.office.units.health.cooperation": 0})
    _, _, with_it = many(met, 63)
    assert np.isfinite(column(with_it.plans, "met")).sum() > 20
    assert np.isnan(column(with_it.plans, "held")).all()
    falls_and_demands = [
        (with_it.needs[name].tolist(), without.needs[name].tolist())
        for name in ("falls", "demands", "duplicates", "handovers", "crises")
    ]
    assert all(one == other for one, other in falls_and_demands)
    assert (with_it.clients["contacts"] == without.clients["contacts"]).all()
    spent = [math.fsum(column(ledger.work, "hours").tolist()) for ledger in (with_it, without)]
    assert spent[0] > spent[1]


# -- a target --------------------------------------------------------------------------------------


def target(met_by: str, cooperation: float) -> Written:
    written = changed(
        desks(missed_paperwork=0.1, paperwork={"reminders": 0}),
        {"population.profiles.0.arrivals": "0.2 per day"},
    )
    for kind in KINDS[:2]:
        written["organisations"]["office"]["units"][kind]["caseworkers"] = 900
    written["run"] = {"measure": "300 days", "follow_up": "100 days"}
    plan = {
        "cooperation": cooperation, "effort": "0.01 h", "leads": "0.01 h", "earliest": "1 day",
        "free_after": "1 day", "lasts": NEVER,
        "target": {"plans": "40 per year", "every": "10 days", "met_by": met_by},
    }  # fmt: skip
    return changed(written, {PLAN: plan})


@pytest.mark.parametrize(("met_by", "cooperation"), [("paper", 1.0), ("meetings", 0.0), ("meetings", 1.0)])
def test_a_target_is_met_whether_it_helps_or_not(met_by: str, cooperation: float) -> None:
    """Forty a year are met: on paper, or where nobody cooperates, nothing else moves; else it does."""
    written = target(met_by, cooperation)
    _, _, ledger = many(written, 64)
    _, _, without = many(changed(written, {PLAN: None}), 64)
    met = column(ledger.plans, "met")
    first_year = int((met < 365.25).sum())
    assert 36 <= first_year <= 41
    assert ledger.plans["on_target"].all()
    moved = [
        (with_it.tolist(), as_it_was.tolist())
        for with_it, as_it_was in ((ledger.needs[n], without.needs[n]) for n in ("falls", "duplicates"))
    ]
    if met_by == "paper" or cooperation == 0.0:
        assert all(one == other for one, other in moved)
        assert set(ledger.plans["how"].tolist()) <= {ON_PAPER, NO_AGREEMENT, CALLED_OFF, OPEN_PLAN}
    else:
        assert sum(moved[1][0]) < 0.8 * sum(moved[1][1])


# -- no deadlock, and both engines -----------------------------------------------------------------


def dense(seed: int) -> Written:
    """Two desks in each of three units, and everybody wants to meet everybody, again and again."""
    written = office(
        {"return": {"probability": 1, "delay": "2 days"}, "missed_paperwork": 0.1}, long=6.0,
        earliest="0 days", free_after={"dist": "exponential", "mean": "2 days"}, effort="9 h", lasts="5 days",
        cooperation=0.7,
    )  # fmt: skip
    written = changed(written, crowd(2))
    written["office"]["slice"] = ("3 h", "100 h")[seed % 2]
    written["population"]["profiles"] = [
        {"name": "all", "arrivals": f"{(6, 9, 12)[seed % 3]} per year", "needs": dict.fromkeys(KINDS, 0.8)}
    ]
    for kind in KINDS:
        written["needs"][kind]["steps"]["then"]["next"] = {"first": 0.7}
    written["needs"]["home"]["priority"] = "acute"
    written["run"] = {"measure": "2 years", "follow_up": "30 days"}
    return written


@pytest.mark.parametrize("seed", range(4))
def test_no_deadlock_where_many_want_the_same_people(seed: int) -> None:
    """Every meeting that had its date long before the end has been met or called off."""
    written = dense(seed)
    blueprint = blueprint_of(written)
    agree(blueprint, seed)
    people = make_people(blueprint, seed, 1)
    ledger = compiled.simulate(blueprint, people)
    how = ledger.plans["how"]
    assert (how != CALLED_OFF).sum() > 10
    stuck = (how == OPEN_PLAN) & np.isnan(column(ledger.plans, "held"))
    assert (column(ledger.plans, "asked")[stuck] > blueprint.horizon - 60.0).all()


@pytest.mark.parametrize("organisation", ["silos", "coordinated"])
def test_engines_agree_with_everything_at_work(organisation: str) -> None:
    """And every way in which a plan ends occurs."""
    written = changed(
        RICH, {"run.measure": "1 year", f"organisations.{organisation}.joint_plans.cooperation": 0.8}
    )
    blueprint = blueprint_of(written, organisation)
    agree(blueprint, 5)
    ledger = simpy_engine.simulate(blueprint, make_people(blueprint, 5, 1))
    left_out = {"on_paper"} if organisation == "silos" else set()
    named = {PLAN_ENDS[how] for how in ledger.plans["how"].tolist() if how >= 0}
    assert set(PLAN_ENDS) - left_out - named <= {"expired", "declined"}


def test_records_are_used_again() -> None:
    """As many as there are plans at a time, not as many as there ever were."""
    from socsim.engine.compiled.world import World

    written = changed(dense(1), {"run.measure": "20 years"})
    blueprint = blueprint_of(written)
    world = World(blueprint, make_people(blueprint, 1, 1), journal=False)
    world.run(blueprint.horizon)
    plans, seats = (int(world.record[name]["count"]) for name in ("plans", "seats"))
    asked = int(world.record["plan_rows"]["count"])
    assert plans <= 0.2 * asked
    assert seats <= 4 * plans


def test_no_plans_no_difference() -> None:
    """Where nobody may have one, asking for them changes nothing."""
    written = changed(RICH, {"organisations.silos.joint_plans.for": {"units_at_least": 9}})
    without = changed(RICH, {"organisations.silos.joint_plans": None})
    blueprints = [blueprint_of(one, "silos") for one in (written, without)]
    one, other = (compiled.simulate(b, make_people(b, 7, 1)) for b in blueprints)
    assert list(differences(one, other)) == []
