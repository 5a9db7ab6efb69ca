"""Documentation: hours on notes, and what notes are good for."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def documentation_hours(hours: float, per_need: float, open_needs: int) -> float:
    """[21] Hours on notes in a piece of work: hours (1 + per_need (open_needs - 1)).

    Parameters
    ----------
    hours : on a client with one open need.
    per_need : share of it added for each open need beyond the first.

    Notes
    -----
    An assumption on form. That a large part of social workers' time goes into documentation is found
    wherever their time is measured.
    """
    return hours * (1.0 + per_need * (open_needs - 1))


@law
def documented(written: float, full_at: float) -> float:
    """[21] How full a file is: 1 - exp(-written / full_at), from 0 to nearly 1.

    Parameters
    ----------
    written : hours that a unit has spent on notes about the client.
    full_at : hours at which 63 % is there.

    Notes
    -----
    An assumption: each hour adds less than the one before.
    """
    return 1.0 - math.exp(-written / full_at)


@law
def less_by_notes(value: float, most: float, full: float) -> float:
    """[21, 6, 19] Reading up, or the chance that a case is forgotten, with a file: value (1 - most full).

    `most` is the share that a full file saves of it; `full` is `documented`. An assumption.
    """
    return value * (1.0 - most * full)


@law
def caught_by_notes(catches: float, most: float, full: float) -> float:
    """[21, 23] Chance that a review finds a fault, with a file: 1 - (1 - catches) (1 - most full).

    `most` is the share of what it would miss that a full file lets it find; `full` is `documented`. An
    assumption.
    """
    return 1.0 - (1.0 - catches) * (1.0 - most * full)
