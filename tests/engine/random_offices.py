"""Small scenarios at random: each mechanism there or not, and every way to hand out work."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.schema import Scenario

Written = dict[str, Any]
KINDS = ("money", "health", "home")
ITEMS = ("identity", "income", "bank")

_EFFORTS = st.sampled_from(
    ["1 h", "3 h", {"dist": "exponential", "mean": "4 h"}, {"dist": "lognormal", "mean": "6 h", "cv": 1}]
)
_ASKED = st.lists(st.sampled_from(ITEMS), unique=True, max_size=3)


def _maybe(values: dict[str, Any]) -> st.SearchStrategy[Written]:
    """Each key with a value, or left out."""
    optional = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in values.items()
    }
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def _need(draw: st.DrawFn, kind: str) -> Written:
    def step(**more: Any) -> Written:
        asked = draw(_ASKED)
        own: Written = {"effort": draw(_EFFORTS), **more, **draw(_maybe({"deadline": "9 days"}))}
        return {**own, "asks_for": asked} if asked else own

    steps: Written = {"intake": step()}
    if draw(st.booleans()):
        steps["investigation"] = step(**draw(_maybe({"next": {"intake": 0.2}})))
    steps["decision"] = step(**draw(_maybe({"decides": True, "unfounded": 0.2})))
    need: Written = {"steps": steps, "severity": {1: 0.5, 2: 0.3, 3: 0.2}}
    if draw(st.booleans()):
        steps["support"] = {"effort": "1 h", "every": "10 days", "asks_for": draw(_ASKED)}
        if not steps["support"]["asks_for"]:
            del steps["support"]["asks_for"]
        need["recovers_after"] = "60 days"
    escalates: Written = {"rate": "2 per year", "crisis": {"cost": "100 SEK", "payer": "region"}}
    if len(KINDS) > KINDS.index(kind) + 1:
        escalates["into"] = {KINDS[KINDS.index(kind) + 1]: 0.3}
    return need | draw(
        _maybe(
            {
                "priority": st.sampled_from(["acute", "protective", "ordinary"]),
                "resolves_alone": "2 per year",
                "escalates": escalates,
                "relapses": "2 per year",
            }
        )
    )


_BEHAVIOUR = _maybe(
    {
        "missed_paperwork": 0.3,
        "paperwork": {
            "response": {"dist": "exponential", "mean": "3 days"},
            "remind_after": "7 days",
            "reminders": 1,
            "per_item": 0.3,
            "per_contact": 0.3,
            "per_help": 0.8,
        },
        "information": {"valid_for": {"income": "20 days"}, "duplicate": "30 min"},
        "information_sharing": 0.3,
        "referral": st.fixed_dictionaries(
            {"delay": st.just({"dist": "exponential", "mean": "3 days"}), "lost": st.just(0.2)},
            optional={"bounced": st.just(0.4)},
        ),
        "sight": 0.3,
        "sight_at_followups": 0.3,
        "presents_after": "60 days",
        "breadth": 0.1,
        "depth": 0.1,
        "acquaintance": {"effort": "1 h", "per_need": 0.3},
        "patience": {"dist": "exponential", "mean": "8 days"},
        "effort_by_severity": {1: 0.8, 2: 1, 3: 1.3},
        "synergy": 0.5,
        "trust": {"start": 0.5, "gain": 0.1, "loss": 0.1},
        "return": {"probability": 0.7, "delay": {"dist": "exponential", "mean": "20 days"}},
        "leaving": "1 per year",
    }
)


@st.composite
def _unit(draw: st.DrawFn, handles: list[str], caseworkers: int) -> Written:
    assignment = draw(st.sampled_from(["step", "case", "client"]))
    unit: Written = {"handles": handles, "caseworkers": caseworkers, "assignment": assignment}
    if assignment != "step":
        unit |= draw(_maybe({"caseload": st.sampled_from([2, 5, "60 h per month"])}))
    decided = draw(st.sampled_from(["caseworker", "manager", "board"]))
    unit["decided_by"] = decided
    if decided == "manager":
        unit["managers"] = 1
    elif decided == "board":
        unit["board_every"] = "5 days"
    return unit


_COORDINATOR = {
    "number": 1,
    "caseload": 3,
    "for": {"needs_at_least": 2},
    "visits": {"effort": "2 h", "every": "7 days"},
    "sight": 0.5,
    "helps": 1,
    "catches": 0.6,
    "fades": 3,
}


@st.composite
def random_blueprint(draw: st.DrawFn) -> Blueprint:
    """An organisation of a scenario with about a hundred clients."""
    kinds = KINDS[: draw(st.integers(1, 3))]
    if draw(st.booleans()):
        units = {"reception": draw(_unit(["*.intake"], 1))} | {
            kind: draw(_unit([kind], draw(st.integers(1, 2)))) for kind in kinds
        }
    else:
        units = {"all": draw(_unit(["*"], draw(st.integers(2, 5))))}
    organisation: Written = {"units": units}
    if draw(st.booleans()):
        organisation["coordinators"] = {"guide": _COORDINATOR}
    everyone: Written = {"name": "many", "arrivals": "40 per year", "needs": {kinds[0]: 1}}
    everyone["needs"].update(dict.fromkeys(kinds[1:], 0.6))
    if draw(st.booleans()):
        everyone["presents"] = [kinds[-1], kinds[0]]
    needs = {kind: draw(_need(kind)) for kind in kinds}
    for need in needs.values():  # spills go only into needs that there are
        into = need.get("escalates", {}).get("into", {})
        if any(kind not in kinds for kind in into):
            need["escalates"] = {key: need["escalates"][key] for key in ("rate", "crisis")}
    written: Written = {
        "run": {
            "warm_up": "100 days",
            "measure": draw(st.sampled_from(["300 days", "400 days"])),
            "follow_up": draw(st.sampled_from(["5 days", "150 days"])),
        },
        "office": {
            "hours_per_week": 40,
            "casework_share": draw(st.sampled_from([0.15, 0.4])),
            **draw(_maybe({"slice": "2 h"})),
            "managers": {"hours_per_day": 1, "decision": "1 h"},
        },
        "population": {"coping": {"mean": 1, "sd": 1}, "profiles": [everyone]},
        "needs": needs,
        "behaviour": draw(_BEHAVIOUR),
        "organisations": {"office": organisation},
    }
    return blueprints(Scenario.model_validate(written))["office"]
