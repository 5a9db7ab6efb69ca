"""When those who are involved meet, and how many plans a target lacks."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def meeting_after(earliest: float, longest: float) -> float:
    """[18] Days from asking for a joint plan to the meeting: earliest + the longest of n times.

    Parameters
    ----------
    earliest : days before which nobody is called.
    longest : the longest of the n times until each of those who are called can come.

    Notes
    -----
    With exponential times of mean m the expected days are earliest + m (1 + 1/2 + ... + 1/n): the date
    recedes with the number of actors. An assumption.
    """
    return earliest + longest


@law
def year_of(now: float) -> int:
    """[18] The year of the simulation, from 0: floor(now / 365.25)."""
    return math.floor(now / 365.25)


@law
def plans_short(rate: float, now: float, counted: int, under_way: int) -> int:
    """[18] Plans that a target lacks: max(0, floor(rate x days of this year) - counted - under way).

    Parameters
    ----------
    rate : the target, plans a day.
    now : days since the start of the simulation, of which years of 365.25 days are counted off.
    counted : plans met since the year began, whether they hold or not.
    under_way : plans that have been asked for and not met as yet.

    Notes
    -----
    What is lacking when a year ends is not asked for in the next. An assumption.
    """
    days = now - year_of(now) * 365.25
    return max(0, math.floor(rate * days) - counted - under_way)
