"""Time averages over the window, worked out from rows when a run has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from socsim.engine.ledger import CASEWORKERS, CLIENTS, NEEDS, UNITS, WORK, Table
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


def _met(blueprint: Blueprint, work: Floats) -> Floats:
    """Pieces of work at which a client is met: all but managers' decisions."""
    from socsim.scenario.names import DECISION_WORK

    met: Floats = work[work[:, _PLACE["what"]] != DECISION_WORK]
    return met


def _until(blueprint: Blueprint, clients: Floats, client: Floats) -> Floats:
    """The end of the follow-up of each of the given clients; minus infinity outside the cohort."""
    if len(clients) == 0:
        return np.full(len(client), -np.inf)
    order = np.argsort(clients[:, 0])
    place = np.minimum(np.searchsorted(clients[order, 0], client), len(order) - 1)
    row = order[place]
    ends = clients[row, list(CLIENTS).index("arrival")] + blueprint.follow_up
    until: Floats = np.where(clients[row, 0] == client, ends, -np.inf)
    return until


def count_contacts(blueprint: Blueprint, clients: Floats, work: Floats) -> None:
    """Fill in how many distinct people each client of the cohort met before `until`.

    Parameters
    ----------
    clients : rows of `ledger.CLIENTS`, changed in place.
    work : rows of `ledger.WORK`.
    """
    met = _met(blueprint, work)
    met = met[met[:, _PLACE["start"]] < _until(blueprint, clients, met[:, _PLACE["client"]])]
    pairs = np.unique(met[:, [_PLACE["client"], _PLACE["worker"]]], axis=0)
    who, times = np.unique(pairs[:, 0], return_counts=True)
    order = np.argsort(clients[:, 0])
    clients[order[np.searchsorted(clients[order, 0], who)], list(CLIENTS).index("contacts")] = times


def count_handovers(blueprint: Blueprint, needs: Floats, clients: Floats, work: Floats) -> None:
    """Fill in how often a need was worked on by another person than the time before, before `until`.

    Parameters
    ----------
    needs : rows of `ledger.NEEDS`, changed in place.
    clients, work : rows of `ledger.CLIENTS` and `ledger.WORK`.
    """
    met = _met(blueprint, work)
    met = met[met[:, _PLACE["need"]] >= 0.0]
    client, kind, spell = (met[:, _PLACE[name]] for name in ("client", "need", "spell"))
    key = _need_key(blueprint, client, kind, spell)
    order = np.lexsort((met[:, _PLACE["start"]], key))
    key, worker = key[order], met[order, _PLACE["worker"]]
    inside = met[order, _PLACE["start"]] < _until(blueprint, clients, client[order])
    change = np.zeros(len(key), dtype=bool)
    change[1:] = (key[1:] == key[:-1]) & (worker[1:] != worker[:-1])
    who, times = np.unique(key[change & inside], return_counts=True)
    own = _need_key(blueprint, needs[:, 0], needs[:, 1], needs[:, 2])
    place = np.argsort(own)
    needs[place[np.searchsorted(own[place], who)], list(NEEDS).index("handovers")] = times


def _need_key(blueprint: Blueprint, client: Floats, kind: Floats, spell: Floats) -> Any:
    """One whole number for each need; nobody has a need of one kind a million times."""
    kinds = len(blueprint.kinds)
    return (client.astype(np.int64) * kinds + kind.astype(np.int64)) * 1_000_000 + spell.astype(np.int64)


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
