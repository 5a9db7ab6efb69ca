"""The section `behaviour.acute`: needs that go before planned work."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from socsim.scenario.keys import Section, key


class Acute(Section):
    """Acute work displaces planned work."""

    from_severity: Annotated[int, Field(strict=True, ge=1, le=4)] = key(
        3, "needs of this severity or more are in the class acute; 4: none", mechanism=27, null=4
    )
    at_escalation: bool = key(
        True,
        "whether a need that becomes so severe moves up at once; else its next piece of work does",
        mechanism=27,
    )
    interrupts: bool = key(
        False, "whether an acute piece of work makes somebody put down a planned one", mechanism=27
    )
