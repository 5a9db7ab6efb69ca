"""Cross checks of `population`, `needs` and `behaviour`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from socsim.scenario import household, investigation
from socsim.scenario.errors import suggest
from socsim.scenario.population import Need, Profile
from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]
END = "end"
_CLOSE = 1e-9


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with who comes, and with their needs."""
    yield from _population(scenario)
    for i, profile in enumerate(scenario.population.profiles):
        yield from _profile(profile, ("population", "profiles", i), scenario.needs)
    for name, need in scenario.needs.items():
        yield from _need(need, ("needs", name), scenario.needs)
    yield from _items(scenario)
    yield from investigation.findings(scenario.needs, scenario.behaviour.investigations)
    yield from household.findings(scenario.population.profiles)
    yield from _endless_return(scenario)


def _endless_return(scenario: Scenario) -> Iterator[Finding]:
    """Who falls and is back within the same instant, for certain, again and again, stops the clock."""
    behaviour = scenario.behaviour
    back = behaviour.returns
    if back.probability < 1.0 or back.delay.expected() > 0.0:
        return
    patience = [need.patience or behaviour.patience for need in scenario.needs.values()]
    at_once = any(p is not None and p.expected() == 0.0 for p in patience)
    if at_once or behaviour.paperwork.remind_after == 0.0:
        yield (
            ("behaviour", "return"),
            "a fall that takes no time and a sure return at once would go on for ever: give it a `delay`",
        )


def _population(scenario: Scenario) -> Iterator[Finding]:
    people, path = scenario.population, ("population",)
    if not people.profiles:
        if len(scenario.needs) > 1:
            yield (*path, "profiles"), "is missing: with more than one need, profiles say who has which"
        if people.arrivals is None:
            yield (*path, "arrivals"), "is missing: write for instance 'arrivals: 9 per hour', or profiles"
    names = [profile.name for profile in people.profiles]
    for i, name in enumerate(names):
        if name in names[:i]:
            yield (*path, "profiles", i, "name"), "is the name of an earlier profile: names are unique"
    shares = [profile.share for profile in people.profiles if profile.share is not None]
    if shares and people.arrivals is None:
        yield (
            (*path, "arrivals"),
            "is missing: profiles with a `share` take it of the population's `arrivals`",
        )
    if shares and not _adds_up(shares):
        yield (*path, "profiles"), f"the profiles' shares must add up to 1 (they add up to {_sum(shares)})"
    if people.profiles and not shares and people.arrivals is not None:
        yield (*path, "arrivals"), "is taken by no profile: give profiles a `share` of it, or leave it out"
    rates = [people.arrivals, *(profile.arrivals for profile in people.profiles)]
    if any(rate is not None for rate in rates) and not any(rates):
        yield path, "nobody ever comes: an arrivals rate must be above 0"


def _profile(profile: Profile, path: tuple[Any, ...], needs: Mapping[str, Need]) -> Iterator[Finding]:
    if profile.arrivals is None and profile.share is None:
        yield (
            path,
            "says not how many come: write `arrivals: 40 per year`, or a `share` of population.arrivals",
        )
    if profile.arrivals is not None and profile.share is not None:
        yield path, "has both `arrivals` and `share`: keep one of them"
    for need in profile.needs:
        if need not in needs:
            yield (*path, "needs", need), suggest(f"there is no need '{need}'", need, needs)
    if not any(profile.needs.values()):
        yield (*path, "needs"), "the chances are all 0: at least one need must be possible"
    yield from _presents(profile, path, needs)


def _presents(profile: Profile, path: tuple[Any, ...], needs: Mapping[str, Need]) -> Iterator[Finding]:
    if profile.presents is None:
        return
    for i, need in enumerate(profile.presents):
        if need not in needs:
            yield (*path, "presents", i), suggest(f"there is no need '{need}'", need, needs)
        elif not profile.needs.get(need):
            yield (
                (*path, "presents", i),
                f"the profile can never have the need '{need}': give it a chance in `needs`",
            )
    certain = any(profile.needs.get(need) == 1 for need in profile.presents)
    others = [need for need, chance in profile.needs.items() if chance and need not in profile.presents]
    if others and not certain:
        right = (
            f"some clients would have none of these ({', '.join(others)} alone): name the other needs last"
        )
        yield (*path, "presents"), right


def _need(need: Need, path: tuple[Any, ...], needs: Mapping[str, Need]) -> Iterator[Finding]:
    if not _adds_up(need.severity.values()):
        yield (*path, "severity"), f"shares must add up to 1 (they add up to {_sum(need.severity.values())})"
    if need.escalates is not None:
        for other in need.escalates.into:
            if other not in needs:
                yield (
                    (*path, "escalates", "into", other),
                    suggest(f"there is no need '{other}'", other, needs),
                )
    escalation = need.escalates.rate if need.escalates is not None else None
    for where, rates in ((("resolves_alone",), need.resolves_alone), (("escalates", "rate"), escalation)):
        if rates is not None and set(rates) != {1, 2, 3}:
            yield (
                (*path, *where),
                "states some severities only: give all of {1:, 2:, 3:}, or one value for all",
            )
    yield from _hindered(need, path, needs)
    yield from _steps(need, path)


def _hindered(need: Need, path: tuple[Any, ...], needs: Mapping[str, Need]) -> Iterator[Finding]:
    """Other kinds of need hold back a recovery that there is."""
    for other in need.hindered_by:
        where = (*path, "hindered_by", other)
        if other not in needs:
            yield where, suggest(f"there is no need '{other}'", other, needs)
        elif other == path[-1]:
            yield where, "is the need itself: name other kinds of need"
    if need.hindered_by and need.recovers_after is None:
        yield (*path, "hindered_by"), "has no recovery to hold back: the need has no support (`every`)"


def _steps(need: Need, path: tuple[Any, ...]) -> Iterator[Finding]:
    supports = [name for name, step in need.steps.items() if step.every is not None]
    if supports and need.recovers_after is None:
        yield (
            path,
            f"'{supports[0]}' is a support (`every`): say when it ends with `recovers_after: 400 days`",
        )
    if need.recovers_after is not None and not supports:
        yield (*path, "recovers_after"), "has no support to be counted in: give a step `every: 30 days`"
    for name, step in need.steps.items():
        here = (*path, "steps", name)
        if step.every is not None and step.next is not None:
            yield (*here, "next"), "a support ends with recovery: leave `next` out"
        for key in ("decides", "unfounded", "deadline"):
            if step.every is not None and getattr(step, key):
                yield (*here, key), "belongs to a step before the support: put it there"
        if step.every is None and step.cost:
            yield (
                (*here, "cost"),
                "is what a support costs while it lasts, and this step is none: give it `every`",
            )
        if step.every is None and step.places is not None:
            yield (*here, "places"), "are those of a support, and this step is none: give it `every`"
        for other in step.next or {}:
            if other != END and other not in need.steps:
                yield (
                    (*here, "next", other),
                    suggest(f"there is no step '{other}'", other, [*need.steps, END]),
                )
        if step.next is not None and sum(step.next.values()) > 1 + _CLOSE:
            yield (
                (*here, "next"),
                f"chances must add up to at most 1 (they add up to {_sum(step.next.values())})",
            )
    if all(set(step.next or {}) <= {*need.steps, END} for step in need.steps.values()):
        yield from _flow(need, path)


def _flow(need: Need, path: tuple[Any, ...]) -> Iterator[Finding]:
    """Every step must be reached, and from each the case must be able to end."""
    leads = {name: _after(need, name) for name in need.steps}
    reached = _closure({next(iter(need.steps))}, leads)
    back: dict[str, set[str]] = {name: set() for name in (*need.steps, END)}
    for name, nexts in leads.items():
        for other in nexts:
            back[other].add(name)
    ending = _closure({END}, back)
    for name in need.steps:
        if name not in reached:
            yield (
                (*path, "steps", name),
                "no step leads here, so that it would never be worked on: see `next`",
            )
        elif name not in ending:
            yield (*path, "steps", name), "a case here could never end: leave a chance to go on in `next`"


def _after(need: Need, name: str) -> set[str]:
    """Return where a case can go after a step, `end` included."""
    step, names = need.steps[name], list(need.steps)
    if step.every is not None:
        return {END}
    chances = step.next or {}
    after = {other for other, chance in chances.items() if chance}
    position = names.index(name) + 1
    if sum(chances.values()) < 1 - _CLOSE:
        after.add(names[position] if position < len(names) else END)
    return {END} if step.unfounded == 1 else after | ({END} if step.unfounded else set())


def _closure(start: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for other in leads.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _items(scenario: Scenario) -> Iterator[Finding]:
    asked = {
        item for need in scenario.needs.values() for step in need.steps.values() for item in step.asks_for
    }
    for item in scenario.behaviour.information.valid_for:
        if item not in asked:
            right = suggest(f"no step asks for the item '{item}'", item, sorted(asked))
            yield ("behaviour", "information", "valid_for", item), right
    for name, need in scenario.needs.items():
        for step_name, step in need.steps.items():
            for i, item in enumerate(step.asks_for):
                if item in step.asks_for[:i]:
                    yield (
                        ("needs", name, "steps", step_name, "asks_for", i),
                        "is asked for twice: name it once",
                    )


def _adds_up(shares: Any) -> bool:
    return abs(math.fsum(shares) - 1) <= _CLOSE


def _sum(shares: Any) -> str:
    return f"{math.fsum(shares):.12g}"
