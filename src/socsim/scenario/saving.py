"""A scenario with other values at some keys, as the text of a file of its own."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socsim.scenario.reading import Loaded


def as_yaml(loaded: Loaded, changes: Mapping[str, Any], remark: str = "") -> str:
    """The scenario with all that it inherits, ranges and sources included, and these values.

    Parameters
    ----------
    changes : values as a file would write them, by dotted key of one that is there.
    remark : what stands above it; each line becomes a comment.

    Raises
    ------
    KeyError : where the scenario has no such key.
    """
    from ruamel.yaml import YAML

    tree = copy.deepcopy(dict(loaded.as_run))
    for key, value in changes.items():
        _replace(tree, key, value)
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None  # what holds no further section stands on one line
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 110
    text = io.StringIO()
    yaml.dump(tree, text)
    return "".join(f"# {line}\n" for line in remark.splitlines()) + text.getvalue()


def _replace(tree: Any, key: str, value: Any) -> None:
    here = tree
    *above, last = key.split(".")
    for part in above:
        here = here[_name(here, part)]
    name = _name(here, last)
    there = here[name]
    if isinstance(there, dict) and "value" in there:
        there["value"] = value
    else:
        here[name] = value


def _name(here: Any, part: str) -> Any:
    """How a section or a list calls what a part of a key names."""
    if isinstance(here, list):
        return int(part)
    for name in here:
        if str(name) == part:
            return name
    raise KeyError(part)
