"""Event logs: what happened, once more, in the forms that process-mining tools read."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import numpy as np
import pandas as pd
import pytest

from socsim import Results, export, run
from socsim.engine.journal import journal_frame
from socsim.experiment.event_log import EPOCH, LIFECYCLE
from socsim.experiment.replicate import simulated
from socsim.experiment.xes import NAMESPACE, VERSION
from socsim.scenario.errors import UserError
from tests.command import Command
from tests.experiment.conftest import quick

WHO, WHICH = "coordinated", 2
"""What is exported: not the first organisation, nor the first replication."""


@pytest.fixture(scope="module")
def made() -> Results:
    """Results without a journal."""
    return run(quick(), organisations=["specialised", WHO], jobs=1, engine="simpy")


@pytest.fixture(scope="module")
def journal(made: Results) -> pd.DataFrame:
    """What has happened, out of the engine."""
    design = made.design.with_journal("simpy")
    piece = next(one for one in design.pieces if (one.organisation, one.replication) == (WHO, WHICH))
    _, rows = simulated(design.task(piece, None))
    assert rows is not None
    return journal_frame(rows, design.blueprints[WHO])


@pytest.fixture(scope="module")
def exported(made: Results, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The log in a format, made once."""
    folder, there = tmp_path_factory.mktemp("export"), dict[str, Path]()

    def one(format: Any) -> Path:
        if format not in there:
            (there[format],) = export(
                made, format, organisation=WHO, replication=WHICH, out=folder, engine="simpy"
            )
        return there[format]

    return one


@pytest.fixture(scope="module")
def csv(exported: Callable[[str], Path]) -> pd.DataFrame:
    read = pd.read_csv(exported("csv"), keep_default_na=False, dtype={"day": str, "value": str})
    return read.assign(day=read["day"].map(float))


# -- CSV -------------------------------------------------------------------------------------------


def test_the_log_is_the_journal(csv: pd.DataFrame, journal: pd.DataFrame) -> None:
    assert len(csv) == len(journal) > 1000
    for ours, theirs in (("day", "end"), ("client", "client"), ("spell", "spell")):
        assert csv[ours].tolist() == journal[theirs].tolist()
    for ours, theirs in {"event": "activity", "case_id": "case", "work": "what"}.items():
        assert csv[ours].tolist() == journal[theirs].astype(object).fillna("").tolist()
    for name in ("resource", "unit", "need", "step", "state", "cause"):
        assert csv[name].tolist() == journal[name].astype(object).fillna("").tolist()
    said = [repr(value) if value == value else "" for value in journal["value"].tolist()]
    assert csv["value"].tolist() == said
    assert set(csv["organisation"]) == {WHO} and set(csv["replication"]) == {WHICH}


def test_dates_are_days_since_the_epoch(csv: pd.DataFrame, journal: pd.DataFrame) -> None:
    for column, day in (("timestamp", "end"), ("start_timestamp", "start")):
        at = pd.to_datetime(csv[column])
        days = (at - pd.Timestamp(EPOCH, tz="UTC")) / pd.Timedelta(days=1)
        assert np.abs(days - journal[day]).max() <= 0.5001 / 86_400_000
    assert pd.to_datetime(csv["timestamp"]).is_monotonic_increasing
    done = csv["event"] == "finished"
    assert (csv["start_timestamp"] <= csv["timestamp"]).all()
    assert (csv["start_timestamp"] < csv["timestamp"])[done].any()
    assert (csv["start_timestamp"] == csv["timestamp"])[~done].all()


def test_work_has_the_states_of_the_lifecycle(csv: pd.DataFrame) -> None:
    assert set(csv["lifecycle"]) == {"schedule", "start", "suspend", "resume", "complete"}
    work = csv[csv["event"].isin(LIFECYCLE)]
    assert (work["lifecycle"] == work["event"].map(LIFECYCLE)).all()
    assert (csv["lifecycle"][~csv["event"].isin(LIFECYCLE)] == "complete").all()
    named = work.groupby("activity")[["work", "step"]].nunique()
    assert (named["work"] == 1).all()  # whatever its state is, a piece of work has one name
    assert "Work: intake" in named.index


def test_a_journal_that_was_kept_gives_the_same(
    made: Results, exported: Callable[[str], Path], tmp_path: Path
) -> None:
    kept = run(quick(), organisations=[WHO], jobs=1, engine="simpy", journal=True, replications=[WHICH])
    (path,) = export(kept, organisation=WHO, replication=WHICH, out=tmp_path / "log.csv", engine="simpy")
    assert path.read_bytes() == exported("csv").read_bytes()


def test_only_the_first_clients(made: Results, tmp_path: Path, csv: pd.DataFrame) -> None:
    (path,) = export(
        made, organisation=WHO, replication=WHICH, clients=3, out=tmp_path / "few.csv", engine="simpy"
    )
    few = pd.read_csv(path, keep_default_na=False)
    clients = made.clients
    ours = clients[(clients["organisation"] == WHO) & (clients["replication"] == WHICH) & clients["cohort"]]
    first = sorted(ours["client"])[:3]
    assert sorted(set(few["client"])) == first
    assert len(few) == csv["client"].isin(first).sum()


def test_activities_are_in_the_reader_s_language(made: Results, tmp_path: Path, csv: pd.DataFrame) -> None:
    (path,) = export(
        made, organisation=WHO, replication=WHICH, out=tmp_path / "sv.csv", language="sv", engine="simpy"
    )
    swedish = pd.read_csv(path, keep_default_na=False)
    pairs = {*zip(csv["activity"], swedish["activity"], strict=True)}
    assert len(pairs) == csv["activity"].nunique() == swedish["activity"].nunique()
    assert ("Client comes", "Klienten kommer") in pairs
    assert ("Work: follow-up", "Arbete: uppföljning") in pairs
    assert ("Falls through the cracks: paperwork missed", "Faller mellan stolarna: missade papper") in pairs


# -- XES -------------------------------------------------------------------------------------------

ATTRIBUTES = ("string", "date", "int", "float", "boolean", "id", "list")
PARTS = {"extension": 0, "global": 1, "classifier": 2, **dict.fromkeys(ATTRIBUTES, 3), "trace": 4}


def _tag(element: ElementTree.Element) -> str:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    assert name != element.tag
    return name


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    """Key and value of each attribute of a component; a key stands once, and its value is of its type."""
    found: dict[str, str] = {}
    for part in element:
        if _tag(part) in ATTRIBUTES:
            key, value = part.attrib["key"], part.attrib["value"]
            assert set(part.attrib) == {"key", "value"} and key not in found
            {"int": int, "float": float, "date": pd.Timestamp, "string": str}[_tag(part)](value)
            found[key] = value
    return found


def test_xes_has_the_form_of_the_standard(exported: Callable[[str], Path], csv: pd.DataFrame) -> None:
    log = ElementTree.parse(exported("xes")).getroot()
    assert _tag(log) == "log" and float(log.attrib["xes.version"]) == float(VERSION) == 1849.2016
    order = [PARTS[_tag(part)] for part in log]
    assert order == sorted(order)
    parts = {name: [part for part in log if _tag(part) == name] for name in PARTS}
    prefixes = {part.attrib["prefix"]: part.attrib for part in parts["extension"]}
    assert set(prefixes) == {"concept", "time", "org", "lifecycle"}
    assert all(about["uri"] == f"{NAMESPACE}{name}.xesext" for name, about in prefixes.items())
    globals_ = {part.attrib["scope"]: _attributes(part) for part in parts["global"]}
    assert set(globals_) == {"trace", "event"}
    for classifier in parts["classifier"]:
        assert " " not in classifier.attrib["name"]
        assert set(classifier.attrib["keys"].split()) <= set(globals_["event"])
    events = 0
    cases = dict(list(csv.groupby("case_id", sort=False)))
    assert len(parts["trace"]) == len(cases)
    for trace in parts["trace"]:
        about = _attributes(trace)
        assert set(globals_["trace"]) <= set(about)
        rows = [_attributes(part) for part in trace if _tag(part) == "event"]
        assert len(rows) + len(about) == len(trace)
        ours = cases[about["concept:name"]]
        assert [row["concept:name"] for row in rows] == ours["activity"].tolist()
        assert [row["time:timestamp"] for row in rows] == sorted(ours["timestamp"])
        assert [row["lifecycle:transition"] for row in rows] == ours["lifecycle"].tolist()
        assert [row.get("org:resource", "") for row in rows] == ours["resource"].tolist()
        assert [row.get("org:group", "") for row in rows] == ours["unit"].tolist()
        assert [float(row["day"]) for row in rows] == ours["day"].tolist()
        for row in rows:
            assert set(globals_["event"]) <= set(row)
            assert {key.partition(":")[0] for key in row if ":" in key} <= set(prefixes)
        assert about.get("client", "-1") == str(ours["client"].iloc[0])
        assert about.get("need", "") == ours["need"].iloc[0]
        events += len(rows)
    assert events == len(csv)


# -- OCEL ------------------------------------------------------------------------------------------


def _list_of(required: dict[str, Any], **more: Any) -> dict[str, Any]:
    members = {"type": "object", "required": list(required), "properties": {**required, **more}}
    return {"type": "array", "items": members | {"additionalProperties": False}}


TEXT, ANY, TIME = {"type": "string"}, {"type": ["string", "number", "boolean"]}, {"format": "date-time"}
KIND = {"enum": ["string", "time", "integer", "float", "boolean"]}
TYPES = _list_of({"name": TEXT, "attributes": _list_of({"name": TEXT, "type": KIND})})
RELATED = _list_of({"objectId": TEXT, "qualifier": TEXT})
VALUES = {"event": {"name": TEXT, "value": ANY}, "object": {"name": TEXT, "time": TEXT | TIME, "value": ANY}}
RULES = {  # what the published JSON schema of OCEL 2.0 asks for
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "additionalProperties": False,
    "properties": {
        "objectTypes": TYPES,
        "eventTypes": TYPES,
        "objects": _list_of(
            {"id": TEXT, "type": TEXT}, attributes=_list_of(VALUES["object"]), relationships=RELATED
        ),
        "events": _list_of(
            {"id": TEXT, "type": TEXT, "time": TEXT | TIME},
            attributes=_list_of(VALUES["event"]),
            relationships=RELATED,
        ),
    },
}
PYTHON = {"string": str, "time": str, "integer": int, "float": float}


def _ocel(path: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return made


def test_ocel_keeps_the_rules_of_the_standard(exported: Callable[[str], Path]) -> None:
    log = _ocel(exported("ocel"))
    some = log | {"events": log["events"][::20], "objects": log["objects"][::5]}  # it takes its time
    jsonschema.validate(some, RULES, format_checker=jsonschema.FormatChecker())
    there = {thing["id"] for thing in log["objects"]}
    assert len(there) == len(log["objects"])
    assert len({event["id"] for event in log["events"]}) == len(log["events"])
    for members, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {
            one["name"]: {part["name"]: part["type"] for part in one["attributes"]} for one in log[types]
        }
        assert len(declared) == len(log[types])
        assert {member["type"] for member in log[members]} == set(declared)
        for member in log[members]:
            for value in member["attributes"]:
                kind = declared[member["type"]][value["name"]]
                assert type(value["value"]) is PYTHON[kind], value
                assert kind != "time" or pd.Timestamp(value["value"]).tzinfo is not None
                assert "time" not in value or pd.Timestamp(value["time"]).tzinfo is not None
            related = [one["objectId"] for one in member["relationships"]]
            assert set(related) <= there and len(set(related)) == len(related)
    assert all(event["relationships"] for event in log["events"])


def test_ocel_tells_what_the_journal_does(exported: Callable[[str], Path], csv: pd.DataFrame) -> None:
    log = _ocel(exported("ocel"))
    assert [event["time"] for event in log["events"]] == csv["timestamp"].tolist()
    told = [{part["name"]: part["value"] for part in event["attributes"]} for event in log["events"]]
    assert [one["event"] for one in told] == csv["event"].tolist()
    assert [one["day"] for one in told] == csv["day"].tolist()
    kinds = {thing["id"]: thing["type"] for thing in log["objects"]}
    counted = Counter(kinds.values())
    assert counted["client"] == (csv["client"].unique() >= 0).sum()
    assert counted["need"] == csv["case_id"][csv["need"] != ""].nunique()
    assert counted["caseworker"] == (csv["resource"].unique() != "").sum()
    assert counted["unit"] == (csv["unit"].unique() != "").sum()
    named = {"client": "client", "need": "case_id", "caseworker": "resource", "unit": "unit"}
    for event, row in zip(log["events"], csv.to_dict("records"), strict=True):
        related = {kinds[one["objectId"]]: one["objectId"] for one in event["relationships"]}
        assert len(related) == len(event["relationships"])
        for kind, identity in related.items():
            assert identity == f"{kind} {row[named[kind]]}"
        assert ("need" in related) == (row["need"] != "") and ("client" in related) == (row["client"] >= 0)
        assert ("caseworker" in related) == (row["resource"] != "") and ("unit" in related) == (
            row["unit"] != ""
        )


def test_a_need_has_its_severity_and_state_at_every_time(
    exported: Callable[[str], Path], csv: pd.DataFrame
) -> None:
    log = _ocel(exported("ocel"))
    needs = {thing["id"]: thing for thing in log["objects"] if thing["type"] == "need"}
    changed = 0
    for case, rows in csv[csv["need"] != ""].groupby("case_id"):
        thing = needs[f"need {case}"]
        for name, events in (
            ("severity", ("arose", "escalated")),
            ("state", ("arose", "entered", "resolved")),
        ):
            values = [(one["time"], one["value"]) for one in thing["attributes"] if one["name"] == name]
            ours = rows[rows["event"].isin(events)]
            assert [time for time, value in values if value not in ("unfounded", "left")] == ours[
                "timestamp"
            ].tolist()
            changed += len(values) > 1
        severities = rows["value"][rows["event"].isin(["arose", "escalated"])]
        assert [one["value"] for one in thing["attributes"] if one["name"] == "severity"] == [
            int(float(value)) for value in severities
        ]
        (owner,) = thing["relationships"]
        assert owner == {"objectId": f"client {rows['client'].iloc[0]}", "qualifier": "need of"}
    assert changed > 10


def test_the_database_holds_what_the_json_does(exported: Callable[[str], Path]) -> None:
    log = _ocel(exported("ocel"))
    with closing(sqlite3.connect(exported("ocel-sqlite"))) as database:

        def asked(question: str) -> list[tuple[Any, ...]]:
            return database.execute(question).fetchall()

        assert asked("PRAGMA foreign_key_check") == []
        assert asked("SELECT ocel_id, ocel_type FROM event ORDER BY rowid") == [
            (event["id"], event["type"]) for event in log["events"]
        ]
        assert asked("SELECT ocel_id, ocel_type FROM object ORDER BY rowid") == [
            (thing["id"], thing["type"]) for thing in log["objects"]
        ]
        related = {
            (event["id"], one["objectId"], one["qualifier"])
            for event in log["events"]
            for one in event["relationships"]
        }
        assert set(asked("SELECT * FROM event_object")) == related
        owned = {
            (thing["id"], one["objectId"], one["qualifier"])
            for thing in log["objects"]
            for one in thing["relationships"]
        }
        assert set(asked("SELECT * FROM object_object")) == owned
        times = {event["id"]: event["time"] for event in log["events"]}
        for _, table in asked("SELECT * FROM event_map_type"):
            for identity, time, day in asked(f'SELECT ocel_id, ocel_time, day FROM "event_{table}"'):
                assert times.pop(identity) == time and isinstance(day, float)
        assert not times
        states = "SELECT ocel_id, ocel_time, state FROM object_need WHERE ocel_changed_field = 'state'"
        changes = [
            (thing["id"], one["time"], one["value"])
            for thing in log["objects"]
            for one in [one for one in thing["attributes"] if one["name"] == "state"][1:]
        ]
        assert sorted(asked(states)) == sorted(changes)


# -- the command -----------------------------------------------------------------------------------


def test_the_command_writes_a_file_for_each_organisation(whole: Path, socsim: Command) -> None:
    ended = socsim(
        "export", str(whole), "--engine", "simpy", "--lang", "sv", "--clients", "2", "--out", "logs"
    )
    assert ended.code == 0
    paths = [Path("logs") / f"{name}-1.csv" for name in ("specialised", "coordinated", "one_worker")]
    assert [line.partition(":")[0] for line in ended.out.splitlines()] == [str(path) for path in paths]
    assert all("händelser" in line for line in ended.out.splitlines())
    assert all(path.exists() for path in paths)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--organisation", "coordinatd"], "did you mean 'coordinated'?"),
        (["--replication", "7"], "--replication 7: these results have 1-2"),
        (["--epoch", "tomorrow"], "--epoch tomorrow: a date, for instance 2000-01-01"),
        (["--epoch", "2261-12-31"], "--epoch 2261-12-31: a date from 1700-01-01 to 2261"),
        (["--clients", "0"], "--clients 0: a whole number from 1"),
        (["--out", "one.csv"], "is one file for several organisations"),
    ],
)
def test_what_cannot_be_exported_says_why(whole: Path, socsim: Command, words: list[str], said: str) -> None:
    ended = socsim("export", str(whole), "--engine", "simpy", *words)
    assert ended.code == 2 and said in ended.err and len(ended.err.splitlines()) == 1
    assert not Path("one.csv").exists() and not (whole / "export").exists()


def test_only_formats_that_there_are(made: Results) -> None:
    with pytest.raises(UserError, match="did you mean 'ocel'"):
        export(made, "ocal")  # type: ignore[arg-type]


def test_another_epoch_moves_all_dates_alike(made: Results, tmp_path: Path, csv: pd.DataFrame) -> None:
    (path,) = export(
        made, organisation=WHO, replication=WHICH, out=tmp_path, epoch=date(2025, 7, 1), engine="simpy"
    )
    moved = pd.read_csv(path, keep_default_na=False)
    shift = pd.to_datetime(moved["timestamp"]) - pd.to_datetime(csv["timestamp"])
    assert set(shift) == {pd.Timestamp(2025, 7, 1) - pd.Timestamp(EPOCH)}


# -- read back -------------------------------------------------------------------------------------

READ = """
import json, sys, pandas, pm4py
from pm4py.objects.ocel.validation import ocel20_rel_validation
csv, xes, ocel, database = sys.argv[1:]
names = dict(case_id="case_id", activity_key="activity", timestamp_key="timestamp")
first = pm4py.format_dataframe(pandas.read_csv(csv), **names)
second = pm4py.read_xes(xes)
logs = [pm4py.read_ocel2(path) for path in (ocel, database)]
print(json.dumps({
    "events": [len(log) for log in (first, second)],
    "cases": [int(log["case:concept:name"].nunique()) for log in (first, second)],
    "activities": [sorted(log["concept:name"].value_counts().to_dict().items()) for log in (first, second)],
    "begin": [str(log["time:timestamp"].min()) for log in (first, second)],
    "resources": int(second["org:resource"].nunique()),
    "edges": len(pm4py.discover_dfg(second)[0]),
    "object_events": [len(log.events) for log in logs],
    "objects": [sorted(log.objects["ocel:type"].value_counts().to_dict().items()) for log in logs],
    "relations": [len(log.relations) for log in logs],
    "changes": [len(log.object_changes) for log in logs],
    "broken": list(ocel20_rel_validation.apply(database)[1]),
}))
"""


@pytest.mark.study
def test_pm4py_reads_them_back(exported: Callable[[str], Path], csv: pd.DataFrame, tmp_path: Path) -> None:
    environment = tmp_path / "pm4py"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pm4py"], check=True)
    paths = [exported(kind) for kind in ("csv", "xes", "ocel", "ocel-sqlite")]
    done = subprocess.run([python, "-c", READ, *paths], check=True, capture_output=True, text=True)
    read = json.loads(done.stdout.splitlines()[-1])
    assert read["events"] == read["object_events"] == [len(csv)] * 2
    assert read["cases"] == [csv["case_id"].nunique()] * 2
    counted = sorted([name, int(number)] for name, number in csv["activity"].value_counts().items())
    assert read["activities"] == [counted] * 2
    assert [pd.Timestamp(time) for time in read["begin"]] == [pd.Timestamp(csv["timestamp"].min())] * 2
    assert read["resources"] == (csv["resource"].unique() != "").sum()
    assert read["edges"] > 20
    log = _ocel(exported("ocel"))
    objects = sorted(
        [name, number] for name, number in Counter(one["type"] for one in log["objects"]).items()
    )
    assert read["objects"] == [objects] * 2
    assert read["relations"] == [sum(len(event["relationships"]) for event in log["events"])] * 2
    changes = sum(
        sum(Counter(one["name"] for one in thing["attributes"]).values())
        - len({one["name"] for one in thing["attributes"]})
        for thing in log["objects"]
    )
    assert read["changes"] == [changes] * 2
    assert read["broken"] == []
