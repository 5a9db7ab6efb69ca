"""Acute work displaces planned work: worked out by hand, and against queues with priority."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from socsim.engine import simpy_engine
from socsim.engine.journal import ACTIVITIES
from socsim.engine.ledger import Ledger
from socsim.model.laws import acute_class, hours_left
from socsim.scenario.blueprint import Blueprint

from ..engine.both import agree
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
    of_need,
    people_of,
    pieces,
    scenario,
    tell,
)

PLAIN, ACUTE = {"help": 1}, {"help": 3}


def desk(acute: dict[str, Any] | None, **unit: Any) -> Written:
    """One caseworker; ten days for a need of severity 1 or 2, three for one of severity 3."""
    need = {"steps": {"service": {"effort": days(10)}}}
    behaviour: dict[str, Any] = {"effort_by_severity": {1: 1, 2: 1, 3: 0.3}}
    if acute is not None:
        behaviour["acute"] = acute
    return scenario({"help": need}, {"desk": {"handles": ["*"], "assignment": "step", **unit}}, behaviour)


def ends(written: Written, *clients: Comes) -> list[float]:
    """On what day each client's only need is closed."""
    blueprint = blueprint_of(written)
    return [round(day, 9) for day in of_need(tell(written, *clients), blueprint, "help", "closed").tolist()]


THREE = (Comes(0, ["help"]), Comes(1, ["help"]), Comes(2, ["help"], ACUTE))


@pytest.mark.parametrize("assignment", ["step", "case", "client"])
def test_before_all_that_waits(assignment: str) -> None:
    unit = {"assignment": assignment}
    assert ends(desk(None, **unit), *THREE) == [10, 20, 23]
    assert ends(desk({"from_severity": 4, "interrupts": True}, **unit), *THREE) == [10, 20, 23]
    assert ends(desk({"from_severity": 3}, **unit), *THREE) == [10, 23, 13]


@pytest.mark.parametrize("assignment", ["step", "case", "client"])
def test_and_before_what_is_under_way(assignment: str) -> None:
    """Two of ten days are done when the acute one comes; the other eight are done after it."""
    written = desk({"from_severity": 3, "interrupts": True}, assignment=assignment)
    assert ends(written, *THREE) == [13, 23, 5]
    assert ends(written, *THREE, Comes(4, ["help"], ACUTE)) == [16, 26, 5, 8]  # nothing acute is interrupted
    ledger = tell(written, *THREE)
    assert pieces(ledger, "start", "end", client=0) == [(0, 13)]
    busy = tell(changed(written, {"run.measure": "12 days"}), *THREE).caseworkers
    assert busy["busy_days"].tolist() == [12.0]


def test_in_slices() -> None:
    """A piece that was put down comes before the others of its class, and what is left is sliced anew."""
    written = changed(desk({"interrupts": True}, assignment="case"), {"office.slice": days(4)})
    # 0-2 the first, 2-5 the acute one, 5-9 the first, 9-13 the second, 13-17 the first, 17-23 the second
    assert ends(written, *THREE) == [17, 23, 5]
    assert ends(written, THREE[0], THREE[2]) == [13, 5]


def test_in_a_pool_the_lowest_class_gives_way() -> None:
    """Two are at work; the one at an ordinary piece puts it down, the one at a protective piece does not."""
    written = desk({"interrupts": True}, caseworkers=2)
    written = changed(
        written, {"needs.family": {"priority": "protective", "steps": {"talk": {"effort": days(10)}}}}
    )
    written["population"]["profiles"][0]["needs"].append("family")
    ledger = tell(written, Comes(0, ["family"]), Comes(0, ["help"]), Comes(2, ["help"], ACUTE))
    assert pieces(ledger, "client", "worker", "start", "end") == [(0, 0, 0, 10), (1, 1, 0, 13), (2, 1, 2, 5)]


@pytest.mark.parametrize("acute", [None, True, False])
def test_an_escalation_moves_it_up(acute: bool | None) -> None:
    """The third client's need grows within a day, while the first one's is worked on and the second waits.

    Where it does not move up at once it keeps its place in the queue; its hours, too, were fixed before.
    """
    rule = None if acute is None else {"from_severity": 3, "at_escalation": acute}
    written = changed(
        desk(rule), {"needs.help.escalates.rate": {1: "0 per year", 2: "9999 per year", 3: "0 per year"}}
    )
    crisis = {"needs.help.escalates.crisis": {"cost": "1 SEK"}}
    found = ends(
        changed(written, {**crisis, "behaviour.effort_by_severity": {1: 1, 2: 1, 3: 1}}),
        Comes(0, ["help"]), Comes(1, ["help"]), Comes(1.5, ["help"], {"help": 2}),
    )  # fmt: skip
    expected = [10.0, 20.0, 30.0] if not acute else [10.0, 30.0, 20.0]
    assert found == expected


@pytest.mark.parametrize("assignment", ["step", "case"])
def test_an_escalation_may_interrupt(assignment: str) -> None:
    rule = {"from_severity": 3, "interrupts": True}
    rates = {1: "0 per year", 2: "9999 per year", 3: "0 per year"}
    written = changed(desk(rule, assignment=assignment), {"needs.help.escalates.rate": rates})
    written = changed(written, {"needs.help.escalates.crisis": {"cost": "1 SEK"}})
    blueprint = blueprint_of(written)
    clients = [Comes(0, ["help"]), Comes(1, ["help"], {"help": 2})]
    _, journal = simpy_engine.simulate_with_journal(blueprint, people_of(blueprint, clients))
    told = [ACTIVITIES[activity] for activity in journal["activity"].tolist()]
    assert told.count("moved_up") == told.count("put_down") == 1
    closed = ends(written, *clients)
    assert closed[0] == 20.0
    assert 11.0 < closed[1] < 12.0


def test_a_case_that_waits_for_a_caseworker_moves_up() -> None:
    """One case at a time: the second and third wait for a caseworker when the third one's need grows."""
    rates = {1: "0 per year", 2: "9999 per year", 3: "0 per year"}
    own = desk({"from_severity": 3}, assignment="case", caseload=1)
    written = changed(own, {"needs.help.escalates.rate": rates, "behaviour.effort_by_severity": {3: 0.3}})
    written = changed(written, {"needs.help.escalates.crisis": {"cost": "1 SEK"}})
    clients = [Comes(0, ["help"]), Comes(1, ["help"]), Comes(2, ["help"], {"help": 2})]
    assert ends(written, *clients) == [10, 23, 13]
    assert ends(changed(written, {"behaviour.acute.at_escalation": False}), *clients) == [10, 20, 23]


# -- queues with priority --------------------------------------------------------------------------

ARRIVALS, ACUTE_SHARE, MEAN = 16.0, 0.4, 1.0 / 24.0  # a day, of all, days
LOADS = (ARRIVALS * ACUTE_SHARE * MEAN, ARRIVALS * MEAN)
REPLICATIONS = 30


def queue(interrupts: bool) -> Written:
    """M/M/1 in two classes."""
    effort = {"dist": "exponential", "mean": "1 h"}
    severity = {1: 1 - ACUTE_SHARE, 2: 0, 3: ACUTE_SHARE}
    return scenario(
        {"help": {"severity": severity, "steps": {"service": {"effort": effort}}}},
        {"desk": {"handles": ["*"], "assignment": "step"}},
        {"acute": {"from_severity": 3, "interrupts": interrupts}},
        profiles=[{"name": "all", "arrivals": f"{ARRIVALS} per day", "needs": ["help"]}],
        run={"warm_up": "20 days", "measure": "300 days", "follow_up": "20 days", "seed": 27},
    )


def stay(_: Blueprint, ledger: Ledger, severity: int) -> float:
    """Days from coming to having been served, of those with this severity."""
    chosen = ledger.needs["severity"] == severity
    days_there: Floats = column(ledger.needs, "closed") - column(ledger.needs, "born")
    return float(days_there[chosen].mean())


def test_priority_without_interruption() -> None:
    """Cobham: the work that is there, over what the classes above and one's own leave."""
    there = LOADS[1] * MEAN
    for severity, theory in ((3, there / (1 - LOADS[0])), (1, there / ((1 - LOADS[0]) * (1 - LOADS[1])))):
        agrees(figures(queue(False), partial(stay, severity=severity), REPLICATIONS), MEAN + theory)


def test_priority_with_interruption() -> None:
    """Preemptive resume: the acute meet a queue in which there is nobody else."""
    for severity, theory in ((3, MEAN / (1 - LOADS[0])), (1, MEAN / ((1 - LOADS[0]) * (1 - LOADS[1])))):
        agrees(figures(queue(True), partial(stay, severity=severity), REPLICATIONS), theory)


def test_the_engines_agree_where_acute_work_interrupts() -> None:
    agree(blueprint_of(changed(queue(True), {"run.measure": "30 days"})), 27)


# -- the laws --------------------------------------------------------------------------------------


def test_laws() -> None:
    assert [acute_class(2, severity, 3) for severity in (1, 2, 3)] == [2, 2, 0]
    assert {acute_class(1, severity, 4) for severity in (1, 2, 3)} == {1}
    assert hours_left(6.0, 0.5, 8.0) == 2.0
    assert hours_left(6.0, 0.0, 8.0) == 6.0
    assert hours_left(6.0, 1.0, 8.0) == 0.0
