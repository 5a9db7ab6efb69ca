"""Queues and load on those who work: waits, queue lengths, utilisation and caseloads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from socsim.analysis.absence import days_held, days_there
from socsim.analysis.cohort import Bools, floats, ints, ratio
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Column, Ledger, Table
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import BY_STEP, CASEWORKER, MANAGER

SEVERITIES = 3
_SPELLS = 1_000_000  # nobody has a need of one kind so often


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


def _apart(codes: Column, many: int) -> Iterator[Ints]:
    """The rows of each of the codes 0, 1, ..., in their order; others are left out."""
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes, np.arange(many + 1), sorter=order)
    for first, last in pairwise(ends.tolist()):
        yield order[first:last]


def waits(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add the wait of every piece of work that became ready in the window, from ready to start."""
    ready = floats(ledger.work, "ready")
    inside = np.flatnonzero((ready >= blueprint.warm_up) & (ready < blueprint.warm_up + blueprint.measure))
    wait = (floats(ledger.work, "start") - ready).take(inside)
    need, unit = ledger.work["need"].take(inside), ledger.work["unit"].take(inside)
    _waits(sheet, "all", wait)
    for key, names, codes in (("need", blueprint.kinds, need), ("unit", blueprint.units, unit)):
        for name, rows in zip(names, _apart(codes, len(names)), strict=True):
            _waits(sheet, f"{key}={name}", wait.take(rows))
    if blueprint.acute_from <= SEVERITIES:
        severity = _severity_at_birth(ledger, blueprint, inside)
        for grade in range(1, SEVERITIES + 1):
            _waits(sheet, f"severity={grade}", wait.take(np.flatnonzero(severity == grade)))


def _severity_at_birth(ledger: Ledger, blueprint: Blueprint, pieces: Ints) -> Ints:
    """Of pieces of work about needs of the cohort: how severe each need was when it arose; else 0."""

    def key(table: Table, rows: Ints | slice) -> Ints:
        client, need, spell = (ints(table, name)[rows] for name in ("client", "need", "spell"))
        return (client * len(blueprint.kinds) + need) * _SPELLS + spell

    known, asked = key(ledger.needs, slice(None)), key(ledger.work, pieces)
    if len(known) == 0:
        return np.zeros(len(asked), dtype=np.int64)
    order = np.argsort(known)
    place = order[np.minimum(np.searchsorted(known[order], asked), len(known) - 1)]
    found = (known[place] == asked) & (ints(ledger.work, "need")[pieces] >= 0)
    return np.where(found, ints(ledger.needs, "severity")[place], 0)


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
    there = days_there(ledger, blueprint)
    _by_unit(sheet, blueprint, "utilisation", floats(ledger.units, "busy_area"), there, everyone, casework)
    time = days_held(ledger, blueprint)
    caseload = floats(ledger.units, "caseload_area")
    _by_unit(sheet, blueprint, "caseload", caseload, time, assigned, assigned & casework)
