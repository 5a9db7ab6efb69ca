"""Figures that public statistics know, so that a scenario can be held against them."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import YEAR, Cohort, bools, floats, ints, ratio
from socsim.analysis.money import Cost
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import FOLLOW_UP_WORK
from socsim.scenario.quantities import DAYS_A_MONTH

LONG_TERM = 10
"""Months of support in a year from which it is long-term: the National Board of Health and Welfare's."""
TOP = 0.1


def calibration(
    sheet: Sheet, ledger: Ledger, blueprint: Blueprint, cohort: Cohort | None, cost: Cost | None
) -> None:
    """Add what is opened, what else is known, who takes the resources, and months of support in a year."""
    if cohort is not None and cost is not None:
        _decided(sheet, cohort, blueprint)
        _opened(sheet, cohort, blueprint)
        _known_others(sheet, cohort, blueprint)
        amounts = cost.amount.sum(axis=(1, 2))
        if amounts.sum() > 0.0:
            sheet.add("resource_share_top_decile", "all", top_share(amounts, TOP))
    _months(sheet, ledger, blueprint)


def _decided(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Days from when the office knows of a need until it is decided, of those that are, within follow-up."""
    kind = ints(cohort.needs, "need")
    days = floats(cohort.needs, "decided") - floats(cohort.needs, "seen")
    for at, name in enumerate(blueprint.kinds):
        mine = days[(kind == at) & ~np.isnan(days)]
        if len(mine):
            sheet.add("decision_days", f"need={name}", float(mine.mean()))


def _opened(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Of the needs that were decided within follow-up, those in which there was something."""
    kind, decided = ints(cohort.needs, "need"), ~np.isnan(floats(cohort.needs, "decided"))
    founded = ~bools(cohort.needs, "unfounded")
    first = blueprint.kind_first_step
    for at, name in enumerate(blueprint.kinds):
        steps = slice(first[at], first[at + 1])
        if (blueprint.step_unfounded[steps] > 0.0).any():
            mine = decided & (kind == at)
            sheet.add("opened_share", f"need={name}", ratio(float((mine & founded).sum()), float(mine.sum())))


def _known_others(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Of the needs that get support, the share beside which the office knows of another at some time."""
    kind, owner = ints(cohort.needs, "need"), cohort.need_owner
    supported, seen, closed = (floats(cohort.needs, name) for name in ("supported", "seen", "closed"))
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(cohort.size))
    number = np.bincount(owner, minlength=cohort.size)
    begun = np.flatnonzero(~np.isnan(supported))
    known = np.zeros(len(begun), dtype=np.bool_)
    for ahead in range(int(number.max(initial=0))):
        has = number[owner[begun]] > ahead
        other = order[np.minimum(first[owner[begun]] + ahead, len(order) - 1)]
        ends = np.fmin(closed[begun], cohort.until[owner[begun]])
        overlap = (seen[other] < ends) & ~(closed[other] <= supported[begun])
        known |= has & (other != begun) & overlap
    for at, name in enumerate(blueprint.kinds):
        mine = kind[begun] == at
        if mine.any():
            share = ratio(float(known[mine].sum()), float(mine.sum()))
            sheet.add("known_other_needs_share", f"need={name}", share)


def top_share(amounts: Floats, share: float) -> float:
    """Share of a total that the largest `share` of the amounts take.

    >>> top_share(np.array([1.0] * 9 + [11.0]), 0.1)
    0.55
    """
    number = len(amounts) * share
    ordered = np.sort(amounts)[::-1]
    whole = int(number)
    part = float(ordered[:whole].sum())
    if whole < len(ordered):
        part += (number - whole) * float(ordered[whole])
    return ratio(part, float(ordered.sum()))


def _months(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Months of support in a year of the window, of those who have any in it: follow-ups x their distance."""
    years = int(blueprint.measure / YEAR)
    if years == 0:
        return
    follow_up = np.flatnonzero(ledger.work["what"] == FOLLOW_UP_WORK)
    end = floats(ledger.work, "end").take(follow_up) - blueprint.warm_up
    year = np.floor(end / YEAR).astype(np.int64)
    inside = (end >= 0.0) & (year < years)
    follow_up, year = follow_up[inside], year[inside]
    client, kind, step = (
        ledger.work[name].take(follow_up).astype(np.int64) for name in ("client", "need", "step")
    )
    months = blueprint.step_every[step] / DAYS_A_MONTH
    for at, name in enumerate(blueprint.kinds):
        mine = np.flatnonzero(kind == at)
        if len(mine):
            found = months_a_year(client[mine], year[mine], months[mine], years)
            sheet.add("assistance_months_per_year", f"need={name}", float(found.mean()))
            sheet.add("long_term_share", f"need={name}", float((found >= LONG_TERM - 1e-9).mean()))


def months_a_year(client: Ints, year: Ints, months: Floats, years: int) -> Floats:
    """Months of each client in each year in which they have any, 12 at most.

    >>> months_a_year(np.array([3, 3, 5]), np.array([0, 1, 1]), np.array([1.0, 1.0, 0.5]), 2).tolist()
    [1.0, 1.0, 0.5]
    """
    _, place = np.unique(client * years + year, return_inverse=True)
    return np.minimum(np.bincount(place, weights=months), 12.0)
