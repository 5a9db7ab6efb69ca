"""The very same laws as the SimPy engine's, from the same source, compiled where they are called."""

from __future__ import annotations

from numba.extending import register_jitable

from socsim.engine.compiled.compiler import kernel, law_options
from socsim.engine.compiled.memory import float_at
from socsim.engine.compiled.records import Record, World
from socsim.model import distributions, laws  # noqa: F401 - both fill the register
from socsim.model.distributions import EMPIRICAL, draw, empirical_place
from socsim.model.law import LAWS

for _law in LAWS.values():
    register_jitable(**law_options())(_law)


@kernel
def quantile(w: World, distribution: Record, u: float) -> float:
    """The quantile at `u` of a distribution, as the Blueprint holds it."""
    d = distribution
    if d.code == EMPIRICAL:
        return float_at(w.empirical, empirical_place(d.a, d.b, u))
    return draw(d.code, d.a, d.b, d.c, u)
