"""What a coordinator can still do with many clients."""

from __future__ import annotations

import math

from socsim.model.law import law


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
