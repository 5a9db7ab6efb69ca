"""The section `organisations.*.steering`: caseworkers are moved to where the queue is longest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from socsim.scenario.absence import Novice
from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Duration, Share


class Steering(Section):
    """The management looks at what waits in each unit, and moves caseworkers from one to another."""

    every: Duration = key(
        ..., "how often it looks, from the start of the simulation", unit="duration", mechanism=25
    )
    lag: Duration = key(0.0, "from a look until those move who are to", unit="duration", mechanism=25)
    share: Share = key(
        ...,
        "share of the caseworkers, in each district, whom one look may move, rounded up",
        mechanism=25,
        null=0,
    )
    by: Literal["pieces", "hours"] = key(
        "pieces",
        "what is counted: pieces of work and cases that wait, or the hours that they will take",
        mechanism=25,
    )
    margin: Annotated[float, Field(strict=True, ge=1, allow_inf_nan=False)] = key(
        1.0,
        "how many times as much must wait, for each who is there, in the unit that they go to once they have",
        mechanism=25,
    )
    novice: Novice = key(Novice(), "the first time in another unit", mechanism=25)
    lost_at_handover: Share = key(
        0.0, "chance that a case is forgotten when whoever had it is moved", mechanism=25, null=0
    )


def spare_desks(people: list[int]) -> list[int]:
    """How many may come to each unit at most: all others' people but one each."""
    return [sum(people) - own - (len(people) - 1) for own in people]
