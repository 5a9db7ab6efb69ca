"""A run is the same twice, on its own as among others; who crosses nobody's way changes nothing for them."""

from __future__ import annotations

import numpy as np
import pytest

from socsim.engine import Engine, chosen
from socsim.engine.ledger import Ledger
from socsim.model.people import make_people

from ..engine.both import bits
from ..mechanisms.bench import Comes, Written, blueprint_of, changed, differences, people_of
from ..mechanisms.rich import ORGANISATIONS, RICH

in_both_engines = pytest.mark.parametrize(
    "engine", [pytest.param(chosen(name), id=name) for name in ("simpy", "compiled")]
)


@in_both_engines
@pytest.mark.parametrize("name", ORGANISATIONS)
def test_the_same_twice(name: str, engine: Engine) -> None:
    """Also after other replications in between: one run alone is the same as in the set."""
    blueprint = blueprint_of(RICH, name)
    alone = engine.simulate(blueprint, make_people(blueprint, 7, 3))
    in_the_set = [engine.simulate(blueprint, make_people(blueprint, 7, r)) for r in (1, 2, 3)]
    assert list(differences(alone, in_the_set[2])) == []
    assert list(differences(alone, in_the_set[1])) != []


@in_both_engines
def test_people_are_not_used_up(engine: Engine) -> None:
    """One set of people runs through one organisation after the other, and is as before."""
    blueprint = blueprint_of(RICH, "silos")
    people = make_people(blueprint, 7, 1)
    before = bits(people)
    first = engine.simulate(blueprint, people)
    engine.simulate(blueprint_of(RICH, "one_worker"), people)
    assert bits(people) == before
    assert list(differences(first, engine.simulate(blueprint, people))) == []


def boundless() -> Written:
    """Everything at work, and always somebody free: pools, since a case picks the least loaded."""
    crowd = {"caseworkers": 600, "assignment": "step"}
    units = {
        "reception": {"handles": ["*.intake"], **crowd},
        "money": {"handles": ["money"], **crowd},
        "rest": {"handles": ["*"], **crowd, "decided_by": "board"},
    }
    limits = {"needs.home.steps.support.places": None}
    everybody_there = {
        "behaviour.sick_leave": None,
        "behaviour.turnover": None,
        "behaviour.agency": None,
        "behaviour.style": None,
        "behaviour.faults.spread": None,
        "behaviour.faults.culture": None,  # who is suspended, and what is learned, is others' business
    }
    written = changed(RICH, {"organisations": {"silos": {"units": units}}, **limits, **everybody_there})
    for profile in written["population"]["profiles"]:
        profile.pop("members", None)  # `people_of` makes none
    return written


def rows_of(ledger: Ledger, table: str, client: int, skip: tuple[str, ...]) -> list[tuple[bytes, ...]]:
    """One client's rows of a table, without the columns that number clients and workers."""
    rows = getattr(ledger, table)
    mine = rows["client"] == client
    columns = [values[mine] for name, values in rows.items() if name not in skip]
    return sorted(tuple(value.tobytes() for value in row) for row in zip(*columns, strict=True))


@in_both_engines
def test_one_more_client_is_nobody_elses_business(engine: Engine) -> None:
    """In an office without limits, everyone else's rows stay as they were, to the last bit.

    Workers are numbered by who is free, and so left out; and with them the handovers and contacts,
    which count whether two pieces of work happened to be done by one of the hundreds. Trust and reading
    up depend on faces, and are turned off.
    """
    written = changed(boundless(), {"behaviour.trust": None, "behaviour.acquaintance": None})
    written["behaviour"]["paperwork"]["per_contact"] = 0
    blueprint = blueprint_of(written, "silos")
    drawn = make_people(blueprint, 7, 1)
    comes = []
    for i, key in enumerate(drawn.key.tolist()):
        needs = slice(int(drawn.need_start[i]), int(drawn.need_start[i + 1]))
        kinds = [blueprint.kinds[k] for k in drawn.need_kind[needs]]
        severity = dict(zip(kinds, drawn.need_severity[needs].tolist(), strict=True))
        shown = [k for k, s in zip(kinds, drawn.need_presented[needs], strict=True) if s]
        comes.append(Comes(float(drawn.arrival[i]), kinds, severity, shown, float(drawn.coping[i]), key))
    extra = Comes(120.0, ["money", "health", "home"], key=4711)
    at = int(np.searchsorted(drawn.arrival, extra.arrival))
    before = engine.simulate(blueprint, people_of(blueprint, comes))
    # `people_of` makes the same people, of one profile
    assert list(differences(before, engine.simulate(blueprint, drawn))) == ["clients.profile"]
    after = engine.simulate(blueprint, people_of(blueprint, [*comes[:at], extra, *comes[at:]]))
    assert len(after.clients["client"]) == len(before.clients["client"]) + 1
    skip = ("client", "worker", "handovers", "contacts", "contacts_at_once", "profile")
    for i in range(len(comes)):
        for table in ("clients", "needs", "falls", "work"):
            there = rows_of(after, table, i + (i >= at), skip)
            assert there == rows_of(before, table, i, skip), (table, i)
