"""What clients do: giving up, missing letters, getting worse before help comes; and where days go."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import CAUSES, OPEN_STATES

from . import queues
from .conftest import Agreement
from .offices import HOURS, column, exponential, from_yaml, observe, one_desk, replications, waits


def patient_figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
    """What Erlang A speaks of."""
    needs = ledger.needs
    assert (column(ledger.falls, "cause") == CAUSES.index("gave_up")).all()
    return {
        "gave up": float(column(needs, "falls").mean()),
        "served wait": float(waits(blueprint, ledger).mean()),
        "wait": HOURS * float(column(needs, "assignment_days").mean()),
    }


@pytest.mark.parametrize(
    ("load", "assignment", "clients", "seed"),
    [(0.8, "step", 8_000, 31), (1.2, "step", 4_000, 32), (1.2, "case", 4_000, 33)],
)
def test_giving_up(agree: Agreement, load: float, assignment: str, clients: int, seed: int) -> None:
    """Patience of two hours at four caseworkers (Erlang A), below and above their capacity."""
    unit = {"assignment": assignment} | ({"caseload": 1} if assignment == "case" else {})
    patience = {"dist": "exponential", "mean": "2 h"}
    behaviour = {"patience": patience}
    written = one_desk(4 * load, 4, clients, seed, unit=unit, behaviour=behaviour, follow_up=100.0)
    found = observe(written, patient_figures)
    theory = queues.erlang_a(4 * load, 1.0, 4, 0.5)
    name = f"Erlang A at {load}, assignment {assignment}"
    agree(f"{name}, gave up", found["gave up"], theory.gave_up, narrow=0.06)
    if assignment == "step":
        agree(f"{name}, wait of the served", found["served wait"], theory.served_wait, narrow=0.06)
    else:
        agree(f"{name}, wait of all", found["wait"], theory.wait, narrow=0.06)


@pytest.mark.parametrize("reminders", [0, 1, 2])
def test_reminders(agree: Agreement, reminders: int) -> None:
    """A case is closed when a letter and all its reminders are missed, each by chance."""
    miss = 0.4
    written = one_desk(
        20.0,
        100,
        800 * 2**reminders,
        40 + reminders,
        step={"asks_for": ["identity", "income", "housing"]},
        behaviour={"missed_paperwork": miss, "paperwork": {"reminders": reminders, "remind_after": "1 h"}},
        follow_up=40.0,
    )

    def figures(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        fell = column(ledger.needs, "falls")
        return {"fell": float(fell.mean()), "asked": float(column(ledger.needs, "demands").mean())}

    found = observe(written, figures)
    agree(f"{reminders} reminders, fell", found["fell"], queues.all_letters_missed(miss, reminders), 0.06)
    agree(f"{reminders} reminders, items asked", found["asked"], 3.0 * queues.letters_sent(miss, reminders))


def test_a_coordinator_catches_each_fall_anew(agree: Agreement) -> None:
    """Whether a fall is averted is chance each time, not once and for all."""
    written = one_desk(
        20.0,
        100,
        400,
        45,
        step={"asks_for": ["identity", "income", "housing"]},
        behaviour={"missed_paperwork": 0.5, "paperwork": {"reminders": 0, "remind_after": "1 h"}},
        follow_up=24.0,
    )
    visits = {"effort": "0.01 h", "every": "1000 h"}
    everyone = {
        "number": 500,
        "caseload": 500,
        "for": {"needs_at_least": 1},
        "catches": 0.5,
        "visits": visits,
    }
    (office,) = written["organisations"].values()
    helped = {**written, "organisations": {"office": {**office, "coordinators": {"coach": everyone}}}}
    found = observe(helped, lambda _, ledger: {"fell": float(column(ledger.needs, "falls").mean())})
    agree("fell despite a coordinator", found["fell"], queues.missed_and_not_caught(0.5, 0.5), 0.08)


def crises(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
    """Share of needs with a crisis, and crises a need."""
    count = column(ledger.needs, "crises")
    return {"any": float((count > 0).mean()), "mean": float(count.mean())}


def worsening(severity: int, rate: str) -> Mapping[str, object]:
    """A need that starts at one severity and escalates, at the top into a crisis."""
    shares = {level: float(level == severity) for level in (1, 2, 3)}
    return {"severity": shares, "escalates": {"rate": rate, "crisis": {"cost": "1000 SEK"}}}


@pytest.mark.parametrize("severity", [1, 3])
def test_escalation_races_work(agree: Agreement, severity: int) -> None:
    """Nobody waits: each escalation comes before the end of the work with chance a / (a + b)."""
    worse, done = 1.0, 0.8  # an hour
    written = one_desk(
        5.0,
        100,
        1_500,
        50 + severity,
        step={"effort": exponential(1.0 / done)},
        need=worsening(severity, f"{worse} per hour"),
        follow_up=40.0,
    )
    found = observe(written, crises)
    chance = queues.first_of_two(worse, done)
    agree(f"crisis from severity {severity}", found["any"], chance ** (4 - severity), 0.06)
    agree(f"crises from severity {severity}", found["mean"], chance ** (3 - severity) * worse / done, 0.06)


def test_escalation_races_the_queue(agree: Agreement) -> None:
    """Who gets worse only while waiting at M/M/2."""
    written = one_desk(
        1.6,
        2,
        5_000,
        55,
        need=worsening(3, "1 per hour"),
        behaviour={"escalation_while": {"in_process": 0}},
        follow_up=200.0,
    )
    found = observe(written, crises)
    agree("crisis while waiting", found["any"], queues.event_during_wait(1.6, 1.0, 2, 1.0), 0.06)


EVERYTHING = """
run: {warm_up: 1 year, measure: 1 year, follow_up: 1 year, replications: 2, seed: 3}
population:
  coping: {mean: 2, sd: 1}
  profiles:
    - {name: one, arrivals: 200 per year, needs: [money]}
    - {name: many, arrivals: 60 per year, needs: {money: 1, health: 0.7}, presents: [money, health]}
needs:
  money:
    severity: {1: 0.5, 2: 0.3, 3: 0.2}
    steps:
      intake: {effort: 2 h, asks_for: [identity], deadline: 14 days}
      investigation: {effort: {dist: lognormal, mean: 8 h, cv: 0.6}, asks_for: [income], next: {intake: 0.1}}
      decision: {effort: 1 h, decides: true, unfounded: 0.2}
      support: {effort: 1 h, every: 30 days, asks_for: [income]}
    recovers_after: 200 days
    resolves_alone: 0.5 per year
    escalates: {rate: 1 per year, into: {health: 0.2}, crisis: {cost: 1000 SEK}}
    relapses: 0.3 per year
  health:
    priority: protective
    steps:
      intake: {effort: 3 h, asks_for: [identity]}
      support: {effort: 2 h, every: 20 days}
    recovers_after: 100 days
behaviour:
  missed_paperwork: 0.2
  paperwork: {response: 5 days, per_contact: 0.3}
  referral: {delay: 7 days, lost: 0.1}
  sight: 0.3
  presents_after: 1 year
  patience: {dist: exponential, mean: 100 days}
  return: {probability: 0.6, delay: {dist: exponential, mean: 40 days}}
  leaving: 0.1 per year
organisations:
  silos:
    units:
      reception: {handles: ["*.intake"], caseworkers: 1, assignment: step}
      money:
        {handles: [money], caseworkers: 2, assignment: case, caseload: 60, decided_by: manager, managers: 1}
      health: {handles: [health], caseworkers: 1, assignment: case, caseload: 30}
"""


ASKED_TWICE = """
run: {measure: 50 days, follow_up: 20 days, replications: 1, seed: 1}
office: {hours_per_week: 168, casework_share: 1}
population: {profiles: [{name: all, arrivals: 5 per day, needs: [money, health]}]}
behaviour: {information: {duplicate: 2 h}, information_sharing: 0}
needs:
  money: {steps: {intake: {effort: 1 h, asks_for: [identity]}}}
  health: {steps: {intake: {effort: 1 h, asks_for: [identity]}, decision: {effort: 1 h}}}
organisations:
  silos:
    units:
      money: {handles: [money], caseworkers: 20, assignment: step}
      health: {handles: [health], caseworkers: 20, assignment: step}
"""


def test_time_in_states_adds_up() -> None:
    """Every need is in exactly one state: its days in all states are its whole life."""
    for blueprint, ledger in replications(from_yaml(EVERYTHING)):
        needs, clients = ledger.needs, ledger.clients
        arrival = dict(zip(clients["client"].tolist(), clients["arrival"].tolist(), strict=True))
        until = np.array([arrival[client] for client in needs["client"].tolist()]) + blueprint.follow_up
        closed = column(needs, "closed")
        end = np.where(np.isnan(closed), until, np.minimum(closed, until))
        in_state = {state: column(needs, f"days_{state}") for state in OPEN_STATES}
        np.testing.assert_allclose(sum(in_state.values()), end - column(needs, "born"), atol=1e-9)
        assert all(days.sum() > 0.0 and days.min() >= 0.0 for days in in_state.values())


def test_patience_is_over_once_support_has_begun() -> None:
    """Nobody gives up between follow-ups, and each follow-up that is kept is one piece of work."""
    need = {"recovers_after": "2 days", "steps": {"support": {"effort": "1 h", "every": "4 h"}}}
    written = one_desk(1.0, 1, 300, 71, need=need, behaviour={"patience": "1 h"})
    for _, ledger in replications(written):
        start, end = column(ledger.work, "start"), column(ledger.work, "end")
        assert len(start) > 200
        assert (np.sort(start)[1:] >= np.sort(end)[:-1] - 1e-9).all()  # one caseworker, one piece at a time
        break


def test_duplicate_hours_belong_to_the_step_that_asked() -> None:
    """The next step, which asks for nothing, takes its own hour only."""
    written = from_yaml(ASKED_TWICE)
    for blueprint, ledger in replications(written):
        step, hours = ledger.work["step"], HOURS * (column(ledger.work, "end") - column(ledger.work, "start"))
        twice = hours[step == blueprint.steps.index("health.intake")]
        after = hours[step == blueprint.steps.index("health.decision")]
        np.testing.assert_allclose(twice, 3.0)
        np.testing.assert_allclose(after, 1.0)
