"""A break-even in words: for the screen, the file, and around the chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from socsim.analysis.crossings import Stretch, stretches
from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.breakeven import Drawn
from socsim.charts.headline import amount
from socsim.charts.number_words import number_quoted, number_words, unit_words
from socsim.locale import capital, fixed, plain, say_or
from socsim.scenario.parameters import Parameter

if TYPE_CHECKING:
    from socsim.answers.breakeven import Breakeven

LINES = 5
"""Lines through a map that the screen shows."""


class Words:
    """What an answer says, in a language."""

    def __init__(self, of: Breakeven, language: str) -> None:
        self.of, self.language = of, language
        self.about = About.from_meta(of.meta, language)
        self.first, self.second = (self.about.organisation(name) for name in of.between)
        self.numbers = of.numbers
        self.names = [number_quoted(one.keys, self.about) for one in of.numbers]

    @property
    def what(self) -> str:
        """The figure."""
        metric, statistic, group = self.of.figure
        named = METRICS[metric].label(self.language) + ("" if statistic == "mean" else f", {statistic}")
        return capital(f"{named} ({say_or(f'group.{group}', self.language, group)})")

    def sentences(self) -> list[str]:
        """Where they are equal and who is better elsewhere; what holds in the file, on what that rests."""
        answer = self._map() if len(self.numbers) == 2 else self._line()
        return [answer, " ".join(part for part in (self._file(), self._rests(), self._missing()) if part)]

    def _line(self) -> str:
        parts, number, about = self.of.stretches, self.numbers[0], self.about
        common = {
            "what": self.what,
            "first": self.first,
            "second": self.second,
            "name": self.names[0],
            "low": self._number(number, parts[0].start),
            "high": self._number(number, parts[-1].end, unit=True),
        }
        if len(parts) == 1 and parts[0].sign:
            better = about.organisation(self.of.better(parts[0].sign))
            return about.say(
                "breakeven.none", **common, organisation=better, amount=self._amount(parts[0].least)
            )
        if len(parts) == 1:
            return about.say("breakeven.nowhere", **common, amount=self._amount(parts[0].most))
        sides = about.listed([self._side(part, number) for part in parts])
        places = self._places(parts, number)
        if places:
            said = about.listed(places)
            return about.say("breakeven.equal", **common, places=said, sides=capital(sides))
        return about.say("breakeven.not_shown", **common, sides=sides)

    def _map(self) -> str:
        about = self.about
        shares = self.of.surface.shares()
        lower = METRICS[self.of.figure.metric].better == "lower"
        said = {
            name: about.say("percent", number=fixed(100.0 * shares[sign], self.language, 0))
            for name, sign in (
                ("of_first", 1 if lower else -1),
                ("of_second", -1 if lower else 1),
                ("rest", 0),
            )
        }
        one, other = self.names
        return about.say(
            "breakeven.map",
            what=self.what,
            first=self.first,
            second=self.second,
            one=one,
            other=other,
            **said,
        )

    def _places(self, parts: Sequence[Stretch], number: Parameter) -> list[str]:
        """Where a crossing is shown: at what value, and between which."""
        about = self.about
        found = []
        for part in parts:
            if part.crossed:
                at = (
                    part.crossings[len(part.crossings) // 2]
                    if part.crossings
                    else (part.start + part.end) / 2
                )
                low, high = self._number(number, part.start), self._number(number, part.end, unit=True)
                place = self._number(number, at)
                found.append(about.say("breakeven.place", at=place, low=low, high=high))
        return found

    def _side(self, part: Stretch, number: Parameter) -> str:
        about = self.about
        low, high = self._number(number, part.start), self._number(number, part.end, unit=True)
        if not part.sign:
            return about.say("breakeven.undecided", low=low, high=high)
        better = about.organisation(self.of.better(part.sign))
        return about.say("breakeven.side", organisation=better, low=low, high=high)

    def _file(self) -> str:
        """What holds at the file's own values."""
        about = self.about
        found = self.of.stated()
        if found is None:
            return ""
        mean, low, high = found
        at = about.listed(
            [
                about.say("breakeven.is", name=name, value=self._number(one, one.value, unit=True))
                for name, one in zip(self.names, self.numbers, strict=True)
            ]
        )
        sign = int(low > 0.0) - int(high < 0.0)
        if not sign:
            return about.say("breakeven.file_undecided", at=at, amount=self._amount(max(-low, high)))
        ends = sorted((abs(low), abs(high)))
        better = about.organisation(self.of.better(sign))
        return about.say(
            "breakeven.file",
            at=at,
            organisation=better,
            amount=self._amount(mean),
            low=self._amount(ends[0]),
            high=self._amount(ends[1]),
        )

    def _rests(self) -> str:
        about = self.about
        level = about.say("percent", number=f"{100.0 * (1.0 - self.of.error_rate):g}")
        return about.say_count(
            "breakeven.rests",
            int(self.of.known.replications.max()),
            level=level,
            places=self.of.finest,
            points=len(self.of.known.mean),
        )

    def _missing(self) -> str:
        """What was not done, and what moved that was not named."""
        about = self.about
        said = []
        for one in self.numbers:
            if len(one.keys) > 1:
                said.append(about.say("breakeven.together", keys=about.listed(one.keys)))
        if self.of.unfit:
            said.append(about.say_count("breakeven.unfit", self.of.unfit))
        if self.of.asked.trials.over:
            said.append(about.say("breakeven.budget", points=len(self.of.known.mean)))
        failures = len(self.of.asked.trials.failures)
        if failures:
            said.append(about.say_count("breakeven.failed", failures))
        return " ".join(said)

    def rows(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Parts of the range, or lines through the map."""
        about = self.about
        if len(self.numbers) == 2:
            return self._lines()
        number = self.numbers[0]
        headings = (
            self._heading(0),
            about.say("breakeven.better"),
            about.say("breakeven.equal_at"),
            about.say("breakeven.by"),
        )
        rows = []
        for part in self.of.stretches:
            low, high = self._number(number, part.start), self._number(number, part.end, unit=True)
            better = self.of.better(part.sign)
            crossings = [self._number(number, at, unit=True) for at in part.crossings]
            alone = part.sign != 0 and len(self.of.stretches) == 1
            size = self._amount(part.least if alone else part.most)
            said = "breakeven.least" if alone else "breakeven.most"
            by = about.say(said, amount=size)
            rows.append(
                (
                    about.say("breakeven.range", low=low, high=high),
                    about.organisation(better) if better else about.say("breakeven.neither"),
                    about.listed(crossings) if crossings else "",
                    by,
                )
            )
        return headings, rows

    def _lines(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Lines through the map, along the number on which more of them cross the frontier."""
        shares = [at / (LINES - 1) for at in range(LINES)]
        parts = [[stretches(self.of.surface.along(number, share)) for share in shares] for number in (0, 1)]
        crossed = [sum(part.crossed for line in lines for part in line) for lines in parts]
        along = int(crossed[1] > crossed[0])
        one, other = self.numbers[along], self.numbers[1 - along]
        rows = []
        for share, line in zip(shares, parts[along], strict=True):
            at = self._number(other, other.low + share * (other.high - other.low), unit=True)
            width = one.high - one.low
            moved = [
                replace(part, start=one.low + part.start * width, end=one.low + part.end * width)
                for part in line
            ]
            rows.append((at, "; ".join(self._side(part, one) for part in moved)))
        about = self.about
        return (self._heading(1 - along), about.say("breakeven.along", name=self.names[along])), rows

    def _heading(self, place: int) -> str:
        """The words of a number, and under them its key."""
        key = self.numbers[place].name
        words = number_words(self.numbers[place].keys, self.about)
        return words if words == key else f"{words}\n{key}"

    def drawn(self) -> Drawn:
        """What stands around the chart."""
        about, parts = self.about, self.of.stretches
        key = self.names[0]
        names = {"first": self.first, "second": self.second, "name": key}
        if len(self.numbers) == 2:
            title = about.say("breakeven.title_map", **names, other=self.names[1])
        elif places := self._places(parts, self.numbers[0]):
            title = about.say("breakeven.title_equal", **names, places=about.listed(places))
        elif len(parts) == 1 and parts[0].sign:
            better = about.organisation(self.of.better(parts[0].sign))
            title = about.say("breakeven.title_none", organisation=better, name=key)
        elif len(parts) == 1:
            title = about.say("breakeven.title_nowhere", **names)
        else:
            title = about.say("breakeven.title_not_shown", name=key)
        sides = (about.organisation(self.of.better(-1)), about.organisation(self.of.better(1)))
        note = f"{self._rests()} {self._missing()}".strip()
        return Drawn(capital(title), self.what, note, self.of.measured_in, self.first, self.second, sides)

    def _number(self, of: Parameter, value: float, *, unit: bool = False) -> str:
        near = 3 - math.floor(math.log10(of.high - of.low))  # decimals: a thousandth of the range is told
        written = plain(round(value, max(near, 0)), self.language)
        return f"{written} {unit_words(of.unit, self.language)}" if unit and of.unit else written

    def _amount(self, value: float) -> str:
        return amount(self.about, value, self.of.measured_in, 2)
