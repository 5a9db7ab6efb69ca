"""`socsim verify`: every case agrees in a short run, what is wrong is found, and what is said is so."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from socsim.experiment.run import run
from socsim.locale import LANGUAGES
from socsim.scenario.reading import load
from socsim.theory.cases import FOLDER, cases
from socsim.theory.judging import FALSE_ALARM, judged
from socsim.theory.verification import Verification, opened, verify
from tests.command import Command, command_line


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


@pytest.fixture(scope="module")
def found() -> Verification:
    """All cases in the compiled engine, about a twelfth of what the command runs."""
    return verify(engine="compiled", replications=20, size=0.14)


def test_all_cases_agree_with_theory(found: Verification) -> None:
    differing = found.table[found.table["verdict"] != "agrees"]
    assert found.agrees, differing.to_string()
    assert list(dict.fromkeys(found.table["case"])) == [case.name for case in cases()]


def test_errors_of_a_few_percent_are_found(found: Verification) -> None:
    """What the table says would be found: of the shares of time at work a percent or two."""
    assert float(found.table["would_be_found"].median()) < 0.12
    busy = found.table[found.table["quantity"] == "busy"]
    assert float(busy["would_be_found"].max()) < 0.05


def test_every_file_is_a_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {case.name for case in cases()}
    for case in cases():
        loaded = load(case.file)
        assert loaded.scenario.title.sv and loaded.scenario.title.en
        assert case.file.read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("factor", [0.97, 1.03])
def test_work_that_takes_three_percent_longer_is_found(factor: float) -> None:
    """In the very quantity that it changes, and where load makes more of it."""
    change = f"needs.busy.steps.service.effort.mean={factor} h"
    found = verify(["mm1"], engine="compiled", replications=20, size=0.4, set=[change])
    verdicts = found.table[found.table["of"] == "busy"].set_index("quantity")["verdict"]
    assert verdicts["busy"] == "differs"
    assert not found.agrees
    assert (found.table[found.table["of"] == "half"]["verdict"] == "agrees").all()


def test_engines_that_differ_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if both agree with theory."""
    from socsim.engine import compiled

    right = compiled.make_people
    monkeypatch.setattr(compiled, "make_people", lambda bp, seed, number: right(bp, seed, number + 1_000))
    found = verify(["posts"], replications=15, size=0.2)
    assert (found.table["verdict"] == "agrees").all()
    assert found.about["unequal"] == ["posts"]
    assert not found.agrees
    assert "posts" in found.sentences()[1]


def test_the_command(command: Command, tmp_path: Path) -> None:
    """Both engines, one case: a table on the screen, files in the folder, and they can be opened again."""
    out = tmp_path / "verify"
    words = ("verify", "--case", "leaving", "--case", "posts", "--replications", "15")
    ended = command(*words, "--out", str(out))
    assert ended.code == 0, ended.err
    assert "A race: clients who move away (leaving)" in ended.out
    assert "Everything agrees with theory: 8 comparisons in 2 cases." in ended.out
    assert "have the same figures in both" in ended.out
    assert {path.name for path in out.iterdir()} == {"verify.csv", "verify.json", "cases"}
    again = opened(out)
    assert again is not None and again.agrees and len(again.table) == 8
    assert json.loads((out / "verify.json").read_text("utf-8"))["runs"] == {"compiled": 45, "simpy": 45}
    written = run(out / "cases" / "leaving.yaml", replications=(1,), engine="simpy")
    assert len(written.summary) > 100


def test_the_command_fails_where_something_differs(command: Command) -> None:
    change = ("--set", "behaviour.leaving=0.5 per hour")
    ended = command("verify", "--case", "leaving", "--engine", "simpy", "--lang", "sv", *change)
    assert ended.code == 1
    assert "AVVIKER" in ended.out and "Ändrat i scenarierna: behaviour.leaving=0.5 per hour" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--case", "mm2"), "there is no such case; there are mm1,"),
        (("--set", "needs.none_such.priority=acute"), "none_such"),
        (("--engine", "fast"), "fast"),
    ],
)
def test_what_the_user_can_mend(command: Command, words: tuple[str, ...], said: str) -> None:
    ended = command("verify", *words)
    assert ended.code == 2
    assert said in ended.err


def test_seeds_go_by_the_place_of_the_case() -> None:
    """So that one case alone is what it is among all."""
    alone = verify(["posts"], engine="simpy", seed=100, replications=3)
    assert alone.about["seeds"] == {"posts": 100 + [case.name for case in cases()].index("posts")}
    pair = verify(["leaving", "posts"], engine="simpy", seed=100, replications=3).table
    assert pair[pair["case"] == "posts"]["simulated"].tolist() == alone.table["simulated"].tolist()


def test_a_folder_without_one(tmp_path: Path) -> None:
    assert opened(tmp_path) is None
    (tmp_path / "verify.json").write_text("[]", "utf-8")
    (tmp_path / "verify.csv").write_text("case\n", "utf-8")
    assert opened(tmp_path) is None


def test_a_notebook_shows_it(found: Verification) -> None:
    assert "Everything agrees" in repr(found)
    assert found._repr_html_().count("<tr") > len(cases())
    for language in LANGUAGES:
        assert len(found.sentences(language)) == 1


def test_the_chance_of_a_false_alarm_is_that_of_all_together() -> None:
    """Under the null hypothesis: 500 families of 20 comparisons of 10 normal values, at a fifth."""
    draws = np.random.default_rng(1).normal(5.0, 1.0, (500, 20, 10))
    rows = [{"theory": 5.0}] * 20
    alarms = sum((judged(rows, list(family), 0.2)["verdict"] == "differs").any() for family in draws)
    assert 65 < alarms < 117  # Bonferroni: 1 - (1 - 0.2/20)^20 = 18.2 %, +- 3 standard errors of 1.7 %


def test_what_would_be_found_is_found() -> None:
    """A deviation of the size that is stated differs nine times in ten."""
    draws = np.random.default_rng(2).normal(0.0, 0.1, (500, 30))
    usual = 1.0 + 0.1 * draws[0] / draws[0].std(ddof=1)
    off = float(judged([{"theory": 1.0}], [usual])["would_be_found"].iloc[0])
    wrong = judged([{"theory": 1.0}] * 500, list(1.0 + off + draws), 500 * FALSE_ALARM)
    assert 0.86 < (wrong["verdict"] == "differs").mean() < 0.94  # 3 standard errors


def test_a_wide_interval_is_no_agreement() -> None:
    table = judged([{"theory": 1.0}, {"theory": 1.0}], [np.array([1.0]), np.array([0.2, 1.8])])
    assert table["verdict"].tolist() == ["unclear", "unclear"]
    assert FALSE_ALARM == 0.001


@pytest.mark.study
def test_the_whole_of_it(tmp_path: Path) -> None:
    """As a user runs it, in both engines."""
    found = verify(out=tmp_path)
    assert found.agrees, found.table[found.table["verdict"] != "agrees"].to_string()
    quick = found.table[found.table["engine"] == "compiled"]
    assert float(quick["would_be_found"].max()) < 0.1


def test_the_page_has_every_case() -> None:
    """In the printed table, and with its assumptions."""
    page = (Path(__file__).parents[2] / "docs" / "verification.md").read_text("utf-8")
    for case in cases():
        assert f" ({case.name})\n" in page
        assert f"`{case.name}`" in page.split("## The cases")[1]
