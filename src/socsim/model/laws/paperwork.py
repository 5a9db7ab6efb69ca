"""Demands: when a letter is missed, and which information is too old."""

from __future__ import annotations

import math

from socsim.model.law import law
from socsim.model.laws.chance import logistic


@law
def miss_chance(
    base: float,
    items: float,
    b_items: float,
    contacts: int,
    coping: float,
    b_contacts: float,
    trust: float,
    b_trust: float,
    helped: float,
    b_help: float,
    control: float,
    b_control: float,
) -> float:
    """[3, 5, 22] Chance that a request letter is missed as a whole.

    logit P = base + b_items (items - 3) + b_contacts max(0, contacts - coping)
    - b_trust (trust - 0.5) - b_help helped + b_control control

    Parameters
    ----------
    base : logit of the chance with 3 items and nothing else.
    items : items asked for in the letter; for households, times `household_factor`.
    contacts : caseworkers, coordinators and actors with an open case for the client.
    coping : contacts that the client can keep up with.
    trust : 0 to 1. helped : effect of a coordinator, 0 to 1.
    control : how control-oriented whoever asks is, 0 to 1.

    Notes
    -----
    An assumption on form; that paperwork burden removes eligible people is well documented
    (Herd & Moynihan 2018, "Administrative burden").
    """
    if base == -math.inf:
        return 0.0
    over = contacts - coping
    if over < 0.0:
        over = 0.0
    return logistic(
        base
        + b_items * (items - 3)
        + b_contacts * over
        - b_trust * (trust - 0.5)
        - b_help * helped
        + b_control * control
    )


@law
def still_usable(held_since: float, now: float, valid_for: float) -> bool:
    """[4] Whether an item of information is not too old: held since at least now - valid_for."""
    return held_since >= now - valid_for
