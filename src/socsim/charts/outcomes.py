"""What comes first to a need: a decision, an end by itself or a fall; and how many still wait."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.curves import NOT_YET
from socsim.charts.about import About
from socsim.charts.levels import by_needs, levels, percent, source, title
from socsim.charts.parts import Part, swatch, swatch_rows, swatches
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Fill,
    Page,
    across,
    body_room,
    page,
    settled,
    spread,
    styled,
    text_height,
    wrap,
)
from socsim.charts.survival import ticks
from socsim.locale import capital, decimals, fixed, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# from below: what is well, what is open, what is lost; neighbours differ in lightness and in hatch
ORDER = ("decided", "goes_away", NOT_YET, "left", "gave_up", "fell")
LOOKS = {
    "decided": Fill("#0072B2", "", "white"),
    "goes_away": Fill("#9ad1f0", ""),
    NOT_YET: Fill("#FFFFFF", "...."),
    "left": Fill("#999999", ""),
    "gave_up": Fill("#F0E442", "////"),
    "fell": Fill("#D55E00", "xxxx"),
}
COLUMNS = 3
HEIGHT, BELOW = 1.65, 0.5  # inches: of a panel, and below it for its axis
FIGURES = 1.05  # beside a panel, for the figures at its end
LEAST = 0.0005  # a share that would be written as 0.0 per cent


def outcomes(table: pd.DataFrame, about: About) -> Figure | None:
    """What had come first to the needs, by days since first contact: a panel an organisation.

    Parameters
    ----------
    table : what `socsim.analysis.competing_outcomes` gives.

    Returns
    -------
    The figure, or None without needs.
    """
    groups = by_needs(table)
    if not len(table) or not any(len(rows) for rows in groups.values()):
        return None
    there = [
        name
        for name in ORDER
        if any((rows.loc[rows["outcome"] == name, "share"] >= LEAST).any() for rows in groups.values())
    ]
    parts = [Part(name, about.say(f"outcome.{name}"), LOOKS[name]) for name in there]
    names = [name for name in about.organisations if (table["organisation"] == name).any()]
    columns = min(COLUMNS, len(names))
    down = math.ceil(len(names) / columns)
    with styled():
        last = {group: rows[rows["day"] == rows["day"].max()] for group, rows in groups.items()}
        lost = {
            group: levels(rows[rows["outcome"] == "decided"], about, "share", 100.0)
            for group, rows in last.items()
        }
        what = about.say("outcomes.what", days=about.number(about.follow_up))
        key = 0.2 * len(swatch_rows(parts, across())) + 0.15
        room = (across() - 0.45) / columns
        called = {name: wrap(about.organisation(name), room - 0.15, SMALL) for name in names}
        head = max(text_height(one, SMALL) for one in called.values()) + 0.08
        message, subtitle = title(about, what, lost, percent(about)), about.say("outcomes.subtitle")
        line = source(about, about.say("outcomes.note"))
        if sheet().is_slide:  # one row of panels each
            shown, names = this_one(
                [
                    ({group: rows}, names[at : at + columns])
                    for group, rows in groups.items()
                    for at in range(0, len(names), columns)
                ]
            )
            groups, down = shown, 1
        height = shared(HEIGHT, body_room(message, subtitle, line) - key - 0.25 - head - BELOW)
        block = 0.25 + down * (head + height + BELOW)
        on = page(message, subtitle, line, key + len(groups) * block)
        swatches(on, on.left, on.top, parts, across())
        for at, (group, rows) in enumerate(groups.items()):
            top = on.top - key - at * block
            on.write(on.left, top, capital(about.say(f"group.{group}")), BODY, weight="bold")
            for place, name in enumerate(names):
                left = on.left + 0.45 + place % columns * room
                high = top - 0.25 - place // columns * (head + height + BELOW)
                on.write(left, high, called[name], SMALL)
                axes = on.axes(left, high - head - height, room - FIGURES, height)
                own = rows[rows["organisation"] == name]
                _panel(on, axes, own, parts, about, labelled=place % columns == 0)
        return settled(on.figure)


def _panel(
    on: Page, axes: Axes, rows: pd.DataFrame, parts: Sequence[Part], about: About, *, labelled: bool
) -> None:
    """Shares stacked over the days, and at the right what they are in the end, with intervals."""
    below = None
    ends = []
    for part in parts:
        own = rows[rows["outcome"] == part.key].sort_values("day")
        days, share = own["day"].to_numpy(dtype=float), own["share"].to_numpy(dtype=float)
        start = np.zeros_like(share) if below is None else below
        below = start + share
        axes.fill_between(
            days,
            start,
            below,
            facecolor=part.fill.colour,
            hatch=part.fill.hatch,
            edgecolor=INK,
            linewidth=0.4,
        )
        end = own.iloc[-1]
        if end["share"] >= LEAST:
            ends.append((float(start[-1] + share[-1] / 2), part.fill, _said(about, end)))
    axes.set_xlim(0, about.follow_up)
    axes.set_ylim(0, 1)
    axes.set_xticks(ticks(about.follow_up))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, about.language))
    axes.yaxis.set_major_formatter(
        lambda value, _: about.say("percent", number=plain(100 * value, about.language))
    )
    axes.tick_params(axis="y", labelleft=labelled)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(about.say("survival.x"), fontsize=SMALL)
    _figures(on, axes, ends)


def _said(about: About, row: pd.Series) -> str:
    """A share in per cent with its interval."""
    value, half = 100 * row["share"], 50 * (row["high"] - row["low"])
    if not math.isfinite(half):
        return about.say("percent", number=about.number(value, 2))
    places = min(max(decimals(half, 1) if half else 1, 0), 1)
    number = fixed(value, about.language, places)
    return about.say("outcomes.figure", number=number, half=fixed(half, about.language, places))


def _figures(on: Page, axes: Axes, ends: Sequence[tuple[float, Fill, str]]) -> None:
    """The figures at the right of a panel, apart from each other and tied to where they belong."""
    from matplotlib.lines import Line2D

    box = axes.get_position()
    low, high = box.y0 * on.height, box.y1 * on.height
    right = box.x1 * on.width
    wanted = [low + middle * (high - low) for middle, _, _ in ends]
    centres = spread(wanted, [text_height(text, SMALL) + 0.02 for _, _, text in ends], low, high)
    for (_, fill, text), at, centre in zip(ends, wanted, centres, strict=True):
        xs = [right / on.width, (right + 0.1) / on.width]
        on.figure.add_artist(Line2D(xs, [at / on.height, centre / on.height], color=SOFT, linewidth=0.6))
        swatch(on, right + 0.12, centre, fill)
        on.write(right + 0.3, centre, text, SMALL, va="center")
