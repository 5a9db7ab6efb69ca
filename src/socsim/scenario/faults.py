"""The sections `faults` and `review`: what goes wrong in decisions, and who reads them before."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from socsim.scenario.keys import Section, key
from socsim.scenario.population import Payer
from socsim.scenario.quantities import Duration, Effort, Money, Share, Weight

MOST_LEVELS = 8
Culture = Literal["silence", "learning", "blame"]


class Learning(Section):
    """Where found faults are reported as deviations, and the unit mends its ways."""

    reports: Share = key(1.0, "chance that a found fault is reported", mechanism=23)
    lowers: Share = key(
        0.05, "share by which a report lowers the odds of the next faults", mechanism=23, null=0
    )
    floor: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = key(
        0.2, "least factor on the odds", mechanism=23
    )
    forgets_after: Duration | None = key(
        None, "time constant of forgetting; left out: never", unit="duration", mechanism=23
    )
    restores: Share = key(0.0, "share of the lost trust that a report gives back", mechanism=23, null=0)


class Blame(Section):
    """Where found faults are held against those who made them, and fewer are reported."""

    suspends: Share = key(
        0.0, "chance that the caseworker is suspended for a fault that is found", mechanism=23, null=0
    )
    suspension: Duration = key(30.0, "for how long", unit="duration", mechanism=23)
    lost_at_handover: Share = key(
        0.0, "chance that a case is forgotten when another person takes it over", mechanism=23, null=0
    )
    silences: Share = key(
        1.0, "share of the reports that learning would make, and that fear of blame keeps back", mechanism=23
    )


class Faults(Section):
    """Faulty decisions: how often, what makes them likelier, and what becomes of them."""

    base: Share = key(0.0, "chance that a decision is faulty, all else being right", mechanism=23, null=0)
    per_load: Weight = key(
        0.0, "b_load: added to the logit at full pressure of time, which the wait shows", mechanism=23, null=0
    )
    pressed_after: Duration = key(
        14.0, "wait of the work on the decision at which 63 % of it is felt", unit="duration", mechanism=23
    )
    per_handover: Weight = key(
        0.0, "b_handover: added for each time that the need has changed hands", mechanism=23, null=0
    )
    per_breadth: Weight = key(
        0.0, "b_breadth: added for each ln of the need kinds that the unit handles", mechanism=23, null=0
    )
    per_novice: Weight = key(
        0.0,
        "b_novice: added while the caseworker is new (`turnover.novice.period`; `steering`)",
        mechanism=23,
        null=0,
    )
    spread: Weight = key(
        0.0, "standard deviation between caseworkers, of their own parts of the logit", mechanism=23, null=0
    )
    rework: Weight = key(
        0.0, "effort to put right what a review found, as a share of the step's own", mechanism=23, null=0
    )
    surfaces: Share = key(
        0.0,
        "chance that a faulty decision that is out comes to light, on appeal or control",
        mechanism=23,
        null=0,
    )
    surfaces_after: Duration = key(0.0, "mean time until then (exponential)", unit="duration", mechanism=23)
    cost: Money = key(
        0.0, "cost of a faulty decision that went out", unit="money", mechanism=23, null="0 SEK"
    )
    payer: Payer = key("municipality", "who bears it", mechanism=23)
    culture: Culture = key(
        "silence", "what a found fault leads to: nothing, learning, or blame", mechanism=23, null="silence"
    )
    learning: Learning = key(
        Learning(), "what reports do, where culture is learning, or blame leaves some of them", mechanism=23
    )
    blame: Blame = key(Blame(), "what blame does, where culture is blame", mechanism=23)

    @property
    def suspended_for(self) -> float:
        """Days, 0 where nobody is ever suspended."""
        return self.blame.suspension if self.culture == "blame" and self.blame.suspends > 0.0 else 0.0


class Review(Section):
    """One level of review: who reads the decision before it is out."""

    by: Literal["colleague", "manager"] = key("colleague", "who reads it", mechanism=23)
    catches: Share = key(0.0, "chance that a fault is found", mechanism=23)
    effort: Effort = key(0.0, "hours for one decision", unit="effort", mechanism=23)


Levels = Annotated[tuple[Review, ...], Field(max_length=MOST_LEVELS)]
