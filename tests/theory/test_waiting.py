"""One unit: Erlang C, any service time, work done again, priority, one case at a time, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest

from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint

from . import queues
from .conftest import Agreement
from .offices import (
    CLOCK,
    HOURS,
    busy_share,
    column,
    exponential,
    horizon,
    load_error,
    observe,
    one_desk,
    sojourn,
    waits,
)


def desk_figures(blueprint: Blueprint, ledger: Ledger, load: float) -> Mapping[str, float]:
    """What Erlang C speaks of."""
    waited = waits(blueprint, ledger)
    return {
        "load error": load_error(blueprint, ledger, load),
        "mean wait": float(waited.mean()),
        "waits at all": float((waited > 0.0).mean()),
        "busy": busy_share(blueprint, ledger),
    }


@pytest.mark.parametrize(
    ("caseworkers", "load", "clients", "narrow"),
    [
        (1, 0.5, 3_600, 0.05),
        (1, 0.7, 8_000, 0.05),
        (3, 0.5, 7_000, 0.08),
        (3, 0.7, 7_000, 0.08),
        (10, 0.7, 14_000, 0.12),
        (10, 0.8, 14_000, 0.12),
    ],
)
def test_erlang_c(agree: Agreement, caseworkers: int, load: float, clients: int, narrow: float) -> None:
    """Mean wait, chance of waiting and share of time at work of M/M/1, M/M/3 and M/M/10, in both engines."""
    arrivals, seed = load * caseworkers, round(100 * load) + caseworkers
    written = one_desk(arrivals, caseworkers, clients, seed)
    found = observe(written, partial(desk_figures, load=load))
    assert observe(written, partial(desk_figures, load=load), "simpy") == found
    name = f"M/M/{caseworkers} at {load}"
    wait = queues.erlang_c_wait(arrivals, 1.0, caseworkers)
    chance = queues.erlang_c(arrivals, 1.0, caseworkers)
    agree(f"{name}, mean wait", found["mean wait"], wait, narrow, control=found["load error"])
    agree(f"{name}, waits at all", found["waits at all"], chance, control=found["load error"])
    agree(f"{name}, busy", found["busy"], load, narrow=0.02)


@pytest.mark.parametrize(("cv", "clients", "seed"), [(0.5, 6_500, 11), (1.0, 10_000, 12)])
def test_lognormal_service(agree: Agreement, cv: float, clients: int, seed: int) -> None:
    """M/G/1: the mean wait grows with the variance of the effort (Pollaczek-Khinchine)."""
    effort = {"dist": "lognormal", "mean": "1 h", "cv": cv}
    found = observe(one_desk(0.6, 1, clients, seed, step={"effort": effort}), partial(desk_figures, load=0.6))
    wait = queues.mg1_wait(0.6, 1.0, cv)
    agree(f"M/G/1, cv {cv}", found["mean wait"], wait, narrow=0.06, control=found["load error"])


def test_work_done_again(agree: Agreement) -> None:
    """M/M/1 where three pieces of work in ten go back to the tail of the queue."""
    again = 0.3
    written = one_desk(0.42, 1, 6_000, 13, step={"next": {"service": again}}, follow_up=200.0)

    def figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        waited, stay = waits(blueprint, ledger), sojourn(ledger)
        return {
            "wait": float(waited.mean()),
            "stay": float(stay.mean()),
            "visits": len(waited) / len(stay),
            "load error": load_error(blueprint, ledger, 0.42 / (1.0 - again)),
        }

    found = observe(written, figures)
    wait, stay = queues.mm1_wait(0.42 / (1.0 - again), 1.0), queues.feedback_sojourn(0.42, 1.0, again)
    agree("feedback, mean wait of a visit", found["wait"], wait, control=found["load error"])
    agree("feedback, mean time in all", found["stay"], stay, control=found["load error"])
    agree("feedback, visits", found["visits"], 1.0 / (1.0 - again), narrow=0.02)


def test_priority(agree: Agreement) -> None:
    """Acute before protective before ordinary at one desk, nobody interrupted (Cobham)."""
    classes = {"acute": (0.2, 1.0), "protective": (0.3, 0.5), "ordinary": (0.28, 1.25)}
    written = {
        "run": horizon(10_000.0, 14),
        "office": CLOCK,
        "population": {
            "profiles": [
                {"name": name, "arrivals": f"{rate} per hour", "needs": [name]}
                for name, (rate, _) in classes.items()
            ]
        },
        "needs": {
            name: {"priority": name, "steps": {"service": {"effort": exponential(mean)}}}
            for name, (_, mean) in classes.items()
        },
        "organisations": {
            "office": {"units": {"desk": {"handles": ["*"], "caseworkers": 1, "assignment": "step"}}}
        },
    }

    def figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        found = {name: float(waits(blueprint, ledger, need=name).mean()) for name in classes}
        return found | {"load error": load_error(blueprint, ledger, sum(a * b for a, b in classes.values()))}

    found = observe(written, figures)
    rates, means = zip(*classes.values(), strict=True)
    for name, theory in zip(classes, queues.priority_waits(rates, means), strict=True):
        agree(f"priority {name}", found[name], theory, narrow=0.06, control=found["load error"])


def assignment_figures(blueprint: Blueprint, ledger: Ledger, load: float) -> Mapping[str, float]:
    """Mean hours that a cohort need waited for a caseworker of its own."""
    return {
        "wait": HOURS * float(column(ledger.needs, "assignment_days").mean()),
        "load error": load_error(blueprint, ledger, load),
    }


def test_one_case_at_a_time(agree: Agreement) -> None:
    """With a caseload of 1, waiting for one's caseworker is waiting in M/M/3."""
    written = one_desk(2.1, 3, 7_000, 15, unit={"assignment": "case", "caseload": 1}, follow_up=200.0)
    found = observe(written, partial(assignment_figures, load=0.7))
    wait = queues.erlang_c_wait(2.1, 1.0, 3)
    agree("caseload 1, M/M/3", found["wait"], wait, narrow=0.08, control=found["load error"])


@pytest.mark.parametrize(("assignment", "seed"), [("case", 16), ("client", 17)])
def test_one_caseworker_for_two_pieces(agree: Agreement, assignment: str, seed: int) -> None:
    """One caseworker, caseload 1: a case of two steps, or a client of two needs, is M/E2/1."""
    half = {"effort": exponential(0.5)}
    if assignment == "case":
        needs = {"case": {"steps": {"first": half, "second": half}}}
    else:
        needs = {"case": {"steps": {"only": half}}, "other": {"steps": {"only": half}}}
    desk = {"handles": ["*"], "caseworkers": 1, "assignment": assignment, "caseload": 1}
    written = {
        "run": horizon(6_000.0, seed),
        "office": CLOCK,
        "population": {"profiles": [{"name": "all", "arrivals": "0.6 per hour", "needs": list(needs)}]},
        "needs": needs,
        "organisations": {"office": {"units": {"desk": desk}}},
    }
    found = observe(written, partial(assignment_figures, load=0.6))
    wait = queues.mg1_wait(0.6, 1.0, 0.5**0.5)
    agree(f"M/E2/1, assignment {assignment}", found["wait"], wait, narrow=0.06, control=found["load error"])


def test_deadline(agree: Agreement) -> None:
    """Share of steps that end within their deadline: the time in M/M/1 is exponential."""
    written = one_desk(0.5, 1, 3_000, 18, step={"deadline": "2 h"}, follow_up=200.0)

    def figures(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        in_time, late = column(ledger.needs, "in_time").sum(), column(ledger.needs, "late").sum()
        return {"share": float(in_time / (in_time + late))}

    agree("within deadline", observe(written, figures)["share"], queues.mm1_sojourn_within(0.5, 1.0, 2.0))
