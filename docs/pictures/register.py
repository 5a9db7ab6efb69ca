"""The pictures by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TypeAlias

from docs.pictures.sections import CONCEPTS
from docs.pictures.sheet import Sheet

Drawing: TypeAlias = Callable[[], Sheet]
PICTURES: dict[str, Drawing] = {}


def picture(function: Drawing) -> Drawing:
    """Register a picture under the name of its function: that of its file."""
    PICTURES[function.__name__] = function
    return function


def all_pictures() -> Mapping[str, Drawing]:
    """Every picture: the file of each page is read."""
    for page in sorted(CONCEPTS.glob("*.md")):
        import_module(f"docs.pictures.{page.stem}")
    return PICTURES
