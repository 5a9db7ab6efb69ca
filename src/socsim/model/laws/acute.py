"""Acute work goes before planned work, and may displace what is under way."""

from __future__ import annotations

from socsim.model.law import law


@law
def acute_class(priority: int, severity: int, from_severity: int) -> int:
    """[27] Class of a need in every queue: 0, acute, from a severity on; else that of its kind.

    Parameters
    ----------
    priority : the class of the need's kind, 0 before all others.
    severity : the need's, 1 to 3.
    from_severity : from where on a need is acute; 4 means never.

    Notes
    -----
    Priority classes: Cobham (1954), "Priority assignment in waiting line problems", Operations Research 2.
    That severity decides which class is an assumption.
    """
    return 0 if severity >= from_severity else priority


@law
def hours_left(hours: float, days: float, rate: float) -> float:
    """[27] Hours that are left of a go at a piece of work when it is put down: max(0, hours - days rate).

    Parameters
    ----------
    hours : what the go would have taken, in hours.
    days : how long somebody has been at it.
    rate : hours of work in a calendar day.

    Notes
    -----
    Nothing is lost by the interruption (preemptive resume; Gross et al. (2008), Fundamentals of Queueing
    Theory, 4th ed., section 3.4). An assumption.
    """
    return max(0.0, hours - days * rate)
