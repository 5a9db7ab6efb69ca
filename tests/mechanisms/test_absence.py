"""Sick leave and turnover: what the cases do meanwhile, worked out by hand; and how much of it there is."""

from __future__ import annotations

import math
from itertools import count
from typing import Any

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.engine.ledger import Ledger
from socsim.model.distributions import exponential
from socsim.model.draws import child, salt, uniform
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import GAVE_UP, UNCOVERED

from .bench import (
    Comes,
    Floats,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    figures,
    pieces,
    scenario,
    tell,
)

RATE = 0.02  # absences a day at work
LONG = {"rate": "0.02 per day", "duration": "20 days"}


def goes_on(unit: str, desk: int, what: str, number: int) -> float:
    """Days at work until a desk's absence of a kind, by hand; all keys of the staff begin with 0 here."""
    key = child(child(0, salt("staff", unit)), salt("desk"), desk)
    return exponential(1.0, uniform(key, salt(what), number)) / RATE


def unit_where(first: tuple[float, float], others: int, what: str) -> tuple[str, float]:
    """A unit's name by which its first caseworker goes within those days, and nobody else within 100."""
    for name in (f"unit{number}" for number in count()):
        goes = goes_on(name, 1, what, 0)
        later = [goes_on(name, 1, what, 1), *(goes_on(name, 2 + other, what, 0) for other in range(others))]
        if first[0] < goes < first[1] and min(later) > 100.0:
            return name, goes
    raise AssertionError


def office(name: str, caseworkers: int, behaviour: Written, effort: float = 10.0, **unit: Any) -> Written:
    """One step of so many days, in a unit whose people's luck goes by its name; 80 days are measured."""
    needs = {kind: {"steps": {"service": {"effort": days(effort)}}} for kind in ("money", "home")}
    units = {name: {"handles": ["*"], "assignment": "case", "caseworkers": caseworkers, **unit}}
    return scenario(needs, units, behaviour, run={"measure": "80 days", "follow_up": "120 days"})


def desks(ledger: Ledger, name: str) -> list[float]:
    return [round(value, 9) for value in column(ledger.caseworkers, name).tolist()]


def falls(ledger: Ledger) -> list[tuple[int, float]]:
    return list(
        zip(ledger.falls["cause"].tolist(), column(ledger.falls, "at").round(9).tolist(), strict=True)
    )


# -- worked out by hand ----------------------------------------------------------------------------


def test_whoever_falls_ill_goes_on_where_they_were() -> None:
    """[19] Ill on day T in the middle of ten days' work, back three days later: the rest is done then."""
    name, ill = unit_where((2.0, 8.0), 0, "short_leave")
    leave = {
        "sick_leave": {"short": {"rate": "0.02 per day", "duration": "3 days"}, "cover_after": "14 days"}
    }
    ledger = tell(office(name, 1, leave), Comes(0, ["money"]))
    assert pieces(ledger, "ready", "start", "end", "hours") == [
        (round(ill, 9), round(ill + 3, 9), 13, round(24 * (10 - ill), 9))
    ]
    assert column(ledger.needs, "days_waiting") == pytest.approx([3.0])
    assert column(ledger.needs, "days_in_process") == pytest.approx([10.0])
    assert (desks(ledger, "busy_days"), desks(ledger, "sick_days")) == ([10.0], [3.0])
    assert column(ledger.needs, "handovers").tolist() == [0]  # the same person
    assert column(ledger.clients, "contacts").tolist() == [1]


def test_a_pool_of_which_the_only_one_is_away() -> None:
    """[19] What is left stands first in the queue: before whoever came meanwhile."""
    name, _ = unit_where((2.0, 8.0), 0, "short_leave")
    leave = {"sick_leave": {"short": {"rate": "0.02 per day", "duration": "3 days"}}}
    ledger = tell(
        office(name, 1, leave, assignment="step"),
        Comes(0, ["money"]),
        Comes(1, ["home"]),
        Comes(1.5, ["money"]),
    )
    assert pieces(ledger, "client", "end") == [(0, 13), (1, 23), (2, 33)]
    assert column(ledger.units, "queue_area") == pytest.approx([3 + 12 + 21.5])


def covered(name: str, **sick_leave: Any) -> dict[str, Any]:
    return {"sick_leave": {"long": LONG, "cover_after": "5 days", **sick_leave}}


def test_a_colleague_takes_over_reads_up_and_is_a_new_face() -> None:
    """[19, 6, 14] After `cover_after` the case is the other's, who reads up for a day."""
    name, ill = unit_where((2.0, 8.0), 1, "long_leave")
    rules = {**covered(name), "acquaintance": {"effort": days(1)}}
    written = office(name, 2, rules)
    ledger = tell(written, Comes(0, ["money"]))
    took = round(ill + 5, 9)
    ((worker, start, end, reading),) = pieces(ledger, "worker", "start", "end", "reading")
    assert (worker, start, reading) == (1, took, 24.0)
    assert end == pytest.approx(took + 1 + (11 - ill))  # the first day had been reading up as well
    assert column(ledger.clients, "contacts").tolist() == [2]
    assert column(ledger.needs, "handovers").tolist() == [1]
    assert column(ledger.needs, "days_waiting") == pytest.approx([5.0])
    assert desks(ledger, "caseload_area") == pytest.approx([took, end - took])
    assert desks(ledger, "sick_days") == [20.0, 0.0]
    waits = tell(changed(written, {"behaviour.sick_leave.cover_after": None}), Comes(0, ["money"]))
    assert pieces(waits, "worker", "start") == [(0, round(ill + 20, 9))]


def test_what_is_forgotten_falls_uncovered() -> None:
    """[19] At the moment of the handover; and nobody comes back by themselves here."""
    name, ill = unit_where((2.0, 8.0), 1, "long_leave")
    ledger = tell(office(name, 2, covered(name, lost_at_handover=1.0)), Comes(0, ["money"]))
    assert falls(ledger) == [(UNCOVERED, round(ill + 5, 9))]
    assert pieces(ledger, "end") == []
    back = {**covered(name, lost_at_handover=1.0), "return": {"probability": 1, "delay": "7 days"}}
    ledger = tell(office(name, 2, back), Comes(0, ["money"]))
    assert pieces(ledger, "worker", "start", "end") == [(1, round(ill + 12, 9), round(ill + 22, 9))]
    assert column(ledger.falls, "back").round(9).tolist() == [round(ill + 12, 9)]


@pytest.mark.parametrize("assignment", ["case", "client"])
def test_a_clients_needs_move_together(assignment: str) -> None:
    """[8, 19] To one colleague where clients have one, else each to the least loaded."""
    name, _ = unit_where((2.0, 8.0), 2, "long_leave")
    written = office(name, 3, covered(name), assignment=assignment, caseload=5)
    ledger = tell(written, Comes(0, ["money", "home"]), Comes(0.5, ["money"]))
    workers = sorted(worker for worker, _ in pieces(ledger, "worker", "end", client=0))
    if assignment == "client":
        assert workers == [2, 2]  # whoever has nobody
    else:
        assert workers == [1, 1]  # desk 1 had the second need from the start, and has the lowest index


def test_within_1_2_times_the_cap_or_into_the_queue() -> None:
    """[19] At a cap of 5 a colleague goes up to 6; the seventh case waits for a place at anybody's desk."""
    name, ill = unit_where((2.0, 8.0), 1, "long_leave")
    written = office(name, 2, covered(name), effort=30.0, caseload=5)
    # ten cases, five each: of the first desk's five the colleague takes one, four wait
    ledger = tell(written, *(Comes(0.1 * number, ["money"]) for number in range(10)))
    took, back = ill + 5, ill + 20
    waited = column(ledger.needs, "assignment_days")
    assert sorted(waited.round(9).tolist())[:6] == [0.0] * 6
    assert sorted(waited.round(6).tolist())[6:] == [round(back - took, 6)] * 4
    assert column(ledger.units, "assignment_area") == pytest.approx([4 * (back - took)])
    assert falls(ledger) == []


def test_a_unit_of_one_away_for_a_year() -> None:
    """[19] Its cases wait for a caseworker, those who come meanwhile behind them; then all goes on."""
    name, ill = unit_where((2.0, 8.0), 0, "long_leave")
    year = {"sick_leave": {"long": {**LONG, "duration": "365 days"}, "cover_after": "14 days"}}
    written = changed(
        office(name, 1, year, effort=9.0), {"run": {"measure": "410 days", "follow_up": "300 days"}}
    )
    ledger = tell(
        written, Comes(0, ["money"]), Comes(100, ["money"]), Comes(100, ["home"]), Comes(101, ["money"])
    )
    back = ill + 365
    ends = [back + 9 - ill + 9 * number for number in range(4)]
    assert [end for (end,) in pieces(ledger, "end")] == pytest.approx(ends)
    assert [client for (client,) in pieces(ledger, "client")] == [0, 1, 2, 3]
    assert desks(ledger, "sick_days") == [365.0]
    impatient = changed(written, {"behaviour.patience": "30 days"})
    ledger = tell(impatient, Comes(0, ["money"]), Comes(100, ["money"]))
    assert falls(ledger) == [(GAVE_UP, 130.0)]  # not whom somebody has taken up: it waits on
    assert [client for (client,) in pieces(ledger, "client")] == [0]


def test_support_without_a_caseworker_is_a_wait() -> None:
    """[19, 13] From the handover until somebody has the case, the need waits; the follow-up comes late."""
    name, ill = unit_where((12.0, 18.0), 0, "long_leave")
    written = scenario(
        {
            "home": {
                "steps": {"support": {"effort": days(1), "every": "30 days"}},
                "recovers_after": "900 days",
            }
        },
        {name: {"handles": ["*"], "assignment": "case"}},
        {"sick_leave": {"long": {**LONG, "duration": "40 days"}, "cover_after": "10 days"}},
    )
    ledger = tell(written, Comes(0, ["home"]))
    assert column(ledger.needs, "days_waiting") == pytest.approx([30.0])
    first, second = pieces(ledger, "ready", "start")[:2]
    assert first == (30.0, round(ill + 40, 9))
    assert second[0] == pytest.approx(max(60.0, ill + 41))


def test_an_agency_worker_sits_in() -> None:
    """[19] From the eighth day to the twentieth: half as quick, a new face, and paid beside the payroll."""
    name, ill = unit_where((2.0, 4.0), 0, "long_leave")
    rules = {
        **covered(name),
        "agency": {"after": "8 days", "chance": 1, "pace": 2, "cost": "100 SEK per day"},
    }
    written = office(name, 1, rules, effort=14.0)
    ledger = tell(written, Comes(0, ["money"]))
    came, back = ill + 8, ill + 20
    # half of twelve days' work is done in them; the rest is the own caseworker's again, at their own pace
    end = back + 14 - ill - 6
    assert [row[:2] for row in pieces(ledger, "start", "end")] == [(round(back, 9), pytest.approx(end))]
    assert column(ledger.clients, "contacts").tolist() == [2]
    assert (desks(ledger, "agency_days"), desks(ledger, "agency_hours")) == ([12.0], [288.0])
    assert desks(ledger, "busy_days") == [pytest.approx(ill + 12 + end - back)]
    assert column(ledger.needs, "days_waiting") == pytest.approx([came - ill])
    figure = measure(ledger, blueprint_of(written)).set_index(["metric", "group"]).value
    assert figure["cost_per_client", "kind=agency"] == pytest.approx(
        1200.0 * (end - back) / (ill + 12 + end - back)
    )
    assert figure["agency_cost_per_year", "all"] == pytest.approx(1200.0 * 365.25 / 80.0)
    assert figure["payroll_per_year", "all"] == 0.0


def test_somebody_new_on_the_post() -> None:
    """[20] The cases pass on when the old one leaves; the new one is slower, reads up, and is a new face."""
    name, left = unit_where((2.0, 8.0), 0, "vacancy")
    rules = {
        "turnover": {
            "rate": "0.02 per day",
            "vacancy": "15 days",
            "novice": {"period": "30 days", "pace": 1.5},
        },
        "acquaintance": {"effort": days(1)},
    }
    ledger = tell(office(name, 1, rules), Comes(0, ["money"]), Comes(75, ["money"]))
    new = left + 15
    one, other = pieces(ledger, "client", "start", "end", "hours", "reading")
    rest = 11 - left
    assert one[:2] == (0, round(new, 9))
    assert one[2] == pytest.approx(new + 1.5 * rest + 1)
    assert one[3:] == (pytest.approx(24 * 1.5 * rest), 24.0)
    assert other == (1, 75, 86, 240, 24)  # new no longer
    assert column(ledger.clients, "contacts").tolist() == [2, 1]
    assert (desks(ledger, "vacant_days"), desks(ledger, "left")) == ([15.0], [1.0])
    assert column(ledger.needs, "assignment_days") == pytest.approx([15.0, 0.0])


def test_actors_and_managers_are_not_meant() -> None:
    """[19] What `behaviour` says is about municipal caseworkers; an actor may say so of its own."""
    written = scenario(
        {"home": {"steps": {"help": {"effort": "1 h", "decides": True}, "visit": {"effort": "1 h"}}}},
        {"desk": {"handles": ["home.help"], "decided_by": "manager", "managers": 2}},
        {"sick_leave": {"short": {"rate": "40 per year", "duration": "5 days"}}},
        actors={"clinic": {"handles": ["home.visit"], "caseworkers": 1}},
    )
    assert blueprint_of(written).unit_absent.tolist() == [1, 0, 0]
    own = {"short": {"rate": "3 per year", "duration": "2 days"}}
    assert blueprint_of(changed(written, {"actors.clinic.sick_leave": own})).unit_absent.tolist() == [1, 1, 0]
    ledger = tell(written, Comes(0, ["home"]))
    assert column(ledger.caseworkers, "sick_days")[0] > 20.0
    assert column(ledger.caseworkers, "sick_days")[1:].tolist() == [0.0, 0.0, 0.0]


# -- how much there is of it -----------------------------------------------------------------------

SHORT = {"rate": "0.05 per day", "duration": {"dist": "exponential", "mean": "6 days"}}
MONTHS = {"rate": "0.004 per day", "duration": {"dist": "weibull", "mean": "60 days", "shape": 0.8}}
POSTS = {"rate": "0.005 per day", "vacancy": {"dist": "lognormal", "mean": "40 days", "cv": 0.7}}


def share(name: str) -> Any:
    """A metric over the whole office."""

    def figure(blueprint: Blueprint, ledger: Ledger) -> float:
        frame = measure(ledger, blueprint)
        return float(frame[(frame.metric == name) & (frame.group == "all")].value.iloc[0])

    return figure


def test_how_often_people_are_away() -> None:
    """[19, 20] Alternating renewal: each absence takes rate x mean days for each day at work."""
    written = scenario(
        {"money": {"steps": {"service": {"effort": "1 h"}}}},
        {"desks": {"handles": ["*"], "caseworkers": 50}},
        {"sick_leave": {"short": SHORT, "long": MONTHS}, "turnover": POSTS},
        profiles=[{"name": "few", "arrivals": "1 per year", "needs": ["money"]}],
        run={"warm_up": "400 days", "measure": "1000 days", "follow_up": "0 days"},
    )
    sick, vacant = 0.05 * 6 + 0.004 * 60, 0.005 * 40
    # of the time in which posts are held, for who leaves is replaced
    agrees(figures(written, share("sick_leave_share"), 24), sick / (1 + sick))
    agrees(figures(written, share("posts_left_share"), 24), 365.25 * 0.005 / (1 + sick + vacant))


def breaking_down(servers: int, arrive: float, serve: float, fail: float, repair: float) -> float:
    """Mean number there in M/M/c of which each server fails and is repaired, busy or not; by its chain."""
    most = 400
    size = (most + 1) * (servers + 1)
    rates = np.zeros((size, size))
    for n in range(most + 1):
        for up in range(servers + 1):
            here = n * (servers + 1) + up
            if n < most:
                rates[here, here + servers + 1] = arrive
            if n and up:
                rates[here, here - servers - 1] = serve * min(n, up)
            if up:
                rates[here, here - 1] = fail * up
            if up < servers:
                rates[here, here + 1] = repair * (servers - up)
    np.fill_diagonal(rates, -rates.sum(axis=1))
    rates[:, -1] = 1.0  # the chances add up to 1
    chance: Floats = np.linalg.solve(rates.T, np.eye(size)[-1])
    assert chance[-servers - 1 :].sum() < 1e-9
    return float(chance @ np.repeat(np.arange(most + 1), servers + 1))


def test_the_chain_knows_white_and_christie() -> None:
    """One server: L = a ((f + r)^2 + f m) / ((f + r) (r m - a (f + r))), m being the rate of service."""
    a, m, f, r = 2.0, 6.0, 0.5, 1.0
    exact = a * ((f + r) ** 2 + f * m) / ((f + r) * (r * m - a * (f + r)))
    assert breaking_down(1, a, m, f, r) == pytest.approx(exact)


@pytest.mark.parametrize(("servers", "arrive"), [(1, 2.0), (2, 5.0)])
def test_a_queue_whose_servers_fall_ill(servers: int, arrive: float) -> None:
    """[19] M/M/c with breakdowns, what is left of a piece being resumed; White & Christie (1958)."""
    written = scenario(
        {"money": {"steps": {"service": {"effort": {"dist": "exponential", "mean": "4 h"}}}}},
        {"pool": {"handles": ["*"], "caseworkers": servers, "assignment": "step"}},
        {
            "sick_leave": {
                "short": {"rate": "0.5 per day", "duration": {"dist": "exponential", "mean": "1 day"}}
            }
        },
        profiles=[{"name": "all", "arrivals": f"{arrive} per day", "needs": ["money"]}],
        run={"warm_up": "100 days", "measure": "2000 days", "follow_up": "0 days"},
    )

    def number(blueprint: Blueprint, ledger: Ledger) -> float:
        area = column(ledger.units, "queue_area") + column(ledger.units, "busy_area")
        return float(area.sum()) / blueprint.measure

    agrees(figures(written, number, 27), breaking_down(servers, arrive, 6.0, 0.5, 1.0))


def test_long_leave_rises_with_overload() -> None:
    """[19] With a load that stays at 3, and k = 0.5, twice as often."""
    written = scenario(
        {"money": {"steps": {"service": {"effort": "1000 h"}}}},
        {"desks": {"handles": ["*"], "caseworkers": 30, "assignment": "client", "caseload": 1}},
        {"sick_leave": {"long": {"rate": "0.01 per day", "duration": "10 days"}}},
        run={"warm_up": "100 days", "measure": "1000 days", "follow_up": "0 days"},
    )
    agrees(figures(written, share("sick_leave_share"), 12), 0.1 / 1.1)
    loaded = overloaded_office(written)
    agrees(figures(loaded, share("sick_leave_share"), 12), 0.2 / 1.2)


def overloaded_office(written: Written) -> Written:
    """Each of the same people with a case that weighs three times the cap, for ever."""
    steps = {"service": {"effort": "300 h", "every": "30.4375 days"}}
    needs = {"money": {"steps": steps, "recovers_after": "9999 years"}}
    return changed(
        written,
        {
            "needs": needs,
            "office": {"hours_per_week": 168, "casework_share": 1, "slice": "24 h"},
            "organisations.office.units.desks.assignment": "case",
            "organisations.office.units.desks.caseload": "100 h per month",
            "behaviour.sick_leave.long.overload": 0.5,
        },
    )


def test_expected_hours_know_of_absences() -> None:
    """What `socsim check` says is there: sick leave, vacancies and novices taken off."""
    from socsim.scenario.absence import Novice, SickLeave, Turnover, share_of_hours

    leave = SickLeave.model_validate({"short": SHORT, "long": MONTHS})
    assert share_of_hours(SickLeave(), Turnover()) == 1.0
    assert share_of_hours(leave, Turnover()) == pytest.approx(1 / 1.54)
    posts = Turnover.model_validate(POSTS)
    assert share_of_hours(leave, posts) == pytest.approx(1 / 1.74)
    new = posts.model_copy(update={"novice": Novice(period="100 days", pace=1.3)})
    share = 1 - math.exp(-0.005 * 100 / 1.54)
    assert share_of_hours(leave, new) == pytest.approx(1 / 1.74 / (1 + 0.3 * share))
