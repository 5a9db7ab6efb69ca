"""What a report is written from: the results of a run, and answers that were given before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.answers.answer import chart_file
from socsim.charts.about import About
from socsim.experiment.folder import read_json
from socsim.scenario.plan import Plan, make_plan

if TYPE_CHECKING:
    import pandas as pd

    from socsim.analysis.verdict import Verdict
    from socsim.experiment.results import Results
    from socsim.scenario.schema import Scenario
    from socsim.theory.verification import Verification


_WORD = re.compile("[a-z]{1,20}")


@dataclass(frozen=True)
class Given:
    """An answer that a question command has left in a folder.

    Attributes
    ----------
    name : the command, as `why`.
    sentences : in the language of the report.
    svg : its chart, in the language of the report; None where there is none.
    """

    name: str
    sentences: tuple[str, ...]
    replications: int
    svg: str | None


@dataclass(frozen=True)
class Material:
    """All of it, in one language."""

    results: Results
    language: str
    answers: Mapping[str, Given]
    verification: Verification | None = None
    """What `socsim verify` has come to."""

    @cached_property
    def about(self) -> About:
        """The run, as charts and screens speak of it."""
        return About.from_meta(self.results.meta, self.language).judging(self.verdict.findings)

    @cached_property
    def verdict(self) -> Verdict:
        """Who did better, for whom."""
        return self.results.verdict_in(self.language)

    @cached_property
    def plan(self) -> Plan:
        """Staff and payroll of each organisation."""
        return make_plan(self.scenario)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Known figures of those organisations that were run, beside simulated ones."""
        from socsim.experiment.validate import targets_met

        rows = targets_met(self.results)
        return rows[rows["organisation"].isin(self.results.design.blueprints)]

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.results.design.scenario

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What one needs to get the same results again."""
        return self.results.manifest

    def staff(self, organisation: str) -> tuple[int, int]:
        """How many municipal units an organisation has, and how many caseworkers in them."""
        units = [unit for unit in self.plan.organisations[organisation].units if unit.role == "caseworker"]
        return len(units), sum(unit.people for unit in units)


def answers_in(folder: Path, language: str) -> dict[str, Given]:
    """The answers of a folder, by command; what is no answer is passed by."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            said = read_json(path)
            sentences = tuple(map(str, said["answer"][language]))
            name, replications = str(said["question"]), len(said["replications"])
            drawn_in = str(said["chart"])
            if not (_WORD.fullmatch(name) and _WORD.fullmatch(drawn_in)):  # they become the name of a file
                continue
            chart = folder / chart_file(name, language, drawn_in)
            drawn = chart.read_text("utf-8") if chart.is_file() and not chart.is_symlink() else None
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found[name] = Given(name, sentences, replications, drawn)
    return found
