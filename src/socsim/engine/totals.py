"""From the rows that an engine leaves behind to the ledger: what need not be counted as it goes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from socsim.engine.ledger import (
    CASEWORKERS,
    CLIENTS,
    DECISIONS,
    FALLS,
    FAULTS,
    NEEDS,
    PLANS,
    UNITS,
    WORK,
    Ledger,
    Table,
)
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import SUSPENSION, UNMET_WORK, UNUSED, VACANCY
from socsim.scenario.names import WORK as KINDS_OF_WORK
from socsim.scenario.quantities import DAYS_A_MONTH

_BLOCK = 2000
"""Rows that the processor can keep at hand while it turns them into columns."""
_MEETS = ~np.isin(np.arange(len(KINDS_OF_WORK)), UNMET_WORK)
"""Of each kind of work: whether the client meets who does it."""
_C = {name: place for place, name in enumerate(CLIENTS)}
_N = {name: place for place, name in enumerate(NEEDS)}


@dataclass(frozen=True)
class Rows:
    """What an engine hands over when a run has ended, as matrices of floats.

    Attributes
    ----------
    clients, needs, falls : in the columns of `engine/ledger.py`; clients by arrival; changed in place.
    work : client, kind, spell, step, worker, what, ready, start, end, hours, reading, duplicate,
        documentation; of the pieces that ended after the warm-up. `worker` is a person here and in `slices`,
        `cut` and `unfinished`: with W desks, person p sits at desk p modulo W, an agency worker if p // W is
        odd.
    slices : worker, end, days; slices of a piece that were not its last, and what was done of a piece
        until somebody had to go; where goes at a piece may end at any time (`Blueprint.notes_goes`), all of
        them.
    tenures : worker, start, end; cases with a caseworker.
    waits : unit, start, end; cases that waited for a caseworker.
    turned : unit, 0 (for want of money) or 1 (because of another need), time; needs turned away.
    stays : unit, start, end, money a day; needs in a support that costs something.
    cut : like `work`; pieces that were begun and never finished: the need had ended, or the run.
    cut_after : how many of `work` there were when each of these was cut.
    unfinished : unit, worker or -1, since, until; pieces that waited until they were dropped or the run
        ended, and desks that were busy then.
    plans : joint plans, in the columns of `engine/ledger.py`.
    faults : in the columns of `engine/ledger.py`, those of the warm-up among them.
    drafts : decisions and faults of the window, of each unit in each month, in a row.
    absences : worker, kind, start, end; times when somebody was ill, or the post vacant.
    sittings : worker, start, end; times when an agency worker sat there.
    """

    clients: Floats
    needs: Floats
    work: Floats
    falls: Floats
    slices: Floats
    tenures: Floats
    waits: Floats
    turned: Floats
    stays: Floats
    cut: Floats
    cut_after: Ints
    unfinished: Floats
    plans: Floats
    faults: Floats
    drafts: Ints
    absences: Floats
    sittings: Floats


@dataclass(frozen=True)
class _Work:
    """The columns of `Rows.work`, with what follows from them."""

    client: Ints
    kind: Ints
    spell: Ints
    step: Ints
    worker: Ints
    what: Ints
    ready: Floats
    start: Floats
    end: Floats
    hours: Floats
    reading: Floats
    duplicate: Floats
    documentation: Floats
    unit: Ints
    person: Ints
    until: Floats  # the end of the client's follow-up; minus infinity outside the cohort

    def first(self, size: int) -> _Work:
        """The first so many pieces."""
        return _Work(*(getattr(self, field.name)[:size] for field in fields(self)))

    def after(self, size: int) -> _Work:
        """All but the first so many pieces."""
        return _Work(*(getattr(self, field.name)[size:] for field in fields(self)))


def make_ledger(blueprint: Blueprint, rows: Rows) -> Ledger:
    """Count what follows from the rows, and make the tables."""
    begun = _columns(blueprint, rows.clients, rows.work, rows.cut)
    work = begun.first(len(rows.work))
    _count_contacts(rows.clients, begun)
    needs = _by_need(blueprint, rows.needs)
    _count_handovers(blueprint, needs, begun, rows.cut_after)
    _count_open_days(blueprint, rows.clients, needs)
    busy = _busy_days(blueprint, work, rows)
    return Ledger(
        clients=_table(CLIENTS, rows.clients),
        needs=_table(NEEDS, needs),
        falls=_table(FALLS, rows.falls),
        work=_work_table(blueprint, work),
        units=_units(blueprint, work, begun.after(len(rows.work)), rows, busy[0]),
        caseworkers=_caseworkers(blueprint, work, rows, busy),
        plans=_table(PLANS, rows.plans),
        faults=_table(
            FAULTS, rows.faults[(rows.faults[:, 6] >= blueprint.warm_up) | (rows.faults[:, 13] > 0.0)]
        ),
        decisions=decisions(blueprint, rows.drafts),
    )


def _unit_of_worker(blueprint: Blueprint) -> Ints:
    units: Ints = np.repeat(np.arange(len(blueprint.units)), np.diff(blueprint.unit_worker_start))
    return units


def _columns(blueprint: Blueprint, clients: Floats, work: Floats, cut: Floats) -> _Work:
    every: list[Any] = [np.concatenate(pair) for pair in zip(work.T, cut.T, strict=True)]
    whole: list[Ints] = [column.astype(np.int64) for column in every[:6]]
    person = whole[4]
    worker = whole[4] = person % int(blueprint.unit_worker_start[-1])
    until = np.full(1 + max(whole[0].max(initial=0), int(clients[:, 0].max(initial=0))), -np.inf)
    until[clients[:, 0].astype(np.int64)] = clients[:, _C["arrival"]] + blueprint.follow_up
    columns: list[Any] = [*whole, *every[6:], _unit_of_worker(blueprint)[worker], person, until[whole[0]]]
    return _Work(*columns)


def _table(columns: Mapping[str, str], rows: Floats) -> Table:
    """Typed columns from a matrix of floats."""
    table = {name: np.empty(len(rows), dtype=dtype) for name, dtype in columns.items()}
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK]
        for place, column in enumerate(table.values()):
            column[first : first + _BLOCK] = block[:, place]
    return table


def _by_need(blueprint: Blueprint, needs: Floats) -> Floats:
    """The rows by client, kind and spell; those of needs at arrival stand so already."""
    key = _need_key(blueprint, *(needs[:, place].astype(np.int64) for place in (0, 1, 2)))
    if (key[1:] > key[:-1]).all():
        return needs
    return needs[np.argsort(key, kind="stable")]


def _work_table(blueprint: Blueprint, work: _Work) -> Table:
    values: dict[str, Any] = {
        **{name: getattr(work, name) for name in WORK if name not in ("need", "cohort")},
        "need": work.kind,
        "cohort": work.until > -np.inf,
    }
    ready = (work.ready >= blueprint.warm_up) | (work.until > -np.inf)
    chosen = slice(None) if ready.all() else ready
    return {name: values[name][chosen].astype(dtype) for name, dtype in WORK.items()}


def counts_hands(blueprint: Blueprint) -> bool:
    """Whether it matters to anything whose hands a need has been in."""
    bp = blueprint
    personal = bp.fault_per_handover + bp.fault_per_novice + bp.fault_spread + bp.fault_suspends
    return bool((personal * bp.drafts).any())


def months(blueprint: Blueprint) -> int:
    """Months of the window, the last one perhaps cut short."""
    return math.ceil(blueprint.measure / DAYS_A_MONTH)


def decisions(blueprint: Blueprint, drafts: Ints) -> Table:
    """Decisions and faults by unit and month, of the units of which they are counted."""
    counts = drafts.reshape(len(blueprint.units), -1, 2)
    chosen = np.flatnonzero(blueprint.drafts)
    unit = np.repeat(chosen, counts.shape[1])
    month = np.tile(np.arange(counts.shape[1]), len(chosen))
    values = {
        "unit": unit, "month": month, "decisions": counts[unit, month, 0], "faults": counts[unit, month, 1],
    }  # fmt: skip
    return {name: values[name].astype(dtype) for name, dtype in DECISIONS.items()}


# -- counts by client and need ---------------------------------------------------------------------


def _count_contacts(clients: Floats, work: _Work) -> None:
    """How many distinct people each client of the cohort met before `until`; managers do not meet."""
    met = _MEETS[work.what] & (work.start < work.until)
    people = 1 + int(work.person.max(initial=0))
    pairs = np.sort(work.client[met] * people + work.person[met])
    distinct = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
    times = np.bincount(distinct // people, minlength=1 + int(clients[:, 0].max(initial=0)))
    contacts = times[clients[:, 0].astype(np.int64)]
    clients[:, _C["contacts"]] = contacts
    # an engine need not note the single contact of a client with one need
    clients[:, _C["contacts_at_once"]] = np.maximum(clients[:, _C["contacts_at_once"]], contacts > 0)


def _count_handovers(blueprint: Blueprint, needs: Floats, work: _Work, cut_after: Ints) -> None:
    """How often a need was worked on by another person than the time before, before `until`."""
    met = np.flatnonzero(_MEETS[work.what] & (work.kind >= 0) & (work.start < work.until))
    if len(cut_after):  # a piece may be cut in the instant in which it and the one after it begin
        turn = np.concatenate((np.arange(len(work.what) - len(cut_after)), cut_after - 0.5))
        met = met[np.argsort(turn[met], kind="stable")]
    key = _need_key(blueprint, work.client[met], work.kind[met], work.spell[met])
    start, person = work.start[met], work.person[met]
    order = _in_order(key, start)
    key, person = key[order], person[order]
    changed = (key[1:] == key[:-1]) & (person[1:] != person[:-1])
    who, times = np.unique(key[1:][changed], return_counts=True)
    own = _need_key(blueprint, *(needs[:, place].astype(np.int64) for place in (0, 1, 2)))
    needs[np.searchsorted(own, who), _N["handovers"]] = times


def _in_order(key: Ints, time: Floats) -> Any:
    """An index that sorts by key and time, found sooner where the rows of a key stand in order of time."""

    def sorted_already(key: Ints, time: Floats) -> bool:
        return bool(((key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & (time[1:] >= time[:-1]))).all())

    if sorted_already(key, time):
        return slice(None)
    order = np.argsort(key, kind="stable")
    return order if sorted_already(key[order], time[order]) else np.lexsort((time, key))


def _need_key(blueprint: Blueprint, client: Ints, kind: Ints, spell: Ints) -> Ints:
    """One whole number for each need; nobody has a need of one kind a million times."""
    return (client * len(blueprint.kinds) + kind) * 1_000_000 + spell


def _count_open_days(blueprint: Blueprint, clients: Floats, needs: Floats) -> None:
    """Days with at least one open need before `until`: the union of the needs' lives."""
    if len(needs) == 0:
        return
    client, start, end = needs[:, 0].astype(np.int64), needs[:, _N["born"]], needs[:, _N["closed"]]
    order = _in_order(client, start)
    client, start, end = client[order], start[order], end[order]
    size = 1 + int(clients[:, 0].max())
    until = np.zeros(size)
    until[clients[:, 0].astype(np.int64)] = clients[:, _C["arrival"]] + blueprint.follow_up
    end = np.minimum(np.where(np.isnan(end), np.inf, end), until[client])
    # up to when the client's earlier needs cover the days: a pass for each further need of a client
    covered = np.full(len(end), -np.inf)
    same = np.flatnonzero(client[1:] == client[:-1]) + 1
    while True:
        reached = np.maximum(covered[same - 1], end[same - 1])
        if not (reached > covered[same]).any():
            break
        covered[same] = reached
    days = np.clip(end - np.maximum(start, covered), 0.0, None)
    clients[:, _C["open_days"]] = _sums(client, days, size)[clients[:, 0].astype(np.int64)]


# -- time averages over the window -----------------------------------------------------------------


def _overlap(blueprint: Blueprint, start: Any, end: Any) -> Floats:
    """Days of each interval that lie within the window."""
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    days: Floats = np.clip(np.minimum(end, last) - np.maximum(start, first), 0.0, None)
    return days


def _sums(index: Any, weight: Any, size: int) -> Floats:
    return np.bincount(np.asarray(index, dtype=np.int64), weights=weight, minlength=size).astype(np.float64)


def _busy_days(blueprint: Blueprint, work: _Work, rows: Rows) -> Floats:
    """Busy days of each desk within the window, and of the agency workers there: 2 x W."""
    size = int(blueprint.unit_worker_start[-1])
    person, ended, length = rows.slices.T
    slices = _by_person(person, _overlap(blueprint, ended - length, ended), size)
    _, person, since, until = rows.unfinished[rows.unfinished[:, 1] >= 0.0].T
    unfinished = _by_person(person, _overlap(blueprint, since, until), size)
    if blueprint.notes_goes:
        return slices + unfinished
    hours = work.hours + work.reading + work.duplicate + work.documentation
    # the slices of a piece before its last have been noted one by one
    cut = blueprint.slice_hours
    if np.isfinite(cut):
        longer = np.flatnonzero(~blueprint.pooled[work.unit] & (hours > cut))
        while len(longer):  # cut off as desks do, to the last bit: 12 h and a rounding error end with that
            hours[longer] -= cut
            longer = longer[hours[longer] > cut]
    days = hours / blueprint.unit_rate[work.unit]
    busy = _by_person(work.person, _overlap(blueprint, work.end - days, work.end), size)
    return busy + slices + unfinished


def _by_person(person: Any, days: Floats, size: int) -> Floats:
    """Sums for each desk: of all who sit there, and of agency workers; shape (2, size)."""
    person = np.asarray(person, dtype=np.int64)
    agency = person // size % 2 == 1
    return np.stack((_sums(person % size, days, size), _sums(person[agency] % size, days[agency], size)))


def _units(blueprint: Blueprint, work: _Work, cut: _Work, rows: Rows, busy: Floats) -> Table:
    """Time averages x days for each unit."""
    size, unit_of = len(blueprint.units), _unit_of_worker(blueprint)
    queue = _sums(work.unit, _overlap(blueprint, work.ready, work.start), size)
    queue += _sums(cut.unit, _overlap(blueprint, cut.ready, cut.start), size)
    unit, _, since, until = rows.unfinished[rows.unfinished[:, 1] < 0.0].T
    waiting, first, last = rows.waits.T
    worker, taken, left = rows.tenures.T
    paying, begun, ended, per_day = rows.stays.T
    turning, why, _ = rows.turned[
        (rows.turned[:, 2] >= blueprint.warm_up) & (rows.turned[:, 2] < blueprint.warm_up + blueprint.measure)
    ].T
    values = {
        "queue_area": queue + _sums(unit, _overlap(blueprint, since, until), size),
        "assignment_area": _sums(waiting, _overlap(blueprint, first, last), size),
        "busy_area": _sums(unit_of, busy, size),
        "caseload_area": _sums(unit_of[worker.astype(np.int64)], _overlap(blueprint, taken, left), size),
        "support_cost": _sums(paying, _overlap(blueprint, begun, ended) * per_day, size),
        "rejected": _sums(turning, why == 0.0, size),
        "excluded": _sums(turning, why == 1.0, size),
    }
    return {name: values[name].astype(dtype) for name, dtype in UNITS.items()}


def _caseworkers(blueprint: Blueprint, work: _Work, rows: Rows, busy: Floats) -> Table:
    """Busy days, pieces and caseload of each worker."""
    size = int(blueprint.unit_worker_start[-1])
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    inside = (work.end >= first) & (work.end < last)
    worker, taken, left = rows.tenures.T
    values = {
        "unit": _unit_of_worker(blueprint),
        "busy_days": busy[0],
        "pieces": np.bincount(work.worker[inside], minlength=size),
        "caseload_area": _sums(worker, _overlap(blueprint, taken, left), size),
        **_away(blueprint, rows, size),
        "agency_hours": busy[1] * blueprint.unit_rate[_unit_of_worker(blueprint)],
    }
    return {name: values[name].astype(dtype) for name, dtype in CASEWORKERS.items()}


def _away(blueprint: Blueprint, rows: Rows, size: int) -> dict[str, Any]:
    """Days within the window on which somebody was ill, the post vacant, or an agency worker there."""
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    worker, kind, gone, back = rows.absences.T
    vacant, unused, suspended = (kind == what for what in (VACANCY, UNUSED, SUSPENSION))
    ill = ~(vacant | unused | suspended)
    days = _overlap(blueprint, gone, back)
    inside = (gone >= first) & (gone < last)
    left = worker[vacant & inside].astype(np.int64)
    moved = worker[unused & inside & (gone > 0.0)].astype(np.int64)  # at 0 desks are kept for whom may come
    sitter, came, went = rows.sittings.T
    return {
        "sick_days": _sums(worker[ill], days[ill], size),
        "vacant_days": _sums(worker[vacant], days[vacant], size),
        "suspended_days": _sums(worker[suspended], days[suspended], size),
        "agency_days": _sums(sitter, _overlap(blueprint, came, went), size),
        "left": np.bincount(left, minlength=size),
        "unused_days": _sums(worker[unused], days[unused], size),
        "moved": np.bincount(moved, minlength=size),
    }
