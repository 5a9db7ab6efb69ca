"""Early help in scenarios/early_help.yaml: what it spares later, and what it costs in all, either way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from socsim.engine import compiled
from socsim.engine.ledger import Ledger
from socsim.model.people import IN_VAIN, make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.reading import load

from ..mechanisms.bench import Floats, column

FILE = Path(__file__).parents[2] / "scenarios" / "early_help.yaml"
FALSE_ALARM = 1e-3
"""Chance that a right model fails one of the tests here, each."""
YEAR = 365.25

MUCH = "organisations.much_extra.outreach"
FAVOURABLE = {f"{MUCH}.in_vain": "low", f"{MUCH}.lead.mean": "high", "behaviour.effort_by_severity.1": "low"}
FAVOURABLE |= {"behaviour.effort_by_severity.3": "high"}
FAVOURABLE |= {
    f"needs.{need}.escalates.rate.{severity}": "high"
    for need in ("money", "children", "addiction", "mental_health", "housing", "violence")
    for severity in (1, 2, 3)
}
"""Where early help should pay most: each number at an end of the range that the file states."""


def paid(ends: dict[str, str]) -> tuple[Blueprint, Blueprint]:
    """Nobody found early, and many; with some numbers at an end of their range."""
    sources = load(FILE).sources
    changes = [f"{key}={getattr(sources[key], end)}" for key, end in ends.items()]
    found = blueprints(load(FILE, set=changes).scenario)
    return found["specialised"], found["much_extra"]


@cache
def ran(favourable: bool, replications: int) -> list[tuple[Ledger, Ledger, Floats]]:
    """Both in each replication, and when everybody would seek help."""
    both = paid(FAVOURABLE if favourable else {})
    found = []
    for replication in range(1, replications + 1):
        without, many = (compiled.simulate(b, compiled.make_people(b, 2025, replication)) for b in both)
        found.append((without, many, make_people(both[0], 2025, replication).arrival))
    return found


def later(ledger: Ledger, day: Floats) -> float:
    """Hours on each client of the cohort in the year after they would have sought help."""
    clients = ledger.clients["client"]
    cohort = clients[clients < IN_VAIN]
    work = ledger.work
    rows = np.flatnonzero(np.isin(work["client"], cohort))
    after = column(work, "end")[rows] - day[work["client"][rows].astype(np.int64)]
    hours = sum(column(work, name)[rows] for name in ("hours", "reading", "duplicate", "documentation"))
    return float(np.sum(hours[(after > 0.0) & (after < YEAR)])) / len(cohort)


def in_all(ledger: Ledger) -> float:
    """Days of work in the window, of all who work, for whomever."""
    return float(ledger.units["busy_area"].sum())


def below(differences: list[float]) -> bool:
    """Whether their mean is below nought, by more than chance."""
    return float(stats.ttest_1samp(differences, 0.0, alternative="less").pvalue) < FALSE_ALARM


def test_early_help_lowers_the_load_later() -> None:
    """Who is found before takes fewer hours from the day on which they would have come."""
    assert below([later(many, day) - later(without, day) for without, many, day in ran(False, 5)])


@pytest.mark.study
def test_it_saves_work_in_all_where_it_finds_the_right_people_well_before() -> None:
    assert below([in_all(many) - in_all(without) for without, many, _ in ran(True, 10)])


@pytest.mark.study
def test_it_does_not_as_the_file_stands() -> None:
    """Some are found in vain, and a case that comes early is a case all the same."""
    assert below([in_all(without) - in_all(many) for without, many, _ in ran(False, 10)])
