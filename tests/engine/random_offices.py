"""Small scenarios at random: each mechanism there or not, and every way to hand out work.

In a *tied* one, all that takes time takes a multiple of a quarter of a day (an office there works 24, 6 or
1.5 hours a day), often none at all, so that many events fall on the same instant, also those of different
clients if they arrive `on_the_grid`. Only what the model itself draws from a hazard is off it.

One in five is *bare*: pools where cases wait for nothing but work, which engines take a shorter way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.schema import Scenario

Written = dict[str, Any]
KINDS = ("money", "health", "home")
ITEMS = ("identity", "income", "bank")

_ASKED = st.lists(st.sampled_from(ITEMS), unique=True, max_size=3)


def _maybe(values: dict[str, Any]) -> st.SearchStrategy[Written]:
    """Each key with a value, or left out."""
    optional = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in values.items()
    }
    return st.fixed_dictionaries({}, optional=optional)


def _spread(unit: str, mean: int) -> list[Any]:
    """One distribution of each kind."""
    a, b, c = f"{mean / 2} {unit}", f"{mean} {unit}", f"{2 * mean} {unit}"
    return [
        b,
        {"dist": "exponential", "mean": b},
        {"dist": "lognormal", "mean": b, "cv": 1.0},
        {"dist": "uniform", "low": a, "high": c},
        {"dist": "triangular", "low": a, "mode": b, "high": c},
        {"dist": "weibull", "mean": b, "shape": 0.7},
        {"dist": "empirical", "values": [a, b, b, c]},
    ]


class _Times:
    """How long things take: at random, or all on the grid."""

    def __init__(self, tied: bool) -> None:
        self.tied = tied

    def effort(self, hours: int) -> st.SearchStrategy[Any]:
        """For a piece of work."""
        grid = ["6 h", "6 h", "12 h", "24 h", {"dist": "empirical", "values": ["0 h", "6 h", "18 h"]}]
        return st.sampled_from(["0 h", *grid] if self.tied else _spread("h", hours))

    def delay(self, days: int) -> st.SearchStrategy[Any]:
        """For what happens to take so long."""
        grid = ["1 day", "2 days", {"dist": "empirical", "values": ["0 days", "1 day", "1 day"]}]
        return st.sampled_from(["0 days", *grid] if self.tied else _spread("days", days))

    def pace(self) -> st.SearchStrategy[float]:
        """A factor on hours; half of a quarter of a day is on no grid."""
        return st.sampled_from([1.0, 2.0] if self.tied else [0.5, 2.0])

    def days(self, days: int, least: str = "0 days") -> st.SearchStrategy[str]:
        """For what always takes as long."""
        return st.sampled_from([least, "1 day", "2 days"] if self.tied else [f"{days} days"])

    def hours(self, hours: float, least: str = "0 h") -> st.SearchStrategy[str]:
        return st.sampled_from([least, "6 h"] if self.tied else [f"{hours} h"])


# -- needs -----------------------------------------------------------------------------------------


@st.composite
def _steps(draw: st.DrawFn, times: _Times) -> Written:
    def step(hours: int, **more: Any) -> Written:
        asked = draw(_ASKED)
        own = {"effort": draw(times.effort(hours)), **more, **draw(_maybe({"deadline": times.days(9)}))}
        if draw(st.integers(0, 2)) == 0:
            own["investigates"] = "person"
        return {**own, "asks_for": asked} if asked else own

    def support() -> Written:
        own: Written = {"effort": draw(times.effort(1)), "every": draw(times.days(10, "0.25 days"))}
        own |= draw(_maybe({"places": st.integers(1, 3), "cost": "30 SEK per day", "payer": "region"}))
        asked = draw(_ASKED)
        return {**own, "asks_for": asked} if asked else own

    steps: Written = {"intake": step(2, **draw(_maybe({"unfounded": 0.2})))}
    if draw(st.booleans()):
        ways = st.sampled_from([{"intake": 0.2}, {"investigation": 0.3}, {"end": 0.2, "intake": 0.2}])
        steps["investigation"] = step(6, **draw(_maybe({"next": ways, "unfounded": 0.2})))
    if draw(st.booleans()):
        decides = {"decides": True} if draw(st.integers(0, 3)) else {}
        steps["decision"] = step(3, **decides, **draw(_maybe({"unfounded": 0.2})))
    if draw(st.booleans()):
        last = steps[list(steps)[-1]]
        steps["support"] = support()
        if draw(st.booleans()):  # two kinds of support
            steps["placement"] = support()
            last["next"] = {"placement": 0.4}
    return steps


@st.composite
def _bare_need(draw: st.DrawFn, times: _Times) -> Written:
    """Efforts, and where they lead."""
    names = ("intake", "investigation", "decision")[: draw(st.integers(1, 3))]
    steps: Written = {name: {"effort": draw(times.effort(4))} for name in names}
    for name in names:
        if draw(st.booleans()):
            steps[name]["next"] = {name: 0.2}
    rest = {
        "priority": "acute",
        "severity": {1: 0.5, 2: 0.3, 3: 0.2},
        "per_member": {"effort": 1.0 if times.tied else 0.5},
    }
    return {"steps": steps, **draw(_maybe(rest))}


@st.composite
def _need(draw: st.DrawFn, kinds: Sequence[str], times: _Times) -> Written:
    steps = draw(_steps(times))
    need: Written = {"steps": steps, **draw(_maybe({"severity": {1: 0.5, 2: 0.3, 3: 0.2}}))}
    if "support" in steps:
        need["recovers_after"] = "60 days"
        if draw(st.booleans()):
            need["hindered_by"] = {draw(st.sampled_from(kinds)): 0.6}
    rates = st.sampled_from(["2 per year", {1: "3 per year", 2: "1 per year", 3: "0 per year"}])
    often = st.sampled_from(
        [
            "2 per year",
            {1: "3 per year", 2: "1 per year", 3: "0 per year"},
            "60 per year" if times.tied else "15 per year",
        ]
    )
    escalates: Written = {"rate": draw(often)} | draw(
        _maybe(
            {"crisis": {"cost": "100 SEK", "payer": "region"}, "into": {draw(st.sampled_from(kinds)): 0.3}}
        )
    )
    return need | draw(
        _maybe(
            {
                "priority": st.sampled_from(["acute", "protective"]),
                "resolves_alone": rates,
                "escalates": escalates,
                "relapses": "4 per year",
                "right": True,
                "per_member": _maybe(
                    {"effort": st.sampled_from([1.0, 2.0] if times.tied else [0.5, 1.0]), "items": 0.5}
                ),
                "missed_paperwork": 0.5,
                "response": times.delay(5),
                "reminders": st.sampled_from([0, 2]),
                "patience": times.delay(20),
            }
        )
    )


# -- how people and offices act --------------------------------------------------------------------


def _office_rules(times: _Times) -> Written:
    """What a unit may override."""
    return {
        "missed_paperwork": st.sampled_from([0.1, 0.3]),
        "information_sharing": st.sampled_from([0.0, 0.3]),
        "referral": st.fixed_dictionaries(
            {"delay": times.delay(3), "lost": st.sampled_from([0.0, 0.2])}, optional={"bounced": st.just(0.4)}
        ),
        "sight": st.sampled_from([0.0, 0.3]),
        "sight_at_followups": 0.3,
        "breadth": 0.0 if times.tied else 0.1,
        "depth": 0.1,
        "faults": _faults(times),
        "review": _review(times, "colleague"),
        "documentation": _documentation(times),
        "acquaintance": st.fixed_dictionaries(
            {"effort": times.hours(1), "per_need": st.sampled_from([0.0, 1.0 if times.tied else 0.3])}
        ),
        **_absence(times),
    }


def _absence(times: _Times) -> Written:
    """Who is away, for how long, and who comes."""
    pace = 2.0 if times.tied else 1.3
    lost = st.sampled_from([0.0, 0.3])
    long = {"rate": st.just("2 per year"), "duration": times.delay(40)}
    return {
        "sick_leave": _maybe(
            {
                "short": st.fixed_dictionaries({"rate": st.just("10 per year"), "duration": times.delay(6)}),
                "long": st.fixed_dictionaries(long, optional={"overload": st.just(1.0)}),
                "cover_after": times.days(5),
                "lost_at_handover": lost,
            }
        ),
        "turnover": st.fixed_dictionaries(
            {"rate": st.just("2 per year")},
            optional={
                "vacancy": times.delay(20),
                "novice": st.fixed_dictionaries({"period": times.days(40), "pace": st.just(pace)}),
                "lost_at_handover": lost,
            },
        ),
        "agency": st.fixed_dictionaries(
            {"chance": st.sampled_from([0.5, 1.0]), "after": times.days(8)},
            optional={"pace": st.just(pace), "cost": st.just("100 SEK per day")},
        ),
    }


def _documentation(times: _Times) -> st.SearchStrategy[Written]:
    """Hours on notes; what a file saves of reading up is on no grid."""
    return st.fixed_dictionaries(
        {"effort": times.hours(0.5), "saves_reading": st.just(0.0 if times.tied else 0.7)},
        optional={
            "per_need": st.just(1.0 if times.tied else 0.4),
            "sent_back": st.just(0.4),
            "full_at": st.just("1 h"),
            "finds": st.just(0.6),
            "keeps": st.just(0.8),
        },
    )


def _acute() -> Written:
    """Needs that go before others."""
    return {
        "acute": st.fixed_dictionaries(
            {"from_severity": st.sampled_from([2, 2, 3])},
            optional={"at_escalation": st.sampled_from([True, False]), "interrupts": st.just(True)},
        )
    }


def _faults(times: _Times) -> st.SearchStrategy[Written]:
    """Decisions that go wrong often."""
    learning = {"reports": 0.6, "lowers": 0.3, "floor": 0.3, "restores": 0.5}
    return st.fixed_dictionaries(
        {
            "base": st.sampled_from([0.2, 0.5]),
            "rework": st.sampled_from([0.0, 1.0]),
            "surfaces": st.sampled_from([0.0, 0.7]),
            "surfaces_after": st.just("30 days"),
            "culture": st.sampled_from(["learning", "blame", "silence"]),
            "blame": st.fixed_dictionaries(
                {"suspends": st.sampled_from([0.0, 0.6]), "silences": st.sampled_from([0.0, 0.5])},
                optional={"suspension": times.days(20), "lost_at_handover": st.just(0.3)},
            ),
            "learning": st.sampled_from([{}, learning, {**learning, "forgets_after": "60 days"}]),
        },
        optional={
            "per_load": st.just(1.5),
            "pressed_after": times.days(5, "1 day"),
            "per_handover": st.just(0.7),
            "per_novice": st.just(1.5),
            "spread": st.just(1.0),
            "per_breadth": st.just(0.5),
            "cost": st.just("500 SEK"),
        },
    )


def _review(times: _Times, *by: str) -> st.SearchStrategy[list[Written]]:
    """Up to three levels."""
    level = st.fixed_dictionaries(
        {"by": st.sampled_from(by), "catches": st.just(0.4), "effort": times.hours(0.5)}
    )
    return st.lists(level, max_size=3)


def _behaviour(times: _Times) -> st.SearchStrategy[Written]:
    paperwork = _maybe(
        {
            "response": times.delay(3),
            "remind_after": times.days(7),
            "reminders": st.sampled_from([0, 1, 3]),
            "per_item": 0.3,
            "per_contact": 0.3,
            "per_trust": 1.0,
            "per_help": 0.8,
        }
    )
    trust = {"start": 0.5, "gain": 0.1, "loss": 0.1}
    return _maybe(
        {
            **_office_rules(times),
            "paperwork": paperwork,
            "information": st.fixed_dictionaries(
                {
                    "valid_for": st.fixed_dictionaries({"income": times.days(20)}),
                    "duplicate": times.hours(0.5),
                }
            ),
            "investigations": st.fixed_dictionaries(
                {"when_shared": st.sampled_from([0.0, 0.5]), "valid_for": _maybe({"person": times.days(40)})}
            ),
            "presents_after": "60 days",
            "patience": times.delay(8),
            "effort_by_severity": {1: 1.0, 2: 2.0, 3: 2.0} if times.tied else {1: 0.8, 2: 1.0, 3: 1.3},
            "escalation_while": {"unseen": 2.0, "in_support": 0.5, "fallen": 3.0},
            "synergy": 0.5,
            "trust": st.sampled_from(
                [trust, {**trust, "fades_after": "90 days", "recovery_at_none": 0.5, "recovery_slope": 1.0}]
            ),
            "return": st.fixed_dictionaries({"probability": st.just(0.7), "delay": times.delay(20)}),
            "leaving": "1 per year",
            "style": st.fixed_dictionaries(
                {"control": st.sampled_from([0.3, 1.0]), "per_control": st.sampled_from([0.0, 1.0])},
                optional={
                    "spread": st.just(0.4),
                    "asks_more": st.just(0.5),
                    "slows_recovery": st.just(0.5),
                    "wrong_payments": st.just({"share": 0.1, "finds": 0.5}),
                },
            ),
            **_acute(),
        }
    )


def _often(times: _Times) -> Written:
    """What is to be there half of the time."""
    review, notes = _review(times, "colleague"), _documentation(times)
    return {"faults": _faults(times), "review": review, "documentation": notes, **_acute()}


@st.composite
def _acting(draw: st.DrawFn, times: _Times) -> Written:
    """How they act; what happens seldom, where it may at all, is there half of the time."""
    behaviour = draw(_behaviour(times))
    for name, own in _often(times).items():
        if draw(st.booleans()):
            behaviour[name] = draw(own)
    return behaviour


# -- offices ---------------------------------------------------------------------------------------


def _pool(handles: list[str], most: int) -> st.SearchStrategy[Written]:
    caseworkers = st.integers(1, most)
    return st.fixed_dictionaries(
        {"handles": st.just(handles), "assignment": st.just("step"), "caseworkers": caseworkers}
    )


@st.composite
def _unit(draw: st.DrawFn, handles: list[str], most: int, times: _Times) -> Written:
    assignment = draw(st.sampled_from(["step", "case", "client"]))
    unit: Written = {"handles": handles, "assignment": assignment}
    unit["caseworkers"] = draw(st.integers(1, most))
    if assignment != "step":
        unit |= draw(_maybe({"caseload": st.sampled_from([1, 2, 5, "20 h per month", "60 h per month"])}))
        unit |= draw(_maybe({"allocation": "in_turn"}))
    decided = draw(st.sampled_from(["caseworker", "manager", "board"]))
    unit["decided_by"] = decided
    if decided == "manager":
        unit["managers"] = draw(st.integers(1, 2))
    elif decided == "board":
        unit["board_every"] = draw(times.days(5, "0.25 days"))
    if draw(st.booleans()):
        unit |= draw(_maybe({**_office_rules(times), "cooperation": 0.5}))
    if decided == "manager" and draw(st.booleans()):
        unit["review"] = draw(_review(times, "manager", "colleague"))
    unit |= draw(_maybe({"cost": st.sampled_from(["100 SEK per day", "1000 SEK per day"])}))
    return unit


def _gates() -> Written:
    """Whom a unit turns away."""
    budget = st.fixed_dictionaries(
        {
            "yearly": st.sampled_from(["100 SEK", "5000 SEK"]),
            "gate": st.sampled_from([0.3, 2.0]),
            "shared": st.sampled_from(["all", "all", None]),
        }
    )
    rule = st.fixed_dictionaries(
        {
            "when": st.sampled_from(["open", "not_in_support", "in_support"]),
            "taken_up_after": st.sampled_from([0.0, 0.9, 0.9]),
        },
        optional={"chance": st.just(0.6)},
    )
    return {
        "budget": budget,
        "not_while": st.fixed_dictionaries({KINDS[0]: rule}, optional={KINDS[-1]: rule}),
    }


@st.composite
def _consulting(
    draw: st.DrawFn, units: Written, actors: Written, kinds: Sequence[str], times: _Times
) -> None:
    """Some units ask others, or specialists who do nothing else."""
    if draw(st.integers(0, 3)) == 0:
        units["experts"] = {"assignment": "step", "caseworkers": 2}
    for name in [name for name in units if name != "experts"]:
        pools = [n for n, unit in {**units, **actors}.items() if unit["assignment"] == "step"]
        others = [other for other in pools if other != name]
        if others and ("experts" in others or draw(st.integers(0, 2)) == 0):
            whom = "experts" if "experts" in others else draw(st.sampled_from(others))
            units[name]["consults"] = {
                "with": draw(st.sampled_from([whom, {kinds[-1]: whom}, {kinds[0]: others[-1], "*": whom}])),
                "share": draw(st.sampled_from([0.3, 1.0])),
                "effort": draw(times.effort(1)),
                "lifts": draw(st.sampled_from([0.0, 0.7])),
            }


def _layouts(needs: Written) -> list[dict[str, list[str]]]:
    """Which units there may be, and what they handle."""
    decided = any("decision" in need["steps"] for need in needs.values())
    return [
        {"all": ["*"]},
        {"reception": ["*.intake"], "rest": ["*"]},
        {"reception": ["*.intake"], **{kind: [kind] for kind in needs}},
        {kind: [kind] for kind in needs},
        {"front": ["*.intake", *["*.decision"] * decided], "back": ["*"]},
    ]


def _transition(times: _Times) -> st.SearchStrategy[Written]:
    """A change of organisation, on a day of its own; while it fades, work is on no grid."""
    change = st.fixed_dictionaries(
        {"period": times.days(150), "pace": times.pace()},
        optional={
            "starts": times.days(50),
            "fades": st.just(False),
            "cost": st.just("1000 SEK"),
            "handed_over": st.sampled_from([0.5, 1.0]),
            "lost_at_handover": st.just(0.3),
        },
    )
    return change.map(lambda own: {**own, "fades": False}) if times.tied else change


def _steering(times: _Times) -> st.SearchStrategy[Written]:
    """People who are moved now and then."""
    return st.fixed_dictionaries(
        {"every": times.days(30, "3 days"), "share": st.sampled_from([0.2, 1.0])},
        optional={
            "lag": times.days(40),
            "margin": st.just(1.5),
            "by": st.just("hours"),
            "novice": st.fixed_dictionaries({"period": times.days(60), "pace": times.pace()}),
            "lost_at_handover": st.just(0.3),
        },
    )


@st.composite
def _coordinators(draw: st.DrawFn, times: _Times) -> Written:
    return {
        "number": draw(st.integers(1, 2)),
        "caseload": draw(st.sampled_from([1, 3, 12])),
        "for": {"needs_at_least": draw(st.integers(1, 3))},
        "visits": {"effort": draw(times.hours(2)), "every": draw(times.days(7, "0.25 days"))},
        **draw(_maybe({"sight": 0.5, "helps": 1.0, "catches": 0.6, "fades": st.sampled_from([0.0, 3.0])})),
    }


def _with_triage(units: Written, several: Written) -> Written:
    """Clients with one known need go to these units, the others to one that does all."""
    one = {name: {**unit, "takes": {"needs_at_most": 1}} for name, unit in units.items()}
    return {**one, "several": {**several, "takes": {"needs_at_least": 2}}}


@st.composite
def _districts(draw: st.DrawFn, profiles: Sequence[Written]) -> Written:
    weights = {profile["name"]: draw(st.sampled_from([0.5, 2.0])) for profile in profiles}
    shares = draw(st.sampled_from([{}, {"A": 0.7, "B": 0.3}]))
    districts: Written = {name: {"share": shares[name]} if shares else {} for name in ("A", "B")}
    districts["B"] |= draw(_maybe({"profiles": weights, "staffing": 2.0}))
    return districts


def _in_districts(units: Written) -> Written:
    """Units with at least one of everyone for each of two districts."""
    least = {"caseworkers": 2, "managers": 2, "number": 2}
    return {
        name: {key: max(value, least[key]) if key in least else value for key, value in unit.items()}
        for name, unit in units.items()
    }


def _joint_plans(times: _Times) -> st.SearchStrategy[Written]:
    chances = st.sampled_from([0.3, 0.9])
    later = {"at_followups": chances, "at_visits": chances}
    target = st.fixed_dictionaries(
        {"plans": st.just("60 per year")},
        optional={"every": times.days(20, "5 days"), "met_by": st.sampled_from(["meetings", "paper"])},
    )
    return st.fixed_dictionaries(
        {
            "asked": st.fixed_dictionaries({"at_steps": chances}, optional=later),
            "free_after": times.delay(2),
            "effort": times.hours(1),
        },
        optional={
            "for": _maybe({"needs_at_least": 1, "units_at_least": st.just(3)}),
            "consent": st.just(0.8),
            "earliest": times.days(1),
            "leads": times.hours(1),
            "cooperation": st.just(0.8),
            "lasts": times.days(15, "5 days"),
            "target": target,
        },
    )


@st.composite
def _profiles(draw: st.DrawFn, kinds: Sequence[str]) -> list[Written]:
    often = ["2 per year", "10 per year", "40 per year", "120 per year"]
    everyone: Written = {"name": "many", "arrivals": draw(st.sampled_from(often))}
    everyone["needs"] = dict.fromkeys(kinds, 0.6)
    everyone["needs"][kinds[0]] = draw(st.sampled_from([0.4, 1]))
    if draw(st.booleans()):
        everyone["presents"] = draw(st.permutations(kinds))
    if draw(st.integers(0, 2)) == 2:
        everyone["members"] = draw(st.sampled_from([{1: 0.5, 3: 0.5}, {2: 1}, {1: 0.2, 2: 0.3, 5: 0.5}]))
    if draw(st.booleans()):
        return [everyone]
    return [everyone, {"name": "some", "arrivals": "20 per year", "needs": [kinds[-1]]}]


@st.composite
def random_scenario(draw: st.DrawFn, tied: bool = False) -> Written:
    """A scenario with one organisation, `office`, and from none to some two hundred clients."""
    times = _Times(tied)
    bare = draw(st.integers(0, 4)) == 4
    kinds = KINDS[: draw(st.integers(1, 3))]
    needs = {kind: draw(_bare_need(times) if bare else _need(kinds, times)) for kind in kinds}
    for kind, need in needs.items():
        need.get("hindered_by", {}).pop(kind, None)  # no need hinders itself
    layout = draw(st.sampled_from(_layouts(needs)))
    most = 4 if len(layout) == 1 else 2
    units = {
        name: draw(_pool(what, most) if bare else _unit(what, most, times)) for name, what in layout.items()
    }
    if len(kinds) > 1 and draw(st.booleans()):
        several = _pool(["*"], most) if bare else _unit(["*"], most, times)
        units = _with_triage(units, draw(several))
    organisation: Written = {"units": units, "triage": draw(st.sampled_from(["at_first", "at_each_step"]))}
    organisation |= draw(_maybe({"transition": _transition(times)}))
    organisation |= draw(_maybe({"steering": _steering(times)}))
    groups = 0 if bare else draw(st.integers(0, 2))
    if groups:
        organisation["coordinators"] = {
            name: draw(_coordinators(times)) for name in ("guide", "friend")[:groups]
        }
    if not bare and draw(st.integers(0, 3)):
        organisation["joint_plans"] = draw(_joint_plans(times))
    actors: Written = {}
    if not bare and draw(st.booleans()):  # outside the office: the last step of one need
        kind = draw(st.sampled_from(kinds))
        actors["clinic"] = draw(_unit([f"{kind}.{list(needs[kind]['steps'])[-1]}"], 2, times))
    if not bare:
        draw(_consulting(units, actors, kinds, times))
    profiles = draw(_profiles(kinds))
    behaviour: Written = draw(_maybe(_acute()) if bare else _acting(times))
    if draw(st.integers(0, 2)) == 0:
        organisation["outreach"] = {
            "reach": 0.4,
            "lead": draw(times.delay(40)),
            "in_vain": draw(st.sampled_from([0.0, 0.3])),
        }
    districts: Written = {}
    if draw(st.booleans()):
        districts = draw(_districts(profiles))
        if "style" in behaviour:
            districts["B"] |= draw(_maybe({"control": 0.9}))
        organisation["units"] = _in_districts(units)
        organisation["coordinators"] = _in_districts(organisation.get("coordinators", {}))
        if draw(st.integers(0, 2)) == 2:
            actors = {name: {**unit, "per_district": True} for name, unit in _in_districts(actors).items()}
    written: Written = {
        "run": {
            "warm_up": draw(st.sampled_from(["0 days", "100 days"])),
            "measure": draw(st.sampled_from(["200 days", "300 days"])),
            "follow_up": draw(st.sampled_from(["0 days", "5 days", "150 days"])),
        },
        "office": {
            "hours_per_week": 168 if tied else 40,
            "casework_share": draw(st.sampled_from([0.0625, 0.25, 1.0] if tied else [0.03, 0.15, 0.4])),
            **draw(_maybe({"slice": times.hours(2, "6 h")})),
            "managers": {"hours_per_day": 6.0 if tied else 1.0, "decision": draw(times.hours(1))},
        },
        "population": {
            "coping": {"mean": 1.0, "sd": draw(st.sampled_from([0.0, 1.0]))},
            "profiles": profiles,
        },
        "districts": districts,
        "actors": actors,
        "needs": needs,
        "behaviour": behaviour,
        "organisations": {"office": organisation},
    }
    asked = {
        item
        for need in needs.values()
        for step in need["steps"].values()
        for item in step.get("asks_for", ())
    }
    topics = [step.get("investigates") for need in needs.values() for step in need["steps"].values()]
    if "person" not in topics and "investigations" in written["behaviour"]:
        written["behaviour"]["investigations"]["valid_for"] = {}
    gated = draw(st.integers(0, 2)) == 2
    for unit in (*units.values(), *actors.values()):
        if gated:
            gates = _gates()
            unit |= {"cost": "1000 SEK per day", **draw(_maybe(gates))}
            if len(kinds) > 1 and draw(st.booleans()):  # an excluded need is seldom taken up again
                unit["not_while"] = draw(gates["not_while"])
        for kind in set(KINDS) - set(kinds):
            unit.get("not_while", {}).pop(kind, None)
    if "income" not in asked and "information" in written["behaviour"]:
        written["behaviour"]["information"]["valid_for"] = {}
    return written


def blueprint_of(written: Written) -> Blueprint:
    """The only organisation of a random scenario."""
    return blueprints(Scenario.model_validate(written))["office"]


def on_the_grid(people: People) -> People:
    """The same people, who all arrive when a day begins."""
    return replace(people, arrival=np.floor(people.arrival))
