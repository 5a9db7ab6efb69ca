"""The register of laws: each mechanism's formula, written once, for every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

LAWS: dict[str, Callable[..., Any]] = {}


def law(function: Function) -> Function:
    """Register a pure function of scalars; CPython runs it as it stands, other engines compile it.

    A law takes and returns floats and ints only, uses `math` and other laws, and nothing else.
    """
    LAWS[function.__name__] = function
    return function
