"""The key `consults` of a unit: generalists who ask specialists."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import EffortDistribution, Share

ANY = "*"
"""Any need that is not named."""


def _whom(value: Any) -> Any:
    return {ANY: value} if isinstance(value, str) else value


Whom = Annotated[dict[str, str], BeforeValidator(_whom, json_schema_input_type=str | dict[str, str])]


class Consults(Section):
    """Specialists who are asked before the unit's own work."""

    with_: Whom = Field(
        ...,
        alias="with",
        min_length=1,
        description="the unit or actor that is asked; or one for each need, `*` for all others",
        json_schema_extra={"unit": "", "mechanism": 7, "null": None},
    )
    share: Share = key(..., "chance that a piece of work is preceded by a consultation", mechanism=7, null=0)
    effort: EffortDistribution = key(
        ..., "the specialist's hours for one consultation", unit="effort or distribution", mechanism=7
    )
    lifts: Share = key(
        ..., "how far breadth and depth of the work become the specialists', 0 to 1", mechanism=7
    )

    def whom(self, need: str) -> str | None:
        """The unit that is asked about a kind of need; None where nobody ever is."""
        return self.with_.get(need, self.with_.get(ANY)) if self.share > 0.0 else None
