"""The chart of a run of the benchmark: pieces of work per CPU second, by case and engine."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.engines import ENGINES
from benchmarks.page import Results
from socsim.charts.draw import save
from socsim.charts.style import BODY, FAINT, INK, LINES, SMALL, SOFT, page, styled, text_width

TITLES = {
    "a": "A: one queue, ten servers",
    "b": "B: parallel needs, twelve pools",
    "stockholm": "scenarios/stockholm.yaml",
}
LOOKS = {"socsim-compiled": LINES[1], "socsim": LINES[2]}
"""socsim's two engines, filled; the peers are hollow circles, and C, the limit, a hollow diamond."""
ROW, GAP = 0.25, 0.4


def draw(results: Results, path: Path) -> None:
    """Draw the chart and write it."""
    groups = [
        (case, sorted(engines, key=lambda engine: -_middle(results, case, engine)))
        for case in TITLES
        if (engines := [engine for engine in ENGINES if results.of(case, engine)])
    ]
    body = sum(GAP + ROW * len(engines) for _, engines in groups) + 0.5
    about = results.about
    with styled():
        made = page(
            "Pieces of work per CPU second",
            "Median and range over rounds, on a logarithmic scale: a step of the grid is ten times as fast. "
            "Filled marks: socsim, with its whole ledger. Hollow: the others, which keep when each piece "
            "began and how long it waited.",
            f"{about['processor']}, {about['rounds']} rounds. Table and conditions: benchmarks/results.md",
            body,
        )
        left = made.left + max(text_width(ENGINES[name].title, BODY, bold=True) for name in ENGINES) + 0.15
        axes = made.axes(left, made.bottom + 0.4, made.right - left - 0.95, body - 0.4)
        axes.set_xscale("log")
        rates = [run.found.rate for run in results.compared]
        low, high = min(rates) / 1.5, max(rates) * 1.5
        axes.set_xlim(low, high)
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xlabel("pieces of work per CPU second", fontsize=SMALL)
        axes.set_ylim(body - 0.4, 0.0)
        y = 0.0
        for case, engines in groups:
            y += GAP
            made.write(made.left, made.top - y + 0.1, TITLES[case], weight="bold", va="center")
            for engine in engines:
                _row(axes, results, case, engine, y + ROW / 2, low)
                y += ROW
    save(made.figure, path)


def _middle(results: Results, case: str, engine: str) -> float:
    return statistics.median(run.found.rate for run in results.of(case, engine))


def _row(axes: object, results: Results, case: str, engine: str, y: float, low: float) -> None:
    """One engine: its name, its range, its median and the figure itself."""
    rates = [run.found.rate for run in results.of(case, engine)]
    middle = statistics.median(rates)
    look = LOOKS.get(engine)
    colour = look.colour if look else INK
    marker = look.marker if look else "D" if engine == "c" else "o"
    axes.plot([min(rates), max(rates)], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot(
        middle, y, marker=marker, markersize=7, color=colour, markerfacecolor=colour if look else "white"
    )
    weight = "bold" if look else "normal"
    axes.annotate(
        ENGINES[engine].title,
        (low, y),
        (-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=BODY,
        weight=weight,
    )
    axes.annotate(
        f"{_rounded(middle):,}",
        (max(rates), y),
        (8, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        color=INK if look else SOFT,
        weight=weight,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )


def _rounded(rate: float) -> int:
    """To two figures, which is more than a busy machine can hold."""
    return int(float(f"{rate:.2g}"))
