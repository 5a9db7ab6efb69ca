"""Faults and review [23]: how many, whose, who finds them, and what a unit learns from them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.analysis.control_chart import control_charts, p_chart
from socsim.engine import compiled
from socsim.engine.journal import ACTIVITIES, AWAY, DECIDED, DRAFTED, REPORTED
from socsim.engine.ledger import Ledger, Table
from socsim.engine.simpy_engine import simulate_with_journal
from socsim.model.distributions import standard_normal
from socsim.model.draws import child, salt, uniform
from socsim.model.laws import (
    fault_chance,
    fault_system,
    logit,
    odds_after_report,
    odds_forgotten,
    own_deviation,
    pressure,
    reports_despite_blame,
    trust_restored,
)
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    COMMON,
    OF_INDIVIDUAL,
    OF_SYSTEM,
    REVIEW_WORK,
    REWORK,
    STEP_WORK,
    SUSPENSION,
    UNCOVERED,
)

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
from .test_absence import unit_where

REPLICATIONS = 12
POOL = {"assignment": "step", "caseworkers": 400}
"""Nobody waits."""
STEPS = {"intake": {"effort": days(1)}, "decision": {"effort": days(1), "decides": True}}
EVERYONE = [{"name": "everyone", "arrivals": "30 per day", "needs": ["money"]}]


def office(unit: Written | None = None, **faults: object) -> Written:
    """One unit that takes decisions, which may be faulty."""
    units = {"desk": {"handles": ["*"], **POOL, **(unit or {})}}
    return scenario({"money": {"steps": STEPS}}, units, {"faults": faults}, profiles=EVERYONE)


def faulty_share(_: Blueprint, ledger: Ledger) -> float:
    return float(ledger.decisions["faults"].sum() / ledger.decisions["decisions"].sum())


# -- the laws --------------------------------------------------------------------------------------


def test_laws_at_their_limits() -> None:
    """[23] What must hold, and values worked out by hand."""
    assert fault_chance(-math.inf, 1.0, 5.0, 5.0) == 0.0
    assert fault_chance(logit(0.2), 1.0, 0.0, 0.0) == pytest.approx(0.2)
    assert fault_chance(logit(0.5), 0.25, 0.0, 0.0) == pytest.approx(0.2)  # odds of 1 to 1, then 1 to 4
    assert fault_chance(logit(0.2), 1.0, 1.0, 0.0) > fault_chance(logit(0.2), 1.0, 0.5, 0.0)
    assert (pressure(0.0, 14.0), pressure(14.0, 14.0)) == (0.0, pytest.approx(1.0 - 1.0 / math.e))
    assert fault_system(2.0, 0.5, 0.3, 2, 1.0, 1, 0.0, 0.0) == pytest.approx(1.6)
    assert fault_system(0.0, 0.5, 0.0, 2, 1.0, 3, 0.0, 0.0) == pytest.approx(math.log(3.0))
    assert (odds_after_report(1.0, 0.1, 0.5), odds_after_report(0.51, 0.1, 0.5)) == (0.9, 0.5)
    assert (odds_forgotten(0.5, 0.0, 10.0), odds_forgotten(0.5, 1e9, 10.0)) == (0.5, 1.0)
    assert odds_forgotten(0.5, 1e9, math.inf) == 0.5
    assert (own_deviation(0.0, 3.0), own_deviation(2.0, -1.5)) == (0.0, -3.0)
    assert [reports_despite_blame(0.8, silences) for silences in (0.0, 0.5, 1.0)] == [0.8, 0.4, 0.0]
    assert (trust_restored(0.4, 0.5, 0.0), trust_restored(0.4, 0.5, 1.0)) == (0.4, 0.5)


# -- how many, and whose ---------------------------------------------------------------------------


def test_share_of_faulty_decisions() -> None:
    """[23] The closed form with nothing but the base, and the system's part with two kinds of need."""
    agrees(figures(office(base=0.3), faulty_share, REPLICATIONS), 0.3)
    needs = {"money": {"steps": STEPS}, "health": {"steps": STEPS}}
    written = scenario(
        needs, {"desk": {"handles": ["*"], **POOL}}, {"faults": {"base": 0.2, "per_breadth": 1.5}},
        profiles=[{"name": "everyone", "arrivals": "6 per day", "needs": ["money", "health"]}],
    )  # fmt: skip
    chance = fault_chance(logit(0.2), 1.0, 1.5 * math.log(2.0), 0.0)
    agrees(figures(written, faulty_share, REPLICATIONS), chance)

    def of_system(_: Blueprint, ledger: Ledger) -> float:
        origin = ledger.faults["origin"]
        assert set(origin.tolist()) <= {COMMON, OF_SYSTEM}
        return float((origin == OF_SYSTEM).mean())

    agrees(figures(written, of_system, REPLICATIONS), (chance - 0.2) / chance)


def journal_of(written: Written, *clients: Comes) -> tuple[Blueprint, Ledger, Table]:
    blueprint = blueprint_of(written)
    ledger, journal = simulate_with_journal(blueprint, people_of(blueprint, clients))
    return blueprint, ledger, journal


def chances(journal: Table) -> list[float]:
    return column(journal, "value")[journal["activity"] == DRAFTED].tolist()


def test_pressure_is_the_wait_of_the_piece() -> None:
    """[23] One worker, three who come at once: the work on their decisions waits 1, 2 and 3 days."""
    written = office({"caseworkers": 1}, base=0.1, per_load=2, pressed_after="2 days")
    _, _, journal = journal_of(written, *(Comes(0, ["money"]) for _ in range(3)))
    # intakes end on days 1, 2 and 3, decisions are worked on from days 3, 4 and 5
    expected = [fault_chance(logit(0.1), 1.0, 2.0 * pressure(2.0, 2.0), 0.0)] * 3
    assert chances(journal) == pytest.approx(expected)


def test_each_change_of_hands_counts() -> None:
    """[23] An intake elsewhere is one handover; who comes back to the same caseworker has none."""
    written = office(base=0.1, per_handover=1.0)
    front = {"handles": ["*.intake"], "caseworkers": 1, "assignment": "step"}
    _, _, journal = journal_of(written, Comes(0, ["money"]))
    pool = chances(journal)
    written["organisations"]["office"]["units"] = {"front": front, "desk": {"handles": ["*"], **POOL}}
    _, _, journal = journal_of(written, Comes(0, ["money"]))
    split = chances(journal)
    written["organisations"]["office"]["units"] = {
        "desk": {"handles": ["*"], "assignment": "case", "caseworkers": 1}
    }
    _, _, journal = journal_of(written, Comes(0, ["money"]))
    assert chances(journal) == pytest.approx([0.1])
    assert split == pool == pytest.approx([fault_chance(logit(0.1), 1.0, 1.0, 0.0)])


def test_the_uniform_is_the_need_s_own() -> None:
    """[23] A decision is faulty where the need's own draw is below the chance."""
    keys = range(1, 40)
    ledger = tell(office(base=0.4), *(Comes(day, ["money"], key=key) for day, key in enumerate(keys)))
    place = salt("faulty", "money", "decision")
    drawn = [uniform(child(key, salt("need", "money"), 1), place, 0) < 0.4 for key in keys]
    assert sorted(ledger.faults["client"].tolist()) == np.flatnonzero(drawn).tolist()


# -- review ----------------------------------------------------------------------------------------


def levels(*catches: float, by: str = "colleague", effort: str = "0 h") -> list[Written]:
    return [{"by": by, "catches": c, "effort": effort} for c in catches]


def test_levels_of_review_in_series() -> None:
    """[23] c1, (1 - c1) c2 and so on; of the rest a share comes to light later."""
    written = office({"review": levels(0.5, 0.4, 0.5)}, base=1.0, surfaces=0.5, surfaces_after="1 day")

    def found(level: int) -> list[float]:
        def share(_: Blueprint, ledger: Ledger) -> float:
            return float((ledger.faults["found_level"] == level).mean())

        return figures(written, share, REPLICATIONS)

    for level, theory in enumerate((0.5, 0.5 * 0.4, 0.5 * 0.6 * 0.5)):
        agrees(found(level), theory)

    def light(_: Blueprint, ledger: Ledger) -> float:
        early = ~np.isnan(ledger.faults["out"]) & (column(ledger.faults, "out") < 300.0)
        return float(ledger.faults["surfaced"][early].mean())

    agrees(figures(written, light, REPLICATIONS), 0.5)


def test_what_a_review_and_rework_take() -> None:
    """[23] A day's work, half a day's reading by the colleague, a day and a half to put it right, then a
    quarter of the manager's day, and only then the decision."""
    unit = {
        "assignment": "case", "caseworkers": 2, "managers": 1,
        "review": [*levels(1.0, effort="12 h"), *levels(1.0, by="manager", effort="6 h")],
    }  # fmt: skip
    written = office(unit, base=1.0, rework=1.5)
    written["office"]["managers"] = {"hours_per_day": 24}
    _, ledger, journal = journal_of(written, Comes(0, ["money"]))
    assert pieces(ledger, "what", "worker", "start", "end") == [
        (STEP_WORK, 0, 0.0, 1.0),
        (STEP_WORK, 0, 1.0, 2.0),
        (REVIEW_WORK, 1, 2.0, 2.5),
        (REWORK, 0, 2.5, 4.0),
        (REVIEW_WORK, 2, 4.0, 4.25),
    ]
    assert journal["time"][journal["activity"] == DECIDED].tolist() == [4.25]
    (fault,) = zip(*(ledger.faults[name].tolist() for name in ("found_level", "found_at")), strict=True)
    assert fault == (0, 2.5)
    assert np.isnan(ledger.faults["out"]).all()
    assert column(ledger.clients, "contacts").tolist() == [1.0]  # nobody meets who reads


def test_who_is_alone_reads_it_anew() -> None:
    """[23] And a pool gives it to whoever has been free longest."""
    alone = office({"assignment": "case", "caseworkers": 1, "review": levels(0.5, effort="24 h")})
    assert pieces(tell(alone, Comes(0, ["money"])), "what", "worker")[-1] == (REVIEW_WORK, 0)
    pool = office({"caseworkers": 3, "review": levels(0.5, effort="24 h")})
    assert pieces(tell(pool, Comes(0, ["money"])), "what", "worker")[-1] == (REVIEW_WORK, 2)


def test_the_least_loaded_colleague_reads() -> None:
    """[23] Three desks: the author's draft goes to the one of the others with fewer cases."""
    unit = {"assignment": "case", "caseworkers": 3, "review": levels(0.5, effort="1 h")}
    ledger = tell(office(unit), Comes(0, ["money"]), Comes(0.5, ["money"]))
    read = pieces(ledger, "client", "worker", what=REVIEW_WORK)
    assert read[0] == (0.0, 2.0)


# -- once it is out --------------------------------------------------------------------------------


def test_it_comes_to_light_when_its_own_draw_says() -> None:
    """[23] Exp(mean) after the decision; the client loses trust, and who has left hears of nothing."""
    written = office(base=1.0, surfaces=1.0, surfaces_after="20 days")
    ledger = tell(written, *(Comes(day, ["money"], key=day + 1) for day in range(5)))
    place = salt("surfaces after", "money", "decision")
    after = [-20.0 * math.log(uniform(child(key, salt("need", "money"), 1), place, 0)) for key in range(1, 6)]
    wait = column(ledger.faults, "found_at") - column(ledger.faults, "out")
    np.testing.assert_allclose(np.sort(wait), np.sort(after))
    assert ledger.faults["surfaced"].all()
    written["behaviour"]["leaving"] = "1000 per year"
    gone = tell(written, *(Comes(day, ["money"], key=day + 1) for day in range(5)))
    assert not gone.faults["surfaced"].any()


# -- learning --------------------------------------------------------------------------------------


def test_each_report_lowers_the_odds_to_the_floor() -> None:
    """[23] The chance of each decision is that of the base with odds (1 - lowers)^reports, or the floor."""
    lowers, floor = 0.2, 0.3
    written = office(
        {"caseworkers": 1, "review": levels(1.0)}, base=0.5, culture="learning",
        learning={"reports": 1, "lowers": lowers, "floor": floor},
    )  # fmt: skip
    _, _, journal = journal_of(written, *(Comes(3.0 * n, ["money"], key=n + 1) for n in range(60)))
    reports, expected = 0, []
    for activity in journal["activity"].tolist():
        if activity == DRAFTED:
            expected.append(fault_chance(logit(0.5), max(floor, (1 - lowers) ** reports), 0.0, 0.0))
        reports += activity == REPORTED
    assert reports > 8
    assert chances(journal) == pytest.approx(expected)
    assert "reported" in ACTIVITIES


def test_what_was_learned_is_forgotten() -> None:
    """[23] A first fault halves the odds; a time constant later, 1 - (1 - 1/2) / e is left of them."""
    written = office(
        {"review": levels(1.0)}, base=0.999999, culture="learning",
        learning={"lowers": 0.5, "floor": 0.1, "forgets_after": "10 days"},
    )  # fmt: skip
    _, _, journal = journal_of(written, Comes(0, ["money"]), Comes(10, ["money"]))
    odds = 1.0 - 0.5 / math.e
    assert chances(journal)[1] == pytest.approx(fault_chance(logit(0.999999), odds, 0.0, 0.0), abs=1e-12)


def thirds(_: Blueprint, ledger: Ledger) -> float:
    """Faults a decision in the last third of the window, relative to the first."""
    made, wrong = (column(ledger.decisions, name) for name in ("decisions", "faults"))
    part = len(made) // 3
    return float((wrong[-part:].sum() / made[-part:].sum()) / (wrong[:part].sum() / made[:part].sum()))


def test_learning_lowers_the_rate_over_time_and_silence_does_not() -> None:
    """[23] With learning the last months are better than the first; without they are alike."""
    unit = {"review": levels(0.5)}
    taught = office(unit, base=0.4, culture="learning", learning={"lowers": 0.002, "floor": 0.1})
    assert max(figures(taught, thirds, 4)) < 0.8
    agrees(figures(office(unit, base=0.4), thirds, REPLICATIONS), 1.0)


# -- whose fault it is, and blame ------------------------------------------------------------------


def own_part(unit: str, desk: int, spread: float, person: int = 0) -> float:
    """A caseworker's part of the logit, by hand; all keys of the staff begin with 0 here."""
    key = child(child(0, salt("staff", unit)), salt("desk"), desk)
    return spread * standard_normal(uniform(key, salt("own faults"), person))


@pytest.mark.parametrize("assignment", ["step", "case"])
def test_each_caseworker_has_a_rate_of_their_own(assignment: str) -> None:
    """[23] Drawn once for each person: that of whoever has worked on the decision, in a pool too."""
    written = office({"assignment": assignment, "caseworkers": 3}, base=0.1, spread=1.5)
    _, ledger, journal = journal_of(written, *(Comes(3.1 * n, ["money"]) for n in range(6)))
    authors = [worker for step, worker in pieces(ledger, "step", "worker") if step == 1]
    assert set(authors) == ({0, 1, 2} if assignment == "step" else {0})
    expected = [fault_chance(logit(0.1), 1.0, 0.0, own_part("desk", int(who) + 1, 1.5)) for who in authors]
    assert chances(journal) == pytest.approx(expected)


def test_share_of_faults_with_rates_of_ones_own() -> None:
    """[23] The mean over caseworkers; the individuals part is what is above the common chance."""
    deviations = [1.5 * standard_normal((n + 0.5) / 4000) for n in range(4000)]
    rates = np.array([fault_chance(logit(0.2), 1.0, 0.0, d) for d in deviations])
    written = office(base=0.2, spread=1.5)
    agrees(figures(written, faulty_share, REPLICATIONS), float(rates.mean()))

    def individual(_: Blueprint, ledger: Ledger) -> float:
        return float((ledger.faults["origin"] == OF_INDIVIDUAL).mean())

    share = np.maximum(rates - 0.2, 0.0).mean() / rates.mean()
    agrees(figures(written, individual, REPLICATIONS), float(share))


def test_who_is_new_on_the_post_makes_more_faults() -> None:
    """[23, 20] Five days long; and whoever comes after another has a rate of their own."""
    name, left = unit_where((2.0, 8.0), 0, "vacancy")
    posts = {"rate": "0.02 per day", "vacancy": "1 day", "novice": {"period": "5 days"}}
    written = changed(office(base=0.1, per_novice=2, spread=0.5), {"behaviour.turnover": posts})
    written["organisations"]["office"]["units"] = {name: {"handles": ["*"], **POOL, "caseworkers": 1}}
    days_ = (0.0, left + 1.5, left + 10.0)
    _, _, journal = journal_of(written, *(Comes(day, ["money"]) for day in days_))
    persons, new = (0, 2, 2), (0.0, 2.0, 0.0)
    assert chances(journal) == pytest.approx(
        [
            fault_chance(logit(0.1), 1.0, part, own_part(name, 1, 0.5, person))
            for person, part in zip(persons, new, strict=True)
        ]
    )


def blaming(**blame: object) -> Written:
    return {"culture": "blame", "blame": {"suspends": 1, "suspension": "10 days", **blame}}


def test_who_is_blamed_is_gone_for_a_time() -> None:
    """[23] Both drafts are found faulty on day 4: one suspension; the third client waits for its end."""
    unit = {"assignment": "case", "caseworkers": 1, "review": levels(1.0)}
    written = office(unit, base=1.0, **blaming())
    comes = [Comes(day, ["money"]) for day in (0.0, 0.5, 5.0)]
    ledger = tell(written, *comes)
    assert pieces(ledger, "start", client=2, what=STEP_WORK) == [(14.0,), (15.0,)]
    assert column(ledger.caseworkers, "suspended_days").tolist() == [20.0]  # and again from day 16
    _, _, journal = journal_of(written, *comes)
    gone = journal["activity"] == AWAY
    assert list(zip(column(journal, "time")[gone], column(journal, "value")[gone], strict=True)) == [
        (4.0, SUSPENSION), (16.0, SUSPENSION),
    ]  # fmt: skip
    assert not (journal["activity"] == REPORTED).any()


def test_colleagues_cover_for_who_is_suspended() -> None:
    """[23, 20] As where a post is left: the case is somebody else's at once, or forgotten."""
    unit = {"assignment": "case", "caseworkers": 2, "review": levels(1.0)}
    written = office(unit, base=1.0, rework=1, **blaming())
    ledger = tell(written, Comes(0, ["money"]))
    assert pieces(ledger, "worker", "start", "end", what=REWORK) == [(1, 2.0, 3.0)]
    forgets = changed(written, {"behaviour.faults.blame.lost_at_handover": 1})
    fallen = tell(forgets, Comes(0, ["money"])).falls
    assert (fallen["cause"].tolist(), fallen["at"].tolist()) == ([UNCOVERED], [2.0])


def test_a_fault_that_comes_to_light_is_blamed_on_its_author_if_they_are_there() -> None:
    """[23] Where the need's own draw is below the chance; each is away for less than until the next one."""
    written = office({"caseworkers": 1}, base=1.0, surfaces=1, **blaming(suspends=0.5, suspension="2 h"))
    keys = range(1, 41)
    comes = [Comes(3.0 * day, ["money"], key=key) for day, key in enumerate(keys)]
    assert tell(written, *comes).faults["surfaced"].all()
    _, _, journal = journal_of(written, *comes)
    place = salt("suspended", "money", "decision")
    luck = [uniform(child(key, salt("need", "money"), 1), place, 0) < 0.5 for key in keys]
    assert (journal["activity"] == AWAY).sum() == sum(luck)


@pytest.mark.parametrize("spread", [0.0, 2.5])
def test_learning_and_blame_can_both_win(spread: float) -> None:
    """[23] Learning lowers what is common; where people differ, and there is little to learn, blame helps."""
    unit = {"caseworkers": 60, "review": levels(0.6)}
    learning = {"lowers": 0.02 if spread == 0.0 else 0.0}
    rules = {"base": 0.15, "spread": spread, "learning": learning}
    learns = figures(office(unit, **rules, culture="learning"), faulty_share, 4)
    blames = figures(office(unit, **rules, **blaming(suspension="60 days")), faulty_share, 4)
    for learned, blamed in zip(learns, blames, strict=True):
        assert (learned < blamed) == (spread == 0.0)


# -- the control chart -----------------------------------------------------------------------------


def test_control_chart_by_hand() -> None:
    """[23] 40 faults in 400 decisions: 0.1 -+ 3 sqrt(0.09 / n), a month with 25 in 100 outside."""
    chart = p_chart(np.array([100, 100, 100, 100, 0]), np.array([5, 5, 5, 25, 0]))
    assert chart.centre == 0.1
    assert chart.lower[:4] == pytest.approx([0.01] * 4)
    assert chart.upper[:4] == pytest.approx([0.19] * 4)
    assert chart.outside.tolist() == [False, False, False, True, False]
    few = p_chart(np.array([4, 400]), np.array([1, 40]))
    assert few.lower[0] == 0.0  # a share is not below nought
    assert few.upper == pytest.approx([41 / 404 + 3 * math.sqrt(41 / 404 * 363 / 404 / n) for n in (4, 400)])


def test_common_causes_stay_within_the_limits_and_a_special_one_does_not() -> None:
    """[23] Chance alone seldom leaves them; a month in which half goes wrong does."""
    blueprint = blueprint_of(office(base=0.1))
    outside = 0
    for replication in range(1, 5):
        people = compiled.make_people(blueprint, 3, replication)
        chart = control_charts(compiled.simulate(blueprint, people), blueprint)["desk"]
        outside += int(chart.outside.sum())
    assert outside <= 2  # of 4 x 7 months, at less than half a per cent each
    faults = chart.faults.copy()
    faults[3] = chart.decisions[3] // 2
    assert p_chart(chart.decisions, faults).outside[3]
