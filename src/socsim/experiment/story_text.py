"""One client's story in plain sentences, in the reader's language.

What goes wrong is told of what was asked and what was there, never of a person: a breakdown is demand above
capacity.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socsim.analysis.story import Course, Mark, NeedKey
from socsim.charts.about import About
from socsim.locale import capital
from socsim.scenario.names import CAUSES, STATES

BY_NUMBER = "client"
"""The rule by which a client is chosen who was asked for."""
FALLS = 4
"""So many are told one by one."""


@dataclass(frozen=True)
class Teller:
    """Tells courses in one language."""

    about: About
    kinds: Sequence[str]
    """The needs' names, by number."""

    def say(self, key: str, **values: object) -> str:
        """The message `key`."""
        return self.about.say(key, **values)

    def say_count(self, key: str, count: float) -> str:
        """The message `key` in the form that goes with `count`."""
        return self.about.say_count(key, count)

    # -- pieces --------------------------------------------------------------------------------

    def need(self, kind: int, spell: int = 1) -> str:
        """What a need is called, and whether it is not the first of its kind."""
        name = self.about.labels.get(self.kinds[kind], self.kinds[kind].replace("_", " "))
        return name if spell == 1 else self.say("story.again", need=name)

    def day(self, day: float) -> str:
        """The number of a day since first contact."""
        return self.about.number(round(day), 1)

    def days(self, days: float) -> str:
        """So many days."""
        return self.say_count("unit.days", round(days))

    def needs(self, keys: Sequence[NeedKey]) -> str:
        """Several needs by name."""
        return self.about.listed([self.need(*key) for key in keys])

    def needs_on_days(self, marks: Sequence[Mark]) -> str:
        """Several needs, and when."""
        return self.about.listed(
            [self.say("story.on_day", need=self.need(*_key(mark)), day=self.day(mark.day)) for mark in marks]
        )

    # -- sentences -----------------------------------------------------------------------------

    def beginning(self, course: Course) -> list[str]:
        """Who the client is."""
        said = [self.say("story.client", client=course.client, needs=self.needs(course.at_arrival))]
        known = [key for key in course.at_arrival if course.first("seen", key) == 0.0]
        if not known:
            said.append(self.say("story.nothing_known"))
        elif len(known) < len(course.at_arrival):
            said.append(self.say("story.known", needs=self.needs(known)))
        return said

    def why(self, rule: str, of: int, between: Sequence[str]) -> str:
        """By which rule, of how many, the client was chosen."""
        names = [self.about.organisation(name) for name in between]
        if len(names) < 2 and rule != BY_NUMBER:
            rule = "median_alone"
        about = dict(zip(("one", "other"), names, strict=False))
        return self.say(f"story.pick={rule}", all=self.about.number(of, 1), **about)

    def caution(self) -> str:
        """What one person's story does not show."""
        return self.say("story.one_person")

    def course(self, course: Course) -> list[str]:
        """What became of the client in one organisation."""
        return [
            *self._outcome(course),
            *self._contacts(course),
            *self._discoveries(course),
            *self._falls(course),
            *self._end(course),
        ]

    def _outcome(self, course: Course) -> Iterator[str]:
        for mark in course.of("reached"):
            yield self.say("story.reached", days=self.days(mark.value))
        if course.all_supported < math.inf:
            yield self.say("story.all_supported", day=self.day(course.all_supported))
        else:
            lacking = [key for key in course.at_arrival if course.served(key) == math.inf]
            yield self.say("story.not_supported", day=self.day(course.there), needs=self.needs(lacking))
        if course.left < math.inf:
            yield self.say("story.left", day=self.day(course.left))
        elif course.recovery < math.inf:
            yield self.say("story.recovered", day=self.day(course.recovery))

    def _contacts(self, course: Course) -> Iterator[str]:
        yield self.say_count("story.met", course.met) if course.met else self.say("story.met_nobody")
        papers = course.total("asked")
        if papers:
            yield self.say("story.asked_for", papers=self.say_count("story.papers", papers))
            again = course.total("asked_again")
            if again:
                yield self.say_count("story.held", again)
        else:
            yield self.say("story.no_papers")
        for mark in course.of("taken_on")[:1]:
            yield self.say("story.coordinator", day=self.day(mark.day))
        for mark in course.of("plan_met")[:1]:
            yield self.say("story.plan", day=self.day(mark.day))

    def _discoveries(self, course: Course) -> Iterator[str]:
        later = [mark for mark in course.of("seen") if mark.day > course.first("arose", _key(mark))]
        if later:
            yield self.say("story.discovered", needs=self.needs_on_days(later))
        never = [key for key in course.needs if course.first("seen", key) == math.inf]
        over = [key for key in never if course.ended_well(key) < math.inf]
        if len(over) < len(never):
            still = [key for key in never if key not in over]
            yield self.say("story.undiscovered", needs=self.needs(still), day=self.day(course.there))
        if over:
            yield self.say("story.over_unseen", needs=self.needs(over))
        new = [mark for mark in course.of("arose") if mark.day > 0.0]
        if new:
            yield self.say("story.more_needs", needs=self.needs_on_days(new))

    def _falls(self, course: Course) -> Iterator[str]:
        falls = course.of("fell")
        if not falls:
            yield self.say("story.no_fall")
        for mark in falls[:FALLS]:
            about = {
                "day": self.day(mark.day),
                "need": self.need(*_key(mark)),
                "cause": self.say(f"story.cause={CAUSES[mark.cause]}"),
            }
            gap = course.gap(mark)
            if mark.day + gap < course.followed:
                yield self.say("story.fall", **about, days=self.days(gap))
            else:
                yield self.say("story.fall_to_end", **about)
        if len(falls) > FALLS:
            yield self.say_count("story.more_falls", len(falls) - FALLS)
        crises = course.of("crisis")
        if crises:
            yield self.say("story.crisis", needs=self.needs_on_days(crises))

    def _end(self, course: Course) -> Iterator[str]:
        states = [
            self.say(
                "story.in_state",
                need=self.need(*key),
                state=self.say(f"story.state={STATES[course.at_end(key)]}"),
            )
            for key in course.needs
        ]
        yield self.say("story.end", day=self.day(course.there), states=self.about.listed(states))

    def difference(self, one: tuple[str, Course], other: tuple[str, Course]) -> str:
        """By how much the client is served earlier or later in one organisation than in another."""
        names = {"one": self.about.organisation(one[0]), "other": self.about.organisation(other[0])}
        first, second = one[1].all_supported, other[1].all_supported
        if first == second == math.inf:
            return self.say("story.neither", **names, days=self.days(max(one[1].there, other[1].there)))
        later = min(second, other[1].there) - min(first, one[1].there)
        if round(later) == 0:
            return self.say("story.same", **names)
        way = "later" if later > 0.0 else "earlier"
        least = "" if max(first, second) < math.inf else "_at_least"
        return self.say(f"story.{way}{least}", **names, days=self.days(abs(later)))

    def title(self, courses: Sequence[tuple[str, Course]]) -> str:
        """When the client was served in each organisation."""
        said = []
        for name, course in courses:
            late = course.all_supported == math.inf
            key = "story.outcome_not" if late else "story.outcome"
            day = self.day(course.there if late else course.all_supported)
            said.append(self.say(key, day=day, organisation=self.about.organisation(name)))
        client = courses[0][1].client
        return capital(self.say("story.title", client=client, outcomes=", ".join(said)))


def _key(mark: Mark) -> NeedKey:
    return mark.need, mark.spell
