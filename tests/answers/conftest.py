"""Two offices of which it is known where which is better, and the command line in this process."""

from __future__ import annotations

import pytest

from tests.command import Command, command_line

BOARD_OR_DESKS = """
title: {sv: Nämnd eller två diskar, en: A board or two desks}
run: {warm_up: 0 days, measure: 28 days, follow_up: 28 days, replications: 2, seed: 11}
office: {hours_per_week: 168, casework_share: 1}
population: {arrivals: 2 per day}
needs:
  a:
    steps:
      intake: {effort: 1 h}
      decision: {effort: 1 h, decides: true}
behaviour:
  referral: {delay: {value: 5 days, low: 0 days, high: 20 days, source: assumption}}
costs:
  caseworker:
    {value: 60000 SEK per month, low: 50000 SEK per month, high: 70000 SEK per month, source: assumption}
  manager:
    {value: 70000 SEK per month, low: 60000 SEK per month, high: 80000 SEK per month, source: assumption}
organisations:
  board:
    label: {sv: en nämnd, en: a board}
    units:
      all: {handles: ["*"], caseworkers: 3, assignment: step, decided_by: board, board_every: 14 days}
  desks:
    label: {sv: två diskar, en: two desks}
    units:
      front: {handles: [a.intake], caseworkers: 2, assignment: step}
      back: {handles: [a.decision], caseworkers: 2, assignment: step}
comparison: {primary: [lead_to_decision_days]}
"""
"""A board that meets every 14 days, against two desks with a referral between them.

Clients arrive evenly, so the board lets them wait 7 days in the mean; the referral takes as long as it says.
The desks are sooner where that is below 7 of 0 to 20 days. Pay has nothing to do with it.
"""
DESKS_ARE_BETTER = 7.0 / 20.0


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)
