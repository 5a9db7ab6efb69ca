"""Pictures of rules and faults."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from docs.pictures.register import picture
from docs.pictures.sections import blueprint, of_page
from docs.pictures.sheet import ONE, SMALL, THREE, TWO, Sheet, inked, lines, names, note, percent, sheet
from socsim.charts.style import FILLS
from socsim.model.laws import (
    control_on_recovery,
    days_checked,
    fault_chance,
    fault_system,
    logit,
    miss_chance,
    odds_after_report,
    odds_forgotten,
    pressure,
)


@picture
def style() -> Sheet:
    """Four laws over one axis."""
    behaviour = of_page("style").scenario.behaviour
    stated, base = behaviour.style, logit(behaviour.missed_paperwork)
    assert stated is not None
    control = np.linspace(0, 1, 41)
    missed = [miss_chance(base, 3, 0, 0, 0, 0, 0.5, 0, 0, 0, float(c), stated.per_control) for c in control]
    slower = [control_on_recovery(float(c), stated.slows_recovery) for c in control]
    share, finds = stated.wrong_payments.share, stated.wrong_payments.finds
    wrong = [share * (1 - days_checked(1.0, float(c), finds)) for c in control]
    made = sheet(
        "Control costs letters and recovery, and saves wrong payments",
        2.15,
        "From solution-oriented (0) to control-oriented (1), with the numbers of the page.",
    )
    panels = (
        ("A letter is missed", missed, 0.5), ("Recovery, times", slower, 1.1),
        ("Paid wrongly, of support", wrong, 0.08),
    )  # fmt: skip
    for place, (head, ys, top) in enumerate(panels):
        axes = made.panel(0.5 + place * 2.12, 0.45, 1.6, 1.3, "control", "", head)
        axes.plot(control, ys, color=ONE.colour if place < 2 else THREE.colour, linewidth=1.8)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, top)
        if place != 1:
            percent(axes)
        for at in (0, -1):
            axes.plot(
                control[at],
                ys[at],
                "o",
                color=ONE.colour if place < 2 else THREE.colour,
                markersize=4,
                clip_on=False,
            )
    return made


@picture
def districts() -> Sheet:
    """Who comes and who works in each district."""
    scenario = of_page("districts").scenario
    made_of = blueprint("districts")
    made = sheet(
        "The same town in three districts: clients differ, and people are shared out in whole persons",
        2.3,
        "Arrivals a year by profile, and caseworkers of specialised units, as the page's office shares "
        "them out.",
    )
    parts = list(scenario.districts)
    left = made.panel(0.5, 0.35, 1.8, 1.6, "", "", "Clients who come a year")
    right = made.panel(3.9, 0.35, 1.8, 1.6, "", "", "Caseworkers")
    rates = np.asarray(made_of.profile_rate, dtype=float).reshape(len(parts), -1) * 365.25
    profiles = [one.name for one in scenario.population.profiles]
    _stack(left, parts, rates, profiles)
    heads = np.diff(made_of.unit_worker_start)
    people: dict[str, list[float]] = {}
    for unit, size in zip(made_of.units, heads.tolist(), strict=True):
        people.setdefault(unit.split(": ")[1], []).append(size)
    _stack(right, parts, np.array(list(people.values())).T, list(people))
    return made


def _stack(axes: Any, parts: list[str], values: np.ndarray, layers: list[str]) -> None:
    floor = np.zeros(len(parts))
    for layer, fill in zip(range(len(layers)), (FILLS[4], FILLS[1], FILLS[2]), strict=False):
        bars = axes.bar(parts, values[:, layer], 0.6, floor, label=layers[layer], **inked(fill))
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        axes.bar_label(
            bars,
            [f"{value:.0f}" for value in values[:, layer]],
            label_type="center",
            fontsize=SMALL - 0.5,
            bbox=box,
        )
        floor = floor + values[:, layer]
    axes.set_ylim(0, floor.max() * 1.05)
    axes.legend(
        fontsize=SMALL, frameon=False, loc="upper left", bbox_to_anchor=(1, 1), handlelength=1.3, reverse=True
    )


@picture
def faults() -> Sheet:
    """The lot of decisions, and what reports do."""
    behaviour = of_page("faults").scenario.behaviour
    stated, levels = behaviour.faults, behaviour.review
    assert stated is not None
    base = logit(stated.base)
    made = sheet(
        "Where a fault comes from, who finds it, and whether anybody learns",
        4.2,
        "With the numbers of the page. Above left: a case after a wait, with what else there may be. "
        "Above right: what "
        "becomes of 1 000 decisions of a specialised unit after a wait of five days. Below: the odds of "
        "a fault, of what they "
        "were at first, in a unit that finds one each second month.",
    )
    left = made.panel(0.55, 2.55, 2.0, 1.35, "days that the case waited", "", "Chance of a fault")
    waits = np.linspace(0, 30, 61)

    def chance(wait: float, handovers: int, kinds: int) -> float:
        pressed = pressure(wait, stated.pressed_after)
        system = fault_system(
            stated.per_load, pressed, stated.per_handover, handovers, stated.per_breadth, kinds, 0.0, 0.0
        )
        return fault_chance(base, 1.0, system, 0.0)

    left.set_xlim(0, 30)
    left.set_ylim(0, 0.3)
    cases = (("two handovers", 2, 1), ("three kinds of need", 0, 3), ("neither", 0, 1))
    lines(left, [(name, waits, [chance(float(w), n, k) for w in waits]) for name, n, k in cases])
    percent(left)
    right = made.panel(4.85, 2.55, 1.45, 1.35, "decisions", "", "Of 1 000 decisions")
    faulty = 1000 * chance(5.0, 0, 1)
    out = faulty * math.prod(1 - level.catches for level in levels)
    rows = (
        ("faulty", faulty),
        ("found in review", faulty - out),
        ("go out", out),
        ("come to light", out * stated.surfaces),
    )
    for place, ((_, value), fill) in enumerate(
        zip(rows, (FILLS[1], FILLS[4], FILLS[2], FILLS[5]), strict=True)
    ):
        right.barh(place, value, 0.62, **inked(fill))
        note(right, value, place, f"{value:.0f}", (4, 0), ha="left", va="center")
    right.set_yticks(range(4), [name for name, _ in rows])
    right.set_ylim(3.5, -0.5)
    right.set_xlim(0, faulty * 1.2)
    right.tick_params(axis="y", length=0)
    below = made.panel(0.55, 0.45, 4.3, 1.15, "months", "", "What is told is learned, and forgotten")
    learning = stated.learning
    assert learning.forgets_after is not None
    below.set_xlim(0, 60)
    below.set_ylim(0.3, 1.05)
    forgets, ends = learning.forgets_after, []
    for name, every, look in (
        ("nothing told", 0, ONE),
        ("half of it told", 2, TWO),
        ("all of it told", 1, THREE),
    ):
        odds, ys = 1.0, []
        for month in range(61):
            if every and month % (2 * every) == 0 and month:
                odds = odds_after_report(odds, learning.lowers, learning.floor)
            ys.append(odds)
            odds = odds_forgotten(odds, 365.25 / 12, forgets)
        below.plot(range(61), ys, color=look.colour, linestyle=look.dashes, linewidth=1.5)
        ends.append((60, ys[-1], name, look.colour))
    names(below, ends)
    return made
