"""The cases as they are run: from the scenario file to the figures of summary.csv, in either engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from socsim.experiment.design import Design, make_design
from socsim.experiment.figures import Figures
from socsim.experiment.run import RunError
from socsim.experiment.simulate import How, simulate
from socsim.scenario.blueprint import Floats
from socsim.scenario.reading import load
from socsim.theory.cases import HOURS, Case, Quantity, cases


@dataclass(frozen=True)
class Wanted:
    """Which cases are run, and how much of each.

    Attributes
    ----------
    cases : in the order of the table.
    seed : of the first of all cases, the next one's is one more, and so on; None: as in the files.
    replications : of each; None: as in the files.
    size : factor on the windows of the compiled engine, besides `Case.longer`.
    set : replacements of keys, in all cases.
    """

    cases: tuple[Case, ...]
    seed: int | None = None
    replications: int | None = None
    size: float = 1.0
    set: tuple[str, ...] = ()

    def as_written(self, case: Case) -> Design:
        """The file's scenario, with what is replaced in it, for the SimPy engine.

        Raises
        ------
        UserError : where it will not do so.
        """
        changes = list(self.set)
        if self.replications is not None:
            changes.append(f"run.replications={self.replications}")
        if self.seed is not None:
            changes.append(f"run.seed={self.seed + cases().index(case)}")
        return make_design(load(case.file, set=changes), engine="simpy")

    def stretched(self, case: Case, written: Design) -> Design:
        """The same for the compiled engine, with a longer window."""
        assert written.loaded is not None
        hours = HOURS * written.scenario.run.measure * case.longer * self.size
        return make_design(written.loaded.at({"run.measure": f"{hours!r} h"}), engine="compiled")


class Sample:
    """The figures of cases in all their replications.

    Parameters
    ----------
    designs : of each case.
    folder : where they are kept.
    how : as in `simulate`.

    Raises
    ------
    RunError : where a run fails.
    """

    def __init__(self, designs: Sequence[Design], folder: Path, how: How) -> None:
        folder.mkdir()
        self.designs = designs
        self.figures = Figures(folder)
        failures = [one for one in simulate(designs, self.figures, how) if one.error]
        if failures:
            raise RunError(failures)

    @property
    def runs(self) -> int:
        """How many organisations and replications."""
        return sum(len(design.pieces) for design in self.designs)

    def values(self, at: int, quantity: Quantity) -> Floats:
        """A quantity of the case in that place, in the unit of its words: a value a replication."""
        design = self.designs[at]
        organisation = quantity.organisation or next(iter(design.blueprints))
        names = [piece.name for piece in design.pieces if piece.organisation == organisation]
        wanted = [quantity.figure] if quantity.per is None else [quantity.figure, quantity.per]
        found = self.figures.read(names, wanted)
        values: Floats = quantity.unit * found[:, 0]
        return values if quantity.per is None else values / found[:, 1]


def equal(one: Sample, other: Sample, at: int, quantities: Sequence[Quantity]) -> bool:
    """Whether two samples of a case are the same to the last bit."""
    return all(
        np.array_equal(one.values(at, quantity), other.values(at, quantity), equal_nan=True)
        for quantity in quantities
    )
