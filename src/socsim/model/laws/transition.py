"""An organisation that has just changed."""

from __future__ import annotations

from socsim.model.law import law


@law
def slower_work(pace: float, since: float, period: float, fading: int) -> float:
    """[26] Factor on hours while an organisation settles: `pace`, or 1 + (pace - 1) (1 - since / period).

    Parameters
    ----------
    pace : the factor at first; above 1 the work is slower.
    since : days since the change; before it, and after `period` days, the factor is 1.
    period : how long it lasts, in days.
    fading : 1 where it fades in a straight line, 0 where it stays as it is for the whole of the period.

    Notes
    -----
    A reorganisation hurts first: after Norway merged its offices in the NAV reform, clients took longer to
    reach work in the first couple of years (Fevang, Markussen & Røed 2014). The form is an assumption.
    """
    if since < 0.0 or since >= period:
        return 1.0
    if fading:
        return 1.0 + (pace - 1.0) * (1.0 - since / period)
    return pace
