"""A change of organisation: for a time the work takes longer [26]."""

from __future__ import annotations

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import World
from socsim.model.laws import slower_work


@kernel
def factor(w: World, begun: float) -> float:
    """On the hours of a piece of work that begins then."""
    return slower_work(
        w.transition_pace, begun - w.transition_starts, w.transition_period, w.transition_fades
    )
