"""How many caseworkers it takes to keep a promise: the cheapest staffing, and what promises cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.analysis.cheapest import Found, Search, cheapest, most_looks, smallest
from socsim.analysis.intervals import estimate
from socsim.analysis.metrics import METRICS
from socsim.analysis.sequential import FIRST, Verdict
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.candidates import FULL_HOURS, planned
from socsim.answers.contest import screened
from socsim.answers.limits import SHARE_OF_THE_LIMIT, Limit, amount, limits_of, named, stated, unreached
from socsim.answers.replicated import Replicated, most_of
from socsim.charts.about import About
from socsim.charts.staff import Curve, Point, Promise, staff_chart
from socsim.experiment.trials import Trials, Variant
from socsim.locale import Message, capital
from socsim.scenario.errors import UserError
from socsim.scenario.staffing import caseworkers_in_all, fewest_caseworkers, with_caseworkers
from socsim.scenario.tree import whole

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded


@dataclass
class Office:
    """An organisation whose staffing is looked for.

    Attributes
    ----------
    name : the organisation's.
    low, high : the range of caseworkers in all.
    now : as many as the scenario has.
    at : the candidates' numbers, by caseworkers.
    payroll : planned a year, by caseworkers, everyone at full hours.
    verdicts : what has been found, by caseworkers, in the order in which it was looked for.
    found : what the search has come to.
    """

    name: str
    low: int
    high: int
    now: int
    at: dict[int, int] = field(default_factory=dict)
    payroll: dict[int, float] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    found: Found = field(default_factory=lambda: Found(None, {}))

    @property
    def between(self) -> tuple[int, int] | None:
        """Where the smallest number that will do lies: above all that will not, to what was found."""
        if self.found.number is None:
            return None
        below = [at for at, one in self.verdicts.items() if one == "broken" and at < self.found.number]
        return max(below, default=self.low - 1) + 1, self.found.number


class Staff(Answer):
    """The cheapest staffing of each organisation that keeps what was promised.

    Attributes
    ----------
    promises : what is to be kept.
    offices : what was found of each organisation.
    confidence : the probability with which all verdicts together are right.
    """

    name = "staff"

    def __init__(
        self,
        asked: Asked,
        promises: Sequence[Limit],
        offices: Sequence[Office],
        replicated: Replicated,
        confidence: float,
        first: int,
    ) -> None:
        super().__init__(asked)
        self.promises, self.offices, self.confidence = tuple(promises), tuple(offices), confidence
        self._replicated, self._first = replicated, first

    @property
    def caseworkers(self) -> dict[str, int | None]:
        """The fewest that are shown to keep the promises, by organisation; None: none in the range are."""
        return {office.name: office.found.number for office in self.offices}

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked."""
        return {
            "promise": [limit.text for limit in self.promises],
            "tolerance": [limit.tolerance for limit in self.promises],
            "organisation": [office.name for office in self.offices],
            "range": {office.name: [office.low, office.high] for office in self.offices},
            "confidence": self.confidence,
            "first": self._first,
            "most": self._replicated.most,
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each organisation, staffing that was looked at, and promise."""
        import pandas as pd

        rows = []
        for limit in self.promises:
            found = estimate(self._replicated.of(limit.figure))
            for office in self.offices:
                for heads in sorted(office.at):
                    at = office.at[heads]
                    rows.append(
                        {
                            "organisation": office.name,
                            "caseworkers": heads,
                            "payroll_per_year": office.payroll[heads],
                            "promise": limit.text,
                            "estimate": found.mean[at],
                            "ci_low": found.low[at],
                            "ci_high": found.high[at],
                            "replications": self._replicated.finished[at],
                            "verdict": office.verdicts.get(heads, "open"),
                            "chosen": heads == office.found.number,
                            "now": heads == office.now,
                        }
                    )
        return pd.DataFrame(rows)

    def _about(self, language: str) -> About:
        meta = self.meta | {"replications": max(self._replicated.finished, default=0)}
        return About.from_meta(meta, language)

    def sentences(self, language: str = "en") -> list[str]:
        """What each organisation takes, and how sure that is."""
        about = self._about(language)
        limits = about.listed([limit.words(about) for limit in self.promises])
        said = [capital(self._of(office, limits, about)) for office in self.offices]
        share = about.say("percent", number=about.number(100.0 * self.confidence, 2))
        looked = sum(len(office.verdicts) for office in self.offices)
        tolerances = about.listed(
            [stated(one.figure, one.tolerance, about, difference=True) for one in self.promises]
        )
        said.append(about.say("staff.sure", share=share, number=looked, tolerance=tolerances))
        said += [self._turned(office, about) for office in self.offices if office.found.turned]
        if self.asked.trials.loaded.scenario.comparison.equal_money:
            said.append(about.say("staff.full_hours"))
        if self.asked.trials.over:
            said.append(about.say("staff.budget"))
        return said

    def _of(self, office: Office, limits: str, about: About) -> str:
        who, number = about.organisation(office.name), office.found.number
        if number is None:
            shown = max(office.at, default=office.high)
            values = self._values(office, shown, about)
            ends = {"low": office.low, "high": office.high, "most": shown}
            return about.say("staff.none", who=who, limits=limits, values=values, **ends)
        said = about.say_count(
            "staff.found",
            number,
            who=who,
            limits=limits,
            values=self._values(office, number, about),
            payroll=about.amount(office.payroll[number], about.currency),
            replications=self._replicated.finished[office.at[number]],
        )
        return " ".join([said, self._fewer(office, about), self._now(office, about)])

    def _values(self, office: Office, heads: int, about: About) -> str:
        """What a staffing comes to."""
        if heads not in office.at:
            return "–"
        said = []
        for limit in self.promises:
            one = estimate(self._replicated.of(limit.figure, [office.at[heads]]))
            ends = (amount(limit.figure, float(end[0]), about) for end in (one.mean, one.low, one.high))
            said.append(about.say("staff.value", **dict(zip(("value", "low", "high"), ends, strict=True))))
        return about.listed(said)

    def _fewer(self, office: Office, about: About) -> str:
        """What is known of fewer."""
        assert office.between is not None
        low, number = office.between
        if low == number:
            key = "staff.at_the_end" if number == office.low else "staff.one_less"
            return about.say(key, number=number - 1)
        if low == number - 1 and low > office.low:
            return about.say("staff.fewer_one", broken=low - 1, low=low)
        if low == office.low:
            return about.say("staff.fewer_open", low=low, high=number - 1)
        return about.say("staff.fewer", broken=low - 1, low=low, high=number - 1)

    def _now(self, office: Office, about: About) -> str:
        """What is known of as many as there are."""
        if office.now not in office.verdicts or office.now == office.found.number:
            return ""
        return about.say(f"staff.now_{office.verdicts[office.now]}", number=office.now)

    def _turned(self, office: Office, about: About) -> str:
        fewer, more = office.found.turned[0]
        return about.say("staff.turned", who=about.organisation(office.name), fewer=fewer, more=more)

    def rows(self, language: str = "en") -> tuple[list[str], list[list[str]]]:
        """Every staffing that was looked at, with what it comes to."""
        about = self._about(language)
        scale, unit = about.shown_in(about.currency)
        headings = [
            about.say("staff.organisation"),
            about.say("staff.caseworkers"),
            about.say("screen.with_unit", what=about.say("staff.payroll"), unit=unit),
            *(limit.words(about) for limit in self.promises),
            about.say("staff.replications"),
            about.say("staff.verdict"),
        ]
        found = [estimate(self._replicated.of(limit.figure)) for limit in self.promises]
        rows = []
        for office in self.offices:
            for heads in sorted(office.at):
                at = office.at[heads]
                cells = []
                for limit, one in zip(self.promises, found, strict=True):
                    shown = about.shown_in(METRICS[limit.figure.metric].unit(about.currency))[0]
                    numbers = [about.number(end[at] * shown) for end in (one.mean, one.low, one.high)]
                    cells.append(about.say("staff.cell", value=numbers[0], low=numbers[1], high=numbers[2]))
                rows.append(
                    [
                        about.organisation(office.name),
                        str(heads),
                        about.number(office.payroll[heads] * scale),
                        *cells,
                        str(self._replicated.finished[at]),
                        self._verdict(office, heads, about),
                    ]
                )
        return headings, rows

    def _verdict(self, office: Office, heads: int, about: About) -> str:
        said = about.say(f"staff.{office.verdicts.get(heads, 'open')}")
        if heads == office.found.number:
            said = about.say("staff.chosen", verdict=said)
        return about.say("staff.as_now", verdict=said) if heads == office.now else said

    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure: each promise against payroll, a line an organisation."""
        about = self._about(language)
        panels = []
        for limit in self.promises:
            found = estimate(self._replicated.of(limit.figure))
            curves = []
            for office in self.offices:
                points = [
                    Point(
                        heads,
                        office.payroll[heads],
                        (float(found.mean[at]), float(found.low[at]), float(found.high[at])),
                        office.verdicts.get(heads, "open"),
                    )
                    for heads, at in sorted(office.at.items())
                    if math.isfinite(found.mean[at])
                ]
                curves.append(Curve(office.name, points, office.found.number, office.now))
            unit = METRICS[limit.figure.metric].unit(about.currency)
            title = named(limit.figure, about)
            panels.append(Promise(title, unit, limit.value, limit.tolerance, limit.most, curves))
        return staff_chart(self._title(about), panels, about)

    def _title(self, about: About) -> str:
        limits = about.listed([limit.words(about) for limit in self.promises])
        said = []
        for office in self.offices:
            who, number = about.organisation(office.name), office.found.number
            if number is None and office.verdicts.get(office.high) != "broken":
                said.append(about.say("staff.title_open", who=who))
            elif number is None:
                said.append(about.say("staff.title_none", who=who, high=office.high))
            else:
                said.append(about.say_count("staff.title_one", number, who=who))
        return capital(about.say("staff.title", limits=limits, found="; ".join(said)))


def staff(
    source: Loaded | str | Path,
    *,
    promise: Sequence[str] | str,
    range: str | None = None,
    tolerance: str = SHARE_OF_THE_LIMIT,
    confidence: float = 0.95,
    first: int = FIRST,
    organisations: Sequence[str] = (),
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Staff:
    """Find the cheapest staffing with which an organisation keeps what was promised.

    The number of caseworkers in all is searched by bisection, and the neighbours of what is found are looked
    at. Whether a staffing keeps a promise is decided sequentially (procedure F), and all verdicts together
    are right with a probability of at least `confidence`. Everyone works full hours.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    promise : one or several, as `lead_to_decision_days.p90<=21`.
    range : caseworkers in all, `LOW:HIGH`; None: from half as many as there are to twice as many.
    tolerance : how near to a promise may go undecided, as a share of it.
    confidence : the probability of being right.
    first : replications of each staffing before the first decision.
    organisations : those to look for; none: all, each by itself.
    replications : of a staffing, at most; None: 200.
    set, jobs, cluster, budget, out, engine, progress, language : as in the other questions.

    Returns
    -------
    Staff

    Raises
    ------
    UserError : where the scenario, a promise or the range will not do.
    """
    promises = limits_of([promise] if isinstance(promise, str) else list(promise), "--promise", tolerance)
    if not promises:
        raise UserError(["--promise: what? for instance --promise 'lead_to_decision_days.p90<=21'"])
    most = most_of(replications, confidence, first)
    ends = None if range is None else _ends(range)
    asked = opened(
        source, organisations=organisations, replications=most, set=set, jobs=jobs, cluster=cluster,
        budget=budget, out=out, engine=engine, progress=progress, language=language,
    )  # fmt: skip
    offices = [_office(asked.trials, name, ends) for name in asked.trials.organisations]
    figures = list(dict.fromkeys(limit.figure for limit in promises))
    follow_up = asked.loaded.scenario.run.follow_up
    replicated = Replicated(asked.trials, figures, most, unreached(promises, follow_up))
    _look(offices, promises, replicated, asked, 1.0 - confidence, first)
    return Staff(asked, promises, offices, replicated, confidence, first)


def _ends(text: str) -> tuple[int, int]:
    low, _, high = text.partition(":")
    least, most = whole(low.strip()), whole(high.strip())
    if least is None or most is None:
        raise UserError([f"--range {text}: write LOW:HIGH, whole numbers of caseworkers such as 40:90"])
    if not 0 < least < most:
        raise UserError([f"--range {text}: low is from 1 and below high"])
    return least, most


def _office(trials: Trials, name: str, ends: tuple[int, int] | None) -> Office:
    organisation = trials.loaded.scenario.organisations[name]
    now, fewest = caseworkers_in_all(organisation), fewest_caseworkers(organisation)
    if ends is None:
        return Office(name, max(fewest, now // 2), max(2 * now, fewest + 1), now)
    with_caseworkers(name, organisation, ends[0])  # says what is wrong, where it is too few
    return Office(name, *ends, now)


def _look(
    offices: Sequence[Office],
    promises: Sequence[Limit],
    replicated: Replicated,
    asked: Asked,
    error: float,
    first: int,
) -> None:
    """Search for all organisations side by side, so that all cores have work."""
    looks = sum(most_looks(office.low, office.high) for office in offices)
    each = error / (looks * len(promises))
    asked.say(Message("staff.begins", count=looks, first=first))
    searches = {office.name: cheapest(office.low, office.high, office.now) for office in offices}
    wanted = {office.name: next(searches[office.name]) for office in offices}
    while wanted and not asked.trials.over:
        new = [office for office in offices if office.name in wanted]
        taken = {_candidate(office, wanted[office.name], replicated): first for office in new}
        later = (looks - len(replicated.begun)) * replicated.most
        replicated.take({at: to for at, to in taken.items() if not replicated.begun[at]}, later=later)
        replicated.check("--promise")
        kept, longest = screened(promises, replicated, each, first)
        open_ = []
        for office in new:
            heads = wanted[office.name]
            at = office.at[heads]
            office.verdicts[heads] = kept[at].whole
            if kept[at].whole == "open" and replicated.begun[at] < replicated.most:
                open_.append(at)
            else:
                _answer(office, searches[office.name], wanted)
        replicated.go_on(open_, longest, asked.say)
    for office in offices:
        office.found = Found(smallest(office.verdicts), dict(office.verdicts))


def _candidate(office: Office, heads: int, replicated: Replicated) -> int:
    """The number of an organisation's staffing among the candidates; a new one if it is not there."""
    if heads not in office.at:
        trials = replicated.trials
        changes = with_caseworkers(office.name, trials.loaded.scenario.organisations[office.name], heads)
        variant = Variant({**changes, **FULL_HOURS}, (office.name,))
        office.payroll[heads] = planned(trials.design(variant), office.name)[1]
        office.at[heads] = replicated.add(variant, office.name)
    return office.at[heads]


def _answer(office: Office, search: Search, wanted: dict[str, int]) -> None:
    """Tell a search what it asked for, and note what it asks for next."""
    try:
        wanted[office.name] = search.send(office.verdicts[wanted[office.name]])
    except StopIteration:
        del wanted[office.name]
