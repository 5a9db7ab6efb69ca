"""Whether two accounts of one run are the same to the last bit, and if not, where they part.

Both accounts are of the same organisation and the same people, from two engines or from one engine twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from socsim.engine.journal import ACTIVITIES, ARRIVED, ENTERED, JOURNAL
from socsim.engine.ledger import COLUMNS, Column, Ledger, Table
from socsim.scenario.blueprint import Blueprint, Ints
from socsim.scenario.names import CAUSES, STATES

OF_CLIENT, OF_OFFICE = 8, 5
"""How many earlier events are told: of the client, and of the whole office."""


def first_difference(expected: Table, found: Table, blueprint: Blueprint) -> str | None:
    """Compare two journals, every column bit for bit; NaN equals NaN.

    Parameters
    ----------
    expected, found : journals, as `simulate_with_journal` returns them.
    blueprint : of the organisation; it knows the names.

    Returns
    -------
    None where they are equal. Else several lines: the first event that differs, as each journal has it,
    and what led to it: the last events before it of the same client, and of the office.
    """
    shape = _shapes(expected, found)
    if shape is not None:
        return f"the journals are not alike: {shape}"
    at, columns = _first_row(expected, found, list(JOURNAL))
    if at < 0:
        return None
    stories = _Story(expected, blueprint), _Story(found, blueprint)
    lengths = f"{len(stories[0])} expected, {len(stories[1])} found"
    here = [story for story in stories if at < len(story)]
    day = " or ".join(dict.fromkeys(f"day {story.time(at)!r}" for story in here))
    lines = [f"the journals agree on {at} events, and differ in the next, on {day} ({lengths})"]
    lines += [
        f"  expected  {stories[0].event(at)}",
        f"  found     {stories[1].event(at)}",
        f"  what differs: {', '.join(columns) or 'whether there is one'}",
    ]
    before = stories[0]  # the same in both
    for client in dict.fromkeys(story.client(at) for story in here):
        own = before.of_client(client, at)
        lines += [f"before it, of client {client}:", *_told(before, own.tolist())]
    earlier = range(max(0, at - OF_OFFICE), at)
    return "\n".join([*lines, "before it, in the office:", *_told(before, earlier)])


def first_difference_of_ledgers(expected: Ledger, found: Ledger) -> str | None:
    """Compare two ledgers, every column bit for bit, with its name and dtype; NaN equals NaN.

    Returns
    -------
    None where they are equal. Else the first table that differs, its first row and column that do, and
    both values.
    """
    for name in COLUMNS:
        one, other = getattr(expected, name), getattr(found, name)
        shape = _shapes(one, other)
        if shape is not None:
            return f"{name}: {shape}"
        at, columns = _first_row(one, other, list(one))
        if at < 0:
            continue
        rows = [len(next(iter(table.values()))) for table in (one, other)]
        keys = [key for key in ("client", "need", "spell", "unit") if key in one and at < rows[0]]
        whose = ", ".join(f"{key} {one[key][at]}" for key in keys) or "expected to be the end"
        lines = [
            f"{name}: row {at} is the first that differs ({whose}; {rows[0]} rows expected, {rows[1]} found)"
        ]
        lines += [
            f"  {column}: expected {one[column][at].item()!r}, found {other[column][at].item()!r}"
            for column in columns
        ]
        return "\n".join(lines)
    return None


def _shapes(expected: Table, found: Table) -> str | None:
    """What differs in the columns as such."""
    if list(expected) != list(found):
        return f"columns {list(expected)} expected, {list(found)} found"
    for name, column in expected.items():
        if column.dtype != found[name].dtype:
            return f"{name} is {column.dtype}, as expected; found {found[name].dtype}"
    for table in (expected, found):
        if len({len(column) for column in table.values()}) > 1:
            return f"columns of lengths {[len(column) for column in table.values()]}"
    return None


def _differ(one: Column, other: Column) -> npt.NDArray[np.bool_]:
    """Row by row, as far as both go: whether the bits differ."""
    rows = min(len(one), len(other))
    one, other = np.ascontiguousarray(one[:rows]), np.ascontiguousarray(other[:rows])
    if one.dtype.kind != "f":
        return np.asarray(one != other, dtype=np.bool_)
    bits = f"u{one.dtype.itemsize}"
    differ: npt.NDArray[np.bool_] = one.view(bits) != other.view(bits)
    return differ & ~(np.isnan(one) & np.isnan(other))


def _first_row(one: Table, other: Table, columns: Sequence[str]) -> tuple[int, list[str]]:
    """The first row that differs and the columns in which it does; -1 where none does.

    Where one table only goes on, that is its first row more, in no column.
    """
    wrong = [
        (int(differ.argmax()), name) for name in columns if (differ := _differ(one[name], other[name])).any()
    ]
    if wrong:
        at = min(wrong)[0]
        return at, [name for place, name in wrong if place == at]
    lengths = [len(table[columns[0]]) for table in (one, other)]
    return (-1 if lengths[0] == lengths[1] else min(lengths)), []


class _Story:
    """A journal that can be told, event by event."""

    def __init__(self, journal: Table, blueprint: Blueprint) -> None:
        self._columns = {name: journal[name] for name in JOURNAL}
        self._blueprint = blueprint
        self._steps = [name.partition(".")[2] for name in blueprint.steps]

    def __len__(self) -> int:
        return len(self._columns["time"])

    def time(self, at: int) -> float:
        return float(self._columns["time"][at])

    def client(self, at: int) -> int:
        return int(self._columns["client"][at])

    def of_client(self, client: int, before: int) -> Ints:
        """The last events of a client."""
        return np.flatnonzero(self._columns["client"][:before] == client)[-OF_CLIENT:]

    def event(self, at: int) -> str:
        """One event by name, and with what the names stand for, to the last bit."""
        if at >= len(self):
            return "nothing more"
        row = {name: column[at].item() for name, column in self._columns.items()}
        told = [f"#{at}", f"day {row['time']!r}", f"client {row['client']}"]
        if row["need"] != -1 or row["spell"] != -1:
            told.append(f"{_name(self._blueprint.kinds, row['need'])} (spell {row['spell']})")
        told.append(_name(ACTIVITIES, row["activity"]))
        names = {"step": self._steps, "unit": self._blueprint.units, "cause": CAUSES}
        told += [f"{what} {_name(known, row[what])}" for what, known in names.items() if row[what] != -1]
        if row["worker"] != -1:
            told.append(f"worker {self._worker(row['worker'])}")
        if row["value"] == row["value"]:
            told.append(self._value(row["activity"], row["value"]))
        return ", ".join(told)

    def _worker(self, worker: int) -> str:
        """Such as "money 2": the unit, and the number within it."""
        starts = self._blueprint.unit_worker_start
        unit = int(np.searchsorted(starts, worker, side="right")) - 1
        if not 0 <= unit < len(self._blueprint.units):
            return str(worker)
        return f"{self._blueprint.units[unit]} {worker - int(starts[unit]) + 1}"

    def _value(self, activity: int, value: float) -> str:
        if activity == ENTERED:
            return f"state {_name(STATES, int(value))}"
        if activity == ARRIVED:
            district, profile = divmod(int(value), len(self._blueprint.profiles))
            told = f"profile {_name(self._blueprint.profiles, profile)}"
            return f"{told}, district {_name(self._blueprint.districts, district)}" if district else told
        return f"value {value!r}"


def _name(names: Sequence[str], number: int) -> str:
    """What a number stands for; the number itself where it stands for nothing."""
    return names[number] if 0 <= number < len(names) else str(number)


def _told(story: _Story, events: Iterable[int]) -> list[str]:
    return [f"  {story.event(at)}" for at in events] or ["  nothing"]
