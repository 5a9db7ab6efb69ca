"""Control-oriented and solution-oriented caseworkers."""

from __future__ import annotations

from socsim.model.law import law


@law
def control_of(mean: float, spread: float, normal: float) -> float:
    """[22] How control-oriented somebody is: mean + spread normal, cut at 0 and 1. An assumption."""
    control = mean + spread * normal
    return 0.0 if control < 0.0 else 1.0 if control > 1.0 else control


@law
def control_on_recovery(control: float, slows: float) -> float:
    """[22] Factor on recovery: 1 - slows control. An assumption."""
    return 1.0 - slows * control


@law
def days_checked(days: float, control: float, finds: float) -> float:
    """[22] Days of support of whose wrong payments none is left after a follow-up: days finds control.

    Parameters
    ----------
    days : since the last kept follow-up, or the beginning of the support.
    control : of whoever did the follow-up, 0 to 1.
    finds : share of wrong payments that full control finds and stops.

    Notes
    -----
    What is paid wrongly is then a share of the payments of all other days in support. An assumption.
    """
    return days * finds * control
