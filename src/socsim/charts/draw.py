"""All charts of a run, as files."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from socsim.charts.about import About
from socsim.charts.costs import costs
from socsim.charts.differences import PRIMARY, differences
from socsim.charts.dots import light
from socsim.charts.falls import falls
from socsim.charts.headline import judged
from socsim.charts.states import states
from socsim.charts.style import DPI, styled
from socsim.charts.survival import survival

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from socsim.analysis.verdict import Finding

NAMES = ("survival", "falls", "states", "costs", "differences")


def get_ready() -> None:
    """Import what is otherwise imported when the first chart is drawn."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg  # noqa: F401
    import pandas  # noqa: F401


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
    """Draw every chart that has something to show, as PNG and SVG.

    Parameters
    ----------
    summary, comparison : the tables of `summary.csv` and `comparison.csv`.
    clients : the cohort, with `organisation`, `replication`, `needs`, `lead_to_all_supported_days`.
    meta : the run, as `About.from_meta` takes it.
    folder : where the files go; made where it is not there. Charts of these names that this run has not got
        are removed, so that no older run's chart stays beside this one's.
    primary : metrics of the chart of differences, the most important first.
    findings : the verdict's. With them, titles about a primary metric claim what it claims; other titles
        judge all that they compare together.

    Returns
    -------
    The files, in the order of NAMES.
    """
    about = replace(About.from_meta(meta, language), judged=frozenset(one.metric for one in findings))
    said = judged(comparison, findings, about.reference)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    with (
        styled(),
        ThreadPoolExecutor(1) as beside,
    ):  # packing leaves Python free to draw on
        made: dict[str, Figure | None] = {
            "survival": survival(clients, said, about),
            "falls": falls(summary, said, about),
            "states": states(summary, comparison, about),
            "costs": costs(summary, said, about),
            "differences": differences(comparison, about, primary, said),
        }
        packed = []
        for name in NAMES:
            figure = made[name]
            paths = [target / f"{name}.{kind}" for kind in ("png", "svg")]
            if figure is None:
                for path in paths:
                    path.unlink(missing_ok=True)
            else:
                packed.append(beside.submit(_pack, _pixels(figure), paths[0]))
                save(figure, paths[1])
                written += paths
        for one in packed:
            one.result()
    return written


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG or SVG, whole or not at all; the same figure gives the same bytes."""
    if path.suffix == ".png":
        return _pack(_pixels(figure), path)
    with _whole(path) as temporary, styled():
        figure.savefig(temporary, format="svg", dpi=DPI, metadata={"Date": None}, facecolor="white")
        temporary.write_text(light(temporary.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _pixels(figure: Figure) -> npt.NDArray[np.uint8]:
    """The figure drawn: height x width x 4."""
    drawn = io.BytesIO()
    with styled():
        figure.savefig(drawn, format="rgba", dpi=DPI, facecolor="white")
    width, height = figure.canvas.get_width_height()
    return np.frombuffer(drawn.getbuffer(), dtype=np.uint8).reshape(height, width, 4)


def png(figure: Figure) -> bytes:
    """A figure as the bytes of a PNG."""
    from matplotlib.image import imsave

    packed = io.BytesIO()
    imsave(packed, _pixels(figure), format="png", origin="upper", dpi=DPI)
    return packed.getvalue()


def _pack(pixels: npt.NDArray[np.uint8], path: Path) -> Path:
    from matplotlib.image import imsave

    with _whole(path) as temporary:
        imsave(temporary, pixels, format="png", origin="upper", dpi=DPI)
    return path


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it takes the place of `path` when that has worked out."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
