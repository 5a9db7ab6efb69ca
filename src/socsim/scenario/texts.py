"""What no text of a scenario may hold: it is shown on screens, in pages, drawings and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from socsim.scenario.errors import Problem, show
from socsim.scenario.tree import Node

LONGEST_NAME = 80
LONGEST_TEXT = 2000
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control a terminal, and are no characters of XML
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # are no characters at all
    "\u202a-\u202e\u2066-\u2069]"  # turn round what stands beside them
)


def unfit(node: Node, path: tuple[Any, ...] = ()) -> Iterator[Problem]:
    """Yield what is wrong with the texts below a node, keys and values."""
    if isinstance(node.value, dict):
        for name, below in node.value.items():
            yield from _in_text(str(name), below, path, LONGEST_NAME)
            yield from unfit(below, (*path, name))
    elif isinstance(node.value, list):
        for at, below in enumerate(node.value):
            yield from unfit(below, (*path, at))
    elif isinstance(node.value, str):
        yield from _in_text(node.value, node, path, LONGEST_TEXT)


def _in_text(text: str, node: Node, path: tuple[Any, ...], longest: int) -> Iterator[Problem]:
    key = ".".join(map(str, path))
    found = _UNFIT.search(text)
    if found:
        right = f"holds the character U+{ord(found[0]):04X}, which cannot be seen: leave it out"
        yield Problem(node.file, node.line, key, show(text), right)
    if len(text) > longest:
        right = f"is {len(text)} characters long: at most {longest}"
        yield Problem(node.file, node.line, key, show(text), right)
