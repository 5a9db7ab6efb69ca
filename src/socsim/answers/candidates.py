"""Organisations at other staffings, or with other values of other keys: among which one may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from socsim.experiment.points import Varied, points, varied
from socsim.experiment.trials import Trials, Variant
from socsim.scenario.errors import Problem, UserError
from socsim.scenario.staffing import with_caseworkers
from socsim.scenario.tree import parse

if TYPE_CHECKING:
    from socsim.experiment.design import Design

FULL_HOURS = {"comparison.equal_money": False}
"""Equal money scales hours until each payroll is the reference's, and so undoes a change of staffing."""


@dataclass(frozen=True)
class Candidate:
    """An organisation with some of its keys as they may be chosen.

    Attributes
    ----------
    organisation : its name.
    values : what was chosen for it, by key.
    caseworkers : how many, where that was chosen.
    payroll : what its people are planned to cost a year, in the scenario's currency.
    """

    organisation: str
    values: Mapping[str, str]
    caseworkers: int | None
    payroll: float
    variant: Variant = field(repr=False, compare=False)


@dataclass(frozen=True)
class Candidates:
    """Those among which to choose.

    Attributes
    ----------
    all : each different from the others in what is simulated.
    unfit : what was asked for and is no scenario, with the reason.
    full_hours : whether equal money is set aside, so that they differ in payroll.
    """

    all: tuple[Candidate, ...]
    unfit: Mapping[str, str]
    full_hours: bool


def planned(design: Design, organisation: str) -> tuple[float, float]:
    """Payroll a year as planned, before hours are scaled to equal money and after."""
    from socsim.scenario.plan import make_plan

    plan = make_plan(design.scenario).organisations[organisation]
    return plan.payroll_before, plan.payroll_after


def candidates(trials: Trials, staffing: Sequence[int] = (), vary: Sequence[str] = ()) -> Candidates:
    """Every organisation at every staffing and every combination of the varied keys.

    Those that come to the same numbers are one. Where they differ in what full-time people would cost, equal
    money is set aside for all of them.

    Parameters
    ----------
    staffing : caseworkers in all, of each organisation.
    vary : as `--vary` takes it.

    Raises
    ------
    UserError : where a key will not do, or none of them is a scenario.
    """
    what = [_listed(varied(text, trials.loaded)) for text in vary]
    combined = [point.values for point in points(what)] if what else [{}]
    asked = [
        (name, values, heads)
        for name in trials.organisations
        for heads in (staffing or (None,))
        for values in combined
    ]
    at_full, unfit = _made(trials, asked, FULL_HOURS)
    before: dict[str, set[int]] = {}
    for one, _ in at_full:
        before.setdefault(one.organisation, set()).add(round(one.payroll))
    if any(len(different) > 1 for different in before.values()):
        found, full_hours = at_full, True
    else:  # nothing that is chosen moves a payroll: money stays as the file has it
        (found, unfit), full_hours = _made(trials, asked, {}), False
    if not found:
        raise UserError([next(iter(unfit.values()))])
    return Candidates(_different(found), unfit, full_hours and trials.loaded.scenario.comparison.equal_money)


Asked = tuple[str, dict[str, str], int | None]


def _listed(one: Varied) -> Varied:
    if not one.values:
        raise UserError([f"--vary {one.key}: write KEY=A,B,C or KEY=LOW:HIGH:STEPS"])
    return one


def _made(
    trials: Trials, asked: Sequence[Asked], common: Mapping[str, Any]
) -> tuple[list[tuple[Candidate, str]], dict[str, str]]:
    """Candidates with the hash of their numbers, and those that are no scenario."""
    found, unfit = [], {}
    for name, values, heads in asked:
        organisation = trials.loaded.scenario.organisations[name]
        try:
            changes = {key: written(key, value) for key, value in values.items()}
            if heads is not None:
                changes |= with_caseworkers(name, organisation, heads)
            variant = Variant({**changes, **common}, (name,))
            design = trials.design(variant)
        except UserError as error:
            said = [name, *(f"{key}={value}" for key, value in values.items())]
            unfit[", ".join(said + ([] if heads is None else [str(heads)]))] = error.lines[0]
            continue
        payroll = planned(design, name)[1]
        found.append((Candidate(name, values, heads, payroll, variant), design.hashes[name]))
    return found, unfit


def written(key: str, text: str) -> Any:
    """A value as a file would hold it."""
    problems: list[Problem] = []
    value = parse(text, f"--vary {key}", problems).plain()
    if problems:
        raise UserError([str(problem) for problem in problems])
    return value


def _different(found: Sequence[tuple[Candidate, str]]) -> tuple[Candidate, ...]:
    """One of each, with those values only that all of the same numbers have."""
    same: dict[tuple[str, str], list[Candidate]] = {}
    for one, name in found:
        same.setdefault((one.organisation, name), []).append(one)
    return tuple(
        Candidate(
            first.organisation,
            {k: v for k, v in first.values.items() if all(one.values[k] == v for one in rest)},
            first.caseworkers if all(one.caseworkers == first.caseworkers for one in rest) else None,
            first.payroll,
            first.variant,
        )
        for first, *rest in same.values()
    )
