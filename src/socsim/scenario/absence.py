"""The sections `sick_leave`, `turnover` and `agency`: what takes caseworkers away, and who comes."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import (
    Distribution,
    Duration,
    DurationDistribution,
    MoneyRate,
    Rate,
    Share,
    Weight,
)

Pace = Annotated[float, Field(strict=True, ge=0.001, le=1000, allow_inf_nan=False)]
_NO_TIME = Distribution(dist="constant", mean=0.0)


class ShortLeave(Section):
    """Sick leave of days."""

    rate: Rate = key(
        0.0, "times, of each caseworker while at work", unit="rate", mechanism=19, null="0 per year"
    )
    duration: DurationDistribution = key(
        _NO_TIME, "how long each is", unit="duration or distribution", mechanism=19
    )


class LongLeave(ShortLeave):
    """Sick leave of months."""

    overload: Weight = key(
        0.0, "k: the rate x (1 + k max(0, load - 1)), with the load of each month", mechanism=19, null=0
    )


class SickLeave(Section):
    """Caseworkers who fall ill."""

    short: ShortLeave = key(ShortLeave(), "leave of days, when the cases wait", mechanism=19)
    long: LongLeave = key(LongLeave(), "leave of months, more often under overload", mechanism=19)
    cover_after: Duration | None = key(
        None,
        "when colleagues take over the cases of who is away; left out: the cases wait",
        unit="duration",
        mechanism=19,
    )
    lost_at_handover: Share = key(
        0.0, "chance that a case is forgotten when another person takes it over", mechanism=19, null=0
    )


class Novice(Section):
    """A new person on the post."""

    period: Duration = key(0.0, "time for which somebody is new", unit="duration", mechanism=20)
    pace: Pace = key(1.0, "factor on the hours of a piece of work meanwhile", mechanism=20, null=1)


class Turnover(Section):
    """Caseworkers who leave their posts."""

    rate: Rate = key(
        0.0, "times, of each caseworker while at work", unit="rate", mechanism=20, null="0 per year"
    )
    vacancy: DurationDistribution = key(
        _NO_TIME, "time until somebody new comes", unit="duration or distribution", mechanism=20
    )
    novice: Novice = key(Novice(), "the new person's first time", mechanism=20)
    lost_at_handover: Share = key(
        0.0, "chance that a case is forgotten when another person takes it over", mechanism=20, null=0
    )


class Agency(Section):
    """Agency workers, who sit in for somebody on leave or on a vacant post."""

    after: Duration = key(0.0, "when one comes, if nobody is back by then", unit="duration", mechanism=19)
    chance: Share = key(0.0, "chance that one comes", mechanism=19, null=0)
    pace: Pace = key(1.0, "factor on the hours of a piece of work", mechanism=19, null=1)
    cost: MoneyRate = key(
        0.0, "what one costs; paid by the municipality", unit="money per time", mechanism=19
    )


def share_of_hours(leave: SickLeave, turnover: Turnover) -> float:
    """Expected share of a post's hours that is there for work: sick leave, vacancies and novices taken off.

    Days away for each day at work are rate x mean; a novice's hours count for less. Rates without overload,
    no agency workers, and as things are long after the start, at which nobody is new.
    """
    sick = sum(part.rate * part.duration.expected() for part in (leave.short, leave.long))
    away = sick + turnover.rate * turnover.vacancy.expected()
    new = -math.expm1(-turnover.rate * turnover.novice.period / (1.0 + sick))
    return 1.0 / (1.0 + away) / (1.0 + (turnover.novice.pace - 1.0) * new)
