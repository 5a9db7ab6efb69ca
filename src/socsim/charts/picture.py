"""A chart as a notebook shows it: a picture small enough to be kept beside the text, and its words."""

from __future__ import annotations

from matplotlib.figure import Figure


class Picture(Figure):
    """A figure that shows itself in a notebook, whichever backend is at work there."""

    def _repr_png_(self) -> bytes:
        from socsim.charts.draw import small_png

        return small_png(self)

    def __repr__(self) -> str:
        from socsim.charts.draw import words_of

        return f"<Chart: {words_of(self)}>"
