"""Cross checks of `budget` and `not_while`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socsim.scenario.errors import suggest
from socsim.scenario.gatekeeping import Budget
from socsim.scenario.organisation import Unit
from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with whom units turn away."""
    for path, unit in _units(scenario):
        if unit.budget is not None:
            yield from _budget(unit.budget, (*path, "budget"))
        for need in unit.not_while:
            if need not in scenario.needs:
                right = suggest(f"there is no need '{need}'", need, scenario.needs)
                yield (*path, "not_while", need), right
    yield from _endless(scenario)


def _units(scenario: Scenario) -> Iterator[tuple[tuple[Any, ...], Unit]]:
    yield from ((("actors", name), actor) for name, actor in scenario.actors.items())
    for name, organisation in scenario.organisations.items():
        yield from ((("organisations", name, "units", u), unit) for u, unit in organisation.units.items())


def _budget(budget: Budget, path: tuple[Any, ...]) -> Iterator[Finding]:
    if budget.yearly is None and budget.share is None:
        yield path, "says not how much: write `yearly: 9000000 SEK`, or a `share` of what is expected"
    elif budget.yearly is not None and budget.share is not None:
        yield path, "has both `yearly` and `share`: keep one of them"
    for name in ("yearly", "share"):
        if getattr(budget, name) == 0:
            yield (*path, name), "must be more than 0"


def _endless(scenario: Scenario) -> Iterator[Finding]:
    """Who is turned away and is back within the same instant, for certain, stops the clock."""
    back = scenario.behaviour.returns
    if back.probability < 1.0 or back.delay.expected() > 0.0:
        return
    for _, unit in _units(scenario):
        if unit.not_while or (unit.budget is not None and unit.budget.gate > 0.0):
            yield (
                ("behaviour", "return"),
                "a unit that turns clients away and a sure return at once would go on for ever: give it "
                "a `delay`",
            )
            return
