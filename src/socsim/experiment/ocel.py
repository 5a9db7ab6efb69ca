"""An event log as OCEL 2.0, object-centric: an event is about client, need, caseworker and unit at once.

As JSON and as SQLite, both written event by event. A need's severity and state are attributes that change.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.experiment.event_log import activities
from socsim.scenario.names import PAYERS, ROLES

if TYPE_CHECKING:
    from socsim.experiment.event_log import EventLog
    from socsim.scenario.blueprint import Blueprint

ALWAYS = "1970-01-01T00:00:00.000+00:00"
"""From when on an attribute that never changes has its value, by OCEL's own convention."""
Attributes = Mapping[str, str]

OBJECTS: dict[str, Attributes] = {  # object type -> attribute -> type
    "client": {"profile": "string", "district": "string", "persons": "integer"},
    "need": {"kind": "string", "spell": "integer", "severity": "integer", "state": "string"},
    "caseworker": {"role": "string"},
    "unit": {"role": "string", "payer": "string"},
}
EVENTS: Attributes = {  # attribute -> type, of every event type
    "event": "string", "lifecycle": "string", "start_timestamp": "time", "day": "float", "step": "string",
    "work": "string", "state": "string", "cause": "string", "value": "float",
}  # fmt: skip
QUALIFIERS = {"client": "about", "need": "about", "caseworker": "done by", "unit": "at"}
ENDS = ("resolved", "unfounded", "left")
SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "float": "REAL", "time": "TIMESTAMP"}


@dataclass
class Thing:
    """An object of the log."""

    identity: str
    kind: str
    values: list[tuple[str, str, str | int]] = field(default_factory=list)
    """Attribute, since when, and value; what changes comes again."""
    belongs: tuple[str, str] | None = None
    """Another object, and what it is to this one."""


@dataclass(frozen=True)
class Event:
    """An event of the log."""

    identity: str
    kind: str
    time: str
    values: dict[str, str | float]
    objects: list[tuple[str, str]]
    """Identity and qualifier."""


def things(log: EventLog) -> list[Thing]:
    """All objects of the log, in the order in which they first appear."""
    found: dict[str, Thing] = {}
    roles = dict(zip(log.blueprint.units, log.blueprint.unit_role.tolist(), strict=True))
    payers = dict(zip(log.blueprint.units, log.blueprint.unit_payer.tolist(), strict=True))

    def add(
        identity: str, kind: str, *about: tuple[str, str | int], belongs: str = "", how: str = ""
    ) -> None:
        if identity not in found:
            values = [(name, ALWAYS, value) for name, value in about]
            found[identity] = Thing(identity, kind, values, (belongs, how) if belongs else None)

    for client, need, spell, case, unit, worker, event, value, time, state in _rows(log, *_OF_THINGS):
        if client >= 0:
            add(f"client {client}", "client")
        if isinstance(unit, str):
            add(f"unit {unit}", "unit", ("role", ROLES[roles[unit]]), ("payer", PAYERS[payers[unit]]))
        if isinstance(worker, str):
            role = ROLES[roles[unit]]
            add(f"caseworker {worker}", "caseworker", ("role", role), belongs=f"unit {unit}", how="works in")
        if isinstance(need, str):
            about = ("kind", need), ("spell", int(spell))
            add(f"need {case}", "need", *about, belongs=f"client {client}", how="need of")
            found[f"need {case}"].values.extend(_changes(event, value, state, time))
        elif client >= 0:
            found[f"client {client}"].values.extend(_known(event, value, log.blueprint))
    return list(found.values())


_OF_THINGS = (
    "client", "need", "spell", "case_id", "unit", "resource", "event", "value", "timestamp", "state",
)  # fmt: skip


def _changes(event: str, value: float, state: str, time: str) -> Iterator[tuple[str, str, str | int]]:
    """What an event changes in a need."""
    if event in ("arose", "escalated"):
        yield "severity", time, int(value)
    if event == "arose":
        yield "state", time, "unseen"
    elif event == "entered":
        yield "state", time, state
    elif event in ENDS:
        yield "state", time, event


def _known(event: str, value: float, blueprint: Blueprint) -> Iterator[tuple[str, str, str | int]]:
    """What an event tells of a client."""
    if event == "arrived":
        district, profile = divmod(int(value), len(blueprint.profiles))
        yield "profile", ALWAYS, blueprint.profiles[profile]
        if blueprint.districts:
            yield "district", ALWAYS, blueprint.districts[district]
    elif event == "household":
        yield "persons", ALWAYS, int(value)


def happenings(log: EventLog) -> Iterator[Event]:
    """All events of the log, in its order."""
    names = activities(log.frame, log.language, stages=True)
    for number, (name, row) in enumerate(zip(names, _rows(log, *_OF_EVENTS), strict=True), 1):
        client, need, case, unit, worker, time, *rest = row
        values = {
            key: value
            for key, value in zip(EVENTS, rest, strict=True)
            if isinstance(value, str) or value == value  # neither missing nor NaN
        }
        objects = [
            (f"{kind} {identity}", QUALIFIERS[kind])
            for kind, identity, there in (
                ("client", client, client >= 0),
                ("need", case, isinstance(need, str)),
                ("caseworker", worker, isinstance(worker, str)),
                ("unit", unit, isinstance(unit, str)),
            )
            if there
        ]
        yield Event(f"e{number}", name, time, values, objects)


_OF_EVENTS = "client", "need", "case_id", "unit", "resource", "timestamp", *EVENTS


def _rows(log: EventLog, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows in plain Python values; what is missing is no text."""
    plain = [log.frame[name].astype(object).tolist() for name in columns]
    return zip(*plain, strict=True)


def event_types(log: EventLog) -> list[str]:
    """The names of what happens."""
    return sorted(set(activities(log.frame, log.language, stages=True)))


# -- JSON ------------------------------------------------------------------------------------------


def write_json(log: EventLog, path: Path) -> None:
    """Write the log as OCEL 2.0 JSON."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        parts: dict[str, Iterable[object]] = {
            "objectTypes": (_type(kind, attributes) for kind, attributes in OBJECTS.items()),
            "eventTypes": (_type(name, EVENTS) for name in event_types(log)),
            "objects": map(_object, things(log)),
            "events": map(_event, happenings(log)),
        }
        file.write("{")
        for place, (name, members) in enumerate(parts.items()):
            file.write(f'{"," if place else ""}\n"{name}": [')
            for number, member in enumerate(members):
                file.write(",\n" if number else "\n")
                file.write(json.dumps(member, ensure_ascii=False, allow_nan=False))
            file.write("\n]")
        file.write("\n}\n")


def _type(name: str, attributes: Attributes) -> object:
    return {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}


def _object(thing: Thing) -> object:
    values = [{"name": name, "time": time, "value": value} for name, time, value in thing.values]
    return {"id": thing.identity, "type": thing.kind, "attributes": values} | _related(
        [] if thing.belongs is None else [thing.belongs]
    )


def _event(event: Event) -> object:
    values = [{"name": name, "value": value} for name, value in event.values.items()]
    what = {"id": event.identity, "type": event.kind, "time": event.time, "attributes": values}
    return what | _related(event.objects)


def _related(others: Iterable[tuple[str, str]]) -> dict[str, object]:
    return {"relationships": [{"objectId": other, "qualifier": how} for other, how in others]}


# -- SQLite ----------------------------------------------------------------------------------------

_TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event (ocel_id),
  ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object (ocel_id),
  ocel_target_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


def write_sqlite(log: EventLog, path: Path) -> None:
    """Write the log as OCEL 2.0 in an SQLite database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + _TABLES)
        _objects_into(database, things(log))
        _events_into(database, log)
        database.execute("COMMIT")


def _objects_into(database: sqlite3.Connection, found: Iterable[Thing]) -> None:
    for kind, attributes in OBJECTS.items():
        database.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind, kind))
        _table(database, "object", kind, {"ocel_changed_field": "string", **attributes})
    related = []
    for thing in found:
        database.execute("INSERT INTO object VALUES (?, ?)", (thing.identity, thing.kind))
        first: dict[str, str | int] = {}
        later = []
        for name, time, value in thing.values:
            if name in first:
                later.append((time, name, value))
            else:
                first[name] = value
        attributes = OBJECTS[thing.kind]
        row = [thing.identity, ALWAYS, None, *(first.get(name) for name in attributes)]
        rows = [row] + [
            [thing.identity, time, name, *(value if name == key else None for key in attributes)]
            for time, name, value in later
        ]
        marks = ", ".join("?" * len(row))
        database.executemany(f'INSERT INTO "object_{thing.kind}" VALUES ({marks})', rows)
        if thing.belongs is not None:
            related.append((thing.identity, *thing.belongs))
    database.executemany("INSERT INTO object_object VALUES (?, ?, ?)", related)


def _events_into(database: sqlite3.Connection, log: EventLog) -> None:
    tables = {name: f"type{number}" for number, name in enumerate(event_types(log), 1)}
    for name, table in tables.items():
        database.execute("INSERT INTO event_map_type VALUES (?, ?)", (name, table))
        _table(database, "event", table, EVENTS, "PRIMARY KEY")
    marks = ", ".join("?" * (2 + len(EVENTS)))
    for event in happenings(log):
        database.execute("INSERT INTO event VALUES (?, ?)", (event.identity, event.kind))
        row = [event.identity, event.time, *(event.values.get(name) for name in EVENTS)]
        database.execute(f'INSERT INTO "event_{tables[event.kind]}" VALUES ({marks})', row)
        about = [(event.identity, other, how) for other, how in event.objects]
        database.executemany("INSERT INTO event_object VALUES (?, ?, ?)", about)


def _table(database: sqlite3.Connection, of: str, name: str, attributes: Attributes, key: str = "") -> None:
    """The table of a type of events or objects."""
    columns = [f"ocel_id TEXT {key} REFERENCES {of} (ocel_id)", "ocel_time TIMESTAMP"]
    columns += [f'"{attribute}" {SQL_TYPES[kind]}' for attribute, kind in attributes.items()]
    database.execute(f'CREATE TABLE "{of}_{name}" ({", ".join(columns)})')
