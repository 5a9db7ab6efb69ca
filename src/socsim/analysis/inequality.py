"""Inequality: Theil's index of how long clients wait, between districts and between caseworkers [22].

Source: Theil (1967), Economics and Information Theory, Amsterdam: North-Holland; its parts within and
between groups: Shorrocks (1980), The class of additively decomposable inequality measures,
Econometrica 48:613-625.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Cohort, ints
from socsim.analysis.hours import worked
from socsim.analysis.lead_times import client_leads
from socsim.analysis.sheet import Sheet
from socsim.model.draws import GOLDEN, mix_array
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import CASEWORKER

SHUFFLED = 20_000
"""Values that are shuffled, of all shuffles together; at least FEWEST shuffles, at most MOST."""
FEWEST, MOST = 4, 500


@dataclass(frozen=True)
class Parts:
    """An index and its parts; total = between + within."""

    total: float
    between: float
    within: float
    by_chance: float
    """What `between` would be on average if the same values fell on the groups by lot."""


def theil(values: Floats) -> float:
    """Theil's T: mean of x / m ln(x / m), with m the mean.

    0 where all have the same, ln n where one of n has everything. NaN where nobody has anything.

    Parameters
    ----------
    values
        Not negative.

    Examples
    --------
    >>> theil(np.array([2.0, 2.0])), round(theil(np.array([0.0, 0.0, 6.0])), 4)  # ln 3
    (0.0, 1.0986)
    """
    mean = values.mean() if len(values) else 0.0
    return float(_term(values / mean).mean()) if mean > 0.0 else float("nan")


def decompose(values: Floats, group: Ints) -> Parts:
    """Theil's T of all, between the groups and within them.

    T = sum over groups of s (ln(m_g / m) + T_g), where s is the group's share of the sum of all values,
    m_g its mean and T_g its own index. The first terms are the part between groups, the second the part
    within them.

    Parameters
    ----------
    values, group
        Shape (n,): what each has, not negative, and a number of its group.

    Examples
    --------
    >>> parts = decompose(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    >>> round(parts.between, 4), round(parts.within, 4), round(parts.by_chance, 2)
    (0.1308, 0.0, 0.04)
    """
    total = theil(values)
    if np.isnan(total):
        return Parts(total, total, total, total)
    _, which = np.unique(group, return_inverse=True)
    sizes = np.bincount(which)
    relative = np.bincount(which, weights=values) / sizes / values.mean()
    between = float(_term(relative) @ sizes) / len(values)
    return Parts(total, between, total - between, by_chance(values, sizes))


def by_chance(values: Floats, sizes: Ints) -> float:
    """Mean part between groups of these sizes when the values fall on them by lot.

    With r = m_g / m, a group's term is r ln r = (r - 1) + (r - 1)^2 / 2 + the rest. The first sums to 0, and
    the mean of the second is exact: CV^2 (G - 1) / (2 (n - 1)) over G groups and n values, CV being their
    coefficient of variation. Only the rest, which is small, is averaged over shuffles, always the same.

    >>> values = np.array([1.0, 2.0, 6.0])  # each a group of its own: all of it is between them
    >>> round(by_chance(values, np.array([1, 1, 1])), 6) == round(theil(values), 6)
    True
    """
    number, groups = len(values), len(sizes)
    if groups < 2:
        return 0.0
    relative = values / values.mean()
    shuffles = min(max(SHUFFLED // number, FEWEST), MOST)
    words = np.arange(1, shuffles * number + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    order = np.argsort(mix_array(words).reshape(shuffles, number), axis=1)
    start = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    mean = np.add.reduceat(relative[order], start, axis=1) / sizes
    rest = (_term(mean) - (mean - 1.0) - (mean - 1.0) ** 2 / 2.0) @ sizes / number
    return float(relative.var() * (groups - 1) / (2 * (number - 1)) + rest.mean())


def _term(relative: Floats) -> Floats:
    """Each r ln r, and its limit 0 at 0."""
    found: Floats = relative * np.log(np.where(relative > 0.0, relative, 1.0))
    return found


def days_in_want(cohort: Cohort, blueprint: Blueprint) -> Floats:
    """Days from arrival until all needs at arrival are supported or have ended well, at most follow-up."""
    return np.minimum(client_leads(cohort).all_supported, blueprint.follow_up)


def main_caseworker(cohort: Cohort, blueprint: Blueprint) -> Ints:
    """The municipal caseworker who worked the most hours with each client before `until`; -1: none did.

    Of several with the same hours the first in the Blueprint's order. Shape (n,).
    """
    rows = np.flatnonzero(blueprint.unit_role[ints(cohort.work, "unit")] == CASEWORKER)
    worker = ints(cohort.work, "worker")[rows]
    return most_hours(cohort.work_owner[rows], worker, worked(cohort)[rows], cohort.size)


def most_hours(owner: Ints, worker: Ints, hours: Floats, clients: int) -> Ints:
    """Who worked the most hours with each client, shape (clients,); -1: nobody. Of several the lowest.

    >>> most_hours(np.array([0, 0, 2]), np.array([5, 4, 4]), np.array([1.0, 3.0, 1.0]), 3).tolist()
    [4, -1, 4]
    """
    workers = int(worker.max(initial=0)) + 1
    pair, which = np.unique(owner * workers + worker, return_inverse=True)
    spent = np.bincount(which, weights=hours, minlength=len(pair))
    whose, who = np.divmod(pair, workers)
    order = np.lexsort((-who, spent, whose))  # the last of each client has the most
    found = np.full(clients, -1, dtype=np.int64)
    last = order[np.diff(whose[order], append=-1) != 0]
    found[whose[last]] = who[last]
    return found


def inequality(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add Theil's index of the days until all needs are supported, and its parts between groups.

    Between districts where there are several; between caseworkers, over the clients that one has worked with.
    """
    days = days_in_want(cohort, blueprint)
    sheet.add("theil_total", "all", theil(days))
    caseworker = main_caseworker(cohort, blueprint)
    met = caseworker >= 0
    for what, values, group, there in (
        ("districts", days, cohort.district, len(cohort.districts) > 1),
        ("caseworkers", days[met], caseworker[met], bool(met.any())),
    ):
        if there:
            parts = decompose(values, group)
            sheet.add(f"theil_between_{what}", "all", parts.between)
            sheet.add(f"theil_between_{what}_by_chance", "all", parts.by_chance)
