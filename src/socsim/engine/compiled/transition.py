"""A change of organisation: for a time the work takes longer, and at first cases change hands [26]."""

from __future__ import annotations

from socsim.engine.compiled import handover
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import World, unit_of
from socsim.model.laws import slower_work


@kernel
def factor(w: World, begun: float) -> float:
    """On the hours of a piece of work that begins then."""
    return slower_work(
        w.transition_pace, begun - w.transition_starts, w.transition_period, w.transition_fades
    )


@kernel
def comes(w: World) -> None:
    """Some cases change hands, unit by unit."""
    for index in range(w.n_units):
        if unit_of(w, index).reorganised:
            handover.reorganise(w, unit_of(w, index))
