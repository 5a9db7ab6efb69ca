"""Lead time to all needs supported, as the share of clients who are still waiting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.headline import headline
from socsim.charts.labels import end_labels, key, key_rows, labels_height
from socsim.charts.sheet import shared
from socsim.charts.style import BODY, FAINT, LINES, SMALL, Line, Page, body_room, page, settled, styled
from socsim.locale import capital, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]
METRIC = "lead_to_all_supported_days"
HEIGHT, NAMES = 3.0, 1.25  # inches: of a panel, and beside it for the names
POINTS = 241
LEVEL = 0.95
TICKS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365, 730, 1825, 3650)


@dataclass(frozen=True)
class Curve:
    """One organisation's curve on a grid of days, and the interval around it (NaN with one replication)."""

    name: str
    days: Floats
    waiting: Floats
    low: Floats
    high: Floats


def survival(clients: pd.DataFrame, comparison: pd.DataFrame, about: About) -> Figure | None:
    """Share still waiting against days since first contact, for clients with one need and with several.

    Parameters
    ----------
    clients : a row for each client with `organisation`, `replication`, `needs` and
        `lead_to_all_supported_days`, which is NaN or infinite where that was not reached within follow-up.
        Where there is a column `cohort`, only its members count. Everyone is followed for `about.follow_up`
        days and those who left count as not reached, so nobody is censored before the right edge.
    comparison : paired differences to the reference, for the title.

    Returns
    -------
    The figure, or None without clients or without follow-up.
    """
    needed = {"organisation", "replication", "needs", METRIC}
    if about.follow_up <= 0 or not needed <= set(clients.columns):
        return None
    if "cohort" in clients.columns:
        clients = clients[clients["cohort"].to_numpy(dtype=bool)]
    several = clients["needs"].to_numpy() >= 2
    panels = [(ONE, curves(clients[~several], about)), (SEVERAL, curves(clients[several], about))]
    panels = [(group, lines) for group, lines in panels if lines]
    if not panels:
        return None
    with styled():
        title = headline(comparison, about, METRIC, "survival", about.say("survival.alone"))
        subtitle = about.say("survival.subtitle")
        if about.compares:
            subtitle += " " + about.say("survival.title", days=about.number(about.follow_up))
        names = list(about.organisations.values())
        source = about.source(about.say("survival.note"), title_of=METRIC)
        space = body_room(title, subtitle, source) - 0.75
        beside = labels_height(names, NAMES) <= space
        keys = 0.0 if beside else 0.22 * len(key_rows(names)) + 0.1
        height = shared(max(HEIGHT, labels_height(names, NAMES)), space - keys)
        on = page(title, subtitle, source, keys + height + 0.75)
        if not beside:
            key(on, on.top, names, list(look_of(about).values()))
        room = (on.right - on.left - 0.45) / len(panels)
        for at, (group, lines) in enumerate(panels):
            left = on.left + 0.45 + at * room
            axes = on.axes(left, on.bottom + 0.45, room - (NAMES if beside else 0.2) - 0.1, height)
            on.write(left, on.top - keys, capital(about.say(f"group.{group}")), BODY, weight="bold")
            _panel(on, axes, lines, about, labelled=at == 0, beside=beside)
        return settled(on.figure)


def curves(clients: pd.DataFrame, about: About) -> list[Curve]:
    """The curve of each organisation: the mean over replications of each one's own curve."""
    days = np.linspace(0.0, about.follow_up, POINTS)
    found = []
    for name in about.organisations:
        ours = clients[clients["organisation"] == name]
        each = [
            _waiting(group[METRIC].to_numpy(dtype=np.float64), days)
            for _, group in ours.groupby("replication", sort=True)
        ]
        if each:
            found.append(Curve(name, days, *_with_interval(np.array(each))))
    return found


def _waiting(lead: Floats, days: Floats) -> Floats:
    """Share whose lead time is longer than each of the days."""
    reached = np.sort(lead[np.isfinite(lead)])
    share: Floats = 1.0 - np.searchsorted(reached, days, side="right") / len(lead)
    return share


def _with_interval(each: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean over replications (axis 0) and its pointwise t-interval."""
    from scipy.special import stdtrit

    mean: Floats = each.mean(axis=0)
    number = len(each)
    if number < 2:
        return mean, np.full_like(mean, math.nan), np.full_like(mean, math.nan)
    half = float(stdtrit(number - 1, 0.5 + LEVEL / 2)) * each.std(axis=0, ddof=1) / math.sqrt(number)
    return mean, np.clip(mean - half, 0.0, 1.0), np.clip(mean + half, 0.0, 1.0)


def _panel(
    on: Page, axes: Axes, lines: Sequence[Curve], about: About, *, labelled: bool, beside: bool
) -> None:
    axes.set_xlim(0, about.follow_up)
    axes.set_ylim(0, 1)
    axes.set_xticks(ticks(about.follow_up))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, about.language))
    axes.yaxis.set_major_formatter(
        lambda value, _: about.say("percent", number=plain(100 * value, about.language))
    )
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(about.say("survival.x"), fontsize=SMALL)
    axes.tick_params(axis="y", labelleft=labelled)
    if labelled:
        axes.set_ylabel(about.say("survival.y"), fontsize=SMALL)
    looks = look_of(about)
    for position, curve in enumerate(lines):
        look = looks[curve.name]
        axes.fill_between(curve.days, curve.low, curve.high, color=look.colour, alpha=0.18, linewidth=0)
        every = (POINTS // 8 * position // max(1, len(lines)) + 5, POINTS // 8)
        axes.plot(
            curve.days,
            curve.waiting,
            color=look.colour,
            linestyle=look.dashes,
            linewidth=1.7,
            marker=look.marker,
            markersize=4.5,
            markevery=every,
            markerfacecolor="white",
            markeredgewidth=1.1,
        )
    if not beside:
        return
    ends = [
        (about.follow_up, float(curve.waiting[-1]), about.organisation(curve.name), looks[curve.name])
        for curve in lines
    ]
    end_labels(axes, on, ends, NAMES)


def look_of(about: About) -> dict[str, Line]:
    """Each organisation's look, the same in every chart."""
    return {name: LINES[at % len(LINES)] for at, name in enumerate(about.organisations)}


def ticks(follow_up: float) -> list[float]:
    """At most five steps of a length that people count in."""
    step = next((tick for tick in TICKS if follow_up / tick <= 5), follow_up)
    return [at * float(step) for at in range(int(follow_up / step + 1e-9) + 1)]
