"""The parts of stacked bars: how they look, and their names above the first bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from socsim.charts.style import INK, SMALL, SOFT, Fill, Page, spread, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SWATCH = 0.13  # inches


@dataclass(frozen=True)
class Part:
    """One part of every bar."""

    key: str
    label: str
    fill: Fill


def _key_widths(labels: Sequence[str]) -> list[float]:
    return [text_width(label, SMALL) + SWATCH + 0.05 + 0.2 for label in labels]


def key_rows(labels: Sequence[str], width: float) -> int:
    """How many rows the names of the parts take in this width."""
    return max(1, math.ceil(sum(_key_widths(labels)) / width))


def name_parts(
    on: Page,
    axes: Axes,
    first: Sequence[tuple[Part, float]],
    low: float,
    rows: int,
    thick: float,
    clear: float = 0.0,
) -> None:
    """Write each part's name, with a swatch, above the first bar and tie it to its place there.

    Places to the left of `clear` are not tied: what is written above them would be crossed.
    """
    from matplotlib.lines import Line2D

    box = axes.get_position()
    left, right = box.x0 * on.width, box.x1 * on.width
    inches = (right - left) / axes.get_xlim()[1]
    values = [value for _, value in first]
    middles = [left + (sum(values[:at]) + value / 2) * inches for at, value in enumerate(values)]
    widths = _key_widths([part.label for part, _ in first])
    pitch = box.height * on.height / abs(axes.get_ylim()[0] - axes.get_ylim()[1])
    bar_top = box.y1 * on.height - (pitch - thick) / 2
    per_row = math.ceil(len(first) / rows)
    for row in range(rows):
        members = list(range(row * per_row, min((row + 1) * per_row, len(first))))
        if rows > 1:  # nothing ties a name to its place: in rows from the left
            ends = list(accumulate((widths[at] for at in members), initial=low))
            centres = [(start + end) / 2 for start, end in pairwise(ends)]
        else:
            centres = spread([middles[at] for at in members], [widths[at] for at in members], low, right)
        y = on.top - 0.08 - row * 0.2
        for at, centre in zip(members, centres, strict=True):
            x = centre - widths[at] / 2 + 0.1
            part, value = first[at]
            swatch(on, x, y, part.fill)
            on.write(x + SWATCH + 0.05, y, part.label, SMALL, va="center")
            if (
                value > 0 and rows == 1 and middles[at] >= clear
            ):  # from an upper row the line would cross the names below
                xs, ys = [x + SWATCH / 2, middles[at]], [y - SWATCH / 2 - 0.02, bar_top]
                on.figure.add_artist(
                    Line2D([v / on.width for v in xs], [v / on.height for v in ys], color=SOFT, linewidth=0.6)
                )


def swatch_rows(parts: Sequence[Part], width: float) -> list[list[int]]:
    """Which names stand on which row of a key of this width."""
    widths = _key_widths([part.label for part in parts])
    rows: list[list[int]] = [[]]
    for at in range(len(parts)):
        if rows[-1] and sum(widths[one] for one in rows[-1]) + widths[at] > width:
            rows.append([])
        rows[-1].append(at)
    return rows


def swatches(on: Page, left: float, top: float, parts: Sequence[Part], width: float) -> None:
    """The names of the parts beside samples of their fills, in rows of 0.2 inches."""
    widths = _key_widths([part.label for part in parts])
    for row, members in enumerate(swatch_rows(parts, width)):
        x, y = left, top - 0.08 - row * 0.2
        for at in members:
            swatch(on, x, y, parts[at].fill)
            on.write(x + SWATCH + 0.05, y, parts[at].label, SMALL, va="center")
            x += widths[at]


def swatch(on: Page, x: float, y: float, fill: Fill) -> None:
    """A sample of a fill, its left edge at x and its middle at y."""
    from matplotlib.patches import Rectangle

    sample = Rectangle(
        (x / on.width, (y - SWATCH / 2) / on.height),
        SWATCH / on.width,
        SWATCH / on.height,
        transform=on.figure.transFigure,
        facecolor=fill.colour,
        hatch=fill.hatch * 2,
        edgecolor=INK,
        linewidth=0.6,
    )
    on.figure.add_artist(sample)
