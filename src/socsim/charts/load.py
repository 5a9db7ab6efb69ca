"""Load and queue of units over time: hours worked a week, and pieces of work that wait."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from socsim.analysis.closer.load import ALL, WEEK
from socsim.analysis.cohort import YEAR
from socsim.charts.about import About
from socsim.charts.headline import headline
from socsim.charts.labels import key, key_rows
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    SMALL,
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
from socsim.charts.survival import look_of
from socsim.locale import capital, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WEEKS = 4
"""How many make a point: from week to week the work goes up and down, as visits come every other week."""
MOST = 8
"""Units that are drawn, all of them together apart: those with the most hours."""
Floats = npt.NDArray[np.float64]
MANAGERS = " (managers)"
"""What a unit of managers has behind the name of the unit whose managers they are."""
COLUMNS, FIGURES = 3, 0.62  # panels side by side, and inches beside each for the figures at its end
HEIGHT, BELOW = 1.2, 0.5  # inches: of a panel, and below it for its axis


@dataclass(frozen=True)
class Kind:
    """What is drawn of the units: a measure over time, and one over the window beside it."""

    name: str
    over_time: str
    over_window: str
    scale: float = 1.0


LOAD = Kind("load", "hours", "utilisation", 100.0)
QUEUE = Kind("queue", "waiting", "queue_length")


def load(over_time: pd.DataFrame, over_window: pd.DataFrame, comparison: pd.DataFrame, about: About,
         kind: Kind = LOAD) -> Figure | None:  # fmt: skip
    """Week by week, a panel a unit, a line an organisation: the mean over replications with its interval.

    Parameters
    ----------
    over_time, over_window : what `socsim.analysis.load_over_time` and `load_by_unit` give.
    comparison : paired differences to the reference, for the title.
    kind : LOAD or QUEUE.

    Returns
    -------
    The figure, or None where the window has no whole week.
    """
    rows = over_time[over_time["measure"] == kind.over_time]
    units, more = _units(over_time, about)
    if not units:
        return None
    beside = over_window[over_window["measure"] == kind.over_window]
    with styled():
        title = headline(comparison, about, kind.over_window, kind.name, about.say(f"{kind.name}.alone"))
        names = [about.organisation(name) for name in about.organisations]
        keys = 0.22 * len(key_rows(names)) + 0.12
        columns = min(COLUMNS, len(units))
        room = across() / columns
        called = {unit: wrap(_called(unit, about), room - 0.1, BODY, bold=True) for unit in units}
        head = max(text_height(name) for name in called.values()) + 0.08
        note = about.say_count("load.left_out", more) if more else ""
        subtitle = about.say(f"{kind.name}.subtitle")
        source = about.source(" ".join(part for part in (about.say("load.note"), note) if part),
                              title_of=kind.over_window, paired=False)  # fmt: skip
        if sheet().is_slide:  # one row of panels each
            units = this_one([units[at : at + columns] for at in range(0, len(units), columns)])
        height = shared(HEIGHT, body_room(title, subtitle, source) - keys - head - BELOW)
        row = head + height + BELOW
        on = page(title, subtitle, source, keys + math.ceil(len(units) / columns) * row)
        key(on, on.top, names, list(look_of(about).values()))
        for at, unit in enumerate(units):
            left, top = on.left + at % columns * room, on.top - keys - at // columns * row
            on.write(left, top, called[unit], BODY, weight="bold")
            axes = on.axes(left + 0.42, top - head - height, room - 0.42 - FIGURES - 0.12, height)
            _panel(on, axes, rows[rows["unit"] == unit], beside[beside["unit"] == unit], about, kind)
        return settled(on.figure)


def _units(over_time: pd.DataFrame, about: About) -> tuple[list[str], int]:
    """All together and the units with the most hours, these in the order of the table; how many are left."""
    hours = over_time[over_time["measure"] == "hours"]
    level = hours.groupby("unit", observed=True, sort=False)["value"].mean()
    own = level.drop(ALL, errors="ignore")
    chosen = set(own.sort_values(ascending=False, kind="stable").index[:MOST])
    together = [ALL] if ALL in level.index and len(own) > 1 else []
    return together + [str(unit) for unit in own.index if unit in chosen], len(own) - len(chosen)


def _called(unit: str, about: About) -> str:
    if unit == ALL:
        return about.say("load.all")
    of, managers, _ = unit.partition(MANAGERS)
    name = capital(about.labels.get(of, of.replace("_", " ")))
    return about.say("load.managers", unit=name) if managers else name


def _panel(on: Page, axes: Axes, rows: pd.DataFrame, beside: pd.DataFrame, about: About, kind: Kind) -> None:
    looks = look_of(about)
    ends: list[tuple[float, str, str]] = []
    for name in about.organisations:
        own = rows[rows["organisation"] == name]
        if own.empty:
            continue
        days, value, low, high = _smooth(own)
        look = looks[name]
        axes.fill_between(days, low.clip(0.0), high, color=look.colour, alpha=0.18, linewidth=0)
        axes.plot(days, value, color=look.colour, linestyle=look.dashes, linewidth=1.1)
        ends.append((float(value[-1]), look.colour, _figure(beside, name, about, kind)))
    axes.set_xlim(0, (rows["day"].max() + WEEK) / YEAR)
    axes.set_ylim(bottom=0.0)
    axes.locator_params(axis="y", nbins=4)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: plain(round(value, 6), about.language))
    axes.yaxis.set_major_formatter(lambda value, _: plain(round(value, 6), about.language))
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(about.say("load.x"), fontsize=SMALL, labelpad=2)
    _ends(on, axes, ends)


def _smooth(rows: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Means of some weeks: their middle in years, and the value with an interval that is wide enough.

    The mean of the weeks' intervals is never narrower than the interval of the weeks' mean.
    """
    weeks = rows["day"].to_numpy(dtype=float) // WEEK
    means = rows[["day", "value", "low", "high"]].groupby(weeks // WEEKS, sort=True).mean()
    days, value, low, high = (means[column].to_numpy(dtype=np.float64) for column in means)
    return (days + WEEK / 2) / YEAR, value, low, high


def _figure(beside: pd.DataFrame, name: str, about: About, kind: Kind) -> str:
    """The figure over the whole window."""
    own = beside[beside["organisation"] == name]
    if own.empty:
        return ""
    value = kind.scale * float(own["value"].iloc[0])
    said = about.number(value, 2)
    return about.say("percent", number=said) if kind is LOAD else said


def _ends(on: Page, axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Figures at the right of the lines, apart from each other and tied to where they end."""
    from matplotlib.lines import Line2D

    box = axes.get_position()
    low, high, right = box.y0 * on.height, box.y1 * on.height, box.x1 * on.width
    bottom, top = axes.get_ylim()
    ends = [end for end in ends if end[2] and math.isfinite(end[0])]
    wanted = [low + (value - bottom) / (top - bottom) * (high - low) for value, _, _ in ends]
    centres = spread(wanted, [text_height("0", SMALL)] * len(ends), low, high)
    for (_, colour, said), at, centre in zip(ends, wanted, centres, strict=True):
        xs, ys = [right / on.width, (right + 0.1) / on.width], [at / on.height, centre / on.height]
        on.figure.add_artist(Line2D(xs, ys, color=colour, linewidth=0.8))
        on.write(right + 0.13, centre, said, SMALL, va="center")
