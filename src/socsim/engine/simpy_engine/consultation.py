"""Generalists who ask specialists before their own work [7]."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from socsim.model.draws import uniform
from socsim.scenario.names import CONSULTATION_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit


def consult(need: Need, step: Step, advisers: Unit) -> Generator[None, int | None, bool]:
    """Ask the specialists, by chance: a piece of their work, for which the need waits.

    Returns
    -------
    Whether the client has given up before anybody had time.
    """
    visit = need.visits[step.place]
    need.advised = False
    if uniform(need.key, step.consulted_salt, visit) >= step.consults:
        return False
    hours = step.consultation(uniform(need.key, step.consultation_salt, visit))
    need.duplicate = 0.0
    need.work(CONSULTATION_WORK, hours * step.consultation_factors[need.severity], advisers)
    if (yield) is not None:
        return True
    need.advised = True
    return False
