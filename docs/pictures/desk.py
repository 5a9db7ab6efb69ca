"""Pictures of the desk and its queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from docs.pictures.lanes import bar, plain
from docs.pictures.people import Person, events, told, year
from docs.pictures.register import picture
from docs.pictures.sections import blueprint, of_page
from docs.pictures.sheet import ONE, TWO, Sheet, lines, note, sheet
from socsim.charts.style import FAINT, FILLS, INK, SOFT
from socsim.engine import journal as j
from socsim.model.laws import (
    advised,
    breadth_factor,
    depth_factor,
    documented,
    less_by_notes,
    next_board,
    reading_hours,
)
from socsim.scenario.names import STEP_WORK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from socsim.engine.ledger import Ledger, Table
    from socsim.scenario.blueprint import Blueprint

CLIENTS = (FILLS[4], FILLS[1], FILLS[2], FILLS[5])
BOX = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def plan_of_days(
    axes: Axes, run: tuple[Blueprint, Ledger, Table], unit: str, days: float
) -> list[tuple[int, int, float, float]]:
    """Who works on whose matter, when: a row for each caseworker, a colour for each client.

    Returns what is drawn: client, caseworker, start and end of all time at work.
    """
    made, _, journal = run
    at = made.units.index(unit)
    first, last = made.unit_worker_start[at : at + 2].tolist()
    plain(axes, days, [f"caseworker {n + 1}" for n in range(last - first)])
    drawn = [one for one in _stretches(journal) if one[2] < days and first <= one[1] < last]
    for client, worker, start, end in drawn:
        bar(axes, start, min(end, days), worker - first, CLIENTS[client % 4])
        if end - start > 0.45:
            middle = (start + min(end, days)) / 2
            note(axes, middle, worker - first, "ABCD"[client % 4], (0, 0), va="center", bbox=BOX)
    return drawn


def _stretches(journal: Any) -> list[tuple[int, int, float, float]]:
    """(client, worker, start, end) of all time at work."""
    begun: dict[int, tuple[int, float]] = {}
    found = []
    for row in events(journal, j.STARTED, j.RESUMED, j.FINISHED, j.PUT_DOWN):
        worker = int(row["worker"])
        if row["activity"] in (j.STARTED, j.RESUMED):
            begun[worker] = int(row["client"]), row["time"]
        elif worker in begun:
            client, since = begun.pop(worker)
            found.append((client, worker, since, row["time"]))
    return found


@picture
def assignment() -> Sheet:
    """Three clients with two needs each, and two caseworkers."""
    persons = [Person(day, ["money", "health"]) for day in (0, 1, 2)]
    made = sheet(
        "The same work in one queue, on a desk for each case, and on a desk for each client",
        3.55,
        "Two caseworkers; clients A, B and C come with two needs each on days 0, 1 and 2. Each block is "
        "work on a client's matter.",
    )
    unit = "organisations.pool.units.all"
    ways = {"step": "whoever is free", "case": "one for each need", "client": "one for all needs"}
    for place, (how, said) in enumerate(ways.items()):
        low = 0.45 + (2 - place) * 1.12
        axes = made.panel(1.05, low, 5.35, 0.62, "days" if place == 2 else "")
        changes = {"comparison.equal_money": False, f"{unit}.caseworkers": 2, f"{unit}.assignment": how}
        run = told("assignment", persons, changes, "pool", days=60)
        met = {(client, worker) for client, worker, _, _ in plan_of_days(axes, run, "all", 13)}
        work = run[1].work
        wait = float((np.subtract(work["start"], work["ready"]))[work["what"] == STEP_WORK].mean())
        told_of = f"a piece waits {wait:.1f} days, a client meets {len(met) / len(persons):.1f} people"
        made.write(0.15, low + 0.86, f"{how}: {said}; {told_of}", weight="bold")
    return made


@picture
def breadth() -> Sheet:
    """The two factors by the number of kinds."""
    behaviour = of_page("breadth").scenario.behaviour
    kinds = np.arange(1, 9)
    made = sheet(
        "What it costs to handle many kinds of need",
        2.1,
        "With the numbers of the page, and with three times as much. A specialised unit stands at 1, one "
        "caseworker for "
        "all at the number of kinds there are.",
    )
    for left, law, value, head, word in (
        (0.5, breadth_factor, behaviour.breadth, "Hours, times", "breadth"),
        (3.75, depth_factor, behaviour.depth, "Recovery, times", "depth"),
    ):
        axes = made.panel(left, 0.45, 1.95, 1.4, "kinds of need handled", "", head)
        axes.set_xlim(1, 8)
        axes.set_ylim(*((0.9, 1.7) if law is breadth_factor else (0.4, 1.05)))
        axes.set_xticks(kinds)
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        curves = [(f"{word} {b:.2g}", kinds, [law(b, int(k)) for k in kinds]) for b in (value, 3 * value)]
        lines(axes, curves, marker="o", markersize=3.5, clip_on=False)
    return made


@picture
def consultation() -> Sheet:
    """Hours and recovery by how often advice is asked."""
    scenario = of_page("consultation").scenario
    unit = blueprint("consultation", "one_worker")
    rule = scenario.organisations["one_worker"].units["whole"].consults
    assert rule is not None
    kinds, hours = len(unit.kinds), scenario.needs["health"].steps["support"].effort.mean or 0.0
    b, depth, advice = scenario.behaviour.breadth, scenario.behaviour.depth, rule.effort.mean or 0.0
    shares = np.linspace(0, 1, 21)
    made = sheet(
        "Advice makes the generalist's work better and shorter, and takes hours and a wait itself",
        2.1,
        "A follow-up on health, in expectation, by the share of pieces before which specialists are asked.",
    )

    def factor(law: Any, value: float) -> Any:
        own, theirs = law(value, kinds), law(value, 1)
        return own + shares * (advised(own, theirs, rule.lifts) - own)

    left = made.panel(0.5, 0.45, 1.9, 1.4, "share with advice", "", "Hours")
    own = hours * factor(breadth_factor, b)
    left.set_xlim(0, 1)
    left.set_ylim(0, 5)
    lines(
        left, [("with the\nspecialists'", shares, own + shares * advice), ("the generalist's", shares, own)]
    )
    right = made.panel(4.1, 0.45, 1.7, 1.4, "share with advice", "", "Recovery, times")
    right.set_xlim(0, 1)
    right.set_ylim(0.8, 1.02)
    lines(right, [("advised", shares, factor(depth_factor, depth))])
    right.axhline(1, color=SOFT, linewidth=0.9)
    note(right, 0, 1, "a specialised unit", (2, -3), ha="left", va="top", color=SOFT)
    return made


@picture
def decision_right() -> Sheet:
    """How long a matter that is ready waits for its decision."""
    every = of_page("decision_right").scenario.organisations["specialised"].units["housing"].board_every
    made = sheet(
        "The caseworker decides at once, the manager after a queue, the board when it meets",
        2.4,
        "Left: the wait for a board that meets every fortnight or every month. Right: each dot is a "
        "decision of a run of "
        "the page's office; the stroke is the mean.",
    )
    left = made.panel(0.5, 0.45, 2.35, 1.75, "day on which the work is done", "days until the board")
    days = np.linspace(0.01, 56, 560)
    for length, look in ((2 * float(every), ONE), (float(every), TWO)):
        left.plot(
            days,
            [next_board(day, length) - day for day in days],
            color=look.colour,
            linestyle=look.dashes,
            linewidth=1.3,
        )
    left.set_xlim(0, 56)
    left.set_ylim(0, 30)
    left.set_xticks(range(0, 57, 14))
    right = made.panel(4.2, 0.45, 2.1, 1.75, "days from work to decision", "")
    _, _, journal = year("decision_right")
    waits = _until_decided(journal)
    names = ("health: the caseworker", "money: the manager", "housing: the board")
    for place, kind in enumerate((1, 0, 2)):
        found = waits[kind][-60:]
        high = place + np.linspace(-0.25, 0.25, len(found))
        right.plot(found, high, "o", markersize=2.2, color=FILLS[0].colour, alpha=0.75, clip_on=False)
        right.vlines(float(np.mean(found)), place - 0.38, place + 0.38, color=INK, linewidth=1.8)
    right.set_yticks(range(3), names)
    right.set_ylim(2.5, -0.5)
    right.set_xlim(0, 15)
    right.tick_params(axis="y", length=0)
    return made


def _until_decided(journal: Any) -> dict[int, list[float]]:
    done: dict[tuple[float, float, float], float] = {}
    waits: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for row in events(journal, j.FINISHED, j.DECIDED):
        key = row["client"], row["need"], row["spell"]
        if row["activity"] == j.DECIDED:
            waits[int(row["need"])].append(row["time"] - done[key])
        elif row["what"] == STEP_WORK:
            done[key] = row["time"]
    return waits


@picture
def acute() -> Sheet:
    """One desk, and an acute matter that comes on the third day."""
    persons = [
        Person(0, ["money"]),
        Person(1, ["money"]),
        Person(2, ["money"], severity={"money": 3}),
        Person(3, ["money"]),
    ]
    made = sheet(
        "What goes before is somebody else's wait: client C has an acute need on day 2",
        2.9,
        "One caseworker, four clients who come on days 0, 1, 2 and 3. A piece that was put down is taken "
        "up again, with nothing lost.",
    )
    unit = "organisations.specialised.units.money.caseworkers"
    modes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("as they come", {"behaviour.acute": None}),
        ("the acute before the planned", {"behaviour.acute.interrupts": False}),
        ("the acute at once", {}),
    )
    for place, (name, changes) in enumerate(modes):
        low = 0.45 + (2 - place) * 0.9
        axes = made.panel(1.05, low, 5.35, 0.38, "days" if place == 2 else "")
        plan_of_days(axes, told("acute", persons, {unit: 1, **changes}, days=60), "money", 12)
        made.write(0.15, low + 0.62, name, weight="bold")
    return made


@picture
def documentation() -> Sheet:
    """Hours written against hours of reading saved."""
    behaviour = of_page("documentation").scenario.behaviour
    notes, reading = behaviour.documentation, behaviour.acquaintance
    assert notes is not None
    hours = reading_hours(reading.effort, reading.per_need, 1)
    written = np.linspace(0, 10, 60)
    full = [documented(w, notes.full_at) for w in written]
    saved = np.array([hours - less_by_notes(hours, notes.saves_reading, f) for f in full])
    made = sheet(
        "Notes pay back when others take over, and each further hour pays less",
        2.2,
        "Hours of reading up that notes on a client save, by how often somebody new in the unit takes "
        "over. Below the "
        "grey line more was written than read. What else notes are good for is not in the picture.",
    )
    axes = made.panel(0.5, 0.45, 4.5, 1.6, "hours of notes on the client", "hours of reading saved")
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10.5)
    curves = [
        (f"taken over {word}", written, times * saved)
        for times, word in ((1, "once"), (2, "twice"), (4, "four times"))
    ]
    lines(axes, curves)
    axes.plot([0, 10], [0, 10], color="#9a9a9a", linewidth=1.0)
    note(axes, 10, 10, "as much saved as written", (0, 3), ha="right", color=SOFT)
    return made
