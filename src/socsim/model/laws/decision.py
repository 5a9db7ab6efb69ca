"""Who decides, and when."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def next_board(now: float, every: float) -> float:
    """[9] When the board meets next: at the first multiple of `every` that is not past."""
    meeting = math.ceil(now / every) * every
    return meeting if meeting >= now else meeting + every
