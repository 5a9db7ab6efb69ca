"""Scenarios small enough to work out by hand, the people who come, and what the ledger says of them.

The office here works 168 hours a week, so that an effort of 24 h takes one day; a scenario is a plain
mapping, as a file would be read, and is changed by key paths.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from socsim.engine import compiled
from socsim.engine.ledger import Ledger, Table
from socsim.model.draws import child, salt
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.checks import findings
from socsim.scenario.schema import Scenario

from ..engine.both import simulate

Written = dict[str, Any]
Floats = npt.NDArray[np.float64]
Figure = Callable[[Blueprint, Ledger], float]

FALSE_ALARM = 0.01
"""Chance that a right engine fails anywhere in tests/mechanisms or tests/model, over the choice of seeds."""
COMPARISONS = 150
"""The family: at most this many intervals (Bonferroni); `interval` counts them."""
NARROW = 0.1
"""Largest half-width of an interval as a share of theory, or the test could not fail."""


def days(number: float) -> str:
    """An effort that takes so many days in an office that never closes."""
    return f"{24.0 * number:.12g} h"


def scenario(
    needs: Mapping[str, Any],
    units: Mapping[str, Any],
    behaviour: Mapping[str, Any] | None = None,
    *,
    profiles: Sequence[Any] | None = None,
    run: Mapping[str, Any] | None = None,
    **sections: Any,
) -> Written:
    """A scenario with one organisation, `office`; 20 clients a day with all needs, unless said otherwise."""
    everyone = [{"name": "everyone", "arrivals": "20 per day", "needs": list(needs)}]
    organisation: Written = {"units": {n: {"caseworkers": 1, **u} for n, u in units.items()}}
    if "coordinators" in sections:
        organisation["coordinators"] = sections.pop("coordinators")
    return copy.deepcopy(
        {
            "run": {"measure": "200 days", "follow_up": "200 days", **(run or {})},
            "office": {"hours_per_week": 168, "casework_share": 1, **sections.pop("office", {})},
            "population": {"profiles": list(profiles or everyone), **sections.pop("population", {})},
            "needs": dict(needs),
            "behaviour": dict(behaviour or {}),
            "organisations": {"office": organisation},
            **sections,
        }
    )


def changed(written: Written, changes: Mapping[str, Any]) -> Written:
    """A copy with other values at some key paths ("behaviour.sight"); None takes a key out."""
    result = copy.deepcopy(written)
    for path, value in changes.items():
        *way, last = path.split(".")
        place: Any = result
        for name in way:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = copy.deepcopy(value)
    return result


def blueprint_of(written: Written, organisation: str = "office") -> Blueprint:
    """The organisation in numbers; what a file may not say is not tried."""
    scenario = Scenario.model_validate(written)
    wrong = [(".".join(map(str, path)), right) for path, right in findings(scenario, written)]
    assert not wrong, wrong
    return blueprints(scenario)[organisation]


@dataclass(frozen=True)
class Comes:
    """A client who comes on a stated day, with needs of stated severities (1 where not stated)."""

    arrival: float
    needs: Sequence[str]
    severity: Mapping[str, int] = field(default_factory=dict)
    presents: Sequence[str] | None = None
    coping: float = 99.0
    key: int = 0
    district: int = 0
    members: int = 1


def people_of(blueprint: Blueprint, clients: Sequence[Comes]) -> People:
    """These clients and nobody else, in the order of their arrival."""
    rows = [
        (i, kind, comes)
        for i, comes in enumerate(clients)
        for kind in sorted(comes.needs, key=blueprint.kinds.index)
    ]
    key = [comes.key or 1_000_003 * (i + 1) for i, comes in enumerate(clients)]
    need_key = [child(key[i], salt("need", kind), 1) for i, kind, _ in rows]
    columns: dict[str, Any] = {
        "key": np.array(key, dtype=np.uint64),
        "arrival": np.array([comes.arrival for comes in clients], dtype=np.float64),
        "profile": np.zeros(len(clients), dtype=np.int64),
        "district": np.array([comes.district for comes in clients], dtype=np.int64),
        "members": np.array([comes.members for comes in clients], dtype=np.int64),
        "coping": np.array([comes.coping for comes in clients], dtype=np.float64),
        "need_start": np.cumsum([0] + [len(comes.needs) for comes in clients]).astype(np.int64),
        "need_kind": np.array([blueprint.kinds.index(kind) for _, kind, _ in rows], dtype=np.int64),
        "need_key": np.array(need_key, dtype=np.uint64),
        "need_severity": np.array([c.severity.get(kind, 1) for _, kind, c in rows], dtype=np.int64),
        "need_presented": np.array(
            [c.presents is None or kind in c.presents for _, kind, c in rows], dtype=np.bool_
        ),
    }
    return People(**columns)


def tell(written: Written, *clients: Comes) -> Ledger:
    """What becomes of these clients, in both engines."""
    blueprint = blueprint_of(written)
    return simulate(blueprint, people_of(blueprint, clients))


def many(written: Written, seed: int = 1, organisation: str = "office") -> tuple[Blueprint, People, Ledger]:
    """One replication of those who come by chance."""
    blueprint = blueprint_of(written, organisation)
    people = compiled.make_people(blueprint, seed, 1)
    return blueprint, people, compiled.simulate(blueprint, people)


def column(table: Table, name: str) -> Floats:
    return np.asarray(table[name], dtype=np.float64)


def of_need(ledger: Ledger, blueprint: Blueprint, kind: str, name: str) -> Floats:
    """A column of the needs of one kind, in the clients' order."""
    return column(ledger.needs, name)[ledger.needs["need"] == blueprint.kinds.index(kind)]


def pieces(ledger: Ledger, *names: str, **where: float) -> list[tuple[float, ...]]:
    """Some columns of the pieces of work, by the time of their start."""
    chosen = np.ones(len(ledger.work["client"]), dtype=bool)
    for name, value in where.items():
        chosen &= ledger.work[name] == value
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(column(ledger.work, "start")[rows], kind="stable")]
    return [tuple(round(float(ledger.work[name][row]), 9) for name in names) for row in rows]


def differences(one: Ledger, other: Ledger, skip: Sequence[str] = ()) -> Iterator[str]:
    """The columns in which two ledgers are not the same to the last bit."""
    for table in fields(Ledger):
        left, right = getattr(one, table.name), getattr(other, table.name)
        assert list(left) == list(right)
        for name in left:
            if table.name not in skip and left[name].tobytes() != right[name].tobytes():
                yield f"{table.name}.{name}"


class Level:
    """How many intervals have been made, of all that the level allows for."""

    made = 0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half-width of Student's t-interval, at the family's level."""
    Level.made += 1
    assert Level.made <= COMPARISONS, "raise COMPARISONS"
    x = np.asarray(values, dtype=np.float64)
    t = float(stats.t.ppf(1.0 - FALSE_ALARM / COMPARISONS / 2.0, len(x) - 1))
    return float(x.mean()), t * float(x.std(ddof=1)) / len(x) ** 0.5


def agrees(values: Sequence[float], theory: float, narrow: float = NARROW) -> None:
    """Fail where theory is outside the interval, or the interval too wide to tell.

    Values are of independent clients, or one of each replication.
    """
    mean, half = interval(values)
    shown = f"{mean:.5g} +- {half:.2g} from {len(values)} values, theory {theory:.5g}"
    assert half <= narrow * abs(theory), f"{shown}: too wide to tell"
    assert abs(mean - theory) <= half, shown


def figures(written: Written, figure: Figure, replications: int, organisation: str = "office") -> list[float]:
    """A figure of every replication."""
    blueprint = blueprint_of(written, organisation)
    seed = int(written["run"].get("seed", 1))
    every = (compiled.make_people(blueprint, seed, r) for r in range(1, replications + 1))
    return [figure(blueprint, compiled.simulate(blueprint, people)) for people in every]
