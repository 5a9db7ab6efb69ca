"""Faults in decisions, who finds them at which level of review, and what a unit learns from them [23]."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.engine.simpy_engine.household import hours_for_all
from socsim.model.distributions import exponential, standard_normal
from socsim.model.draws import salt, uniform
from socsim.model.laws import (
    fault_chance,
    fault_system,
    odds_after_report,
    odds_forgotten,
    own_deviation,
    pressure,
    trust_restored,
)
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    BY_OWN_MANAGER,
    COMMON,
    OF_INDIVIDUAL,
    OF_SYSTEM,
    REVIEW_WORK,
    REWORK,
)

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit

_OWN = salt("own faults")
LEVELS = 16  # levels of review; the place of a level's draw is visit x LEVELS + level


class Quality:
    """How a unit's decisions go wrong and are reviewed, and what it has learned."""

    def __init__(self, unit: Unit, bp: Blueprint) -> None:
        index = unit.index
        self.unit = unit
        self.base = float(bp.fault_base[index])
        self.per_load = float(bp.fault_per_load[index])
        self.pressed_after = float(bp.fault_pressed_after[index])
        self.per_handover = float(bp.fault_per_handover[index])
        self.per_breadth = float(bp.fault_per_breadth[index])
        self.per_novice = float(bp.fault_per_novice[index])
        self.spread = float(bp.fault_spread[index])
        self.kinds = int(bp.fault_kinds[index])
        self.rework = float(bp.fault_rework[index])
        self.surfaces = float(bp.fault_surfaces[index])
        self.surfaces_after = float(bp.fault_surfaces_after[index])
        self.suspends = float(bp.fault_suspends[index])
        self.personal = self.per_novice > 0.0 or self.spread > 0.0 or self.suspends > 0.0
        """Whether it matters who has written a decision."""
        self.desk_keys: list[int] = []
        """Of the draws of each desk's people; set by the office."""
        self.reports = float(bp.fault_reports[index])
        self.lowers = float(bp.fault_lowers[index])
        self.floor = float(bp.fault_floor[index])
        self.forgets_after = float(bp.fault_forgets_after[index])
        self.restores = float(bp.fault_restores[index])
        levels = slice(*bp.review_start[index : index + 2].tolist())
        self.levels: list[tuple[bool, float, float]] = list(
            zip(
                (bp.review_by[levels] == BY_OWN_MANAGER).tolist(),
                bp.review_catches[levels].tolist(),
                bp.review_effort[levels].tolist(),
                strict=True,
            )
        )
        """Whether a manager reads it, chance that a fault is found, hours; in their order."""
        self.odds = 1.0
        """What the unit has learned, as a factor on the odds of a fault, as of `odds_at`."""
        self.odds_at = 0.0

    def odds_now(self, now: float) -> float:
        """The factor on the odds, nearer to 1 with each day."""
        if now > self.odds_at:
            self.odds = odds_forgotten(self.odds, now - self.odds_at, self.forgets_after)
        self.odds_at = now
        return self.odds

    def learns(self, fault: Fault, now: float) -> bool:
        """A fault has been found: whether it is reported, and the unit mends its ways."""
        if fault.report >= self.reports:
            return False
        self.odds = odds_after_report(self.odds_now(now), self.lowers, self.floor)
        self.unit.office.book.reported(fault)
        return True

    def author(self, need: Need) -> Caseworker:
        """Who has just written the decision, and still sits at the desk."""
        everyone = self.unit.caseworkers
        return everyone[need.last_hand % self.unit.office.heads - everyone[0].index]

    def deviation(self, author: Caseworker) -> float:
        """The person's own part of the logit: a draw for each who has ever sat at the desk."""
        person = author.person // self.unit.office.heads
        key = self.desk_keys[author.index - self.unit.caseworkers[0].index]
        return own_deviation(self.spread, standard_normal(uniform(key, _OWN, person)))

    def blames(self, fault: Fault) -> None:
        """A fault has been found: whoever wrote the decision may be suspended for it, in this instant."""
        if fault.blame < self.suspends:
            assert fault.author is not None and fault.author.post is not None
            fault.author.post.blame(fault.person)


class Fault:
    """A decision that is wrong, from its draft until it comes to light, if it ever does."""

    __slots__ = ("at", "author", "blame", "need", "person", "report", "row", "step", "unit")

    def __init__(self, need: Need, unit: Unit, step: Step, visit: int, author: Caseworker | None) -> None:
        self.need, self.unit, self.step = need, unit, step
        self.at = need.office.env._now
        """When it was made."""
        self.report = uniform(need.key, step.report_salt, visit)
        """It is reported, once found, where this is below the chance that such faults are."""
        self.blame = 1.0
        """The caseworker is suspended, once it is found, where this is below the chance of that."""
        quality = unit.quality
        if quality is not None and quality.suspends > 0.0:
            self.blame = uniform(need.key, step.suspended_salt, visit)
        self.author, self.person = author, -1 if author is None else author.person
        """At which desk it was made, and who sat there."""
        self.row = -1
        """Where it stands in the book."""

    def surface(self, _event: Any = None) -> None:
        """On appeal or control; of those who have left nothing is heard."""
        client, quality = self.need.client, self.unit.quality
        if client.gone:
            return
        assert quality is not None
        office = client.office
        office.book.surfaced(self)
        before = client.trust_now() if office.rules.trust_on else 0.0
        client.lose_trust()
        if quality.learns(self, office.env._now) and office.rules.trust_on:
            client.trust = trust_restored(client.trust, before, quality.restores)
        quality.blames(self)


def draft(need: Need, unit: Unit, step: Step) -> Generator[None, int | None, Fault | None]:
    """The decision is written, right or wrong, and read level by level before it is taken.

    Returns
    -------
    The fault in it that nobody has found.
    """
    quality = unit.quality
    assert quality is not None
    visit = need.visits[step.place] - 1
    fault = _written(need, unit, step, visit)
    for number, (by_manager, catches, hours) in enumerate(quality.levels):
        _hand_in(need, unit, hours, by_manager)
        yield
        need.reviewer, need.with_managers = None, False
        if unit.notes is not None:
            catches = unit.notes.catches(need.client, catches)
        if fault is None or uniform(need.key, step.review_salt, visit * LEVELS + number) >= catches:
            continue
        need.office.book.fault_found(fault, number)
        quality.learns(fault, need.office.env._now)
        quality.blames(fault)
        fault = None
        if quality.rework > 0.0:
            own = step.effort(uniform(need.key, step.effort_salt, visit)) * step.factors[need.severity]
            if step.per_member > 0.0:
                own = hours_for_all(need, step, own)
            need.work(REWORK, own * quality.rework, unit)
            yield
    return fault


def _written(need: Need, unit: Unit, step: Step, visit: int) -> Fault | None:
    """Whether the decision is wrong, and whose fault it is then."""
    quality, book = unit.quality, need.office.book
    assert quality is not None
    author, individual, novice = None, 0.0, 0.0
    if quality.personal:
        author = quality.author(need)
        if quality.spread > 0.0:
            individual = quality.deviation(author)
        if author.post is not None and author.post.is_novice():
            novice = 1.0
    system = fault_system(
        quality.per_load, pressure(need.start - need.ready, quality.pressed_after),
        quality.per_handover, need.handovers, quality.per_breadth, quality.kinds,
        quality.per_novice, novice,
    )  # fmt: skip
    odds = quality.odds_now(need.office.env._now)
    chance = fault_chance(quality.base, odds, system, individual)
    book.drafted(need, unit, chance)
    u = uniform(need.key, step.fault_salt, visit)
    if u >= chance:
        return None
    origin = OF_INDIVIDUAL
    if u < fault_chance(quality.base, odds, 0.0, 0.0):
        origin = COMMON
    elif u < fault_chance(quality.base, odds, system, 0.0):
        origin = OF_SYSTEM
    fault = Fault(need, unit, step, visit, author)
    book.faulty(fault, origin)
    return fault


def _hand_in(need: Need, unit: Unit, hours: float, by_manager: bool) -> None:
    """The draft is ready to be read: by a manager, a colleague, or in a pool by whoever is free."""
    if by_manager:
        assert unit.managers is not None
        need.with_managers = True
        need.work(REVIEW_WORK, hours, unit.managers)
    elif unit.pooled:
        need.work(REVIEW_WORK, hours, unit)
    else:
        need.reviewed_by(colleague_of(unit, need.worker), hours)


def colleague_of(unit: Unit, own: Caseworker | None) -> Caseworker:
    """The least loaded of the others who are there, the lowest index among equals; else one's own desk."""
    others = [worker for worker in unit.there if worker is not own]
    if not others and own is not None:
        return own
    return min(others or unit.desks(), key=lambda worker: (worker.load, worker.index))


def goes_out(fault: Fault) -> None:
    """A wrong decision has been taken: it may come to light later, or never."""
    need, step, quality = fault.need, fault.step, fault.unit.quality
    assert quality is not None
    need.office.book.went_out(fault)
    visit = need.visits[step.place] - 1
    if uniform(need.key, step.surfaces_salt, visit) < quality.surfaces:
        delay = exponential(quality.surfaces_after, uniform(need.key, step.surfacing_salt, visit))
        set_timer(need.office.env, delay, (fault.surface,), fault, 0)
