"""Charts as files, and those that every run draws."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from socsim.charts.about import About
from socsim.charts.costs import costs
from socsim.charts.differences import PRIMARY, differences
from socsim.charts.dots import light
from socsim.charts.falls import falls
from socsim.charts.gallery import CHARTS, OF_RUN
from socsim.charts.headline import judged
from socsim.charts.states import states
from socsim.charts.style import styled
from socsim.charts.survival import survival

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from socsim.analysis.verdict import Finding

FORMATS = ("png", "svg", "pdf")
SLIDES = "slides"
"""The folder of slides, in that of charts."""
NOTEBOOK_DPI, COLOURS = 110, 96
UNDATED = {"svg": "Date", "pdf": "CreationDate"}
"""What matplotlib would write of the time at which a file is made."""


def get_ready() -> None:
    """Import what is otherwise imported when the first chart is drawn."""
    for module in (
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
        "matplotlib.figure",
        "pandas",
        "scipy.special",
    ):
        import_module(module)


def draw_all(
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
    clients: pd.DataFrame,
    meta: Mapping[str, Any],
    folder: Path | str,
    language: str = "en",
    primary: Sequence[str] = PRIMARY,
    findings: Sequence[Finding] = (),
) -> list[Path]:
    """Draw each chart of OF_RUN that has something to show, as PNG and SVG.

    Parameters
    ----------
    summary, comparison : the tables of `summary.csv` and `comparison.csv`.
    clients : the cohort, with `organisation`, `replication`, `needs`, `lead_to_all_supported_days`.
    meta : the run, as `About.from_meta` takes it.
    folder : where the files go; made where it is not there. Other charts of CHARTS in it are removed, and
        slides, so that no older run's chart stays beside this one's.
    primary : metrics of the chart of differences, the most important first.
    findings : the verdict's. With them, titles about a primary metric claim what it claims; other titles
        judge all that they compare together.

    Returns
    -------
    The files, in the order of OF_RUN.
    """
    about = About.from_meta(meta, language).judging(findings)
    said = judged(comparison, findings, about.reference)
    with styled():
        made: dict[str, Figure | None] = {
            "survival": survival(clients, said, about),
            "falls": falls(summary, said, about),
            "states": states(summary, comparison, about),
            "costs": costs(summary, said, about),
            "differences": differences(comparison, about, primary, said),
        }
        written = write_all(((name, made[name]) for name in OF_RUN), Path(folder), ("png", "svg"))
    older = [Path(folder) / f"{name}.{kind}" for name in CHARTS for kind in FORMATS]
    older += [path for name in CHARTS for path in slides_there(Path(folder) / SLIDES, name)]
    for path in older:
        if path not in written:
            path.unlink(missing_ok=True)
    return written


def slide_name(name: str, number: int) -> str:
    """What a chart's slide is called, the first by 1: all have a number, so that none has a chart's name."""
    return f"{name}-{number}"


def slides_there(folder: Path, name: str, formats: Sequence[str] = FORMATS) -> list[Path]:
    """The files of a chart's slides that a folder holds."""
    numbered = [path for kind in formats for path in sorted(folder.glob(f"{name}-*.{kind}"))]
    return [path for path in numbered if path.stem.removeprefix(f"{name}-").isdecimal()]


def write_each(
    name: str, made: Sequence[Figure], folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write the slides of a chart into a folder, and remove those of an older one there."""
    named = [(slide_name(name, at), figure) for at, figure in enumerate(made, start=1)]
    written = write_all(named, folder, formats)
    for path in slides_there(folder, name, formats):
        if path not in written:
            path.unlink(missing_ok=True)
    return written


def write_all(
    made: Iterable[tuple[str, Figure | None]], folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write charts into a folder, one after the other, as they are made.

    Parameters
    ----------
    made : names and figures. Where a figure is None, files of this name are removed.
    formats : of FORMATS.

    Returns
    -------
    The files, in the order of the charts and of FORMATS.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with styled(), ThreadPoolExecutor(1) as beside:  # packing leaves Python free to draw on
        packed = []
        for name, figure in made:
            for kind in (kind for kind in FORMATS if kind in formats):
                path = folder / f"{name}.{kind}"
                if figure is None:
                    path.unlink(missing_ok=True)
                    continue
                if kind == "png":
                    packed.append(beside.submit(_pack, _pixels(figure), path, figure.dpi))
                else:
                    save(figure, path)
                written.append(path)
        for one in packed:
            one.result()
    return written


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, SVG or PDF, whole or not at all; the same figure gives the same bytes."""
    kind = path.suffix.removeprefix(".")
    if kind == "png":
        return _pack(_pixels(figure), path, figure.dpi)
    with _whole(path) as temporary, styled():
        if kind == "svg":
            temporary.write_text(svg(figure), encoding="utf-8")
        else:
            figure.savefig(temporary, format=kind, metadata={UNDATED[kind]: None}, facecolor="white")
    return path


def _pixels(figure: Figure) -> npt.NDArray[np.uint8]:
    """The figure drawn: height x width x 4."""
    drawn = io.BytesIO()
    with styled():
        figure.savefig(drawn, format="rgba", facecolor="white")
    width, height = figure.canvas.get_width_height()
    return np.frombuffer(drawn.getbuffer(), dtype=np.uint8).reshape(height, width, 4)


def svg(figure: Figure) -> str:
    """A figure as the text of an SVG file."""
    drawn = io.StringIO()
    with styled():
        figure.savefig(drawn, format="svg", metadata={UNDATED["svg"]: None}, facecolor="white")
    return light(drawn.getvalue())


def words_of(figure: Figure) -> str:
    """What is written largest on a figure: its title and what stands under it."""
    return " ".join(text.get_text().replace("\n", " ") for text in figure.texts[:2])


def png(figure: Figure) -> bytes:
    """A figure as the bytes of a PNG."""
    from matplotlib.image import imsave

    packed = io.BytesIO()
    imsave(packed, _pixels(figure), format="png", origin="upper", dpi=figure.dpi)
    return packed.getvalue()


def small_png(figure: Figure) -> bytes:
    """The same for the width of a page of text, in few colours: a third of the bytes.

    It is drawn large and made smaller: texts drawn for fewer dots would be wider than they were measured.
    """
    from PIL import Image

    packed = io.BytesIO()
    drawn = Image.fromarray(_pixels(figure)).convert("RGB")
    size = [round(length * NOTEBOOK_DPI / figure.dpi) for length in drawn.size]
    smaller = drawn.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    few = smaller.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(packed, format="png", optimize=True, dpi=(NOTEBOOK_DPI, NOTEBOOK_DPI))
    return packed.getvalue()


def _pack(pixels: npt.NDArray[np.uint8], path: Path, dpi: float) -> Path:
    from matplotlib.image import imsave

    with _whole(path) as temporary:
        imsave(temporary, pixels, format="png", origin="upper", dpi=dpi)
    return path


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it takes the place of `path` when that has worked out."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
