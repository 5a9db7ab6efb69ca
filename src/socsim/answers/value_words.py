"""What one gets for the money, in words: for the screen, the file, and around the chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.value import Increment, quadrants
from socsim.charts.about import About
from socsim.charts.headline import amount
from socsim.charts.value import Drawn
from socsim.locale import capital, fixed, number, say_or
from socsim.scenario.names import PAYERS
from socsim.screen.answer_screen import Block

if TYPE_CHECKING:
    from socsim.answers.value import Value

WAYS = {1: "more", 0: "level", -1: "less"}
LOOKS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the highest price at which the screen says who is best."""


class Words:
    """What an answer says, in a language."""

    def __init__(self, of: Value, language: str) -> None:
        self.of, self.language = of, language
        self.about = About.from_meta(of.meta, language)
        self.labels = [self.about.organisation(name) for name in of.names]

    def sentences(self) -> list[str]:
        """What is paid for what; who is best at which price; who pays; on what it rests."""
        found = self.of.increments(self.of.effect, self.of.payer)
        compared = [self._compared(label, one) for label, one in zip(self.labels[1:], found, strict=True)]
        if self.of.group != "all":
            about = self.about
            compared.insert(0, about.say("value.of_whom", who=capital(self._who)))
        return [" ".join(compared), self._best(), self._who_pays(), self._rests()]

    @property
    def _who(self) -> str:
        group = self.of.group
        return say_or(f"group.{group}", self.language, group)

    def _compared(self, label: str, one: Increment) -> str:
        about, effect = self.about, self.of.effect
        low, high = self._money_ends(one.cost_ends)
        way = WAYS[one.cost_sign]
        cost = about.say(f"value.cost_{way}", amount=self._money(one.cost), low=low, high=high)
        low, high = self._gain_ends(one.effect_ends)
        way = WAYS[one.effect_sign]
        gain = about.say(f"value.{effect}_{way}", amount=self._gain(one.effect), low=low, high=high)
        code = one.code
        said = about.say(f"value.{code}", ratio=self._ratio(one))
        return about.say(
            "value.compared",
            organisation=capital(label),
            first=self.labels[0],
            cost=cost,
            gain=gain,
            said=said,
        )

    def _ratio(self, one: Increment) -> str:
        if not math.isfinite(one.ratio):
            return ""
        about, effect = self.about, self.of.effect
        unit = about.say(f"value.per_{effect}")
        low, high = (self._money(end) for end in one.ratio_ends)
        return about.say("value.ratio", amount=self._money(one.ratio), unit=unit, low=low, high=high)

    def _best(self) -> str:
        about, found = self.about, self.of.acceptability
        effect = self.of.effect
        if not found.draws:
            return about.say("value.no_draws")
        said = []
        for at in (0, len(found.prices) // 2, len(found.prices) - 1):
            best = int(found.best[at].argmax())
            share = self._percent(float(found.best[at, best]))
            price = self._money(float(found.prices[at])) if at else "0"
            said.append(about.say("value.at_price", price=price, organisation=self.labels[best], share=share))
        unit = about.say(f"value.per_{effect}")
        return about.say_count(
            "value.best",
            found.draws,
            parameters=len(self.of.draws.parameters),
            unit=unit,
            said=about.listed(said),
            margin=fixed(98.0 / math.sqrt(found.draws), self.language, 0),
        )

    def _who_pays(self) -> str:
        about = self.about
        crises = self.of.crises()
        said = []
        for at, label in enumerate(self.labels[1:]):
            parts = [
                about.say("value.pays", who=about.say(f"payer={payer}"), amount=self._signed(cost))
                for payer in PAYERS
                for cost in [self.of.increments(self.of.effect, payer)[at].cost]
            ]
            said.append(
                about.say(
                    "value.with",
                    organisation=label,
                    parts=about.listed(parts),
                    crises=self._signed(float(crises[at, 0])),
                )
            )
        return about.say("value.who_pays", said="; ".join(said))

    def _rests(self) -> str:
        about, of = self.about, self.of
        scenario = of.asked.loaded.scenario
        year = scenario.costs.price_year
        parts = [
            about.say(
                "value.horizon",
                days=about.number(about.follow_up, 1),
                prices=about.say("value.prices_of", year=year) if year else about.say("value.prices_unsaid"),
                replications=len(of.asked.replications),
                each=int(of.drawn.shape[2]),
            )
        ]
        shares = [[one.share_of_numbers for one in pair] for pair in of.scatters]
        if shares and np.isfinite(shares).all():
            low = [min(column) for column in zip(*shares, strict=True)]
            written = [self._percent(share) for share in low]
            parts.append(about.say("value.scatter", of_cost=written[0], of_gain=written[1]))
        growing = int(of.overloaded.any(axis=1).sum())
        if growing:
            parts.append(about.say_count("value.overloaded", growing))
        if of.asked.trials.unfit:
            parts.append(about.say_count("value.unfit", len(of.asked.trials.unfit)))
        if of.asked.trials.failures:
            parts.append(about.say_count("value.failed", len(of.asked.trials.failures)))
        if of.asked.trials.over:
            parts.append(about.say("value.budget", draws=of.acceptability.draws, of=len(of.drawn)))
        return " ".join(parts)

    def rows(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Each organisation against the first: cost, effect and what one is for the other."""
        about, of = self.about, self.of
        effect = self.of.effect
        headings = (
            about.say("value.against", first=self.labels[0]),
            about.say("value.cost", unit=self._thousand),
            about.say(f"value.gain_{effect}"),
            about.say("value.for_it"),
        )
        rows = []
        for label, one in zip(self.labels[1:], of.increments(of.effect, of.payer), strict=True):
            cost = self._interval(one.cost, one.cost_ends, 0.001)
            gain = self._interval(one.effect, one.effect_ends, self._scale)
            code = one.code
            said = self._ratio(one) or about.say(f"value.{code}", ratio="").strip(" –")
            rows.append((label, cost, gain, said))
        return headings, rows

    def corners(self) -> Block:
        """In which corner of the plane the draws lie."""
        about = self.about
        costs, gains = self.of.points
        rows = []
        for at, label in enumerate(self.labels[1:]):
            shares = quadrants(costs[:, at], gains[:, at]).values()
            rows.append((label, *(self._percent(share) for share in shares)))
        headings = (
            "",
            about.say("value.corner_dearer_better"),
            about.say("value.corner_dearer_worse"),
            about.say("value.corner_cheaper_worse"),
            about.say("value.corner_cheaper_better"),
        )
        return Block(about.say("value.heading_corners", first=self.labels[0]), headings, rows)

    def payers(self) -> Block:
        """Who pays what of the difference in cost, and what of it is crises."""
        about, of = self.about, self.of
        found = [of.increments(of.effect, who) for who in (*PAYERS, "all")]
        rows = []
        for at, (label, crises) in enumerate(zip(self.labels[1:], of.crises().tolist(), strict=True)):
            cells = [self._interval(ones[at].cost, ones[at].cost_ends, 0.001) for ones in found]
            rows.append((label, *cells, self._interval(crises[0], (crises[1], crises[2]), 0.001)))
        payers = [about.say(f"payer={payer}") for payer in PAYERS]
        headings = ("", *payers, about.say("value.all_payers"), about.say("value.of_it_crises"))
        heading = about.say("value.heading_payers", first=self.labels[0], unit=self._thousand)
        return Block(heading, headings, rows)

    def prices(self) -> Block:
        """In what share of the draws each is best, at some prices."""
        about, found = self.about, self.of.acceptability
        effect = self.of.effect
        rows = []
        for look in LOOKS:
            at = round(look * (len(found.prices) - 1))
            shares = [self._percent(share) for share in found.best[at].tolist()]
            rows.append((self._money(float(found.prices[at])) if at else "0", *shares))
        headings = (about.say(f"value.price_{effect}"), *self.labels)
        return Block(about.say("value.heading_prices"), headings, rows)

    def drawn(self) -> Drawn:
        """What stands around the chart."""
        about, of = self.about, self.of
        effect = self.of.effect
        payer = of.payer
        who = about.say("value.all_payers" if payer == "all" else f"payer={payer}")
        return Drawn(
            about.say(f"value.title_{effect}"),
            about.say("value.subtitle", first=self.labels[0], who=who, clients=self._who),
            self._rests(),
            about.say(f"value.axis_{effect}"),
            self._scale,
            about.say(f"value.price_{effect}"),
        )

    def _money(self, value: float) -> str:
        return amount(self.about, value, self.about.currency, 2)

    def _signed(self, value: float) -> str:
        sign = "+" if value > 0.0 else "\N{MINUS SIGN}" if value < 0.0 else ""
        return sign + self._money(value)

    def _money_ends(self, ends: tuple[float, float]) -> tuple[str, str]:
        """The ends of an interval of money, in thousands and without the unit, which stands before them."""
        low, high = (number(end / 1000.0, self.language, 2, sign=True) for end in ends)
        return low, high

    @property
    def _scale(self) -> float:
        """What gains are multiplied by for their unit."""
        return 100.0 if self.of.effect == "recovered" else 1.0

    @property
    def _thousand(self) -> str:
        about = self.about
        key = "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand"
        return about.say(key, currency=about.currency)

    def _gain(self, value: float) -> str:
        return amount(self.about, value, "share" if self.of.effect == "recovered" else "days", 2)

    def _gain_ends(self, ends: tuple[float, float]) -> tuple[str, str]:
        low, high = (number(end * self._scale, self.language, 2, sign=True) for end in ends)
        return low, high

    def _interval(self, value: float, ends: tuple[float, float], scale: float) -> str:
        """A difference with its interval, without its unit."""
        about = self.about
        mean, low, high = (number(one * scale, self.language, 2, sign=True) for one in (value, *ends))
        return about.say("value.interval", amount=mean, low=low, high=high)

    def _percent(self, share: float) -> str:
        about = self.about
        return about.say("percent", number=fixed(100.0 * share, self.language, 0))
