"""The section `behaviour`: how people and offices act. What is about offices, a unit may override."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from socsim.scenario.absence import Agency, SickLeave, Turnover
from socsim.scenario.acute import Acute
from socsim.scenario.documentation import Documentation
from socsim.scenario.faults import Faults, Levels
from socsim.scenario.investigation import Investigations
from socsim.scenario.keys import Section, key
from socsim.scenario.population import Severity
from socsim.scenario.quantities import (
    Distribution,
    Duration,
    DurationDistribution,
    Effort,
    Rate,
    Real,
    Share,
    ShareBelowOne,
    Weight,
)
from socsim.scenario.style import Style

_AT_ONCE = Distribution(dist="constant", mean=0.0)


class Paperwork(Section):
    """How a request letter is answered, and what makes it go missing."""

    response: DurationDistribution = key(
        _AT_ONCE, "time until the client's answer comes", unit="duration or distribution", mechanism=3
    )
    remind_after: Duration = key(
        14.0, "time until a missed letter is noticed and a reminder sent", unit="duration", mechanism=3
    )
    reminders: Annotated[int, Field(strict=True, ge=0, le=100)] = key(
        1, "letters after the first, before the case is closed", mechanism=3
    )
    per_item: Real = key(0.0, "b_items: added to logit P(miss) for each item beyond 3", mechanism=3)
    per_contact: Weight = key(
        0.0, "b_contacts: added for each contact beyond what the client copes with", mechanism=3
    )
    per_trust: Weight = key(0.0, "b_trust: taken off for each unit of trust above 0.5", mechanism=3)
    per_help: Weight = key(0.0, "b_help: taken off when a coordinator helps with full effect", mechanism=3)


class Information(Section):
    """Which items grow old, and what asking twice costs."""

    valid_for: dict[str, Duration] = key(
        {}, "how long an item can be used; left out: for ever", unit="duration", mechanism=4
    )
    duplicate: Effort = key(
        0.0, "hours to handle an item that another unit holds already", unit="effort", mechanism=4
    )


class Referral(Section):
    """A hand-off between units."""

    delay: DurationDistribution = key(
        _AT_ONCE, "time on its way, when nobody is responsible", unit="duration or distribution", mechanism=2
    )
    lost: Share = key(0.0, "chance that it never arrives", mechanism=2, null=0)
    bounced: ShareBelowOne = key(
        0.0, "chance that the unit sends back what has arrived; then it is sent anew", mechanism=2, null=0
    )


class Acquaintance(Section):
    """Reading up on a client whom the caseworker has not met."""

    effort: Effort = key(0.0, "hours the first time a caseworker meets a client", unit="effort", mechanism=6)
    per_need: Weight = key(0.0, "share of it added for each open need beyond the first", mechanism=6)


class Trust(Section):
    """The client's trust in the office, 0 to 1."""

    start: Share = key(0.5, "at first contact", mechanism=14)
    gain: Share = key(0.1, "share of the way to 1 on a kept contact with a known caseworker", mechanism=14)
    loss: Share = key(0.1, "share lost on a new caseworker, a duplicate demand, a fall", mechanism=14)
    fades_after: Duration | None = key(
        None, "time constant of the decay without contact; left out: none", unit="duration", mechanism=14
    )
    recovery_at_none: Weight = key(1.0, "factor on recovery at trust 0", mechanism=13)
    recovery_slope: Weight = key(0.0, "added to it at trust 1", mechanism=13)


class Return(Section):
    """Coming back after a fall."""

    probability: Share = key(0.0, "chance of coming back by oneself", mechanism=15, null=0)
    delay: DurationDistribution = key(
        _AT_ONCE, "time until then", unit="duration or distribution", mechanism=15
    )


class WhileState(Section):
    """Escalation hazards in each state, relative to waiting."""

    unseen: Weight = key(1.0, "not discovered", mechanism=12)
    referred: Weight = key(1.0, "on its way between units", mechanism=12)
    waiting: Weight = key(1.0, "a unit is responsible, nobody works on it", mechanism=12)
    in_process: Weight = key(1.0, "being worked on, or waiting for the client's papers", mechanism=12)
    in_support: Weight = key(0.0, "in support", mechanism=12)
    fallen: Weight = key(1.0, "nobody's responsibility", mechanism=12)


class OfficeRules(Section):
    """What a unit may override; on a unit, left out means as in `behaviour`."""

    missed_paperwork: Share | None = key(
        None, "chance that a request letter of 3 items is missed, per letter", mechanism=3, null=0
    )
    information_sharing: Share | None = key(
        None, "chance that an item held elsewhere in the office need not be asked for", mechanism=4, null=1
    )
    referral: Referral | None = key(None, "hand-offs to this unit", mechanism=2)
    sight: Share | None = key(
        None, "chance that a client's other need is found at a step", mechanism=1, null=1
    )
    sight_at_followups: Share | None = key(None, "factor on sight at follow-ups", mechanism=1)
    breadth: Weight | None = key(None, "b: effort x (1 + b ln(need kinds handled))", mechanism=7, null=0)
    depth: Weight | None = key(
        None, "recovery x max(0, 1 - depth ln(need kinds handled))", mechanism=7, null=0
    )
    acquaintance: Acquaintance | None = key(None, "reading up on a new client", mechanism=6)
    documentation: Documentation | None = key(None, "notes, and what they are good for", mechanism=21)
    faults: Faults | None = key(None, "faulty decisions", mechanism=23)
    review: Levels | None = key(None, "who reads a decision before it is out, level by level", mechanism=23)
    sick_leave: SickLeave | None = key(None, "caseworkers who fall ill", mechanism=19)
    turnover: Turnover | None = key(None, "caseworkers who leave their posts", mechanism=20)
    agency: Agency | None = key(None, "agency workers on long absences and vacant posts", mechanism=19)


class Behaviour(OfficeRules):
    """People and offices; every mechanism is off unless stated."""

    missed_paperwork: Share = key(
        0.0, "chance that a request letter of 3 items is missed, per letter", mechanism=3, null=0
    )
    paperwork: Paperwork = key(Paperwork(), "how letters are answered", mechanism=3)
    information: Information = key(
        Information(), "which items grow old, and what asking twice costs", mechanism=4
    )
    investigations: Investigations = key(
        Investigations(), "what becomes of an investigation made before", mechanism=4
    )
    information_sharing: Share = key(
        1.0, "chance that an item held elsewhere in the office need not be asked for", mechanism=4, null=1
    )
    referral: Referral = key(Referral(), "hand-offs between units", mechanism=2)
    sight: Share = key(1.0, "chance that a client's other need is found at a step", mechanism=1, null=1)
    sight_at_followups: Share = key(1.0, "factor on sight at follow-ups", mechanism=1, null=1)
    presents_after: Duration = key(
        0.0,
        "mean time until a client tells of an unseen need (exponential); left out: at once",
        unit="duration",
        mechanism=1,
        null="0 days",
    )
    breadth: Weight = key(0.0, "b: effort x (1 + b ln(need kinds handled))", mechanism=7, null=0)
    depth: Weight = key(0.0, "recovery x max(0, 1 - depth ln(need kinds handled))", mechanism=7, null=0)
    acquaintance: Acquaintance = key(Acquaintance(), "reading up on a new client", mechanism=6)
    sick_leave: SickLeave = key(SickLeave(), "municipal caseworkers who fall ill", mechanism=19)
    turnover: Turnover = key(Turnover(), "municipal caseworkers who leave their posts", mechanism=20)
    agency: Agency = key(Agency(), "agency workers on long absences and vacant posts", mechanism=19)
    documentation: Documentation = key(Documentation(), "notes, and what they are good for", mechanism=21)
    patience: DurationDistribution | None = key(
        None,
        "time that a client waits for a first caseworker before giving up",
        unit="duration or distribution",
        mechanism=10,
    )
    effort_by_severity: dict[Severity, Weight] = key(
        {1: 1.0, 2: 1.0, 3: 1.0}, "factor on every effort", mechanism=12
    )
    escalation_while: WhileState = key(WhileState(), "escalation hazards by state", mechanism=12)
    synergy: Share = key(
        0.0,
        "how much recovery is held back when all other open needs are without support",
        mechanism=13,
        null=0,
    )
    trust: Trust | None = key(None, "trust between client and office", mechanism=14)
    returns: Return = Field(
        Return(),
        alias="return",
        description="coming back after a fall",
        json_schema_extra={"unit": "", "mechanism": 15, "null": None},
    )
    faults: Faults = key(Faults(), "faulty decisions", mechanism=23)
    review: Levels = key((), "who reads a decision before it is out, level by level", mechanism=23)
    leaving: Rate = key(0.0, "hazard of moving away or dying", unit="rate", mechanism=16, null="0 per year")
    style: Style | None = key(None, "control-oriented against solution-oriented caseworkers", mechanism=22)
    acute: Acute | None = key(None, "needs that go before planned work", mechanism=27)
