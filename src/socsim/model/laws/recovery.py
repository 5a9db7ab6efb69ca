"""How fast support helps."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def depth_factor(depth: float, kinds: int) -> float:
    """[7] Factor on recovery under who handles several kinds: max(0, 1 - depth ln(kinds))."""
    factor = 1.0 - depth * math.log(kinds)
    return factor if factor > 0.0 else 0.0


@law
def trust_on_recovery(trust: float, at_none: float, slope: float) -> float:
    """[13] Factor on recovery: at_none + slope trust. An assumption."""
    return at_none + slope * trust


@law
def recovery_pace(
    synergy: float,
    unsupported_share: float,
    trust_factor: float,
    depth: float,
    hindrance: float,
    style: float,
) -> float:
    """[13] Pace of recovery, relative to the need's own mean.

    m = (1 - synergy share) f(trust) depth factor hindrance style, where share is that of the client's other
    open needs which are not in support, hindrance is what `hindered` leaves, and style what control does.
    """
    return (1.0 - synergy * unsupported_share) * trust_factor * depth * hindrance * style


@law
def hindered(factor: float, share: float) -> float:
    """[13] An untreated need of another kind holds recovery back by a share: factor (1 - share).

    One after the other over all needs that hinder this one. Health before work: that some needs must be met
    before support for others bites is common experience; the form is an assumption.
    """
    return factor * (1.0 - share)


@law
def recovered_so_far(progress: float, days: float, mean: float, pace: float) -> float:
    """[13] Progress towards an Exp(1) threshold, after a kept follow-up: progress + days / mean pace.

    Parameters
    ----------
    days : since the last kept follow-up, or the beginning of the support.
    mean : mean days in support until recovery, all else equal.
    pace : `recovery_pace`.
    """
    return progress + days / mean * pace
