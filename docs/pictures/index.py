"""The picture of the whole."""

from __future__ import annotations

from collections import Counter

from docs.pictures.people import events
from docs.pictures.register import picture
from docs.pictures.sections import ROOT
from docs.pictures.sheet import SMALL, WIDTH, Sheet, inked, sheet
from socsim.charts.states import STATE_FILLS
from socsim.charts.style import INK, SOFT
from socsim.engine import chosen
from socsim.engine import journal as j
from socsim.scenario.build import blueprints
from socsim.scenario.names import STATES
from socsim.scenario.reading import load

ENDED = "ended"
WIDE, HIGH = 1.42, 0.78
BOXES = {  # state: where its box stands, and which mechanisms are at work there
    "unseen": (0.15, 2.62, "discovery, outreach,\nhouseholds, districts"),
    "waiting": (1.92, 2.62, "caseload, patience,\nplaces, acute work"),
    "in_process": (3.54, 2.62, "papers, skill, notes,\ndecision, faults"),
    "in_support": (5.03, 2.62, "recovery, trust,\nstyle"),
    "referred": (1.92, 0.62, "referral,\njoint plans"),
    "fallen": (3.54, 0.62, "gatekeeping, return,\ncoordinators"),
    ENDED: (5.03, 0.62, "resolved, unfounded,\nor left; relapse"),
}
NAMES = {"unseen": "arises, unseen", "in_process": "in process", "in_support": "in support"}


def transitions() -> Counter[tuple[str, str]]:
    """How often needs go from one state to another in a short run of scenarios/small.yaml."""
    loaded = load(ROOT / "scenarios" / "small.yaml")
    short = {"run.warm_up": "0 days", "run.measure": "150 days", "run.follow_up": "300 days"}
    scenario = loaded.at(short)
    found: Counter[tuple[str, str]] = Counter()
    engine = chosen()
    for organisation in ("specialised", "one_worker"):
        made = blueprints(scenario)[organisation]
        _, journal = engine.simulate_with_journal(made, engine.make_people(made, 1, 1))
        state: dict[tuple[float, float, float], str] = {}
        ends = (j.WAS_RESOLVED, j.WAS_UNFOUNDED, j.WENT_AWAY)
        for row in events(journal, j.AROSE, j.ENTERED, *ends):
            need = row["client"], row["need"], row["spell"]
            if row["activity"] == j.AROSE:
                state[need] = "unseen"
            elif row["need"] >= 0:
                to = STATES[int(row["value"])] if row["activity"] == j.ENTERED else ENDED
                found[state[need], to] += 1
                state[need] = to
    return found


@picture
def whole() -> Sheet:
    """The states of a need, what leads from one to the other, and which mechanisms are at work in each."""
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

    made = sheet(
        "A need's way through the model, and which mechanisms are at work where",
        3.75,
        "Each arrow is a way that needs took in a run of scenarios/small.yaml, the broader the more "
        "often; where they end "
        "and where they fall they come from anywhere.",
    )
    axes = made.figure.add_axes((0, 0, 1, (made.top) / made.height))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, made.top)
    axes.axis("off")
    for (x, y, wide, high), name in (
        ((1.77, 2.47, 4.75, 1.23), "a unit is responsible"),
        ((1.77, 0.42, 3.22, 1.13), "nobody is responsible"),
        ((0.06, 2.47, 1.55, 1.23), "nobody knows"),
    ):  # fmt: skip
        axes.add_patch(Rectangle((x, y), wide, high, facecolor="#F3F3F3", edgecolor="none", zorder=0))
        above = y > 2
        at, hung = (y + high - 0.05, "top") if above else (y + 0.05, "bottom")
        axes.text(x + wide - 0.06, at, name, ha="right", va=hung, fontsize=SMALL, color=SOFT)
    for state, (x, y, said) in BOXES.items():
        box = FancyBboxPatch(
            (x, y),
            WIDE - 0.06,
            HIGH,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="white",
            edgecolor=INK,
            linewidth=1,
        )
        axes.add_patch(box)
        if state in STATE_FILLS:
            corner = x + 0.08, y + HIGH - 0.26
            axes.add_patch(Rectangle(corner, 0.18, 0.13, zorder=3, **inked(STATE_FILLS[state])))
        axes.text(
            x + (0.33 if state in STATE_FILLS else 0.1),
            y + HIGH - 0.2,
            NAMES.get(state, state),
            fontsize=8.8,
            weight="bold",
            va="center",
        )
        axes.text(x + 0.08, y + HIGH - 0.36, said, fontsize=7.4, color=SOFT, va="top", linespacing=1.2)
    counts = transitions()
    most = max(counts.values())
    for (start, end), count in sorted(counts.items()):
        if (end == ENDED and start != "in_support") or count < 3:
            continue
        (x0, y0, _), (x1, y1, _) = BOXES[start], BOXES[end]
        back = (end, start) in counts
        first, last = _ends(x0, y0, x1, y1, back)
        arrow = FancyArrowPatch(
            first, last, arrowstyle="-|>", mutation_scale=9, color=INK,
            linewidth=0.7 + 2.4 * (count / most) ** 0.5,
            shrinkA=0, shrinkB=0, zorder=4, connectionstyle=_bend(start, end),
        )  # fmt: skip
        axes.add_patch(arrow)
    axes.text(
        0.15,
        1.0,
        "All the while it may\ngrow, spill over into\nother needs, or go\naway (escalation).",
        fontsize=7.4,
        color=SOFT,
        va="center",
        linespacing=1.25,
    )
    axes.text(
        0.15, 0.12, "Those who work: sick leave, turnover, steering, transition. What the client meets: "
        "contacts, acquaintance, asked twice.", fontsize=7.4, color=SOFT, va="bottom",
    )  # fmt: skip
    return made


def _ends(
    x0: float, y0: float, x1: float, y1: float, back: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an arrow between two boxes begins and ends; beside the one that goes back."""
    wide = WIDE - 0.06
    off = 0.1 if back else 0.0
    if y0 == y1 and abs(x1 - x0) > 2:
        return (x0 + wide * 0.8, y0 + HIGH), (x1 + wide * 0.2, y1 + HIGH)
    if y0 == y1:
        right = x1 > x0
        y = y0 + HIGH / 2 + (off if right else -off)
        return ((x0 + wide, y), (x1, y)) if right else ((x0, y), (x1 + wide, y))
    down = y1 < y0
    lean = off if down else -off
    middle = (x0 + x1) / 2
    start = x0 + wide / 2 + (middle - x0) * 0.5 + lean
    end = x1 + wide / 2 + (middle - x1) * 0.5 + lean
    return ((start, y0), (end, y1 + HIGH)) if down else ((start, y0 + HIGH), (end, y1))


def _bend(start: str, end: str) -> str:
    (x0, y0, _), (x1, y1, _) = BOXES[start], BOXES[end]
    return f"arc3,rad={-0.16 if y0 == y1 and abs(x1 - x0) > 2 else 0}"
