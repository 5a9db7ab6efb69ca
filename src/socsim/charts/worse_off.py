"""Who is worse off under which organisation: the same clients under each, and under the reference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.charts.about import About
from socsim.charts.levels import by_needs, source
from socsim.charts.parts import Part, swatches
from socsim.charts.sheet import divided, shared, sheet, this_one
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
    styled,
    text_height,
    wrap,
)
from socsim.locale import capital, decimals, fixed, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORSE, BETTER = Fill("#D55E00", "xxxx"), Fill("#56B4E9", "")
HARDEST = "hardest_hit"
PITCH, THICK, HEADING = 0.5, 0.28, 0.3  # inches: from bar to bar at least, of a bar, above a group's bars
CLOSE, FAR = 0.36, 0.62  # from bar to bar on a slide
NAMES, WIDER, COLUMN = 1.7, 2.3, 1.25  # for the names, on a slide, and for the column at the right
BESIDE = 0.85  # for the figure beside a bar


@dataclass(frozen=True)
class Sides:
    """One organisation beside the reference: per cent of the clients, and days for the hardest hit."""

    organisation: str
    worse: tuple[float, float, float]
    better: tuple[float, float, float]
    hardest: tuple[float, float, float]

    @property
    def unequal(self) -> bool:
        """Whether more are on one side than on the other, by intervals that do not overlap."""
        return self.worse[2] < self.better[1] or self.better[2] < self.worse[1]


def worse_off(table: pd.DataFrame, margin: float, about: About) -> Figure | None:
    """How many wait longer than under the reference, and how many less long: bars to either side.

    Parameters
    ----------
    table : what `socsim.analysis.who_is_worse_off` gives of lead times.
    margin : the days that counted as no difference.

    Returns
    -------
    The figure, or None with one organisation.
    """
    groups = {group: _sides(rows, about) for group, rows in by_needs(table).items()}
    groups = {group: found for group, found in groups.items() if found}
    if not about.others or not groups:
        return None
    days = about.say_count("unit.days", margin)
    reference = about.organisation(about.reference)
    with styled():
        parts = [
            Part("worse", about.say("worse_off.longer", days=days), WORSE),
            Part("better", about.say("worse_off.shorter", days=days), BETTER),
        ]
        column = wrap(about.say("worse_off.hardest"), COLUMN, SMALL)
        key = max(0.35, text_height(column, SMALL) + 0.05)
        names = [wrap(about.organisation(name), _names() - 0.15) for name in about.others]
        pitch = max(PITCH, max(text_height(name) for name in names) + 0.08)
        title, line = _title(groups, about), source(about, about.say("worse_off.note"))
        subtitle = about.say("worse_off.subtitle", reference=reference, days=days)
        space = body_room(title, subtitle, line) - key - 0.5
        least = max(CLOSE, pitch - 0.08)
        shown = this_one(divided(list(groups.items()), HEADING + 0.1, least, space))
        if sheet().is_slide:
            rows = sum(len(found) for _, found in shown)
            pitch = max(least, min(shared(pitch, space - len(shown) * (HEADING + 0.1), rows, least), FAR))
        body = key + sum(HEADING + len(found) * pitch + 0.1 for _, found in shown) + 0.5
        on = page(title, subtitle, line, body)
        left, width = on.left + _names(), across() - _names() - COLUMN - 0.15
        swatches(on, left, on.top, parts, width)
        on.write(on.right - COLUMN, on.top, column, SMALL, color=SOFT)
        most = max(max(_end(one.worse), _end(one.better)) for found in groups.values() for one in found)
        limit = most * width / (width - 2 * BESIDE)
        top = on.top - key
        axes: list[Axes] = []
        for group, found in shown:
            height = len(found) * pitch
            on.write(on.left, top - 0.05, capital(about.say(f"group.{group}")), BODY, weight="bold")
            axes.append(on.axes(left, top - HEADING - height, width, height))
            _panel(on, axes[-1], found, limit, about)
            top -= HEADING + height + 0.1
        for one in axes[:-1]:
            one.set_xticklabels([])
        axes[-1].set_xlabel(about.say("worse_off.axis"), fontsize=SMALL)
        return settled(on.figure)


def _names() -> float:
    return WIDER if sheet().is_slide else NAMES


def _sides(rows: pd.DataFrame, about: About) -> list[Sides]:
    known = {
        (str(row["organisation"]), str(row["measure"])): (row["value"], row["low"], row["high"])
        for row in rows.to_dict("records")
    }
    return [
        Sides(
            name,
            _per_cent(known[name, "worse_share"]),
            _per_cent(known[name, "better_share"]),
            known[name, HARDEST],
        )
        for name in about.others
        if (name, HARDEST) in known
    ]


def _per_cent(found: tuple[float, float, float]) -> tuple[float, float, float]:
    return 100 * found[0], 100 * found[1], 100 * found[2]


def _end(side: tuple[float, float, float]) -> float:
    return side[2] if math.isfinite(side[2]) else side[0]


def _title(groups: Mapping[str, Sequence[Sides]], about: About) -> str:
    """Of each group the organisation with the most unequal sides: both sides get their say."""
    if about.replications < 2:
        return about.say("headline.one_replication")
    said, named = [], False
    for group, found in reversed(list(groups.items())):
        who = capital(about.say(f"group.{group}"))
        unequal = [one for one in found if one.unequal]
        if not unequal:
            said.append(about.say("worse_off.balanced", who=who))
            continue
        one = max(unequal, key=lambda one: abs(one.worse[0] - one.better[0]))
        change = about.say(
            "worse_off.change",
            longer=about.say("percent", number=about.number(one.worse[0], 2)),
            shorter=about.say("percent", number=about.number(one.better[0], 2)),
            organisation=about.organisation(one.organisation),
        )
        if not named:
            named = True
            change = about.say("headline.than", change=change, reference=about.organisation(about.reference))
        said.append(about.say("headline.group", who=who, changes=change))
    return " ".join(said)


def _panel(on: Page, axes: Axes, found: Sequence[Sides], limit: float, about: About) -> None:
    axes.set_xlim(-limit, limit)
    axes.set_ylim(len(found) - 0.5, -0.5)
    names = [wrap(about.organisation(one.organisation), _names() - 0.15) for one in found]
    axes.set_yticks(range(len(found)), names, fontsize=BODY)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    step = next(step for step in (2, 5, 10, 25, 50) if limit / step < 5 or step == 50)
    axes.set_xticks([at * step for at in range(-5, 6) if abs(at * step) <= min(limit, 100.0)])
    axes.xaxis.set_major_formatter(lambda value, _: plain(abs(round(value, 6)), about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    box = axes.get_position()
    pitch = box.height * on.height / len(found)
    for row, one in enumerate(found):
        for way, fill, side in ((-1, WORSE, one.worse), (1, BETTER, one.better)):
            _bar(axes, row, way, fill, side, THICK / pitch, about)
        y = box.y1 * on.height - (row + 0.5) * pitch
        on.write(on.right - COLUMN, y, _days(about, one.hardest), BODY, va="center")
    axes.axvline(0, color=INK, linewidth=1.1)


def _bar(
    axes: Axes,
    row: int,
    way: int,
    fill: Fill,
    side: tuple[float, float, float],
    thick: float,
    about: About,
) -> None:
    """One side's bar with its interval, and what it is beyond both."""
    from matplotlib.patheffects import withStroke

    value, low, high = side
    axes.barh(row, way * value, height=thick, color=fill.colour, hatch=fill.hatch, edgecolor=INK,
              linewidth=0.6)  # fmt: skip
    end, said = value, about.say("percent", number=about.number(value, 2))
    if math.isfinite(low):
        rim = [withStroke(linewidth=3.2, foreground="white")]
        axes.plot([way * low, way * high], [row, row], color=INK, linewidth=1.3, marker="|", markersize=6,
                  path_effects=rim, zorder=5)  # fmt: skip
        end, half = high, (high - low) / 2
        places = min(decimals(half, 1), 1)
        said = about.say(
            "outcomes.figure",
            number=fixed(value, about.language, places),
            half=fixed(half, about.language, places),
        )
    gap = 5 if way > 0 else -5
    axes.annotate(
        said, (way * end, row), (gap, 0), textcoords="offset points", fontsize=SMALL, va="center",
        ha="left" if way > 0 else "right",
    )  # fmt: skip


def _days(about: About, found: tuple[float, float, float]) -> str:
    value, low, high = found
    said = about.number(value, 2, sign=True)
    if not math.isfinite(low):
        return said
    return f"{said} ±{about.number((high - low) / 2, 1)}"
