"""Says in plain sentences what the schema found wrong, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from socsim.scenario.errors import MOST_PROBLEMS, Problem, suggest
from socsim.scenario.keypaths import find
from socsim.scenario.tree import Node

Details = Mapping[str, Any]
Path = tuple[Any, ...]

_SENTENCES: dict[str, Callable[[Details], str]] = {
    "int_type": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_parsing_size": lambda _: "is too large a number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "float_parsing": lambda _: "must be a number",
    "finite_number": lambda _: "must be a finite number",
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "string_type": lambda _: "must be a text (put quotes around it where it looks like a number)",
    "model_type": lambda _: "must be a mapping of keys",
    "model_attributes_type": lambda _: "must be a mapping of keys",
    "dict_type": lambda _: "must be a mapping",
    "tuple_type": lambda _: "must be a list",
    "greater_than": lambda c: f"must be more than {c['gt']:g}",
    "greater_than_equal": lambda c: f"must be at least {c['ge']:g}",
    "less_than": lambda c: f"must be less than {c['lt']:g}",
    "less_than_equal": lambda c: f"must be at most {c['le']:g}",
    "literal_error": lambda c: f"must be one of {c['expected'].replace(' or ', ', ').replace(chr(39), '')}",
    "too_short": lambda _: "must not be empty",
    "string_pattern_mismatch": lambda _: "must be three capital letters, for instance SEK",
    "value_error": lambda c: str(c["error"]),
}


def translate(errors: Iterable[Mapping[str, Any]], root: Node) -> list[Problem]:
    """Return a problem for each of pydantic's errors.

    Parameters
    ----------
    errors : as `ValidationError.errors()` gives them.
    root : the tree that was validated, which knows the lines.
    """
    few = islice(errors, 3 * MOST_PROBLEMS)  # each looks for what may have been meant
    return list(dict.fromkeys(_problem(error, root) for error in few))


def _problem(error: Mapping[str, Any], root: Node) -> Problem:
    path, kind = clean(error["loc"]), str(error["type"])
    if kind == "extra_forbidden":
        spot = find(path[:-1])
        return root.problem(path, suggest("unknown key", path[-1], spot.keys() if spot else ()))
    if kind == "missing":
        return root.problem(path, _missing(path))
    stands = written(path, root)
    if "[key]" in error["loc"]:
        return root.problem(stands, f"'{path[-1]}' cannot be a name here: {_sentence(error, path)}")
    return root.problem(stands, _sentence(error, path))


def _missing(path: Path) -> str:
    spot = find(path)
    text = "is missing"
    if spot is not None and spot.field is not None and spot.field.description:
        text += f": {spot.field.description}"
    if spot is not None and spot.examples:
        text += f"; write for instance '{spot.examples[0]}'"
    return text


def _sentence(error: Mapping[str, Any], path: Path) -> str:
    kind, details = str(error["type"]), error.get("ctx", {})
    spot = find(path)
    if kind in ("greater_than_equal", "less_than_equal") and spot is not None and _is_share(spot.metadata):
        return "is a share: it must be between 0 and 1"
    if kind in _SENTENCES:
        return _SENTENCES[kind](details)
    return "is not a value that can stand here"


def _is_share(metadata: Iterable[Any]) -> bool:
    limits = {}
    for item in metadata:
        for part in (item, *getattr(item, "metadata", ())):
            limits.update({n: getattr(part, n) for n in ("ge", "le") if getattr(part, n, None) is not None})
    return limits == {"ge": 0, "le": 1}


def clean(loc: Iterable[Any]) -> Path:
    """Return an error's location without what pydantic puts in about keys."""
    return tuple(part for part in loc if part != "[key]")


def written(path: Path, root: Node) -> Path:
    """Return the part of a path that stands in the file: '0.3 per year' for all severities is one value."""
    here, found = root, []
    for part in path:
        below = here.child(part)
        if below is None:
            break
        found.append(part)
        here = below
    return tuple(found)
