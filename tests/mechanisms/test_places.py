"""Places in support [28]: who waits for one, who gets it, and Erlang's queue."""

from __future__ import annotations

import math

import pytest

from socsim.engine.ledger import Ledger
from socsim.model.laws import is_vacant
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import plan
from socsim.scenario.schema import Scenario
from socsim.theory.queues import erlang_c

from .bench import Comes, Written, agrees, changed, column, days, figures, of_need, pieces, scenario, tell

REPLICATIONS = 24
SUPPORT = "needs.home.steps.support"


def home(**support: object) -> Written:
    """A day of intake, then support with follow-ups that take no time and an end after about 20 days."""
    steps = {"intake": {"effort": days(1)}, "support": {"effort": "0 h", "every": "5 days", **support}}
    units = {"office": {"handles": ["*"], "caseworkers": 3, "assignment": "case"}}
    return scenario({"home": {"steps": steps, "recovers_after": "20 days"}}, units)


def test_is_vacant_by_hand() -> None:
    assert [is_vacant(taken, 2) for taken in range(4)] == [True, True, False, False]
    assert is_vacant(10**6, -1)


def test_first_come_first_served() -> None:
    """[28] One place: each begins when the one before ends, and waits with a caseworker till then."""
    three = [Comes(0, ["home"]), Comes(0, ["home"]), Comes(1, ["home"])]
    free, one = tell(home(), *three), tell(home(places=1), *three)
    assert column(free.needs, "supported").tolist() == [1, 1, 2]
    stay = column(free.needs, "closed") - column(free.needs, "supported")
    starts = [1.0, 1.0 + stay[0], 1.0 + stay[0] + stay[1]]
    assert column(one.needs, "supported").tolist() == starts
    assert column(one.needs, "closed").tolist() == (starts + stay).tolist()
    assert column(one.needs, "place_days").tolist() == [0, starts[1] - 1, starts[2] - 2]
    assert column(one.needs, "days_waiting").tolist() == [0, starts[1] - 1, starts[2] - 2]
    assert column(one.needs, "assignment_days").tolist() == [0, 0, 0]
    here = column(one.needs, "closed") - column(one.clients, "arrival")
    assert column(one.units, "caseload_area").tolist() == [here.sum()]  # in line, too
    assert pieces(one, "start", client=1)[:2] == [(0,), (starts[1] + 5,)]  # no follow-ups in line


def test_a_caseworker_comes_before_a_place() -> None:
    """[28] Who waits for a caseworker stands in no line for a place, whoever has come first."""
    written = changed(
        home(places=1),
        {
            "organisations.office.units.office.caseworkers": 1,
            "organisations.office.units.office.caseload": 2,
        },
    )
    ledger = tell(written, *(Comes(0, ["home"]) for _ in range(3)))
    closed = column(ledger.needs, "closed")
    assert column(ledger.needs, "assignment_days").tolist() == [0, 0, closed[0]]
    assert column(ledger.needs, "supported").tolist()[:2] == [1, closed[0]]
    assert column(ledger.needs, "supported")[2] == max(closed[1], closed[0] + 1)


def test_patience_does_not_run_in_line() -> None:
    """[28] Though it would have ended long before."""
    written = changed(home(places=1), {"behaviour.patience": "3 days"})
    ledger = tell(written, Comes(0, ["home"]), Comes(0, ["home"]))
    assert column(ledger.needs, "place_days")[1] > 3
    assert not len(ledger.falls["client"])


def test_who_grows_in_line() -> None:
    """[28] A line is no support: the need escalates there as it does while it waits."""
    written = changed(
        home(places=1),
        {
            f"{SUPPORT}.every": "2000 days",
            "run.follow_up": "4000 days",
            "needs.home.escalates": {"rate": "1000 per year", "crisis": {"cost": "1 SEK"}},
        },
    )
    ledger = tell(written, Comes(0, ["home"]), Comes(0, ["home"]))
    assert column(ledger.needs, "place_days")[1] >= 1000
    assert column(ledger.needs, "crises")[1] > 100 * (1 + column(ledger.needs, "crises")[0])


def test_a_fall_leaves_the_place_to_the_next() -> None:
    """[28] The first follow-up's letter is missed for good: the place is the other's in that instant."""
    written = changed(
        home(places=1, asks_for=["paper"]),
        {"behaviour.missed_paperwork": 1, "behaviour.paperwork": {"remind_after": "3 days", "reminders": 0}},
    )
    ledger = tell(written, Comes(0, ["home"]), Comes(0, ["home"]))
    assert column(ledger.falls, "at").tolist() == [9, 17]
    assert column(ledger.needs, "supported").tolist() == [1, 9]
    assert column(ledger.needs, "place_days").tolist() == [0, 8]


def test_who_goes_away_in_line_leaves_it() -> None:
    """[28] And the place comes to whoever stands behind."""
    written = changed(
        home(places=1), {"needs.home.resolves_alone": {1: "0 per year", 2: "9000 per year", 3: "0 per year"}}
    )
    clients = [Comes(0, ["home"]), Comes(0, ["home"], {"home": 2}), Comes(0.5, ["home"])]
    ledger = tell(written, *clients)
    closed, supported = column(ledger.needs, "closed"), column(ledger.needs, "supported")
    assert closed[1] < closed[0]
    assert math.isnan(supported[1])
    assert supported[2] == closed[0]


def mean_days_in_line(blueprint: Blueprint, ledger: Ledger) -> float:
    return float(of_need(ledger, blueprint, "home", "place_days").mean())


def share_in_line(blueprint: Blueprint, ledger: Ledger) -> float:
    return float((of_need(ledger, blueprint, "home", "place_days") > 0).mean())


def line(arrivals: float, places: int, **run: object) -> Written:
    """Support from the first day, without a caseworker to wait for."""
    return scenario(
        {"home": {"steps": {"support": {"effort": "0 h", "every": "2 days", "places": places}}}},
        {"office": {"handles": ["*"], "caseworkers": 1, "assignment": "step"}},
        profiles=[{"name": "everyone", "arrivals": f"{arrivals:.9f} per day", "needs": ["home"]}],
        run={"warm_up": "2000 days", "follow_up": "2000 days", **run},
    )


def test_erlang_c() -> None:
    """[28] Stays that are exponential but for whole periods of follow-up: the queue M/M/c.

    With a follow-up every h days, a stay of mean m lasts h times a geometric number: mean
    h / (1 - exp(-h / m)), squared coefficient of variation exp(-h / m), here 0.95; the wait is shorter
    by (1 + 0.95) / 2 (Allen & Cunneen), and who waits is not.
    """
    stay, places = 5.0 / (1.0 - math.exp(-5.0 / 100.0)), 5
    arrivals = 0.6 * places / stay
    written = line(arrivals, places, measure="250000 days")
    written = changed(written, {f"{SUPPORT}.every": "5 days", "needs.home.recovers_after": "100 days"})
    waits = erlang_c(arrivals, 1.0 / stay, places)
    mean = waits / (places / stay - arrivals) * (1.0 + math.exp(-0.05)) / 2.0
    agrees(figures(written, share_in_line, REPLICATIONS), waits)
    agrees(figures(written, mean_days_in_line, REPLICATIONS), mean, narrow=0.15)


def test_who_leaves_from_the_line_as_from_a_place() -> None:
    """[28] M/M/c+M with equal rates: as many are there as in M/M/infinity, Poisson with mean a.

    Those above the places stand in line: E max(0, N - c) / arrivals days each, by Little.
    """
    arrivals, places, a = 0.2, 18, 20.0
    written = line(arrivals, places, measure="40000 days")
    written = changed(
        written,
        {
            f"{SUPPORT}.every": "100000 days",
            "needs.home.recovers_after": "100000 days",
            "behaviour.leaving": f"{365.25 * arrivals / a:.9f} per year",
        },
    )
    here = [math.exp(-a + n * math.log(a) - math.lgamma(n + 1)) for n in range(120)]
    theory = sum(max(0, n - places) * p for n, p in enumerate(here)) / arrivals
    agrees(figures(written, mean_days_in_line, REPLICATIONS), theory)


def test_the_plan_says_where_places_are_short() -> None:
    """[28] 0.2 a day who stay 30 days need 6 places at a time."""
    written = changed(line(0.2, 4), {"needs.home.recovers_after": "30 days"})
    (support,) = plan(Scenario.model_validate(written)).organisations["office"].places
    assert (support.name, support.places) == ("home.support", 4)
    assert support.asked == pytest.approx(6.0)
    assert support.load == pytest.approx(1.5)
