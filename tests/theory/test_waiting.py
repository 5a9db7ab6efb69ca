"""One unit: Erlang C, any service time, work done again, priority, one case at a time, deadlines."""

from __future__ import annotations

from collections.abc import Mapping

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
    observe,
    one_desk,
    sojourn,
    waits,
)


def desk_figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
    """What Erlang C speaks of."""
    waited = waits(blueprint, ledger)
    return {
        "mean wait": float(waited.mean()),
        "waits at all": float((waited > 0.0).mean()),
        "busy": busy_share(blueprint, ledger),
    }


@pytest.mark.parametrize(
    ("caseworkers", "load", "clients", "narrow"),
    [
        (1, 0.5, 7_000, 0.05),
        (1, 0.7, 15_000, 0.05),
        (3, 0.5, 16_000, 0.06),
        (3, 0.7, 16_000, 0.06),
        (10, 0.7, 23_000, 0.09),
        (10, 0.8, 23_000, 0.08),
    ],
)
def test_erlang_c(agree: Agreement, caseworkers: int, load: float, clients: int, narrow: float) -> None:
    """Mean wait, chance of waiting and share of time at work of M/M/1, M/M/3 and M/M/10."""
    arrivals = load * caseworkers
    found = observe(one_desk(arrivals, caseworkers, clients), desk_figures)
    name = f"M/M/{caseworkers} at {load}"
    agree(f"{name}, mean wait", found["mean wait"], queues.erlang_c_wait(arrivals, 1.0, caseworkers), narrow)
    agree(f"{name}, waits at all", found["waits at all"], queues.erlang_c(arrivals, 1.0, caseworkers))
    agree(f"{name}, busy", found["busy"], load, narrow=0.02)


@pytest.mark.parametrize("cv", [0.5, 1.0])
def test_lognormal_service(agree: Agreement, cv: float) -> None:
    """M/G/1: the mean wait grows with the variance of the effort (Pollaczek-Khinchine)."""
    effort = {"dist": "lognormal", "mean": "1 h", "cv": cv}
    found = observe(one_desk(0.6, 1, 12_000, step={"effort": effort}), desk_figures)
    agree(f"M/G/1, cv {cv}", found["mean wait"], queues.mg1_wait(0.6, 1.0, cv))


def test_work_done_again(agree: Agreement) -> None:
    """M/M/1 where three pieces of work in ten go back to the tail of the queue."""
    again = 0.3
    written = one_desk(0.42, 1, 12_000, step={"next": {"service": again}}, follow_up=200.0)

    def figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        waited, stay = waits(blueprint, ledger), sojourn(ledger)
        return {"wait": float(waited.mean()), "stay": float(stay.mean()), "visits": len(waited) / len(stay)}

    found = observe(written, figures)
    agree("feedback, mean wait of a visit", found["wait"], queues.mm1_wait(0.42 / (1.0 - again), 1.0))
    agree("feedback, mean time in all", found["stay"], queues.feedback_sojourn(0.42, 1.0, again))
    agree("feedback, visits", found["visits"], 1.0 / (1.0 - again), narrow=0.02)


def test_priority(agree: Agreement) -> None:
    """Acute before protective before ordinary at one desk, nobody interrupted (Cobham)."""
    classes = {"acute": (0.2, 1.0), "protective": (0.3, 0.5), "ordinary": (0.28, 1.25)}
    written = {
        "run": horizon(16_000.0),
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
        return {name: float(waits(blueprint, ledger, need=name).mean()) for name in classes}

    found = observe(written, figures)
    rates, means = zip(*classes.values(), strict=True)
    for name, theory in zip(classes, queues.priority_waits(rates, means), strict=True):
        agree(f"priority {name}", found[name], theory)


def assignment_figures(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
    """Mean hours that a cohort need waited for a caseworker of its own."""
    return {"wait": HOURS * float(column(ledger.needs, "assignment_days").mean())}


def test_one_case_at_a_time(agree: Agreement) -> None:
    """With a caseload of 1, waiting for one's caseworker is waiting in M/M/3."""
    written = one_desk(2.1, 3, 14_000, unit={"assignment": "case", "caseload": 1}, follow_up=200.0)
    found = observe(written, assignment_figures)
    agree("caseload 1, M/M/3", found["wait"], queues.erlang_c_wait(2.1, 1.0, 3))


@pytest.mark.parametrize("assignment", ["case", "client"])
def test_one_caseworker_for_two_pieces(agree: Agreement, assignment: str) -> None:
    """One caseworker, caseload 1: a case of two steps, or a client of two needs, is M/E2/1."""
    half = {"effort": exponential(0.5)}
    if assignment == "case":
        needs = {"case": {"steps": {"first": half, "second": half}}}
    else:
        needs = {"case": {"steps": {"only": half}}, "other": {"steps": {"only": half}}}
    desk = {"handles": ["*"], "caseworkers": 1, "assignment": assignment, "caseload": 1}
    written = {
        "run": horizon(24_000.0),
        "office": CLOCK,
        "population": {"profiles": [{"name": "all", "arrivals": "0.6 per hour", "needs": list(needs)}]},
        "needs": needs,
        "organisations": {"office": {"units": {"desk": desk}}},
    }
    found = observe(written, assignment_figures)
    agree(f"M/E2/1, assignment {assignment}", found["wait"], queues.mg1_wait(0.6, 1.0, 0.5**0.5))


def test_deadline(agree: Agreement) -> None:
    """Share of steps that end within their deadline: the time in M/M/1 is exponential."""
    written = one_desk(0.5, 1, 8_000, step={"deadline": "2 h"}, follow_up=200.0)

    def figures(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        in_time, late = column(ledger.needs, "in_time").sum(), column(ledger.needs, "late").sum()
        return {"share": float(in_time / (in_time + late))}

    agree("within deadline", observe(written, figures)["share"], queues.mm1_sojourn_within(0.5, 1.0, 2.0))
