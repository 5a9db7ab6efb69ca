"""Charts of a run that is there already."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.experiment.folder import OutputError, prepare
from socsim.experiment.results import Results
from socsim.scenario.errors import UserError, suggest

if TYPE_CHECKING:
    from socsim.charts.gallery import Run

FOLDER = "charts"
FOR = ("print", "slide")
"""What charts are drawn for."""


def to_draw(results: Results, language: str = "en") -> Run:
    """A run as `socsim.charts.gallery` takes it."""
    from socsim.charts.about import About
    from socsim.charts.gallery import Run
    from socsim.charts.headline import judged

    findings = results.verdict.findings
    about = About.from_meta(results.meta, language).judging(findings)
    return Run(
        tables=results,
        about=about,
        said=judged(results.comparison, findings, about.reference),
        primary=results.design.scenario.comparison.primary,
        blueprints=results.design.blueprints,
    )


def draw_charts(
    source: Results | Path | str,
    out: Path | str | None = None,
    *,
    charts: Sequence[str] = (),
    language: str = "en",
    formats: Sequence[str] = (),
    medium: str = "print",
) -> list[Path]:
    """Draw charts of a run.

    Parameters
    ----------
    source : its results, or the folder that they are in.
    out : where the files go; None: `charts` in that folder, for slides `charts/slides`. Files there of charts
        that have nothing to show are removed.
    charts : the names of those to be drawn; none: all that have something to show.
    language : `sv` or `en`.
    formats : of `png`, `svg`, `pdf`; none: all three.
    medium : `print`, a page as wide as A4; or `slide`, 16:9 with large type: `flow-1.png`, and `flow-2.png`
        where the chart has too much for one.

    Returns
    -------
    The files.

    Raises
    ------
    UserError : where there are no such results, chart or format, or the folder will not do.
    """
    from socsim.charts.draw import FORMATS, SLIDES, write_all, write_each
    from socsim.charts.gallery import CHARTS
    from socsim.charts.sheet import slides

    (on,) = _known([medium], FOR, "--for", "form")
    names = _known(charts, tuple(CHARTS), "--chart", "chart") or list(CHARTS)
    kinds = _known(formats, FORMATS, "--format", "format") or list(FORMATS)
    results, folder = _opened(source, out)
    if on == "slide" and out is None:
        folder /= SLIDES
    prepare(folder, [f"{name}.{kind}" for name in names for kind in kinds])
    run = to_draw(results, language)

    def drawn() -> Iterator[tuple[str, Any]]:
        for name in names:
            yield name, CHARTS[name](run)

    try:
        if on == "slide":
            made = ((name, slides(partial(CHARTS[name], run))) for name in names)
            return [path for name, figures in made for path in write_each(name, figures, folder, kinds)]
        return write_all(drawn(), folder, kinds)
    except OSError as error:
        raise OutputError(folder, f"cannot be written ({error.strerror})") from error


def slides_of(results: Results, name: str, language: str = "en") -> list[Any]:
    """The slides of one chart; see `Results.slides`."""
    from socsim.charts.gallery import CHARTS
    from socsim.charts.sheet import slides

    (known,) = _known([name], tuple(CHARTS), "chart", "chart")
    return list(slides(partial(CHARTS[known], to_draw(results, language))))


def chart_of(results: Results, name: str, language: str = "en") -> Any:
    """One chart; see `Results.chart`."""
    from socsim.charts.gallery import CHARTS

    (known,) = _known([name], tuple(CHARTS), "chart", "chart")
    return CHARTS[known](to_draw(results, language))


def _known(wanted: Sequence[str], known: Sequence[str], option: str, what: str) -> list[str]:
    wrong = [name for name in wanted if name not in known]
    if wrong:
        raise UserError([suggest(f"{option}: there is no {what} '{name}'", name, known) for name in wrong])
    return [name for name in known if name in wanted]


def _opened(source: Results | Path | str, out: Path | str | None) -> tuple[Results, Path]:
    from socsim.experiment.opened import open_results

    if isinstance(source, Results):
        if out is None:
            raise UserError(["charts of results in memory: name a folder for them"])
        return source, Path(out)
    return open_results(source), Path(source) / FOLDER if out is None else Path(out)


def charts_of_folder(
    folder: Path,
    *,
    charts: Sequence[str],
    language: str,
    formats: Sequence[str],
    medium: str,
    out: Path | None,
    quiet: bool,
) -> None:
    """Draw charts as the command line does, and say which there are."""
    from socsim.locale import say

    written = draw_charts(folder, out, charts=charts, language=language, formats=formats, medium=medium)
    names = list(dict.fromkeys(path.stem.partition("-")[0] for path in written))  # of slides without number
    missing = [name for name in charts if name not in names]
    for name in missing:
        print(say("charts.nothing", language, name=name), file=sys.stderr)
    if not quiet and names:
        where = written[0].parent
        print(say("charts.files", language, names=", ".join(names), folder=where))
