"""The comparison of two accounts: it says where they part, and it notices what is changed in one engine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from socsim.engine.agreement import first_difference, first_difference_of_ledgers
from socsim.engine.journal import ACTIVITIES, ENTERED, STARTED
from socsim.engine.ledger import Ledger, Table
from socsim.engine.simpy_engine import office, simulate_with_journal
from socsim.engine.simpy_engine.calendar import Calendar
from socsim.model.law import LAWS
from socsim.model.people import People, make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import STATES, WAITING

from ..mechanisms.bench import blueprint_of, changed
from ..mechanisms.rich import RICH
from .both import disagreement

RUN = {"run": {"warm_up": "30 days", "measure": "170 days", "follow_up": "100 days"}}
OFFICE = blueprint_of(changed(RICH, RUN), "coordinated")
FELT = {
    "run": {"warm_up": "0.2 years", "measure": "1.5 years", "follow_up": "0.6 years"},
    "needs.money.escalates.into": {"health": 1, "home": 1},
}
"""Longer, and with more needs that arise later."""
LEDGER, JOURNAL = simulate_with_journal(OFFICE, make_people(OFFICE, 7, 1))


def with_row(table: Table, row: int, **values: Any) -> dict[str, Any]:
    """A copy of a table in which one row is another."""
    copy = {name: np.array(column) for name, column in table.items()}
    for name, value in values.items():
        copy[name][row] = value
    return copy


def without_row(table: Table, row: int) -> dict[str, Any]:
    return {name: np.delete(column, row) for name, column in table.items()}


def started() -> int:
    """A row that says that a piece of work on a need was begun, well into the run."""
    return int(np.flatnonzero((JOURNAL["activity"] == STARTED) & (JOURNAL["need"] >= 0))[400])


# -- journals --------------------------------------------------------------------------------------


def test_one_account_agrees_with_itself() -> None:
    assert first_difference(JOURNAL, with_row(JOURNAL, 0), OFFICE) is None
    assert first_difference_of_ledgers(LEDGER, replace(LEDGER, work=with_row(LEDGER.work, 0))) is None


def test_the_report_names_the_event_and_what_led_to_it() -> None:
    row = started()
    worker, client = int(JOURNAL["worker"][row]), int(JOURNAL["client"][row])
    unit = int(JOURNAL["unit"][row])
    said = first_difference(JOURNAL, with_row(JOURNAL, row, worker=worker + 1, value=7.25), OFFICE)
    assert said is not None
    head, expected, found, columns, *rest = said.splitlines()
    assert f"agree on {row} events" in head
    assert repr(float(JOURNAL["time"][row])) in head
    step = OFFICE.steps[int(JOURNAL["step"][row])].split(".")[1]
    for line in (expected, found):
        assert f"#{row}, day {float(JOURNAL['time'][row])!r}, client {client}, " in line
        assert f", {OFFICE.kinds[int(JOURNAL['need'][row])]} (spell " in line
        assert f"), started, step {step}, unit {OFFICE.units[unit]}, worker " in line
    number = worker - int(OFFICE.unit_worker_start[unit]) + 1
    assert f"worker {OFFICE.units[unit]} {number}, value {float(JOURNAL['value'][row])!r}" in expected
    assert "value 7.25" in found
    assert columns == "  what differs: worker, value"
    own = np.flatnonzero(JOURNAL["client"][:row] == client)[-8:]
    assert rest[0] == f"before it, of client {client}:"
    assert [line.split(",")[0].strip() for line in rest[1 : 1 + len(own)]] == [f"#{at}" for at in own]
    assert rest[1 + len(own)] == "before it, in the office:"
    assert [line.split(",")[0].strip() for line in rest[2 + len(own) :]] == [
        f"#{at}" for at in range(row - 5, row)
    ]


def test_the_report_tells_of_both_clients() -> None:
    row = started()
    other = int(JOURNAL["client"][row]) + 1
    said = first_difference(JOURNAL, with_row(JOURNAL, row, client=other), OFFICE)
    assert said is not None
    assert f"before it, of client {other - 1}:" in said
    assert f"before it, of client {other}:" in said


def test_states_and_profiles_have_names() -> None:
    row = int(np.flatnonzero(JOURNAL["activity"] == ENTERED)[300])
    said = first_difference(JOURNAL, with_row(JOURNAL, row, value=WAITING), OFFICE)
    was = int(JOURNAL["value"][row])
    if was == WAITING:
        assert said is None
    else:
        assert said is not None
        assert f"entered, state {STATES[was]}" in said
        assert "entered, state waiting" in said
    said = first_difference(JOURNAL, with_row(JOURNAL, 0, value=1.0 - float(JOURNAL["value"][0])), OFFICE)
    assert said is not None
    assert "arrived, profile one" in said
    assert "arrived, profile many" in said
    assert said.endswith("before it, in the office:\n  nothing")


@pytest.mark.parametrize("activity", range(len(ACTIVITIES)))
def test_any_event_can_be_told(activity: int) -> None:
    """Also one that cannot be."""
    said = first_difference(JOURNAL, with_row(JOURNAL, 5, activity=activity, time=-1.0, value=2.0), OFFICE)
    assert said is not None
    assert f", {ACTIVITIES[activity]}" in said
    nonsense = {"need": 99, "spell": -7, "step": 999, "unit": 98, "worker": 12345, "cause": 9}
    said = first_difference(JOURNAL, with_row(JOURNAL, 5, activity=activity, **nonsense), OFFICE)
    assert said is not None
    assert "99 (spell -7)" in said
    assert "worker 12345" in said


def test_the_earliest_event_counts_whatever_the_column() -> None:
    row = started()
    later = with_row(with_row(JOURNAL, row + 3, time=0.5), row, cause=2)
    said = first_difference(JOURNAL, later, OFFICE)
    assert said is not None
    assert f"agree on {row} events" in said
    assert "what differs: cause\n" in said


def test_a_journal_that_goes_on_differs() -> None:
    rows = len(JOURNAL["time"])
    shorter = without_row(JOURNAL, rows - 1)
    for one, other, side in ((JOURNAL, shorter, "found   "), (shorter, JOURNAL, "expected")):
        said = first_difference(one, other, OFFICE)
        assert said is not None
        assert f"agree on {rows - 1} events" in said
        assert f"  {side}  nothing more\n" in said
        assert f"day {float(JOURNAL['time'][-1])!r}" in said


def test_a_missing_event_shows_where_it_is_missing() -> None:
    row = started()
    said = first_difference(JOURNAL, without_row(JOURNAL, row), OFFICE)
    assert said is not None
    assert f"agree on {row} events" in said


def test_bits_count_and_only_bits() -> None:
    row = started()
    zero = with_row(JOURNAL, row, value=0.0)
    assert first_difference(zero, with_row(JOURNAL, row, value=-0.0), OFFICE) is not None
    value = float(JOURNAL["value"][row])
    assert first_difference(JOURNAL, with_row(JOURNAL, row, value=np.nextafter(value, 9e9)), OFFICE)
    nothing = with_row(JOURNAL, row, value=np.nan)
    assert first_difference(nothing, with_row(JOURNAL, row, value=-np.nan), OFFICE) is None
    assert first_difference(nothing, JOURNAL, OFFICE) is not None


def test_columns_must_be_alike() -> None:
    said = first_difference(JOURNAL, {**JOURNAL, "time": JOURNAL["time"].astype(np.float32)}, OFFICE)
    assert said is not None
    assert "time" in said and "float32" in said
    said = first_difference(JOURNAL, {name: JOURNAL[name] for name in list(JOURNAL)[:-1]}, OFFICE)
    assert said is not None
    assert "columns" in said
    said = first_difference(JOURNAL, {**JOURNAL, "time": JOURNAL["time"][:-1]}, OFFICE)
    assert said is not None
    assert "lengths" in said


# -- ledgers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["clients", "needs", "falls", "work", "units", "caseworkers"])
def test_any_cell_of_a_ledger_counts(name: str) -> None:
    table = getattr(LEDGER, name)
    for column, values in table.items():
        row = len(values) // 2
        other = not values[row] if values.dtype == bool else values[row] + 1
        if other != other:
            other = 3.5
        found = replace(LEDGER, **{name: with_row(table, row, **{column: other})})
        said = first_difference_of_ledgers(LEDGER, found)
        assert said is not None
        assert said.startswith(f"{name}: row {row} ")
        there = getattr(found, name)[column][row].item()
        assert f"\n  {column}: expected {values[row].item()!r}, found {there!r}" in said


def test_rows_columns_and_dtypes_of_a_ledger_count() -> None:
    def said_of(**tables: Table) -> str:
        said = first_difference_of_ledgers(LEDGER, replace(LEDGER, **tables))
        assert said is not None
        return said

    rows = len(LEDGER.work["client"])
    assert f"work: row {rows - 1} " in said_of(work=without_row(LEDGER.work, rows - 1))
    assert f"{rows} rows expected, {rows - 1} found" in said_of(work=without_row(LEDGER.work, 3))
    assert "work: row 3 " in said_of(work=without_row(LEDGER.work, 3))
    wide = {**LEDGER.needs, "severity": LEDGER.needs["severity"].astype(np.int64)}
    assert "needs: severity is int8" in said_of(needs=wide)
    backwards = dict(reversed(list(LEDGER.units.items())))
    assert said_of(units=backwards).startswith("units: columns")
    longer: Ledger = replace(LEDGER, falls=without_row(LEDGER.falls, 0))
    assert first_difference_of_ledgers(longer, LEDGER) is not None


# -- what is changed in one engine is noticed --------------------------------------------------------


def engine_modules() -> list[Any]:
    return [module for name, module in sys.modules.items() if name.startswith("socsim.engine.simpy_engine.")]


def change_law(monkeypatch: pytest.MonkeyPatch, name: str, other: Callable[..., Any]) -> int:
    """Put another formula in the place of a law in the SimPy engine; in how many of its files."""
    places = [module for module in engine_modules() if getattr(module, name, None) is LAWS[name]]
    for module in places:
        monkeypatch.setattr(module, name, other)
    return len(places)


UNUSED = {
    "logit", "logistic", "breadth_factor", "depth_factor", "advised", "control_of", "happened_since",
    "standard_normal", "empirical_place", "reports_despite_blame",
}  # fmt: skip
"""Laws that the engine reaches through other laws, the Blueprint, or the people."""


OTHERWISE: dict[str, Callable[..., Any]] = {
    "year_of": lambda now: LAWS["year_of"](now + 200.0),  # what counts is when a year begins
    "acute_class": lambda priority, severity, from_severity: 0,
    "may_move": lambda share, people: 0,
}
"""Laws whose half would do the same, or be no whole number."""


def somewhere() -> Iterator[tuple[Blueprint, People]]:
    """Offices in which the engines agree, one of which has a given mechanism at work; the quickest first."""
    yield OFFICE, make_people(OFFICE, 7, 1)
    for name in ("silos", "one_worker", "coordinated", "team"):
        there = blueprint_of(changed(RICH, FELT), name)
        for replication in (1, 2):
            yield there, make_people(there, 7, replication)


def test_the_engines_agree_there() -> None:
    for there, people in somewhere():
        assert disagreement(there, people)[0] is None


@pytest.mark.parametrize("name", sorted(set(LAWS) - UNUSED))
def test_a_law_that_is_changed_in_one_engine_only_is_noticed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To its half, or the other way round where it says yes or no."""
    law = LAWS[name]

    def other(*args: float) -> Any:
        if name in OTHERWISE:
            return OTHERWISE[name](*args)
        value = law(*args)
        return not value if isinstance(value, bool) else value * 0.5

    assert change_law(monkeypatch, name, other) > 0
    for there, people in somewhere():
        if disagreement(there, people)[0] is not None:
            return
    pytest.fail(f"{name} is at work in none of the offices")


def test_a_change_in_the_last_bit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    people = make_people(OFFICE, 7, 1)
    exponential = LAWS["exponential"]
    change_law(monkeypatch, "exponential", lambda mean, u: float(np.nextafter(exponential(mean, u), 0.0)))
    said, _ = disagreement(OFFICE, people)
    assert said is not None
    assert "what differs: time\n" in said


def test_another_order_at_a_tie_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all that stands on the calendar for one instant, such as a board's meeting, the last comes first."""
    people = make_people(OFFICE, 7, 1)

    class Backwards(Calendar):
        def __init__(self) -> None:
            super().__init__()
            self._eid = count(0, -1)

    monkeypatch.setattr(office.Office, "calendar_class", Backwards)
    assert disagreement(OFFICE, people)[0] is not None
