"""The section `documentation`: hours on notes, and what notes are good for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Effort, Share, Weight, parse_effort


def parse_some_effort(value: object) -> float:
    """Working hours, more than none."""
    hours = parse_effort(value)
    if hours == 0.0:
        raise ValueError("must be more than 0 hours")
    return hours


SomeEffort = Annotated[
    float,
    BeforeValidator(parse_some_effort),
    WithJsonSchema({"type": "string", "examples": ["2 h"]}),
]


class Documentation(Section):
    """Notes on each piece of work: hours that no client gets, for files that others can read."""

    effort: Effort = key(
        0.0, "hours on notes in each piece of work of a step", unit="effort", mechanism=21, null="0 h"
    )
    per_need: Weight = key(0.0, "share of it added for each open need beyond the first", mechanism=21)
    sent_back: Share = key(
        0.0, "chance that the notes of a step that decides are sent back, to be written again", mechanism=21,
        null=0,
    )  # fmt: skip
    full_at: SomeEffort = key(
        4.0,
        "hours of a unit's notes on a client at which 63 % of what they are good for is there",
        unit="effort",
        mechanism=21,
    )
    saves_reading: Share = key(
        0.0, "share of reading up that a full file saves somebody new", mechanism=21, null=0
    )
    finds: Share = key(
        0.0, "share of the faults missed in review that a full file lets be found", mechanism=21, null=0
    )
    keeps: Share = key(
        0.0, "share of the cases forgotten at handovers that a full file keeps", mechanism=21, null=0
    )
