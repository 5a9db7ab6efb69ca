"""The charts of a run that is there already, by the library and by the command."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

import socsim as library
from socsim.charts.draw import FORMATS, draw_all
from socsim.charts.gallery import CHARTS, OF_RUN
from socsim.scenario.errors import UserError
from tests.command import Command
from tests.experiment.conftest import SMALL, files, words


@pytest.fixture(scope="module")
def results(whole: Path) -> library.Results:
    return library.open_results(whole)


def test_the_charts_of_a_run_are_drawn_again(whole: Path, results: library.Results, tmp_path: Path) -> None:
    library.draw_charts(results, tmp_path, charts=["differences", "falls"], formats=["svg"])
    of_run = files(whole / "charts")
    assert files(tmp_path) == {name: of_run[name] for name in ("differences.svg", "falls.svg")}
    assert {Path(name).stem for name in of_run} == set(OF_RUN) <= set(CHARTS)


def test_the_command_draws_what_is_asked_for(whole: Path, socsim: Command) -> None:
    asked = ["--chart", "falls", "--chart", "survival", "--format", "pdf, png"]
    ended = socsim("charts", str(whole), *asked, "--lang", "sv", "--out", "here")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "survival, falls: diagram i here\n"
    assert sorted(files(Path("here"))) == [*("falls.pdf", "falls.png", "survival.pdf", "survival.png")]


def test_a_file_is_the_same_whenever_it_is_made(results: library.Results, tmp_path: Path) -> None:
    (first,) = library.draw_charts(results, tmp_path / "first", charts=["falls"], formats=["pdf"])
    time.sleep(1.0 - time.time() % 1.0)  # dates in a PDF are by the second
    (again,) = library.draw_charts(results, tmp_path / "again", charts=["falls"], formats=["pdf"])
    assert first.read_bytes() == again.read_bytes()
    assert b"CreationDate" not in first.read_bytes()


def test_by_default_they_go_beside_the_results(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "run")
    english = files(folder / "charts")
    library.draw_charts(folder, charts=["falls"], language="sv")
    found = files(folder / "charts")
    assert {f"falls.{kind}" for kind in FORMATS} <= found.keys()
    assert found["falls.svg"] != english["falls.svg"]
    assert found["costs.svg"] == english["costs.svg"]


def test_a_chart_for_notebooks(results: library.Results) -> None:
    figure = results.chart("costs", "sv")
    assert figure is not None
    assert "betalare" in figure.texts[1].get_text()
    with pytest.raises(UserError, match="did you mean 'costs'"):
        results.chart("cost")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--chart", "fall"], "--chart: there is no chart 'fall'; did you mean 'falls'?"),
        (["--format", "jpeg"], "--format: there is no format 'jpeg'; known: png, svg, pdf"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_drawn(
    whole: Path, socsim: Command, wrong: list[str], said: str
) -> None:
    ended = socsim("charts", str(whole), *wrong, "--out", "here")
    assert (ended.code, ended.err) == (2, f"{said}\n")
    assert not Path("here").exists()


def test_without_results_there_is_nothing_to_draw(socsim: Command) -> None:
    ended = socsim("charts", "nowhere")
    assert ended.code == 2
    assert "name one that 'socsim run' has made" in ended.err


def test_a_chart_with_nothing_to_show_is_said_and_an_older_one_goes(
    whole: Path, socsim: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socsim.charts.gallery.CHARTS", {**CHARTS, "falls": lambda run: None})
    Path("here").mkdir()
    Path("here/falls.png").write_bytes(b"older")
    ended = socsim("charts", str(whole), "--chart", "falls", "--out", "here")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "falls: this run has nothing to show in it\n"
    assert not files(Path("here"))


def test_a_new_run_leaves_no_chart_of_an_older_one(results: library.Results, tmp_path: Path) -> None:
    (tmp_path / "survival.pdf").write_bytes(b"older")
    of_costs = results.summary[results.summary["metric"] == "cost_per_client"]
    draw_all(of_costs, results.comparison[:0], results.clients[:0], results.meta, tmp_path)
    assert files(tmp_path).keys() == {"costs.png", "costs.svg"}


def test_screens_and_charts_in_swedish(socsim: Command) -> None:
    alone = ["--organisation", "specialised", "--jobs", "1", "--lang", "sv"]
    ended = socsim(*words(), *alone, "--out", "run", "--replications", "1")
    assert ended.code == 0
    assert "Vad detta inte visar" in ended.out
    english = socsim(*words(), *alone[:-1], "en", "--out", "english", "--replications", "1")
    assert "Vad detta" not in english.out
    assert files(Path("run/charts"))["costs.svg"] != files(Path("english/charts"))["costs.svg"]


@pytest.mark.parametrize("command", ["sweep", "warmup", "validate"])
def test_studies_in_swedish(socsim: Command, command: str) -> None:
    short = [word for change in ("run.warm_up=1 day", "run.measure=30 days", "run.follow_up=10 days",
             "run.replications=1") for word in ("--set", change)]  # fmt: skip
    more = {
        "sweep": ["--vary", "behaviour.sight=0.1,0.2", "--organisation", "one_worker", "--for", "slide"],
        "warmup": ["--replications", "1", "--organisation", "one_worker", "--for", "slide"],
        "validate": [],
    }[command]
    said = {"sweep": "tid till stöd för alla behov", "warmup": "MSER-5", "validate": "ytvaliditet"}[command]
    ended = socsim(command, str(SMALL), *short, *more, "--jobs", "1", "--out", "there", "--lang", "sv")
    assert said in " ".join(ended.out.split())
    slides = {"sweep": {"sweep-1"}, "warmup": {f"warm_up-{at}" for at in (1, 2, 3)}, "validate": set()}
    assert {Path(name).stem for name in files(Path("there/slides"))} == slides[command]


def test_slides_go_into_a_folder_of_their_own(whole: Path, socsim: Command, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "run")
    charts = files(folder / "charts")
    (folder / "charts" / "slides").mkdir()
    (folder / "charts" / "slides" / "costs-9.png").write_bytes(b"older")
    asked = ("--chart", "costs", "--format", "png", "--for", "slide")
    ended = socsim("charts", str(folder), *asked)
    where = folder / "charts" / "slides"
    assert (ended.code, ended.err, ended.out) == (0, "", f"costs: charts in {where}\n")
    found = files(where)
    assert {f"costs-{at}.png" for at in range(1, len(found) + 1)} == found.keys()
    assert files(folder / "charts") == charts | {f"slides/{name}": of for name, of in found.items()}
    again = socsim("charts", str(folder), *asked, "--out", "here")
    assert again.code == 0
    assert files(Path("here")) == found
    results = library.open_results(folder)
    assert len(results.slides("costs")) == len(found)
    draw_all(results.summary, results.comparison, results.clients, results.meta, folder / "charts")
    assert not files(where)
