"""The mechanisms that can be taken out of a scenario, each with its keys and its null value.

Taken out, a mechanism does what its null value does, which is what leaving out its keys does. What stays is
the structure: who handles what, who has the cases, how many work there, who comes and with what, and what
their cases ask for. Three mechanisms stay at work whatever is taken out, since without them queues may have
no end: giving up, needs that go away by themselves, and leaving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNITS = ("organisations.*.units.*.", "actors.*.")
OFFICES = ("behaviour.", *UNITS)
LEFT_OUT = None
"""The null value of a key that may be left out."""


@dataclass(frozen=True)
class Mechanism:
    """A mechanism that can be taken out of a scenario.

    Attributes
    ----------
    number : its row in the table of docs/model.md.
    theme : what it belongs to, for those who want the larger picture.
    nulls : its keys, `*` for any name -> the null value, as a file would write it.
    """

    number: int
    theme: str
    nulls: Mapping[str, Any]


def _at(places: Sequence[str], *keys: str, null: Any = LEFT_OUT) -> dict[str, Any]:
    """The keys in each of these places."""
    return {place + key: null for key in keys for place in places}


def _keys(*keys: str) -> dict[str, Any]:
    return dict.fromkeys(keys, LEFT_OUT)


MECHANISMS: dict[str, Mechanism] = {
    "discovery": Mechanism(
        1, "seeing", _at(OFFICES, "sight", "sight_at_followups") | _keys("behaviour.presents_after")
    ),
    "early_detection": Mechanism(24, "seeing", _keys("organisations.*.outreach")),
    "referral": Mechanism(2, "passage", _at(OFFICES, "referral")),
    "gatekeeping": Mechanism(11, "passage", _at(UNITS, "budget", "not_while")),
    "places": Mechanism(28, "passage", _keys("needs.*.steps.*.places")),
    "paperwork": Mechanism(3, "demands", _at(("needs.*.", *OFFICES), "missed_paperwork")),
    "asked_again": Mechanism(
        4,
        "demands",
        _at(OFFICES, "information_sharing")
        | _keys("behaviour.information.duplicate")
        | _keys("behaviour.investigations", "needs.*.steps.*.investigates"),
    ),
    "decision_right": Mechanism(9, "demands", _at(UNITS, "decided_by", "board_every")),
    "documentation": Mechanism(21, "demands", _at(OFFICES, "documentation")),
    "style": Mechanism(22, "demands", _keys("behaviour.style") | _at((*UNITS, "districts.*."), "control")),
    "contacts": Mechanism(5, "relations", _keys("behaviour.paperwork.per_contact")),
    "acquaintance": Mechanism(6, "relations", _at(OFFICES, "acquaintance")),
    "trust": Mechanism(14, "relations", _keys("behaviour.trust")),
    "breadth": Mechanism(7, "skill", _at(OFFICES, "breadth")),
    "depth": Mechanism(7, "skill", _at(OFFICES, "depth")),
    "consultation": Mechanism(7, "skill", _at(UNITS, "consults.share", null=0)),
    "faults": Mechanism(23, "skill", _at(OFFICES, "faults", "review")),
    "sick_leave": Mechanism(19, "staff", _at(OFFICES, "sick_leave")),
    "turnover": Mechanism(20, "staff", _at(OFFICES, "turnover")),
    "agency": Mechanism(19, "staff", _at(OFFICES, "agency")),
    "steering": Mechanism(25, "staff", _keys("organisations.*.steering")),
    "transition": Mechanism(26, "staff", _keys("organisations.*.transition")),
    "coordinators": Mechanism(17, "coordination", _keys("organisations.*.coordinators")),
    "joint_plans": Mechanism(18, "coordination", _keys("organisations.*.joint_plans")),
    "escalation": Mechanism(12, "growth", _keys("needs.*.escalates")),
    "held_back": Mechanism(13, "growth", _keys("behaviour.synergy", "needs.*.hindered_by")),
    "return": Mechanism(15, "growth", _keys("behaviour.return")),
    "relapse": Mechanism(16, "growth", _keys("needs.*.relapses")),
    "acute": Mechanism(27, "growth", _keys("behaviour.acute")),
}
"""By name, a theme after the other."""

PAID = ("early_detection", "transition", "coordinators")
"""Those that equal money may count, so that without them the money is the caseworkers'."""

THEMES: tuple[str, ...] = tuple(dict.fromkeys(one.theme for one in MECHANISMS.values()))
MOST = 8
"""Groups over which a difference is shared out at a time, at most: 8 make 256 scenarios."""

ALWAYS_AT_WORK: dict[int, tuple[str, ...]] = {
    10: ("behaviour.patience", "needs.*.patience"),
    12: ("needs.*.resolves_alone",),
    16: ("behaviour.leaving",),
}
"""What holds queues within bounds, by number, with its keys."""

STRUCTURE: dict[int, tuple[str, ...]] = {
    8: (
        *_at(UNITS, "handles", "takes", "assignment", "allocation", "caseload"),
        "organisations.*.triage",
        "needs.*.priority",
    ),
    22: ("districts",),
    29: ("population.profiles.*.members", "needs.*.per_member"),
}
"""Mechanisms that say what the organisations are and who comes, by number, with their keys."""


def without(
    stated: Mapping[str, Any], names: Sequence[str], organisations: Sequence[str] = ()
) -> dict[str, Any]:
    """What `Loaded.at` takes to take mechanisms out of a scenario; empty where it does not state them.

    Parameters
    ----------
    stated : the scenario as written, `Loaded.stated`.
    names : of mechanisms.
    organisations : out of which; none: all. What all have in common is taken out for all.
    """
    found: dict[str, Any] = {}
    for name in names:
        for pattern, null in MECHANISMS[name].nulls.items():
            for path in _matching(stated, pattern.split("."), ()):
                if path[0] != "organisations" or not organisations or path[1] in organisations:
                    found[".".join(path)] = null
    return found


def _matching(value: Any, pattern: Sequence[str], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths that a pattern matches."""
    if not pattern:
        yield path
        return
    below: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, Mapping):
        below = iter(value.items())
    elif isinstance(value, list):
        below = iter(enumerate(value))
    for name, inner in below:
        if pattern[0] in ("*", str(name)):
            yield from _matching(inner, pattern[1:], (*path, str(name)))
