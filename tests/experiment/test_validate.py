"""`socsim validate`: targets beside what was simulated."""

from __future__ import annotations

import pandas as pd
import pytest

from socsim import Results
from socsim.experiment.validate import targets_met
from tests.command import Command
from tests.experiment.conftest import QUICK, SMALL, fill, quick

TARGET = (
    "{{metric: hours, organisation: specialised, value: {value}, tolerance: {tolerance}, source: {source}}}"
)


def target(value: float, tolerance: float, source: str = "a book of 2020") -> str:
    return TARGET.format(value=value, tolerance=tolerance, source=source)


@pytest.fixture
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    many = ", ".join((target(0.0, 1e6), target(-5.0, 1.0), target(0.0, 1e6).replace("hours", "opened_share")))
    return fill(quick(f"targets=[{many}]"), tmp_path_factory.mktemp("targets"), "specialised")


def test_a_target_is_met_within_its_tolerance(results: Results) -> None:
    table = targets_met(results)
    assert table["met"].tolist()[:2] == [True, False]
    own = results.summary
    row = own[(own["metric"] == "hours") & (own["group"] == "all") & (own["statistic"] == "mean")].iloc[0]
    assert (
        table.loc[0, ["estimate", "ci_low", "ci_high"]].tolist()
        == row[["estimate", "ci_low", "ci_high"]].tolist()
    )
    assert table.loc[0, "replications"] == 2


def test_a_figure_that_does_not_exist_is_missed(results: Results) -> None:
    row = targets_met(results).iloc[2]
    assert not row["met"]
    assert pd.isna(row["estimate"])


def words_of(*targets: str) -> list[str]:
    changes = (*QUICK, f"targets=[{', '.join(targets)}]")
    return [
        "validate",
        str(SMALL),
        *(word for change in changes for word in ("--set", change)),
        "--jobs",
        "1",
    ]


def test_the_command_ends_with_1_where_one_is_missed(socsim: Command) -> None:
    met = socsim(*words_of(target(0.0, 1e6)))
    assert met.code == 0
    assert "the target is met" in met.out
    assert "a book of 2020" in met.out
    assert "face validity" in " ".join(met.out.split())
    missed = socsim(*words_of(target(0.0, 1e6), target(-5.0, 1.0)))
    assert missed.code == 1
    assert "1 of 2 targets is missed" in missed.out


def test_a_file_without_targets_is_one_line(socsim: Command) -> None:
    ended = socsim(*words_of())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("targets: states none: add known figures to hold it against\n")


def test_the_word_for_an_assumption_is_in_the_readers_language(socsim: Command) -> None:
    words = words_of(target(0.0, 1e6, "'Assumption: three times an assumption of 2019'"))
    said = " ".join(socsim(*words, "--lang", "sv").out.split())
    assert "1. antagande: three times an assumption of 2019" in said
