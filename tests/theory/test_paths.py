"""What holds exactly on every path, without any chance: days add up, hours belong to what they were for."""

from __future__ import annotations

import numpy as np

from socsim.scenario.names import OPEN_STATES

from .offices import HOURS, column, from_yaml, one_desk, replications

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


LINE = """
run: {measure: 1000 h, follow_up: 300 h, replications: 2, seed: 7}
office: {hours_per_week: 168, casework_share: 1}
population: {arrivals: 0.7 per hour}
needs:
  case:
    steps:
      intake: {effort: {dist: exponential, mean: 0.7 h}, next: {end: 0.2}}
      investigation: {effort: {dist: exponential, mean: 1.5 h}, next: {intake: 0.2, investigation: 0.1}}
      decision: {effort: {dist: exponential, mean: 1.1 h}}
organisations:
  line:
    units:
      intake: {handles: [case.intake], caseworkers: 1, assignment: step}
      investigation: {handles: [case.investigation], caseworkers: 2, assignment: step}
      decision: {handles: [case.decision], caseworkers: 1, assignment: step}
"""


def test_littles_law_in_every_unit() -> None:
    """The queue's area is the sum of its waits, to rounding: two accounts of the same days."""
    for blueprint, ledger in replications(from_yaml(LINE)):
        ready, start = column(ledger.work, "ready"), column(ledger.work, "start")
        inside = np.minimum(start, blueprint.measure) - np.minimum(ready, blueprint.measure)
        unit = np.asarray(ledger.work["unit"], dtype=np.int64)
        waited = np.bincount(unit, weights=inside, minlength=len(blueprint.units))
        area = column(ledger.units, "queue_area")
        assert (area > 0.0).all()
        np.testing.assert_allclose(area, waited, rtol=1e-9)


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
