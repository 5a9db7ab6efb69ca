"""One style for every chart: page, colours, text that is measured before it is placed.

Lengths are inches and the page is as wide as A4, so a font size of 9 is 9 points on paper; a slide, see
`sheet.py`, is smaller. Figures are drawn with Agg at a fixed resolution, without pyplot and its global state.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from socsim.charts.sheet import PRINT, sheet, turn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGIN = 0.35
DPI = PRINT.dpi
INK, SOFT, FAINT = "#1a1a1a", "#555555", "#d9d9d9"
TITLE, SUBTITLE, BODY, SMALL = 13.0, 9.5, 9.0, 8.0
LONG_TITLE = (12.0, 11.0, 10.0)  # on a slide, the first at which it takes three lines
LEADING = 1.25  # line height in font sizes
NUMBER = 0.5  # inches for the number of a slide, beside its source
LETTER = 0.56  # about how wide a letter is, in font sizes

FONT = "DejaVu Sans"
RC: dict[str, Any] = {
    "font.family": FONT,
    "font.size": BODY,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.linewidth": 0.8,
    "path.simplify": False,
    "svg.hashsalt": "socsim",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,  # as letters, that can be searched
}


@dataclass(frozen=True)
class Line:
    """How an organisation looks: its colour, and without colour its dashes and its marker."""

    colour: str
    dashes: Any
    marker: str


@dataclass(frozen=True)
class Fill:
    """How a part of a bar looks: its colour, and without colour its hatch."""

    colour: str
    hatch: str = ""
    ink: str = INK


# Okabe and Ito's colours, from dark to light
LINES = (
    Line("#000000", "-", "o"),
    Line("#D55E00", (0, (6, 2)), "s"),
    Line("#0072B2", (0, (1.2, 1.4)), "^"),
    Line("#009E73", (0, (6, 1.6, 1.2, 1.6)), "D"),
    Line("#CC79A7", (0, (10, 2, 2, 2, 2, 2)), "v"),
)
FILLS = (
    Fill("#0072B2", "", "white"),
    Fill("#F0E442", "////"),
    Fill("#D55E00", "...."),
    Fill("#FFFFFF", "xxxx"),
    Fill("#56B4E9", "\\\\\\\\"),
    Fill("#009E73", "----"),
    Fill("#E69F00", ""),
    Fill("#CC79A7", "++"),
)


_in_style = ContextVar("_in_style", default=False)


@contextmanager
def styled() -> Iterator[None]:
    """The style while charts are made or saved, and the caller's own again afterwards."""
    if _in_style.get():  # to set all that matplotlib can be told takes a while
        yield
        return
    from matplotlib import rc_context, rcParamsDefault

    settings: Any = {name: value for name, value in rcParamsDefault.items() if not name.startswith("backend")}
    settings.update(RC)
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a letter that the font lacks is a box
        inside = _in_style.set(True)
        try:
            yield
        finally:
            _in_style.reset(inside)


def settled(figure: Figure) -> Figure:
    """The figure with its ticks made, else they are made when drawn, in whatever style then holds."""
    for axes in figure.axes:
        axes.get_xticklabels()
        axes.get_yticklabels()
    return figure


@functools.cache
def _renderer(dpi: int) -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(16, 16, dpi)  # type: ignore[no-untyped-call]


def text_width(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """The width of one line of text in inches, as it is drawn on this sheet."""
    return _text_width(text, size, bold, sheet().dpi)


@functools.lru_cache(maxsize=4096)
def _text_width(text: str, size: float, bold: bool, dpi: int) -> float:
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, _, _ = _renderer(dpi).get_text_width_height_descent(text, font, False)
    return float(width) / dpi


def text_height(text: str, size: float = BODY) -> float:
    """The height of a text of one or more lines in inches."""
    return (text.count("\n") + 1) * size * LEADING / 72


def wrap(text: str, width: float, size: float = BODY, *, bold: bool = False) -> str:
    """Break a text into lines of at most `width` inches; a word that is longer is divided."""
    lines: list[str] = []
    words = text.split(" ")  # a no-break space holds
    while words:
        word = words[0]
        while text_width(word, size, bold=bold) > width and len(word) > 3:
            fits = next(
                (
                    n
                    for n in range(len(word) - 2, 1, -1)
                    if text_width(word[:n] + "-", size, bold=bold) <= width
                ),
                2,
            )
            lines.append(word[:fits] + "-")
            word = word[fits:]
        words[0] = word
        number = _fitting(words, width, size, bold=bold)
        lines.append(" ".join(words[:number]))
        words = words[number:]
    return "\n".join(lines)


def in_lines(text: str, width: float, size: float = SMALL, most: int = 2) -> str:
    """A text in at most so many lines of this width; what is cut away leaves an ellipsis."""
    lines = wrap(text, width, size).split("\n")
    if len(lines) <= most:
        return "\n".join(lines)
    last = lines[most - 1]
    while last and text_width(f"{last.rstrip(' ,(')}…", size) > width:
        last = last[:-1]
    return "\n".join([*lines[: most - 1], f"{last.rstrip(' ,(')}…"])


def _fitting(words: Sequence[str], width: float, size: float, *, bold: bool) -> int:
    """How many of the words fit on a line, one at least: guessed, since to measure a text takes long."""
    letters = width * 72 / (size * LETTER)
    ends = accumulate(len(word) + 1 for word in words)
    number = max(1, sum(end - 1 <= letters for end in ends))

    def fits(number: int) -> bool:
        return text_width(" ".join(words[:number]), size, bold=bold) <= width

    while number > 1 and not fits(number):
        number -= 1
    while number < len(words) and fits(number + 1):
        number += 1
    return number


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near as can be to the wanted ones so that things of these sizes do not overlap.

    Things keep their order; where they do not fit between `low` and `high` they go beyond both alike.

    >>> spread([1.0, 1.0], [1.0, 1.0], 0.0, 10.0)
    [0.5, 1.5]
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    blocks: list[tuple[float, float, list[int]]] = []  # start, size, members
    for at in order:
        start, size, members = wanted[at] - sizes[at] / 2, sizes[at], [at]
        start = min(max(start, low), high - size)
        while blocks and blocks[-1][0] + blocks[-1][1] > start:
            _, _, before = blocks.pop()
            members = before + members
            size = sum(sizes[member] for member in members)
            offset = 0.0
            total = 0.0
            for member in members:
                total += wanted[member] - offset - sizes[member] / 2
                offset += sizes[member]
            start = min(max(total / len(members), low), high - size)
            if size > high - low:
                start = (low + high - size) / 2
        blocks.append((start, size, members))
    centres = [0.0] * len(wanted)
    for start, _, members in blocks:
        for member in members:
            centres[member] = start + sizes[member] / 2
            start += sizes[member]
    return centres


@dataclass(frozen=True)
class Page:
    """A figure with its title, subtitle and source line set, and the inches that are left for the body."""

    figure: Figure
    width: float
    height: float
    left: float
    right: float
    bottom: float
    top: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at this place on the page, with quiet lines."""
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(box)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=SMALL, length=3)
        return axes

    def write(self, x: float, y: float, text: str, size: float = BODY, **options: Any) -> None:
        """Text at this place on the page."""
        options = {"va": "top", "ha": "left", "linespacing": LEADING, **options}
        self.figure.text(x / self.width, y / self.height, text, fontsize=size, **options)


def across() -> float:
    """Inches between the margins."""
    return sheet().width - 2 * MARGIN


def tiny(size: float) -> float:
    """A font size below SMALL where such is to be read: not on a slide."""
    return max(size, sheet().least)


@dataclass(frozen=True)
class _Words:
    """What stands above and below the body, in lines, and how high that is in inches."""

    title: str
    size: float
    subtitle: str
    source: str
    head: float
    foot: float


def _words(title: str, subtitle: str, source: str) -> _Words:
    sizes = (TITLE, *LONG_TITLE) if sheet().is_slide else (TITLE,)
    wrapped = ((wrap(title, across(), size, bold=True), size) for size in sizes)
    title, size = next(one for one in wrapped if one[0].count("\n") < 3 or one[1] == sizes[-1])
    subtitle = wrap(subtitle, across(), SUBTITLE)
    source = wrap(source, across() - (NUMBER if sheet().is_slide else 0.0), SMALL)
    head = text_height(title, size) + 0.06 + text_height(subtitle, SUBTITLE) + 0.18
    return _Words(title, size, subtitle, source, head, text_height(source, SMALL) + 0.15)


def body_room(title: str, subtitle: str, source: str) -> float:
    """How high a body may be between these texts: on a slide what they leave, else without end."""
    on = sheet()
    if not on.is_slide:
        return on.height
    said = _words(title, subtitle, source)
    return on.height - 2 * on.edge - said.head - said.foot


def page(title: str, subtitle: str, source: str, body: float) -> Page:
    """A page with room for a body of this height; long texts make it taller rather than smaller.

    A slide for which a body is too high grows either way, as it has to keep its form.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from socsim.charts.picture import Picture

    on, said = sheet(), _words(title, subtitle, source)
    width, height = on.width, 2 * on.edge + said.head + body + said.foot
    bottom = on.edge + said.foot
    if on.is_slide:
        width, height = width * max(1.0, height / on.height), max(height, on.height)
        bottom = height - on.edge - said.head - body
    figure = Picture(figsize=(width, height), dpi=on.dpi, facecolor="white")
    FigureCanvasAgg(figure)
    made = Page(figure, width, height, MARGIN, on.width - MARGIN, bottom, bottom + body)
    top = height - on.edge
    made.write(MARGIN, top, said.title, said.size, weight="bold")
    made.write(MARGIN, top - text_height(said.title, said.size) - 0.06, said.subtitle, SUBTITLE, color=SOFT)
    made.write(MARGIN, on.edge, said.source, SMALL, color=SOFT, va="bottom")
    if on.is_slide and turn().number > 1:
        number = f"{turn().at + 1}/{turn().number}"
        made.write(made.right, on.edge, number, SMALL, color=SOFT, va="bottom", ha="right")
    return made
