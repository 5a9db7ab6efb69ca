"""The sections `organisations` and `actors`: who handles what, and with how many hands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from socsim.scenario.behaviour import OfficeRules
from socsim.scenario.consultation import Consults
from socsim.scenario.district import Takes
from socsim.scenario.gatekeeping import Budget, ExclusionOrWhen
from socsim.scenario.joint_plans import JointPlans
from socsim.scenario.keys import Section, Text, key
from socsim.scenario.outreach import Outreach
from socsim.scenario.population import Payer
from socsim.scenario.quantities import Caseload, Count, Duration, Effort, MoneyRate, Share, Weight
from socsim.scenario.steering import Steering
from socsim.scenario.transition import Transition

Heads = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class Unit(OfficeRules):
    """Caseworkers with a queue and rules."""

    label: Text | None = key(None, "what charts call it")
    handles: Annotated[tuple[str, ...], Field(min_length=1)] = key(
        (),
        "`need.step`, `*.step`, `need` or `*`, which win in that order; left out: only consulted",
        mechanism=8,
    )
    takes: Takes | None = key(
        None,
        "triage: clients with so many known needs only; left out: any client",
        mechanism=8,
    )
    caseworkers: Heads | None = key(
        None, "number of caseworkers; left out: shared out by the organisation's `staffing`", unit="people"
    )
    assignment: Literal["step", "case", "client"] = key(
        "case",
        "step: whoever is free; case: one caseworker for the case; client: one for all of a client's needs",
        mechanism=8,
    )
    allocation: Literal["least_loaded", "in_turn"] = key(
        "least_loaded",
        "who is given a case, of those with room for it: who has the lowest caseload, or each in turn",
        mechanism=8,
        null="least_loaded",
    )
    caseload: Caseload | None = key(
        None,
        "cap for each caseworker in cases (clients, where assignment is client), or in hours a month",
        unit="cases or hours per month",
        mechanism=8,
    )
    control: Share | None = key(
        None, "mean control here; left out: the district's, or as in `behaviour.style`", mechanism=22
    )
    decided_by: Literal["caseworker", "manager", "board"] = key(
        "caseworker", "who takes the decision", mechanism=9
    )
    board_every: Duration = key(14.0, "time between the board's meetings", unit="duration", mechanism=9)
    managers: Heads = key(0, "managers, who decide where decided_by is manager", unit="people", mechanism=9)
    consults: Consults | None = key(None, "specialists whom the unit asks for advice", mechanism=7)
    cost: MoneyRate | None = key(
        None, "cost of a full-time caseworker here; left out: as in `costs`", unit="money per time"
    )
    cooperation: Share | None = key(
        None, "chance that it cooperates in a joint plan; left out: as in `joint_plans`", mechanism=18
    )
    budget: Budget | None = key(None, "what it may spend; left out: as much as it needs", mechanism=11)
    not_while: dict[str, ExclusionOrWhen] = key(
        {},
        "kinds of need that keep a client's others out: `addiction: open`, or not_in_support, in_support",
        mechanism=11,
    )


class Actor(Unit):
    """A unit outside the municipality: the same in every organisation."""

    payer: Payer = key("region", "who pays its caseworkers")
    per_district: StrictBool = key(
        False, "whether each district has a copy of its own, which shares its people out", mechanism=22
    )


class CoordinatorFor(Section):
    """Who gets a coordinator."""

    needs_at_least: Count = key(2, "open needs that the office knows of", mechanism=17)


class Visits(Section):
    """A coordinator's regular contact with a client."""

    effort: Effort = key(1.0, "hours for one", unit="effort", mechanism=17)
    every: Duration = key(14.0, "time between two", unit="duration", mechanism=17)


class Coordinators(Section):
    """Case managers, personal representatives, coaches: a group of them."""

    label: Text | None = key(None, "what charts call them")
    number: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = key(
        ..., "how many", unit="people", mechanism=17
    )
    caseload: Count = key(15, "clients each, at most", unit="clients", mechanism=17)
    for_: CoordinatorFor = Field(
        CoordinatorFor(),
        alias="for",
        description="who gets one",
        json_schema_extra={"unit": "", "mechanism": 17, "null": None},
    )
    visits: Visits = key(Visits(), "regular contacts", mechanism=17)
    sight: Share = key(0.0, "chance that an unseen need is found at a visit, at full effect", mechanism=17)
    helps: Share = key(
        0.0, "share of behaviour.paperwork.per_help that is reached, at full effect", mechanism=17
    )
    catches: Share = key(0.0, "chance that a fall is averted, at full effect", mechanism=17)
    fades: Weight = key(
        0.0,
        "hours a month for a client at which 63 % is left: 1 - exp(-(hours / caseload) / fades); 0: all",
        unit="hours",
        mechanism=17,
    )
    cost: MoneyRate | None = key(None, "cost of one; left out: as in `costs`", unit="money per time")


class Staffing(Section):
    """A total that is shared out over the units that state no number."""

    caseworkers: Heads = key(..., "total over the organisation's units", unit="people")
    share: Literal["by_load"] = key("by_load", "in proportion to expected hours, at least one each")


class Organisation(Section):
    """A topology."""

    label: Text | None = key(None, "what charts call it")
    triage: Literal["at_first", "at_each_step"] = key(
        "at_first",
        "when `takes` is asked: as a case begins; or at each step, where a case goes on to the unit for more "
        "needs once more are known",
        mechanism=8,
    )
    staffing: Staffing | None = key(None, "caseworkers in all, shared out over units without a number")
    units: Annotated[dict[str, Unit], Field(min_length=1)] = key(..., "the units")
    outreach: Outreach | None = key(None, "finds people before they seek help", mechanism=24)
    coordinators: dict[str, Coordinators] = key({}, "groups of coordinators", mechanism=17)
    joint_plans: JointPlans | None = key(
        None, "meetings of all who are involved with a client; left out: none", mechanism=18
    )
    steering: Steering | None = key(
        None, "caseworkers are moved to where the queue is longest; left out: never", mechanism=25
    )
    transition: Transition | None = key(None, "a change of organisation, and what it costs", mechanism=26)
