"""Lead times: to the first decision, the first support, all needs supported, and recovery.

Every client of the cohort is followed for the same time, and those who left or fell count as not
reached. Who is no longer there to be decided upon, because all needs have gone away by themselves,
is censored at that time. A need is followed from when it was seen until it ended so, or until its
client's `until`, which differs; there Kaplan-Meier earns its keep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import YEAR, Bools, Cohort, bools, floats, ints
from socsim.analysis.sheet import Sheet
from socsim.analysis.survival import kaplan_meier
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import RESOLVED, UNFOUNDED


@dataclass(frozen=True)
class Leads:
    """Days from arrival for each client, shape (n,); inf where not reached within follow-up."""

    decision: Floats
    support: Floats
    all_supported: Floats
    recovery: Floats
    ended: Floats
    """When all needs at arrival had ended well, in whatever way: nothing is left to wait for."""


def _within(time: Floats, until: Floats) -> Floats:
    """The times, inf for those that did not come by `until`."""
    return np.where(time <= until, time, np.inf)  # a comparison with NaN is False


def _ended_well(cohort: Cohort) -> Floats:
    """When each need was resolved or found to be unfounded; inf where it was not by `until`."""
    state = ints(cohort.needs, "state")
    closed = _within(floats(cohort.needs, "closed"), cohort.until[cohort.need_owner])
    return np.where((state == RESOLVED) | (state == UNFOUNDED), closed, np.inf)


def client_leads(cohort: Cohort) -> Leads:
    """Lead times of each client, over its needs at arrival."""
    at_arrival = bools(cohort.needs, "at_arrival")
    owner = cohort.need_owner[at_arrival]
    until = cohort.until[owner]
    decided = _within(floats(cohort.needs, "decided")[at_arrival], until)
    supported = _within(floats(cohort.needs, "supported")[at_arrival], until)
    ended = _ended_well(cohort)[at_arrival]

    def first(time: Floats) -> Floats:
        result = np.full(cohort.size, np.inf)
        np.minimum.at(result, owner, time)
        return result - cohort.arrival

    def last(time: Floats) -> Floats:
        result = np.full(cohort.size, -np.inf)
        np.maximum.at(result, owner, time)
        return np.where(np.isneginf(result), np.inf, result) - cohort.arrival

    over = last(ended)
    return Leads(first(decided), first(supported), last(np.minimum(supported, ended)), over, over)


def _distribution(
    sheet: Sheet, metric: str, group: str, days: Floats, reached: Bools, horizon: float
) -> None:
    curve = kaplan_meier(days, reached)
    sheet.add(metric, group, curve.mean(horizon))
    sheet.add(metric, group, curve.quantile(0.5), "p50")
    sheet.add(metric, group, curve.quantile(0.9), "p90")


def _by_need(
    sheet: Sheet, cohort: Cohort, blueprint: Blueprint, metric: str, column: str, kinds: Bools
) -> None:
    """From the day on which a need at arrival was seen; needs never seen have no such day."""
    until = cohort.until[cohort.need_owner]
    seen = floats(cohort.needs, "seen")
    followed = bools(cohort.needs, "at_arrival") & (seen <= until)
    time = floats(cohort.needs, column)
    reached = time <= until
    watched = np.minimum(until, _ended_well(cohort))  # a need that went away by itself is censored
    days = np.maximum(np.where(reached, time, watched) - seen, 0.0)
    for kind, name in enumerate(blueprint.kinds):
        rows = followed & (ints(cohort.needs, "need") == kind)
        if kinds[kind] and rows.any():
            _distribution(sheet, metric, f"need={name}", days[rows], reached[rows], blueprint.follow_up)


def _by_year(
    sheet: Sheet, cohort: Cohort, blueprint: Blueprint, metric: str, days: Floats, ended: Floats
) -> None:
    """Of those who arrived in the first, second, ... year of the window."""
    year = ((cohort.arrival - blueprint.warm_up) // YEAR).astype(np.int64)
    for number in range(int(year.max(initial=0)) + 1):
        _of(sheet, metric, f"year={number + 1}", year == number, days, ended, blueprint.follow_up)


def _of(
    sheet: Sheet, metric: str, group: str, members: Bools, days: Floats, ended: Floats, horizon: float
) -> None:
    """Of some clients, where there are any."""
    if members.any():
        time = days[members]
        followed = np.minimum(np.minimum(time, ended[members]), horizon)
        _distribution(sheet, metric, group, followed, np.isfinite(time), horizon)


def _kinds_with(blueprint: Blueprint, steps: Bools) -> Bools:
    """Which kinds have one of these steps, shape (K,)."""
    return np.bincount(blueprint.step_kind[steps], minlength=len(blueprint.kinds)) > 0


def lead_times(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add the four lead times and the share that recovered.

    A lead time that no need can reach (no step decides, none is a support) is left out.
    """
    leads = client_leads(cohort)
    decides = _kinds_with(blueprint, blueprint.step_decides == 1)
    supports = _kinds_with(blueprint, ~np.isnan(blueprint.step_every))
    reachable = [
        ("lead_to_decision_days", leads.decision, bool(decides.any())),
        ("lead_to_support_days", leads.support, bool(supports.any())),
        ("lead_to_all_supported_days", leads.all_supported, True),
        ("lead_to_recovery_days", leads.recovery, True),
    ]
    for metric, days, possible in reachable:
        if possible:
            for group in cohort.groups():
                _of(sheet, metric, group, cohort.members(group), days, leads.ended, blueprint.follow_up)
            for at, name in enumerate(cohort.districts):
                members = cohort.district == at
                _of(sheet, metric, f"district={name}", members, days, leads.ended, blueprint.follow_up)
            if blueprint.by_year:
                _by_year(sheet, cohort, blueprint, metric, days, leads.ended)
    _by_need(sheet, cohort, blueprint, "lead_to_decision_days", "decided", decides)
    _by_need(sheet, cohort, blueprint, "lead_to_support_days", "supported", supports)
    sheet.ratios("recovered_share", cohort, np.isfinite(leads.recovery).astype(np.float64))
    _deadlines(sheet, cohort, blueprint)


def _deadlines(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    if np.isnan(blueprint.step_deadline).all():
        return
    in_time, late = floats(cohort.needs, "in_time"), floats(cohort.needs, "late")
    kind = ints(cohort.needs, "need")

    def add(rows: Bools, key: str, by_needs: bool) -> None:
        met = cohort.per_client(cohort.need_owner, in_time * rows)
        missed = cohort.per_client(cohort.need_owner, late * rows)
        sheet.ratios("within_deadline_share", cohort, met, met + missed, key, by_needs)

    add(np.ones(len(kind), dtype=np.bool_), "", True)
    deadlines = _kinds_with(blueprint, ~np.isnan(blueprint.step_deadline))
    for position in np.flatnonzero(deadlines):
        add(kind == position, f"need={blueprint.kinds[position]}", False)
