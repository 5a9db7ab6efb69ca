"""Whom a unit turns away: for want of money, or because of another need [11]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.model.draws import salt, uniform
from socsim.model.laws import accrued, rejection_chance, stands_in_the_way
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import IN_SUPPORT, NO_OWNER, REJECTED, UNSEEN
from socsim.scenario.quantities import DAYS_A_MONTH

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit

MONTHS = 12


class Budget:
    """What its units have spent, month by month, against what they may."""

    def __init__(self, yearly: float) -> None:
        self.yearly = yearly
        self.months = [0.0] * MONTHS
        """Spent in each of the last twelve closed months."""
        self.spent = 0.0
        """In all of them."""
        self.month = 0.0
        """In the month under way, up to `since`."""
        self.since = 0.0
        self.per_day = 0.0
        """What all support that goes on costs a day."""
        self.number = 0
        """Months closed so far."""
        self.closes = DAYS_A_MONTH

    def settle(self, now: float) -> None:
        """Bring the accounts up to now, and close what months are over."""
        while now >= self.closes:
            self.month = accrued(self.month, self.closes - self.since, self.per_day)
            self.since = self.closes
            self.months[self.number % MONTHS] = self.month
            self.month = 0.0
            self.number += 1
            self.closes = (self.number + 1) * DAYS_A_MONTH
            spent = 0.0
            for month in self.months:
                spent += month
            self.spent = spent
        self.month = accrued(self.month, now - self.since, self.per_day)
        self.since = now

    def pay(self, money: float, now: float) -> None:
        """Money goes out."""
        self.settle(now)
        self.month += money

    def bear(self, per_day: float, now: float) -> None:
        """From now on support costs so much more a day, or less."""
        self.settle(now)
        self.per_day += per_day


class Exclusion:
    """A kind of need that keeps a client's others out of a unit."""

    def __init__(self, blueprint: Blueprint, index: int) -> None:
        self.kind = int(blueprint.exclusion_kind[index])
        self.when = int(blueprint.exclusion_when[index])
        self.chance = float(blueprint.exclusion_chance[index])
        self.again = float(blueprint.exclusion_again[index])
        self.salt = salt("excluded", blueprint.kinds[self.kind])
        self.again_salt = salt("taken up", blueprint.kinds[self.kind])

    def holds(self, need: Need) -> bool:
        """Whether it keeps the need out as things are: one draw for each spell of the other need."""
        other = need.client.needs.get(self.kind)
        if other is None or other is need or (other.hidden and other.state == UNSEEN):
            return False
        if not stands_in_the_way(self.when, int(other.state == IN_SUPPORT)):
            return False
        return uniform(need.key, self.salt, other.spell) < self.chance


def turned_away(need: Need, unit: Unit, step: Step) -> int | None:
    """The cause for which a unit does not take a need that asks for entry; None where it does."""
    book = need.office.book
    for rule in unit.exclusions:
        if rule.holds(need):
            need.step = None
            need.obstacle = rule
            book.excluded(need, unit, rule.kind)
            return NO_OWNER
    budget = unit.budget
    if budget is not None and unit.gate > 0.0 and not need.office.rules.right[need.kind]:
        budget.settle(need.office.env._now)
        chance = rejection_chance(unit.gate, budget.spent, budget.yearly)
        number = (need.falls << 8) + (need.visits[step.place] << 16)
        if uniform(need.key, step.rejected_salt, number) < chance:
            need.step = None
            book.rejected(need, unit)
            return REJECTED
    return None
