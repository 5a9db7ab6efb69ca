"""Pictures of what lies between units."""

from __future__ import annotations

from typing import Any

import numpy as np

from docs.pictures.lanes import height, key, lanes, states_of
from docs.pictures.people import Person, events, told, year
from docs.pictures.register import picture
from docs.pictures.sections import of_page
from docs.pictures.sheet import ONE, THREE, TWO, Sheet, inked, lines, named, note, percent, sheet
from socsim.analysis.story import Course, course
from socsim.charts.style import FILLS, SOFT
from socsim.engine import journal as j
from socsim.model.laws import coordinator_effect, meeting_after, rejection_chance
from socsim.scenario.names import IN_SUPPORT

MONEY, HEALTH, HOUSING = range(3)
MONTH = 365.25 / 12


@picture
def referral() -> Sheet:
    """The first of many whose referral arrives, comes back, is lost."""
    crowd = [Person(0, ["money"]) for _ in range(80)]
    unit = "organisations.specialised.units"
    roomy = {f"{unit}.{name}.caseworkers": 80 for name in ("money", "reception")}
    made_of, _, journal = told("referral", crowd, roomy, days=200)
    bounced = {int(row["client"]) for row in events(journal, j.BOUNCED)}
    courses = [course(journal, made_of, at) for at in range(80)]

    def first(fell: bool, back: bool) -> Course:
        fits = (one for one in courses if bool(one.of("back")) == fell == bool(one.of("fell")))
        return next(one for one in fits if (one.client in bounced) == back)

    made = sheet(
        "On the way between two units nobody is responsible, and nobody knows what does not arrive",
        height(3),
        "Three clients from a reception to the unit for money: the first of eighty to whom each happens. "
        "From the triangle "
        "on the need is nobody's, until the client comes back after 60 days and starts over.",
    )
    rows = [
        ("it arrives", first(False, False)),
        ("it is sent back", first(False, True)),
        ("it is lost", first(True, False)),
    ]
    lanes(made, [(name, one, MONEY) for name, one in rows], 200, x="days since the client came")
    return made


@picture
def gatekeeping() -> Sheet:
    """A law, and a rule."""
    scenario = of_page("gatekeeping").scenario
    gate = scenario.organisations["specialised"].units["money"].budget.gate  # type: ignore[union-attr]
    made = sheet(
        "Two ways of being turned away: the money is spent, or another need must be met first",
        3.35,
        "Above: the chance that a unit over its budget turns a need away. Below: a client with two needs "
        "who comes to units "
        "of which the one for health waits until there is support with money; without the rule, and with "
        "it. Each triangle: somebody has found the need, and it is turned away again.",
    )
    above = made.panel(
        0.6, 2.2, 3.7, 0.9, "spent in twelve months, of the budget", "chance of being turned away"
    )
    spent = np.linspace(0.8, 1.8, 101)
    above.set_xlim(0.8, 1.8)
    above.set_ylim(0, 1.02)
    lines(
        above,
        [
            (f"gate {g:g}", spent, [rejection_chance(g, s, 1.0) for s in spent])
            for g in (gate, 2 * gate, gate / 2)
        ],
    )
    percent(above)
    percent(above, "x")
    rule = "organisations.specialised.units.health.not_while"
    slow = {"needs.money.steps.investigation.effort": "80 h"}
    rows = []
    both: dict[str, dict[str, Any]] = {"without": {rule: {}}, "with": {}}
    for word, changes in both.items():
        made_of, _, journal = told(
            "gatekeeping", [Person(0, ["money", "health"])], {**slow, **changes}, days=120
        )
        one = course(journal, made_of, 0)
        rows += [(f"{word}: {kind}", one, at) for kind, at in (("money", MONEY), ("health", HEALTH))]
    lanes(made, rows, 90, 1.5, keyed=False, lane=0.24)
    key(made, 1.6, states_of(rows))
    return made


@picture
def places() -> Sheet:
    """A year of a run: how many are in support, how many in line."""
    there = of_page("places").scenario.needs["housing"].steps["support"].places
    _, _, journal = year("places")
    days, taken, line = [0.0], [0], [0]
    state: dict[tuple[float, float], float] = {}
    queue: set[tuple[float, float]] = set()
    for row in events(journal, j.ENTERED, j.IN_LINE, j.PLACED, j.FELL, j.WAS_RESOLVED, j.WENT_AWAY):
        if row["need"] != HOUSING:
            continue
        who = row["client"], row["spell"]
        if row["activity"] == j.ENTERED:
            state[who] = row["value"]
        elif row["activity"] in (j.WAS_RESOLVED, j.WENT_AWAY):
            state.pop(who, None)
        (queue.add if row["activity"] == j.IN_LINE else queue.discard)(who)
        days.append(row["time"])
        taken.append(sum(value == IN_SUPPORT for value in state.values()))
        line.append(len(queue))
    made = sheet(
        "When all places are taken a line grows, and every place that is vacated is filled at once",
        2.2,
        f"Support with housing in a run of the page's office, which has {there} places; the office starts "
        "empty.",
    )
    axes = made.panel(0.5, 0.45, 4.9, 1.5, "years", "clients")
    years = np.array(days) / 365.25
    total = np.array(taken) + np.array(line)
    axes.fill_between(years, 0, taken, step="post", **inked(FILLS[4]))
    axes.fill_between(years, taken, total, step="post", **inked(FILLS[2]))
    axes.set_xlim(0, 3)
    axes.set_ylim(0, max(total) * 1.08)
    named(axes, 3, taken[-1] / 2, "have a place")
    named(axes, 3, taken[-1] + max(line) / 2, "stand in line", FILLS[2].colour)
    return made


@picture
def coordinators() -> Sheet:
    """The effect by caseload."""
    scenario = of_page("coordinators").scenario
    group = scenario.organisations["coordinated"].coordinators["case_manager"]
    hours = scenario.office.hours_per_week * scenario.office.casework_share * MONTH / 7
    clients = np.arange(1, 61)
    made = sheet(
        "A coordinator's effect fades with the number of clients",
        2.3,
        f"How much of a coordinator's effect is left, who has {hours:.0f} hours a month for clients; "
        "fades is the hours a month "
        "for a client at which it is 63 %.",
    )
    axes = made.panel(0.5, 0.45, 4.4, 1.55, "clients of the coordinator", "effect")
    axes.set_xlim(1, 60)
    axes.set_ylim(0, 1.02)
    fades = (group.fades / 2, group.fades, group.fades * 2)
    lines(
        axes,
        [(f"fades {f:g} h", clients, [coordinator_effect(hours, int(n), f) for n in clients]) for f in fades],
    )
    axes.axvline(float(str(group.caseload).split()[0]), color=SOFT, linewidth=0.9)
    note(
        axes,
        float(str(group.caseload).split()[0]),
        1.02,
        "cap of the page",
        (3, 0),
        ha="left",
        va="bottom",
        color=SOFT,
    )
    percent(axes)
    return made


@picture
def joint_plans() -> Sheet:
    """The date and the chance, by how many must come."""
    plans = of_page("joint_plans").scenario.organisations["specialised"].joint_plans
    assert plans is not None
    units = np.arange(1, 9)
    made = sheet(
        "The more must come, the later they meet and the less likely it is that the plan holds",
        2.15,
        "With the numbers of the page. Days are expected until the last of them can come.",
    )
    left = made.panel(0.5, 0.45, 2.5, 1.45, "units and actors that must come", "", "Days until the meeting")
    mean = plans.free_after.mean or 0.0
    days = [meeting_after(plans.earliest, mean * float((1 / np.arange(1, n + 1)).sum())) for n in units]
    left.bar(units, days, 0.7, **inked(FILLS[4]))
    left.set_xticks(units)
    right = made.panel(3.7, 0.45, 1.9, 1.45, "units and actors", "", "Chance that it holds")
    right.set_xlim(1, 8)
    right.set_ylim(0, 1.02)
    for chance, style in ((0.95, ONE), (plans.cooperation, TWO), (0.6, THREE)):
        ys = [chance**n for n in units.tolist()]
        right.plot(
            units,
            ys,
            color=style.colour,
            linestyle=style.dashes,
            marker=style.marker,
            markersize=3.5,
            clip_on=False,
        )
        named(right, 8, ys[-1], f"each {100 * chance:.0f} %", style.colour)
    right.set_xticks(units)
    percent(right)
    return made
