"""Who handles what: `handles` lists ``need.step``, ``*.step``, ``need`` or ``*``, which win in that order.

Where units take some clients only (`takes`), there is a table for each triage class: a class is a range of
numbers of known needs for which all units say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from socsim.scenario.blueprint import Floats
from socsim.scenario.organisation import Unit
from socsim.scenario.schema import Scenario

RANKS = ("need.step", "*.step", "need", "*")


def handlers(scenario: Scenario, organisation: str) -> dict[str, Unit]:
    """Return who may handle something in an organisation: its units in their order, then the actors."""
    return {**scenario.organisations[organisation].units, **scenario.actors}


def rank(handle: str, need: str, step: str) -> int | None:
    """Return how strongly a handle claims a need's step, 0 first; None where it does not."""
    claims = (f"{need}.{step}", f"*.{step}", need, "*")
    return claims.index(handle) if handle in claims else None


def claimants(units: Mapping[str, Unit], need: str, step: str) -> tuple[str, ...]:
    """Return the names of those who claim a step at the best rank: one, if all is well."""
    best: dict[str, int] = {}
    for name, unit in units.items():
        ranks = [r for r in (rank(handle, need, step) for handle in unit.handles) if r is not None]
        if ranks:
            best[name] = min(ranks)
    return tuple(name for name, r in best.items() if r == min(best.values()))


def advisers(
    scenario: Scenario, organisation: str, routes: dict[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Return which unit or actor is consulted at each step at which anybody is, by one routing table."""
    units, found = handlers(scenario, organisation), {}
    for (need, step), name in routes.items():
        consults = units[name].consults
        adviser = None if consults is None else consults.whom(need)
        if adviser is not None:
            found[need, step] = adviser
    return found


def classes(scenario: Scenario, organisation: str) -> tuple[int, ...]:
    """Return the least number of known needs of each triage class; the first is 1."""
    starts = {1}
    for unit in handlers(scenario, organisation).values():
        if unit.takes is not None:
            starts.add(unit.takes.needs_at_least)
            if unit.takes.needs_at_most is not None:
                starts.add(unit.takes.needs_at_most + 1)
    return tuple(sorted(start for start in starts if start <= len(scenario.needs)))


def takers(scenario: Scenario, organisation: str, known: int) -> dict[str, Unit]:
    """Return who may handle something for a client of whom so many needs are known."""
    units = handlers(scenario, organisation)
    return {name: unit for name, unit in units.items() if unit.takes is None or unit.takes.includes(known)}


def route(scenario: Scenario, organisation: str, known: int = 1) -> dict[tuple[str, str], str]:
    """Return which unit or actor handles each step of each need in an organisation.

    Parameters
    ----------
    scenario : a checked scenario.
    organisation : the name of one of its organisations.
    known : how many needs of the client the office knows of; of no matter where no unit `takes` some only.

    Returns
    -------
    dict
        (need, step) -> name of the unit or actor, in the order of the needs and their steps.

    Raises
    ------
    ValueError
        Where nobody, or more than one, claims a step; `socsim.load` has refused such a scenario.
    """
    units = takers(scenario, organisation, known)
    routes = {}
    for need, kind in scenario.needs.items():
        for step in kind.steps:
            names = claimants(units, need, step)
            if len(names) != 1:
                raise ValueError(f"{organisation}: {need}.{step} is handled by {len(names)} units, not one")
            routes[need, step] = names[0]
    return routes


def class_shares(
    kinds: list[str], streams: list[tuple[float, dict[str, float]]], starts: tuple[int, ...]
) -> Floats:
    """Share of the needs of each kind that fall into each triage class: K x classes.

    As if all of a client's needs were known at arrival, and a need that arises later came beside one more.
    """
    shares = np.zeros((len(kinds), len(starts)))
    for rate, chances in streams:
        chance = np.array([chances.get(kind, 0.0) for kind in kinds])
        rate /= 1.0 - float(np.prod(1.0 - chance))
        for k in range(len(kinds)):
            number = np.ones(1)  # of needs beside this one
            for other in np.delete(chance, k).tolist():
                number = np.convolve(number, (1.0 - other, other))
            for beside, likely in enumerate(number.tolist()):
                shares[k, _class_of(starts, 1 + beside)] += rate * chance[k] * likely
    whole = shares.sum(axis=1)
    shares[whole == 0.0, _class_of(starts, 2)] = 1.0
    return shares / np.where(whole == 0.0, 1.0, whole)[:, None]


def _class_of(starts: tuple[int, ...], known: int) -> int:
    """The triage class of a client of whom so many needs are known."""
    return sum(known >= start for start in starts) - 1
