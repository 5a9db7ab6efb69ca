"""Pictures of what waiting does."""

from __future__ import annotations

import math

import numpy as np

from docs.pictures.lanes import bar, height, key, lanes, plain
from docs.pictures.people import Person, events, told
from docs.pictures.register import picture
from docs.pictures.sections import of_page
from docs.pictures.sheet import FOUR, ONE, TWO, Sheet, inked, note, percent, sheet
from socsim.analysis.story import course
from socsim.charts.states import STATE_FILLS
from socsim.charts.style import FILLS, INK, SOFT, Fill
from socsim.engine import journal as j
from socsim.model.laws import hindered, nearer, recovered_so_far, recovery_pace

MONEY = 0
YEAR = 365.25
GONE = Fill("#F2F2F2")


@picture
def giving_up() -> Sheet:
    """Sixteen clients at one desk: who is served, who gives up."""
    persons = [Person(at / 2, ["money"]) for at in range(16)]
    made = sheet(
        "Who gives up leaves a shorter wait to those behind, and a need that nobody has",
        2.85,
        "Sixteen clients, two a day, at a unit with one caseworker; work on each begins with the intake.",
    )
    waits = STATE_FILLS["waiting"]
    looks = [("waiting", waits), ("taken up", STATE_FILLS["in_process"])]
    key(made, made.top - 0.06, looks)
    made.write(2.6, made.top - 0.06, "triangle: gives up", 7.8, va="center")
    unit = "organisations.specialised.units.money.caseworkers"
    for left, name, changes in (
        (0.45, "Nobody gives up", {"behaviour.patience": None}),
        (3.6, "With patience", {}),
    ):
        axes = made.panel(left, 0.45, 2.75, 1.85, "days", "", name)
        plain(axes, 30, [""] * 16)
        _, _, journal = told("giving_up", persons, {unit: 1, **changes}, days=200)
        begun: dict[int, float] = {}
        given: dict[int, float] = {}
        for row in events(journal, j.STARTED, j.FELL):
            (begun if row["activity"] == j.STARTED else given).setdefault(int(row["client"]), row["time"])
        lost = 0
        for place, person in enumerate(persons):
            end = min(begun.get(place, math.inf), given.get(place, math.inf))
            bar(axes, person.day, min(end, 30), place, waits)
            if given.get(place, math.inf) < begun.get(place, math.inf):
                axes.plot([end], [place], "v", markersize=6.5, markerfacecolor="white", markeredgecolor=INK)
                lost += 1
            elif end < 30:
                bar(axes, end, min(end + 0.8, 30), place, STATE_FILLS["in_process"])
        served = [begun[at] - persons[at].day for at in begun if given.get(at, math.inf) > begun[at]]
        note(
            axes,
            30,
            0,
            f"served after {np.mean(served):.0f} days\non average; {lost} give up",
            (0, 8),
            ha="right",
            va="top",
        )
    return made


@picture
def escalation() -> Sheet:
    """A need's hazard, and the lot of many that wait."""
    scenario = of_page("escalation").scenario
    need, while_ = scenario.needs["money"], scenario.behaviour.escalation_while
    assert need.escalates is not None and need.resolves_alone is not None
    rate, alone = need.escalates.rate[1], need.resolves_alone[1]
    days = np.arange(0, 401)
    made = sheet(
        "Waiting adds up: the threshold is the same, what differs is how long hazard gathers at full speed",
        2.5,
        "Left: one need with a threshold of 0.5; hazard gathers more slowly in process, and hardly in "
        "support. Right: what "
        "has become of many mild needs that nobody treats.",
    )
    left = made.panel(0.5, 0.45, 2.5, 1.65, "days", "hazard gathered")
    left.set_xlim(0, 400)
    left.set_ylim(0, 0.9)
    for wait, look in ((300, ONE), (60, TWO)):
        gathered, ys = 1.0, []
        for day in days:
            ys.append(1.0 - gathered)
            state = 1.0 if day < wait else while_.in_process if day < wait + 30 else while_.in_support
            gathered = nearer(gathered, 1.0, rate * state)
        left.plot(days, ys, color=look.colour, linestyle=look.dashes, linewidth=1.6)
        note(left, 400, ys[-1], f"waits {wait} days", (0, 3), ha="right", color=look.colour)
        over = next((int(day) for day, y in zip(days, ys, strict=True) if y >= 0.5), None)
        if over is not None:
            left.plot([over], [0.5], "o", color=INK, markersize=5)
            note(left, over, 0.5, "it escalates", (-4, 3), ha="right")
    left.axhline(0.5, color=SOFT, linewidth=0.9)
    right = made.panel(3.75, 0.45, 1.95, 1.65, "days without treatment", "share of needs")
    both = rate + alone
    ended = 1 - np.exp(-both * days)
    parts = (
        ("have grown", rate / both * ended, FILLS[2]),
        ("as they were", 1 - ended, FILLS[1]),
        ("gone", alone / both * ended, FILLS[4]),
    )
    floor = np.zeros(len(days))
    for name, part, fill in parts:
        right.fill_between(days, floor, floor + part, **inked(fill))
        note(right, 400, float(floor[-1] + part[-1] / 2), name, (5, 0), ha="left", va="center")
        floor = floor + part
    right.set_xlim(0, 400)
    right.set_ylim(0, 1)
    percent(right)
    return made


@picture
def recovery() -> Sheet:
    """Progress at each follow-up towards a threshold of 1."""
    scenario = of_page("recovery").scenario
    need, synergy = scenario.needs["money"], scenario.behaviour.synergy
    every, mean, h = need.steps["support"].every, need.recovers_after, need.hindered_by["health"]
    assert every is not None and mean is not None
    made = sheet(
        "Support for one need is slower while others are without any",
        2.5,
        "Progress of a need for money towards recovery (threshold 1, which takes the mean time), a step "
        "at each monthly "
        "follow-up, with the numbers of the page.",
    )
    axes = made.panel(0.5, 0.45, 4.3, 1.75, "days in support", "progress")
    axes.set_xlim(0, 600)
    axes.set_ylim(0, 1.1)
    cases = (
        ("no other need, or all\nothers in support", 0.0, 1.0),
        ("one of two others\nwithout support", 0.5, 1.0),
        ("the other, health,\nwithout support", 1.0, hindered(1.0, h)),
    )
    curves = []
    for name, share, hindrance in cases:
        pace = recovery_pace(synergy, share, 1.0, 1.0, hindrance, 1.0)
        days, ys, progress = [0.0], [0.0], 0.0
        while progress < 1 - 1e-9 and days[-1] < 600:
            progress = recovered_so_far(progress, every, mean, pace)
            days += [days[-1] + every] * 2
            ys += [ys[-1], min(progress, 1.0)]
        curves.append((name, days, ys))
    axes.axhline(1, color=SOFT, linewidth=0.9)
    for (name, days, ys), look in zip(curves, (ONE, TWO, FOUR), strict=True):
        axes.plot(days, ys, color=look.colour, linestyle=look.dashes, linewidth=1.6)
        there = ys[-1] > 0.999
        if there:
            axes.plot(days[-1:], ys[-1:], "o", color=look.colour, markersize=5)
        if look is ONE:
            note(axes, 8, 0.95, name, (0, 0), ha="left", va="top")
        else:
            low = 0.8 if there else ys[-1]
            note(axes, days[-1], low, name, (8, 0), ha="left", va="center", color=look.colour)
    return made


@picture
def return_() -> Sheet:
    """The first people who fell, as the office of the page has them."""
    crowd = [Person(0, ["money"], luck=7) for _ in range(60)]
    roomy = {"organisations.specialised.units.money.caseworkers": 60}
    made_of, _, journal = told("return_", crowd, roomy, days=300)
    courses = [course(journal, made_of, at) for at in range(60)]
    fell = [one for one in courses if one.of("fell")][:8]
    made = sheet(
        "After a fall most come back and start over; some do not",
        height(8),
        "The first eight of sixty clients whose letters went unanswered: nobody is responsible from the "
        "triangle until they "
        "are back.",
    )
    lanes(
        made, [(f"client {one.client + 1}", one, MONEY) for one in fell], 300, x="days since the client came"
    )
    return made


@picture
def relapse() -> Sheet:
    """Eight people over six years."""
    crowd = [Person(0, ["money"], luck=3) for _ in range(8)]
    made_of, _, journal = told(
        "relapse", crowd, {"organisations.specialised.units.money.caseworkers": 8}, days=int(6 * YEAR)
    )
    made = sheet(
        "Needs come back to some, and some leave: an office never ends with a client for certain",
        height(8),
        "Eight clients with a need for money over six years. A ring is the end of a spell, or of being "
        "there.",
    )
    rows = [(f"client {at + 1}", course(journal, made_of, at), MONEY) for at in range(8)]
    axes = lanes(made, rows, 6 * YEAR, x="years since the client came")
    for place, (_, one, _) in enumerate(rows):
        if one.left < 6 * YEAR:
            bar(axes, one.left, 6 * YEAR, place, GONE)
            note(axes, (one.left + 6 * YEAR) / 2, place, "has left", (0, 0), va="center", color=SOFT)
    axes.set_xticks([YEAR * n for n in range(7)], [str(n) for n in range(7)])
    return made
