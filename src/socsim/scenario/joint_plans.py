"""The section `joint_plans` of an organisation: meetings of all who are involved, and what they lead to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import (
    DAYS_A_MONTH,
    Count,
    Distribution,
    Duration,
    DurationDistribution,
    Effort,
    Rate,
    Share,
)


class PlanFor(Section):
    """Which clients may have a joint plan."""

    needs_at_least: Count = key(2, "open needs that the office knows of", mechanism=18)
    units_at_least: Annotated[Count, Field(ge=2)] = key(
        2, "units and actors that have a case of the client", mechanism=18
    )


class PlanAsked(Section):
    """When somebody asks for a joint plan for a client who may have one and has none."""

    at_steps: Share = key(0.0, "chance after the work of a step", mechanism=18, null=0)
    at_followups: Share = key(0.0, "chance after a follow-up", mechanism=18, null=0)
    at_visits: Share = key(
        0.0, "chance after a coordinator's visit; the coordinator then leads", mechanism=18, null=0
    )


class PlanTarget(Section):
    """A number of joint plans that is to be met, whether they hold or not."""

    plans: Rate = key(..., "joint plans in a year of the simulation, pro rata", unit="rate", mechanism=18)
    every: Duration = key(
        DAYS_A_MONTH, "how often they are counted, and the missing ones asked for", unit="duration",
        mechanism=18,
    )  # fmt: skip
    met_by: Literal["meetings", "paper"] = key(
        "meetings",
        "meetings: everybody is called, and cooperates as ever; paper: one of them writes the plan alone",
        mechanism=18,
    )


class JointPlans(Section):
    """Meetings of all units that have a case of a client; a plan holds if each of them cooperates."""

    for_: PlanFor = Field(
        PlanFor(),
        alias="for",
        description="who may have one",
        json_schema_extra={"unit": "", "mechanism": 18, "null": None},
    )
    asked: PlanAsked = key(PlanAsked(), "when somebody asks for one", mechanism=18)
    consent: Share = key(1.0, "chance that the client agrees to it when it is asked for", mechanism=18)
    earliest: Duration = key(7.0, "days before which nobody is called", unit="duration", mechanism=18)
    free_after: DurationDistribution = key(
        Distribution(dist="exponential", mean=14.0),
        "time after that until one of them can come; all meet when the last one can",
        unit="duration or distribution",
        mechanism=18,
    )
    effort: Effort = key(2.0, "hours of each who comes, at their own desk", unit="effort", mechanism=18)
    leads: Effort = key(
        0.0, "hours more of the one who asked: calls the others, writes the plan", unit="effort", mechanism=18
    )
    cooperation: Share = key(
        1.0, "chance that a unit cooperates; a unit or an actor may have its own", mechanism=18
    )
    lasts: Duration = key(180.0, "how long a plan holds at most", unit="duration", mechanism=18)
    target: PlanTarget | None = key(None, "a number to be met; left out: nobody counts", mechanism=18)

    @property
    def ever(self) -> bool:
        """Whether anybody ever asks for one."""
        asked = self.asked.at_steps + self.asked.at_followups + self.asked.at_visits > 0.0
        return asked or (self.target is not None and self.target.plans > 0.0)
