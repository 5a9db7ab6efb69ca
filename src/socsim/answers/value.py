"""What one gets for the money: the cost-effectiveness plane, who pays, and who is best at which price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from socsim.analysis.cohort import GROUPS
from socsim.analysis.intervals import estimate, paired
from socsim.analysis.sheet import group_name
from socsim.analysis.value import (
    Acceptability,
    Increment,
    Scatter,
    acceptability,
    ellipse,
    increments,
    quadrants,
    scatter,
    settles,
    top_price,
)
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.draws import Draws, chosen_parameters, draw
from socsim.answers.value_words import Words
from socsim.experiment.figures import Figure
from socsim.experiment.trials import Variant
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError, suggest
from socsim.scenario.names import PAYERS

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded
    from socsim.screen.answer_screen import Block

Effect = Literal["recovered", "gap_days"]
EFFECTS: dict[str, tuple[str, float]] = {
    "recovered": ("recovered_share", 1.0),
    "gap_days": ("gap_days", -1.0),
}
"""Metric of each effect, and what makes more of it better."""
WHO = ("all", *PAYERS)
POINTS, EACH, PRICES = 64, 2, 101
"""Draws of the numbers, replications of each, and prices at which one looks."""
_CRISES, _GAINS, _DRIFT = len(WHO), len(WHO) + 1, -1


def _wanted(group: str) -> list[Figure]:
    """Costs by payer and of crises, effects, and whether queues grow."""
    costs = ["" if who == "all" else f"payer={who}" for who in WHO]
    return [
        *(Figure("cost_per_client", group=group_name(key, group)) for key in (*costs, "kind=crises")),
        *(Figure(metric, group=group) for metric, _ in EFFECTS.values()),
        Figure("drift_of_queue"),
    ]


class Value(Answer):
    """What organisations cost and do more than another one.

    Attributes
    ----------
    names : the organisations; the first is the one that the others are compared with.
    effect, payer : what the ratio, the chart and the sentences are about, and whose costs count.
    group : of which clients.
    base : shape (organisations, replications, figures), at the file's own numbers.
    drawn : shape (draws, organisations, replications, figures), with the numbers drawn from their ranges.
    draws : the numbers that were drawn.
    """

    name = "value"

    def __init__(
        self,
        asked: Asked,
        names: Sequence[str],
        effect: Effect,
        payer: str,
        group: str,
        base: Floats,
        drawn: Floats,
        draws: Draws,
    ) -> None:
        super().__init__(asked)
        self.names, self.effect, self.payer, self.group = tuple(names), effect, payer, group
        self.base, self.drawn, self.draws = base, drawn, draws

    def cost_and_effect(self, values: Floats, effect: str, payer: str) -> tuple[Floats, Floats]:
        """Cost, and the effect so that more is better, of whatever organisations and replications."""
        _, way = EFFECTS[effect]
        return values[..., WHO.index(payer)], way * values[..., _GAINS + list(EFFECTS).index(effect)]

    def increments(self, effect: str, payer: str) -> list[Increment]:
        """Of each organisation but the first, judged together."""
        return increments(*self._apart(self.base, effect, payer))

    def _apart(self, values: Floats, effect: str, payer: str) -> tuple[Floats, Floats]:
        """Differences to the first organisation; organisations lie along the first axis."""
        cost, gain = self.cost_and_effect(values, effect, payer)
        return paired(cost[1:], cost[:1]), paired(gain[1:], gain[:1])

    @cached_property
    def points(self) -> tuple[Floats, Floats]:
        """Differences in cost and effect to the first organisation, shape (draws, organisations - 1)."""
        cost, gain = self._apart(np.moveaxis(self.drawn, 0, 1), self.effect, self.payer)
        return _mean(cost).T, _mean(gain).T

    @cached_property
    def scatters(self) -> list[tuple[Scatter, Scatter]]:
        """Of each organisation but the first: why the points differ in cost, and in effect."""
        cost, gain = self._apart(np.moveaxis(self.drawn, 0, 1), self.effect, self.payer)
        return [(scatter(one), scatter(other)) for one, other in zip(cost, gain, strict=True)]

    @cached_property
    def overloaded(self) -> Any:
        """Draws in which queues of an organisation go on growing, shape (draws, organisations)."""
        return ~settles(self.drawn[..., _DRIFT], self.base[..., _DRIFT])

    @cached_property
    def acceptability(self) -> Acceptability:
        """How often each is best over the draws."""
        cost, gain = self.cost_and_effect(self.drawn, self.effect, self.payer)
        return acceptability(_mean(cost), _mean(gain), self.prices)

    @cached_property
    def prices(self) -> Floats:
        """What one more of the effect may be worth."""
        ratios = np.array([one.ratio for one in self.increments(self.effect, self.payer)])
        cost, gain = self.cost_and_effect(self.base[0], self.effect, self.payer)
        average = float(np.nanmean(cost) / max(abs(float(np.nanmean(gain))), 1e-9))
        return np.linspace(0.0, top_price(ratios, average), PRICES)

    def crises(self) -> Floats:
        """What of the difference in cost is crises: mean, low and high, shape (organisations - 1, 3)."""
        found = estimate(paired(self.base[1:, :, _CRISES], self.base[:1, :, _CRISES]))
        return np.column_stack([found.mean, found.low, found.high])

    @property
    def table(self) -> pd.DataFrame:
        """A row for each organisation but the first, effect and payer; costs by payer add up to all."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for effect in EFFECTS:
            for payer in WHO:
                cost, gain = self._apart(np.moveaxis(self.drawn, 0, 1), effect, payer)
                for at, one in enumerate(self.increments(effect, payer)):
                    row: dict[str, Any] = {
                        "organisation": self.names[1 + at],
                        "reference": self.names[0],
                        "group": self.group,
                        "effect": effect,
                        "payer": payer,
                        "cost": one.cost,
                        "cost_low": one.cost_ends[0],
                        "cost_high": one.cost_ends[1],
                        "gain": one.effect,
                        "gain_low": one.effect_ends[0],
                        "gain_high": one.effect_ends[1],
                        "verdict": one.code,
                        "ratio": one.ratio,
                        "ratio_low": one.ratio_ends[0],
                        "ratio_high": one.ratio_ends[1],
                        "replications": one.replications,
                    }
                    row |= {
                        f"share_{name}": share
                        for name, share in quadrants(_mean(cost[at]), _mean(gain[at])).items()
                    }
                    rows.append(row | {"draws": len(self.drawn)})
        return pd.DataFrame(rows)

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """Who is best how often at each price; and each draw."""
        import pandas as pd

        found, (cost, gain) = self.acceptability, self.points
        prices = pd.DataFrame({"price": found.prices, **dict(zip(self.names, found.best.T, strict=True))})
        prices["frontier"] = [self.names[at] for at in found.frontier.tolist()]
        drawn = [
            pd.DataFrame(
                {
                    "draw": np.arange(1, len(cost) + 1),
                    "organisation": name,
                    "cost": cost[:, at],
                    "gain": gain[:, at],
                    "overloaded": self.overloaded[:, [0, 1 + at]].any(axis=1),
                }
            )
            for at, name in enumerate(self.names[1:])
        ]
        return {"acceptability": prices, "draws": pd.concat(drawn, ignore_index=True)}

    @property
    def settings(self) -> Mapping[str, Any]:
        """The question."""
        return {
            "organisations": list(self.names),
            "effect": self.effect,
            "payer": self.payer,
            "group": self.group,
            "draws": len(self.drawn),
            "replications_of_a_draw": int(self.drawn.shape[2]),
            "parameters": len(self.draws.parameters),
            "unfit": len(self.asked.trials.unfit),
        }

    def sentences(self, language: str = "en") -> list[str]:
        """What is paid for what; who is best at which price; who pays; on what it rests."""
        return Words(self, language).sentences()

    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Each organisation against the first."""
        return Words(self, language).rows()

    def further(self, language: str = "en") -> Sequence[Block]:
        """Where the draws lie; who pays; and who is best how often at which price."""
        words = Words(self, language)
        return [words.corners(), words.payers(), words.prices()]

    def chart(self, language: str = "en") -> Any:
        """The plane of each organisation against the first, and below it the acceptability curves."""
        from socsim.charts.value import Plane, value

        cost, gain = self.points
        base_cost, base_gain = self._apart(self.base, self.effect, self.payer)
        planes = []
        for at, (name, one) in enumerate(
            zip(self.names[1:], self.increments(self.effect, self.payer), strict=True)
        ):
            there = np.isfinite(base_cost[at]) & np.isfinite(base_gain[at])
            border = ellipse(base_cost[at, there], base_gain[at, there])
            aside = self.overloaded[:, [0, 1 + at]].any(axis=1)
            planes.append(Plane(name, cost[:, at], gain[:, at], aside, (one.cost, one.effect), border))
        words = Words(self, language)
        return value(planes, self.acceptability, self.names, words.drawn(), self.meta, language)


def _mean(values: Floats) -> Floats:
    """Over the last axis, of what is there; NaN where nothing is."""
    there = np.isfinite(values)
    number = there.sum(axis=-1)
    found: Floats = np.where(
        number > 0, np.where(there, values, 0.0).sum(axis=-1) / np.maximum(number, 1), np.nan
    )
    return found


def value(
    source: Loaded | str | Path,
    *,
    between: tuple[str, str] | None = None,
    effect: Effect = "recovered",
    payer: str = "all",
    group: str = "all",
    points: int = POINTS,
    each: int = EACH,
    only: Sequence[str] = (),
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Value:
    """What organisations cost and do more than another one, and who is best at which price of the effect.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    between : two organisations: what the second costs and does more than the first. None: all, against the
        reference.
    effect : `recovered`, clients who recovered within the follow-up; `gap_days`, days in a gap that did not
        come.
    payer : whose costs count: `all`, or one of the payers.
    group : of which clients, by number of needs: `all`, `needs=2+`.
    points : draws of the file's uncertain numbers from their ranges.
    each : replications of a draw, with the same luck in all of them.
    only : keys or patterns of the numbers that are drawn; none: all.
    replications : at the file's own numbers.
    set, jobs, cluster, budget, out, engine, progress, language : as in `opened`.

    Raises
    ------
    UserError : where the question cannot be put to this scenario.
    """
    for said, given, known in (
        ("--effect", effect, EFFECTS),
        ("--payer", payer, WHO),
        ("--group", group, GROUPS),
    ):
        if given not in known:
            raise UserError([suggest(f"{said} {given}: there is no such choice", given, known)])
    if points < 2 or each < 2:
        raise UserError([f"--points {points}, --each {each}: two or more, or nothing differs"])
    if between is not None and between[0] == between[1]:
        raise UserError([f"--between {between[0]} {between[1]}: two different organisations"])
    asked = opened(
        source,
        organisations=between or (),
        replications=replications,
        set=set,
        jobs=jobs,
        cluster=cluster,
        budget=budget,
        out=out,
        engine=engine,
        progress=progress,
        language=language,
    )
    trials, wanted = asked.trials, _wanted(group)
    first = between[0] if between else trials.base.reference
    names = [first, *(name for name in trials.organisations if name != first)]
    if len(names) < 2:
        raise UserError([f"{asked.loaded.path}: it has one organisation, and value compares"])
    if len(asked.replications) < 2:
        raise UserError(["--replications 1: without a second one there is no interval; state 2 or more"])
    draws = draw(chosen_parameters(asked.loaded, only), points, asked.loaded.scenario.run.seed)
    runs_after = points * each * len(names)
    order = [trials.organisations.index(name) for name in names]
    base = trials.values([Variant()], wanted, replications=asked.replications, later=runs_after)[0, order]
    if not np.isfinite(base[..., 0]).any():
        wrong = (
            f"the runs failed: {trials.failures[0].error}"
            if trials.failures
            else "it has no costs of clients"
        )
        raise UserError([f"{asked.loaded.path}: {'the budget was spent' if trials.over else wrong}"])
    drawn = trials.values(draws.variants(), wanted, replications=range(1, each + 1))[:, order]
    return Value(asked, names, effect, payer, group, base, drawn, draws)
