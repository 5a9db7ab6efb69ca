"""What an explored scenario can do, whatever shows it: numbers to turn, runs, a file to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

from socsim.charts.about import About
from socsim.charts.number_words import number_words
from socsim.experiment.design import make_design
from socsim.experiment.pool import Where
from socsim.experiment.run import simulate_all
from socsim.experiment.simulate import How
from socsim.experiment.story import Story, choose, follow, pair_of, runs_of
from socsim.scenario.keypaths import find
from socsim.scenario.parameters import Parameter, changes_of, parameters
from socsim.scenario.saving import as_yaml

if TYPE_CHECKING:
    from socsim.experiment.design import Design
    from socsim.experiment.results import Results
    from socsim.experiment.story import Runs
    from socsim.scenario.reading import Loaded

FIRST = (
    "sight",
    "breadth",
    "depth",
    "referral.lost",
    "missed_paperwork",
    "patience",
    "caseload",
    "coping.mean",
)
"""Ends of keys that people ask about first."""
SHOWN = 8


@dataclass
class Session:
    """A scenario, and all that has been simulated of it."""

    loaded: Loaded
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="socsim-explore-")))

    def __post_init__(self) -> None:
        finalize(self, rmtree, self.folder, ignore_errors=True)
        self._words: dict[str, dict[str, str]] = {}
        self._told: dict[tuple[tuple[str, Any], ...], tuple[Design, Runs]] = {}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The numbers that have a range, by name."""
        return {one.name: one for one in parameters(self.loaded)}

    def words(self, language: str) -> dict[str, str]:
        """What each of them is called, by name."""
        if language not in self._words:
            meta = make_design(self.loaded, (), (1,)).meta
            about = About.from_meta(meta, language)
            self._words[language] = {
                name: number_words(one.keys, about) for name, one in self.parameters.items()
            }
        return self._words[language]

    @property
    def first(self) -> list[str]:
        """Those to begin with."""
        ranked = [
            name for end in FIRST for name in self.parameters if name == end or name.endswith(f".{end}")
        ]
        return list(dict.fromkeys([*ranked, *self.parameters]))[:SHOWN]

    def changes(self, numbers: Mapping[str, float]) -> dict[str, Any]:
        """Those numbers that are not the file's, by key, as a file would write them."""
        moved = {
            self.parameters[name]: number
            for name, number in numbers.items()
            if number != self.parameters[name].value
        }
        return changes_of(moved)

    def run(self, numbers: Mapping[str, float], replications: int) -> Results:
        """The results with these numbers: the same people with the same luck at each.

        Raises
        ------
        UserError : where the scenario will not do with them.
        """
        changes = self.changes(numbers)
        source = self.loaded.at(changes) if changes else self.loaded
        design = make_design(source, replications=range(1, replications + 1))
        return simulate_all(design, self.folder, How(Where(), referee=False))

    def story(self, numbers: Mapping[str, float], pick: str, client: int | None = None) -> Story:
        """One client's story with these numbers.

        Who it is, is decided with the numbers of the file, so that it stays the same person, with the same
        luck, when numbers are turned.

        Parameters
        ----------
        pick, client : as in `story`; the first replication, the reference and the last organisation.

        Raises
        ------
        UserError : where there is nobody whom the rule could pick, or no such client.
        """
        design, runs = self._followed({})
        ledgers = {name: ledger for name, (ledger, _) in runs.items()}
        chosen = choose(design, ledgers, client, pick, pair_of(design, None))
        design, runs = self._followed(self.changes(numbers))
        ledgers = {name: ledger for name, (ledger, _) in runs.items()}
        choose(design, ledgers, chosen.client, pick, chosen.between)  # there may be fewer people now
        return follow(design, runs, chosen)

    def _followed(self, changes: Mapping[str, Any]) -> tuple[Design, Runs]:
        """The first replication with its journals; those of the file and of the last setting are kept."""
        key = tuple(changes.items())
        found = self._told.get(key)
        if found is None:
            design = make_design(self.loaded.at(changes) if changes else self.loaded, (), (1,))
            design = design.with_journal()
            found = design, runs_of(design)
            self._told = {old: kept for old, kept in self._told.items() if not old} | {key: found}
        return found

    def saved(self, numbers: Mapping[str, float]) -> str:
        """The scenario with these numbers, as the text of a file."""
        changes = self.changes(numbers)
        said = "".join(f"\n{key}: {value}" for key, value in changes.items())
        return as_yaml(self.loaded, changes, f"{self.loaded.path.name}, explored{said}")


def meaning(parameter: Parameter) -> str:
    """The sentence of `socsim explain`; empty where it has none."""
    parts: Sequence[str] = parameter.name.split(".")
    while parts:  # the numbers of a distribution mean what it means
        spot = find(tuple(parts))
        if spot is not None and spot.field is not None and spot.field.description:
            return spot.field.description
        parts = parts[:-1]
    return ""
