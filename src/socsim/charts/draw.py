"""All charts of a run, as files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    made: dict[str, Figure | None] = {
        "survival": survival(clients, said, about),
        "falls": falls(summary, said, about),
        "states": states(summary, comparison, about),
        "costs": costs(summary, said, about),
        "differences": differences(comparison, about, primary, said),
    }
    written = []
    for name in NAMES:
        figure = made[name]
        for kind in ("png", "svg"):
            path = target / f"{name}.{kind}"
            if figure is None:
                path.unlink(missing_ok=True)
            else:
                written.append(save(figure, path))
    return written


def save(figure: Figure, path: Path) -> Path:
    """Write a figure whole or not at all; the same figure gives the same bytes."""
    kind = path.suffix.removeprefix(".")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    metadata = {"Date": None} if kind == "svg" else {}
    try:
        with styled():
            figure.savefig(temporary, format=kind, dpi=DPI, metadata=metadata, facecolor="white")
        if kind == "svg":
            temporary.write_text(light(temporary.read_text(encoding="utf-8")), encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
