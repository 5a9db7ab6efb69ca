"""What all pictures look like: a sheet with a title that says what is seen, panels, how it is saved."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.charts.style import INK, LEADING, SOFT, Fill, Line, spread, styled, text_height, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, MARGIN = 6.6, 0.15  # inches: what is between the margins of A4
DPI = 150
TITLE, BODY, SMALL = 10.5, 8.5, 7.8
GREYISH = "#8a8a8a"
DRAWN_FROM = "Drawn from"
"""Where the file says what numbers are in it."""

# the organisations and other lines, dark to light, each with dashes of its own
ONE, TWO, THREE, FOUR = (
    Line("#000000", "-", "o"),
    Line("#D55E00", (0, (5, 1.6)), "s"),
    Line("#0072B2", (0, (1.3, 1.3)), "^"),
    Line("#009E73", (0, (6, 1.6, 1.2, 1.6)), "D"),
)
LOOKS = (ONE, TWO, THREE, FOUR)


@dataclass
class Sheet:
    """A picture in the making; lengths are inches, from the lower left."""

    figure: Figure
    height: float
    top: float
    panels: list[Axes] = field(default_factory=list)

    def panel(
        self,
        left: float,
        bottom: float,
        width: float,
        height: float,
        x: str = "",
        y: str = "",
        head: str = "",
    ) -> Axes:
        """Axes with quiet lines. `y` stands above, so that nobody has to turn their head."""
        box = (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=SMALL, length=3)
        if x:
            axes.set_xlabel(x, fontsize=SMALL)
        if y:
            self.write(left - 0.3, bottom + height + 0.08, y, SMALL, va="bottom", color=SOFT)
        if head:
            self.write(
                left - 0.3, bottom + height + (0.28 if y else 0.08), head, BODY, va="bottom", weight="bold"
            )
        self.panels.append(axes)
        return axes

    def write(self, x: float, y: float, text: str, size: float = BODY, **options: Any) -> None:
        """Text at a place on the sheet."""
        options = {"va": "top", "ha": "left", "linespacing": LEADING, **options}
        self.figure.text(x / WIDTH, y / self.height, text, fontsize=size, **options)

    def save(self, path: Path) -> None:
        """Write a small PNG that carries the digest of what is drawn."""
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        with styled():
            raw = io.BytesIO()
            self.figure.savefig(raw, format="png", dpi=DPI)
        told = PngInfo()
        told.add_text(DRAWN_FROM, digest(self.figure))
        colours = (
            Image.open(raw).convert("RGB").quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        )
        colours.save(path, optimize=True, pnginfo=told)


def sheet(title: str, body: float, note: str = "") -> Sheet:
    """A sheet with room for a body of this height under its title and note."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    room = WIDTH - 2 * MARGIN
    title, note = wrap(title, room, TITLE, bold=True), wrap(note, room, SMALL)
    head = text_height(title, TITLE) + 0.12 + (text_height(note, SMALL) + 0.04 if note else 0)
    height = head + body + 0.2
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    made = Sheet(figure, height, height - 0.1 - head)
    made.write(MARGIN, height - 0.1, title, TITLE, weight="bold")
    if note:
        made.write(MARGIN, height - 0.14 - text_height(title, TITLE), note, SMALL, color=SOFT)
    return made


def lines(axes: Axes, curves: Sequence[tuple[str, Any, Any]], **look: Any) -> None:
    """A curve for each name, each with a look of its own, named at its right end.

    Limits of the panel are set before.
    """
    for (_, xs, ys), style in zip(curves, LOOKS, strict=False):
        axes.plot(xs, ys, color=style.colour, linestyle=style.dashes, linewidth=1.6, **look)
    names(
        axes,
        [(xs[-1], ys[-1], name, style.colour) for (name, xs, ys), style in zip(curves, LOOKS, strict=False)],
    )


def names(axes: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Names to the right of places in a panel, moved apart where they would overlap. Limits must be set."""
    bottom, top = axes.get_ylim()
    inches = axes.get_position().height * axes.figure.get_figheight()  # type: ignore[union-attr]
    scale = inches / (top - bottom)
    sizes = [text_height(name, SMALL) * 0.92 for _, _, name, _ in ends]
    places = spread([(y - bottom) * scale for _, y, _, _ in ends], sizes, 0, inches)
    for (x, _, name, colour), place in zip(ends, places, strict=True):
        named(axes, x, bottom + place / scale, name, colour)


def named(axes: Axes, x: float, y: float, name: str, colour: str = INK, **look: Any) -> None:
    """A name to the right of a place in a panel."""
    options: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": SMALL, "linespacing": 1.1, **look}
    axes.annotate(
        name, (x, y), (4, 0), textcoords="offset points", color=colour, annotation_clip=False, **options
    )


def note(axes: Axes, x: float, y: float, text: str, off: tuple[float, float] = (0, 6), **look: Any) -> None:
    """Words beside a place in a panel, so many points off it."""
    options: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": SMALL, "linespacing": 1.15, **look}
    axes.annotate(text, (x, y), off, textcoords="offset points", annotation_clip=False, **options)


def inked(fill: Fill) -> dict[str, Any]:
    """How a part of a picture is filled and edged."""
    return {"facecolor": fill.colour, "hatch": fill.hatch, "edgecolor": INK, "linewidth": 0.6}


def widest(names: Sequence[str], size: float = SMALL) -> float:
    """Inches that the longest of these takes."""
    return max((text_width(one, size) for name in names for one in name.split("\n")), default=0.0)


def percent(axes: Axes, which: str = "y") -> None:
    """Shares as per cent."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")


def digest(figure: Figure) -> str:
    """A hash of the numbers and words that are drawn, whatever draws them.

    Where it differs from that of a saved picture, the picture is out of date.
    """
    told = hashlib.blake2b(digest_size=12)
    for part in _parts(figure):
        told.update(part.encode() + b"\n")
    return told.hexdigest()


def _parts(figure: Figure) -> Iterator[str]:
    from matplotlib.patches import FancyArrowPatch

    texts = [one.get_text() for axes in figure.axes for one in [*axes.texts, axes.xaxis.label]]
    for text in [*(one.get_text() for one in figure.texts), *texts]:
        yield " ".join(text.split())
    for axes in figure.axes:
        for line in axes.lines:
            yield _numbers(line.get_xydata())
        for patch in axes.patches:
            if isinstance(patch, FancyArrowPatch):  # its path is known when it is drawn
                yield f"{patch.get_linewidth():.5g}"
                continue
            yield _numbers(patch.get_patch_transform().transform(patch.get_path().vertices))
        for drawn in axes.collections:
            yield _numbers(drawn.get_offsets())
            for path in drawn.get_paths():
                yield _numbers(path.vertices)


def _numbers(rows: Any) -> str:
    return " ".join(f"{float(value) + 0.0:.5g}" for row in rows for value in row)
