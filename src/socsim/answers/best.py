"""Which organisation, and which staffing, is best: ranking and selection among those that keep limits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.analysis.intervals import Estimates, estimate, paired
from socsim.analysis.metrics import METRICS
from socsim.analysis.sequential import FIRST
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.candidates import Candidate, Candidates, candidates
from socsim.answers.contest import Contest, Rule, decide
from socsim.answers.limits import (
    SHARE_OF_THE_LIMIT,
    amount,
    amount_of,
    figure_of,
    limits_of,
    named,
    stated,
    unreached,
)
from socsim.answers.replicated import Replicated, most_of
from socsim.charts.about import About
from socsim.charts.best import Dot, Panel, best_chart
from socsim.experiment.figures import Figure
from socsim.experiment.points import whole_numbers
from socsim.locale import capital
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded


class Best(Answer):
    """The best of several candidates.

    Attributes
    ----------
    rule : how the choice was made.
    those : the candidates.
    contest : what has become of them.
    """

    name = "best"

    def __init__(
        self, asked: Asked, rule: Rule, those: Candidates, replicated: Replicated, contest: Contest
    ) -> None:
        super().__init__(asked)
        self.rule, self.those, self.contest, self._replicated = rule, those, contest, replicated

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """The best: several where they have the same figure in every replication, none if not decided."""
        return tuple(self.those.all[at] for at in self.contest.left) if self.contest.decided else ()

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked."""
        return {
            "minimise" if self.rule.lowest else "maximise": self.rule.figure.name,
            "indifference": self.rule.indifference,
            "subject_to": [limit.text for limit in self.rule.limits],
            "tolerance": [limit.tolerance for limit in self.rule.limits],
            "confidence": self.rule.confidence,
            "first": self.rule.first,
            "most": self._replicated.most,
            "full_hours": self.those.full_hours,
        }

    @cached_property
    def order(self) -> list[int]:
        """Candidates as they are shown: those that may be chosen first, then by the figure."""
        rank = {"chosen": 0, "left": 0, "beaten": 1, "near": 2, "open": 2, "broken": 3}
        means = self._means(self.rule.figure) * self.rule.sign

        def place(at: int) -> tuple[int, bool, float, int]:
            return rank[self.contest.fate(at)[0]], bool(math.isnan(means[at])), float(means[at]), at

        return sorted(range(len(self.those.all)), key=place)

    def _means(self, figure: Figure) -> Floats:
        return estimate(self._replicated.of(figure)).mean

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each candidate: its figure with interval and what became of it.

        `difference` is that to the best (or to the best so far) in the replications that both have.
        """
        import pandas as pd

        values = self._replicated.of(self.rule.figure)
        found = estimate(values)
        first = self.order[0]
        apart = self._differences
        rows = []
        for at in self.order:
            one, (fate, after, by) = self.those.all[at], self.contest.fate(at)
            rows.append(
                {
                    "candidate": at + 1,
                    "organisation": one.organisation,
                    "caseworkers": one.caseworkers,
                    **one.values,
                    "payroll_per_year": one.payroll,
                    "metric": self.rule.figure.name,
                    "estimate": found.mean[at],
                    "ci_low": found.low[at],
                    "ci_high": found.high[at],
                    "replications": self._replicated.finished[at],
                    "without_figure": self._replicated.finished[at] - int(found.replications[at]),
                    "difference": apart.mean[at] if at != first else 0.0,
                    "difference_ci_low": apart.low[at] if at != first else math.nan,
                    "difference_ci_high": apart.high[at] if at != first else math.nan,
                    "fate": fate,
                    "after": after,
                    "beaten_by": None if by is None else by + 1,
                }
            )
        frame = pd.DataFrame(rows)
        for column in ("caseworkers", "beaten_by"):
            frame[column] = frame[column].astype("Int64")
        return frame if frame["caseworkers"].notna().any() else frame.drop(columns="caseworkers")

    @property
    def _differences(self) -> Estimates:
        """To the best, or the best so far, in the replications that both have."""
        values = self._replicated.of(self.rule.figure)
        return estimate(paired(values, values[self.order[0]][None, :]))

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """A row for each candidate and limit."""
        import pandas as pd

        rows = []
        for number, limit in enumerate(self.rule.limits):
            found = estimate(self._replicated.of(limit.figure))
            rows += [
                {
                    "candidate": at + 1,
                    "limit": limit.text,
                    "tolerance": limit.tolerance,
                    "estimate": found.mean[at],
                    "ci_low": found.low[at],
                    "ci_high": found.high[at],
                    "replications": int(found.replications[at]),
                    "verdict": self.contest.kept[at].verdicts[number],
                    "after": self.contest.kept[at].after[number],
                }
                for at in self.order
            ]
        return {"limits": pd.DataFrame(rows)} if rows else {}

    def _about(self, language: str) -> About:
        meta = self.meta | {"replications": max(self._replicated.finished, default=0)}
        return About.from_meta(meta, language)

    def label(self, at: int, about: About) -> str:
        """What a candidate is called."""
        one = self.those.all[at]
        said = about.organisation(one.organisation)
        if one.caseworkers is not None:
            said = about.say_count("best.staffed", one.caseworkers, what=said)
        for key, value in one.values.items():
            said = about.say("best.with", what=said, name=" ".join(key.split(".")[-2:]), value=value)
        return said

    def sentences(self, language: str = "en") -> list[str]:
        """The choice, how sure it is, and what the others came to."""
        about = self._about(language)
        return [one for one in (self._choice(about), self._sure(about), *self._beside(about)) if one]

    def _choice(self, about: About, *, short: bool = False) -> str:
        what = named(self.rule.figure, about)
        limits = about.listed([limit.words(about) for limit in self.rule.limits] or [""])
        if not self.contest.entered:
            open_ = sum(one.whole != "broken" for one in self.contest.kept)
            key = "best.none_open" if open_ else "best.none"
            return about.say(key, number=len(self.contest.kept), limits=limits, open=open_)
        row = self.table.iloc[0]
        ends = {end: amount(self.rule.figure, row[f"ci_{end}"], about) for end in ("low", "high")}
        said = {
            "candidate": about.listed([self.label(at, about) for at in self.contest.left]),
            "what": what,
            "value": amount(self.rule.figure, row["estimate"], about),
            "replications": int(row["replications"]),
            "number": len(self.those.all),
            "limits": limits,
        }
        if self._only:
            return capital(about.say("best.only", found=about.say("best.found", **ends, **said), **said))
        way = "lowest" if self.rule.lowest else "highest"
        among = "among" if self.rule.limits else "of_all"
        key = f"best.{way}.{among}" if self.chosen else f"best.{way}.so_far"
        found = about.say("best.found", **ends, **said)
        return capital(about.say(key, found="" if short else found, **said))

    @property
    def _only(self) -> bool:
        """Whether the limits leave nothing to choose among."""
        return len(self.contest.entered) == 1 and not self.contest.early

    def _sure(self, about: About) -> str:
        share = about.say("percent", number=about.number(100.0 * self.rule.confidence, 2))
        indifference = stated(self.rule.figure, self.rule.indifference, about, difference=True)
        if not self.contest.entered:
            return about.say("best.sure_of_limits", share=share)
        if self.chosen:
            key = "best.sure" if self.rule.limits else "best.sure_alone"
            if self._only:
                return about.say("best.sure_of_limits", share=share)
            return about.say(key, share=share, indifference=indifference)
        left, most = len(self.contest.left), max(self._replicated.finished)
        return about.say("best.not_decided", number=left, most=most)

    def _beside(self, about: About) -> list[str]:
        said = []
        fates = Counter(self.contest.fate(at)[0] for at in range(len(self.those.all)))
        if self.rule.limits:
            counts = {key: fates[key] for key in ("broken", "near", "open")}
            counts["early"] = len(self.contest.early)
            tolerances = [
                stated(one.figure, one.tolerance, about, difference=True) for one in self.rule.limits
            ]
            said.append(
                about.say(
                    "best.counts",
                    number=len(self.those.all),
                    kept=len(self.contest.entered),
                    tolerance=about.listed(tolerances),
                    **counts,
                )
            )
        rivals = self._would_be_better()
        if rivals:
            names = about.listed([self.label(at, about) for at in rivals])
            said.append(about.say("best.rivals", names=names))
        if self._as_good:
            names = about.listed([self.label(at, about) for at in self._as_good])
            indifference = stated(self.rule.figure, self.rule.indifference, about, difference=True)
            said.append(about.say("best.as_good", names=names, indifference=indifference))
        said += self._at_the_end(about)
        if self.those.full_hours:
            said.append(about.say("best.full_hours"))
        lacking = int(self.table["without_figure"].sum())
        if lacking:
            said.append(about.say_count("best.lacking", lacking, figures=len(str(lacking))))
        if self.those.unfit:
            said.append(about.say_count("best.unfit", len(self.those.unfit), figures=3))
        if self.asked.trials.over:
            said.append(about.say("best.budget"))
        return said

    def _at_the_end(self, about: About) -> list[str]:
        """That a staffing beyond those that were tried might be better still."""
        heads = {one.caseworkers for one in self.those.all if one.caseworkers is not None}
        if len(heads) < 2 or len(self.chosen) != 1:
            return []
        chosen = self.chosen[0].caseworkers
        if chosen not in (min(heads), max(heads)):
            return []
        return [about.say("best.fewest" if chosen == min(heads) else "best.most")]

    @cached_property
    def _as_good(self) -> list[int]:
        """Candidates that were beaten, and are not shown to be worse by more than the indifference."""
        if not self.chosen:
            return []
        found = self._differences
        nearer = found.low if self.rule.lowest else -found.high
        return [
            at
            for at in self.order
            if self.contest.fate(at)[0] == "beaten" and nearer[at] <= self.rule.indifference
        ]

    def _would_be_better(self) -> list[int]:
        """Candidates of which it is not shown that they keep the limits, and that look better."""
        if not self.contest.entered:
            return []
        means = self._means(self.rule.figure) * self.rule.sign
        best = means[self.order[0]] - self.rule.indifference
        return [at for at in self.order if self.contest.fate(at)[0] in ("near", "open") and means[at] < best]

    def rows(self, language: str = "en") -> tuple[list[str], list[list[str]]]:
        """Candidates, their figures, and what became of them."""
        about = self._about(language)
        figures = [self.rule.figure, *(limit.figure for limit in self.rule.limits)]
        units = [METRICS[figure.metric].unit(about.currency) for figure in figures]
        headings = [
            about.say("best.candidate"),
            self._heading(named(self.rule.figure, about), units[0], about),
            about.say("best.difference"),
            *(limit.words(about) for limit in self.rule.limits),
            self._heading(about.say("best.payroll"), about.currency, about),
            about.say("best.replications"),
            about.say("best.became"),
        ]
        found = [estimate(self._replicated.of(figure)) for figure in figures]
        differences = self._differences
        rows = []
        for at in self.order:
            cells = [
                _cell((one.mean[at], one.low[at], one.high[at]), about.shown_in(unit)[0], about)
                for unit, one in zip(units, found, strict=True)
            ]
            apart = (differences.mean[at], differences.low[at], differences.high[at])
            beyond = (
                _cell(apart, about.shown_in(units[0])[0], about, sign=True) if at != self.order[0] else ""
            )
            row = [f"{at + 1} {self.label(at, about)}", cells[0], beyond, *cells[1:]]
            payroll = self.those.all[at].payroll * about.shown_in(about.currency)[0]
            row += [about.number(payroll), str(self._replicated.finished[at]), self.became(at, about)]
            rows.append(row)
        return headings, rows

    @staticmethod
    def _heading(what: str, unit: str, about: About) -> str:
        return about.say("screen.with_unit", what=what, unit=about.shown_in(unit)[1])

    def became(self, at: int, about: About) -> str:
        """What became of a candidate, in a few words."""
        fate, after, by = self.contest.fate(at)
        if at in self._as_good:
            return about.say("best.about_as_good", after=after, first=self.order[0] + 1)
        if by is not None:
            return about.say("best.beaten", after=after, by=by + 1)
        return about.say(f"best.{fate}", after=after)

    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure: a row a candidate, a panel for the figure and for each limit."""
        about = self._about(language)
        panels = []
        for limit in (None, *self.rule.limits):
            figure = self.rule.figure if limit is None else limit.figure
            found = estimate(self._replicated.of(figure))
            dots = tuple(
                Dot(float(found.mean[at]), float(found.low[at]), float(found.high[at])) for at in self.order
            )
            panels.append(
                Panel(
                    named(figure, about),
                    METRICS[figure.metric].unit(about.currency),
                    dots,
                    None if limit is None else limit.value,
                    True if limit is None else limit.most,
                    self.rule.indifference if limit is None else limit.tolerance,
                )
            )
        fates = [self.contest.fate(at)[0] for at in self.order]
        return best_chart(
            self._choice(about, short=True).rstrip("."),
            [f"{at + 1} {self.label(at, about)}" for at in self.order],
            [self.those.all[at].organisation for at in self.order],
            fates,
            [self.became(at, about) for at in self.order],
            panels,
            about,
        )


def _cell(numbers: tuple[float, float, float], scale: float, about: About, *, sign: bool = False) -> str:
    """A figure and its interval."""
    value, low, high = (about.number(number * scale, sign=sign) for number in numbers)
    return about.say("best.cell", value=value, interval=about.say("screen.interval", low=low, high=high))


def best(
    source: Loaded | str | Path,
    *,
    minimise: str | None = None,
    maximise: str | None = None,
    indifference: float | str,
    subject_to: Sequence[str] = (),
    tolerance: str = SHARE_OF_THE_LIMIT,
    staffing: str | None = None,
    vary: Sequence[str] = (),
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
) -> Best:
    """Choose among organisations and staffings.

    Which candidates keep the limits is settled first (procedure F, for each limit), then the best of them is
    selected (procedure KN). All decisions together are right with a probability of at least `confidence`,
    where the best is better than every other by the indifference at least. Candidates share their random
    numbers, and each is simulated only as long as it is not decided.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    minimise, maximise : the figure, as `METRIC`, `METRIC.p90` or `METRIC.p90[GROUP]`: one of the two.
    indifference : differences below it do not matter, in the figure's unit.
    subject_to : limits, as `ever_fallen_share<20%`.
    tolerance : how near to a limit may go undecided, as a share of the limit.
    staffing : caseworkers in all, for each organisation: `60,65,70` or `LOW:HIGH:STEPS`.
    vary : other keys to choose the values of, as in `sweep`; with several, all combinations.
    confidence : the probability of being right.
    first : replications of each candidate before the first decision.
    organisations : those among which to choose; none: all.
    replications : of a candidate, at most; None: 200.
    set, jobs, cluster, budget, out, engine, progress, language : as in the other questions.

    Returns
    -------
    Best

    Raises
    ------
    UserError : where the scenario, a key, a figure or a limit will not do.
    """
    option = "--minimise" if minimise is not None else "--maximise"
    wanted = [text for text in (minimise, maximise) if text is not None]
    if len(wanted) != 1:
        raise UserError(["--minimise or --maximise: state one of them, as --minimise cost_per_client"])
    figure = figure_of(wanted[0], f"{option} {wanted[0]}")
    rule = Rule(
        figure,
        minimise is not None,
        amount_of(str(indifference), figure, "--indifference", difference=True),
        limits_of(list(subject_to), "--subject-to", tolerance),
        confidence,
        first,
    )
    most = most_of(replications, confidence, first)
    heads = [] if staffing is None else whole_numbers(staffing, "--staffing")
    asked = opened(
        source, organisations=organisations, replications=most, set=set, jobs=jobs, cluster=cluster,
        budget=budget, out=out, engine=engine, progress=progress, language=language,
    )  # fmt: skip
    those = candidates(asked.trials, heads, vary)
    if len(those.all) == 1 and not rule.limits:
        raise UserError(["one candidate only, and no limit: nothing to choose; add --staffing or --vary"])
    beyond = unreached(rule.limits, asked.loaded.scenario.run.follow_up)
    beyond.pop(rule.figure, None)
    replicated = Replicated(asked.trials, rule.figures, most, beyond)
    for one in those.all:
        replicated.add(one.variant, one.organisation)
    return Best(asked, rule, those, replicated, decide(rule, replicated, asked.say))
