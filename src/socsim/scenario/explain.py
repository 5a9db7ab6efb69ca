"""What `socsim explain organisations.*.units.*.caseload` says of a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from socsim.scenario.errors import UserError, suggest
from socsim.scenario.keypaths import Place, root
from socsim.scenario.keys import Words
from socsim.scenario.quantities import Distribution

MECHANISMS = {
    1: "discovery",
    2: "referral between units",
    3: "demands and missed paperwork",
    4: "information asked for twice",
    5: "contacts",
    6: "acquaintance",
    7: "breadth and depth",
    8: "caseload and assignment",
    9: "decision right",
    10: "giving up",
    11: "gatekeeping and separate budgets",
    12: "escalation, and needs that go away by themselves",
    13: "recovery in support",
    14: "trust",
    15: "return",
    16: "relapse and leaving",
    17: "coordinators",
    22: "style and districts",
    24: "early detection",
    28: "places in support",
    25: "steering by facts",
    26: "transition",
    27: "acute work displaces planned work",
    18: "joint plan",
    19: "sick leave",
    20: "turnover",
    23: "faults and review",
    21: "documentation",
    29: "households with members",
}
_TYPES = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
_IN_UNITS = {"14 days": "{:g} days", "2 h": "{:g} h", "30 per week": "{:g} per day", "60000 SEK": "{:g} SEK"}


def explain(path: str) -> list[str]:
    """Return lines of text about a key or a section.

    Parameters
    ----------
    path : dotted; ``*`` or any word stands for a name of the user's own; empty for the whole file.

    Raises
    ------
    UserError : where the schema has no such key, with the closest that it has.
    """
    spot = root()
    parts = [part for part in path.strip().split(".") if part]
    for position, part in enumerate(parts):
        below = spot.below(part)
        if below is None:
            raise UserError([_unknown(path, parts[:position], part, spot)])
        spot = below
    return [".".join(parts) or "a scenario file", *(f"  {line}" for line in _lines(spot))]


def _unknown(path: str, above: list[str], part: str, spot: Place) -> str:
    where = f"in {'.'.join(above)}" if above else "at the top of a scenario"
    if spot.kind == "leaf":
        return f"{path}: {'.'.join(above)} is a value, there is nothing below it"
    if spot.kind == "list":
        return f"{path}: {'.'.join(above)} is a list: write its items as * or by position, from 0"
    return f"{path}: {suggest(f'there is no key {part!r} {where}', part, spot.keys())}"


@dataclass(frozen=True)
class About:
    """What there is to say of a key."""

    text: str
    """What it means."""
    written: str
    """How it is written, with examples."""
    allowed: str
    """Its limits or the words that it may be; empty where any value goes."""
    default: str
    """What it is when it is left out; empty for what is not the key of a section."""
    mechanism: int | None
    """Which mechanism of the model it belongs to."""
    null: Any
    """The value that does the same as leaving the mechanism out."""


def about(spot: Place) -> About:
    """Return what the schema says of a key."""
    field = spot.field
    extra = field.json_schema_extra if field is not None and isinstance(field.json_schema_extra, dict) else {}
    text = field.description or "" if field is not None else ""
    if not text and spot.kind == "section" and spot.annotation.__doc__:
        text = spot.annotation.__doc__.strip().splitlines()[0]
    mechanism = extra.get("mechanism")
    return About(
        text=text,
        written=_written_as(spot, str(extra.get("unit") or "")),
        allowed=_limits(spot),
        default=_default(spot) if field is not None else "",
        mechanism=mechanism if isinstance(mechanism, int) else None,
        null=extra.get("null"),
    )


def _lines(spot: Place) -> Iterator[str]:
    said = about(spot)
    if said.text:
        yield said.text
    yield f"{'written as':<12} {said.written}"
    if said.allowed:
        yield f"{'allowed':<12} {said.allowed}"
    if said.default:
        yield f"{'default':<12} {said.default}"
    if said.mechanism is not None:
        yield f"{'mechanism':<12} {said.mechanism}, {MECHANISMS[said.mechanism]}"
    if said.null is not None:
        yield f"{'null value':<12} {said.null}, which does the same as leaving the mechanism out"
    yield from _keys(spot)


def _keys(spot: Place) -> Iterator[str]:
    """The keys of a section, or of the sections that a list or a mapping holds."""
    inner = spot.below("*") if spot.kind in ("names", "list") else spot
    if inner is None or inner.kind != "section" or inner.annotation is Distribution:
        return
    keys = inner.keys()
    yield ""
    yield "its keys" if spot is inner else "the keys of each"
    width = max(map(len, keys))
    for name, below in keys.items():
        text = below.field.description if below.field is not None else ""
        yield f"  {name:<{width}}  {text}"


def _written_as(spot: Place, unit: str) -> str:
    examples = " or ".join(str(example) for example in spot.examples)
    shown = f", for instance {examples}" if examples else ""
    if spot.annotation is Distribution:
        dist = "{dist: lognormal, mean: ..., cv: 0.6}"
        return f"{unit or 'a quantity or a distribution'}{shown} or {dist}"
    if spot.kind == "section":
        return "a text, or {sv: ..., en: ...}" if spot.annotation is Words else "a mapping of keys"
    if spot.kind == "list":
        return "a list"
    if spot.kind == "names":
        return f"{unit}{shown}, each under its name" if examples else "a mapping"
    if spot.choices:
        return "a word"
    if examples:
        return f"{unit or 'a quantity'}{shown}"
    kind = _TYPES.get(spot.annotation, "a value")
    return f"{kind} ({unit})" if unit else kind


def _limits(spot: Place) -> str:
    if spot.choices:
        return ", ".join(map(str, spot.choices))
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    found = []
    if spot.kind == "leaf":
        parts = [part for item in spot.metadata for part in (item, *getattr(item, "metadata", ()))]
        for name, word in words.items():
            stated = next(
                (getattr(part, name) for part in parts if getattr(part, name, None) is not None), None
            )
            if stated is not None and stated < 2**53:
                found.append(f"{word} {stated:g}")
    return ", ".join(found)


def _default(spot: Place) -> str:
    assert spot.field is not None
    value: Any = spot.field.default
    if value is PydanticUndefined or value is ...:
        return "none: it must be stated"
    if value is None:
        return "left out"
    if value in ("", Words()):
        return "none"
    if isinstance(value, Distribution):
        value = value.expected()
    if isinstance(value, BaseModel):
        return "each key its own" if spot.kind == "section" else str(value)
    if isinstance(value, float) and spot.examples:
        return _IN_UNITS.get(str(spot.examples[0]), "{:g} SEK per day").format(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {v:g}" for k, v in value.items()) + "}" if value else "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
