"""Every text of a scenario is a text wherever it is shown: in tables, on screens, in pages, in logs."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from unicodedata import category

import pytest
from rich.console import Console

import socsim
from socsim.experiment.writing import FILES
from socsim.scenario.plan import make_plan
from socsim.screen.check import show_check

from .scenario import written

SHOWN = {"p", "strong", "small", "table", "tr", "th", "td", "img"}
SOCSIM = "import sys; from socsim.cli import main; sys.argv[0] = 'socsim'; main()"
COMMANDS = (
    "check h.yaml",
    "run h.yaml --engine simpy --jobs 1 --out made",
    "charts made --lang sv",
    "report made --lang sv",
    "story h.yaml --engine simpy --out told",
    "validate h.yaml --engine simpy --jobs 1 --out held",
    "sweep h.yaml --vary behaviour.sight=0.1:0.5:2 --engine simpy --jobs 1 --out swept",
    "warmup h.yaml --engine simpy --jobs 1 --replications 2 --out warm",
    "why h.yaml --between specialised one_worker --engine simpy --jobs 1 --out answers",
    "breakeven h.yaml --vary behaviour.sight --between specialised one_worker --points 3 --out answers",
    "export made --format csv",
    "export made --format xes",
    "export made --format ocel",
    "export made --format ocel-sqlite",
)


class Tags(HTMLParser):
    """Of what a page is made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.events: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.events += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("texts") / "h.yaml")


@pytest.fixture(scope="module")
def results(file: Path) -> socsim.Results:
    return socsim.run(file, organisations=["specialised", "one_worker"], jobs=1, engine="simpy")


def controls(said: str) -> list[str]:
    """What moves a cursor, rings a bell, or turns a line round."""
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return [one for one in said if one not in "\n\r" and (category(one) in ("Cc", "Cs") or one in turning)]


def screen() -> Console:
    return Console(file=StringIO(), width=100, force_terminal=True, color_system=None, highlight=False)


def read(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_on_the_screen(results: socsim.Results, file: Path) -> None:
    console = screen()
    results.show(console)
    socsim.story(file, engine="simpy").show(console)
    loaded = socsim.load(file)
    for language in ("sv", "en"):
        show_check(loaded, make_plan(loaded.scenario), console, language)
    said = read(console)
    assert not controls(said)
    assert "[red]x[/red]" in said
    assert "<script>document.body" in said


def test_in_a_notebook(results: socsim.Results, file: Path) -> None:
    for shown in (results.shown(chart=False).html, socsim.story(file, engine="simpy").shown().html):
        tags = Tags(shown)
        assert tags.found <= SHOWN | {"h4", "h5"}
        assert tags.events == []


def cells(folder: Path) -> Iterator[tuple[str, str]]:
    """Every cell of every table that an office may open."""
    for path in folder.rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as table:
            for row in csv.reader(table):
                yield from ((path.name, cell) for cell in row)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would work it out: who opens a CSV is not asked."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


def test_in_an_event_log(results: socsim.Results, tmp_path: Path) -> None:
    for form in ("csv", "xes", "ocel"):
        socsim.export(results, form, out=tmp_path, clients=9, organisation="specialised", engine="simpy")
    assert not [cell for cell in cells(tmp_path) if is_formula(cell[1])]
    tree = ElementTree.parse(next(tmp_path.glob("*.xes")))
    assert len({element.tag.rpartition("}")[2] for element in tree.iter()}) < 20
    assert json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))["events"]


@pytest.mark.study
def test_through_every_command(tmp_path: Path) -> None:
    """No traceback, nothing outside the folder, no formula, no element that is not ours."""
    below = tmp_path / "deep" / "er" / "still"
    below.mkdir(parents=True)
    written(below / "h.yaml")
    for command in COMMANDS:
        ended = subprocess.run(
            [sys.executable, "-c", SOCSIM, *command.split()], cwd=below, capture_output=True, text=True,
        )  # fmt: skip
        assert ended.returncode == 0, (command, ended.stderr)
        assert "Traceback" not in ended.stderr, command
        said = ended.stdout + ended.stderr
        assert not controls(said), command
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and below not in path.parents]
    assert outside == []
    assert {"made", "told", "held", "swept", "warm", "answers", "h.yaml"} == {
        path.name for path in below.iterdir()
    }
    assert set(FILES) - {"journal.parquet"} <= {path.name for path in (below / "made").iterdir()}
    assert not [cell for cell in cells(below) if is_formula(cell[1])]
    for path in below.rglob("*.svg"):
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
        assert not tags & {"script", "foreignObject", "a", "image", "iframe"}, path
    for path in below.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if "worksheets" in name]
        assert sheets
        assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    for path in below.rglob("export/*.sqlite"):
        with closing(sqlite3.connect(path)) as log:
            assert log.execute("SELECT count(*) FROM event").fetchone()[0] > 0
