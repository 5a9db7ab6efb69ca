"""Queues and load on those who work: waits, queue lengths, utilisation and caseloads."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import Bools, floats, ratio
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import BY_STEP, CASEWORKER, MANAGER


def _heads(blueprint: Blueprint) -> Floats:
    """People in each unit, shape (U,)."""
    return np.diff(blueprint.unit_worker_start).astype(np.float64)


def _waits(sheet: Sheet, group: str, waits: Floats) -> None:
    if len(waits):
        sheet.add("wait_days", group, float(waits.mean()))
        ordered = np.sort(waits)
        sheet.add("wait_days", group, _quantile(ordered, 0.5), "p50")
        sheet.add("wait_days", group, _quantile(ordered, 0.9), "p90")


def _quantile(ordered: Floats, p: float) -> float:
    """To the last bit what `numpy.quantile` gives, which takes six times as long as a sort."""
    place = p * (len(ordered) - 1)
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    share = place - below
    return low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share)


def waits(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add the wait of every piece of work that became ready in the window, from ready to start."""
    ready = floats(ledger.work, "ready")
    inside = np.flatnonzero((ready >= blueprint.warm_up) & (ready < blueprint.warm_up + blueprint.measure))
    wait = (floats(ledger.work, "start") - ready).take(inside)
    need, unit = ledger.work["need"].take(inside), ledger.work["unit"].take(inside)
    _waits(sheet, "all", wait)
    for position, name in enumerate(blueprint.kinds):
        _waits(sheet, f"need={name}", wait.take(np.flatnonzero(need == position)))
    for position, name in enumerate(blueprint.units):
        _waits(sheet, f"unit={name}", wait.take(np.flatnonzero(unit == position)))


def _by_unit(
    sheet: Sheet,
    blueprint: Blueprint,
    metric: str,
    above: Floats,
    below: Floats,
    units: Bools,
    all_units: Bools,
) -> None:
    """Add total over total for `all_units` together, and for each of `units`."""
    if all_units.any():
        sheet.add(metric, "all", ratio(float(above[all_units].sum()), float(below[all_units].sum())))
    for position in np.flatnonzero(units):
        sheet.add(metric, f"unit={blueprint.units[position]}", ratio(above[position], below[position]))


def load(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add queue lengths (`all`: summed over units), utilisation and caseload over the window.

    `all` of utilisation and caseload are the municipality's casework units: no managers, actors or
    coordinators. Where work is a pool (`assignment: step`) nobody has a caseload.
    """
    units = len(blueprint.units)
    everyone = np.ones(units, dtype=np.bool_)
    window = np.full(units, blueprint.measure)
    heads = _heads(blueprint)
    casework = blueprint.unit_role == CASEWORKER
    assigned = (blueprint.unit_assignment != BY_STEP) & (blueprint.unit_role != MANAGER)
    for metric, column, where in (
        ("queue_length", "queue_area", everyone),
        ("assignment_queue_length", "assignment_area", assigned),
    ):
        area = floats(ledger.units, column)
        if where.any():
            sheet.add(metric, "all", ratio(float(area[where].sum()), blueprint.measure))
        _by_unit(sheet, blueprint, metric, area, window, where, ~everyone)
    time = heads * blueprint.measure
    _by_unit(sheet, blueprint, "utilisation", floats(ledger.units, "busy_area"), time, everyone, casework)
    caseload = floats(ledger.units, "caseload_area")
    _by_unit(sheet, blueprint, "caseload", caseload, time, assigned, assigned & casework)
