"""The section `behaviour.investigations`, and the cross checks of steps that investigate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socsim.scenario.errors import suggest
from socsim.scenario.keys import Section, key
from socsim.scenario.population import Need
from socsim.scenario.quantities import Duration, Share


class Investigations(Section):
    """What becomes of an investigation when the same client has been investigated before."""

    valid_for: dict[str, Duration] = key(
        {},
        "how long an investigation of a topic can be used; left out: for ever",
        unit="duration",
        mechanism=4,
        null="0 days",
    )
    when_shared: Share = key(
        1.0, "share of the hours that remains where an earlier one can be used", mechanism=4
    )


def topics_of(needs: dict[str, Need]) -> tuple[str, ...]:
    """What steps investigate, in the order of the file."""
    steps = (step for need in needs.values() for step in need.steps.values())
    return tuple(dict.fromkeys(step.investigates for step in steps if step.investigates is not None))


def findings(needs: dict[str, Need], investigations: Investigations) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield what is wrong with steps that investigate."""
    topics = topics_of(needs)
    for topic in investigations.valid_for:
        if topic not in topics:
            right = suggest(f"no step investigates '{topic}'", topic, topics)
            yield ("behaviour", "investigations", "valid_for", topic), right
    for name, need in needs.items():
        for step_name, step in need.steps.items():
            if step.investigates is not None and step.every is not None:
                path = ("needs", name, "steps", step_name, "investigates")
                yield path, "belongs to a step before the support: put it there"
