"""Theory as lines, a simulation as points with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from socsim.charts.labels import end_labels
from socsim.charts.sheet import shared
from socsim.charts.style import LINES, SOFT, body_room, page, settled, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, LABELS = 3.4, 1.6  # inches: of the axes, and for names beside the lines


def against_theory(
    lines: Mapping[str, Sequence[tuple[float, float]]],
    points: Mapping[str, Sequence[tuple[float, float, float]]],
    texts: Sequence[str],
) -> Figure:
    """What theory says over some number, and what the simulation finds there.

    Parameters
    ----------
    lines : by name, what theory says: (x, y), from the least x to the greatest.
    points : by the same names, what was simulated: (x, mean, half-width of the interval).
    texts : the message, how to read it, the words for x and for y, and where the numbers come from.

    Returns
    -------
    The figure; y begins at 0.
    """
    title, subtitle, along, up, source = texts
    with styled():
        height = shared(HEIGHT, body_room(title, subtitle, source) - 0.6)
        sheet = page(title, subtitle, source, height + 0.6)
        axes = sheet.axes(
            sheet.left + 0.55, sheet.bottom + 0.55, sheet.right - sheet.left - 0.65 - LABELS, height
        )
        for look, (name, curve) in zip(LINES, lines.items(), strict=False):
            axes.plot(*zip(*curve, strict=True), color=look.colour, linestyle=look.dashes, linewidth=1.4)
            x, mean, half = zip(*points[name], strict=True)
            axes.errorbar(
                x, mean, half, fmt=look.marker, color=look.colour, capsize=3, markersize=5, linewidth=1.2
            )
        axes.set(xlabel=along, ylabel=up, ylim=(0.0, None))
        axes.grid(axis="y", color=SOFT, alpha=0.2, linewidth=0.6)
        ends = [(*curve[-1], name, look) for look, (name, curve) in zip(LINES, lines.items(), strict=False)]
        end_labels(axes, sheet, ends, LABELS, filled=True)
        return settled(sheet.figure)
