"""The sections `population` and `needs`: who comes, and with what."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from socsim.scenario.household import Members, PerMember
from socsim.scenario.keys import Section, Text, key
from socsim.scenario.quantities import (
    Duration,
    DurationDistribution,
    EffortDistribution,
    Money,
    MoneyRate,
    Rate,
    Real,
    Share,
    Weight,
)

Payer = Literal["municipality", "region", "state"]


def _by_severity(parse_as: str) -> Any:
    """A single value, or one for each severity 1-3, always as a mapping."""

    def before(value: Any) -> Any:
        return value if isinstance(value, dict) else dict.fromkeys(SEVERITIES, value)

    before.__name__ = f"by_severity_{parse_as}"
    return before


Severity = Literal[1, 2, 3]
SEVERITIES: tuple[Severity, ...] = (1, 2, 3)
RateBySeverity = Annotated[
    dict[Severity, Rate],
    BeforeValidator(_by_severity("rate"), json_schema_input_type=Rate | dict[Severity, Rate]),
]


def _chances(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if not all(isinstance(name, str) for name in value):
        raise ValueError("is a list of kinds of need, or the chance of each")
    return dict.fromkeys(value, 1.0)


class Coping(Section):
    """How many contacts a client can keep up with: normal, cut at 0."""

    mean: Weight = key(3.0, "mean over clients", unit="contacts", mechanism=3)
    sd: Weight = key(0.0, "standard deviation over clients", unit="contacts", mechanism=3)


class Profile(Section):
    """A group of clients that arrive as a Poisson stream of their own."""

    name: str = key(..., "unique; the draws of its clients follow from it")
    label: Text | None = key(None, "what charts call it")
    arrivals: Rate | None = key(None, "Poisson arrivals", unit="rate")
    share: Share | None = key(None, "share of the population's common `arrivals`, instead of `arrivals`")
    needs: Annotated[
        dict[str, Share], BeforeValidator(_chances, json_schema_input_type=list[str] | dict[str, Share])
    ] = key(
        ..., "the needs they all have (a list), or the chance of each; who would have none is drawn again"
    )
    presents: tuple[str, ...] | None = key(
        None,
        "the first of these that they have is the one they come with; left out: they come with all",
        mechanism=1,
    )
    members: dict[Members, Share] | None = key(
        None,
        "shares of households of 1, 2, 3, ... members; add up to 1; left out: each client is one person",
        mechanism=29,
        null="{1: 1}",
    )


class Population(Section):
    """Who seeks help."""

    arrivals: Rate | None = key(None, "common arrivals, which profiles take `share`s of", unit="rate")
    scale: Weight = key(1.0, "factor on all arrivals: a town of another size, with the same kinds of people")
    coping: Coping = key(Coping(), "how many contacts a client can keep up with", mechanism=3)
    profiles: tuple[Profile, ...] = key((), "left out where there is one need only")


class Step(Section):
    """A stage of a case."""

    effort: EffortDistribution = key(
        ..., "working hours for one piece of work", unit="effort or distribution"
    )
    asks_for: tuple[str, ...] = key(
        (), "items of information that the client must send in first", mechanism=3
    )
    investigates: Annotated[str, Field(min_length=1)] | None = key(
        None,
        "topic it looks into about the client; what another unit has looked into is shared, or done again",
        mechanism=4,
    )
    deadline: Duration | None = key(None, "from the step's start (acceptance) to its end", unit="duration")
    decides: StrictBool = key(False, "whether the step ends with the decision", mechanism=9)
    unfounded: Share = key(0.0, "share of needs that end here as unfounded: closed without action, rightly")
    every: Duration | None = key(
        None,
        "makes the step a support: a follow-up this often, until recovery",
        unit="duration",
        mechanism=13,
    )
    places: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = key(
        None,
        "how many can have this support at a time in each organisation; left out: all who come to it",
        unit="places",
        mechanism=28,
    )
    next: dict[str, Share] | None = key(
        None,
        "where to go afterwards, with which chance (a step's name or `end`); the rest: to the next one",
    )
    cost: MoneyRate = key(
        0.0, "what a support costs while it lasts (benefits, placements)", unit="money per time"
    )
    payer: Payer = key("municipality", "who pays it")


class Crisis(Section):
    """What happens when the highest severity escalates."""

    cost: Money = key(0.0, "cost of one crisis", unit="money", mechanism=12)
    payer: Payer = key("municipality", "who pays it", mechanism=12)


class Escalation(Section):
    """What an untreated need turns into."""

    rate: RateBySeverity = key(
        ..., "hazard until there is support; one, or {1:, 2:, 3:} by severity", unit="rate", mechanism=12
    )
    into: dict[str, Share] = key({}, "new needs that an escalation brings, with their chances", mechanism=12)
    crisis: Crisis | None = key(None, "at the top: a crisis with its cost and payer", mechanism=12)


class Need(Section):
    """A kind of need."""

    label: Text | None = key(None, "what charts call it")
    severity: dict[Severity, Share] = key(
        {1: 1.0, 2: 0.0, 3: 0.0}, "shares of severities 1-3 when the need arises; add up to 1"
    )
    priority: Literal["acute", "protective", "ordinary"] = key(
        "ordinary", "its class in every queue", mechanism=8
    )
    right: StrictBool = key(False, "whether it is a right: never refused for want of money", mechanism=11)
    steps: Annotated[dict[str, Step], Field(min_length=1)] = key(..., "the stages, in their order")
    recovers_after: Duration | None = key(
        None, "mean time in support until recovery, all else equal", unit="duration", mechanism=13
    )
    resolves_alone: RateBySeverity | None = key(
        None, "hazard of going away untreated", unit="rate", mechanism=12
    )
    escalates: Escalation | None = key(None, "what happens until there is support", mechanism=12)
    hindered_by: dict[str, Share] = key(
        {}, "kinds of need that, open and not in support, hold back this one's recovery, each by a share",
        mechanism=13, null="{}",
    )  # fmt: skip
    relapses: Rate = key(
        0.0, "hazard of coming back after recovery", unit="rate", mechanism=16, null="0 per year"
    )
    per_member: PerMember | None = key(None, "what the members of a household add", mechanism=29)
    missed_paperwork: Share | None = key(
        None, "overrides behaviour.missed_paperwork for this need", mechanism=3
    )
    response: DurationDistribution | None = key(
        None, "overrides behaviour.paperwork.response", unit="duration or distribution", mechanism=3
    )
    reminders: Annotated[int, Field(strict=True, ge=0, le=100)] | None = key(
        None, "overrides behaviour.paperwork.reminders", mechanism=3
    )
    patience: DurationDistribution | None = key(
        None, "overrides behaviour.patience", unit="duration or distribution", mechanism=10
    )


__all__ = ["Coping", "Crisis", "Escalation", "Need", "Population", "Profile", "Real", "Step"]
