"""Who handles what: `handles` lists ``need.step``, ``*.step``, ``need`` or ``*``, which win in that order."""

from __future__ import annotations

from collections.abc import Mapping

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


def route(scenario: Scenario, organisation: str) -> dict[tuple[str, str], str]:
    """Return which unit or actor handles each step of each need in an organisation.

    Parameters
    ----------
    scenario : a checked scenario.
    organisation : the name of one of its organisations.

    Returns
    -------
    dict
        (need, step) -> name of the unit or actor, in the order of the needs and their steps.

    Raises
    ------
    ValueError
        Where nobody, or more than one, claims a step; `socsim.load` has refused such a scenario.
    """
    units = handlers(scenario, organisation)
    routes = {}
    for need, kind in scenario.needs.items():
        for step in kind.steps:
            names = claimants(units, need, step)
            if len(names) != 1:
                raise ValueError(f"{organisation}: {need}.{step} is handled by {len(names)} units, not one")
            routes[need, step] = names[0]
    return routes
