"""Faults in decisions: how likely they are, whose they are, and what a unit learns from them."""

from __future__ import annotations

import math

from socsim.model.law import law
from socsim.model.laws.chance import logistic


@law
def pressure(waited: float, pressed_after: float) -> float:
    """[23] How pressed for time a caseworker is: 1 - exp(-waited / pressed_after), from 0 to nearly 1.

    Parameters
    ----------
    waited : days for which the work on the decision had to wait before somebody began it.
    pressed_after : days after which 63 % of the full pressure is there.

    Notes
    -----
    An assumption. The wait is the backlog as this very piece of work met it: it means the same at a
    desk and in a pool, and a cap on the caseload protects against it.
    """
    return 1.0 - math.exp(-waited / pressed_after)


@law
def fault_system(
    b_load: float,
    pressed: float,
    b_handover: float,
    handovers: int,
    b_breadth: float,
    kinds: int,
    b_novice: float,
    novice: float,
) -> float:
    """[23, 7] What the organisation adds to the logit of a faulty decision.

    b_load pressure + b_handover handovers + b_breadth ln(kinds) + b_novice novice

    Parameters
    ----------
    pressed : `pressure`, 0 to 1.
    handovers : times that the need has come to another caseworker.
    kinds : kinds of need that the unit handles, 1 or more: special law for each of them.
    novice : 1 for somebody new, else 0.

    Notes
    -----
    An assumption on form. That load, handovers and inexperience breed errors in case files is a
    steady finding of supervisory authorities; breadth is the generalist's price.
    """
    return b_load * pressed + b_handover * handovers + b_breadth * math.log(kinds) + b_novice * novice


@law
def fault_chance(base: float, odds: float, system: float, individual: float) -> float:
    """[23] Chance that a decision is faulty: logit P = base + ln(odds) + system + individual.

    Parameters
    ----------
    base : logit of the chance without any of this; minus infinity: never.
    odds : what the unit has learned, as a factor on the odds, above 0.
    system : `fault_system`. individual : the caseworker's own deviation.

    Notes
    -----
    With one uniform u for a decision, the fault belongs to the common base where u is below the chance
    with neither system nor individual, to the system where it is below the chance without individual, and
    else to the individual: an assumption, which makes the three shares add up.
    """
    if base == -math.inf:
        return 0.0
    return logistic(base + math.log(odds) + system + individual)


@law
def own_deviation(spread: float, normal: float) -> float:
    """[23] A caseworker's own part of the logit of a faulty decision: spread normal.

    `spread` is the standard deviation between caseworkers, `normal` a standard normal draw of the person. An
    assumption. The mean chance rises with the spread where faults are rare.
    """
    return spread * normal


@law
def reports_despite_blame(reports: float, silences: float) -> float:
    """[23] Chance that a fault is reported where people are blamed: reports (1 - silences).

    Parameters
    ----------
    reports : the chance without blame.
    silences : share of the reports that fear keeps back.

    Notes
    -----
    An assumption on form. That fewer errors are reported where they are held against people is found by
    Edmondson (1996), Journal of Applied Behavioral Science 32, in teams of nurses.
    """
    return reports * (1.0 - silences)


@law
def odds_after_report(odds: float, lowers: float, floor: float) -> float:
    """[23] A deviation report lowers the odds of the unit's next faults: max(floor, odds (1 - lowers))."""
    lowered = odds * (1.0 - lowers)
    return lowered if lowered > floor else floor


@law
def odds_forgotten(odds: float, days: float, forgets_after: float) -> float:
    """[23] What was learned is forgotten: 1 - (1 - odds) exp(-days / forgets_after)."""
    return 1.0 - (1.0 - odds) * math.exp(-days / forgets_after)


@law
def trust_restored(trust: float, before: float, restores: float) -> float:
    """[23, 14] A report gives back some of the trust lost: trust + restores (before - trust)."""
    return trust + restores * (before - trust)
