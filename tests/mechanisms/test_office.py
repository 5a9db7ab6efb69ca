"""What an office does, worked out by hand: who works on what, when, and for how many hours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import DECISION_WORK

from .bench import Comes, Written, agrees, changed, column, days, figures, interval, pieces, scenario, tell

ONE_STEP = {"money": {"steps": {"service": {"effort": days(2)}}}}


def two_steps(response: str = "3 days") -> Written:
    """Two pieces of two days, and papers to wait for before each."""
    step = {"effort": days(2), "asks_for": ["income"]}
    needs = {"money": {"steps": {"intake": step, "decision": {**step, "asks_for": ["housing"]}}}}
    unit = {"handles": ["*"], "assignment": "case"}
    return scenario(needs, {"desk": unit}, {"paperwork": {"response": response}})


def test_one_case_at_a_time_or_several() -> None:
    """[8] At cap 1 the next case waits until the first has closed; else papers are waited for together."""
    comes = (Comes(0, ["money"]), Comes(1, ["money"]))
    capped = changed(two_steps(), {"organisations.office.units.desk.caseload": 1})
    one_by_one = tell(capped, *comes)
    assert pieces(one_by_one, "client", "ready", "start", "end") == [
        (0, 3, 3, 5), (0, 8, 8, 10), (1, 13, 13, 15), (1, 18, 18, 20),
    ]  # fmt: skip
    assert column(one_by_one.needs, "assignment_days").tolist() == [0, 9]
    assert column(one_by_one.needs, "days_waiting").tolist() == [0, 9]
    assert column(one_by_one.units, "assignment_area").tolist() == [9]
    assert column(one_by_one.units, "caseload_area").tolist() == [20]
    together = tell(two_steps(), *comes)
    assert pieces(together, "client", "ready", "start", "end") == [
        (0, 3, 3, 5), (1, 4, 5, 7), (0, 8, 8, 10), (1, 10, 10, 12),
    ]  # fmt: skip
    assert column(together.needs, "days_waiting").tolist() == [0, 1]
    assert column(together.units, "queue_area").tolist() == [1]
    assert column(together.units, "busy_area").tolist() == [8]


@pytest.mark.parametrize("unit", [{"assignment": "step"}, {"assignment": "case", "caseload": 1}, {}])
def test_priority_goes_before_turn(unit: Written) -> None:
    """[8] In a pool, in front of the cap, and on one desk: acute, protective, ordinary; then first come."""
    step = {"steps": {"service": {"effort": days(2)}}}
    needs = {p: {**step, "priority": p} for p in ("acute", "protective", "ordinary")}
    written = scenario(needs, {"desk": {"handles": ["*"], **unit}})
    order = ["ordinary", "ordinary", "protective", "acute", "ordinary", "protective", "acute"]
    ledger = tell(written, *(Comes(0.1 * i, [kind]) for i, kind in enumerate(order)))
    assert [client for (client,) in pieces(ledger, "client")] == [0, 3, 6, 2, 5, 1, 4]


def test_the_least_loaded_gets_the_case_the_first_among_equals() -> None:
    """[8] Two caseworkers: the third case goes to whoever has closed one by then."""
    written = scenario(ONE_STEP, {"desk": {"handles": ["*"], "assignment": "case", "caseworkers": 2}})
    ledger = tell(written, *(Comes(day, ["money"]) for day in (0, 0.5, 1, 2.6)))
    assert pieces(ledger, "client", "worker", "start") == [(0, 0, 0), (1, 1, 0.5), (2, 0, 2), (3, 1, 2.6)]


def test_each_in_turn_gets_a_case_who_is_full_is_passed_by() -> None:
    """[8] Three caseworkers, at most one case each: the second turn begins where the first ended."""
    unit = {"assignment": "case", "caseworkers": 3, "caseload": 1, "allocation": "in_turn"}
    written = scenario(ONE_STEP, {"desk": {"handles": ["*"], **unit}})
    ledger = tell(written, *(Comes(day, ["money"]) for day in (0, 0.5, 3, 3.5, 4, 4.5)))
    assert pieces(ledger, "client", "worker", "start") == [
        (0, 0, 0), (1, 1, 0.5), (2, 2, 3), (3, 0, 3.5), (4, 1, 4), (5, 2, 5),
    ]  # fmt: skip


def three_desks(arrive: float, serve: float, **unit: Any) -> Written:
    """A queue at each of three desks; rates a day, of arrival for each."""
    steps = {"service": {"effort": {"dist": "exponential", "mean": days(1 / serve)}}}
    return scenario(
        {"money": {"steps": steps}},
        {"desk": {"handles": ["*"], "assignment": "case", "caseworkers": 3, **unit}},
        profiles=[{"name": "all", "arrivals": f"{3 * arrive} per day", "needs": ["money"]}],
        run={"warm_up": "200 days", "measure": "2000 days", "follow_up": "100 days"},
    )


def wait(blueprint: Blueprint, ledger: Ledger) -> float:
    return float(np.mean(column(ledger.work, "start") - column(ledger.work, "ready")))


def test_a_queue_of_which_each_takes_every_third() -> None:
    """[8] In turn, E3/M/1 at each desk: W = s / (m (1 - s)), s = (3a / (3a + m (1 - s)))^3."""
    a, m = 0.7, 1.0
    s = brentq(lambda s: (3 * a / (3 * a + m * (1 - s))) ** 3 - s, 0.0, 0.99)
    in_turn = figures(three_desks(a, m, allocation="in_turn"), wait, 24)
    agrees(in_turn, s / (m * (1 - s)))
    mean, half = interval(np.subtract(in_turn, figures(three_desks(a, m), wait, 24)).tolist())
    assert mean > half  # the shortest queue is the better one to join, where all are alike


def test_the_managers_queue() -> None:
    """[9] After the caseworker's own hours, half an hour of a manager with two hours a day."""
    steps = {"decision": {"effort": days(1), "decides": True}, "after": {"effort": days(1)}}
    unit = {"handles": ["*"], "caseworkers": 2, "decided_by": "manager", "managers": 1}
    office = {"managers": {"hours_per_day": 2, "decision": "30 min"}}
    ledger = tell(
        scenario({"money": {"steps": steps}}, {"desk": unit}, office=office),
        Comes(0, ["money"]),
        Comes(0.1, ["money"]),
    )
    decided = [(0, 1, 1, 1.25, 0.5), (1, 1.1, 1.25, 1.5, 0.5)]
    assert pieces(ledger, "client", "ready", "start", "end", "hours", what=DECISION_WORK) == decided
    assert column(ledger.needs, "decided").tolist() == [1.25, 1.5]
    assert column(ledger.needs, "closed").tolist() == [2.25, 2.5]
    assert column(ledger.needs, "days_waiting").tolist() == pytest.approx([0, 0.15])
    assert column(ledger.clients, "contacts").tolist() == [1, 1]  # the manager meets nobody


def test_the_board_meets_every_other_week() -> None:
    """[9] On the days 14, 28...: whoever is ready on the very day is decided upon."""
    steps = {"decision": {"effort": days(1), "decides": True}, "after": {"effort": days(1)}}
    unit = {"handles": ["*"], "caseworkers": 9, "decided_by": "board", "board_every": "14 days"}
    comes = [Comes(day, ["money"]) for day in (0.0, 5.0, 13.0, 13.5)]
    ledger = tell(scenario({"money": {"steps": steps}}, {"desk": unit}), *comes)
    assert column(ledger.needs, "decided").tolist() == [14, 14, 14, 28]
    assert column(ledger.needs, "days_waiting").tolist() == [13, 8, 0, 13.5]
    assert column(ledger.needs, "closed").tolist() == [15, 15, 15, 29]


TWO = {k: {"steps": {"one": {"effort": "1 h"}, "two": {"effort": "1 h"}}} for k in ("money", "health")}
WHOLE = {"all": {"handles": ["*"], "assignment": "client"}}


def test_reading_up_once_for_each_face() -> None:
    """[6] One caseworker has both needs and reads once; two caseworkers read once each."""
    behaviour = {"acquaintance": {"effort": "6 h"}}
    comes = (Comes(0, ["money", "health"]), Comes(5, ["money"]))
    whole = tell(scenario(TWO, WHOLE, behaviour), *comes)
    assert pieces(whole, "client", "reading") == [(0, 6), (0, 0), (0, 0), (0, 0), (1, 6), (1, 0)]
    silos = tell(scenario(TWO, {k: {"handles": [k]} for k in TWO}, behaviour), *comes)
    read = pieces(silos, "client", "worker", "reading")
    assert sorted(row for row in read if row[2]) == [(0, 0, 6), (0, 1, 6), (1, 0, 6)]
    assert len(read) == 6


def test_reading_up_takes_longer_for_who_has_several_needs() -> None:
    """[6] A quarter more for the second need: also for whoever is free when the client comes with both."""
    written = scenario(TWO, WHOLE, {"acquaintance": {"effort": "6 h", "per_need": 0.25}})
    busy = tell(written, Comes(0, ["money"]), Comes(0.1, ["money", "health"]))
    assert [read for _, read in pieces(busy, "client", "reading") if read] == [6, 7.5]
    free = tell(written, Comes(0, ["money", "health"]))
    assert [read for _, read in pieces(free, "client", "reading") if read] == [7.5]


def test_reading_up_again_after_nobody_else() -> None:
    """[6] Who met the client over another need, or in an earlier spell, need not read again."""
    needs = {"money": {"steps": {"one": {"effort": "1 h"}}, "relapses": "1 per day"}}
    written = scenario(needs, {"all": {"handles": ["*"]}}, {"acquaintance": {"effort": "6 h"}})
    read = pieces(tell(written, Comes(0, ["money"])), "spell", "reading")
    assert len(read) > 100
    assert [hours for _, hours in read] == [6] + [0] * (len(read) - 1)


@pytest.mark.parametrize("kinds", [1, 2, 3, 5])
def test_breadth(kinds: int) -> None:
    """[7] Hours of whoever handles k kinds: exactly 1 + b ln k."""
    needs = {f"kind {k}": {"steps": {"one": {"effort": "10 h"}}} for k in range(kinds)}
    written = scenario(needs, {"all": {"handles": ["*"]}}, {"breadth": 0.05})
    ledger = tell(written, Comes(0, ["kind 0"]))
    assert ledger.work["hours"].tolist() == [10.0 * (1.0 + 0.05 * math.log(kinds))]


def test_severity_makes_efforts_longer() -> None:
    """[12] As the need is when the work becomes ready."""
    written = scenario(ONE_STEP, {"all": {"handles": ["*"]}}, {"effort_by_severity": {1: 0.8, 2: 1, 3: 1.3}})
    ledger = tell(written, *(Comes(10 * s, ["money"], {"money": s}) for s in (1, 2, 3)))
    assert column(ledger.work, "hours").tolist() == pytest.approx([38.4, 48, 62.4])


def test_one_caseworker_for_all_of_a_clients_needs() -> None:
    """[8] By client there is one face; by case there are as many as the desks that are free."""
    needs = {k: {"steps": {"one": {"effort": days(2)}}} for k in ("money", "health", "home")}

    def office(**unit: object) -> Written:
        return scenario(needs, {"all": {"handles": ["*"], "caseworkers": 3, **unit}})

    comes = (Comes(0, list(needs)), Comes(0.5, ["money"]))
    whole = tell(office(assignment="client"), *comes)
    assert pieces(whole, "client", "worker", "start") == [(0, 0, 0), (1, 1, 0.5), (0, 0, 2), (0, 0, 4)]
    assert whole.clients["contacts_at_once"].tolist() == [1, 1]
    by_case = tell(office(assignment="case"), *comes)
    assert pieces(by_case, "client", "worker", "start") == [(0, 0, 0), (0, 1, 0), (0, 2, 0), (1, 0, 2)]
    assert by_case.clients["contacts_at_once"].tolist() == [3, 1]


def test_a_new_need_goes_to_ones_own_caseworker_cap_or_no_cap() -> None:
    """[8] The cap is in hours: an empty desk takes the 48 h case; the client's next need is let in too."""
    needs = {k: {"steps": {"one": {"effort": days(2)}}} for k in ("money", "health")}
    unit = {"handles": ["*"], "caseworkers": 2, "assignment": "client", "caseload": "50 h per month"}
    comes = (Comes(0, ["money"]), Comes(0.1, ["money"]), Comes(0.2, ["money", "health"]))
    ledger = tell(scenario(needs, {"all": unit}), *comes)
    # the third client waits for a desk and then takes both needs there, 96 h under a cap of 50
    assert pieces(ledger, "client", "worker", "start") == [(0, 0, 0), (1, 1, 0.1), (2, 0, 2), (2, 0, 4)]
    assert column(ledger.needs, "assignment_days").tolist() == pytest.approx([0, 0, 1.8, 1.8])


def test_caps_in_clients_count_clients() -> None:
    """[8] Where assignment is by client, 2 is two clients, whatever their needs."""
    needs = {k: {"steps": {"one": {"effort": days(2)}}} for k in ("money", "health")}
    unit = {"handles": ["*"], "assignment": "client", "caseload": 2}
    comes = (Comes(0, ["money", "health"]), Comes(0.1, ["money"]), Comes(0.2, ["money"]))
    ledger = tell(scenario(needs, {"all": unit}), *comes)
    assert column(ledger.needs, "assignment_days").tolist() == pytest.approx([0, 0, 0, 3.8])
    assert pieces(ledger, "client", "start", "end") == [(0, 0, 2), (0, 2, 4), (1, 4, 6), (2, 6, 8)]


def test_slices_go_to_the_tail_of_the_desk() -> None:
    """A day's and half a day's work on one desk, in turns of a quarter."""
    steps = {"steps": {"one": {"effort": days(1)}}}, {"steps": {"one": {"effort": days(0.5)}}}
    written = scenario(dict(zip(("long", "short"), steps, strict=True)), {"desk": {"handles": ["*"]}})
    comes = (Comes(0, ["long"]), Comes(0.1, ["short"]))
    sliced = tell(changed(written, {"office.slice": days(0.25)}), *comes)
    assert pieces(sliced, "client", "start", "end") == [(0, 0, 1.5), (1, 0.25, 1.0)]
    assert column(sliced.caseworkers, "busy_days").tolist() == [1.5]
    assert column(sliced.units, "queue_area").tolist() == pytest.approx([0.15])
    whole = tell(written, *comes)
    assert pieces(whole, "client", "start", "end") == [(0, 0, 1), (1, 1, 1.5)]
    pool = changed(
        written, {"office.slice": days(0.25), "organisations.office.units.desk.assignment": "step"}
    )
    assert pieces(tell(pool, *comes), "client", "start", "end") == [(0, 0, 1), (1, 1, 1.5)]


def test_an_acute_need_cuts_in_between_slices() -> None:
    """What comes while a slice is worked is next, before the rest of what was begun."""
    needs = {
        "slow": {"steps": {"one": {"effort": days(1)}}},
        "quick": {"priority": "acute", "steps": {"one": {"effort": days(0.5)}}},
    }
    written = scenario(needs, {"desk": {"handles": ["*"]}}, office={"slice": days(0.25)})
    ledger = tell(written, Comes(0, ["slow"]), Comes(0.1, ["quick"]))
    assert pieces(ledger, "client", "start", "end") == [(0, 0, 1.5), (1, 0.25, 0.75)]
