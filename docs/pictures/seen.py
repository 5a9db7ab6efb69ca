"""Pictures of being seen."""

from __future__ import annotations

import numpy as np

from docs.pictures.lanes import height, lanes, strokes
from docs.pictures.people import Person, told
from docs.pictures.register import picture
from docs.pictures.sections import of_page
from docs.pictures.sheet import Sheet, inked, lines, percent, sheet
from socsim.analysis.story import MEETING, course
from socsim.charts.style import FILLS, INK
from socsim.model.laws import happened_since
from socsim.scenario.names import UNSEEN

HEALTH, CROWD = 1, 150


@picture
def discovery() -> Sheet:
    """One need at three values of sight, of one client and of many."""
    scenario = of_page("discovery").scenario
    sights = (scenario.behaviour.sight, 0.3, scenario.organisations["one_worker"].units["whole"].sight)
    crowd = [Person(0, ["money", "health"], presents=["money"]) for _ in range(CROWD)]
    roomy = {f"organisations.specialised.units.{name}.caseworkers": CROWD for name in ("money", "health")}
    runs = [told("discovery", crowd, {**roomy, "behaviour.sight": sight}) for sight in sights]
    unseen = [[course(journal, made, one).days(UNSEEN) for one in range(CROWD)] for made, _, journal in runs]
    one = next(at for at, (a, b, c) in enumerate(zip(*unseen, strict=True)) if 300 > a > b + 20 > c + 40)
    rows = [
        (f"sight {sight:g}", course(journal, made, one), HEALTH)
        for sight, (made, _, journal) in zip(sights, runs, strict=True)
    ]
    made = sheet(
        "A need that nobody knows of lasts until somebody asks at the right meeting",
        height(3) + 1.85,
        "Above: a client who comes about money, with the same luck at each sight, and what becomes of "
        "the need for "
        "health. Strokes are meetings about money, at each of which it may be found. Below: "
        f"{CROWD} such clients. The stairs are the monthly follow-ups.",
    )
    axes = lanes(made, rows, 365)
    for place, (_, followed, _) in enumerate(rows):
        strokes(axes, [m.day for m in followed.of(MEETING) if m.need == 0 and m.day < 365], place, INK)
    below = made.panel(0.6, 0.45, 4.9, 1.25, "days since the client came", "share still unseen")
    days = np.linspace(0, 365, 366)
    curves = [
        (f"sight {sight:g}", days, (np.array(each)[:, None] > days).mean(axis=0))
        for sight, each in zip(sights, unseen, strict=True)
    ]
    below.set_xlim(0, 365)
    below.set_ylim(0, 1)
    lines(below, curves)
    percent(below)
    return made


@picture
def early_detection() -> Sheet:
    """How severe a need is at contact, by how much earlier its client was found."""
    scenario = of_page("early_detection").scenario
    need = scenario.needs["money"]
    assert need.escalates is not None
    rate = need.escalates.rate[1]
    shares = np.array([need.severity[one] for one in (1, 2, 3)])
    leads = np.linspace(0, 365, 60)
    mix = np.array([_found(shares, happened_since(rate, lead)) for lead in leads]).T
    made = sheet(
        "Who is found earlier has needs that have grown less",
        2.4,
        "Severity of the needs for money at contact, with the rate of growth that the page states. "
        "Nothing is said about "
        "those who are found in vain.",
    )
    axes = made.panel(0.6, 0.45, 4.7, 1.75, "days before the client would have come", "share of needs")
    floor = np.zeros_like(leads)
    for name, part, fill in zip(
        ("mild (1)", "medium (2)", "severe (3)"), mix, (FILLS[4], FILLS[1], FILLS[2]), strict=True
    ):
        axes.fill_between(leads, floor, floor + part, **inked(fill))
        axes.annotate(
            name,
            (365, float(floor[-1] + part[-1] / 2)),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.8,
        )
        floor = floor + part
    axes.set_xlim(0, 365)
    axes.set_ylim(0, 1)
    percent(axes)
    return made


def _found(shares: np.ndarray, had_come: float) -> list[float]:
    """Severities 1 to 3, a step of which had not come yet with this chance, from the top."""
    one, two, three = (float(share) for share in shares)
    from_two = two * had_come + three * had_come * had_come
    return [one + from_two, two * (1 - had_come) + three * had_come * (1 - had_come), three * (1 - had_come)]
