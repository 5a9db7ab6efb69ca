"""How an office fills from its first day: Welch's moving averages, and where MSER-5 ends the warm-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.cohort import YEAR
from socsim.analysis.warm_up import SERIES, WEEK, welch
from socsim.charts.about import About
from socsim.charts.labels import end_labels, labels_height
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import BODY, FAINT, INK, SMALL, body_room, page, settled, styled
from socsim.charts.survival import look_of
from socsim.locale import capital, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from socsim.analysis.warm_up import Found

WINDOW = 13  # weeks on either side
HEIGHT, BELOW, NAMES = 1.75, 0.55, 1.35  # inches


def warm_up(
    found: Sequence[Found],
    sentence: str,
    stated: float,
    length: float,
    meta: Mapping[str, Any],
    language: str = "en",
) -> Figure:
    """A panel a series, a line an organisation, the stated warm-up dashed, what MSER-5 says as a dot.

    Parameters
    ----------
    sentence : the title. stated : the scenario's warm-up, in days. length : how long was watched.
    """
    about = About.from_meta(meta, language)
    with styled():
        subtitle = about.say("warm_up.subtitle", weeks=2 * WINDOW + 1)
        height = max(HEIGHT, labels_height(list(about.organisations.values()), NAMES))
        note = about.source(about.say("warm_up.note"))
        drawn = this_one([[one] for one in SERIES] if sheet().is_slide else [list(SERIES)])
        height = shared(height, body_room(sentence, subtitle, note) - BELOW - 0.2)
        row = height + BELOW + 0.2
        on = page(sentence, subtitle, note, len(drawn) * row)
        for at, series in enumerate(drawn):
            top = on.top - at * row
            on.write(on.left + 0.6, top, capital(about.say(f"series.{series}")), BODY, weight="bold")
            axes = on.axes(on.left + 0.6, top - 0.2 - height, on.right - on.left - 0.7 - NAMES, height)
            ends = _lines(axes, found, series, about)
            axes.set_ylim(bottom=0.0)
            axes.set_xlim(0.0, length / YEAR)
            axes.axvline(stated / YEAR, color=INK, linewidth=1.0, linestyle=(0, (4, 3)))
            axes.grid(color=FAINT, linewidth=0.6)
            axes.set_axisbelow(True)
            axes.xaxis.set_major_formatter(lambda value, _: plain(round(value, 6), about.language))
            axes.yaxis.set_major_formatter(lambda value, _: plain(round(value, 6), about.language))
            if at == len(drawn) - 1:
                axes.set_xlabel(about.say("warm_up.x"), fontsize=SMALL)
            end_labels(axes, on, ends, NAMES)
        return settled(on.figure)


def _lines(
    axes: Axes, found: Sequence[Found], series: str, about: About
) -> list[tuple[float, float, str, Any]]:
    looks, ends = look_of(about), []
    for one in found:
        if one.series != series:
            continue
        look = looks[one.organisation]
        window = min(WINDOW, max(len(one.mean) // 4, 1))
        smooth = welch(one.mean, window)
        years = (np.arange(len(smooth)) + 0.5) * WEEK / YEAR
        axes.plot(years, smooth, color=look.colour, linestyle=look.dashes, linewidth=1.5)
        if one.days is not None:
            at = min(int(one.days / WEEK), len(smooth) - 1)
            axes.plot([one.days / YEAR], [smooth[at]], color=look.colour, marker=look.marker, markersize=6,
                      linestyle="", clip_on=False, zorder=5)  # fmt: skip
        ends.append((float(years[-1]), float(smooth[-1]), about.organisation(one.organisation), look))
    return ends
