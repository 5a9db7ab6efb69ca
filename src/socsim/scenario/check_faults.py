"""Cross checks of `faults` and `review`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from socsim.scenario.organisation import Unit
from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with faults and their review."""
    for name, organisation in scenario.organisations.items():
        yield from _reviewers(scenario, organisation.units, ("organisations", name, "units"))
    yield from _reviewers(scenario, scenario.actors, ("actors",))


def _reviewers(scenario: Scenario, units: Mapping[str, Unit], path: tuple[Any, ...]) -> Iterator[Finding]:
    """A manager can only review where there is one."""
    for name, unit in units.items():
        levels = scenario.behaviour.review if unit.review is None else unit.review
        if unit.managers == 0 and any(level.by == "manager" for level in levels):
            yield (
                (*path, name, "managers"),
                "a manager reviews decisions here, and there is none: write `managers: 1` or more",
            )
