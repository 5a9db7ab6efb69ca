"""A process of a user's own: it changes nothing by looking on, and by acting what it should."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from simpy import Interrupt, Resource

import socsim as library
from socsim.engine import simpy_engine
from socsim.experiment.run import RunError
from socsim.scenario.build import blueprints
from socsim.scenario.errors import UserError
from socsim.scenario.reading import Loaded
from tests.experiment.conftest import quick

FALSE_ALARM = 1e-4
"""Chance that a right process fails the comparison with theory, over the choice of seeds."""
EVERY, CHANCE = 7.0, 0.3

UNSEEN = """
title: {en: Nobody asks}
run: {warm_up: 0 days, measure: 400 days, follow_up: 200 days, replications: 12, seed: 5}
office: {hours_per_week: 168, casework_share: 1}
population:
  profiles: [{name: both, arrivals: 1 per day, needs: [money, home], presents: [money]}]
needs:
  money: {steps: {decision: {effort: 1 h}}}
  home: {steps: {decision: {effort: 1 h}}}
behaviour: {sight: 0, presents_after: 9000000 years}
organisations:
  alone: {units: {all: {handles: ["*"], caseworkers: 3, assignment: step}}}
  joined: {units: {all: {handles: ["*"], caseworkers: 3, assignment: step}}}
comparison: {primary: [lead_to_all_supported_days]}
"""

Story = Generator[Any, Any, Any]


def evening(office: library.OfficeView) -> Story:
    """Every week, each need of which nobody knows is told of by chance."""
    week = 0
    while True:
        yield office.env.timeout(EVERY)
        week += 1
        for client in office.clients:
            for need in client.needs:
                if need.hidden and need.chance("evening", week) < CHANCE:
                    assert need.state == "unseen" and need.kind == "home"
                    need.find()
                    office.note("found")


def looks_on(office: library.OfficeView) -> Story:
    """All that SimPy has, and not a thing done."""
    desk = Resource(office.env, 1)

    def sits(days: float) -> Story:
        with desk.request() as asked:
            yield asked
            yield office.env.timeout(days)
        return days

    def waits() -> Story:
        try:
            yield office.env.event()
        except Interrupt:
            yield office.env.timeout(1)

    while True:
        one, other = office.env.process(sits(1.0)), office.env.process(sits(2.0))
        sleeper = office.env.process(waits())
        yield one | other
        sleeper.interrupt()
        yield one & other & sleeper
        assert one.value == 1.0
        for client in office.clients:
            assert client.arrived <= office.now and client.contacts >= 0 and client.coping >= 0.0
            for need in client.needs:
                assert 0.0 < need.chance("a") < 1.0 and need.since <= office.now and 1 <= need.severity <= 3


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    file = tmp_path_factory.mktemp("own") / "unseen.yaml"
    file.write_text(UNSEEN, "utf-8")
    return library.load(file)


def test_a_process_that_only_looks_on_changes_nothing_to_the_last_bit() -> None:
    for blueprint in blueprints(quick().scenario).values():
        people = simpy_engine.make_people(blueprint, 2025, 1)
        without, events = simpy_engine.simulate_with_journal(blueprint, people)
        beside, told, noted = simpy_engine.simulate_with_process(blueprint, people, looks_on, journal=True)
        assert told is not None and noted == {}
        for name, table in vars(without).items():
            other = vars(beside)[name]
            for column in table if isinstance(table, dict) else ():
                np.testing.assert_array_equal(table[column], other[column], err_msg=f"{name}.{column}")
        for column in events:
            np.testing.assert_array_equal(events[column], told[column], err_msg=column)


def test_the_wait_until_somebody_asks_is_geometric(unseen: Loaded) -> None:
    """Evenings at a fixed distance, each with the same chance: half a distance, and 1/p - 1 whole ones."""
    results = library.run(unseen, process={"joined": evening}, jobs=1)
    needs = results.needs[(results.needs["organisation"] == "joined") & (results.needs["need"] == "home")]
    days = (needs["seen"] - needs["born"]).groupby(needs["replication"]).mean()
    theory = EVERY * (1.0 / CHANCE - 0.5)
    half = stats.t.isf(FALSE_ALARM / 2.0, len(days) - 1) * days.sem()
    assert abs(days.mean() - theory) < half < 0.1 * theory
    alone = results.needs[(results.needs["organisation"] == "alone") & (results.needs["need"] == "home")]
    assert alone["seen"].isna().all()
    found = results.noted
    assert set(found["organisation"]) == {"joined"} and set(found["what"]) == {"found"}
    assert list(found["replication"]) == list(range(1, 13))
    (summed,) = results.noted_summary.to_dict("records")
    assert summed["estimate"] == pytest.approx(found["amount"].mean())
    assert summed["ci_low"] < summed["estimate"] < summed["ci_high"] and summed["replications"] == 12
    assert 0.9 * len(needs) < found["amount"].sum() < len(needs)


def test_draws_are_the_same_in_every_organisation(unseen: Loaded) -> None:
    results = library.run(unseen, process=evening, jobs=1, replications=[1, 2])
    seen = [frame["seen"].to_numpy() for _, frame in results.needs.groupby("organisation")]
    assert len(seen) == 2 and not np.isnan(seen[0]).all()
    np.testing.assert_array_equal(*seen)
    assert "At work in it: evening," in results._repr_html_()
    assert any("process of one's own: evening" in text.get_text() for text in results.chart("states").texts)
    assert results.manifest["processes"] == {"alone": "evening", "joined": "evening"}


def test_results_with_a_process_are_not_opened_again(unseen: Loaded, tmp_path: Path) -> None:
    library.run(unseen, process=evening, jobs=1, replications=[1]).write(tmp_path / "r")
    with pytest.raises(UserError, match="are in no file"):
        library.open_results(tmp_path / "r")


def plain(office: library.OfficeView) -> None:
    office.note("never")


def breaks(office: library.OfficeView) -> Story:
    yield office.env.timeout(10)
    raise ZeroDivisionError("made to fail")


def finds_what_is_known(office: library.OfficeView) -> Story:
    yield office.env.timeout(20)
    next(need for client in office.clients for need in client.needs if not need.hidden).find()


@pytest.mark.parametrize(
    ("process", "said"),
    [(plain, "yield office.env.timeout"), (breaks, "made to fail"), (finds_what_is_known, "cannot be found")],
)
def test_what_goes_wrong_in_a_process_is_said(unseen: Loaded, process: Any, said: str) -> None:
    busy = library.load(
        unseen.path,
        set=["organisations.alone.units.all.caseworkers=1", "needs.money.steps.decision.effort=30 h"],
    )
    with pytest.raises(RunError, match=said):
        library.run(busy, process={"alone": process}, jobs=1, replications=[1])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"process": {"jioned": evening}}, "'joined'"),
        ({"process": {"joined": 3}}, "a function of the office is needed, not 3"),
        ({"process": evening, "engine": "compiled"}, "runs in the SimPy engine"),
        ({"process": evening, "out": "results"}, "leave out `out`"),
    ],
)
def test_what_will_not_do_is_said_before(
    unseen: Loaded, options: dict[str, Any], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=said):
        library.run(unseen, **options)
    assert list(tmp_path.iterdir()) == []
