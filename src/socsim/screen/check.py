"""What `socsim check` prints: the organisations side by side, R, and what the numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from socsim.scenario.plan import OrganisationPlan, Plan
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

NEAR_ONE = 0.95  # expected load from which queues are long
MANY_NEW = 0.5  # R from which needs feed on one another

_ROLES = {"caseworker": "units", "actor": "actors", "manager": "managers", "coordinator": "coordinators"}


def show_check(loaded: Loaded, plan: Plan, console: Console, language: str = "en") -> None:
    """Print a checked scenario.

    Parameters
    ----------
    loaded : the scenario.
    plan : what was worked out of it before any run.
    console : where to print; plain text where that is not a terminal.
    language : of labels, ``en`` or ``sv``.
    """
    scenario = loaded.scenario
    console.print(f"[bold]{_plain(scenario.title.in_language(language))}[/bold]: {loaded.path} can be run")
    console.print(_table(scenario, plan, language))
    console.print("people in each unit, and its expected load: hours asked for / hours there", style="dim")
    if len(scenario.districts) > 1:
        console.print("a unit's load is that of the district where it is highest", style="dim")
    counts = loaded.counts
    total = counts.sourced + counts.assumptions + counts.not_stated
    console.print(f"R = {plan.reproduction:.2f}: so many new needs one need brings with it")
    console.print(
        f"{total} parameters: {counts.sourced} with a source, {counts.assumptions} stated as assumptions, "
        f"{counts.not_stated} without a word"
    )
    for warning in warnings(plan):
        console.print(f"warning: {warning}", style="yellow", markup=False)


def warnings(plan: Plan) -> Iterator[str]:
    """Yield what a user should know before running: loads near 1, and a high R."""
    actors = set()
    for name, organisation in plan.organisations.items():
        for unit in organisation.units:
            if unit.load < NEAR_ONE or unit.name in actors:
                continue
            where = f"{unit.name} in {name}"
            if unit.role == "actor":  # the same everywhere: once is enough
                actors.add(unit.name)
                where = unit.name
            if unit.load >= 1:
                yield f"{where}: expected load {unit.load:.2f}: more work than hours, queues only grow"
            else:
                yield f"{where}: expected load {unit.load:.2f}: near 1, queues will be long"
    yield from _short_of_places(plan)
    if plan.reproduction > MANY_NEW:
        yield f"R is {plan.reproduction:.2f}, above {MANY_NEW}: needs feed on one another, at 1 without end"


def _short_of_places(plan: Plan) -> Iterator[str]:
    """Supports that more want than there are places for, once where it is the same everywhere."""
    said = set()
    for name, organisation in plan.organisations.items():
        for support in organisation.places:
            text = f"{support.places} places for {support.asked:.1f} who need one at a time"
            if support.load >= NEAR_ONE and (support.name, text) not in said:
                said.add((support.name, text))
                yield f"{support.name} in {name}: {text}: they wait long, or for ever"


def _table(scenario: Scenario, plan: Plan, language: str) -> object:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in plan.organisations:
        label = scenario.organisations[name].label
        text = label.in_language(language) if label is not None else name
        table.add_column(_plain(text or name), justify="right")
    organisations = list(plan.organisations.values())
    for role, heading in _ROLES.items():
        names = [
            unit.unit for organisation in organisations for unit in organisation.units if unit.role == role
        ]
        if names:
            table.add_row(f"[bold]{heading}[/bold]")
        for name in dict.fromkeys(names):
            table.add_row(_plain(f"  {name}"), *(_unit(one, name, role) for one in organisations))
    if len(scenario.districts) > 1:
        table.add_row("[bold]caseworkers by district[/bold]")
        for name, district in scenario.districts.items():
            called = district.label.in_language(language) if district.label is not None else ""
            table.add_row(_plain(f"  {called or name}"), *(_district(one, name) for one in organisations))
    table.add_row("[bold]in all[/bold]")
    table.add_row("  caseworkers", *(str(_caseworkers(organisation)) for organisation in organisations))
    currency = scenario.costs.currency
    table.add_row(f"  payroll a year, {currency}", *(_money(o.payroll_before) for o in organisations))
    if scenario.comparison.equal_money:
        table.add_row("  at equal money", *(_money(o.payroll_after) for o in organisations))
        table.add_row("  hours of the file's", *(f"{o.hours_factor:.1%}" for o in organisations))
    return table


def _unit(organisation: OrganisationPlan, name: str, role: str) -> str:
    """A unit's people in all districts, and its load in that where it is highest."""
    units = [u for u in organisation.units if u.unit == name and u.role == role]
    return _staffed(sum(u.people for u in units), max(u.load for u in units)) if units else ""


def _district(organisation: OrganisationPlan, name: str) -> str:
    """A district's caseworkers, and their load together."""
    units = [u for u in organisation.units if u.district == name and u.role == "caseworker"]
    there = sum(u.hours_there_per_day for u in units)
    asked = sum(u.hours_asked_per_day for u in units)
    return _staffed(sum(u.people for u in units), asked / there if there else 0.0)


def _staffed(people: int, load: float) -> str:
    text = f"{people}  {load:.2f}"
    return f"[yellow]{text}[/yellow]" if load >= NEAR_ONE else text


def _caseworkers(organisation: OrganisationPlan) -> int:
    return sum(unit.people for unit in organisation.units if unit.role == "caseworker")


def _money(amount: float) -> str:
    return f"{amount:,.0f}".replace(",", " ")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
