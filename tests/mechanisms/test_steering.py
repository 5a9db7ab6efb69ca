"""Steering by facts: worked out by hand, against a queue with one more server, and when it helps or hurts."""

from __future__ import annotations

from typing import Any

import pytest

from socsim.analysis import measure
from socsim.analysis.absence import days_held
from socsim.analysis.money import payroll_of_window
from socsim.engine.ledger import Ledger
from socsim.model.laws import may_move, worth_moving
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import UNCOVERED
from socsim.scenario.steering import spare_desks

from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    figures,
    interval,
    many,
    pieces,
    scenario,
    tell,
)

STEERING = "organisations.office.steering"
EVERY = {"every": "4 days", "share": 0.2}


def test_who_may_move() -> None:
    assert [may_move(0.2, people) for people in (1, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]
    assert may_move(0.0, 100) == 0
    assert may_move(1.0, 7) == 7


def test_when_a_move_is_worth_it() -> None:
    """Six that wait for two are two for each of three; the others then have one for each."""
    assert worth_moving(6.0, 2, 2.0, 3, 1.0)
    assert worth_moving(6.0, 2, 2.0, 3, 1.9)
    assert not worth_moving(6.0, 2, 2.0, 3, 2.0)
    assert not worth_moving(6.0, 2, 4.0, 3, 1.0)  # it would only change sides
    assert not worth_moving(0.0, 2, 0.0, 3, 1.0)


def test_room_for_all_who_may_come() -> None:
    assert spare_desks([3]) == [0]
    assert spare_desks([1, 1]) == [0, 0]
    assert spare_desks([2, 1, 4]) == [3, 4, 1]


# -- worked out by hand ----------------------------------------------------------------------------


def office(steering: dict[str, Any] | None, calm: int = 2, busy: int = 1, **unit: Any) -> Written:
    """Ten days for each need; one unit has `home`, the other `money`."""
    needs = {kind: {"steps": {"service": {"effort": days(10)}}} for kind in ("home", "money")}
    rules = {"assignment": "step", **unit}
    units = {
        "calm": {"handles": ["home"], "caseworkers": calm, **rules},
        "busy": {"handles": ["money"], "caseworkers": busy, **rules},
    }
    return changed(scenario(needs, units), {STEERING: steering})


THREE = tuple(Comes(0, ["money"]) for _ in range(3))


def test_somebody_comes_to_help() -> None:
    """On day 4 two wait for one, and nothing for two; on day 8 nobody can be spared."""
    told = tell(office(EVERY), *THREE)
    assert column(told.caseworkers, "unit").tolist() == [0, 0, 1, 1]  # a desk for whoever may come
    assert pieces(told, "worker", "start", "end") == [(2, 0, 10), (3, 4, 14), (2, 10, 20)]
    assert column(told.caseworkers, "moved").tolist() == [0, 1, 0, 0]
    assert column(told.caseworkers, "unused_days").tolist() == [0, 196, 0, 4]
    assert pieces(tell(office(None), *THREE), "start") == [(0,), (10,), (20,)]
    late = office({**EVERY, "lag": "3 days"})
    assert pieces(tell(late, *THREE), "worker", "start") == [(2, 0), (3, 7), (2, 10)]


def test_who_has_come_is_slow_at_first() -> None:
    """Twice the hours on what begins within five days."""
    new = {**EVERY, "novice": {"period": "5 days", "pace": 2.0}}
    assert pieces(tell(office(new), *THREE), "worker", "start", "end") == [
        (2, 0, 10),
        (3, 4, 24),
        (2, 10, 20),
    ]
    told = tell(office(new), *THREE, *(Comes(15, ["money"]) for _ in range(2)))
    assert (3, 24, 34) in pieces(told, "worker", "start", "end")


def test_they_go_back_where_they_are_needed() -> None:
    """On day 20 nothing waits in the one unit, and two homes wait for one in the other."""
    told = tell(office(EVERY), *THREE, *(Comes(19, ["home"]) for _ in range(3)))
    assert pieces(told, "worker", "start", "end")[3:] == [(0, 19, 29), (1, 20, 30), (0, 29, 39)]
    assert column(told.caseworkers, "moved").tolist() == [0, 1, 0, 1]
    assert column(told.caseworkers, "unused_days").tolist() == [0, 16, 0, 184]
    assert column(told.clients, "contacts").tolist() == [1] * 6


def moved_on_day_150(calm: int, homes: int, moneys: int, **rules: Any) -> int:
    """How many one look moves, five days after so many came with each need."""
    come = [Comes(145, ["home"])] * homes + [Comes(145, ["money"])] * moneys
    told = tell(office({"every": "150 days", "share": 0.2, **rules}, calm=calm), *come)
    return int(column(told.caseworkers, "moved").sum())


def test_margin_and_share() -> None:
    """A fifth of six is two, a tenth one. Where three wait for one, and one for two, the margin says it."""
    assert moved_on_day_150(5, 0, 3) == 2
    assert moved_on_day_150(5, 0, 3, share=0.1) == 1
    assert moved_on_day_150(2, 3, 4) == 1
    assert moved_on_day_150(2, 3, 4, margin=1.5) == 0


@pytest.mark.parametrize("assignment", ["step", "case"])
def test_pieces_or_hours(assignment: str) -> None:
    """Three that take 30 days wait in the one unit, and ten of 2 days in the other, for two posts each."""
    work = {"needs.home.steps.service.effort": days(30), "needs.money.steps.service.effort": days(2)}
    come = [Comes(144.5, ["money"])] * 16 + [Comes(145, ["home"])] * 5
    rules = {"every": "150 days", "share": 0.2}
    for by, moved in (("pieces", [0, 1, 0, 0, 0, 0]), ("hours", [0, 0, 0, 0, 1, 0])):
        unit: dict[str, Any] = {"assignment": assignment} | ({"caseload": 1} if assignment == "case" else {})
        told = tell(changed(office({**rules, "by": by}, busy=2, **unit), work), *come)
        assert column(told.caseworkers, "moved").tolist() == moved


def test_the_cases_stay_in_the_unit() -> None:
    """Whoever has the fewest goes; a colleague takes the case over where it is, and reads up for a day."""
    read = {"behaviour.acquaintance.effort": days(1)}
    rest = {"assignment": "case", "caseload": 9}
    written = changed(office({**EVERY, "every": "3 days"}, **rest), read)
    told = tell(written, Comes(0, ["home"]), Comes(1, ["home"]), *(Comes(2, ["money"]) for _ in range(5)))
    homes = pieces(told, "worker", "start", "end", "reading", need=0)
    # the second home was two days under way (one of reading), and nine of work are left
    assert homes == [(0, 0, 11, 24), (0, 11, 21, 24)]
    assert column(told.needs, "handovers").tolist()[:2] == [0, 1]
    assert column(told.caseworkers, "moved").tolist() == [0, 1, 0, 0]
    # those who wait on another's desk stay there; who comes later goes to the empty desk
    later = tell(written, Comes(0, ["home"]), *(Comes(2, ["money"]) for _ in range(3)), Comes(5, ["money"]))
    assert pieces(later, "worker", "start", need=1)[1] == (3, 5)
    forgetful = changed(written, {f"{STEERING}.lost_at_handover": 1.0})
    lost = tell(forgetful, Comes(0, ["home"]), Comes(1, ["home"]), *(Comes(2, ["money"]) for _ in range(5)))
    assert (lost.falls["cause"].tolist(), lost.falls["at"].tolist()) == ([UNCOVERED], [3.0])


def test_where_all_are_ill_nobody_goes() -> None:
    """And the unit that was to get somebody is not taken to have got them."""
    ill = {
        "organisations.office.units.calm.sick_leave": {
            "short": {"rate": "1e6 per day", "duration": "30 days"}
        }
    }
    told = tell(changed(office(EVERY), ill), *THREE)
    assert column(told.caseworkers, "moved").tolist() == [0, 0, 0, 0]
    assert pieces(told, "start") == [(0,), (10,), (20,)]


def test_each_district_by_itself() -> None:
    two = changed(office(EVERY, calm=4, busy=2), {"districts": {"A": {}, "B": {}}})
    blueprint = blueprint_of(two)
    assert blueprint.units == ("A: calm", "A: busy", "B: calm", "B: busy")
    assert blueprint.unit_spare.tolist() == [0, 1, 0, 1]
    told = tell(two, *THREE)  # all of the first district
    assert column(told.caseworkers, "moved").tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


# -- what it does to queues, and to the money ------------------------------------------------------


PAY = {"calm": 100, "busy": 150}


def streams(calm: float, busy: float, steering: dict[str, Any] | None, measured: str = "400 days") -> Written:
    """A third of a day's work for each, in two pools of three; so many come a day."""
    needs = {
        kind: {"steps": {"service": {"effort": {"dist": "exponential", "mean": "8 h"}}}}
        for kind in ("home", "money")
    }
    units = {
        "calm": {"handles": ["home"], "caseworkers": 3, "assignment": "step"},
        "busy": {"handles": ["money"], "caseworkers": 3, "assignment": "step"},
    }
    profiles = [
        {"name": kind, "arrivals": f"{rate} per day", "needs": [kind]}
        for kind, rate in (("home", calm), ("money", busy))
    ]
    run = {"warm_up": "100 days", "measure": measured, "follow_up": "0 days", "seed": 25}
    written = scenario(needs, units, profiles=profiles, run=run)
    return changed(written, {STEERING: steering})


def mean_wait(_: Blueprint, ledger: Ledger) -> float:
    return float((column(ledger.work, "start") - column(ledger.work, "ready")).mean())


def erlang_wait(servers: int, load: float, service: float) -> float:
    """Mean wait of M/M/c."""
    inverse = 1.0
    for number in range(1, servers + 1):
        inverse = 1.0 + inverse * number / load
    blocked = 1.0 / inverse
    waits = blocked / (1.0 - load / servers * (1.0 - blocked))
    return waits * service / (servers - load)


def test_two_servers_more_where_two_can_be_spared() -> None:
    """Nobody comes to the calm unit, so that all but one go to the busy one and stay: M/M/5."""
    written = streams(0.0001, 12.0, {"every": "10 days", "share": 1.0}, "2000 days")

    def wait(_: Blueprint, ledger: Ledger) -> float:
        assert column(ledger.caseworkers, "moved").sum() == 0  # in the window
        chosen = ledger.work["unit"] == 1
        return float((column(ledger.work, "start") - column(ledger.work, "ready"))[chosen].mean())

    agrees(figures(written, wait, 30), erlang_wait(5, 4.0, 1.0 / 3.0))


def difference(written: Written, steering: dict[str, Any]) -> tuple[float, float]:
    """By how much mean waits change, paired, and the half-width of its interval."""
    on, off = (figures(changed(written, {STEERING: how}), mean_wait, 20) for how in (steering, None))
    return interval([a - b for a, b in zip(on, off, strict=True)])


def test_it_helps_where_the_load_is_uneven() -> None:
    """Seven ninths and four ninths of the time: even with a month's lag and slow newcomers."""
    costly = {
        "every": "90 days",
        "lag": "30 days",
        "share": 0.2,
        "novice": {"period": "30 days", "pace": 1.5},
    }
    moved, half = difference(streams(4.0, 9.5, None), {**costly, "margin": 3.0})
    assert moved < -half


def test_it_hurts_where_queues_differ_by_chance_alone() -> None:
    """Both have the same load: whoever is moved is slow for a while, and what was measured is gone."""
    hasty = {"every": "7 days", "lag": "7 days", "share": 0.2, "novice": {"period": "21 days", "pace": 1.5}}
    moved, half = difference(streams(7.0, 7.0, None), hasty)
    assert moved > half


def test_posts_and_money_stay_what_they_are() -> None:
    """Desks that nobody has are as many as were kept, and what all units' people cost is as planned."""
    written = changed(
        streams(7.0, 7.0, {"every": "7 days", "share": 0.4}),
        {f"organisations.office.units.{name}.cost": f"{pay} SEK per day" for name, pay in PAY.items()},
    )
    blueprint, _, ledger = many(written)
    unused = column(ledger.caseworkers, "unused_days")
    assert unused.sum() == pytest.approx(400.0 * blueprint.unit_spare.sum())
    moves = column(ledger.caseworkers, "moved").sum()
    frame = measure(ledger, blueprint).set_index(["metric", "group", "statistic"]).value
    assert moves > 10
    assert frame["moves_per_year", "all", "mean"] == pytest.approx(moves * 365.25 / 400.0)
    paid, held = payroll_of_window(ledger, blueprint), days_held(ledger, blueprint)
    assert paid.sum() == pytest.approx(400.0 * 3 * (100 + 150))
    assert held.sum() == pytest.approx(400.0 * 6)
    assert (paid / held)[1] / (paid / held)[0] == pytest.approx(1.5)
    assert abs(held[0] - 1200.0) > 1.0
