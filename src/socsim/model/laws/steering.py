"""Laws of steering by facts: who is moved to where the queue is longest."""

from __future__ import annotations

import math

from socsim.model.law import law

SMALL = 1e-9
"""So that a fifth of ten is two, whatever the last bits say."""


@law
def may_move(share: float, people: int) -> int:
    """[25] How many caseworkers one look may move: share x people, rounded up.

    An assumption. Rounded up, since a share that comes to nobody would steer nothing.
    """
    return math.ceil(share * people - SMALL)


@law
def worth_moving(most: float, people: int, least: float, others: int, margin: float) -> bool:
    """[25] Whether somebody goes to the most loaded unit: most / (people + 1) > margin least / (others - 1).

    It still has more for each who works there once they have come; so nobody is moved there and back for
    nothing, if the figures are right.

    Parameters
    ----------
    most, people : what waits in the most loaded unit, and how many posts it has.
    least, others : the same of the least loaded unit that can spare somebody (others > 1).
    margin : how much more it must be; 1: any.

    Notes
    -----
    An assumption.
    """
    return most / (people + 1) > margin * (least / (others - 1))
