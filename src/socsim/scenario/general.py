"""The sections `run`, `office`, `costs`, `comparison` and `targets`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Effort, MoneyRate, PartOfRun, Real, Replications, Weight


class Run(Section):
    """How long, how often and with which seed."""

    warm_up: PartOfRun = key(0.0, "time before measuring begins, from an empty office", unit="duration")
    measure: PartOfRun = key(
        ..., "the measured window: clients who arrive in it are the cohort", unit="duration"
    )
    follow_up: PartOfRun = key(0.0, "how long each client of the cohort is followed", unit="duration")
    replications: Replications = key(10, "independent repetitions, paired between organisations")
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = key(
        1, "the number from which all draws follow"
    )


class ManagersTime(Section):
    """What managers do in the simulation: decide."""

    hours_per_day: Annotated[float, Field(strict=True, ge=0.001, le=24)] = key(
        1.2, "hours a calendar day for decisions", unit="hours"
    )
    decision: Effort = key(
        0.5, "hours for one decision, after the caseworker's own", unit="effort", mechanism=9
    )


class Office(Section):
    """Working time."""

    hours_per_week: Annotated[float, Field(strict=True, ge=0.01, le=168)] = key(
        40.0, "hours that a full-time caseworker is paid for", unit="hours"
    )
    casework_share: Annotated[float, Field(strict=True, ge=0.001, le=1)] = key(
        1.0, "share of them that goes to casework", unit="share"
    )
    slice: Effort | None = key(
        None,
        "long efforts on a desk are worked this long at a time, then go to its tail; left out: in one go",
        unit="effort",
    )
    managers: ManagersTime = key(ManagersTime(), "managers' time for decisions", mechanism=9)


class Costs(Section):
    """Payroll. What support, actors and crises cost is stated with them."""

    caseworker: MoneyRate = key(0.0, "cost of a full-time caseworker", unit="money per time")
    manager: MoneyRate = key(0.0, "cost of a manager", unit="money per time")
    coordinator: MoneyRate | None = key(
        None, "cost of a coordinator; left out: as a caseworker", unit="money per time"
    )
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = key(
        "SEK", "the currency of every amount in the file"
    )
    price_year: Annotated[int, Field(strict=True, ge=1, le=9999)] | None = key(
        None, "the year in whose prices amounts are stated"
    )


class Comparison(Section):
    """What is compared with what."""

    reference: str | None = key(
        None, "the organisation with which the others are compared; left out: the first"
    )
    equal_money: StrictBool = key(
        True,
        "scale the municipal caseworkers' hours so that each planned payroll is the reference's",
    )
    primary: tuple[str, ...] = key(
        ("lead_to_all_supported_days", "falls_per_100_client_years", "recovered_share", "cost_per_client"),
        "the metrics on which the verdict rests (Holm-adjusted together)",
    )


class Target(Section):
    """A known figure that the simulation is held against."""

    metric: str = key(..., "a metric's name, as in summary.csv")
    group: str = key("all", "as in summary.csv, e.g. needs=1 or need=money")
    organisation: str = key(..., "the organisation of which the figure is known")
    statistic: Literal["mean", "p50", "p90"] = key("mean", "mean, p50 or p90")
    value: Real = key(..., "the known figure")
    tolerance: Weight = key(..., "how far from it still counts as met")
    source: str = key("assumption", "where the figure comes from, with its year")
    origin: Literal["set", "emerges"] = key("emerges", "whether it follows from an input or comes out")
