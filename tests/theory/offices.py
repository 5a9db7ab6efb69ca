"""Scenarios as users write them, small enough for theory, and their replications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML

from socsim.engine import Choice, chosen
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.schema import Scenario

Written = Mapping[str, Any]
Floats = npt.NDArray[np.float64]

HOURS = 24.0
"""Hours a day: the ledger's times are in days, and the theory here in hours."""
CLOCK = {"hours_per_week": 168, "casework_share": 1}
"""An office where an hour of effort is an hour on the clock."""
REPLICATIONS = 40


def hours(value: float) -> str:
    """A number of hours as a scenario writes it."""
    return f"{value:.9f} h"


def exponential(mean: float) -> Written:
    """An effort, exponential with this mean in hours."""
    return {"dist": "exponential", "mean": hours(mean)}


def horizon(length: float, seed: int, follow_up: float = 0.0) -> Written:
    """The section `run`: a tenth of `length` hours to warm up, `length` to measure.

    Each test has a seed of its own, or chance would strike all of them together: draws are keyed.
    """
    return {
        "warm_up": hours(length / 10.0),
        "measure": hours(length),
        "follow_up": hours(max(follow_up, length / 20.0)),
        "replications": REPLICATIONS,
        "seed": seed,
    }


def one_desk(
    arrivals: float,
    caseworkers: int,
    clients: int,
    seed: int,
    *,
    step: Written | None = None,
    need: Written | None = None,
    unit: Written | None = None,
    behaviour: Written | None = None,
    follow_up: float = 0.0,
) -> Written:
    """One need with one step at one desk, `arrivals` an hour, for about `clients` measured clients.

    What is stated in `step`, `need`, `unit` and `behaviour` is added; an effort is 1 h, exponential.
    """
    steps = {"service": {"effort": exponential(1.0), **(step or {})}}
    desk = {"handles": ["case"], "caseworkers": caseworkers, "assignment": "step", **(unit or {})}
    return {
        "run": horizon(clients / arrivals, seed, follow_up),
        "office": CLOCK,
        "population": {"arrivals": f"{arrivals:.9f} per hour"},
        "needs": {"case": {"steps": steps, **(need or {})}},
        "behaviour": behaviour or {},
        "organisations": {"office": {"units": {"desk": desk}}},
    }


def from_yaml(text: str) -> Written:
    """A scenario's text as a mapping."""
    read: Written = YAML(typ="safe").load(text)
    return read


def replications(written: Written, engine: Choice = "compiled") -> Iterator[tuple[Blueprint, Ledger]]:
    """Run the scenario's only organisation as often as it states.

    In the engine that is quicker: that the other gives the same to the last bit is shown in `tests/engine`.
    """
    scenario = Scenario.model_validate(written)
    (blueprint,) = blueprints(scenario).values()
    for replication in range(1, scenario.run.replications + 1):
        people = chosen(engine).make_people(blueprint, scenario.run.seed, replication)
        yield blueprint, chosen(engine).simulate(blueprint, people)


def column(table: Mapping[str, npt.NDArray[np.generic]], name: str) -> Floats:
    """A column of the ledger as floats."""
    return np.asarray(table[name], dtype=np.float64)


def waits(blueprint: Blueprint, ledger: Ledger, unit: str | None = None, need: str | None = None) -> Floats:
    """Hours that pieces of work waited which became ready in the measured window."""
    work = ledger.work
    ready = column(work, "ready")
    chosen = (ready >= blueprint.warm_up) & (ready < blueprint.warm_up + blueprint.measure)
    if unit is not None:
        chosen &= column(work, "unit") == blueprint.units.index(unit)
    if need is not None:
        chosen &= column(work, "need") == blueprint.kinds.index(need)
    return HOURS * (column(work, "start") - ready)[chosen]
