"""Queues for a caseworker: a place that was given up does not count again."""

from __future__ import annotations

import numpy as np

from socsim.model.people import make_people
from socsim.scenario.build import blueprints
from socsim.scenario.schema import Scenario

from ..engine.both import simulate


def test_an_old_place_in_a_queue_counts_no_more() -> None:
    """A need taken on with its sibling leaves a stale place behind, and waits again elsewhere.

    Both units give a client one caseworker and have room for one client at a time.
    """
    steps = {
        "intake": {"effort": {"dist": "exponential", "mean": "10 h"}},
        "help": {"effort": {"dist": "exponential", "mean": "20 h"}, "next": {"intake": 0.3}},
    }
    one = {"assignment": "client", "caseworkers": 2, "caseload": 1}
    written = {
        "run": {"measure": "300 days", "follow_up": "50 days"},
        "office": {"hours_per_week": 40.0},
        "population": {
            "profiles": [{"name": "both", "arrivals": "90 per year", "needs": ["first", "second"]}]
        },
        "needs": {"first": {"steps": steps}, "second": {"steps": steps, "priority": "acute"}},
        "organisations": {
            "office": {
                "units": {"reception": {"handles": ["*.intake"], **one}, "rest": {"handles": ["*"], **one}}
            }
        },
    }
    (blueprint,) = blueprints(Scenario.model_validate(written)).values()
    for replication in range(6):
        ledger = simulate(blueprint, make_people(blueprint, 1, replication))
        unit, work_unit = blueprint.step_unit, ledger.work["unit"]
        np.testing.assert_array_equal(unit[np.asarray(ledger.work["step"], dtype=int)], work_unit)
        # each has one client at a time: both of the client's needs, and nobody else's
        assert (np.asarray(ledger.caseworkers["caseload_area"]) <= 2 * blueprint.measure + 1e-9).all()
