"""What every chart and screen must know of the run besides its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from socsim.locale import listed, number, say, say_count, say_or, text

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding

SEVERAL, ONE = "needs=2+", "needs=1"
ASSUMPTION = "assumption"


@dataclass(frozen=True)
class About:
    """The run behind the tables, and the language to speak of it.

    `organisations` maps each organisation's name to its label, in the scenario's order; `labels` does the
    same for needs, units and whatever else has a name of the scenario's own. `judged` are the metrics on
    which the verdict's findings rest: titles about them claim what it claims.
    """

    language: str
    title: str
    organisations: Mapping[str, str]
    reference: str
    replications: int
    seed: int
    version: str
    follow_up: float = 0.0
    currency: str = "SEK"
    labels: Mapping[str, str] = field(default_factory=dict)
    judged: frozenset[str] = frozenset()
    processes: tuple[str, ...] = ()
    """Of the user's own, which no scenario file has."""

    @classmethod
    def from_meta(cls, meta: Mapping[str, Any], language: str) -> About:
        """Read the plain mapping that a run hands over.

        Parameters
        ----------
        meta : `title`, `organisations` (name -> label, or a list of names), `reference`, `replications`,
            `seed`, `version`, `follow_up` in days; `currency` and `labels` may be left out. Titles and labels
            are plain text or mappings of language to text.
        language : 'sv' or 'en'.
        """
        named = meta["organisations"]
        if not isinstance(named, Mapping):
            named = {name: name for name in named}
        organisations = {name: text(label or name, language) for name, label in named.items()}
        return cls(
            language=language,
            title=text(meta.get("title", ""), language),
            organisations=organisations,
            reference=meta.get("reference") or next(iter(organisations)),
            replications=int(meta["replications"]),
            seed=int(meta["seed"]),
            version=str(meta["version"]),
            follow_up=float(meta.get("follow_up", 0.0)),
            currency=str(meta.get("currency", "SEK")),
            labels={name: text(label, language) for name, label in meta.get("labels", {}).items()},
            processes=tuple(dict.fromkeys(meta.get("processes", {}).values())),
        )

    def judging(self, findings: Iterable[Finding]) -> About:
        """The same, with titles that claim what the verdict's findings show."""
        return replace(self, judged=frozenset(one.metric for one in findings))

    def say(self, key: str, **values: object) -> str:
        """The message `key` in this language."""
        return say(key, self.language, **values)

    def say_count(self, key: str, count: float, *, figures: int = 1, **values: object) -> str:
        """The message `key` in the form that goes with `count`, its `{number}`."""
        return say_count(key, self.language, count, figures=figures, **values)

    def shown_in(self, measured_in: str) -> tuple[float, str]:
        """What values in a unit are multiplied by where shown, and the unit that they are then in."""
        if measured_in == "share":
            return 100.0, "%"
        if measured_in == self.currency:
            key = "axis.thousand_sek" if self.currency == "SEK" else "axis.thousand"
            return 0.001, self.say(key, currency=self.currency)
        if measured_in == "days":
            return 1.0, self.say("axis.days")
        return 1.0, say_or(f"measured.{measured_in}", self.language, measured_in)

    def amount(self, value: float, measured_in: str, figures: int = 3) -> str:
        """A figure with its unit in words."""
        scale, _ = self.shown_in(measured_in)
        if measured_in == "share":
            return self.say("percent", number=self.number(value * scale, figures))
        if measured_in == self.currency:
            key = "unit.thousand_sek" if self.currency == "SEK" else "unit.thousand"
        elif measured_in == "days":
            return self.say_count("unit.days", value, figures=figures)
        else:
            key = "unit.none"
        return self.say(key, number=self.number(value * scale, figures), currency=self.currency)

    def number(self, value: float, figures: int = 3, *, sign: bool = False) -> str:
        """A number as this language writes it."""
        return number(value, self.language, figures, sign=sign)

    def organisation(self, name: str) -> str:
        """An organisation's label."""
        return self.organisations.get(name, name)

    def listed(self, names: Sequence[str]) -> str:
        """Several in one breath."""
        return listed(names, self.language)

    def cited(self, source: str) -> str:
        """A source as a file states it, with its one word of the format, `assumption`, in this language."""
        word, rest = source.strip()[: len(ASSUMPTION)], source.strip()[len(ASSUMPTION) :]
        return self.say("source.assumption") + rest if word.lower() == ASSUMPTION else source.strip()

    @property
    def others(self) -> list[str]:
        """The organisations that are compared with the reference."""
        return [name for name in self.organisations if name != self.reference]

    @property
    def compares(self) -> bool:
        """Whether there are paired differences with intervals to speak of."""
        return bool(self.others) and self.replications > 1

    @property
    def origin(self) -> str:
        """Which scenario, replications, seed and version the numbers come from."""
        said = [
            self.title,
            self.say_count("source.replications", self.replications),
            self.say("source.seed", seed=self.seed),
            f"socsim {self.version}",
            self.say("source.processes", names=self.listed(self.processes)) if self.processes else "",
        ]
        return self.say("source", parts=" · ".join(part for part in said if part))

    def source(self, note: str = "", *, title_of: str = "", paired: bool = True) -> str:
        """The line under a chart: where its numbers come from, and what intervals and title rest on.

        Parameters
        ----------
        note : what else must be said of the figures.
        title_of : the metric that the title is about.
        paired : whether differences are shown.
        """
        interval = self.say("source.interval" if self.replications > 1 else "source.no_interval")
        differences = self.say("source.paired") if paired and self.compares else ""
        rule = "source.judged" if title_of in self.judged else "source.together"
        title = self.say(rule) if title_of and self.compares else ""
        return " ".join(part for part in (self.origin, note, interval, differences, title) if part)
