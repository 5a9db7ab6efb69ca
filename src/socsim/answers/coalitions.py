"""Two organisations with some groups of mechanisms at work and the others taken out; and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from socsim.analysis import shapley
from socsim.analysis.cohort import Bools
from socsim.analysis.drift import OF, grows
from socsim.analysis.intervals import paired
from socsim.answers.asking import Asked
from socsim.experiment.figures import Figure
from socsim.experiment.trials import Variant
from socsim.scenario.blueprint import Floats, Ints
from socsim.scenario.errors import UserError, suggest
from socsim.scenario.mechanisms import MECHANISMS, MOST, PAID, THEMES, without

if TYPE_CHECKING:
    from socsim.experiment.trials import Trials


class Group(NamedTuple):
    """Mechanisms that are at work together or not at all.

    Attributes
    ----------
    name : a theme, a mechanism, or several of these joined by +.
    mechanisms : their names.
    """

    name: str
    mechanisms: tuple[str, ...]


def groups_between(
    trials: Trials, between: Sequence[str], only: Sequence[str] = (), split: Sequence[str] = ()
) -> tuple[Group, ...]:
    """Which groups a difference is to be shared out over.

    Parameters
    ----------
    between : the two organisations. What neither of them uses drops out.
    only : themes, mechanisms, or several of them joined by `+`, a group each; all else stays at work. None:
        all themes.
    split : themes of which each mechanism is a group of its own.

    Raises
    ------
    UserError : where there is no such name, nothing is left, a mechanism is named twice, or groups are more
        than `MOST`.
    """
    used = _used(trials, between)
    found = []
    for name in only or [theme for theme in THEMES if theme not in split]:
        named = _mechanisms("--only", name)
        members = tuple(one for one in named if one in used)
        if members or only:  # what was asked for is answered, with nought where it is not used
            found.append(Group(name, members or named))
    for theme in split:
        found += [Group(one, (one,)) for one in _mechanisms("--split", theme) if one in used]
    _check(found)
    return tuple(found)


def _mechanisms(option: str, text: str) -> tuple[str, ...]:
    """The mechanisms behind a name, in the order of the table."""
    named: list[str] = []
    for name in text.split("+"):
        if name in MECHANISMS:
            named.append(name)
        elif name in THEMES:
            named += [one for one, mechanism in MECHANISMS.items() if mechanism.theme == name]
        else:
            right = suggest(f"there is no theme and no mechanism '{name}'", name, (*THEMES, *MECHANISMS))
            raise UserError([f"{option} {text}: {right}"])
    return tuple(one for one in MECHANISMS if one in named)


def _used(trials: Trials, between: Sequence[str]) -> set[str]:
    """The mechanisms without which one of the two is another organisation."""
    stated, found = trials.loaded.stated, set()
    for name in MECHANISMS:
        changes = without(stated, [name], between)
        if changes:
            hashes = trials.design(Variant(changes)).hashes
            if any(hashes[one] != trials.base.hashes[one] for one in between):
                found.add(name)
    return found


def _check(groups: Sequence[Group]) -> None:
    if not groups:
        raise UserError(["neither organisation uses a mechanism that can be taken out: all is structure"])
    if len(groups) > MOST:
        names = ", ".join(group.name for group in groups)
        right = "join some with +, or name with --only those that are to be looked at"
        raise UserError([f"{len(groups)} groups ({names}) are more than {MOST}: {right}"])
    seen: dict[str, str] = {}
    for group in groups:
        for one in group.mechanisms:
            if one in seen:
                raise UserError([f"{one} is in {seen[one]} and in {group.name}: name it once"])
            seen[one] = group.name


def coalition(trials: Trials, between: Sequence[str], groups: Sequence[Group], at_work: int) -> Variant:
    """The scenario with some groups at work, and the others taken out of the two organisations.

    Equal money is worked out anew, and is always that of the reference as the file states it: where the
    reference is one of the two and pays for what is taken out, a copy of it as it was stands in for it.

    Parameters
    ----------
    at_work : a bit mask over the groups.
    """
    off = [one for i, group in enumerate(groups) if not at_work >> i & 1 for one in group.mechanisms]
    if not off:
        return Variant()
    stated = trials.loaded.stated
    changes: dict[str, Any] = without(stated, off, between)
    reference = trials.base.stated_reference
    if reference in between and without(stated, [one for one in off if one in PAID], [reference]):
        copy = f"{reference}_as_stated"
        changes[f"organisations.{copy}"] = stated["organisations"][reference]
        changes["comparison.reference"] = copy
    return Variant(changes)


@dataclass(frozen=True)
class Found:
    """What was simulated, and what it comes to, in the r replications that have all that is needed.

    Attributes
    ----------
    levels : shape (2, r): the figure of the two organisations as they are.
    structure, difference : shape (r,): the second organisation less the first, with all groups taken out and
        with none.
    shares, alone, last : shape (n, r): of each group the Shapley value; what it adds by itself; and to all
        others.
    replications : the numbers of these.
    coalitions : shape (2**n, 2): the means of the two organisations, NaN where not simulated.
    growing : shape (2**n, 2): whether queues or hours were still growing.
    """

    levels: Floats
    structure: Floats
    difference: Floats
    shares: Floats
    alone: Floats
    last: Floats
    replications: tuple[int, ...]
    coalitions: Floats
    growing: Bools


class Game:
    """Simulates coalitions, and shares out."""

    def __init__(
        self,
        asked: Asked,
        between: tuple[str, str],
        figure: Figure,
        groups: tuple[Group, ...],
        orders: int | None,
    ) -> None:
        self.asked, self.figure = asked, figure
        self.n = len(groups)
        self.wanted = [figure, *(Figure(metric) for metric in OF.values())]
        self.places = [asked.trials.organisations.index(name) for name in between]
        self.variants: list[Variant] = [
            coalition(asked.trials, between, groups, mask) for mask in range(1 << self.n)
        ]
        self.orders: dict[int, Ints] = {}
        if orders is not None:
            seed = asked.loaded.scenario.run.seed
            self.orders = {
                number: shapley.drawn_orders(self.n, orders, seed, number) for number in asked.replications
            }

    def played(self) -> Found:
        """Simulate all that is needed, and share out what is complete."""
        values = self._simulated()
        figures = values[..., 0]  # (2**n, 2, r)
        above = paired(figures[:, 1], figures[:, 0])
        complete = [
            at
            for at, number in enumerate(self.asked.replications)
            if np.isfinite(above[self._masks(number), at]).all()
        ]
        if not complete:
            raise UserError([self._why_nothing(figures)])
        above, figures = above[:, complete], figures[:, :, complete]
        numbers = tuple(self.asked.replications[at] for at in complete)
        there = np.isfinite(figures)
        totals = np.where(there, figures, 0.0).sum(axis=2)
        counts = there.sum(axis=2)
        return Found(
            levels=figures[-1],
            structure=above[0],
            difference=above[-1],
            shares=self._shared(above, numbers),
            alone=shapley.alone(above),
            last=shapley.last(above),
            replications=numbers,
            coalitions=np.where(counts > 0, totals / np.maximum(counts, 1), np.nan),
            growing=_growing(values[..., 1:]),
        )

    def _masks(self, number: int) -> list[int]:
        """The coalitions that a replication needs."""
        return shapley.passed_by(self.orders[number]) if self.orders else list(range(1 << self.n))

    def _simulated(self) -> Floats:
        """Shape (2**n, 2, r, 3): the figure, and by how much hours and queues grew."""
        trials, numbers = self.asked.trials, self.asked.replications
        if not self.orders:
            first = self.variants[::-1]  # as they are comes first: its time is the best guess
            return trials.values(first, self.wanted, replications=numbers)[::-1, self.places]
        found = np.full((len(self.variants), 2, len(numbers), len(self.wanted)), np.nan)
        later = 2 * sum(len(self._masks(number)) for number in numbers)
        for at, number in enumerate(numbers):
            masks = self._masks(number)
            later -= 2 * len(masks)
            some = [self.variants[mask] for mask in masks]
            values = trials.values(some, self.wanted, replications=(number,), later=later)
            found[masks, :, at] = values[:, self.places, 0]
            if trials.over:
                break
        return found

    def _shared(self, above: Floats, numbers: Sequence[int]) -> Floats:
        """Shape (n, r)."""
        if not self.orders:
            return shapley.exact(above)
        shares = [
            shapley.exact(one) if np.isfinite(one).all() else shapley.sampled(one, self.orders[number])
            for one, number in zip(above.T, numbers, strict=True)
        ]
        return np.array(shares).T

    def _why_nothing(self, figures: Floats) -> str:
        trials = self.asked.trials
        for reason in trials.unfit.values():
            return f"with some mechanisms taken out this is no scenario: {reason}"
        if trials.over:
            needed = 2 * len(self._masks(self.asked.replications[0]))
            right = (
                "what is finished is kept: go on with the same command, or with --orders 2, or with --only"
            )
            return (
                f"--budget: was spent before one replication was finished, which takes {needed} runs; {right}"
            )
        for failure in trials.failures:
            return f"a run failed in every replication: {failure.error}"
        return f"--metric {self.figure.name}: there is no such figure where some mechanisms are taken out"


def _growing(changes: Floats) -> Bools:
    """Where hours or queues were still growing.

    The same people come in every coalition, and by chance more of them in one part of the window than in
    another: what grows by itself must also grow more than in the organisation as it is, unless that grows.

    Parameters
    ----------
    changes : shape (2**n, 2, r, 2), of the organisations as they are last.
    """

    def each(some: Floats) -> Bools:
        rows = some.transpose(0, 1, 3, 2)
        return grows(rows.reshape(-1, rows.shape[-1])).reshape(rows.shape[:-1])

    by_itself = each(changes)
    beside = each(changes - changes[-1])
    growing: Bools = (by_itself & (beside | by_itself[-1])).any(axis=2)
    return growing
