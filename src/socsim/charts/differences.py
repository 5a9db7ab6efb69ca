"""The paired difference to the reference by number of needs: where one organisation overtakes another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.headline import Difference, claimed
from socsim.charts.headline import differences as rows_of
from socsim.charts.labels import end_labels, key, key_rows, labels_height
from socsim.charts.sheet import shared, sheet, this_one
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
from socsim.locale import capital, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GROUPS = ("needs=1", "needs=2", "needs=3", "needs=4+")
PRIMARY = ("lead_to_all_supported_days", "falls_per_100_client_years", "recovered_share", "cost_per_client")
HEIGHT, BELOW, NAMES = 1.75, 0.6, 1.25  # inches: of a panel, below it for its axis, beside it for the names
Lines = dict[str, dict[str, list[Difference]]]  # metric -> organisation -> by number of needs
BETTER = "#e9f3ee"  # the side of the zero line that is better


def differences(
    comparison: pd.DataFrame,
    about: About,
    metrics: Sequence[str] = PRIMARY,
    said: pd.DataFrame | None = None,
) -> Figure | None:
    """A panel a metric: the difference to the reference for clients with 1, 2, 3 and 4 or more needs.

    Parameters
    ----------
    comparison : paired differences to the reference with their intervals.
    metrics : those to show, the most important first: the title speaks of the first that has figures.
    said : the comparison as the verdict judged it, for the title; left out, the title judges for itself.

    Returns
    -------
    The figure, or None with one organisation or without differences by number of needs.
    """
    found = {metric: _by_organisation(comparison, about, metric) for metric in metrics if metric in METRICS}
    found = {metric: lines for metric, lines in found.items() if lines}
    if not about.others or not found:
        return None
    found = this_one(_pages(found))
    with styled():
        there = {one.group for lines in found.values() for line in lines.values() for one in line}
        groups = [group for group in GROUPS if group in there]
        columns = min(2, len(found))
        room = across() / columns
        headings = {
            metric: _heading(metric, next(iter(lines.values()))[0].measured_in, about)
            for metric, lines in found.items()
        }
        wrapped = {
            metric: wrap(heading, room - 0.2, BODY, bold=True) for metric, (heading, _) in headings.items()
        }
        first = next(iter(found))
        title = _title(first, claimed(comparison if said is None else said, about, first), about)
        subtitle = about.say("differences.subtitle", reference=about.organisation(about.reference))
        others = [about.organisation(name) for name in about.others]
        source = about.source(title_of=first)
        head = max(text_height(heading) for heading in wrapped.values()) + 0.15
        space = body_room(title, subtitle, source) - head - BELOW
        direct = labels_height(others, NAMES) <= shared(HEIGHT, space)
        keys = 0.0 if direct else 0.22 * len(key_rows(others)) + 0.1
        height = shared(HEIGHT, space - keys)
        row = height + head
        on = page(title, subtitle, source, keys + math.ceil(len(found) / columns) * (row + BELOW))
        if not direct:
            key(on, on.top, others, [look_of(about)[name] for name in about.others])
        for at, (metric, lines) in enumerate(found.items()):
            left, top = on.left + at % columns * room, on.top - keys - at // columns * (row + BELOW)
            on.write(left, top, wrapped[metric], BODY, weight="bold")
            axes = on.axes(left + 0.55, top - row, room - 0.65 - (NAMES if direct else 0.2), height)
            _panel(on, axes, left, metric, lines, headings[metric][1], about, groups, direct=direct)
        return settled(on.figure)


def _pages(found: Lines) -> list[Lines]:
    """All panels on a page, two on a slide: each has a title of its own, about its first."""
    if not sheet().is_slide:
        return [found]
    names = list(found)
    return [{name: found[name] for name in names[at : at + 2]} for at in range(0, len(names), 2)]


def _by_organisation(comparison: pd.DataFrame, about: About, metric: str) -> dict[str, list[Difference]]:
    lines: dict[str, list[Difference]] = {name: [] for name in about.others}
    for group in GROUPS:
        for one in rows_of(comparison, about, metric, group):
            lines[one.organisation].append(one)
    return {name: line for name, line in lines.items() if line}


def _title(metric: str, found: dict[str, list[Difference]], about: About) -> str:
    """For whom each organisation is better or worse in the first metric; silence where nothing is shown."""
    what = METRICS[metric].label(about.language)
    if about.replications < 2:
        return about.say("headline.one_replication")
    said_of: dict[str, list[str]] = {}  # the same words for several organisations are said once
    for name in about.others:
        line = [one for ones in found.values() for one in ones if one.organisation == name]
        better = [
            one.group
            for one in line
            if one.shown and (one.difference < 0) == (METRICS[metric].better == "lower")
        ]
        worse = [one.group for one in line if one.shown and one.group not in better]
        said = [
            about.say(f"differences.{side}", needs=about.listed([_who(group, about) for group in groups]))
            for side, groups in (("better", better), ("worse", worse))
            if groups and METRICS[metric].better
        ]
        if said:
            said_of.setdefault(", ".join(said), []).append(about.organisation(name))
    if not said_of:
        return about.say("headline.none", what=what)
    sentences = [
        about.say("differences.of", organisations=about.listed(names), said=said)
        for said, names in said_of.items()
    ]
    return about.say("differences.title", what=capital(what), said="; ".join(sentences))


def _who(group: str, about: About) -> str:
    return about.say(f"group.{group}")


def _panel(
    on: Page,
    axes: Axes,
    left: float,
    metric: str,
    lines: dict[str, list[Difference]],
    scale: float,
    about: About,
    groups: list[str],
    *,
    direct: bool,
) -> None:
    looks = look_of(about)
    axes.set_xlim(-0.5, len(groups) - 0.5)
    axes.set_xticks(range(len(groups)), [group.removeprefix("needs=") for group in groups])
    ends = []
    for at, (name, line) in enumerate(lines.items()):
        shift = (at - (len(lines) - 1) / 2) * 0.14
        xs = [groups.index(one.group) + shift for one in line]
        _line(axes, xs, line, scale, looks[name])
        ends.append((xs[-1], line[-1].difference * scale, about.organisation(name), looks[name]))
    _frame(axes, on, left, metric, about)
    if direct:
        end_labels(axes, on, ends, NAMES, filled=True)


def _heading(metric: str, measured_in: str, about: About) -> tuple[str, float]:
    """The metric with the unit of its axis, and what its values are multiplied by for that unit."""
    what = METRICS[metric].label(about.language)
    what = capital(what)
    if measured_in == "share":
        return about.say("differences.heading", what=what, unit=about.say("axis.points")), 100.0
    if measured_in == about.currency:
        key = "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand"
        return about.say(
            "differences.heading", what=what, unit=about.say(key, currency=about.currency)
        ), 0.001
    if measured_in == "days":
        return about.say("differences.heading", what=what, unit=about.say("axis.days")), 1.0
    return what, 1.0


def _line(axes: Axes, xs: Sequence[float], line: Sequence[Difference], scale: float, look: Line) -> None:
    """One organisation's differences with their intervals."""
    axes.plot(
        xs, [one.difference * scale for one in line], color=look.colour, linestyle=look.dashes, linewidth=1.0
    )
    for x, one in zip(xs, line, strict=True):
        if math.isfinite(one.low) and math.isfinite(one.high):
            ends = [one.low * scale, one.high * scale]
            axes.plot([x, x], ends, color=look.colour, linewidth=1.4, marker="_", markersize=5)
        axes.plot(
            [x],
            [one.difference * scale],
            color=look.colour,
            marker=look.marker,
            markersize=5.5,
            linestyle="",
            zorder=4,
        )


def _frame(axes: Axes, on: Page, left: float, metric: str, about: About) -> None:
    """The zero line with its two sides named, and room on either."""
    low, high = axes.dataLim.y0, axes.dataLim.y1
    low, high = min(low, 0.0), max(high, 0.0)
    size = max(high - low, 1e-9)
    low, high = min(low - 0.06 * size, -0.4 * size), max(high + 0.06 * size, 0.4 * size)
    axes.set_ylim(low, high)
    axes.axhline(0, color=INK, linewidth=1.1, zorder=1)
    axes.set_xlabel(about.say("differences.x"), fontsize=SMALL, labelpad=2)
    axes.yaxis.set_major_formatter(lambda value, _: plain(round(value, 9), about.language))
    axes.locator_params(axis="y", nbins=6)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    better = METRICS[metric].better
    if better is None:
        return
    below, above = ("better", "worse") if better == "lower" else ("worse", "better")
    axes.axhspan(*((low, 0) if better == "lower" else (0, high)), color=BETTER, linewidth=0, zorder=0)
    box = axes.get_position()
    for word, middle in ((below, low / 2), (above, high / 2)):
        y = (box.y0 + (middle - low) / (high - low) * box.height) * on.height
        on.write(left + 0.02, y, about.say(f"side.{word}"), SMALL, rotation=90, va="center", color=SOFT)
