"""What `socsim check` prints: the organisations side by side, R, and what the numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from socsim.locale import fixed, plain, say, say_count

if TYPE_CHECKING:
    from rich.console import Console

    from socsim.scenario.plan import OrganisationPlan, Plan
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

NEAR_ONE = 0.95  # expected load from which queues are long
MANY_NEW = 0.5  # R from which needs feed on one another

_ROLES = ("caseworker", "actor", "manager", "coordinator")


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
    title = f"[bold]{_plain(scenario.title.in_language(language))}[/bold]"
    console.print(say("check.can_be_run", language, title=title, path=loaded.path))
    console.print(_table(scenario, plan, language))
    console.print(say("check.cells", language), style="dim")
    if len(scenario.districts) > 1:
        console.print(say("check.highest", language), style="dim")
    counts = loaded.counts
    total = counts.sourced + counts.assumptions + counts.not_stated
    console.print(say("check.reproduction", language, r=fixed(plan.reproduction, language, 2)))
    console.print(
        say(
            "check.parameters",
            language,
            all=total,
            sourced=counts.sourced,
            assumed=counts.assumptions,
            not_stated=counts.not_stated,
        )
    )
    for warning in warnings(plan, language):
        console.print(say("check.warning", language, what=warning), style="yellow", markup=False)


def warnings(plan: Plan, language: str = "en") -> Iterator[str]:
    """Yield what a user should know before running: loads near 1, and a high R."""
    actors = set()
    for name, organisation in plan.organisations.items():
        for unit in organisation.units:
            if unit.load < NEAR_ONE or unit.name in actors:
                continue
            where = say("check.where", language, what=unit.name, organisation=name)
            if unit.role == "actor":  # the same everywhere: once is enough
                actors.add(unit.name)
                where = unit.name
            key = "check.overloaded" if unit.load >= 1 else "check.loaded"
            yield say(key, language, where=where, load=fixed(unit.load, language, 2))
    yield from _short_of_places(plan, language)
    if plan.reproduction > MANY_NEW:
        r, limit = fixed(plan.reproduction, language, 2), plain(MANY_NEW, language)
        yield say("check.many_new", language, r=r, limit=limit)


def _short_of_places(plan: Plan, language: str) -> Iterator[str]:
    """Supports that more want than there are places for, once where it is the same everywhere."""
    said = set()
    for name, organisation in plan.organisations.items():
        for support in organisation.places:
            asked = fixed(support.asked, language, 1)
            if support.load >= NEAR_ONE and (support.name, support.places, asked) not in said:
                said.add((support.name, support.places, asked))
                where = say("check.where", language, what=support.name, organisation=name)
                yield say_count("check.places", language, support.places, where=where, asked=asked)


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
    for role in _ROLES:
        names = [
            unit.unit for organisation in organisations for unit in organisation.units if unit.role == role
        ]
        if names:
            table.add_row(f"[bold]{say(f'check.{role}', language)}[/bold]")
        for name in dict.fromkeys(names):
            table.add_row(_plain(f"  {name}"), *(_unit(one, name, role, language) for one in organisations))
    if len(scenario.districts) > 1:
        table.add_row(f"[bold]{say('check.by_district', language)}[/bold]")
        for name, district in scenario.districts.items():
            called = district.label.in_language(language) if district.label is not None else ""
            table.add_row(
                _plain(f"  {called or name}"), *(_district(one, name, language) for one in organisations)
            )
    table.add_row(f"[bold]{say('check.in_all', language)}[/bold]")

    def row(label: str, cells: Iterable[str]) -> None:
        table.add_row(f"  {label}", *cells)

    row(say("check.caseworkers", language), (str(_caseworkers(one)) for one in organisations))
    payroll = say("check.payroll", language, currency=scenario.costs.currency)
    row(payroll, (_money(one.payroll_before) for one in organisations))
    if scenario.comparison.equal_money:
        row(say("check.equal_money", language), (_money(one.payroll_after) for one in organisations))
        hours = (fixed(100.0 * one.hours_factor, language, 1) for one in organisations)
        row(say("check.hours", language), (say("percent", language, number=each) for each in hours))
    return table


def _unit(organisation: OrganisationPlan, name: str, role: str, language: str) -> str:
    """A unit's people in all districts, and its load in that where it is highest."""
    units = [u for u in organisation.units if u.unit == name and u.role == role]
    return _staffed(sum(u.people for u in units), max(u.load for u in units), language) if units else ""


def _district(organisation: OrganisationPlan, name: str, language: str) -> str:
    """A district's caseworkers, and their load together."""
    units = [u for u in organisation.units if u.district == name and u.role == "caseworker"]
    there = sum(u.hours_there_per_day for u in units)
    asked = sum(u.hours_asked_per_day for u in units)
    return _staffed(sum(u.people for u in units), asked / there if there else 0.0, language)


def _staffed(people: int, load: float, language: str) -> str:
    text = f"{people}  {fixed(load, language, 2)}"
    return f"[yellow]{text}[/yellow]" if load >= NEAR_ONE else text


def _caseworkers(organisation: OrganisationPlan) -> int:
    return sum(unit.people for unit in organisation.units if unit.role == "caseworker")


def _money(amount: float) -> str:
    return f"{amount:,.0f}".replace(",", " ")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
