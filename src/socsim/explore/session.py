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

from socsim.experiment.design import make_design
from socsim.experiment.pool import Where
from socsim.experiment.run import simulate_all
from socsim.experiment.simulate import How
from socsim.scenario.keypaths import find
from socsim.scenario.parameters import Parameter, changes_of, parameters
from socsim.scenario.saving import as_yaml

if TYPE_CHECKING:
    from socsim.experiment.results import Results
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

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The numbers that have a range, by name."""
        return {one.name: one for one in parameters(self.loaded)}

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
