"""The people of a replication are made once for all organisations that have the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from socsim.experiment.replicate import KEPT, PEOPLE_COME_OF, people_of
from socsim.model.people import make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from tests.experiment.conftest import quick


class Watched:
    """A Blueprint that notes what is read of it."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint, self.read = blueprint, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self.blueprint, name)


def test_nothing_else_is_read_of_a_blueprint() -> None:
    for blueprint in blueprints(quick().scenario).values():
        watched: Any = Watched(blueprint)
        make_people(watched, 1, 1)
        assert watched.read <= {*PEOPLE_COME_OF, "horizon"}  # the sum of its three parts


def test_organisations_share_them_and_replications_do_not() -> None:
    one, other, *_ = blueprints(quick().scenario).values()
    people = people_of(one, 1, 1)
    assert people_of(other, 1, 1) is people
    assert people_of(one, 1, 2) is not people
    assert people_of(one, 2, 1) is not people
    more = people_of(replace(one, profile_rate=one.profile_rate * 2), 1, 1)
    assert len(more.key) > len(people.key)


def test_only_the_last_are_kept() -> None:
    blueprint = next(iter(blueprints(quick().scenario).values()))
    people = people_of(blueprint, 7, 1)
    for replication in range(2, KEPT + 2):
        people_of(blueprint, 7, replication)
    assert people_of(blueprint, 7, 1) is not people
