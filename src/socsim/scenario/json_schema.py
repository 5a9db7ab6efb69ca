"""The JSON Schema of scenario files, from which editors complete and check while typing."""

from __future__ import annotations

from typing import Any

from socsim.scenario.schema import Scenario
from socsim.scenario.sources import DISTRIBUTIONS

Schema = dict[str, Any]
_OURS = ("mechanism", "null", "unit", "title", "default")
_ITEMS = ("Profile", "Target")  # items of lists, which `like` replaces as a whole
_LIKE = {
    "": "another scenario file, relative to this one, from which this one inherits",
    "Organisation": "another organisation of this file, from which this one inherits",
}


def json_schema() -> Schema:
    """Return the schema of what a user may write.

    It is wider than the schema of a checked scenario: a number may stand with its source, null takes
    an inherited key away, `like` inherits. What a key needs beside it is left to `socsim check`.
    """
    inner = Scenario.model_json_schema(by_alias=True)
    definitions = inner.pop("$defs")
    schema: Schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A socsim scenario"}
    schema |= _section(inner, "")
    del schema["required"]
    schema["anyOf"] = [{"required": ["like"]}, {"required": inner["required"]}]
    schema["$defs"] = {name: _section(definition, name) for name, definition in definitions.items()}
    return schema


def _section(definition: Schema, name: str) -> Schema:
    made = {k: v for k, v in definition.items() if k != "title"}
    if name == "Target":  # its `value` is the known figure, and its `source` stands beside it
        return made | {"properties": {k: _key(v, sourced=False) for k, v in definition["properties"].items()}}
    made["properties"] = {k: _key(v) for k, v in definition["properties"].items()}
    if name in _LIKE:
        made["properties"]["like"] = {"type": "string", "description": _LIKE[name]}
    if name and name not in _ITEMS:
        made.pop("required", None)  # it may be inherited
    return made


def _key(written: Schema, sourced: bool = True) -> Schema:
    about = [written["description"]] if written.get("description") else []
    if written.get("unit"):
        about.append(f"written as {written['unit']}")
    if written.get("mechanism"):
        about.append(f"mechanism {written['mechanism']}")
    bare = {k: v for k, v in written.items() if k not in (*_OURS, "description")}
    options = [option for each in bare.pop("anyOf", [bare]) for option in _value(each, sourced)]
    key: Schema = {"description": "; ".join(about)} if about else {}
    if isinstance(written.get("default"), (int, float, bool)) and "examples" not in written:
        key["default"] = written["default"]
    null = {"type": "null"}
    return key | {"anyOf": [option for option in options if option != null] + [null]}


def _value(written: Schema, sourced: bool) -> list[Schema]:
    """Return the ways of writing a value: as it is and, for a number, with its source."""
    made = dict(written)
    for name in ("additionalProperties", "items"):
        if isinstance(made.get(name), dict):
            options = [
                option for each in made[name].get("anyOf", [made[name]]) for option in _value(each, sourced)
            ]
            made[name] = options[0] if len(options) == 1 else {"anyOf": options}
    if "anyOf" in made and "examples" not in made:
        return [option for each in made["anyOf"] for option in _value(each, sourced)]
    return [made, _with_source(made)] if sourced and _is_number(made) else [made]


def _is_number(written: Schema) -> bool:
    kind = written.get("type")
    return kind in ("number", "integer") or "examples" in written or "dist" in written.get("properties", {})


def _with_source(value: Schema) -> Schema:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "a number with its plausible range and its source ('assumption' is honest)",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": value,
            "low": value,
            "high": value,
            "source": text,
            "note": text,
            "dist": {"enum": list(DISTRIBUTIONS)},
        },
    }
