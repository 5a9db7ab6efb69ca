"""A figure over the values of one key, as lines, or its difference over two keys, as a map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.labels import end_labels, labels_height
from socsim.charts.number_words import number_words
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    Page,
    body_room,
    in_lines,
    page,
    settled,
    styled,
    tiny,
)
from socsim.charts.survival import look_of
from socsim.locale import capital, plain, say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT, NAMES = 3.4, 1.35  # inches: of the lines, and beside them for the names
MAP, SCALE = 2.6, 0.9  # inches: of a map, and beside the maps for their scale
COLOURS = "PuOr_r"  # two colours that everyone tells apart, and whose middle is white


def lines(rows: pd.DataFrame, key: str, meta: Mapping[str, Any], language: str = "en") -> Figure:
    """A line an organisation, with the 95 % interval at each point.

    Parameters
    ----------
    rows : one metric, statistic and group of a sweep's table: the column `key`, `organisation`, `estimate`,
        `ci_low`, `ci_high`.
    """
    about = _about(meta, rows, language)
    metric, group = str(rows["metric"].iloc[0]), str(rows["group"].iloc[0])
    values, names = _axis(rows[key])
    scale, unit = about.shown_in(str(rows["measured_in"].iloc[0]))
    with styled():
        subtitle = capital(about.say("sweep.lines", name=_words(key, about), who=_who(group, about)))
        title = about.say(
            "sweep.title", what=capital(METRICS[metric].label(language)), name=_words(key, about)
        )
        height = max(HEIGHT, labels_height(list(about.organisations.values()), NAMES))
        height = shared(height, body_room(title, subtitle, _source(about)) - 0.6)
        on = page(title, subtitle, _source(about), height + 0.6)
        axes = on.axes(on.left + 0.65, on.bottom + 0.5, on.right - on.left - 0.75 - NAMES, height)
        looks, ends = look_of(about), []
        for name in about.organisations:
            own = rows[rows["organisation"] == name]
            if own.empty:
                continue
            x = np.array([values[value] for value in own[key]])
            order = np.argsort(x, kind="stable")
            middle, low, high = (
                own[column].to_numpy(dtype=np.float64)[order] * scale
                for column in ("estimate", "ci_low", "ci_high")
            )
            look = looks[name]
            axes.fill_between(x[order], low, high, color=look.colour, alpha=0.18, linewidth=0)
            axes.plot(x[order], middle, color=look.colour, linestyle=look.dashes, linewidth=1.7,
                      marker=look.marker, markersize=4.5, markerfacecolor="white")  # fmt: skip
            ends.append((float(x[order][-1]), float(middle[-1]), about.organisation(name), look))
        _quiet(axes, about, key, names, on.right - on.left - NAMES - 0.75)
        axes.set_ylabel(capital(unit), fontsize=SMALL)
        shown = [end for end in ends if math.isfinite(end[1])]
        end_labels(axes, on, shown, NAMES)
        return settled(on.figure)


def maps(rows: pd.DataFrame, keys: Sequence[str], meta: Mapping[str, Any], language: str = "en") -> Figure:
    """The difference to the reference over two keys, a map for each other organisation.

    Where the interval of the difference covers nought the cell is hatched: undecided.

    Parameters
    ----------
    rows : one metric, statistic and group of a sweep's differences: the two keys, `organisation`,
        `difference`, `ci_low`, `ci_high`.
    """
    about = _about(meta, rows, language)
    metric, group = str(rows["metric"].iloc[0]), str(rows["group"].iloc[0])
    scale, unit = about.shown_in(str(rows["measured_in"].iloc[0]))
    others = [name for name in about.others if (rows["organisation"] == name).any()]
    with styled():
        what = capital(METRICS[metric].label(language))
        title = about.say(
            "sweep.map_title", what=what, one=_words(keys[0], about), other=_words(keys[1], about)
        )
        subtitle = capital(
            about.say("sweep.map", reference=about.organisation(about.reference), who=_who(group, about))
        )
        columns = min(2, len(others))
        if sheet().is_slide:  # one row of maps each
            others = this_one([others[at : at + columns] for at in range(0, len(others), columns)])
        down = math.ceil(len(others) / columns)
        high_map = shared(MAP, body_room(title, subtitle, _source(about)) - 0.95)
        on = page(title, subtitle, _source(about), down * (high_map + 0.95))
        room = (on.right - on.left - SCALE) / columns
        top = np.nanmax(np.abs(rows["difference"].to_numpy(dtype=np.float64) * scale), initial=1e-12)
        for at, name in enumerate(others):
            own = rows[rows["organisation"] == name]
            left, high = on.left + at % columns * room, on.top - at // columns * (high_map + 0.95)
            on.write(left + 0.6, high, about.organisation(name), BODY, weight="bold")
            axes = on.axes(left + 0.6, high - 0.3 - high_map, room - 0.85, high_map)
            _map(axes, own, keys, scale, float(top), about, first=at % columns == 0)
        _scale(on, float(top), unit, about, metric, high_map)
        return settled(on.figure)


def _map(
    axes: Axes,
    rows: pd.DataFrame,
    keys: Sequence[str],
    scale: float,
    top: float,
    about: About,
    *,
    first: bool,
) -> None:
    (x_of, x_names), (y_of, y_names) = _axis(rows[keys[0]]), _axis(rows[keys[1]])
    x = np.array([x_of[value] for value in rows[keys[0]]])
    y = np.array([y_of[value] for value in rows[keys[1]]])
    found = rows["difference"].to_numpy(dtype=np.float64) * scale
    low, high = (rows[end].to_numpy(dtype=np.float64) for end in ("ci_low", "ci_high"))
    undecided = ~((low > 0) | (high < 0))
    xs, ys = np.unique(x), np.unique(y)
    if len(xs) * len(ys) == len(rows):
        grid, open_ = np.full((len(ys), len(xs)), np.nan), np.zeros((len(ys), len(xs)), dtype=bool)
        place = np.searchsorted(ys, y), np.searchsorted(xs, x)
        grid[place], open_[place] = found, undecided
        edges = _edges(xs), _edges(ys)
        cells = axes.pcolormesh(
            *edges, grid, cmap=COLOURS, vmin=-top, vmax=top, edgecolors="white", linewidth=0.5
        )
        for row, column in zip(*np.nonzero(open_), strict=True):
            _hatch(axes, edges[0][column : column + 2], edges[1][row : row + 2])
        if len(xs) <= 8:
            for row, column in np.ndindex(*grid.shape):
                value = float(grid[row, column])
                if math.isfinite(value):
                    said = about.number(value, 2, sign=True)
                    ink = "white" if abs(value) > 0.62 * top else INK
                    _write(axes, (xs[column], ys[row]), said, ink, cells.to_rgba(np.asarray(value)))
    else:
        axes.scatter(x, y, c=found, cmap=COLOURS, vmin=-top, vmax=top, s=42, edgecolors=INK, linewidths=0.5)
        axes.scatter(x[undecided], y[undecided], marker="x", s=26, color=INK, linewidths=0.8)
    _quiet(axes, about, keys[0], x_names, MAP)
    axes.grid(False)
    if y_names:
        axes.set_yticks(range(len(y_names)), y_names)
    else:
        axes.yaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.3g}"), about.language))
        if len(xs) * len(ys) == len(rows) and len(ys) <= 8:
            axes.set_yticks(ys)
    if not x_names and len(xs) * len(ys) == len(rows) and len(xs) <= 8:
        axes.set_xticks(xs)
    if first:
        axes.set_ylabel(in_lines(_words(keys[1], about), MAP), fontsize=SMALL)


def _write(axes: Axes, at: tuple[float, float], said: str, ink: str, ground: Any) -> None:
    """A number on its cell's colour, so that no line of a hatched cell goes through it."""
    box = {"facecolor": ground, "linewidth": 0, "pad": 1.5}
    axes.text(*at, said, fontsize=tiny(SMALL - 1), ha="center", va="center", color=ink, bbox=box)


def _hatch(axes: Axes, x: Any, y: Any) -> None:
    from matplotlib.patches import Rectangle

    cell = Rectangle((x[0], y[0]), x[1] - x[0], y[1] - y[0], fill=False, hatch="////", edgecolor=FAINT)
    cell.set_linewidth(0)
    axes.add_patch(cell)


def _edges(middles: Any) -> Any:
    """The borders of cells around these middles."""
    if len(middles) == 1:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    inner = (middles[1:] + middles[:-1]) / 2
    return np.concatenate(
        ([middles[0] - (inner[0] - middles[0])], inner, [middles[-1] + (middles[-1] - inner[-1])])
    )


def _scale(on: Page, top: float, unit: str, about: About, metric: str, high: float) -> None:
    """The colours with their values, and which of them is better."""
    axes = on.axes(on.right - SCALE + 0.35, on.top - 0.3 - high, 0.16, high)
    ramp = np.linspace(-top, top, 128)[:, None]
    axes.imshow(ramp, cmap=COLOURS, aspect="auto", origin="lower", extent=(0.0, 1.0, -top, top))
    axes.set_xticks([])
    axes.yaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.3g}"), about.language))
    axes.yaxis.tick_right()
    axes.set_title(unit, fontsize=tiny(SMALL - 1))
    better = METRICS[metric].better
    if better is not None:
        below, above = ("better", "worse") if better == "lower" else ("worse", "better")
        x = on.right - SCALE + 0.22
        middle = on.top - 0.3 - high / 2
        for word, y in ((below, middle - high / 4), (above, middle + high / 4)):
            on.write(x, y, about.say(f"side.{word}"), SMALL, rotation=90, va="center", ha="center")


def _axis(column: pd.Series) -> tuple[dict[Any, float], list[str]]:
    """Where each value stands: numbers where they are, words side by side."""
    distinct = list(dict.fromkeys(column.tolist()))
    if all(isinstance(value, (int, float)) for value in distinct):
        return {value: float(value) for value in distinct}, []
    return {value: float(at) for at, value in enumerate(distinct)}, [str(value) for value in distinct]


def _quiet(axes: Axes, about: About, key: str, names: Sequence[str], room: float) -> None:
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(in_lines(_words(key, about), room), fontsize=SMALL)
    if names:
        axes.set_xticks(range(len(names)), names)
    else:
        axes.xaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.3g}"), about.language))
    axes.tick_params(labelsize=SMALL)


def _about(meta: Mapping[str, Any], rows: pd.DataFrame, language: str) -> About:
    replications = int(rows["replications"].max()) if len(rows) else 1
    return About.from_meta({**meta, "replications": replications}, language)


def _source(about: About) -> str:
    return about.source(about.say("sweep.note"))


def _who(group: str, about: About) -> str:
    return say_or(f"group.{group}", about.language, group)


def _words(key: str, about: About) -> str:
    return number_words([key], about)
