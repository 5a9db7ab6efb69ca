"""What the tables of a run do not say, and some of its closer tables need: read off the Blueprints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import CASEWORKER


@dataclass(frozen=True)
class Setting:
    """Times, units and steps of a run.

    Attributes
    ----------
    follow_up : days for which each client is followed.
    begin, end : the measured window, in days since the start of the simulation.
    casework : organisation -> its municipal casework units.
    hours_a_day : organisation -> unit -> working hours of one of its people in a day.
    supports : steps, as (need, step), that are a support.
    """

    follow_up: float
    begin: float
    end: float
    casework: Mapping[str, frozenset[str]]
    hours_a_day: Mapping[str, Mapping[str, float]]
    supports: frozenset[tuple[str, str]]

    @property
    def measure(self) -> float:
        """Days of the measured window."""
        return self.end - self.begin


def setting(blueprints: Mapping[str, Blueprint]) -> Setting:
    """The setting of a run, from the Blueprint of each organisation: `setting(results.design.blueprints)`."""
    first = next(iter(blueprints.values()))
    supports = {
        tuple(blueprint.steps[at].split(".", 1))
        for blueprint in blueprints.values()
        for at in np.flatnonzero(~np.isnan(blueprint.step_every))
    }
    return Setting(
        follow_up=first.follow_up,
        begin=first.warm_up,
        end=first.warm_up + first.measure,
        casework={
            name: frozenset(blueprint.units[at] for at in np.flatnonzero(blueprint.unit_role == CASEWORKER))
            for name, blueprint in blueprints.items()
        },
        hours_a_day={
            name: dict(zip(blueprint.units, blueprint.unit_rate.tolist(), strict=True))
            for name, blueprint in blueprints.items()
        },
        supports=frozenset((need, step) for need, step in supports),
    )
