"""What is left to look into about somebody whom the office has looked into before."""

from __future__ import annotations

from socsim.model.law import law


@law
def left_to_investigate(hours: float, share: float) -> float:
    """[4] Hours left of an investigation of somebody who has been investigated already: hours share.

    Parameters
    ----------
    hours : what it would take anew.
    share : what remains of it where an earlier one can be used.

    Notes
    -----
    An assumption. Whoever may not use the earlier one does the rest again.
    """
    return hours * share
