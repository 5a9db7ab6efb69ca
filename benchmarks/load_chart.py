"""The chart of how time and memory grow: CPU time and peak memory, by years, people and units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.charts.draw import save
from socsim.charts.style import BODY, FAINT, INK, LINES, SMALL, page, styled

if TYPE_CHECKING:
    from benchmarks.load import Found

ROWS: tuple[tuple[str, Callable[[Found], float]], ...] = (
    ("CPU seconds", lambda one: one.seconds),
    ("peak memory, MB", lambda one: (one.peak or 0) / 1e6),
)
COLUMNS: Mapping[str, tuple[str, Callable[[Found], float]]] = {
    "years": ("clients, over more years", lambda one: one.clients),
    "people": ("clients, with more caseworkers", lambda one: one.clients),
    "units": ("units, the same people", lambda one: one.country.units),
}
HEIGHT, BETWEEN, BELOW = 1.7, 0.6, 0.8


def draw(found: Mapping[str, Sequence[Found]], path: Path) -> None:
    """Draw the chart and write it."""
    with styled():
        made = page(
            "Time and memory grow with the clients, and hardly with the units",
            "One replication: read, simulated, figures worked out, tables written. Both axes: logarithmic. "
            "Dashed: in proportion to the first point.",
            "benchmarks/load.json; what was measured, and on what machine: docs/load.md",
            2 * (HEIGHT + BELOW) + 0.3,
        )
        width = (made.right - made.left - 2 * BETWEEN - 0.5) / 3
        for down, (what, of) in enumerate(ROWS):
            for across, (name, (by, along)) in enumerate(COLUMNS.items()):
                left = made.left + 0.5 + across * (width + BETWEEN)
                axes = made.axes(left, made.top - 0.25 - HEIGHT - down * (HEIGHT + BELOW), width, HEIGHT)
                xs, ys = [along(one) for one in found[name]], [of(one) for one in found[name]]
                axes.set_xscale("log")
                axes.set_yscale("log")
                axes.plot(xs, [ys[0] * x / xs[0] for x in xs], color=FAINT, dashes=(4, 2), linewidth=1.2)
                axes.plot(xs, ys, color=LINES[1].colour, marker=LINES[1].marker, markersize=5, linewidth=1.3)
                for x, y in ((xs[0], ys[0]), (xs[-1], ys[-1])):
                    axes.annotate(
                        f"{y:,.0f}", (x, y), (0, 6), textcoords="offset points", ha="center", fontsize=SMALL
                    )
                every = [of(one) for ones in found.values() for one in ones]
                axes.set_ylim(min(every) / 2.0, max(every) * 3.0)
                axes.set_xlim(min(xs) / 1.6, max(xs) * 1.6)
                axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
                axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
                axes.minorticks_off()
                axes.grid(color=FAINT, linewidth=0.6)
                axes.set_axisbelow(True)
                axes.set_xlabel(by, fontsize=SMALL, labelpad=2)
                if across == 0:
                    made.write(
                        made.left, made.top - down * (HEIGHT + BELOW), what, BODY, weight="bold", color=INK
                    )
        save(made.figure, path)
