"""Cross checks of `organisations` and `actors`: who handles what, and with how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from socsim.scenario import outreach
from socsim.scenario.behaviour import OfficeRules
from socsim.scenario.consultation import ANY
from socsim.scenario.errors import suggest
from socsim.scenario.organisation import Organisation, Unit
from socsim.scenario.routing import RANKS, claimants, classes, handlers, rank, takers
from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with the offices."""
    yield from _absence(scenario.behaviour, ("behaviour",))
    for name, actor in scenario.actors.items():
        path = ("actors", name)
        yield from _handles(actor, path, scenario)
        yield from _takes(actor, path, scenario)
        yield from _managers(actor, path)
        yield from _absence(actor, path)
        if not actor.caseworkers:
            yield from _nobody(actor, path, "an actor states its number of caseworkers, 1 or more")
    for name, organisation in scenario.organisations.items():
        path = ("organisations", name)
        for unit_name, unit in organisation.units.items():
            yield from _handles(unit, (*path, "units", unit_name), scenario)
            yield from _takes(unit, (*path, "units", unit_name), scenario)
            yield from _managers(unit, (*path, "units", unit_name))
            yield from _absence(unit, (*path, "units", unit_name))
        yield from _consults(scenario, name)
        yield from outreach.findings(organisation.outreach, path)
        yield from _staff(organisation, path)
        yield from _transition(organisation, path, scenario)
        clashes = list(_one_name_each(scenario, organisation, path))
        yield from clashes or _routes(scenario, name)


def _absence(rules: OfficeRules, path: tuple[Any, ...]) -> Iterator[Finding]:
    """Sick leave of no length would be none."""
    if rules.sick_leave is not None:
        for name in ("short", "long"):
            part = getattr(rules.sick_leave, name)
            if part.rate > 0.0 and "duration" not in part.model_fields_set:
                yield (*path, "sick_leave", name), "states a rate, and no `duration`: say how long each is"


def _handles(unit: Unit, path: tuple[Any, ...], scenario: Scenario) -> Iterator[Finding]:
    known = {"*", *scenario.needs}
    for need, kind in scenario.needs.items():
        known |= {f"{need}.{step}" for step in kind.steps} | {f"*.{step}" for step in kind.steps}
    for i, handle in enumerate(unit.handles):
        if handle not in known:
            right = suggest(f"'{handle}' matches no need and no step", handle, sorted(known))
            yield (*path, "handles", i), right


def _consults(scenario: Scenario, name: str) -> Iterator[Finding]:
    """Who is consulted is there, and is another; who handles nothing is consulted."""
    units, asked = handlers(scenario, name), set[str]()
    for unit_name, unit in units.items():
        place = ("actors",) if unit_name in scenario.actors else ("organisations", name, "units")
        path = (*place, unit_name, "consults", "with")
        for need, other in () if unit.consults is None else unit.consults.with_.items():
            asked.add(other)
            if need != ANY and need not in scenario.needs:
                yield (*path, need), suggest(f"there is no need '{need}'", need, scenario.needs)
            if other not in units:
                yield path, suggest(f"there is no unit and no actor '{other}'", other, units)
            elif other == unit_name:
                yield path, "is the unit itself: name another unit, or an actor"
            elif units[other].assignment != "step":
                yield path, f"'{other}' has desks: whoever is consulted is a pool, `assignment: step`"
    for unit_name in scenario.organisations[name].units:
        if not units[unit_name].handles and unit_name not in asked:
            path = ("organisations", name, "units", unit_name, "handles")
            yield path, "is missing, and no unit `consults` this one: say what it handles"


def _managers(unit: Unit, path: tuple[Any, ...]) -> Iterator[Finding]:
    if unit.decided_by == "manager" and unit.managers == 0:
        yield (*path, "managers"), "the manager decides here, and there is none: write `managers: 1` or more"


def _nobody(unit: Unit, path: tuple[Any, ...], right: str) -> Iterator[Finding]:
    yield (*path, "caseworkers"), f"there are no caseworkers: {right}"


def _transition(organisation: Organisation, path: tuple[Any, ...], scenario: Scenario) -> Iterator[Finding]:
    change, run = organisation.transition, scenario.run
    if change is not None and change.starts >= run.measure + run.follow_up:
        yield (
            (*path, "transition", "starts"),
            "is after the end of the run: let it come within measure + follow_up",
        )


def _staff(organisation: Organisation, path: tuple[Any, ...]) -> Iterator[Finding]:
    staffing = organisation.staffing
    for name, unit in organisation.units.items():
        if unit.caseworkers == 0:
            yield from _nobody(unit, (*path, "units", name), "write 1 or more")
        elif unit.caseworkers is None and staffing is None:
            right = "write a number here, or `staffing: {caseworkers: 67}` on the organisation"
            yield from _nobody(unit, (*path, "units", name), right)
    if staffing is None:
        return
    stated = sum(unit.caseworkers or 0 for unit in organisation.units.values())
    without = sum(unit.caseworkers is None for unit in organisation.units.values())
    where = (*path, "staffing", "caseworkers")
    if staffing.caseworkers == 0:
        yield where, "there are no caseworkers: write 1 or more"
    elif without == 0 and staffing.caseworkers != stated:
        yield (
            where,
            f"every unit states its number, and they add up to {stated}: write that, or leave some out",
        )
    elif staffing.caseworkers < stated + without:
        right = f"is too few: the units state {stated}, and {without} more need at least one each"
        yield where, right


def _one_name_each(
    scenario: Scenario, organisation: Organisation, path: tuple[Any, ...]
) -> Iterator[Finding]:
    for name in organisation.units:
        if name in scenario.actors:
            yield (*path, "units", name), "is the name of an actor too: choose another"
    for name in organisation.coordinators:
        if name in scenario.actors or name in organisation.units:
            yield (*path, "coordinators", name), "is the name of a unit or an actor too: choose another"


def _takes(unit: Unit, path: tuple[Any, ...], scenario: Scenario) -> Iterator[Finding]:
    takes, kinds = unit.takes, len(scenario.needs)
    if takes is None:
        return
    if takes.needs_at_most is not None and takes.needs_at_most < takes.needs_at_least:
        yield (*path, "takes"), "takes nobody: `needs_at_most` must be no less than `needs_at_least`"
    elif takes.needs_at_least > kinds:
        right = f"nobody can have so many needs: the file has {kinds} kinds, and one of each at a time"
        yield (*path, "takes", "needs_at_least"), right


def _routes(scenario: Scenario, name: str) -> Iterator[Finding]:
    """Each step of each need must have one handler; several steps that fail alike make one finding.

    Where units take some clients only, for every number of known needs; only the first that fails is told of.
    """
    starts = classes(scenario, name)
    for place, known in enumerate(starts):
        last = starts[place + 1] - 1 if place + 1 < len(starts) else None
        of_whom = "" if len(starts) == 1 else f" of clients with {_number(known, last)}"
        found = list(_routes_for(scenario, name, known, of_whom))
        yield from found
        if found:
            return


def _number(first: int, last: int | None) -> str:
    """So many needs, in words."""
    if last is None:
        return f"{first} known needs or more"
    if first == last:
        return "one known need" if first == 1 else f"{first} known needs"
    return f"{first} to {last} known needs"


def _routes_for(scenario: Scenario, name: str, known: int, of_whom: str) -> Iterator[Finding]:
    units = takers(scenario, name, known)
    path = ("organisations", name, "units")
    for need, kind in scenario.needs.items():
        claims = {step: claimants(units, need, step) for step in kind.steps}
        nobody = [step for step, names in claims.items() if not names]
        if len(nobody) == len(kind.steps):
            yield (
                path,
                f"no unit and no actor handles the need '{need}'{of_whom}: add '{need}' to a unit's handles",
            )
        elif nobody:
            what = ", ".join(f"'{need}.{step}'" for step in nobody)
            yield path, f"no unit and no actor handles {what}{of_whom}: add it to a unit's handles"
        yield from _twice(scenario, name, need, claims, of_whom)


def _twice(
    scenario: Scenario, name: str, need: str, claims: Mapping[str, tuple[str, ...]], of_whom: str
) -> Iterator[Finding]:
    units, path = handlers(scenario, name), ("organisations", name, "units")
    organisation = scenario.organisations[name]
    clashes: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for step, names in claims.items():
        if len(names) > 1:
            ranks = [r for r in (rank(h, need, step) for h in units[names[0]].handles) if r is not None]
            clashes.setdefault((names, min(ranks)), []).append(step)
    for (names, level), steps in clashes.items():
        both = " and ".join(f"'{who}'" for who in names)
        what = ", ".join(f"'{need}.{step}'" for step in steps)
        right = f"{what}{of_whom} is claimed twice, by {both}, as `{RANKS[level]}`: let one of them handle it"
        own = [name for name in names if name in organisation.units]
        where = (*path, own[-1]) if own else ("actors", names[-1])
        yield (*where, "handles"), right
