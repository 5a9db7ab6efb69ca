"""What every answer is: a table, a chart and two plain sentences, shown and written alike."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from socsim.experiment.charted import Charted
from socsim.experiment.folder import prepare, whole_file
from socsim.experiment.store import NUMBERS_VERSION
from socsim.experiment.writing import FIGURES
from socsim.locale.catalogues import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.answers.asking import Asked
    from socsim.experiment.html import Shown
    from socsim.screen.answer_screen import Block


def chart_file(name: str, language: str, asked: str) -> str:
    """The SVG of an answer in a language: without a language in its name where it was asked in that one."""
    return f"{name}.svg" if language == asked else f"{name}.{language}.svg"


class Answer(Charted):
    """The answer to a question that was put to a scenario.

    Attributes
    ----------
    asked : the scenario, and how much was simulated.
    """

    name: ClassVar[str]
    """The command's name, and that of its files."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @property
    @abstractmethod
    def table(self) -> pd.DataFrame:
        """The answer as a tidy table, with intervals and the number of replications."""

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """What the table was worked out from, by a short name each."""
        return {}

    @abstractmethod
    def sentences(self, language: str = "en") -> Sequence[str]:
        """The answer in two plain sentences, with its uncertainty."""

    @abstractmethod
    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """The table as the screen shows it: headings, and the cells of each row."""

    def further(self, language: str = "en") -> Sequence[Block]:
        """What the screen shows below the table: more tables, each with its heading."""
        return ()

    def blocks(self, language: str = "en") -> list[Block]:
        """All tables that the screen shows: those that have a row."""
        from socsim.screen.answer_screen import Block

        tables = [Block("", *self.rows(language)), *self.further(language)]
        return [block for block in tables if block.rows]

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked besides the scenario: all that is needed to ask the same again."""
        return {}

    @cached_property
    def meta(self) -> dict[str, Any]:
        """What chart and screen say of the scenario and the runs, as `About.from_meta` takes it."""
        return self.asked.meta

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the sentences and the tables."""
        from rich.console import Console

        from socsim.screen.answer_screen import show_answer

        where = console or Console(highlight=False)
        show_answer(self.sentences(language), self.blocks(language), self.meta, where, folder, language)

    def files(self, language: str = "en") -> list[str]:
        """What `write` writes: the chart in the language asked for, and as SVG in the others as well."""
        tables = [self.name, *(f"{self.name}_{name}" for name in self.more_tables)]
        charts = [f"{self.name}.png", *(chart_file(self.name, other, language) for other in LANGUAGES)]
        return [*(f"{name}.csv" for name in tables), f"{self.name}.json", *charts]

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write tables, sentences and chart into a folder.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.charts.draw import save
        from socsim.charts.style import styled

        folder = Path(folder)
        prepare(folder, self.files(language))
        tables = {self.name: self.table}
        tables |= {f"{self.name}_{name}": frame for name, frame in self.more_tables.items()}
        for name, frame in tables.items():
            with whole_file(folder / f"{name}.csv") as temporary:
                frame.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
        with whole_file(folder / f"{self.name}.json") as temporary:
            about = self.manifest | {"chart": language}
            temporary.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")
        for drawn in LANGUAGES:
            with styled():
                figure = self.chart(drawn)
            if drawn == language:
                save(figure, folder / f"{self.name}.png")
            save(figure, folder / chart_file(self.name, drawn, language))
        (folder / f"{self.name}.{language}.svg").unlink(missing_ok=True)  # of one asked in another language
        return [folder / name for name in self.files(language)]

    @property
    def manifest(self) -> dict[str, Any]:
        """The answer in words, and what one needs to know to get it again."""
        return {
            "question": self.name,
            "answer": {language: list(self.sentences(language)) for language in LANGUAGES},
            "settings": dict(self.settings),
            "scenario": str(self.asked.loaded.path),
            "set": list(self.asked.set),
            "seed": self.meta["seed"],
            "replications": list(self.asked.replications),
            "runs": self.asked.trials.runs,
            "versions": {"socsim": self.meta["version"], "numbers": NUMBERS_VERSION},
        }

    def shown(self, language: str = "en") -> Shown:
        """Sentences and tables, as a notebook shows them, in `sv` or `en`."""
        from socsim.charts.about import About
        from socsim.experiment.html import MOST, Shown, paragraphs, table

        about = About.from_meta(self.meta, language)
        parts = [paragraphs([about.title], "h4"), paragraphs(self.sentences(language))]
        for heading, names, cells in self.blocks(language):
            parts += [paragraphs([heading] if heading else [], "h5"), table(names, cells)]
            if len(cells) > MOST:
                parts.append(paragraphs([about.say_count("answer.more", len(cells) - MOST)]))
        parts.append(paragraphs([about.origin], "small"))
        return Shown("".join(parts), repr(self))

    def _repr_html_(self) -> str:
        return self.shown().html

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {' '.join(self.sentences())}>"
