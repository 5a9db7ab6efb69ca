"""The client's trust in the office, 0 to 1."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def trust_gained(trust: float, gain: float) -> float:
    """[14] After a kept contact with a known caseworker: trust + gain (1 - trust)."""
    return trust + gain * (1.0 - trust)


@law
def trust_lost(trust: float, loss: float) -> float:
    """[14] After a change of caseworkers, a duplicate demand or a fall: trust (1 - loss)."""
    return trust * (1.0 - loss)


@law
def trust_faded(trust: float, days: float, fades_after: float) -> float:
    """[14] After days without contact: trust exp(-days / fades_after)."""
    return trust * math.exp(-days / fades_after)
