"""Trials: many variants for a few figures, the same figures as a run has, simulated once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

import socsim
from socsim.experiment.budget import Budget
from socsim.experiment.figures import NAME, Figure
from socsim.experiment.folder import OutputError
from socsim.experiment.pool import Where
from socsim.experiment.simulate import How
from socsim.experiment.trials import Trials, Variant
from socsim.scenario.reading import Loaded, load

LEAD = Figure("lead_to_all_supported_days")
FALLS = Figure("falls_per_100_client_years", "mean", "needs=2+")
SHORT = ["run.measure=60 days", "run.follow_up=60 days", "run.warm_up=30 days", "run.replications=2"]
LESS_SIGHT = Variant({"behaviour.sight": 0.1})


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load("scenarios/small.yaml", set=SHORT)


def trials(loaded: Loaded, folder: Path, **how: object) -> Trials:
    return Trials(loaded, (), folder, How(Where(1, **how)), engine="simpy")  # type: ignore[arg-type]


def test_figures_are_those_of_a_run(loaded: Loaded, tmp_path: Path) -> None:
    found = trials(loaded, tmp_path).values([Variant(), LESS_SIGHT], [LEAD, FALLS])
    run = socsim.run(
        load("scenarios/small.yaml", set=[*SHORT, "behaviour.sight=0.1"]), engine="simpy", jobs=1
    )
    rows = run.values.set_index(["organisation", "replication", "metric", "statistic", "group"])["value"]
    for k, figure in enumerate((LEAD, FALLS)):
        for o, name in enumerate(loaded.scenario.organisations):
            assert found[1, o, :, k].tolist() == [rows[(name, number, *figure)] for number in (1, 2)]
    assert not np.array_equal(found[0], found[1])


def test_what_is_there_is_not_simulated_again(loaded: Loaded, tmp_path: Path) -> None:
    first, again = trials(loaded, tmp_path), trials(loaded, tmp_path)
    before = first.values([Variant()], [LEAD])
    organisations = len(loaded.scenario.organisations)
    assert first.runs == 2 * organisations
    after = again.values([Variant(), LESS_SIGHT], [LEAD])
    assert again.runs <= 2 * organisations  # one that has no sight of its own is not touched
    assert np.array_equal(before[0], after[0])


def test_a_variant_that_is_no_scenario_leaves_the_others(loaded: Loaded, tmp_path: Path) -> None:
    wrong = Variant({"behaviour.sight": 7})
    found = trials(loaded, tmp_path)
    values = found.values([wrong, Variant()], [LEAD], replications=(2,))
    assert np.isnan(values[0]).all()
    assert np.isfinite(values[1]).all()
    assert "behaviour.sight" in found.unfit[wrong]


def test_a_variant_may_be_of_some_organisations_only(loaded: Loaded, tmp_path: Path) -> None:
    name = list(loaded.scenario.organisations)[1]
    found = trials(loaded, tmp_path)
    both = [Variant({}, (name,)), Variant(LESS_SIGHT.changes, (name,))]
    values = found.values(both, [LEAD], replications=(1,))
    assert found.runs == 2
    assert np.isfinite(values[:, 1]).all()
    assert np.isnan(values[:, [0, 2]]).all()
    again = found.values(both, [LEAD], replications=(1, 2))
    assert found.runs == 4
    assert np.array_equal(again[:, 1, 0], values[:, 1, 0])


def test_a_spent_budget_leaves_what_was_not_begun(loaded: Loaded, tmp_path: Path) -> None:
    clock = iter([0.0, *(0.0 for _ in range(3)), *(99.0 for _ in range(200))])
    budget = Budget(5.0, clock=lambda: next(clock))
    found = trials(loaded, tmp_path, budget=budget)
    values = found.values([Variant(), LESS_SIGHT], [LEAD])
    assert found.over
    assert 0 < np.isfinite(values).sum() < values.size


def test_a_file_that_is_none_is_named(loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database, although long enough to look like one" * 50)
    with pytest.raises(OutputError, match=NAME):
        trials(loaded, tmp_path).values([Variant()], [LEAD])


def test_a_half_written_replication_is_not_there(loaded: Loaded, tmp_path: Path) -> None:
    first = trials(loaded, tmp_path)
    values = first.values([Variant()], [LEAD])
    with sqlite3.connect(tmp_path / NAME) as file:
        file.execute("DELETE FROM replication WHERE name = (SELECT min(name) FROM replication)")
    file.close()
    again = trials(loaded, tmp_path)
    assert np.array_equal(again.values([Variant()], [LEAD]), values)
    assert again.runs == 1
