"""Sweeps: the points, common random numbers, what fails, and the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from socsim import load, run, sweep
from socsim.experiment.points import Point, points, varied
from tests.command import Command
from tests.experiment.conftest import QUICK, SMALL, files, quick

MISS = "behaviour.missed_paperwork"
STOCKHOLM = SMALL.with_name("stockholm.yaml")


def test_a_grid_has_all_combinations_in_their_order() -> None:
    loaded = quick()
    found = points([varied(f"{MISS}=0.1:0.3:3", loaded), varied("run.seed=1,7", loaded)])
    assert [point.number for point in found] == [1, 2, 3, 4, 5, 6]
    assert found[0].changes == (f"{MISS}=0.1", "run.seed=1")
    assert found[-1].changes == (f"{MISS}=0.3", "run.seed=7")
    assert [point.values[MISS] for point in found] == ["0.1", "0.1", "0.2", "0.2", "0.3", "0.3"]


def test_units_and_whole_numbers_are_kept() -> None:
    loaded = quick()
    assert varied("run.warm_up=1 year:2 years:3", loaded).values == ("1 years", "1.5 years", "2 years")
    assert varied("organisations.specialised.units.money.caseworkers=2:5:7", loaded).values == (
        "2",
        "3",
        "4",
        "5",
    )


def test_a_key_alone_has_the_range_that_the_file_states() -> None:
    stated = varied("needs.money.missed_paperwork", load(STOCKHOLM))
    assert (stated.low, stated.high) == (0.05, 0.2)
    assert stated.values[0] == "0.05" and stated.values[-1] == "0.2" and len(stated.values) == 5


@pytest.mark.parametrize("how", ["lhs", "sobol"])
def test_spread_points_fill_their_ranges(how: str) -> None:
    loaded = quick()
    what = [varied(f"{MISS}=0.1:0.3", loaded), varied("behaviour.breadth=0:0.4", loaded)]
    found = points(what, how, 16, seed=5)  # type: ignore[arg-type]
    for one in what:
        values = np.array([float(point.values[one.key]) for point in found])
        assert one.low is not None and one.high is not None
        strata = np.floor((values - one.low) / (one.high - one.low) * 16).astype(int)
        assert sorted(strata) == list(range(16))
    assert found == points(what, how, 16, seed=5)  # type: ignore[arg-type]
    assert found != points(what, how, 16, seed=6)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("vary", "right"),
    [
        ("behaviour.missed_paperwrk=0:1:3", "did you mean 'behaviour.missed_paperwork'?"),
        ("behaviour.missed_paperwork=0.3:0.1:3", "low is not below high; turned round it is 0.1:0.3"),
        ("behaviour.missed_paperwork=0.1:0.3:1", "the number of steps is a whole number from 2"),
        ("behaviour.missed_paperwork=a:b", "write LOW:HIGH:STEPS"),
        ("behaviour.missed_paperwork=", "no values"),
        ("behaviour.synergy", "the file states no low and high for it"),
        ("run.warm_up=1 day:2 weeks", "low and high stand in different units"),
    ],
)
def test_what_cannot_be_varied_is_one_line(socsim: Command, vary: str, right: str) -> None:
    ended = socsim("sweep", str(SMALL), "--vary", vary)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"--vary {vary.partition('=')[0]}")
    assert right in ended.err
    assert ended.err.count("\n") == 1
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (["--sample", "lhs"], "how many points? add --points N"),
        (["--sample", "lhs", "--points", "4", "--vary", "run.seed=1,2"], "needs a range, LOW:HIGH"),
        (["--vary", f"{MISS}=0:1:2"], "it is there twice"),
        (["--metric", "gap_day"], "did you mean 'gap_days'?"),
    ],
)
def test_what_does_not_go_together_is_one_line(socsim: Command, said: list[str], right: str) -> None:
    ended = socsim("sweep", str(SMALL), "--vary", f"{MISS}=0.1:0.2:2", *said)
    assert (ended.code, ended.out) == (2, "")
    assert right in ended.err
    assert not Path("results").exists()


def test_every_point_is_the_run_that_it_says(tmp_path: Path) -> None:
    found = sweep(SMALL, [f"{MISS}=0.05,0.25"], set=QUICK, jobs=1, out=tmp_path, metric="demands")
    for point, value in ((1, 0.05), (2, 0.25)):
        alone = run(quick(f"{MISS}={value}"), jobs=1).summary
        here = found.table[found.table["point"] == point].drop(columns=["point", MISS])
        pd.testing.assert_frame_equal(here.reset_index(drop=True), alone)
    assert set(found.of()["metric"]) == {"demands"}
    assert {"sweep.csv", "differences.csv", "points.csv", "sweep.png", "sweep.svg"} <= files(tmp_path).keys()


def test_what_a_key_does_not_touch_is_simulated_once(tmp_path: Path) -> None:
    sweep(
        SMALL,
        ["organisations.one_worker.units.whole_person.sight=0.2:0.8:3"],
        set=QUICK,
        jobs=1,
        out=tmp_path,
    )
    assert len(list((tmp_path / "replications").glob("*.zip"))) == 2 * (2 + 3)


def test_a_point_that_fails_does_not_end_the_others(socsim: Command) -> None:
    changes = [word for change in QUICK for word in ("--set", change)]
    ended = socsim("sweep", str(SMALL), "--vary", f"{MISS}=0.1,1.7,0.2", *changes, "--jobs", "1")
    assert ended.code == 1
    assert f"{MISS}=1.7: --set {MISS}=1.7" in ended.out.replace("\n", " ")
    table = pd.read_csv("results/small-sweep/points.csv")
    assert table["replications"].tolist() == [2, 0, 2]
    assert set(pd.read_csv("results/small-sweep/sweep.csv")["point"]) == {1, 3}


def test_a_point_says_what_to_set() -> None:
    assert Point(1, {"run.seed": "7"}).changes == ("run.seed=7",)


def test_two_keys_make_a_map(tmp_path: Path) -> None:
    found = sweep(SMALL, [f"{MISS}=0.1:0.2:2", "behaviour.breadth=0:0.2:2"], set=QUICK, jobs=1, out=tmp_path)
    assert len(found.chart("sv").axes) == 3  # two others, and their scale
    assert "<table" in found._repr_html_()
