"""Whom a unit turns away: for want of money, or because of another need [11]."""

from __future__ import annotations

from socsim.engine.compiled import book, client, need
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.memory import int_at
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    budget_of,
    client_of,
    exclusion_of,
    kind_of,
    need_of,
    unit_of,
)
from socsim.model.laws import accrued, rejection_chance, stands_in_the_way
from socsim.scenario.names import FALLEN, IN_SUPPORT, NO_OWNER, REJECTED, UNSEEN
from socsim.scenario.quantities import DAYS_A_MONTH

# -- budgets ---------------------------------------------------------------------------------------


@kernel
def settle(w: World, b: Record) -> None:
    """Bring the accounts up to now, and close what months are over."""
    while w.now >= b.closes:
        b.month = accrued(b.month, b.closes - b.since, b.per_day)
        b.since = b.closes
        b.months[b.number % 12] = b.month
        b.month = 0.0
        b.number += 1
        b.closes = (b.number + 1) * DAYS_A_MONTH
        spent = 0.0
        for place in range(12):
            spent += b.months[place]
        b.spent = spent
    b.month = accrued(b.month, w.now - b.since, b.per_day)
    b.since = w.now


@kernel
def pay(w: World, b: Record, money: float) -> None:
    """Money goes out."""
    settle(w, b)
    b.month += money


@kernel
def bear(w: World, u: Record, per_day: float) -> None:
    """From now on support costs the unit so much more a day, or less."""
    if u.budget != NONE:
        b = budget_of(w, u.budget)
        settle(w, b)
        b.per_day += per_day


@kernel
def end_paying(w: World, n: Record, step: Record) -> None:
    """The need is no longer in a support that costs something."""
    u = unit_of(w, step.unit)
    book.paid(w, n, u, step)
    bear(w, u, -step.charge)


# -- who is turned away ----------------------------------------------------------------------------


@kernel
def turned_away(w: World, n: Record, u: Record, step: Record) -> tuple[int, int]:
    """The cause for which a unit does not take a need that asks for entry, and its rule; or NONE."""
    for index in range(u.first_exclusion, u.last_exclusion):
        if _holds(w, n, index):
            _is_nowhere(n, step)
            book.excluded(w, n, u, exclusion_of(w, index).kind)
            return NO_OWNER, index
    if u.budget != NONE and u.gate > 0.0 and not kind_of(w, n.kind).right:
        b = budget_of(w, u.budget)
        settle(w, b)
        chance = rejection_chance(u.gate, b.spent, b.yearly)
        visits = int_at(w.visits, n.index * w.longest + step.place)
        if uniform(n.key, step.rejected_salt, (n.falls << 8) + (visits << 16)) < chance:
            _is_nowhere(n, step)
            book.rejected(w, n, u)
            return REJECTED, NONE
    return NONE, NONE


@kernel
def _is_nowhere(n: Record, step: Record) -> None:
    """It is at no step; but what place in support it may still have is that of the step it asked for."""
    n.step = NONE
    n.goal = step.index


@kernel
def _holds(w: World, n: Record, index: int) -> bool:
    """Whether a rule keeps the need out as things are: one draw for each spell of the other need."""
    rule = exclusion_of(w, index)
    number = client.open_need(w, client_of(w, n.client), rule.kind)
    if number == NONE or number == n.index:
        return False
    other = need_of(w, number)
    if (other.hidden and other.state == UNSEEN) or not stands_in_the_way(
        rule.when, 1 if other.state == IN_SUPPORT else 0
    ):
        return False
    return uniform(n.key, rule.salt, other.spell) < rule.chance


@kernel
def way_is_clear(w: World, c: Record, kind: int) -> None:
    """A need may no longer stand in the way of others: what it left without an owner is taken up."""
    for other in range(w.n_kinds):
        number = client.open_need(w, c, other)
        if number == NONE:
            continue
        n = need_of(w, number)
        if n.state != FALLEN or n.goal == NONE:
            continue
        rule = exclusion_of(w, n.goal)
        again = rule.kind == kind and not _holds(w, n, n.goal)
        if again and uniform(n.key, rule.again_salt, n.falls) < rule.again:
            book.taken_up(w, n)
            need.found(w, n, NONE)
