"""The replications algorithm: by hand, on figures whose answer is known, and in a run."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from socsim import Goal, run
from socsim.experiment.precision import enough, look_ahead, needs, running
from socsim.scenario.errors import UserError
from tests.command import Command
from tests.experiment.conftest import quick, replications, words

RANDOM = np.random.Generator(np.random.PCG64(41))


def test_running_interval_is_the_usual_one() -> None:
    values = RANDOM.normal(1e6, 3.0, 40)
    mean, half = running(values)
    for number in (2, 3, 17, 40):
        some = values[:number]
        expected = stats.t.ppf(0.975, number - 1) * some.std(ddof=1) / math.sqrt(number)
        assert mean[number - 1] == pytest.approx(some.mean(), rel=1e-12)
        assert half[number - 1] == pytest.approx(expected, rel=1e-6)
    assert math.isnan(half[0])


def test_replications_without_a_figure_are_left_out() -> None:
    values = np.array([1.0, math.nan, 3.0, math.nan, 5.0])
    mean, half = running(values)
    assert mean[-1] == pytest.approx(3.0)
    assert half[-1] == pytest.approx(stats.t.ppf(0.975, 2) * 2.0 / math.sqrt(3))


def test_the_look_ahead_is_that_of_the_paper() -> None:
    """Hoad, Robinson & Davies (2010), section 5: 5 replications, and from 100 on 5 for each 100."""
    assert [look_ahead(n) for n in (3, 99, 100, 119, 120, 200, 1000)] == [5, 5, 5, 5, 6, 10, 50]


def slowly(values: list[float], share: float) -> int | None:
    """The same once more, in the words of the paper."""
    n = 3
    while n + look_ahead(n) <= len(values):
        ahead = range(n, n + look_ahead(n) + 1)

        def precise(k: int) -> bool:
            some = np.array(values[:k])
            half = float(stats.t.ppf(0.975, k - 1)) * float(some.std(ddof=1)) / math.sqrt(k)
            return half <= share * abs(float(some.mean()))

        if all(precise(k) for k in ahead):
            return n
        n += 1
    return None


@pytest.mark.parametrize("seed", range(8))
def test_the_number_by_another_way(seed: int) -> None:
    values = np.random.Generator(np.random.PCG64(seed)).gamma(2.0, 3.0, 150)
    for share in (0.3, 0.15, 0.1):
        assert enough(values, share=share) == slowly(values.tolist(), share)


def test_a_lucky_start_is_not_enough() -> None:
    """Three that agree by chance, then what the figure is really like."""
    values = np.array([10.0, 10.0, 10.01, 4.0, 17.0, 9.0, 12.0, 3.0, 18.0, 10.0, 11.0, 9.0])
    _, half = running(values)
    assert half[2] <= 0.05 * 10.0
    assert enough(values, share=0.05) is None


def test_a_rare_event_has_an_absolute_half_width() -> None:
    values = np.zeros(40)
    values[[3, 11]] = 0.1
    assert enough(values, share=0.05) is None
    number = enough(values, half_width=0.02)
    assert number is not None
    assert enough(np.zeros(8), half_width=0.02) == 3


def frame(**series: list[float]) -> pd.DataFrame:
    rows = [
        {"organisation": name, "replication": at, "metric": "hours", "statistic": "mean", "group": "all",
         "measured_in": "hours", "value": value}
        for name, values in series.items()
        for at, value in enumerate(values, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_difference_is_held_against_the_level_of_the_reference() -> None:
    """Pairing leaves a difference of 0 +- 0.03 around a level of 100: 1 % of that is known at once."""
    noise = RANDOM.normal(0.0, 20.0, 40)
    a = (100.0 + noise).tolist()
    b = (100.0 + noise + RANDOM.normal(0.0, 0.1, 40)).tolist()
    found = {
        (need.organisation, need.difference): need
        for need in needs(frame(a=a, b=b), Goal("hours", share=0.01), "a")
    }
    assert set(found) == {("a", False), ("b", False), ("b", True)}
    assert found["b", True].replications == 3
    assert found["a", False].replications is None


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_number_does_not_depend_on_how_many_run_at_a_time(tmp_path: Path, jobs: int) -> None:
    goal = Goal("hours", share=0.2)
    results = run(quick(), precision=goal, max_replications=60, jobs=jobs, out=tmp_path)
    found = results.precision
    assert found is not None
    assert found.replications is not None
    assert (
        found.simulated
        == len(results.design.replications)
        == found.replications + look_ahead(found.replications)
    )
    values = results.values
    rows = values[
        (values["metric"] == "hours") & (values["group"] == "all") & (values["statistic"] == "mean")
    ]
    assert rows.groupby("organisation")["replication"].nunique().eq(found.simulated).all()
    numbers = [need.replications for need in needs(values, goal, results.reference)]
    assert max(number for number in numbers if number is not None) == found.replications
    assert len(replications(tmp_path)) >= 3 * found.simulated


def test_a_precision_that_is_out_of_reach_is_said(socsim: Command) -> None:
    ended = socsim(
        *words(), "--precision", "0.001", "--metric", "hours", "--max-replications", "8", "--jobs", "1"
    )
    assert ended.code == 0
    assert "precision: hours to ±0.1%" in ended.err
    assert "not reached with 8 replications" in ended.err


def test_a_figure_that_nobody_has_is_one_line() -> None:
    with pytest.raises(UserError, match=r"--group need=mony: there is no such group; did you mean"):
        run(quick(), precision=Goal("wait_days", group="need=mony", share=0.1), jobs=1)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (["--precision", "0.05"], "--precision: of which figure?"),
        (["--precision", "5", "--metric", "hours"], "--precision 5: a share between 0 and 1"),
        (["--half-width", "-1", "--metric", "hours"], "--half-width -1: a number above 0"),
        (["--precision", "0.05", "--metric", "hour"], "did you mean 'hours'?"),
        (["--precision", "0.05", "--metric", "hours.p95"], "--metric hours.p95: there is no such statistic"),
        (["--precision", "0.05", "--metric", "hours", "--group", "needs=5"], "--group needs=5"),
        (["--precision", "0.05", "--half-width", "1", "--metric", "hours"], "state one of them"),
        (["--precision", "0.05", "--metric", "hours", "--replications", "9"], "so state none"),
        (["--metric", "hours"], "--metric: goes with --precision or --half-width"),
        (["--budget", "soon"], "--budget soon: a time such as 90s"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_one_line(socsim: Command, said: list[str], right: str) -> None:
    ended = socsim(*words(), *said)
    assert (ended.code, ended.out) == (2, "")
    assert right in ended.err
    assert len([line for line in ended.err.splitlines() if line.startswith("--")]) == 1
    assert not Path("results").exists()
