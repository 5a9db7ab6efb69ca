"""Who works where: each district has a copy of every unit, and people are shared out over all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from socsim.scenario.errors import UserError
from socsim.scenario.organisation import Organisation, Unit
from socsim.scenario.schema import Scenario

Copy = tuple[str | None, str]
"""A unit, an actor or a group in a district; None: there are none, or all have it in common."""


def district_name(district: str | None, name: str) -> str:
    """What a district's copy of a unit is called."""
    return name if district is None else f"{district}: {name}"


def districts_of(scenario: Scenario) -> tuple[str | None, ...]:
    """The districts by name; where there are none, one without a name."""
    return tuple(scenario.districts) or (None,)


def copy_of(scenario: Scenario, district: str | None, unit: str) -> Copy:
    """The unit that a client of a district meets: the district's own, or the one that all share."""
    actor = scenario.actors.get(unit)
    return (district if actor is None or actor.per_district else None), unit


def control_of_unit(scenario: Scenario, unit: Unit, district: str | None) -> float:
    """Mean control of a unit in a district: the unit's own, or the district's, or the common one."""
    style = scenario.behaviour.style
    if style is None:
        return 0.0
    if unit.control is not None:
        return unit.control
    home = None if district is None else scenario.districts[district].control
    return style.control if home is None else home


def copies(scenario: Scenario, units: Mapping[str, Unit]) -> list[Copy]:
    """Every copy of these units: district by district, then what all have in common."""
    found = [copy_of(scenario, district, unit) for district in districts_of(scenario) for unit in units]
    own = [place for place in found if place[0] is not None]
    return list(dict.fromkeys([*own, *found]))


def share_out(scenario: Scenario, asked: dict[Copy, float], total: int) -> dict[Copy, int]:
    """Share people out over districts: by hours asked for x the district's `staffing`, at least one each."""
    if len(asked) == 1:
        return dict.fromkeys(asked, total)
    return _largest_remainder(
        {place: hours * _weight(scenario, place) for place, hours in asked.items()}, total
    )


def _weight(scenario: Scenario, place: Copy) -> float:
    return 1.0 if place[0] is None else scenario.districts[place[0]].staffing


def staff(scenario: Scenario, organisation: Organisation, asked: dict[Copy, float]) -> dict[Copy, int]:
    """People of each unit and actor; a total is shared out by hours asked for, at least one each."""
    people: dict[Copy, int] = dict.fromkeys(
        [*copies(scenario, organisation.units), *copies(scenario, scenario.actors)], 0
    )
    everyone = organisation.units | scenario.actors
    for name, unit in everyone.items():
        if unit.caseworkers is not None:
            own = {place: hours for place, hours in asked.items() if place[1] == name}
            people |= share_out(scenario, own, unit.caseworkers)
    shares = {place: asked[place] for place in people if everyone[place[1]].caseworkers is None}
    if shares and organisation.staffing is not None:
        stated = sum(unit.caseworkers or 0 for unit in organisation.units.values())
        weighed = {place: hours * _weight(scenario, place) for place, hours in shares.items()}
        people |= _largest_remainder(weighed, organisation.staffing.caseworkers - stated)
    return people


def caseworkers_in_all(organisation: Organisation) -> int:
    """Caseworkers over all units of an organisation."""
    if organisation.staffing is not None:
        return organisation.staffing.caseworkers
    return sum(unit.caseworkers or 0 for unit in organisation.units.values())


def fewest_caseworkers(organisation: Organisation) -> int:
    """The fewest in all: those that units state, and one for each unit that shares in the rest."""
    stated = [unit.caseworkers for unit in organisation.units.values() if unit.caseworkers is not None]
    shared = len(organisation.units) - len(stated)
    return sum(stated) + shared if shared else sum(heads > 0 for heads in stated)


def with_caseworkers(name: str, organisation: Organisation, total: int) -> dict[str, int]:
    """What a file would state, by dotted key, for an organisation to have so many caseworkers in all.

    A total is shared out by load over the units that state no number, as ever. Where all state one, they keep
    their proportions, so that as many in all as the scenario has are where it has them.

    Raises
    ------
    UserError : where there are fewer than units.
    """
    units, whole = organisation.units, f"organisations.{name}.staffing.caseworkers"
    fewest = fewest_caseworkers(organisation)
    if total < fewest:
        few = f"{total} caseworkers are too few: it takes {fewest} at least"
        raise UserError([f"organisations.{name}: {few}"])
    if any(unit.caseworkers is None for unit in units.values()):
        return {whole: total}
    shares: dict[Copy, float] = {(None, at): float(one.caseworkers or 0) for at, one in units.items()}
    shares = {place: heads for place, heads in shares.items() if heads}
    heads = _largest_remainder(shares, total)
    changes = {f"organisations.{name}.units.{at}.caseworkers": own for (_, at), own in heads.items()}
    return changes if organisation.staffing is None else {**changes, whole: total}


def _largest_remainder(shares: dict[Copy, float], total: int) -> dict[Copy, int]:
    """Share out whole people in proportion, at least one each, the rest by largest remainder."""
    whole = math.fsum(shares.values())
    exact = {
        name: total * (share / whole if whole > 0.0 else 1 / len(shares)) for name, share in shares.items()
    }
    people = {name: max(1, math.floor(value)) for name, value in exact.items()}
    while sum(people.values()) != total:
        # whoever is furthest below (or above) the exact share gets (or gives) the next one
        gap = {name: exact[name] - people[name] for name in people}
        if sum(people.values()) < total:
            people[max(gap, key=lambda name: (gap[name], name[0] or "", name[1]))] += 1
        else:
            givers = {name: value for name, value in gap.items() if people[name] > 1}
            if not givers:
                break  # fewer people than units: reading refuses it
            people[min(givers, key=lambda name: (givers[name], name[0] or "", name[1]))] -= 1
    return people
