"""A country of many units: what it costs to work out its figures does not grow with units times clients."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from benchmarks.country import Country
from socsim.analysis.cohort import Cohort, cohort_of
from socsim.analysis.money import client_costs
from socsim.engine import compiled
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.reading import load


def run(country: Country, folder: Path) -> tuple[Blueprint, Ledger, Cohort]:
    path = folder / "country.yaml"
    path.write_text(country.text(), encoding="utf-8")
    (blueprint,) = blueprints(load(path).scenario).values()
    ledger = compiled.simulate(blueprint, compiled.make_people(blueprint, 1, 1))
    return blueprint, ledger, cohort_of(ledger, blueprint)


def peak(blueprint: Blueprint, ledger: Ledger, cohort: Cohort) -> int:
    """Bytes, at most, while costs are worked out."""
    tracemalloc.start()
    client_costs(ledger, blueprint, cohort)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def test_costs_by_unit_take_no_room_for_units_times_clients(tmp_path: Path) -> None:
    few, many = (run(Country(districts, 8.0, 0.5), tmp_path) for districts in (1, 24))
    assert (len(few[0].units), len(many[0].units)) == (15, 291)
    assert few[2].size == pytest.approx(many[2].size, rel=0.05)
    assert len(many[0].units) * many[2].size * 8 > 9e6
    assert peak(*many) < 1.2 * peak(*few)


def test_units_cost_what_their_clients_do(tmp_path: Path) -> None:
    """People and support, with nothing left over; crises and the like are no unit's."""
    blueprint, ledger, cohort = run(Country(2, 2.0, 0.5), tmp_path)
    cost = client_costs(ledger, blueprint, cohort)
    kinds = cost.amount.sum(axis=(0, 2))
    assert np.count_nonzero(cost.by_unit) > 6
    assert cost.by_unit.sum() == pytest.approx(kinds.sum() - kinds[5] - kinds[7:10].sum())
