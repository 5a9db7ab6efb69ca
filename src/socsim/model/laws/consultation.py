"""What a consulted specialist's advice does."""

from __future__ import annotations

from socsim.model.law import law


@law
def advised(own: float, theirs: float, lifts: float) -> float:
    """[7] Factor on effort or recovery after a specialist's advice: own + lifts (theirs - own).

    Parameters
    ----------
    own : the factor for breadth or depth of who does the work.
    theirs : that of the specialists.
    lifts : how far the advice leads from the one to the other, 0 to 1.

    Notes
    -----
    An assumption.
    """
    return own + lifts * (theirs - own)
