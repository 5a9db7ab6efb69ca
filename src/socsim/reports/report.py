"""`socsim report`: what came out of a run, for whom, and what it rests on, as a page and as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.experiment.folder import OutputError, prepare, whole_file
from socsim.reports.document import Document
from socsim.reports.material import Material, answers_in
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    from socsim.experiment.results import Results

WHY = ("why",)
DEPENDS = ("robust", "sensitivity", "breakeven")
TAKES = ("best", "staff", "value")


@dataclass(frozen=True)
class Report:
    """A report, to be written as HTML or PDF.

    Attributes
    ----------
    document : what it consists of.
    """

    document: Document

    def html(self) -> str:
        """One page that needs nothing else: pictures, figures and what moves them are in it."""
        from socsim.reports.page import page

        return page(self.document)

    def pdf(self) -> bytes:
        """The same on paper, tagged for screen readers (PDF/UA-1)."""
        from socsim.reports.paper import paper

        return paper(self.document)

    def write(self, folder: Path | str, stem: str = "report") -> list[Path]:
        """Write both into a folder.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        folder = Path(folder)
        language = self.document.language
        paths = [folder / f"{stem}.{language}.{kind}" for kind in ("html", "pdf")]
        page, printed = self.html(), self.pdf()
        prepare(folder, [path.name for path in paths])
        with whole_file(paths[0]) as temporary:
            temporary.write_text(page, encoding="utf-8")
        with whole_file(paths[1]) as temporary:
            temporary.write_bytes(printed)
        return paths

    def _repr_html_(self) -> str:
        from html import escape

        return f'<iframe style="width: 100%; height: 40em" srcdoc="{escape(self.html())}"></iframe>'


def report(
    results: Results,
    *,
    answers: Path | str | None = None,
    verification: Path | str | None = None,
    language: str = "en",
) -> Report:
    """A report on the results of a run.

    Parameters
    ----------
    results : those of a run, or what `open_results` has opened; the scenario must have come from a file.
    answers : a folder of answers, as `socsim why` and its like leave one; None: none are told.
    verification : a folder into which `socsim verify` has written; it is told if it is of the version that
        made the results. None: the report says how to verify.
    language : `sv` or `en`.

    Raises
    ------
    ValueError : where the scenario was made in Python: it has no sources.
    UserError : where what reports are made with is not installed.
    """
    _check_installed()
    from socsim.charts.gallery import CHARTS
    from socsim.experiment.charting import to_draw
    from socsim.reports import background, sections
    from socsim.reports.checklist import checklist
    from socsim.theory.verification import opened

    if results.design.loaded is None:
        raise ValueError("a report tells where each number comes from: read the scenario from a file")
    found = {} if answers is None else answers_in(Path(answers), language)
    verified = None if verification is None else opened(Path(verification))
    material = Material(results, language, found, verified)
    run = to_draw(results, language)
    figures = {name: draw(run) for name, draw in CHARTS.items()}
    drawn = {name: figure for name, figure in figures.items() if figure is not None}
    made = [
        sections.question(material),
        sections.answer(material),
        sections.whom(material),
        sections.charts(material, drawn),
        sections.given(material, "why", WHY),
        sections.given(material, "depends", DEPENDS),
        sections.given(material, "takes", TAKES),
        sections.calibration(material),
        background.verification(material),
        background.limits(material),
        background.reproduce(material),
        checklist(material),
        background.assumptions(material),
    ]
    about = material.about
    subtitle = " · ".join(
        [
            about.say_count("source.replications", about.replications),
            about.say("source.seed", seed=about.seed),
            f"socsim {about.version}",
        ]
    )
    return Report(Document(about.title, subtitle, language, made, about.say("report.contents")))


def _check_installed() -> None:
    missing = [name for name in ("jinja2", "plotly", "typst") if find_spec(name) is None]
    if missing:
        raise UserError([f"a report needs {', '.join(missing)}: pip install 'socsim[report]'"])


def report_of_folder(
    folder: Path, *, answers: Path | None, verification: Path | None, language: str, out: Path | None
) -> list[Path]:
    """Report on a results folder as the command line does; the files.

    Raises
    ------
    OutputError : where there are no results, or nothing can be written.
    """
    from socsim.experiment.opened import open_results
    from socsim.theory.verification import opened

    results = open_results(folder)
    beside = folder.parent / f"{folder.name}-answers"
    if answers is not None and not answers.is_dir():
        raise OutputError(answers, "there is no such folder: name one of answers, or leave it out")
    if verification is not None and opened(verification) is None:
        raise OutputError(verification, "holds no verification: 'socsim verify --out' writes one")
    verified = verification or folder.parent / "verify"
    made = report(results, answers=answers or beside, verification=verified, language=language)
    return made.write(out or folder)
