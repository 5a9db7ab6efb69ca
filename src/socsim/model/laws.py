"""The mechanisms' formulas. Numbers in brackets are rows of the table in docs/model.md."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def logit(p: float) -> float:
    """ln(p / (1 - p)); minus infinity at 0, plus infinity at 1."""
    if p <= 0.0:
        return -math.inf
    if p >= 1.0:
        return math.inf
    return math.log(p / (1.0 - p))


@law
def logistic(x: float) -> float:
    """The inverse of `logit`, without overflow at either end."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@law
def miss_chance(
    base: float,
    items: int,
    b_items: float,
    contacts: int,
    coping: float,
    b_contacts: float,
    trust: float,
    b_trust: float,
    helped: float,
    b_help: float,
) -> float:
    """[3, 5] Chance that a request letter is missed as a whole.

    logit P = base + b_items (items - 3) + b_contacts max(0, contacts - coping)
    - b_trust (trust - 0.5) - b_help helped

    Parameters
    ----------
    base : logit of the chance with 3 items and nothing else.
    items : items asked for in the letter.
    contacts : caseworkers, coordinators and actors with an open case for the client.
    coping : contacts that the client can keep up with.
    trust : 0 to 1. helped : effect of a coordinator, 0 to 1.

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
        base + b_items * (items - 3) + b_contacts * over - b_trust * (trust - 0.5) - b_help * helped
    )


@law
def reading_hours(hours: float, per_need: float, open_needs: int) -> float:
    """[6] Hours to read up on a client: hours (1 + per_need (open needs - 1)). An assumption."""
    return hours * (1.0 + per_need * (open_needs - 1))


@law
def breadth_factor(b: float, kinds: int) -> float:
    """[7] Factor on effort of who handles several kinds of need: 1 + b ln(kinds).

    The specialist is quicker; logarithmic learning, in the spirit of Vanberkel et al. (2012),
    "Efficiency evaluation for pooling resources in health care", OR Spectrum 34.
    """
    return 1.0 + b * math.log(kinds)


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
def recovery_pace(synergy: float, unsupported_share: float, trust_factor: float, depth: float) -> float:
    """[13] Pace of recovery, relative to the need's own mean.

    m = (1 - synergy share) f(trust) depth factor, where share is that of the client's other open
    needs which are not in support.
    """
    return (1.0 - synergy * unsupported_share) * trust_factor * depth


@law
def trust_gained(trust: float, gain: float) -> float:
    """[14] After a kept contact with a known caseworker: trust + gain (1 - trust)."""
    return trust + gain * (1.0 - trust)


@law
def trust_lost(trust: float, loss: float) -> float:
    """[14] After a change of caseworkers, a duplicate demand or a fall: trust (1 - loss)."""
    return trust * (1.0 - loss)


@law
def trust_faded(trust: float, days: float, fades_after: float) -> float:
    """[14] After days without contact: trust exp(-days / fades_after)."""
    return trust * math.exp(-days / fades_after)


@law
def coordinator_effect(hours_per_month: float, clients: int, fades: float) -> float:
    """[17] How much of a coordinator's effect is left: 1 - exp(-(hours / clients) / fades).

    Parameters
    ----------
    hours_per_month : the coordinator's hours for clients.
    clients : the present caseload (at least 1).
    fades : hours a month for a client at which 63 % is reached; 0 means no fading.

    Notes
    -----
    That the effect fades with caseload: Campello, Ingolfsson & Shumsky (2017), "Queueing models
    of case managers", Management Science 63; Cochrane review CD007906 on intensive case
    management. The form is an assumption.
    """
    if fades == 0.0:
        return 1.0
    return 1.0 - math.exp(-(hours_per_month / clients) / fades)


@law
def next_board(now: float, every: float) -> float:
    """[9] When the board meets next: at the first multiple of `every` that is not past."""
    meeting = math.ceil(now / every) * every
    return meeting if meeting >= now else meeting + every


@law
def nearer(left: float, days: float, rate: float) -> float:
    """[12] What is left of a threshold drawn as Exp(1), after days at a hazard: left - days rate.

    It happens when nothing is left; the same law as drawing from the hazard anew all the time
    (the integrated hazard of any event time is Exp(1)).
    """
    return left - days * rate


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


@law
def still_usable(held_since: float, now: float, valid_for: float) -> bool:
    """[4] Whether an item of information is not too old: held since at least now - valid_for."""
    return held_since >= now - valid_for
