"""The warm-up: MSER-5 and Welch on series whose answer is known, weekly series by hand, the command."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from socsim.analysis.drift import still_settling
from socsim.analysis.warm_up import mser5, weekly, welch
from tests.command import Command
from tests.experiment.conftest import SMALL

RANDOM = np.random.Generator(np.random.PCG64(7))


def test_mser_by_its_definition() -> None:
    series = np.concatenate((np.linspace(5.0, 0.0, 60), np.zeros(240))) + RANDOM.normal(0.0, 0.3, 300)
    means = series.reshape(-1, 5).mean(axis=1)
    slowly = [((means[d:] - means[d:].mean()) ** 2).sum() / (len(means) - d) ** 2 for d in range(len(means))]
    found = mser5(series)
    assert found.statistic == pytest.approx(slowly)
    assert found.cut == 5 * int(np.argmin(slowly[:-2]))


def test_mser_finds_the_end_of_a_transient() -> None:
    """A transient of 100 observations, then noise: the cut is near its end."""
    cuts = []
    for seed in range(20):
        noise = np.random.Generator(np.random.PCG64(seed)).normal(0.0, 0.2, 600)
        level = np.where(np.arange(600) < 100, 1.0 - (np.arange(600) / 100.0 - 1.0) ** 2, 1.0)
        cuts.append(mser5(level + noise).cut)
    known = [cut for cut in cuts if cut is not None]
    assert len(known) >= 18  # a late minimum, by chance, is known to happen, and is not taken for an answer
    assert 40 <= np.median(known) <= 110


def test_a_series_that_never_settles() -> None:
    assert mser5(np.linspace(0.0, 1.0, 300)).cut is None
    assert mser5(np.full(300, 2.0)).cut == 0
    assert mser5(np.arange(10.0)).cut is None  # two batches say nothing


def test_welch_by_hand() -> None:
    smooth = welch(np.array([0.0, 3.0, 6.0, 0.0, 3.0, 6.0]), 2)
    assert smooth.tolist() == [0.0, 3.0, 2.4, 3.6]


def test_weekly_series_by_hand() -> None:
    """Two pieces: one waits from day 0 to 7, one from 3.5 to 10.5; falls on days 1 and 13."""
    work = {
        "ready": [0.0, 3.5], "start": [7.0, 10.5], "end": [8.0, 13.0],
        "hours": [2.0, 3.0], "reading": [0.5, 0.0], "duplicate": [0.0, 0.25], "documentation": [0.5, 0.0],
    }  # fmt: skip
    ledger: Any = SimpleNamespace(work=work, falls={"at": [1.0, 13.0, 20.0]})
    series = weekly(ledger, 0.0, 14.0)
    assert series["waiting"].tolist() == [1.5, 0.5]
    assert series["hours"].tolist() == [0.0, 6.25]
    assert series["falls"].tolist() == [1.0, 1.0]
    later = weekly(ledger, 7.0, 14.0)
    assert later["waiting"].tolist() == [0.5]


def summary(estimate: float, low: float, high: float) -> pd.DataFrame:
    row = {"organisation": "a", "metric": "drift_of_queue", "group": "all", "estimate": estimate}
    return pd.DataFrame([row | {"ci_low": low, "ci_high": high}])


def test_a_warning_is_for_what_is_felt_and_more_than_chance() -> None:
    assert still_settling(summary(0.3, 0.2, 0.4)) == [("a", "drift_of_queue", 0.3)]
    assert still_settling(summary(0.3, -0.1, 0.7)) == []
    assert still_settling(summary(0.05, 0.04, 0.06)) == []


def test_a_run_without_warm_up_is_warned_of(socsim: Command) -> None:
    changes = ("run.warm_up=0 days", "run.measure=2 years", "run.follow_up=0 days", "run.replications=4")
    said = [word for change in changes for word in ("--set", change)]
    ended = socsim("run", str(SMALL), *said, "--no-referee")
    assert "warning: the warm-up may be too short" in ended.err
    assert "hours +" in ended.err


def test_the_command_says_how_long_it_takes(socsim: Command) -> None:
    ended = socsim("warmup", str(SMALL), "--replications", "3", "--years", "6", "--jobs", "2")
    assert ended.code == 0
    assert "warm-up of" in ended.out or "No steady state" in ended.out
    table = pd.read_csv("results/small-warmup/warm_up.csv")
    assert set(table["series"]) == {"waiting", "hours", "falls"}
    assert len(table) == 9
    assert table["looked_at_days"].eq(6 * 365.25).all()
    assert (Path("results/small-warmup") / "warm_up.png").exists()


def test_a_budget_leaves_whole_replications(socsim: Command) -> None:
    ended = socsim(
        "warmup", str(SMALL), "--replications", "50", "--years", "1", "--budget", "0.001s", "--jobs", "1"
    )
    assert ended.code == 0
    assert "predicted: 147 more runs, about " in ended.err
    assert pd.read_csv("results/small-warmup/warm_up.csv")["replications"].eq(1).all()
