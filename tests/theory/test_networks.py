"""Several units: Jackson's network, Little's law in each, and needs side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint

from . import queues
from .conftest import Agreement
from .offices import (
    HOURS,
    REPLICATIONS,
    Written,
    busy_share,
    column,
    from_yaml,
    load_error,
    observe,
    replications,
    sojourn,
    waits,
)

ASSEMBLY_LINE = """
run: {{warm_up: {warm_up}, measure: {measure}, follow_up: 300 h, replications: {replications}, seed: 7}}
office: {{hours_per_week: 168, casework_share: 1}}
population: {{arrivals: 0.7 per hour}}
needs:
  case:
    steps:
      intake: {{effort: {{dist: exponential, mean: 0.7 h}}, next: {{end: 0.2}}}}
      investigation: {{effort: {{dist: exponential, mean: 1.5 h}}, next: {{intake: 0.2, investigation: 0.1}}}}
      decision: {{effort: {{dist: exponential, mean: 1.1 h}}}}
organisations:
  assembly_line:
    units:
      intake: {{handles: [case.intake], caseworkers: 1, assignment: step}}
      investigation: {{handles: [case.investigation], caseworkers: 2, assignment: step}}
      decision: {{handles: [case.decision], caseworkers: 1, assignment: step}}
"""
UNITS = {"intake": (1, 0.7), "investigation": (2, 1.5), "decision": (1, 1.1)}
ROUTING = [[0.0, 0.8, 0.0], [0.2, 0.1, 0.7], [0.0, 0.0, 0.0]]
ARRIVALS = 0.7


def assembly_line(warm_up: str, measure: str, runs: int = REPLICATIONS) -> Written:
    """Three units in a row, with ways out of it and back."""
    return from_yaml(ASSEMBLY_LINE.format(warm_up=warm_up, measure=measure, replications=runs))


def test_jackson_network(agree: Agreement) -> None:
    """Each unit is M/M/c at the rate of the traffic equations; Little's law joins wait and queue."""

    rates = queues.traffic([ARRIVALS, 0.0, 0.0], ROUTING)
    loads = [rate * mean / hands for rate, (hands, mean) in zip(rates, UNITS.values(), strict=True)]

    def figures(blueprint: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        found = {"stay": float(sojourn(ledger).mean())}
        for u, unit in enumerate(UNITS):
            found[f"{unit}, load error"] = load_error(blueprint, ledger, loads[u], u)
            found[f"{unit}, wait"] = float(waits(blueprint, ledger, unit=unit).mean())
            found[f"{unit}, queue"] = float(column(ledger.units, "queue_area")[u]) / blueprint.measure
            found[f"{unit}, busy"] = busy_share(blueprint, ledger, u)
        return found

    found = observe(assembly_line("700 h", "7000 h"), figures)
    stay = 0.0
    for rate, load, (unit, (hands, mean)) in zip(rates, loads, UNITS.items(), strict=True):
        error = found[f"{unit}, load error"]
        wait = queues.erlang_c_wait(rate, 1.0 / mean, hands)
        stay += rate * (wait + mean) / ARRIVALS
        agree(f"Jackson, {unit}, wait", found[f"{unit}, wait"], wait, narrow=0.08, control=error)
        agree(f"Jackson, {unit}, queue", found[f"{unit}, queue"], queues.little(rate, wait), 0.08, error)
        agree(f"Jackson, {unit}, busy", found[f"{unit}, busy"], load, narrow=0.03)
    agree("Jackson, time in all", found["stay"], stay)


def test_littles_law_in_every_unit() -> None:
    """The queue's area is the sum of its waits, to rounding: two accounts of the same days."""
    for blueprint, ledger in replications(assembly_line("0 h", "1000 h", 2)):
        ready, start = column(ledger.work, "ready"), column(ledger.work, "start")
        inside = np.minimum(start, blueprint.measure) - np.minimum(ready, blueprint.measure)
        unit = np.asarray(ledger.work["unit"], dtype=np.int64)
        waited = np.bincount(unit, weights=inside, minlength=len(blueprint.units))
        area = column(ledger.units, "queue_area")
        assert (area > 0.0).all()
        np.testing.assert_allclose(area, waited, rtol=1e-9)


def side_by_side(means: Mapping[str, float], seed: int = 11) -> Written:
    """Clients who come with all needs at once, each need with a unit of its own and hands enough."""
    needs = {
        name: {"steps": {"help": {"effort": {"dist": "exponential", "mean": f"{mean} h"}}}}
        for name, mean in means.items()
    }
    units = {name: {"handles": [name], "caseworkers": 200, "assignment": "step"} for name in means}
    return {
        "run": {
            "warm_up": "5 days",
            "measure": "15 days",
            "follow_up": "60 days",
            "replications": REPLICATIONS,
            "seed": seed,
        },
        "office": {"hours_per_week": 168, "casework_share": 1},
        "population": {"profiles": [{"name": "all", "arrivals": "20 per day", "needs": list(means)}]},
        "needs": needs,
        "organisations": {"silos": {"units": units}},
    }


def test_longest_of_parallel_needs(agree: Agreement) -> None:
    """With ample hands, a client's last need is over after the largest of exponentials."""

    def figures(_: Blueprint, ledger: Ledger) -> Mapping[str, float]:
        client = np.asarray(ledger.needs["client"], dtype=np.int64)
        last = np.full(int(client.max()) + 1, -np.inf)
        np.maximum.at(last, client, sojourn(ledger))
        return {"last": float(last[np.isfinite(last)].mean()), "any": float(sojourn(ledger).mean())}

    two, three = {"money": 24.0, "health": 48.0}, {"money": 24.0, "health": 48.0, "housing": 72.0}
    for seed, means in enumerate((two, three), start=21):
        found = observe(side_by_side(means, seed), figures)
        count = len(means)
        agree(f"longest of {count}", found["last"], queues.longest_of(list(means.values())))
        agree(f"any of {count}", found["any"], sum(means.values()) / count)


def test_ample_hands_do_not_wait() -> None:
    """What the test above takes for granted."""
    for blueprint, ledger in replications(side_by_side({"money": 24.0, "health": 48.0})):
        assert HOURS * waits(blueprint, ledger).max() == 0.0
        break
