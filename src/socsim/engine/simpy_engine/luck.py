"""Draws that nearly every need will make, all at once before time starts: the same bits, far sooner."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from socsim.engine.simpy_engine.rules import Step, quantile_of
from socsim.model.distributions import EXPONENTIAL
from socsim.model.draws import Keys, uniform_array
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Floats

Draw = Callable[[Step, Keys], Floats]


def first_hours(blueprint: Blueprint, people: People, steps: list[Step]) -> Floats:
    """Hours of the first effort of each need at each step of its kind, as they are drawn."""
    return _by_need(
        blueprint,
        people,
        steps,
        lambda step, key: _hours(blueprint, step, uniform_array(key, step.effort_salt)),
    )


def onward_luck(blueprint: Blueprint, people: People, steps: list[Step]) -> Floats:
    """The uniforms of where each step leads the first time, for the steps where chance decides."""
    branching = [step for step in steps if step.branches]
    return _by_need(blueprint, people, branching, lambda step, key: uniform_array(key, step.onward_salt))


def _by_need(blueprint: Blueprint, people: People, steps: list[Step], draw: Draw) -> Floats:
    """A row for each need that somebody arrives with, a column for each step of the longest kind."""
    drawn = np.zeros((len(people.need_key), int(np.diff(blueprint.kind_first_step).max())))
    for step in steps:
        of_kind = people.need_kind == step.kind
        drawn[of_kind, step.place] = draw(step, people.need_key[of_kind])
    return drawn


def _hours(blueprint: Blueprint, step: Step, u: Floats) -> Floats:
    """Hours at many uniforms: the bits that `step.effort` gives one by one."""
    row = blueprint.step_effort[step.index]
    if int(row[0]) == EXPONENTIAL:
        logs: Floats = np.fromiter(map(math.log, u.tolist()), np.float64, len(u))
        exponential: Floats = -float(row[1]) * logs
        return exponential
    return np.fromiter(map(quantile_of(blueprint, row), u.tolist()), np.float64, len(u))
