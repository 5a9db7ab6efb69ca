"""The keys `budget` and `not_while` of a unit or an actor: whom it turns away."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Money, Share, Weight

WHEN = ("open", "not_in_support", "in_support")


class Budget(Section):
    """What a unit may spend in twelve months, and how strictly it is held to it."""

    yearly: Money | None = key(
        None, "what it may spend in twelve months; or state `share`", unit="money", mechanism=11
    )
    share: Weight | None = key(
        None,
        "budget as a share of what the needs that are expected cost: hours at their pay, and support",
        mechanism=11,
    )
    gate: Weight = key(
        0.0, "g: over its budget the unit turns away with chance g (spent / budget - 1)", mechanism=11, null=0
    )
    shared: str | None = key(
        None, "a word; units with the same one spend from one budget, the sum of theirs", mechanism=11
    )


class Exclusion(Section):
    """When a client's other need keeps a need out of the unit."""

    when: Literal["open", "not_in_support", "in_support"] = key(
        "open", "the other need, of which the office knows, is so", mechanism=11
    )
    chance: Share = key(1.0, "share of the clients whom the rule keeps out", mechanism=11, null=0)
    taken_up_after: Share = key(
        0.0, "chance that the need is taken up again at once when the other no longer stands in the way",
        mechanism=11,
    )  # fmt: skip


def _when(value: Any) -> Any:
    return {"when": value} if isinstance(value, str) else value


ExclusionOrWhen = Annotated[Exclusion, BeforeValidator(_when, json_schema_input_type=str | Exclusion)]
