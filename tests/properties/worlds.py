"""Random small scenarios with every mechanism on and off, and what becomes of the people in them.

Two ways to make one: a scenario in which everything is stated, less some of the mechanisms that can be
taken out of a scenario; and an office of any layout, where a mechanism may be there or not
(`random_offices.py`), half of these with much on the same instant. They are made and simulated once, for
all properties.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seed_of
from hypothesis import strategies as st

from socsim.engine import Choice, chosen
from socsim.engine.ledger import Ledger, Table
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.mechanisms import MECHANISMS, without
from socsim.scenario.schema import Scenario

from ..engine.random_offices import on_the_grid, random_scenario
from ..engine.story import Story
from ..mechanisms.bench import changed
from ..mechanisms.rich import ORGANISATIONS, RICH

Written = dict[str, Any]
EXAMPLES, IN_THE_STUDY = 16, 700
"""Of each way; the study has other ones each time."""
SHORT = {"warm_up": "30 days", "measure": "100 days", "follow_up": "80 days"}
FULL: Written = {
    **RICH,
    "run": SHORT,
    "office": {**RICH["office"], "casework_share": 0.2},
    "costs": {
        "caseworker": "60000 SEK per month",
        "manager": "80000 SEK per month",
        "coordinator": "50000 SEK per month",
    },
    "actors": {
        "clinic": {
            "handles": ["health.support"],
            "assignment": "case",
            "caseload": 4,
            "caseworkers": 1,
            "cost": "70000 SEK per month",
            "payer": "region",
        }
    },
}
"""Everything is stated, over some months, with queues, and everybody is paid."""


@dataclass(frozen=True)
class World:
    """One replication of one organisation, and its two accounts."""

    written: Written
    seed: int
    engine: Choice
    blueprint: Blueprint
    people: People
    ledger: Ledger
    journal: Table

    @cached_property
    def story(self) -> Story:
        """The journal as plain rows."""
        return Story(self.journal, self.blueprint)

    def __str__(self) -> str:
        """What makes it again."""
        return f"{self.engine} engine, seed {self.seed}, of {json.dumps(self.written)}"


Check = Callable[[World], None]


def simulated(written: Written, seed: int, engine: Choice, on_grid: bool = False) -> World:
    """The only organisation of a scenario."""
    (blueprint,) = blueprints(Scenario.model_validate(written)).values()
    people = chosen(engine).make_people(blueprint, seed, 1)
    people = on_the_grid(people) if on_grid else people
    return World(
        written,
        seed,
        engine,
        blueprint,
        people,
        *chosen(engine).simulate_with_journal(blueprint, people),
    )


def is_on(written: Mapping[str, Any], mechanism: str) -> bool:
    """Whether a scenario states the mechanism."""
    return bool(without(written, [mechanism]))


@st.composite
def _full(draw: st.DrawFn) -> Written:
    """One organisation of the scenario that states everything, less some mechanisms."""
    name = draw(st.sampled_from(sorted(ORGANISATIONS)))
    written = copy.deepcopy({**FULL, "organisations": {name: ORGANISATIONS[name]}})
    out = [name for name in MECHANISMS if draw(st.booleans())]
    return changed(written, without(written, out))


_SEEDS = st.integers(0, 2**63 - 1)
_ENGINES = st.sampled_from(["simpy", "compiled"])
_WORLDS = (
    st.builds(simulated, _full(), _SEEDS, _ENGINES),
    st.booleans().flatmap(
        lambda tied: st.builds(simulated, random_scenario(tied), _SEEDS, _ENGINES, st.just(tied))
    ),
)


def in_worlds(check: Check, examples: int, always_the_same: bool) -> None:
    """The check holds in so many of each way; none is made smaller, which takes minutes."""
    with_them = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for worlds in _WORLDS:
        given_them = given(worlds)(lambda world: _in(world, check))
        with_them(seed_of(2025)(given_them) if always_the_same else given_them)()


def _in(world: World, check: Check) -> None:
    try:
        check(world)
    except AssertionError as error:
        error.add_note(str(world))
        raise


@cache
def the_same_worlds() -> list[World]:
    """Those that all properties share."""
    found: list[World] = []
    in_worlds(found.append, EXAMPLES, True)
    return found


PROPERTIES: list[Check] = []
"""All that hold in any world."""


def in_any_world(check: Check) -> Callable[[], None]:
    """A test that the check holds in each of the worlds that all properties share."""
    PROPERTIES.append(check)

    @wraps(check)
    def test() -> None:
        for world in the_same_worlds():
            _in(world, check)

    del test.__wrapped__  # or pytest would look for a fixture `world`
    return test
