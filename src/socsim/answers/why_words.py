"""What makes the difference between two organisations, in words and as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import estimate
from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.headline import amount
from socsim.charts.why import Side, held, named, parts_of, places_of, unit_of
from socsim.locale import capital, fixed, say, say_or
from socsim.screen.answer_screen import Block

if TYPE_CHECKING:
    from socsim.answers.why import Why

INDENT = "  "


class Words:
    """An answer in one language."""

    def __init__(self, answer: Why, language: str) -> None:
        self.answer = answer
        self.about = About.from_meta(answer.meta, language)
        self.metric = answer.figure.metric
        self.measured_in = METRICS[self.metric].unit(self.about.currency)
        self.scale, self.unit = unit_of(self.measured_in, self.about)
        self.parts = parts_of(answer.table, self.metric, self.about)
        self.places = places_of(self.parts)
        self.first, self.second = self.about.organisations.values()

    def sentences(self) -> list[str]:
        """How large it is; what speaks for whom; and what to bear in mind."""
        return [self._whole(), self._sides(), *self._notes()]

    def _whole(self) -> str:
        about, whole = self.about, self.parts[-1]
        metric, statistic, group = self.answer.figure
        what = METRICS[metric].label(about.language)
        if statistic != "mean":
            what = about.say(f"why.{statistic}", what=what)
        said = {
            "who": capital(say_or(f"whom.{group}", about.language, about.labels.get(_value(group), group))),
            "what": what,
            "first": self.first,
            "second": self.second,
            "replications": about.say_count("source.replications", about.replications),
        }
        if not np.isfinite(whole.low):
            return about.say("why.once", value=self._signed(whole.value), unit=self.unit, **said)
        interval = {"low": self._signed(whole.low), "high": self._signed(whole.high)}
        if not (whole.low > 0.0 or whole.high < 0.0):
            return about.say("why.none", **said, **interval)
        key = "why.less" if whole.value < 0.0 else "why.more"
        size = amount(about, whole.value / self.scale, self.measured_in, 3)
        return about.say(key, amount=size, **said, **interval)

    def _sides(self) -> str:
        """What speaks for the one, for the other, and what is open."""
        about = self.about
        if METRICS[self.metric].better is not None:
            second = about.say("why.for", who=self.second)
            first = about.say("why.for", who=self.first)
        else:
            second, first = (about.say(f"why.{way}", who=self.second) for way in ("lower", "higher"))
        both: tuple[tuple[str, Side], ...] = ((second, "second"), (first, "first"))
        said = [
            about.say("why.side", side=who, parts=self._listed(side) or about.say("why.nothing"))
            for who, side in both
        ]
        if any(part.side == "open" for part in self.parts[:-1]):
            said.append(about.say("why.side", side=about.say("why.open"), parts=self._listed("open")))
        return about.say("why.sides", sides=capital("; ".join(said)), unit=self.unit)

    def _listed(self, side: Side) -> str:
        ranked = sorted(self.parts[:-1], key=lambda part: -abs(part.value))
        found = [
            f"{named(part, self.about)} ({self._signed(part.value)})" for part in ranked if part.side == side
        ]
        return self.about.listed(found) if found else ""

    def _notes(self) -> list[str]:
        about, answer = self.about, self.answer
        notes = []
        growing = answer.found.growing.any(axis=1)
        if growing.any():
            simulated = int(np.isfinite(answer.found.coalitions).all(axis=1).sum())
            most = float(answer.table["on_growing"].max())
            share = about.number(100.0 * most, 2)
            notes.append(about.say_count("why.growing", int(growing.sum()), all=simulated, share=share))
        if answer.orders is not None:
            notes.append(about.say_count("why.orders", answer.orders))
        asked = len(answer.asked.replications)
        if about.replications < asked:
            notes.append(about.say_count("why.incomplete", about.replications, all=asked))
        return [*notes, about.say("why.chance")]

    def rows(self) -> tuple[list[str], list[list[str]]]:
        """From the first organisation's figure, by structure and groups, to the second's."""
        about = self.about
        headings = [
            "",
            capital(self.unit),
            about.say("why.column.interval"),
            about.say("why.column.alone"),
            about.say("why.column.last"),
        ]
        levels = estimate(self.answer.found.levels * self.scale)
        ends = []
        for name, *level in zip((self.first, self.second), levels.mean, levels.low, levels.high, strict=True):
            ends.append([name, self._plain(level[0]), self._between(*level[1:], sign=False), "", ""])
        by_name = self.answer.table.set_index("part")
        steps = []
        for part in self.parts:
            row = by_name.loc[part.name]
            beside = [self._signed(row[name] * self.scale) if part.of else "" for name in ("alone", "last")]
            interval = self._between(part.low, part.high, sign=True)
            name = INDENT * bool(part.of) + named(part, about)
            steps.append([name, self._signed(part.value), interval, *beside])
        *steps, whole = steps
        return headings, [ends[0], *steps, ends[1], whole]

    def inside(self) -> list[str]:
        """What is in each group whose name does not say it."""
        found = [(capital(named(part, self.about)), held(part, self.about)) for part in self.parts]
        return [f"{name}: {mechanisms}" for name, mechanisms in found if mechanisms]

    def _signed(self, value: float) -> str:
        return fixed(value, self.about.language, self.places, sign=True)

    def _plain(self, value: float) -> str:
        return fixed(value, self.about.language, self.places)

    def _between(self, low: float, high: float, *, sign: bool) -> str:
        about = self.about
        if not np.isfinite(low):
            return ""
        ends = [fixed(end, about.language, self.places, sign=sign) for end in (low, high)]
        return about.say("why.between", low=ends[0], high=ends[1])


def in_words(answer: Why, language: str) -> Sequence[str]:
    """The sentences of the answer."""
    return Words(answer, language).sentences()


def rows(answer: Why, language: str) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The rows that the screen shows."""
    return Words(answer, language).rows()


def inside(answer: Why, language: str) -> Sequence[Block]:
    """The mechanisms in each group, for the screen."""
    found = Words(answer, language).inside()
    return [Block("", [say("why.inside", language)], [[line] for line in found])] if found else []


def _value(group: str) -> str:
    """The name in `need=money`."""
    return group.partition("=")[2]
