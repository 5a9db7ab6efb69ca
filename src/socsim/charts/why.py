"""A difference in steps: what is structure alone, and what each group of mechanisms adds to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.sheet import fitting, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Fill,
    Page,
    body_room,
    page,
    settled,
    styled,
    text_height,
    text_width,
    wrap,
)
from socsim.locale import capital, decimals, fixed, plain, say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Side = Literal["first", "second", "open"]
"""Which organisation a part speaks for; `open`: that is not decided."""
NAMES, THICK, KEY = 2.45, 0.26, 0.3  # inches: for names, of a bar, for the key
LEAD, CLOSE, SLIM = 0.07, 0.02, 0.18  # above a bar; both and the bar, where a slide has no room
FILLS: dict[Side, Fill] = {
    "first": Fill("#E69F00", "////"),
    "second": Fill("#0072B2", ""),
    "open": Fill("#FFFFFF", "...."),
}
WHOLE = Fill("#4d4d4d")


@dataclass(frozen=True)
class Part:
    """A row of the table, in the unit in which it is shown.

    Attributes
    ----------
    name : of the row.
    of : the mechanisms in it.
    value, low, high : its part of the difference, and the interval by itself.
    side : whom it speaks for, all parts judged together.
    """

    name: str
    of: tuple[str, ...]
    value: float
    low: float
    high: float
    side: Side


def parts_of(table: pd.DataFrame, metric: str, about: About) -> list[Part]:
    """Structure first, the groups from the largest to the smallest, and last the whole difference."""
    scale, _ = unit_of(str(table["measured_in"].iloc[0]), about)
    made = [
        Part(
            name=str(row["part"]),
            of=tuple(str(row["mechanisms"]).split()),
            value=row["estimate"] * scale,
            low=row["ci_low"] * scale,
            high=row["ci_high"] * scale,
            side=_side(row["judged_low"], row["judged_high"], metric),
        )
        for row in table.to_dict("records")
    ]
    structure, *groups, whole = made
    return [structure, *sorted(groups, key=lambda part: -abs(part.value)), whole]


def _side(low: float, high: float, metric: str) -> Side:
    """Where neither way is better: for the second organisation speaks what makes its figure lower."""
    if not (low > 0.0 or high < 0.0):
        return "open"
    return "second" if (low > 0.0) == (METRICS[metric].better == "higher") else "first"


def unit_of(measured_in: str, about: About) -> tuple[float, str]:
    """What differences are multiplied by, and the unit in which they then are."""
    if measured_in == "share":
        return 100.0, about.say("axis.points")
    if measured_in == about.currency:
        key = "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand"
        return 0.001, about.say(key, currency=about.currency)
    return 1.0, say_or(f"measured.{measured_in}", about.language, measured_in)


def places_of(parts: Sequence[Part]) -> int:
    """Decimals that all rows have, so that they can be seen to add up."""
    largest = max(abs(part.value) for part in parts)
    return 1 if 10.0 <= largest < 1000.0 else min(3, decimals(largest, 3))


def named(part: Part, about: About) -> str:
    """A row in words."""
    names = [about.say(f"part.{one}") for one in part.name.split("+")]
    return about.listed(names)


def held(part: Part, about: About) -> str:
    """The mechanisms of a group in words; empty where its name says it."""
    return "" if part.of in ((), (part.name,)) else ", ".join(about.say(f"part.{one}") for one in part.of)


def waterfall(
    table: pd.DataFrame,
    metric: str,
    levels: Sequence[float],
    meta: Mapping[str, Any],
    title: str,
    language: str = "en",
) -> Figure:
    """A bar for each part, each beginning where the one above it ends; the last is the whole difference.

    Parameters
    ----------
    table : as `Why.table` has it.
    levels : the figure of the two organisations.
    """
    about = About.from_meta(meta, language)
    with styled():
        parts = parts_of(table, metric, about)
        scale, unit = unit_of(str(table["measured_in"].iloc[0]), about)
        places = places_of(parts)
        names = [wrap(capital(named(part, about)), NAMES, BODY, bold=_stands_out(part)) for part in parts]
        below = [wrap(held(part, about), NAMES, SMALL) for part in parts]
        ends = [fixed(level * scale, language, places) for level in levels]
        below[-1] = about.say("why.levels", first=ends[0], second=ends[1], unit=unit)
        rows = [_height(name, text) for name, text in zip(names, below, strict=True)]
        said = [_said(part, places, about) for part in parts]
        right = max(text_width(text, BODY, bold=True) for text in said) + 0.1
        subtitle = about.say("why.subtitle", unit=unit)
        note = about.say("why.note_rest" if parts[0].name == "rest" else "why.note")
        source, lead, thick = about.source(note), LEAD, THICK
        space = body_room(title, subtitle, source) - KEY - 0.45
        for kept in (below[-1], "") if sum(rows) > space else ():  # a waterfall is to be seen whole
            below, lead, thick = [*[""] * (len(parts) - 1), kept], CLOSE, SLIM
            rows = [_height(name, text, CLOSE, SLIM) for name, text in zip(names, below, strict=True)]
            if sum(rows) <= space:
                break
        shown = this_one(fitting(rows, space))
        if thick == SLIM:  # what room there is lies between the bars
            spare = min((space - sum(rows[at] for at in shown)) / len(shown), thick)
            rows = [row + max(spare, 0.0) for row in rows]
        high = sum(rows[at] for at in shown)
        on = page(title, subtitle, source, KEY + high + 0.45)
        _key(on, about, metric)
        left, top = on.left + NAMES + 0.15, on.top - KEY
        axes = on.axes(left, top - high, on.right - right - left, high)
        edges = [0.0]
        for at in shown:
            edges.append(edges[-1] + rows[at])
        _bars(axes, parts, dict(zip(shown, edges, strict=False)), lead, thick)
        _frame(axes, about, unit, edges[-1])
        drawn = list(zip(parts, names, below, said, strict=True))
        for at, edge in zip(shown, edges, strict=False):
            part, name, text, number = drawn[at]
            weight = "bold" if _stands_out(part) else "normal"
            on.write(on.left, top - edge - lead, name, BODY, weight=weight)
            on.write(on.left, top - edge - lead - text_height(name, BODY), text, SMALL, color=SOFT)
            middle = top - edge - lead - thick / 2
            on.write(on.right - right + 0.1, middle, number, BODY, weight=weight, va="center")
        return settled(on.figure)


def _stands_out(part: Part) -> bool:
    return not part.of


def _height(name: str, text: str, lead: float = LEAD, thick: float = THICK) -> float:
    own = max(thick, text_height(name, BODY) + (text_height(text, SMALL) if text else 0.0))
    return own + (0.16 if lead == LEAD else 2 * lead)


def _said(part: Part, places: int, about: About) -> str:
    value = fixed(part.value, about.language, places, sign=True)
    if not math.isfinite(part.low):
        return value
    low, high = (fixed(end, about.language, places, sign=True) for end in (part.low, part.high))
    return about.say("why.interval", value=value, low=low, high=high)


def _bars(axes: Axes, parts: Sequence[Part], edges: Mapping[int, float], lead: float, thick: float) -> None:
    """The steps, in data coordinates of inches from the top; of those that are on another slide the ends."""
    from matplotlib.patheffects import withStroke

    *steps, _ = parts
    start = 0.0
    for at, part in enumerate(parts):
        whole = part not in steps
        begins = 0.0 if whole else start
        if at not in edges:
            ends = [begins, begins + part.value, begins + part.low, begins + part.high]
            axes.update_datalim([(end, 0.0) for end in ends if math.isfinite(end)])
            start += part.value
            continue
        edge = edges[at]
        y, fill = edge + lead + thick / 2, WHOLE if whole else FILLS[part.side]
        axes.barh(
            y,
            part.value,
            left=begins,
            height=thick,
            color=fill.colour,
            hatch=fill.hatch,
            edgecolor=INK,
            linewidth=0.7,
        )
        if math.isfinite(part.low):
            ends = [begins + part.low, begins + part.high]
            rim = [withStroke(linewidth=3.2, foreground="white")]
            look: dict[str, Any] = {"color": INK, "linewidth": 1.3, "marker": "|", "markersize": 6}
            axes.plot(ends, [y, y], path_effects=rim, zorder=5, **look)
        if not whole:
            start += part.value
            lower = edges.get(at + 1, y + thick / 2) + lead
            axes.plot([start, start], [y + thick / 2, lower], color=SOFT, linewidth=0.8, zorder=1)


def _frame(axes: Axes, about: About, unit: str, bottom: float) -> None:
    axes.set_ylim(bottom, 0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.margins(x=0.04)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _: plain(round(value, 9), about.language))
    first, second = about.organisations.values()
    axes.set_xlabel(about.say("why.axis", first=first, second=second, unit=unit), fontsize=SMALL)


def _key(on: Page, about: About, metric: str) -> None:
    """Whom each look speaks for."""
    from matplotlib.patches import Rectangle

    first, second = about.organisations.values()
    better = METRICS[metric].better is not None
    for_whom: dict[Side, str] = {
        "second": about.say("why.for" if better else "why.lower", who=second),
        "first": about.say("why.for" if better else "why.higher", who=second if not better else first),
        "open": about.say("why.open"),
    }
    x, y = on.left, on.top - 0.1
    for side, text in for_whom.items():
        fill = FILLS[side]
        box = (x / on.width, (y - 0.07) / on.height)
        sample = Rectangle(
            box,
            0.28 / on.width,
            0.14 / on.height,
            transform=on.figure.transFigure,
            facecolor=fill.colour,
            hatch=fill.hatch,
            edgecolor=INK,
            linewidth=0.7,
        )
        on.figure.add_artist(sample)
        on.write(x + 0.35, y, text, SMALL, va="center")
        x += text_width(text, SMALL) + 0.65
