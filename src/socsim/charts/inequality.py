"""Inequality in waiting: how much there is, and how much of it lies between caseworkers or districts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import judged_together
from socsim.charts.about import About
from socsim.charts.sheet import divided, shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Line,
    Page,
    across,
    body_room,
    page,
    settled,
    styled,
    text_height,
    wrap,
)
from socsim.charts.survival import look_of
from socsim.locale import plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PITCH, BELOW = 0.4, 0.55  # inches: from row to row at least, below the rows of a part
CLOSE, FAR = 0.3, 0.6  # from row to row on a slide
NAMES, WIDER, COLUMN = 2.1, 3.3, 1.75  # for the names, on a slide, and for the column at the right
WHO = ("caseworkers", "districts")


@dataclass(frozen=True)
class Row:
    """One organisation's index with its interval, and what chance alone would give (NaN: nothing)."""

    organisation: str
    value: float
    low: float
    high: float
    chance: float
    total: float


def inequality(tables: Mapping[str, pd.DataFrame], about: About) -> Figure | None:
    """Theil's index of the days until all needs are supported, and its parts between groups, beside chance.

    Parameters
    ----------
    tables : `caseworkers` and, where there are several, `districts`: what
        `socsim.analysis.inequality_between_caseworkers` and `..._districts` give.

    Returns
    -------
    The figure, or None where nobody waits.
    """
    everyone = {who: tables[who][tables[who]["group"] == "all"] for who in WHO if who in tables}
    everyone = {who: rows for who, rows in everyone.items() if len(rows)}
    if not everyone:
        return None
    totals = _rows(next(reversed(list(everyone.values()))), about, "total")
    parts = [("total", totals)]
    parts += [(who, _rows(rows, about, "between")) for who, rows in everyone.items()]
    with styled():
        headings = {
            name: wrap(about.say(f"inequality.{name}"), across(), BODY, bold=True) for name, _ in parts
        }
        names = [wrap(name, _names() - 0.15) for name in about.organisations.values()]
        highest = max(text_height(name) for name in names)
        pitch = max(PITCH, highest + 0.08)
        title, subtitle = _title(everyone, about), about.say("inequality.subtitle")
        source = about.source(about.say("inequality.note"), paired=False, title_of="theil_total")
        space = body_room(title, subtitle, source)
        above = {name: text_height(heading) + 0.12 + BELOW for name, heading in headings.items()}
        least = max(CLOSE, highest)
        shown = this_one(divided(parts, max(above.values()), least, space))
        if sheet().is_slide:
            left = space - sum(above[name] for name, _ in shown)
            number = sum(len(rows) for _, rows in shown)
            pitch = max(least, min(shared(pitch, left, number, least), FAR))
        heights = [text_height(headings[name]) + 0.12 + len(rows) * pitch + BELOW for name, rows in shown]
        on = page(title, subtitle, source, sum(heights))
        top = on.top
        for (name, rows), height in zip(shown, heights, strict=True):
            on.write(on.left, top, headings[name], BODY, weight="bold")
            width = across() - _names() - COLUMN
            box = (on.left + _names(), top - height + BELOW, width, len(rows) * pitch)
            _panel(on, on.axes(*box), rows, about, name, _end(dict(parts)[name]))
            top -= height
        return settled(on.figure)


def _names() -> float:
    return WIDER if sheet().is_slide else NAMES


def _rows(table: pd.DataFrame, about: About, part: str) -> list[Row]:
    known = {(str(row["organisation"]), str(row["part"])): row for row in table.to_dict("records")}
    nan = math.nan
    return [
        Row(
            name,
            float(known[name, part]["theil"]),
            float(known[name, part]["low"]),
            float(known[name, part]["high"]),
            nan if part == "total" else float(known[name, "by_chance"]["theil"]),
            float(known[name, "total"]["theil"]),
        )
        for name in about.organisations
        if (name, part) in known
    ]


def _title(tables: Mapping[str, pd.DataFrame], about: About) -> str:
    """With which organisations more lies between them than chance brings, all judged together."""
    if about.replications < 2:
        return about.say("headline.one_replication")
    found = [
        (who, row)
        for who, rows in tables.items()
        for row in rows[rows["part"] == "beyond_chance"].to_dict("records")
    ]
    mean, low, high = np.array([(row["theil"], row["low"], row["high"]) for _, row in found]).T
    number = np.array([row["replications"] for _, row in found])
    low, _ = judged_together(mean, low, high, number)
    said = []
    for who, rows in tables.items():
        more = {
            str(row["organisation"])
            for (of, row), end in zip(found, low, strict=True)
            if of == who and end > 0
        }
        between = about.say(f"inequality.between_{who}")
        items = [
            about.say(
                "inequality.item",
                share=_share(about, row.value, row),
                organisation=about.organisation(row.organisation),
            )
            for row in _rows(rows, about, "between")
            if row.organisation in more
        ]
        if items:
            said.append(about.say("inequality.more", between=between, items=about.listed(items)))
        else:
            said.append(about.say("inequality.no_more", between=between))
    return " ".join(said)


def _share(about: About, value: float, row: Row) -> str:
    return about.say("percent", number=about.number(100 * value / row.total, 2))


def _end(rows: Sequence[Row]) -> float:
    """How far the axis of a part reaches, also where only some of its rows are on a slide."""
    ends = [value for row in rows for value in (row.value, row.high, row.chance) if math.isfinite(value)]
    return 1.06 * max(ends, default=1.0) or 1.0


def _panel(on: Page, axes: Axes, rows: Sequence[Row], about: About, name: str, end: float) -> None:
    axes.set_xlim(0, end)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    names = [wrap(about.organisation(row.organisation), _names() - 0.15) for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=BODY)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _: plain(round(value, 9), about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(about.say("inequality.axis"), fontsize=SMALL, labelpad=2)
    looks = look_of(about)
    box = axes.get_position()
    pitch = box.height * on.height / len(rows)
    for at, row in enumerate(rows):
        _row(axes, at, row, looks[row.organisation])
        y = box.y1 * on.height - (at + 0.5) * pitch
        on.write(on.right - COLUMN + 0.15, y, _said(about, row), SMALL, va="center")
    if name != "total" and rows:
        way = 1 if rows[0].chance < axes.get_xlim()[1] / 2 else -1  # away from the edge
        axes.annotate(
            about.say("inequality.chance"), (rows[0].chance, 0), (-3 * way, 9), textcoords="offset points",
            fontsize=SMALL, color=SOFT, ha="left" if way > 0 else "right", va="bottom", annotation_clip=False,
        )  # fmt: skip


def _row(axes: Axes, at: int, row: Row, look: Line) -> None:
    if math.isfinite(row.chance):
        axes.plot([row.chance, row.value], [at, at], color=SOFT, linewidth=0.8, linestyle=(0, (1, 2)))
        axes.plot([row.chance], [at], marker="|", markersize=13, markeredgewidth=2.2, color=SOFT)
    if math.isfinite(row.low):
        axes.plot([max(row.low, 0.0), row.high], [at, at], color=INK, linewidth=1.3, marker="|", markersize=6)
    axes.plot([row.value], [at], color=look.colour, marker=look.marker, markersize=7, zorder=4)


def _said(about: About, row: Row) -> str:
    """The index; of a part, which share of all inequality it is, and what chance would make of it."""
    if not math.isfinite(row.chance):
        half = (row.high - row.low) / 2
        interval = f" ±{about.number(half, 1)}" if math.isfinite(half) else ""
        return about.number(row.value, 2) + interval
    share, chance = _share(about, row.value, row), _share(about, row.chance, row)
    return about.say("inequality.share", share=share, chance=chance)
