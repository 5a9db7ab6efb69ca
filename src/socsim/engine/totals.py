"""Time averages over the window, worked out from rows when a run has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from socsim.engine.ledger import CASEWORKERS, UNITS, WORK, Table
from socsim.scenario.blueprint import Blueprint, Floats

_PLACE = {name: place for place, name in enumerate(WORK)}


def table_of(columns: Mapping[str, str], rows: Floats, order: Sequence[str]) -> Table:
    """A table of typed columns from a matrix of floats, sorted by the named columns."""
    if order:
        places = [list(columns).index(name) for name in reversed(order)]
        rows = rows[np.lexsort([rows[:, place] for place in places])]
    return {name: rows[:, place].astype(dtype) for place, (name, dtype) in enumerate(columns.items())}


def _overlap(blueprint: Blueprint, start: Any, end: Any) -> Floats:
    """Days of each interval that lie within the window."""
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    days: Floats = np.clip(np.minimum(end, last) - np.maximum(start, first), 0.0, None)
    return days


def _sums(index: Floats, weight: Floats, size: int) -> Floats:
    return np.bincount(index.astype(np.int64), weights=weight, minlength=size).astype(np.float64)


def _busy(blueprint: Blueprint, work: Floats, slices: Floats, unfinished: Floats) -> Floats:
    """Busy days of each worker within the window: W."""
    size = int(blueprint.unit_worker_start[-1])
    rate = np.repeat(blueprint.unit_rate, np.diff(blueprint.unit_worker_start))
    worker, end = work[:, _PLACE["worker"]], work[:, _PLACE["end"]]
    hours = work[:, [_PLACE[n] for n in ("hours", "reading", "duplicate")]].sum(axis=1)
    days = hours / rate[worker.astype(np.int64)] if len(work) else hours
    # slices of a sliced piece have been counted one by one: what is left is the last of them
    cut = blueprint.slice_hours
    if np.isfinite(cut):
        pooled = _pooled(blueprint)[work[:, _PLACE["unit"]].astype(np.int64)]
        last = hours - np.maximum(0.0, np.ceil(hours / cut - 1e-12) - 1.0) * cut
        days = np.where(pooled, days, last / rate[worker.astype(np.int64)])
    busy = _sums(worker, _overlap(blueprint, end - days, end), size)
    if len(slices):
        ended = slices[:, 1]
        busy += _sums(slices[:, 0], _overlap(blueprint, ended - slices[:, 2], ended), size)
    under_way = unfinished[unfinished[:, 1] >= 0.0]
    return busy + _sums(under_way[:, 1], _overlap(blueprint, under_way[:, 2], under_way[:, 3]), size)


def _pooled(blueprint: Blueprint) -> Any:
    """Which units work their pieces in one go: pools do."""
    from socsim.scenario.names import BY_STEP, COORDINATOR, MANAGER

    role = blueprint.unit_role
    return (role == MANAGER) | ((blueprint.unit_assignment == BY_STEP) & (role != COORDINATOR))


def units_table(
    blueprint: Blueprint, work: Floats, slices: Floats, unfinished: Floats, waits: Floats, tenures: Floats,
    acceptances: Sequence[int],
) -> Table:
    """Time averages x days for each unit.

    Parameters
    ----------
    work : rows of `ledger.WORK` that ended after the warm-up.
    slices : (worker, end, days) of slices that were not the last of their piece.
    unfinished : (unit, worker or -1, since, until) of pieces that wait or are under way at the end.
    waits : (unit, start, end) of cases that waited for a caseworker.
    tenures : (worker, start, end) of cases with a caseworker.
    acceptances : cases accepted in the window, by unit.
    """
    size = len(blueprint.units)
    unit_of = np.repeat(np.arange(size), np.diff(blueprint.unit_worker_start)).astype(np.float64)
    queue = _sums(
        work[:, _PLACE["unit"]], _overlap(blueprint, work[:, _PLACE["ready"]], work[:, _PLACE["start"]]), size
    )
    waiting = unfinished[unfinished[:, 1] < 0.0]
    queue += _sums(waiting[:, 0], _overlap(blueprint, waiting[:, 2], waiting[:, 3]), size)
    held = unit_of[tenures[:, 0].astype(np.int64)] if len(tenures) else tenures[:, 0]
    values = {
        "queue_area": queue,
        "assignment_area": _sums(waits[:, 0], _overlap(blueprint, waits[:, 1], waits[:, 2]), size),
        "busy_area": _sums(unit_of, _busy(blueprint, work, slices, unfinished), size),
        "caseload_area": _sums(held, _overlap(blueprint, tenures[:, 1], tenures[:, 2]), size),
        "accepted": np.array(acceptances),
    }
    return {name: values[name].astype(dtype) for name, dtype in UNITS.items()}


def caseworkers_table(
    blueprint: Blueprint, work: Floats, slices: Floats, unfinished: Floats, tenures: Floats
) -> Table:
    """Busy days, pieces and caseload of each worker; parameters as for `units_table`."""
    size = int(blueprint.unit_worker_start[-1])
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    inside = (work[:, _PLACE["end"]] >= first) & (work[:, _PLACE["end"]] < last)
    values = {
        "unit": np.repeat(np.arange(len(blueprint.units)), np.diff(blueprint.unit_worker_start)),
        "busy_days": _busy(blueprint, work, slices, unfinished),
        "pieces": _sums(work[inside, _PLACE["worker"]], np.ones(int(inside.sum())), size),
        "caseload_area": _sums(tenures[:, 0], _overlap(blueprint, tenures[:, 1], tenures[:, 2]), size),
    }
    return {name: values[name].astype(dtype) for name, dtype in CASEWORKERS.items()}
