"""The pages of docs/scenarios: their commands, and the figures in their tables.

A table of figures has the columns `metric`, `group`, `organisation`, `estimate`, `low`, `high`, and one for
each key that a sweep varies. It belongs to the last command above it. An organisation `a - b` is the paired
difference of a and b. Where figures have moved,

    python -m tests.docs.pages

works all of them out again and writes them into the pages, of some scenarios where these are named. What the
pages say in words is then to be read again.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import floor, log10
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import typer

from socsim import cli
from socsim.experiment.design import make_design
from socsim.experiment.goals import metric_of
from socsim.experiment.points import numeric, points, varied
from socsim.experiment.pool import Where
from socsim.experiment.run import on_screen, said, simulate_all
from socsim.experiment.simulate import How
from socsim.experiment.sweep import Points, run_points
from socsim.scenario.reading import load

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "scenarios"
FIGURES = ("estimate", "low", "high")
COLUMNS = ("metric", "group", "organisation", *FIGURES)
OPEN = "?"
"""What stands for a figure that is not written yet."""


@dataclass(frozen=True)
class Row:
    """A figure in a page."""

    line: int
    """Where it stands, from 0."""
    command: str
    cells: dict[str, str]
    """By heading, without backquotes."""

    @property
    def keys(self) -> dict[str, str]:
        """What a sweep varies, and the value here."""
        return {heading: self.cells[heading] for heading in self.cells if "." in heading}


def pages() -> list[Path]:
    """The pages of scenarios, without the index."""
    return sorted(page for page in PAGES.glob("*.md") if page.name != "README.md")


def commands(page: Path) -> list[str]:
    """The commands that a page shows, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.startswith("    socsim ")]


def rows(page: Path) -> list[Row]:
    """The figures in a page's tables."""
    found: list[Row] = []
    command, headings = "", []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines()):
        if line.startswith("    socsim "):
            command = line.strip()
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            headings = []
        elif not headings:
            headings = cells
        elif set(COLUMNS) <= set(headings) and not cells[0].startswith("---"):
            found.append(Row(number, command, dict(zip(headings, cells, strict=True))))
    return found


def parsed(command: str) -> tuple[str, dict[str, Any]]:
    """The name of a subcommand, and its parameters; fails where there is no such command or option."""
    _, name, *words = shlex.split(command)
    group = typer.main.get_command(cli.app)
    return name, group.commands[name].make_context(name, words).params  # type: ignore[attr-defined]


def number(text: str) -> float:
    """A figure as it is written: `−1 234.5` with a minus sign and a space."""
    return float(text.replace("−", "-").replace(" ", ""))


def written(value: float, decimals: int) -> str:
    """The same the other way, 1234.5 as `1 234.5`."""
    text = f"{value:,.{decimals}f}".replace(",", " ").replace("-", "−")
    return text.lstrip("−") if number(text) == 0 else text


def decimals_of(text: str) -> int:
    """How many decimals a figure is written with."""
    return len(text.partition(".")[2])


def wanted_decimals(low: float, high: float) -> int:
    """As many as show two digits of the half-width."""
    half = (high - low) / 2
    return max(0, 1 - floor(log10(half))) if half > 0 else 2 * (abs(low) < 100)


class Tables:
    """What commands come to, in a folder where nothing is simulated twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.of = cache(self._of)

    def _of(self, command: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Figures and paired differences, as the command writes them; charts are not drawn."""
        name, options = parsed(command)
        changes = list(options["set_"] or ())
        for option in ("replications", "seed"):
            if options.get(option) is not None:
                changes.append(f"run.{option}={options[option]}")
        file, organisations = ROOT / options["file"], tuple(options["organisation"] or ())
        how = How(Where(), on_screen(False), said(False), referee=False)
        if name == "run":
            results = simulate_all(make_design(load(file, set=changes), organisations), self.folder, how)
            return results.summary, renamed(results.comparison)
        what = [varied(text, load(file, set=changes)) for text in options["vary"]]
        figure = (*metric_of(options["metric"]), options["group"])
        common = Points(file, tuple(changes), organisations)
        swept = run_points(common, what, points(what), self.folder, how, figure)
        return swept.table, renamed(swept.differences)

    def figures(self, row: Row) -> tuple[float, float, float]:
        """Estimate, low and high of a row, worked out again."""
        summary, comparison = self.of(row.command)
        organisation, minus, reference = row.cells["organisation"].partition(" - ")
        metric, statistic = metric_of(row.cells["metric"])
        wanted = {"metric": metric, "statistic": statistic, "group": row.cells["group"]}
        wanted["organisation"] = organisation
        frame = comparison if minus else summary
        if minus:
            wanted["reference"] = reference
        for column, value in wanted.items():
            frame = frame[frame[column] == value]
        for key, text in row.keys.items():
            value = numeric(text)
            frame = frame[frame[key] == (text if value is None else value)]
        assert len(frame) == 1, f"{len(frame)} figures of {row.cells}"
        found = frame.iloc[0]
        return float(found["estimate"]), float(found["ci_low"]), float(found["ci_high"])


def renamed(differences: pd.DataFrame) -> pd.DataFrame:
    """Differences with the columns of figures."""
    return differences.rename(columns={"difference": "estimate"})


def moved(page: Path, tables: Tables) -> Iterator[str]:
    """Each row whose figures are not those of a new run, and what they are now."""
    for row in rows(page):
        now = tables.figures(row)
        texts = [row.cells[one] for one in FIGURES]
        again = [written(value, decimals_of(text)) for value, text in zip(now, texts, strict=True)]
        if again != texts:
            yield f"{page.name}:{row.line + 1}: {' '.join(texts)} is now {' '.join(again)}"


def refreshed(page: Path, tables: Tables) -> str:
    """The page's text with the figures of a new run."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for row in rows(page):
        now = tables.figures(row)
        given = [row.cells[one] for one in FIGURES]
        decimals = [wanted_decimals(*now[1:]) if text == OPEN else decimals_of(text) for text in given]
        again = [written(value, places) for value, places in zip(now, decimals, strict=True)]
        cells = row.cells | dict(zip(FIGURES, again, strict=True))
        marked = [f"`{cell}`" if f"`{cell}`" in lines[row.line] else cell for cell in cells.values()]
        lines[row.line] = f"| {' | '.join(marked)} |"
    return "\n".join(lines) + "\n"


def main(names: list[str], folder: Path) -> None:
    """Write the figures of these pages again, of all where none is named."""
    for page in pages():
        if not names or page.stem in names:
            page.write_text(refreshed(page, Tables(folder / page.stem)), encoding="utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    kept = re.compile(r"--keep=(.+)")
    keep = next((Path(match[1]) for word in sys.argv[1:] if (match := kept.fullmatch(word))), None)
    wanted = [word for word in sys.argv[1:] if not kept.fullmatch(word)]
    if keep is not None:
        main(wanted, keep)
    else:
        with TemporaryDirectory(prefix="socsim-pages-") as made:
            main(wanted, Path(made))
