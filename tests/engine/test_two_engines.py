"""The compiled engine does what the SimPy engine does: every event, every column, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from socsim.engine import compiled, simpy_engine
from socsim.engine.agreement import first_difference, first_difference_of_ledgers
from socsim.engine.compiled import plain, rules, world
from socsim.engine.compiled.stock import Stock
from socsim.engine.journal import FELL
from socsim.engine.ledger import Ledger, Table
from socsim.model.people import People, make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.reading import load

from ..mechanisms.bench import Comes, people_of
from .both import agree, before, disagreement, people_differ

ROOT = Path(__file__).parents[2]
SHORTER = {
    "stockholm": ("run.warm_up=60 days", "run.measure=90 days", "run.follow_up=60 days"),
    "city": ("run.warm_up=5 days", "run.measure=15 days", "run.follow_up=5 days"),
    "small_town": ("run.warm_up=200 days", "run.measure=200 days", "run.follow_up=100 days"),
    "a": ("run.measure=1000 h", "run.follow_up=50 h"),
    "b": ("run.measure=200 h", "run.follow_up=50 h"),
}
"""Files of which a part is run."""
BRIEF = ("run.warm_up=60 days", "run.measure=60 days", "run.follow_up=60 days")
"""Of every other file, all of which are like `stockholm`."""
WHOLE = ("small", "erlang_c")
EXAMPLES, IN_THE_STUDY = 150, 1500
SMALL = blueprints(load(ROOT / "scenarios" / "small.yaml").scenario)
COORDINATED = SMALL["coordinated"]


def organisations() -> Iterator[tuple[str, Blueprint]]:
    """Every organisation of every file that is kept here."""
    for path in sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "benchmarks").glob("*.yaml")]):
        loaded = load(path, set=SHORTER.get(path.stem, () if path.stem in WHOLE else BRIEF))
        for name, blueprint in blueprints(loaded.scenario).items():
            yield f"{path.stem}-{name}", blueprint


FILES = dict(organisations())


@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    journal = agree(FILES[name], seed=2025)
    assert len(journal["time"]) > 5_000


# -- plain offices, for which there is code of their own ---------------------------------------------


def plainly(file: str, *changes: str) -> Blueprint:
    """The one organisation of a benchmark, with changes."""
    loaded = load(ROOT / "benchmarks" / f"{file}.yaml", set=(*SHORTER[file], *changes))
    (blueprint,) = blueprints(loaded.scenario).values()
    return blueprint


def opened(blueprint: Blueprint) -> world.World:
    """Its world before the first day."""
    return world.World(blueprint, make_people(blueprint, 2025, 1), journal=False)


@pytest.mark.parametrize("file", ["a", "b"])
def test_plain_offices_are_told_from_others(file: str) -> None:
    office = opened(plainly(file))
    rows = {**office.tables, "world": office.memory}
    assert plain.is_plain(office.record, office.tables, office.room)
    for table, fields in plain.OFF.items():
        for field in fields:
            kept = rows[table][field][-1]
            rows[table][field][-1] = kept + 1
            assert not plain.is_plain(office.record, office.tables, office.room), (table, field)
            rows[table][field][-1] = kept
    assert plain.is_plain(office.record, office.tables, office.room)
    assert not plain.is_plain(office.record, office.tables, 2)  # somebody may come with more needs


@pytest.mark.parametrize("file", ["a", "b"])
def test_what_never_changes_in_plain_offices(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the code for all offices leaves it, of people who are still there and of who has been."""
    monkeypatch.setattr(plain, "is_plain", lambda *_: False)
    office = opened(plainly(file))
    office.run(office.blueprint.horizon / 2.0)
    used = {"needs": office.record["needs"]["count"], "clients": office.record["next_client"]}
    for table, fields in plain.STEADY.items():
        rows = office.tables[table][: used.get(table)]
        assert len(rows) >= 10
        for field, value in fields.items():
            assert (rows[field] == value).all(), (table, field)


def test_a_run_leaves_what_the_next_begins_with() -> None:
    blueprint = plainly("b")
    settings, tables = rules.read(blueprint)
    before = [rows.tobytes() for rows in (settings, *tables.values())]
    office = opened(blueprint)
    office.run(blueprint.horizon)
    office.ledger()
    assert rules.read(blueprint)[0] is settings
    assert [rows.tobytes() for rows in (settings, *tables.values())] == before


def test_who_gives_up_in_an_office_that_is_plain_otherwise() -> None:
    blueprint = plainly("a", "needs.case.patience=1 h")
    office = opened(blueprint)
    assert not plain.is_plain(office.record, office.tables, office.room)
    journal = agree(blueprint, seed=2025)
    assert (np.asarray(journal["activity"]) == FELL).sum() > 100


# -- edges -----------------------------------------------------------------------------------------


def both_agree_on(blueprint: Blueprint, people: People) -> int:
    said, journal = disagreement(blueprint, people)
    assert said is None, said
    return len(journal["time"])


@pytest.mark.parametrize("name", SMALL)
def test_nobody_comes(name: str) -> None:
    assert both_agree_on(SMALL[name], people_of(SMALL[name], [])) == 0


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("day", [0.0, 365.25, 400.0, 730.5, 1095.0])
def test_one_client_comes(name: str, day: float) -> None:
    """Also in the very instant at which the window begins or ends."""
    comes = Comes(day, ["money", "health", "housing"], {"health": 3}, ["money"], key=4711)
    assert both_agree_on(SMALL[name], people_of(SMALL[name], [comes])) > 0


@pytest.mark.parametrize("name", SMALL)
def test_a_client_without_needs(name: str) -> None:
    people = people_of(SMALL[name], [Comes(400.0, []), Comes(400.0, ["money"]), Comes(401.0, [])])
    assert both_agree_on(SMALL[name], people) > 3


def test_all_come_at_once() -> None:
    """In one instant, and that the first."""
    kinds = COORDINATED.kinds
    crowd = [Comes(0.0, kinds[: 1 + i % 3], presents=kinds[:1], coping=2.0) for i in range(60)]
    assert both_agree_on(COORDINATED, people_of(COORDINATED, crowd)) > 1000


@pytest.mark.parametrize("hours", [1.0, 24.0])
def test_a_run_in_which_nothing_happens(hours: float) -> None:
    blueprint = replace(COORDINATED, warm_up=0.0, measure=hours / 24.0, follow_up=0.0)
    rare = replace(blueprint, profile_rate=blueprint.profile_rate * 1e-6)
    assert len(agree(rare, seed=1)["time"]) == 0


def test_a_profile_of_which_nobody_comes() -> None:
    for profile in range(len(COORDINATED.profiles)):
        rate = COORDINATED.profile_rate.copy()
        rate[profile] = 0.0
        assert people_differ(replace(COORDINATED, profile_rate=rate), 3, 1) == []


def test_the_end_comes_while_all_is_under_way() -> None:
    """On any day: what is open then is closed in the same way."""
    people = make_people(COORDINATED, 5, 1)
    for follow_up in np.linspace(0.0, 200.0, 9).tolist():
        both_agree_on(replace(COORDINATED, warm_up=40.0, measure=60.0, follow_up=follow_up), people)


# -- a part of a run -------------------------------------------------------------------------------


def test_a_journal_until_a_day_is_the_whole_one_before_it() -> None:
    blueprint = COORDINATED
    people = make_people(blueprint, 3, 1)
    _, whole = simpy_engine.simulate_with_journal(blueprint, people)
    times = whole["time"]
    for until in (0.0, float(times[0]), 50.3, float(times[20_000]), 500.0, blueprint.horizon):
        expected = before(whole, until)
        for engine in (simpy_engine, compiled):
            found = engine.journal_until(blueprint, people, until)
            assert first_difference(expected, found, blueprint) is None, (until, engine.NAME)


# -- room and threads ------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [1, 4])
@pytest.mark.parametrize("name", SMALL)
def test_tables_that_grow_change_nothing(name: str, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for hardly anything: tables grow between events, and who needs more in one begins again."""
    blueprint = SMALL[name]
    people = make_people(blueprint, 1, 1)
    expected, journal = compiled.simulate_with_journal(blueprint, people)
    grown, begun = [], []
    grow, begin = world.World._grow, world.World.__init__

    def growing(self: world.World, table: str) -> None:
        grown.append(table)
        grow(self, table)

    def beginning(self: world.World, *args: object) -> None:
        begun.append(args[-1])
        begin(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(world.World, "_grow", growing)
    monkeypatch.setattr(world.World, "__init__", beginning)
    monkeypatch.setattr(world, "ROOM", room)
    monkeypatch.setattr(world, "STOCK", Stock())  # none of the large tables of runs before
    found, its_journal = compiled.simulate_with_journal(blueprint, people)
    assert first_difference(journal, its_journal, blueprint) is None
    assert first_difference_of_ledgers(expected, found) is None
    assert begun[0] == room
    assert len(begun) > 1 or room > 1
    assert {"calendar", "needs", "met", "papers", "work", "journal"} <= set(grown)
    assert (name == "coordinated") == ("coordinations" in grown)
    assert (name == "one_worker") == ("ties" in grown)


class Rubbish:
    """numpy, but what is not written yet is anything but nought."""

    def __getattr__(self, name: str) -> object:
        return getattr(np, name)

    @staticmethod
    def empty(*args: Any) -> Any:
        new = np.empty(*args)
        new.view(np.uint8)[:] = 0xA5
        return new


@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_read_before_it_is_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "np", Rubbish())
    both_agree_on(SMALL[name], make_people(SMALL[name], 11, 1))


def test_replications_in_threads_are_those_one_after_the_other() -> None:
    def run(replication: int) -> tuple[Ledger, Table]:
        people = compiled.make_people(COORDINATED, 1, replication)
        return compiled.simulate_with_journal(COORDINATED, people)

    alone = [run(replication) for replication in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            for expected, found in zip(alone, pool.map(run, range(4)), strict=True):
                assert first_difference_of_ledgers(expected[0], found[0]) is None
                assert first_difference(expected[1], found[1], COORDINATED) is None


def test_what_is_kept_stays_as_it_was_while_other_runs_use_the_memory() -> None:
    """Memory comes back for other runs only when nobody reads it any more."""
    blueprint = SMALL["coordinated"]
    kept = [compiled.simulate(blueprint, make_people(blueprint, 1, number)) for number in (1, 2)]
    column = compiled.simulate(blueprint, make_people(blueprint, 1, 3)).work["end"]  # of the ledger just this
    copy = column.copy()
    for number in (4, 5, 6):
        compiled.simulate(blueprint, make_people(blueprint, 1, number))
    assert (column == copy).all()
    for number, ledger in zip((1, 2), kept, strict=True):
        again = compiled.simulate(blueprint, make_people(blueprint, 1, number))
        assert first_difference_of_ledgers(again, ledger) is None
