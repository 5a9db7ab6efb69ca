"""Generalists who ask specialists before their own work [7]."""

from __future__ import annotations

from socsim.engine.compiled import need
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.memory import int_at
from socsim.engine.compiled.records import Record, World, unit_of
from socsim.scenario.names import CONSULTATION_WORK


@kernel
def consult(w: World, n: Record, step: Record) -> bool:
    """Ask the specialists, by chance: a piece of their work, for which the need waits.

    Returns
    -------
    Whether it waits for that.
    """
    visit = int_at(w.visits, n.index * w.longest + step.place)
    n.advised = 0
    if uniform(n.key, step.consulted_salt, visit) >= step.consults:
        return False
    u = unit_of(w, step.adviser)
    hours = quantile(w, step.consultation, uniform(n.key, step.consultation_salt, visit))
    n.duplicate = 0.0
    n.at = need.WITH_ADVISER
    need.work(w, n, CONSULTATION_WORK, hours * step.consultation_factors[n.severity], u)
    return True
