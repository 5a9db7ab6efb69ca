"""Households: what grows with the number of their members."""

from __future__ import annotations

from socsim.model.law import law


@law
def household_factor(b: float, members: int) -> float:
    """[29] Factor on the hours, or on the length of a letter, for a household: 1 + b (members - 1).

    Parameters
    ----------
    b : what each further member adds, as a share of what one member takes; 1 where each has the need.
    members : persons in the household.

    Notes
    -----
    An assumption on form: the first member and the others differ, all others are alike.
    """
    return 1.0 + b * (members - 1)
