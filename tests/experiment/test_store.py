"""A replication's file: named by what went into it, whole, and the same bytes each time."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from socsim.experiment.design import make_design
from socsim.experiment.replicate import replicate
from socsim.experiment.store import TABLES, Store, blueprint_hash, replication_hash
from socsim.scenario.build import blueprints
from socsim.scenario.names import WORK
from tests.experiment.conftest import quick

ONE = "one_worker"


def named(*changes: str, organisation: str = ONE) -> str:
    design = make_design(quick(*changes), [organisation], [1])
    return design.pieces[0].name


@pytest.mark.parametrize(
    "change",
    [
        "title=Another title",
        "description=Another description",
        "run.replications=50",
        f"organisations.{ONE}.label=Another label",
        "needs.money.label=Another label",
        "comparison.primary=[recovered_share]",
        "costs.caseworker={value: 60000 SEK per month, source: another source}",
    ],
)
def test_what_moves_no_number_moves_no_name(change: str) -> None:
    assert named(change) == named()


@pytest.mark.parametrize(
    "change",
    [
        "run.seed=7",
        "run.follow_up=61 days",
        "behaviour.sight=0.16",
        "needs.money.steps.support.effort=1.3 h",
        "population.arrivals=111 per year",
        "costs.currency=EUR",
        f"organisations.{ONE}.units.whole_person.sight=0.7",
    ],
)
def test_what_moves_a_number_moves_the_name(change: str) -> None:
    if "EUR" in change:  # every amount states its currency
        blueprint = blueprints(quick().scenario)[ONE]
        assert blueprint_hash(blueprint, "EUR") != blueprint_hash(blueprint, "SEK")
    else:
        assert named(change) != named()


def test_the_name_of_an_organisation_moves_no_number() -> None:
    blueprint = blueprints(quick().scenario)[ONE]
    assert blueprint_hash(replace(blueprint, organisation="x"), "SEK") == blueprint_hash(blueprint, "SEK")
    other = replace(blueprint, kinds=("x", *blueprint.kinds[1:]))  # draws are keyed by it
    assert blueprint_hash(other, "SEK") != blueprint_hash(blueprint, "SEK")


def test_every_number_of_a_blueprint_counts() -> None:
    blueprint = blueprints(quick().scenario)["coordinated"]
    before = blueprint_hash(blueprint, "SEK")
    for name, value in vars(blueprint).items():
        if isinstance(value, np.ndarray) and value.size:
            changed = value.copy()
            changed.flat[0] = 3 if value.dtype.kind == "i" and value.flat[0] != 3 else changed.flat[0] + 1.5
            if np.array_equal(changed, value, equal_nan=value.dtype.kind == "f"):  # NaN or inf: another
                changed.flat[0] = 0.0
            assert blueprint_hash(replace(blueprint, **{name: changed}), "SEK") != before, name
        elif isinstance(value, float):
            assert blueprint_hash(replace(blueprint, **{name: value + 1.0}), "SEK") != before or value > 1e18


def test_seed_replication_and_version_count() -> None:
    names = {replication_hash("a", *numbers) for numbers in ((1, 2, 1), (2, 1, 1), (1, 2, 2), (1, 1, 1))}
    assert len(names) == 4


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, str]:
    folder = tmp_path_factory.mktemp("store")
    design = make_design(quick(), [ONE], [1])
    replicate(design.task(design.pieces[0], folder))
    return Store(folder), design.pieces[0].name


def test_a_replication_is_kept_whole(kept: tuple[Store, str]) -> None:
    store, name = kept
    assert store.problem(name) is None
    assert store.problem("another") == ""
    assert [path.name for path in store.folder.iterdir()] == [f"{name}.zip"]
    for table in TABLES:
        assert store.read(name, table).num_columns > 3
    work = store.read(name, "work").to_pandas()
    assert set(work["unit"].cat.categories) >= {"whole_person", "psychiatry"}
    assert set(work["what"].cat.categories) == set(WORK)
    assert set(work["what"]) == {"step", "follow_up", "decision"}
    assert {"intake", "decision", "support"} <= set(work["step"].cat.categories)
    clients = store.read(name, "clients").to_pandas()
    assert set(clients["profile"]) == {"money only", "health only", "two", "complex"}
    assert clients["lead_to_decision_days"][clients["cohort"]].notna().any()


def test_a_replication_again_is_the_same_file(kept: tuple[Store, str], tmp_path: Path) -> None:
    store, name = kept
    design = make_design(quick(), [ONE], [1])
    replicate(design.task(design.pieces[0], tmp_path))
    assert Store(tmp_path).path(name).read_bytes() == store.path(name).read_bytes()


def test_what_cannot_be_trusted_is_said(kept: tuple[Store, str], tmp_path: Path) -> None:
    store, name = kept
    whole = store.path(name).read_bytes()
    here = Store(tmp_path)

    def problem(body: bytes) -> str:
        here.path(name).write_bytes(body)
        return str(here.problem(name) or "")

    assert problem(whole) == ""
    assert "cannot be read" in problem(b"")
    assert "cannot be read" in problem(b"no archive at all")
    assert "cannot be read" in problem(whole[: len(whole) // 2])
    middle = len(whole) // 2
    flipped = bytes([whole[middle] ^ 1])
    assert "damaged" in problem(whole[:middle] + flipped + whole[middle + 1 :])
    assert here.problem(name) is not None
    here.path("other").write_bytes(whole)
    assert str(here.problem("other")) == "holds another replication than its name says"
    with zipfile.ZipFile(here.path(name), "w") as archive:
        archive.writestr("about.json", f'{{"hash": "{name}"}}')
    assert str(here.problem(name)) == "holds no clients"
