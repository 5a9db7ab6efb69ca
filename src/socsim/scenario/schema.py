"""The whole of a scenario file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from socsim.scenario.behaviour import Behaviour
from socsim.scenario.district import District
from socsim.scenario.general import Comparison, Costs, Office, Run, Target
from socsim.scenario.keys import Section, Text, Words, key
from socsim.scenario.organisation import Actor, Organisation
from socsim.scenario.population import Need, Population


class Scenario(Section):
    """What a user writes, checked and complete. Made by `socsim.load`."""

    title: Text = key(Words(sv="scenario", en="scenario"), "what the scenario is called")
    description: Text = key(Words(), "which question it asks")
    run: Run = key(..., "how long, how often, which seed")
    office: Office = key(Office(), "working time")
    population: Population = key(..., "who comes")
    actors: dict[str, Actor] = key({}, "units outside the municipality, the same in every organisation")
    districts: dict[str, District] = key(
        {}, "parts of the town, each with its own copy of every organisation; left out: one", mechanism=22
    )
    needs: Annotated[dict[str, Need], Field(min_length=1)] = key(
        ..., "kinds of need, and the steps of their cases"
    )
    behaviour: Behaviour = key(Behaviour(), "how people and offices act")
    costs: Costs = key(Costs(), "payroll")
    organisations: Annotated[dict[str, Organisation], Field(min_length=1)] = key(
        ..., "the topologies that are compared"
    )
    comparison: Comparison = key(Comparison(), "what is compared with what")
    targets: tuple[Target, ...] = key((), "known figures that the simulation is held against")
