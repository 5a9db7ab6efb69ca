"""Documentation [21]: hours on notes, and what they are good for, worked out by hand and in the long run."""

from __future__ import annotations

import math

import pytest

from socsim.engine import compiled, simpy_engine
from socsim.engine.ledger import Ledger
from socsim.model.draws import child, salt, uniform
from socsim.model.laws import caught_by_notes, documentation_hours, documented, less_by_notes
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import DECISION_WORK, NOTES_WORK, REWORK, STEP_WORK
from socsim.scenario.plan import make_plan
from socsim.scenario.schema import Scenario

from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    differences,
    figures,
    people_of,
    pieces,
    scenario,
    tell,
)
from .test_absence import LONG, unit_where

REPLICATIONS = 12
STEPS = {"intake": {"effort": days(1)}, "decision": {"effort": days(1), "decides": True}}
SUPPORT = {"effort": days(1), "every": "10 days"}


def office(unit: Written | None = None, **notes: object) -> Written:
    """One unit that writes notes; nobody waits."""
    units = {"desk": {"handles": ["*"], "assignment": "step", "caseworkers": 400, **(unit or {})}}
    everyone = [{"name": "everyone", "arrivals": "20 per day", "needs": ["money"]}]
    return scenario({"money": {"steps": STEPS}}, units, {"documentation": notes}, profiles=everyone)


def test_laws_at_their_limits() -> None:
    """[21] What must hold, and values worked out by hand."""
    assert (documentation_hours(0.5, 0.2, 1), documentation_hours(0.5, 0.2, 3)) == (0.5, pytest.approx(0.7))
    assert documentation_hours(0.0, 0.2, 3) == 0.0
    assert (documented(0.0, 4.0), documented(1e9, 4.0)) == (0.0, 1.0)
    assert documented(4.0, 4.0) == pytest.approx(1.0 - 1.0 / math.e)
    assert (less_by_notes(2.0, 0.5, 0.0), less_by_notes(2.0, 0.5, 0.5), less_by_notes(2.0, 1.0, 1.0)) == (
        2,
        1.5,
        0,
    )
    assert (caught_by_notes(0.4, 0.5, 0.0), caught_by_notes(0.4, 0.5, 1.0)) == (0.4, pytest.approx(0.7))
    assert (caught_by_notes(1.0, 0.5, 0.3), caught_by_notes(0.0, 1.0, 1.0)) == (1.0, 1.0)


def test_notes_take_hours_beside_the_matter() -> None:
    """[21] A quarter of a day for one need, as much again for each further one: it is over later by that."""
    written = office(effort=days(0.25), per_need=1.0)
    ledger = tell(written, Comes(0, ["money"]))
    assert pieces(ledger, "hours", "documentation", "start", "end") == [
        (24.0, 6.0, 0.0, 1.25),
        (24.0, 6.0, 1.25, 2.5),
    ]
    written["needs"]["health"] = {"steps": STEPS}
    ledger = tell(written, Comes(0, ["money", "health"]))
    assert [row[0] for row in pieces(ledger, "documentation")] == [12.0] * 4
    assert tell(office(), Comes(0, ["money"])).work["documentation"].tolist() == [0.0, 0.0]


def test_follow_ups_are_noted_too() -> None:
    written = office(effort=days(0.5))
    written["needs"]["money"] = {
        "steps": {"intake": {"effort": days(1)}, "support": SUPPORT}, "recovers_after": "30 days",
    }  # fmt: skip
    ledger = tell(written, Comes(0, ["money"]))
    assert len(ledger.work["client"]) > 1
    assert set(ledger.work["documentation"].tolist()) == {12.0}


def test_whoever_takes_over_reads_up_for_less() -> None:
    """[21, 6] The second in the unit who meets the client has notes by the first; another unit has none."""
    notes = {"effort": days(0.25), "full_at": "6 h", "saves_reading": 0.8}
    left = 1.0 - 0.8 * documented(6.0, 6.0)
    written = changed(office({"caseworkers": 2}, **notes), {"behaviour.acquaintance": {"effort": "10 h"}})
    assert [row[0] for row in pieces(tell(written, Comes(0, ["money"])), "reading")] == pytest.approx(
        [10.0, 10.0 * left]
    )
    front = {"handles": ["*.intake"], "assignment": "step", "caseworkers": 1}
    written["organisations"]["office"]["units"] = {
        "front": front,
        "desk": {**front, "handles": ["*"]},
    }
    assert pieces(tell(written, Comes(0, ["money"])), "reading") == [(10.0,), (10.0,)]


def test_notes_sent_back_are_written_again_before_the_decision() -> None:
    """[21] After the rework, before the manager; no step but that which decides; the desk is the same."""
    unit = {
        "assignment": "case", "caseworkers": 2, "decided_by": "manager", "managers": 1,
        "review": [{"by": "colleague", "catches": 1, "effort": "0 h"}],
    }  # fmt: skip
    written = changed(
        office(unit, effort=days(0.25), sent_back=1), {"behaviour.faults": {"base": 1, "rework": 1}}
    )
    ledger = tell(written, Comes(0, ["money"]))
    rows = [row for row in pieces(ledger, "what", "worker", "hours", "documentation") if row[2]]
    manager = rows.pop()
    assert rows == [
        (STEP_WORK, 0, 24, 6), (STEP_WORK, 0, 24, 6), (REWORK, 0, 24, 0), (NOTES_WORK, 0, 6, 0),
    ]  # fmt: skip
    assert manager[0] == DECISION_WORK
    assert column(ledger.clients, "contacts").tolist() == [1.0]


def test_how_often_they_are_sent_back() -> None:
    """[21] The chance, over all who come; and the plan expects as many hours."""
    written = office(effort=days(0.25), sent_back=0.3)

    def share(_: Blueprint, ledger: Ledger) -> float:
        what = ledger.work["what"]
        return float((what == NOTES_WORK).sum() / (what == STEP_WORK).sum() * 2)

    agrees(figures(written, share, REPLICATIONS), 0.3)
    (unit,) = make_plan(Scenario.model_validate(written)).organisations["office"].units
    assert unit.hours_asked_per_day == pytest.approx(20.0 * (2 * 24.0 + 2 * 6.0 + 0.3 * 6.0))


def test_a_full_file_lets_more_faults_be_found() -> None:
    """[21, 23] Of those missed without notes, the share that the file at hand lets be found."""
    written = changed(
        office({"review": [{"catches": 0.4, "effort": "0 h"}]}, effort="1 h", full_at="2 h", finds=0.5),
        {"behaviour.faults": {"base": 1}},
    )

    def found(_: Blueprint, ledger: Ledger) -> float:
        return float((ledger.faults["found_level"] == 0).mean())

    agrees(figures(written, found, REPLICATIONS), 1.0 - 0.6 * (1.0 - 0.5 * (1.0 - math.exp(-1.0))))


def test_a_full_file_lets_fewer_cases_be_forgotten() -> None:
    """[21, 19] Whoever would be forgotten by their own luck, as the file takes from the chance."""
    name, ill = unit_where((2.0, 8.0), 1, "long_leave")
    leave = {"long": LONG, "cover_after": "5 days", "lost_at_handover": 0.8}
    steps = {"intake": {"effort": "0 h"}, "support": {**SUPPORT, "every": "70 days"}}
    written = scenario(
        {"money": {"steps": steps, "recovers_after": "3000 days"}},
        {name: {"handles": ["*"], "assignment": "case", "caseworkers": 2}},
        {"sick_leave": leave, "documentation": {"effort": "6 min", "full_at": "6 min"}},
        run={"measure": "50 days", "follow_up": "20 days"},
    )
    comes = [Comes(0, ["money"]) for _ in range(80)]
    luck = [
        uniform(child(1_000_003 * (i + 1), salt("need", "money"), 1), salt("uncovered"), 1) for i in range(80)
    ]
    lost = []
    for keeps in (0.0, 0.75):
        ledger = tell(changed(written, {"behaviour.documentation.keeps": keeps}), *comes)
        passed = [int(client) for client, worker in pieces(ledger, "client", "worker") if worker == 0]
        chance = 0.8 * (1.0 - keeps * documented(0.1, 0.1))
        assert column(ledger.falls, "at") == pytest.approx(ill + 5)
        assert ledger.falls["client"].tolist() == [i for i in passed if luck[i] < chance]
        lost.append(len(ledger.falls["client"]))
    assert len(passed) > lost[0] > lost[1] > 0


def test_what_notes_are_good_for_is_nothing_without_notes() -> None:
    """[21] Bit for bit, whatever else is stated."""
    comes = [Comes(day, ["money"]) for day in range(5)]
    none, full = office(), office(effort="0 h", saves_reading=1, finds=1, keeps=1, sent_back=1, per_need=2)
    assert list(differences(tell(none, *comes), tell(full, *comes))) == []


def test_engines_tell_the_same_where_most_of_it_happens() -> None:
    """[21] Event for event, with notes on all hands."""
    notes = {"effort": "1 h", "per_need": 0.5, "sent_back": 0.5, "saves_reading": 0.7, "finds": 0.7}
    unit = {"caseworkers": 3, "review": [{"catches": 0.4, "effort": "1 h"}]}
    more = {"behaviour.faults": {"base": 0.5}, "behaviour.acquaintance": {"effort": "3 h"}}
    written = changed(office(unit, **notes), more)
    written["population"]["profiles"][0]["arrivals"] = "1 per day"
    blueprint = blueprint_of(written)
    people = people_of(blueprint, [Comes(day / 2.0, ["money"]) for day in range(60)])
    journals = [engine.simulate_with_journal(blueprint, people)[1] for engine in (simpy_engine, compiled)]
    assert all((journals[0][name].tobytes() == journals[1][name].tobytes()) for name in journals[0])
