"""Pictures of those who do the work."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from docs.pictures.lanes import bar, key, plain
from docs.pictures.people import events, year
from docs.pictures.register import picture
from docs.pictures.sections import of_page
from docs.pictures.sheet import ONE, SMALL, TWO, Sheet, note, sheet
from socsim.charts.style import FILLS, SOFT, Fill
from socsim.engine import journal as j
from socsim.engine.ledger import Table
from socsim.model.laws import slower_work
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import LONG_LEAVE, SHORT_LEAVE, VACANCY

YEAR = 365.25
OWN, AGENCY, SHORT, LONG = Fill("#D9E8F2"), FILLS[1], FILLS[2], Fill("#FFFFFF", "xxxx")
NEW = Fill("#56B4E9", "////")


def desks(made: Blueprint) -> list[str]:
    """The caseworkers' desks, by unit."""
    heads = np.diff(made.unit_worker_start).tolist()
    return [f"{unit} {n + 1}" for unit, size in zip(made.units, heads, strict=True) for n in range(size)]


@picture
def sick_leave() -> Sheet:
    """The desks of a run: who sits there."""
    made_of, _, journal = year("sick_leave")
    names = desks(made_of)
    made = sheet(
        "Somebody is often away; whose cases that concerns is mostly chance",
        0.27 * len(names) + 0.8,
        "The seven desks of a run of the page's office, and who sits there.",
    )
    key(
        made,
        made.top - 0.06,
        [("at work", OWN), ("short leave", SHORT), ("long leave", LONG), ("agency worker", AGENCY)],
    )
    axes = made.panel(0.9, 0.45, 5.45, 0.27 * len(names), "years")
    plain(axes, 3 * YEAR, names)
    fills = {SHORT_LEAVE: SHORT, LONG_LEAVE: LONG}
    for place in range(len(names)):
        bar(axes, 0, 3 * YEAR, place, OWN)
    since: dict[int, tuple[float, Fill]] = {}
    for row in [*events(journal, j.AWAY, j.AT_DESK), *_at_end(names)]:
        at = int(row["worker"])
        if at in since:
            start, fill = since.pop(at)
            bar(axes, start, row["time"], at, fill)
        if row["activity"] == j.AWAY:
            since[at] = row["time"], fills[int(row["value"])]
        elif row["activity"] == j.AT_DESK and row["value"] % 2:
            since[at] = row["time"], AGENCY
    _years(axes)
    return made


def _at_end(names: Iterable[str]) -> list[dict[str, float]]:
    return [{"worker": at, "time": 3 * YEAR, "activity": -1, "value": 0} for at, _ in enumerate(names)]


def _years(axes) -> None:  # type: ignore[no-untyped-def]
    axes.set_xticks([YEAR * n for n in range(4)], [str(n) for n in range(4)])


@picture
def turnover() -> Sheet:
    """The desks of a run: who has the post, numbered."""
    made_of, _, journal = year("turnover")
    names = desks(made_of)
    period = of_page("turnover").scenario.behaviour.turnover.novice.period
    made = sheet(
        "Every change of people at a desk is a new face for all its clients",
        0.27 * len(names) + 0.8,
        "The seven desks of a run of the page's office; the number counts the people who have had it.",
    )
    key(made, made.top - 0.06, [("has the post", OWN), ("is new, and slower", NEW), ("vacant", LONG)])
    axes = made.panel(0.9, 0.45, 5.45, 0.27 * len(names), "years")
    plain(axes, 3 * YEAR, names)
    since = dict.fromkeys(range(len(names)), 0.0)
    person = dict.fromkeys(range(len(names)), 1)
    there = dict.fromkeys(range(len(names)), True)
    for row in [*events(journal, j.AWAY, j.AT_DESK), *_at_end(names)]:
        at, now = int(row["worker"]), min(row["time"], 3 * YEAR)
        if row["activity"] == j.AWAY and row["value"] != VACANCY:
            continue
        start = since[at]
        if there[at]:
            fresh = min(start + period, now) if person[at] > 1 else start
            bar(axes, start, now, at, OWN)
            if fresh > start:
                bar(axes, start, fresh, at, NEW)
            if now - start > 60:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
                note(
                    axes,
                    (start + now) / 2,
                    at,
                    str(person[at]),
                    (0, 0),
                    va="center",
                    bbox=box,
                    fontsize=SMALL - 0.5,
                )
        else:
            bar(axes, start, now, at, LONG)
            person[at] += 1
        since[at], there[at] = now, row["activity"] == j.AT_DESK
    _years(axes)
    return made


@picture
def steering() -> Sheet:
    """Work that waits in each unit, in four offices."""
    units = "organisations.specialised.units"
    alike = (
        ("comparison.equal_money", False),
        (f"{units}.money.caseworkers", 4),
        (f"{units}.housing.caseworkers", 1),
    )
    uneven = (
        ("comparison.equal_money", False),
        (f"{units}.money.caseworkers", 2),
        (f"{units}.housing.caseworkers", 3),
    )
    off = ("organisations.specialised.steering", None)
    made = sheet(
        "Moving people helps where loads differ for long; where they differ by chance it comes too late",
        3.65,
        "Pieces of work that wait in all units together in one run of the page's office, seven caseworkers "
        "in all, from the "
        "second year on. The number is the mean.",
    )
    for place, (name, changes) in enumerate(
        (("Loads differ: too few for money", uneven), ("Loads are much alike", alike))
    ):
        axes = made.panel(0.6, 0.45 + (1 - place) * 1.8, 4.5, 1.1, "years" if place else "", "", name)
        for steered, look in ((False, ONE), (True, TWO)):
            _, _, journal = year("steering", changes=changes if steered else (*changes, off))
            days, waiting = _waiting(journal)
            kept = days >= YEAR
            axes.plot(
                days[kept] / YEAR,
                waiting[kept],
                color=look.colour,
                linestyle="-",
                linewidth=0.9 if steered else 1.1,
            )
            mean = waiting[kept].mean()
            word = "steered" if steered else "as it is"
            note(
                axes, 3.02, 0, f"{word}: {mean:.1f}", (4, 20 if steered else 4), ha="left", color=look.colour
            )
        axes.set_xlim(1, 3)
        axes.set_ylim(0, None)
        axes.set_xticks([1, 2, 3])
    return made


def _waiting(journal: Table) -> tuple[np.ndarray, np.ndarray]:
    """Pieces that are ready and not begun, day by day."""
    days = np.arange(0.0, 3 * YEAR, 2.0)
    time, what = journal["time"], journal["activity"]
    ready = np.searchsorted(np.sort(time[what == j.READY]), days, side="right")
    begun = np.searchsorted(np.sort(time[what == j.STARTED]), days, side="right")
    return days, ready - begun


@picture
def transition() -> Sheet:
    """The factor on hours after a change."""
    change = of_page("transition").scenario.organisations["one_worker"].transition
    assert change is not None
    days = np.arange(-90, 731)
    made = sheet(
        "A new organisation is slower at first, however good it is later",
        2.2,
        "Factor on caseworkers' hours, with the numbers of the page; the day of the change is 0.",
    )
    axes = made.panel(0.6, 0.45, 4.5, 1.5, "days since the change", "hours, times")
    axes.set_xlim(-90, 730)
    axes.set_ylim(0.95, 1.4)
    for fading, name, look in ((1, "it fades", ONE), (0, "it lasts, then ends", TWO)):
        ys = [slower_work(change.pace, float(day), change.period, fading) for day in days]
        axes.plot(days, ys, color=look.colour, linestyle=look.dashes, linewidth=1.7)
        note(
            axes,
            130 if fading else 368,
            1.14 if fading else 1.28,
            name,
            (0, 0),
            ha="left" if not fading else "right",
            va="top",
            color=look.colour,
        )
    axes.axhline(1, color=SOFT, linewidth=0.8)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    note(
        axes,
        0,
        1.4,
        f"{100 * change.handed_over:.0f} % of the cases get another caseworker",
        (4, -3),
        ha="left",
        va="top",
        color=SOFT,
    )
    return made
