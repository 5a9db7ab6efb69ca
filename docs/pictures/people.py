"""A few people who come to the office of a page: who, when, with what; and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from docs.pictures.sections import of_page
from socsim.engine import chosen, simpy_engine
from socsim.engine.ledger import Ledger, Table
from socsim.model.draws import child, salt
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints


@dataclass(frozen=True)
class Person:
    """Somebody who comes on a stated day; `luck` is the number from which all their draws follow."""

    day: float
    needs: Sequence[str]
    luck: int = 1
    severity: Mapping[str, int] = field(default_factory=dict)
    presents: Sequence[str] | None = None
    coping: float = 99.0
    members: int = 1


def people(blueprint: Blueprint, persons: Sequence[Person]) -> People:
    """These and nobody else."""
    rows = [
        (at, kind, one) for at, one in enumerate(persons) for kind in blueprint.kinds if kind in one.needs
    ]
    keys = [child(one.luck, salt("person of a picture"), at) for at, one in enumerate(persons)]
    columns: dict[str, Any] = {
        "key": np.array(keys, dtype=np.uint64),
        "arrival": np.array([one.day for one in persons], dtype=np.float64),
        "profile": np.zeros(len(persons), dtype=np.int64),
        "district": np.zeros(len(persons), dtype=np.int64),
        "members": np.array([one.members for one in persons], dtype=np.int64),
        "coping": np.array([one.coping for one in persons], dtype=np.float64),
        "need_start": np.cumsum([0] + [len(one.needs) for one in persons]).astype(np.int64),
        "need_kind": np.array([blueprint.kinds.index(kind) for _, kind, _ in rows], dtype=np.int64),
        "need_key": np.array([child(keys[at], salt("need", kind), 1) for at, kind, _ in rows], np.uint64),
        "need_severity": np.array([one.severity.get(kind, 1) for _, kind, one in rows], dtype=np.int64),
        "need_presented": np.array(
            [one.presents is None or kind in one.presents for _, kind, one in rows], dtype=np.bool_
        ),
    }
    return People(**columns)


def told(
    picture: str,
    persons: Sequence[Person],
    changes: Mapping[str, Any] | None = None,
    organisation: str = "specialised",
    days: int = 400,
) -> tuple[Blueprint, Ledger, Table]:
    """What becomes of these people in the office of a page, with some values changed: everything there is."""
    short = {"run.warm_up": "0 days", "run.measure": "1 day", "run.follow_up": f"{days} days"}
    loaded = of_page(picture)
    made = blueprints(loaded.at({**short, **(changes or {})}))[organisation]
    return made, *simpy_engine.simulate_with_journal(made, people(made, persons))


@cache
def year(
    picture: str,
    organisation: str = "specialised",
    changes: tuple[tuple[str, Any], ...] = (),
    seed: int = 1,
) -> tuple[Blueprint, Ledger, Table]:
    """A whole replication of the office of a page."""
    engine = chosen()
    made = blueprints(of_page(picture).at(dict(changes)))[organisation]
    return made, *engine.simulate_with_journal(made, engine.make_people(made, seed, 1))


def events(journal: Table, *activities: int) -> Iterator[dict[str, float]]:
    """The rows of the journal about some activities."""
    rows = np.flatnonzero(np.isin(journal["activity"], activities))
    for row in rows.tolist():
        yield {name: column[row].item() for name, column in journal.items()}
