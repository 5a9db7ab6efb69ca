"""Pictures of papers, people and trust."""

from __future__ import annotations

from functools import partial

import numpy as np

from docs.pictures.people import Person, events, told
from docs.pictures.register import picture
from docs.pictures.sections import of_page
from docs.pictures.sheet import ONE, SMALL, TWO, Sheet, inked, lines, named, names, note, percent, sheet
from socsim.charts.style import FAINT, FILLS, INK, SOFT
from socsim.engine import journal as j
from socsim.model.laws import (
    household_factor,
    logit,
    miss_chance,
    reading_hours,
    trust_faded,
    trust_gained,
    trust_lost,
)

KINDS = ("money", "health", "housing")


@picture
def paperwork() -> Sheet:
    """One letter, and a letter with its reminders."""
    behaviour = of_page("paperwork").scenario.behaviour
    letters, base = behaviour.paperwork, behaviour.missed_paperwork
    assert letters is not None

    def missed(items: float, over: int) -> float:
        b_contact = letters.per_contact
        return miss_chance(logit(base), items, letters.per_item, over, 0, b_contact, 0.5, 0, 0, 0, 0, 0)

    made = sheet(
        "Each paper more makes it likelier that none comes back; reminders help most where few miss",
        2.25,
        "Chances with the numbers of the page; coping is how many contacts at once a client can keep up "
        "with.",
    )
    left = made.panel(0.5, 0.45, 2.35, 1.45, "items in the letter", "chance", "One letter is missed")
    items = np.arange(1, 11)
    for over, (name, look) in enumerate((("contacts within coping", ONE), ("two above it", TWO))):
        ys = [missed(float(n), 2 * over) for n in items]
        left.plot(items, ys, color=look.colour, linestyle=look.dashes, marker=look.marker, markersize=4)
        if over:
            note(left, 7.4, ys[7], name, (0, 5), ha="right", color=look.colour)
        else:
            note(left, 10.3, ys[3], name, (0, -4), ha="right", va="top", color=look.colour)
    left.set_ylim(0, 1)
    left.set_xlim(0.6, 10.4)
    percent(left)
    right = made.panel(
        3.6, 0.45, 2.75, 1.45, "reminders", "chance", "The letter and all reminders are missed"
    )
    reminders = np.arange(0, 5)
    for step, n in enumerate((3, 6, 9)):
        chances = [missed(float(n), 0) ** (k + 1) for k in reminders]
        right.bar(
            reminders + (step - 1) * 0.26, chances, 0.24,
            label=f"{n} items", **inked(FILLS[(4, 1, 2)[step]]),
        )  # fmt: skip
    right.legend(fontsize=SMALL, frameon=False, loc="upper right", handlelength=1.4)
    right.set_xticks(reminders)
    right.set_ylim(0, 0.6)
    percent(right)
    return made


@picture
def asked_again() -> Sheet:
    """What one client with three needs is asked for, by how units share."""
    somebody = [Person(0, KINDS)]
    cases = [
        ("units that share nothing", "specialised", 0.0),
        ("units that share half", "specialised", 0.5),
        ("units that share all", "specialised", 1.0),
        ("one caseworker", "one_worker", 0.0),
    ]
    made = sheet(
        "A border costs papers; a shared system takes the cost away without moving the border",
        0.36 * len(cases) + 0.5,
        "Items that a client with three needs is asked for in the first half year, in the office of the "
        "page.",
    )
    axes = made.panel(1.95, 0.45, 4.3, 0.36 * len(cases), "items asked for")
    for place, (_, organisation, share) in enumerate(cases):
        _, _, journal = told(
            "asked_again", somebody, {"behaviour.information_sharing": share}, organisation, days=180
        )
        asked = sum(row["value"] for row in events(journal, j.ASKED))
        again = sum(row["value"] for row in events(journal, j.ASKED_AGAIN))
        for start, wide, fill in ((0, asked - again, FILLS[4]), (asked - again, again, FILLS[2])):
            axes.barh(place, wide, 0.62, start, **inked(fill))
        if again:
            note(
                axes,
                asked,
                place,
                f"{again:.0f} of {asked:.0f} held by another unit",
                (5, 0),
                ha="left",
                va="center",
            )
        else:
            note(axes, asked, place, f"{asked:.0f}", (5, 0), ha="left", va="center")
    axes.set_yticks(range(len(cases)), [name for name, _, _ in cases])
    axes.set_ylim(len(cases) - 0.5, -0.5)
    axes.set_xlim(0, 20)
    axes.set_xticks(range(0, 21, 5))
    axes.tick_params(axis="y", length=0)
    return made


@picture
def contacts() -> Sheet:
    """How many hold an open case of one client, day by day."""
    coping = of_page("contacts").scenario.population.coping
    assert coping is not None
    made = sheet(
        "Every unit more that is at work is a contact more to keep up with",
        2.2,
        "A client with three needs, all known from the start, in the two organisations of the page.",
    )
    axes = made.panel(0.5, 0.45, 4.6, 1.55, "days since the client came", "contacts at once")
    for organisation, name, look in (
        ("specialised", "specialised units", ONE), ("one_worker", "one caseworker", TWO),
    ):  # fmt: skip
        days, counts = _contacts(organisation)
        axes.step(days, counts, where="post", color=look.colour, linestyle=look.dashes, linewidth=1.8)
        at = 0 if look is ONE else -2
        note(
            axes,
            46 if at == 0 else days[at],
            2.8 if at == 0 else 0.5,
            name,
            (5, 0),
            ha="left",
            va="center",
            color=look.colour,
        )
    mean = coping.mean
    axes.axhline(mean, color=SOFT, linewidth=0.9)
    named(axes, 400, mean, "coping of the\naverage client", SOFT)
    axes.set_xlim(0, 400)
    axes.set_ylim(0, 3.4)
    axes.set_yticks(range(4))
    return made


def _contacts(organisation: str) -> tuple[list[float], list[int]]:
    _, _, journal = told("contacts", [Person(0, KINDS, luck=4)], organisation=organisation)
    held: dict[tuple[float, float], set[float]] = {}
    days, counts = [0.0], [0]
    for row in events(journal, j.ASSIGNED, j.RELEASED):
        cases = held.setdefault((row["unit"], row["worker"]), set())
        (cases.add if row["activity"] == j.ASSIGNED else cases.discard)(row["need"])
        days.append(row["time"])
        counts.append(sum(bool(cases) for cases in held.values()))
    return [*days, 400.0], [*counts, counts[-1]]


@picture
def acquaintance() -> Sheet:
    """Hours of reading up by needs: once, or once for each need."""
    stated = of_page("acquaintance").scenario.behaviour.acquaintance
    assert stated is not None
    hours = partial(reading_hours, stated.effort, stated.per_need)
    needs = np.arange(1, 6)
    made = sheet(
        "Everyone who is new reads up: with several needs it matters how many that is",
        2.2,
        "Hours until everybody who works with a client has read up, all needs being open; nobody is "
        "replaced meanwhile.",
    )
    axes = made.panel(0.5, 0.45, 4.35, 1.4, "open needs of the client", "hours")
    each = [float(n * hours(int(n))) for n in needs]
    once = [float(hours(int(n))) for n in needs]
    for shift, ys, fill in ((-0.19, each, FILLS[4]), (0.19, once, FILLS[1])):
        bars = axes.bar(needs + shift, ys, 0.36, **inked(fill))
        axes.bar_label(bars, [f"{y:.1f}" for y in ys], fontsize=SMALL - 0.8, padding=1)
    ends = [
        (5.6, each[-1] * 0.9, "a caseworker\nfor each need", INK),
        (5.6, once[-1] * 0.9, "one caseworker", INK),
    ]
    names(axes, ends)
    axes.set_xticks(needs)
    return made


@picture
def trust() -> Sheet:
    """Trust under a monthly contact, when faces stay and when they change."""
    stated = of_page("trust").scenario.behaviour.trust
    assert stated is not None and stated.fades_after is not None
    fades = stated.fades_after
    days = np.arange(0, 366)

    def course(event: str) -> list[float]:
        now, found = stated.start, []
        for day in days:
            now = trust_faded(now, float(day > 0), fades)
            meets = day % 30 == 15
            if event == "silence":
                meets &= day < 130 or day > 300
            if meets:
                changed = (event == "faces" and (day // 30) % 2 == 1) or (
                    event == "leaves" and 150 < day < 180
                )
                now = trust_lost(now, stated.loss) if changed else trust_gained(now, stated.gain)
            if event == "falls" and day == 130:
                now = trust_lost(now, stated.loss)
            found.append(now)
        return found

    made = sheet(
        "Trust follows the faces: it grows where one stays, and fades where nobody comes",
        2.45,
        "A contact a month, with the numbers of the page. New faces come with several units, and with "
        "one desk that people leave.",
    )
    axes = made.panel(0.5, 0.45, 4.4, 1.85, "days", "trust, 0 to 1")
    curves = [
        ("the same person", days, course("")),
        ("a case closed on day 130", days, course("falls")),
        ("no contact, day 130 to 300", days, course("silence")),
        ("every second time\nsomebody new", days, course("faces")),
    ]
    axes.set_xlim(0, 365)
    axes.set_ylim(0, 1)
    lines(axes, curves)
    return made


@picture
def households() -> Sheet:
    """Hours by members, for needs of three sorts."""
    needs = of_page("households").scenario.needs
    made = sheet(
        "A household of five can be one piece of work or five: that depends on the need",
        2.2,
        "Hours on an investigation, as the office of the page has it.",
    )
    axes = made.panel(0.5, 0.45, 4.5, 1.55, "members of the household", "hours")
    members = np.arange(1, 7)
    says = {"money": "a little more for each", "health": "each is looked into", "housing": "one home"}
    curves = []
    for kind in ("health", "money", "housing"):
        hours = needs[kind].steps["investigation"].effort.mean or 0.0
        each = needs[kind].per_member
        b = each.effort if each is not None else 0.0
        curves.append(
            (f"{kind}:\n{says[kind]}", members, [hours * household_factor(b, int(n)) for n in members])
        )
    axes.set_xlim(1, 6)
    axes.set_ylim(0, 65)
    lines(axes, curves, marker="o", markersize=3.5, clip_on=False)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    return made
