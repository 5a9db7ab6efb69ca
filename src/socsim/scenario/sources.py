"""Numbers with a source: ``{value: 0.15, low: 0.05, high: 0.3, source: assumption}``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from socsim.scenario import quantities
from socsim.scenario.errors import Problem, show, suggest
from socsim.scenario.inherit import SOURCED
from socsim.scenario.tree import Node

DISTRIBUTIONS = ("uniform", "triangular", "normal", "lognormal", "beta")
_PARSERS: tuple[Callable[[Any], float], ...] = (
    quantities.parse_duration,
    quantities.parse_rate,
    quantities.parse_money_rate,
    quantities.parse_money,
    quantities.parse_caseload,
)
Spot = tuple[str, int | None, int | None]
"""File, line and column of a value."""
_NOT_PARAMETERS = ("title", "description", "run", "comparison", "targets")


@dataclass(frozen=True)
class Source:
    """What a scenario says about where a number comes from.

    Attributes
    ----------
    value, low, high : as written, with their units; None where not stated.
    source : where it is from; ``assumption`` where it is none's but the author's.
    dist : the distribution between low and high, for sensitivity analyses.
    note : what else there is to say.
    """

    value: Any
    low: Any = None
    high: Any = None
    source: str | None = None
    dist: str | None = None
    note: str | None = None

    @property
    def kind(self) -> str:
        """``sourced``, ``assumption`` or ``not stated``."""
        if not self.source:
            return "not stated"
        return "assumption" if self.source.strip().lower().startswith("assumption") else "sourced"


@dataclass(frozen=True)
class Counts:
    """How many parameters rest on what; one that several organisations inherit counts once."""

    sourced: int
    assumptions: int
    not_stated: int


class Stripper:
    """Takes the sources out of a tree, and keeps them.

    Attributes
    ----------
    sources : the sources, by dotted path of the number.
    spots : where in the files each of them was written: one spot for all that inherit it.
    problems : what is wrong with them.
    """

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.spots: dict[str, Spot] = {}
        self.problems: list[Problem] = []
        self._kinds: dict[Spot, str] = {}

    def strip(self, node: Node, path: tuple[Any, ...] = ()) -> Node:
        """Return the tree with each sourced number replaced by its value."""
        if isinstance(node.value, list):
            return Node(
                [self.strip(v, (*path, i)) for i, v in enumerate(node.value)],
                node.file,
                node.line,
                node.column,
            )
        if not isinstance(node.value, dict):
            if path and path[0] not in _NOT_PARAMETERS and is_quantity(node.value):
                self._count(node, "not stated")
            return node
        if "value" in node.value and not (len(path) == 2 and path[0] == "targets"):
            return self._value(node, path)
        below = {k: self.strip(v, (*path, k)) for k, v in node.value.items()}
        return Node(below, node.file, node.line, node.column)

    def counts(self) -> Counts:
        """Count the parameters of the tree that was stripped."""
        kinds = list(self._kinds.values())
        return Counts(kinds.count("sourced"), kinds.count("assumption"), kinds.count("not stated"))

    def _count(self, node: Node, kind: str) -> None:
        self._kinds[(node.file, node.line, node.column)] = kind

    def _value(self, node: Node, path: tuple[Any, ...]) -> Node:
        assert isinstance(node.value, dict)
        written = {str(k): v.plain() for k, v in node.value.items() if k in SOURCED}
        for name, child in node.value.items():
            if name not in SOURCED:
                right = suggest("unknown key in a number with a source", name, SOURCED)
                self._wrong(child, (*path, name), right)
            elif name in ("source", "note", "dist") and not isinstance(child.value, str):
                self._wrong(child, (*path, name), "is a text")
                written.pop(name)
        if written.get("dist") not in (None, *DISTRIBUTIONS):
            self._wrong(node.value["dist"], (*path, "dist"), f"is one of {', '.join(DISTRIBUTIONS)}")
        self._range(node, path, written)
        source = Source(**written)
        key = ".".join(map(str, path))
        self.sources[key], self.spots[key] = source, (node.file, node.line, node.column)
        if path[:1] and path[0] not in _NOT_PARAMETERS:
            self._count(node, source.kind)
        value = node.value["value"]
        return Node(value.value, node.file, value.line or node.line, node.column)

    def _range(self, node: Node, path: tuple[Any, ...], written: dict[str, Any]) -> None:
        """Check low <= value <= high, each in its unit."""
        stated = [name for name in ("low", "value", "high") if name in written]
        if stated == ["value"]:
            return
        if isinstance(written["value"], (dict, list)):
            self._wrong(node, path, "low and high go with a single number: put them on the numbers inside")
            return
        numbers = in_one_unit([written[name] for name in stated])
        if numbers is None:
            self._wrong(node, path, "value, low and high must be numbers written in the same kind of unit")
        elif any(b < a for a, b in pairwise(numbers)):
            self._wrong(node, path, "low, value and high must not decrease")

    def _wrong(self, node: Node, path: tuple[Any, ...], right: str) -> None:
        value = "" if node.file.startswith("--set") else show(node.plain())
        self.problems.append(Problem(node.file, node.line, ".".join(map(str, path)), value, right))


def is_quantity(value: Any) -> bool:
    """Tell whether a value is a number, or a text that reads as a quantity."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, (int, float)) or any(_try(parse, value) is not None for parse in _PARSERS)


def in_one_unit(values: list[Any]) -> list[float] | None:
    """The values in the unit that the program reckons with, None where they are of different kinds."""
    if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
        return [float(v) for v in values]
    for parse in _PARSERS:
        numbers = [_try(parse, value) for value in values]
        if all(number is not None for number in numbers):
            return [number for number in numbers if number is not None]
    return None


def _try(parse: Callable[[Any], float], value: Any) -> float | None:
    try:
        return float(parse(value))
    except ValueError:
        return None
