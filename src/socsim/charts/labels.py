"""Names of lines: beside their ends where there is room, else in a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socsim.charts.sheet import filled
from socsim.charts.style import SMALL, Line, Page, across, spread, text_height, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def labels_height(names: Sequence[str], width: float) -> float:
    """How high `end_labels` stacks these names."""
    return sum(text_height(wrap(name, width - 0.3, SMALL), SMALL) + 0.05 for name in names)


def key_rows(names: Sequence[str]) -> list[list[int]]:
    """Which names stand on which row of a key as wide as the page."""
    return filled([text_width(name, SMALL) + 0.65 for name in names], across())


def key(page: Page, top: float, names: Sequence[str], looks: Sequence[Line]) -> None:
    """Names beside samples of their lines, where there is no room for names beside the lines."""
    from matplotlib.lines import Line2D

    for row, members in enumerate(key_rows(names)):
        x, y = page.left, top - 0.1 - row * 0.22
        for at in members:
            look, ends = looks[at], [x / page.width, (x + 0.175) / page.width, (x + 0.35) / page.width]
            sample = Line2D(
                ends, [y / page.height] * 3, color=look.colour, linestyle=look.dashes, linewidth=1.4
            )
            sample.set(marker=look.marker, markevery=[1], markersize=5)
            page.figure.add_artist(sample)
            page.write(x + 0.42, y, names[at], SMALL, va="center")
            x += text_width(names[at], SMALL) + 0.65


def end_labels(
    axes: Axes,
    page: Page,
    labels: Sequence[tuple[float, float, str, Line]],
    width: float,
    *,
    filled: bool = False,
) -> None:
    """Names at the right of lines, apart from each other and tied to where the lines end.

    Parameters
    ----------
    labels : for each line where it ends (data coordinates), its name and its look.
    width : room for the names in inches.
    filled : whether the marks beside the names are filled.
    """
    from matplotlib.lines import Line2D

    box = axes.get_position()
    low, high = box.y0 * page.height, box.y1 * page.height
    (first, last), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    right = box.x1 * page.width
    names = [wrap(name, width - 0.3, SMALL) for _, _, name, _ in labels]
    heights = [low + (y - bottom) / (top - bottom) * (high - low) for _, y, _, _ in labels]
    centres = spread(heights, [text_height(name, SMALL) + 0.05 for name in names], low, high)
    for (x, _, _, look), height, centre, name in zip(labels, heights, centres, names, strict=True):
        end = (box.x0 + (x - first) / (last - first) * box.width) * page.width
        xs, ys = [end + 0.05, right + 0.1, right + 0.2], [height, centre, centre]
        tie = Line2D(
            [at / page.width for at in xs], [at / page.height for at in ys], color=look.colour, linewidth=0.7
        )
        tie.set(
            marker=look.marker,
            markevery=[2],
            markersize=4.5,
            markerfacecolor=look.colour if filled else "white",
        )
        page.figure.add_artist(tie)
        page.write(right + 0.28, centre, name, SMALL, va="center")
