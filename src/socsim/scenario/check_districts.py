"""Cross checks of `districts`: shares, weights, and enough people for a copy of everything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from socsim.scenario.errors import suggest
from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]
_CLOSE = 1e-9


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with the districts."""
    yield from _control(scenario)
    if scenario.districts:
        yield from _shares(scenario)
        yield from _profiles(scenario)
    if len(scenario.districts) > 1:
        yield from _people(scenario)


def _control(scenario: Scenario) -> Iterator[Finding]:
    """A style of one's own needs a common one, which says what comes of it."""
    right = "does nothing without `behaviour.style`, which says what control leads to: write it too"
    if scenario.behaviour.style is not None:
        return
    for name, district in scenario.districts.items():
        if district.control is not None:
            yield ("districts", name, "control"), right
    for name, actor in scenario.actors.items():
        if actor.control is not None:
            yield ("actors", name, "control"), right
    for name, organisation in scenario.organisations.items():
        for unit_name, unit in organisation.units.items():
            if unit.control is not None:
                yield ("organisations", name, "units", unit_name, "control"), right


def _shares(scenario: Scenario) -> Iterator[Finding]:
    shares = [district.share for district in scenario.districts.values()]
    stated = [share for share in shares if share is not None]
    if stated and len(stated) < len(shares):
        yield ("districts",), "state a `share` in some only: write it in all of them, or in none"
    elif stated and abs(math.fsum(stated) - 1.0) > _CLOSE:
        yield ("districts",), f"shares must add up to 1 (they add up to {math.fsum(stated):.12g})"
    for name, district in scenario.districts.items():
        if district.share == 0.0:
            yield ("districts", name, "share"), "nobody lives there: write more than 0, or leave it out"
        if district.staffing == 0.0:
            yield ("districts", name, "staffing"), "nobody works there: write more than 0"


def _profiles(scenario: Scenario) -> Iterator[Finding]:
    known = [profile.name for profile in scenario.population.profiles]
    for name, district in scenario.districts.items():
        for profile in district.profiles:
            if profile not in known:
                right = suggest(f"there is no profile '{profile}'", profile, known)
                yield ("districts", name, "profiles", profile), right
    for profile in known:
        if not any(district.profiles.get(profile, 1.0) for district in scenario.districts.values()):
            yield ("districts",), f"the profile '{profile}' lives nowhere: give it a weight somewhere"


def _people(scenario: Scenario) -> Iterator[Finding]:
    """Whole people are shared out, at least one to each district's copy."""
    districts = len(scenario.districts)
    right = f"is too few for {districts} districts: write {districts} or more, one at least for each copy"
    for name, actor in scenario.actors.items():
        if actor.per_district:
            for what in ("caseworkers", "managers"):
                if 0 < (getattr(actor, what) or 0) < districts:
                    yield ("actors", name, what), right
    for name, organisation in scenario.organisations.items():
        path = ("organisations", name)
        for unit_name, unit in organisation.units.items():
            for what in ("caseworkers", "managers"):
                if 0 < (getattr(unit, what) or 0) < districts:
                    yield (*path, "units", unit_name, what), right
        for group_name, group in organisation.coordinators.items():
            if group.number < districts:
                yield (*path, "coordinators", group_name, "number"), right
        staffing = organisation.staffing
        if staffing is not None:
            stated = sum(unit.caseworkers or 0 for unit in organisation.units.values())
            without = sum(unit.caseworkers is None for unit in organisation.units.values())
            if stated + without <= staffing.caseworkers < stated + without * districts:
                yield (
                    (*path, "staffing", "caseworkers"),
                    f"is too few: the units state {stated}, and {without} more in {districts} districts need "
                    "at least one each",
                )
