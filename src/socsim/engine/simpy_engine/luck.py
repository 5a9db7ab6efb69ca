"""Draws that nearly every need will make, all at once before time starts: the same bits, far sooner."""

from __future__ import annotations

import numpy as np

from socsim.engine.simpy_engine.rules import Rules, Step, quantile_of
from socsim.model.distributions import EXPONENTIAL
from socsim.model.draws import logs, uniform_array
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Floats


def drawn_ahead(blueprint: Blueprint, people: People, rules: Rules) -> Floats:
    """A row for each need that somebody arrives with, in columns that the steps of its kind know.

    At `Step.place` stand the hours of the first effort, as they are drawn; at `Step.onward_at`, where
    chance decides, the uniform of where the step leads the first time.
    """
    steps = rules.steps[: blueprint.steps_of_a_table]  # the copies in other tables know the same columns
    branching = [step for step in steps if step.branches]
    width = 1 + max(step.onward_at if step.branches else step.place for step in steps)
    drawn = np.zeros((len(people.need_key), width))
    of_kind = [np.flatnonzero(people.need_kind == kind) for kind in range(len(blueprint.kinds))]
    keys = [people.need_key[needs] for needs in of_kind]
    for step in steps:
        hours = _hours(blueprint, step, uniform_array(keys[step.kind], step.effort_salt))
        drawn[of_kind[step.kind], step.place] = hours
    for step in branching:
        drawn[of_kind[step.kind], step.onward_at] = uniform_array(keys[step.kind], step.onward_salt)
    return drawn


def _hours(blueprint: Blueprint, step: Step, u: Floats) -> Floats:
    """Hours at many uniforms: the bits that `step.effort` gives one by one."""
    row = blueprint.step_effort[step.index]
    if int(row[0]) == EXPONENTIAL:
        hours: Floats = -float(row[1]) * logs(u)
        return hours
    return np.fromiter(map(quantile_of(blueprint, row), u.tolist()), np.float64, len(u))
