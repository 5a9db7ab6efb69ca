"""Many variants of a scenario, of which a few figures are wanted: what every question is answered from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np

from socsim.experiment.design import Design, make_design
from socsim.experiment.figures import Figure, Figures
from socsim.experiment.folder import prepare
from socsim.experiment.pool import Where
from socsim.experiment.simulate import How, simulate
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    from socsim.engine import Choice
    from socsim.experiment.replicate import Outcome
    from socsim.scenario.reading import Loaded


AT_ONCE = 2000
"""Variants whose numbers are in memory at a time."""
KEPT = 200
"""Variants whose numbers are kept for when more replications of them are wanted."""


@dataclass(frozen=True)
class Variant:
    """A scenario with other values at some keys.

    Attributes
    ----------
    changes : values as a file would write them, by dotted key; None takes the key away.
    organisations : those that are wanted of it; none: all that the trials are about.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    organisations: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((repr(self.changes), self.organisations))


class Trials:
    """Simulates variants of a scenario with common random numbers, and keeps their figures.

    What has been simulated once, in this question or in another one with the same folder, is not simulated
    again.

    Parameters
    ----------
    loaded : the scenario.
    organisations : those that are wanted; none: all.
    folder : where `figures.sqlite` is, or is to be; None: in a temporary folder.
    how : as in `simulate`. Its budget holds for all that is simulated here.
    engine : as in `run`.

    Attributes
    ----------
    runs : how many have been simulated.
    failures : those of them that came to nothing.
    unfit : variants that are no scenario, and why, in one line.
    """

    def __init__(
        self,
        loaded: Loaded,
        organisations: Sequence[str] = (),
        folder: Path | None = None,
        how: How | None = None,
        engine: Choice = "auto",
    ) -> None:
        self.loaded = loaded
        self.base = make_design(loaded, organisations, engine=engine)
        self.organisations = tuple(self.base.blueprints)
        self.how = how or How(Where())
        self.runs = 0
        self.failures: list[Outcome] = []
        self.unfit: dict[Variant, str] = {}
        self._designs: dict[Variant, Design] = {}
        made = folder or Path(mkdtemp(prefix="socsim-"))
        prepare(made)
        if folder is None:
            finalize(self, rmtree, made, ignore_errors=True)
        self.figures = Figures(made)

    @property
    def over(self) -> bool:
        """Whether the budget is spent, so that nothing more is begun."""
        return self.how.where.budget.over

    def design(self, variant: Variant, replications: Sequence[int] = ()) -> Design:
        """The run of a variant.

        Raises
        ------
        UserError : where the scenario will not do with these values.
        """
        found = self._designs.get(variant)
        if found is None:
            found = self._made(variant)
            if len(self._designs) < KEPT:
                self._designs[variant] = found
        return replace(found, replications=tuple(replications) or found.replications)

    def _made(self, variant: Variant) -> Design:
        chosen = variant.organisations or self.organisations
        if not variant.changes:
            return replace(self.base, blueprints={name: self.base.blueprints[name] for name in chosen})
        return make_design(self.loaded.at(variant.changes), chosen, engine=self.base.engine)

    def values(
        self,
        variants: Sequence[Variant],
        wanted: Sequence[Figure],
        *,
        replications: Sequence[int] = (),
        later: int = 0,
        shown: bool = True,
    ) -> Floats:
        """Simulate what is lacking of the variants, and give their figures.

        Parameters
        ----------
        variants : v of them. One that will not do is in `unfit`, with the reason.
        wanted : k figures.
        replications : the numbers of r of them, from 1; none: as many as the scenario states.
        later : runs that the question will need besides, at most: they belong to what is predicted.
        shown : whether to show how far it has come.

        Returns
        -------
        Shape (v, organisations, r, k); NaN where there is none: the variant will not do or is not about the
        organisation, the run failed, was not begun within the budget, or has no such figure.
        """
        numbers = tuple(replications) or self.base.replications
        found = np.full((len(variants), len(self.organisations), len(numbers), len(wanted)), np.nan)
        for start in range(0, len(variants), AT_ONCE):
            some = variants[start : start + AT_ONCE]
            runs_after = (len(variants) - start - len(some)) * len(self.organisations) * len(numbers)
            designs = [self._fit(variant, numbers) for variant in some]
            self._simulate([one for one in designs if one is not None], later + runs_after, shown)
            found[start : start + len(some)] = self._read(designs, wanted, numbers)
        return found

    def _fit(self, variant: Variant, replications: Sequence[int]) -> Design | None:
        try:
            return self.design(variant, replications)
        except UserError as error:
            self.unfit[variant] = error.lines[0]
            return None

    def _read(
        self, designs: Sequence[Design | None], wanted: Sequence[Figure], replications: Sequence[int]
    ) -> Floats:
        organisation = {name: place for place, name in enumerate(self.organisations)}
        column = {number: place for place, number in enumerate(replications)}
        places = {
            (v, organisation[piece.organisation], column[piece.replication]): piece.name
            for v, design in enumerate(designs)
            if design is not None
            for piece in design.pieces
        }
        found = np.full((len(designs), len(organisation), len(column), len(wanted)), np.nan)
        for place, row in zip(places, self.figures.read(list(places.values()), wanted), strict=True):
            found[place] = row
        return found

    def _simulate(self, designs: Sequence[Design], later: int, shown: bool) -> None:
        if not designs:
            return
        first = self.runs == 0
        how = replace(
            self.how,
            bar=self.how.bar if shown else lambda total: nullcontext(lambda: None),
            say=self.how.say if first else lambda message: None,
            referee=self.how.referee and first,
            later=later,
        )
        finished = simulate(designs, self.figures, how)
        self.runs += len(finished)
        self.failures += [outcome for outcome in finished if outcome.error]
