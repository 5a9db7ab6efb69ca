"""What stands in the place of a function of which there are mutants, and calls it or one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

MutantDict = dict[str, Callable[..., Any]]
"""The mutants of a function by name, as mutmut fills it in."""

CALLED: set[str] = set()
"""Functions that were called, as mutmut names them."""

_active = {"module": "", "name": ""}


def activate(mutant: str) -> None:
    """Let this one be called from now on instead of what it was made of."""
    _active["module"], _, _active["name"] = mutant.rpartition(".")


def trampoline(mutants: MutantDict) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function, as mutmut asks for it in the code that it writes."""

    def instead_of(function: Callable[..., Any]) -> Callable[..., Any]:
        module = function.__module__
        name = f"{module}.x_{function.__qualname__}"

        @wraps(function)
        def chosen(*args: Any, **named: Any) -> Any:
            CALLED.add(name)
            if _active["module"] == module:
                return mutants.get(_active["name"], function)(*args, **named)
            return function(*args, **named)

        return chosen

    return instead_of
