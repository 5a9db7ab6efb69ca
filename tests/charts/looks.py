"""How a chart looks to somebody who reads it: its texts, and whether they can be read."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from itertools import combinations, pairwise

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from socsim.charts.style import MARGIN, Fill

LINES, SMALLEST = 720, 16.0  # of a screen, and of them the least that type may have


def texts(figure: Figure) -> list[Text]:
    """The texts that are drawn: ticks outside the axes are not."""
    hidden = set()
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in axis.get_major_ticks():
                outside = not min(limits) <= tick.get_loc() <= max(limits)
                if outside or not tick.label1.get_visible() or not axes.axison:
                    hidden |= {tick.label1, tick.label2}
    found = figure.findobj(Text)
    return [text for text in found if text.get_text().strip() and text.get_visible() and text not in hidden]


def assert_readable(figure: Figure, name: str) -> None:
    """No text reaches over the edge of the page or over another."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    for words, box in boxes:
        assert box.x0 >= 0, (name, words)
        assert box.y0 >= 0, (name, words)
        assert box.x1 <= figure.bbox.x1, (name, words)
        assert box.y1 <= figure.bbox.y1, (name, words)
    for (first, one), (second, other) in combinations(boxes, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert width <= 1 or height <= 1, (name, first, second)


def assert_can_be_read_on_a_slide(figure: Figure, name: str) -> None:
    """16:9, no type too small, the title larger than the rest, nothing cut or covered."""
    width, height = figure.get_size_inches()
    assert abs(width / height - 16 / 9) < 1e-6, name
    pixels = {text.get_text(): float(text.get_fontsize()) / 72 / height * LINES for text in texts(figure)}
    assert min(pixels.values()) >= SMALLEST - 1e-9, (name, min(pixels, key=lambda text: pixels[text]))
    assert max(pixels, key=lambda text: pixels[text]) == figure.texts[0].get_text(), name
    assert_readable(figure, name)
    right = figure.texts[1].get_window_extent().x1 / figure.dpi
    assert right <= width - MARGIN + 0.01, (name, right)


def assert_apart_in_grey(fills: Sequence[Fill]) -> None:
    """Fills that lie side by side differ in hatch, or in lightness by a fifth."""
    for one, other in pairwise(fills):
        assert one.hatch != other.hatch or abs(_light(one) - _light(other)) >= 0.2, (one, other)


def _light(fill: Fill) -> float:
    """Lightness as a grey printer sees it."""
    luma, _, _ = colorsys.rgb_to_yiq(*to_rgb(fill.colour))
    return luma


def title(figure: Figure) -> str:
    """The message over a chart, on one line."""
    return " ".join(figure.texts[0].get_text().split())


def words(figure: Figure) -> str:
    """All that stands on a chart."""
    return " ".join(" ".join(text.get_text().split()) for text in texts(figure))
