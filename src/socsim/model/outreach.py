"""Outreach: who is found before they seek help, and what they have then [24].

The people of a replication are those who seek help. An organisation with outreach finds some of them some
days before, and some others who would never have come. Both engines use it when they have made their people.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from socsim.model.distributions import EMPIRICAL, draw, empirical_place
from socsim.model.draws import child_array, salt, uniform, uniform_array
from socsim.model.laws import happened_since
from socsim.model.people import IN_VAIN, People, who_come
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import UNSEEN

Bools = npt.NDArray[np.bool_]


def found_early(blueprint: Blueprint, people: People) -> People:
    """The same people as they come to an organisation that finds some of them before they seek help."""
    reach, more = blueprint.outreach[:2].tolist()
    if reach == 0.0:
        return people
    found = uniform_array(people.key, salt("reached")) < reach
    lead = np.where(found, _leads(blueprint, people.key), 0.0)
    lead[lead > people.arrival] = 0.0  # nobody is found before there is an office
    begin, end = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    theirs = replace(
        as_they_were(blueprint, people, lead),
        arrival=people.arrival - lead,
        number=np.arange(len(lead)),
        cohort=(people.arrival >= begin) & (people.arrival < end),
        lead=lead,
        sought=np.diff(people.need_start),
    )
    others = _would_never_have_come(blueprint, people, theirs, more)
    return _in_order(_together(theirs, others), blueprint.horizon)


def _leads(blueprint: Blueprint, key: npt.NDArray[np.uint64]) -> Floats:
    """How many days before they would have come people are found, cut at the longest."""
    code, a, b, c = blueprint.outreach_lead.tolist()
    u = uniform_array(key, salt("lead")).tolist()
    if int(code) == EMPIRICAL:
        days = [float(blueprint.empirical[empirical_place(a, b, x)]) for x in u]
    else:
        days = [draw(int(code), a, b, c, x) for x in u]
    cut: Floats = np.minimum(np.array(days, dtype=np.float64), blueprint.outreach[2])
    return cut


def as_they_were(blueprint: Blueprint, people: People, lead: Floats) -> People:
    """The needs of people so many days earlier: less severe, and some not there yet.

    The first of the needs that they would have come with has been there all along.
    """
    severity, there = people.need_severity.copy(), np.ones(len(people.need_kind), dtype=bool)
    start = people.need_start.tolist()
    hazard = blueprint.kind_escalation * blueprint.state_hazard[UNSEEN]
    into = _into(blueprint)
    earlier, not_yet = salt("earlier"), salt("not yet")
    for client in np.flatnonzero(lead > 0.0).tolist():
        days, rows = float(lead[client]), range(start[client], start[client + 1])
        kinds = people.need_kind[rows.start : rows.stop].tolist()
        comes = next(row for row in rows if people.need_presented[row])
        grades = severity[rows.start : rows.stop].tolist()
        rates = [hazard[kind, grade - 1] for kind, grade in zip(kinds, grades, strict=True)]
        for row, kind in zip(rows, kinds, strict=True):
            key, attempt = int(people.need_key[row]), 0
            rate = sum(r * into[k, kind] for r, k in zip(rates, kinds, strict=True) if k != kind)
            if row != comes and uniform(key, not_yet) < happened_since(float(rate), days):
                there[row] = False
            while severity[row] > 1:
                rate = float(hazard[kind, severity[row] - 2])
                if uniform(key, earlier, attempt) >= happened_since(rate, days):
                    break
                severity[row] -= 1
                attempt += 1
    owner = np.repeat(np.arange(len(lead)), np.diff(people.need_start))
    counts = np.bincount(owner[there], minlength=len(lead))
    return replace(
        people,
        need_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        need_kind=people.need_kind[there],
        need_key=people.need_key[there],
        need_severity=severity[there],
        need_presented=people.need_presented[there],
    )


def _into(blueprint: Blueprint) -> Floats:
    """K x K: chance that an escalation of the one kind brings the other."""
    into = np.zeros((len(blueprint.kinds), len(blueprint.kinds)))
    kind = np.repeat(np.arange(len(blueprint.kinds)), np.diff(blueprint.spill_start))
    into[kind, blueprint.spill_kind] = blueprint.spill_chance
    return into


def _would_never_have_come(blueprint: Blueprint, people: People, theirs: People, more: float) -> People:
    """Who is found although their needs would have passed: one beside some of those who seek help.

    They are followed where the client beside whom they are is.
    """
    assert theirs.cohort is not None
    beside = np.flatnonzero(uniform_array(people.key, salt("in vain")) < more)
    key = child_array(people.key[beside], salt("in vain"), 1)
    lead = _leads(blueprint, key)
    arrival = people.arrival[beside] - lead
    inside = np.flatnonzero(arrival >= 0.0)
    row = beside[inside]
    others = who_come(blueprint, key[inside], arrival[inside], people.profile[row], people.district[row])
    return replace(
        as_they_were(blueprint, others, lead[inside]),
        number=IN_VAIN + row,
        cohort=theirs.cohort[row],
        lead=lead[inside],
        sought=np.diff(others.need_start),
    )


CLIENTS = (
    "key", "arrival", "profile", "district", "coping", "members", "number", "cohort", "lead", "sought",
)  # fmt: skip
NEEDS = ("need_kind", "need_key", "need_severity", "need_presented")


def _together(one: People, other: People) -> People:
    """All of both."""
    columns = {
        name: np.concatenate((getattr(one, name), getattr(other, name))) for name in (*CLIENTS, *NEEDS)
    }
    start = np.concatenate((one.need_start, one.need_start[-1] + other.need_start[1:]))
    return replace(one, need_start=start, **columns)


def _in_order(people: People, horizon: float) -> People:
    """In the order in which they come, without those who come too late."""
    order = np.argsort(people.arrival, kind="stable")
    order = order[people.arrival[order] < horizon]
    counts = np.diff(people.need_start)[order]
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    rows: Ints = np.repeat(people.need_start[order] - start[:-1], counts) + np.arange(start[-1])
    columns = {name: values[order] for name in CLIENTS if len(values := getattr(people, name))}
    columns |= {name: getattr(people, name)[rows] for name in NEEDS}
    return replace(people, need_start=start, **columns)
