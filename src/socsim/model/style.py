"""How control-oriented each caseworker is: the same in a replication, whatever happens in it [22]."""

from __future__ import annotations

from socsim.model.distributions import standard_normal
from socsim.model.draws import child, salt, uniform
from socsim.model.laws import control_of
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint


def controls(blueprint: Blueprint, people: People) -> list[float]:
    """The control of everyone, in the order of the Blueprint's workers; a draw each, by unit and desk."""
    found: list[float] = []
    spread, key = blueprint.control_spread, int(people.staff[0])
    for unit, mean in enumerate(blueprint.unit_control.tolist()):
        heads = blueprint.workers(unit)
        if spread == 0.0 or not blueprint.unit_styled[unit]:
            found += [mean] * heads
            continue
        unit_key = child(key, salt("staff", blueprint.staff_of(unit)))
        for number in range(1, heads + 1):
            u = uniform(child(unit_key, salt("desk"), number), salt("control"))
            found.append(control_of(mean, spread, standard_normal(u)))
    return found
