"""The story of a need: sought help for, handled step by step, supported, resolved, or fallen.

`life` is the whole of it. It and what it is made of are generators: at a bare `yield` the story pauses
until somebody goes on with it: a timer, a caseworker who is done, a unit that has a place. What it then
receives is None, or the cause for which it must stop.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from socsim.engine.simpy_engine import household, investigation
from socsim.engine.simpy_engine.consultation import consult
from socsim.engine.simpy_engine.documentation import approved
from socsim.engine.simpy_engine.faults import draft, goes_out
from socsim.engine.simpy_engine.gatekeeping import turned_away
from socsim.model.distributions import exponential
from socsim.model.draws import uniform
from socsim.model.laws import days_checked, miss_chance, next_board, recovered_so_far, still_usable
from socsim.scenario.names import (
    BY_BOARD,
    BY_MANAGER,
    DECISION_WORK,
    GAVE_UP,
    IN_PROCESS,
    IN_SUPPORT,
    LOST_REFERRAL,
    MISSED_PAPERWORK,
    REFERRED,
    RESOLVED,
    UNFOUNDED,
    WAITING,
)

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.places import Places
    from socsim.engine.simpy_engine.routing import Routing
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit

Story = Generator[None, int | None, int]
"""Ends with the cause of a fall, with ENDED, or with MOVED."""

ENDED = -1
MOVED = -2  # out of a support, to that of another table
LETTERS = 256  # letters of one visit; the place of a letter's draw is visit x LETTERS + letter


def life(need: Need, fallen: bool = False) -> Story:
    """From the day the need is there, or has fallen in the middle of its story, to its end."""
    office, client = need.office, need.client
    triage = office.rules.triage
    if need.hidden:
        yield  # until somebody finds it, the client tells of it, or it grows
        need.appear()
        if not fallen:
            office.book.seen(need)
    if office.coordinators and not fallen:
        need.becomes_known()
    step: Step | None = first_step(need)
    while step is not None:
        unit = step.unit
        if step.has_entry:
            cause = yield from enter_step(need, step)
            if cause == ENDED and step.is_support:
                cause = yield from support(need, unit, step)
                if cause == ENDED:
                    break
                if cause == MOVED and triage is not None:
                    step = move(need, step, triage)
                    continue
            if cause != ENDED:
                yield from fall(need, cause)
                step = first_step(need)
                continue
        else:
            if need.unit is not unit:
                need.accept(unit, step)
                need.has_left(unit)
            need.step = step

        visit = put_to_work(need, step)
        if (yield) is not None:
            yield from fall(need, GAVE_UP)
            step = first_step(need)
            continue
        if client.hidden:
            look_around(need, unit, step, visit, unit.sight)
        if step.has_exit:
            unfounded = yield from leave_step(need, unit, step)
            if unfounded:
                break
        step = next_step(need, step, visit) if step.branches else step.after
        if triage is not None and step is not None:
            step = triage.next_step(need, step)
    if step is None:
        need.end(RESOLVED)
    yield  # it has ended, and nobody wakes it again
    return ENDED


def first_step(need: Need) -> Step:
    """Where a case begins, by the table for its client where there are several."""
    rules = need.office.rules
    return rules.first_step[need.kind] if rules.routing is None else rules.routing.first_step(need)


def move(need: Need, step: Step, triage: Routing) -> Step:
    """The support goes over to whoever gives it to clients with so many needs [8]."""
    target = triage.next_step(need, step)
    if target.unit is not need.unit:
        need.enter(WAITING, need.office.env._now)
    return target


def straight_on(need: Need, _cause: int | None = None) -> None:
    """The same story up to the next piece of work, for a need that has nothing else to wait for.

    Kinds whose steps all have neither entry nor exit go through them in this way, a call for each
    piece of work: such a need keeps no story that pauses.
    """
    step = need.step
    if step is None:
        step = first_step(need)
    else:
        if need.client.hidden:
            look_around(need, step.unit, step, need.visits[step.place] - 1, step.unit.sight)
        after = next_step(need, step, need.visits[step.place] - 1) if step.branches else step.after
        if after is None:
            need.end(RESOLVED)
            return
        step = after
    unit = step.unit
    if need.unit is not unit:
        need.accept(unit, step)
    need.step = step
    put_to_work(need, step)


def fall(need: Need, cause: int) -> Generator[None, int | None, None]:
    """Nobody's responsibility, until the client comes back, somebody finds it, or it grows."""
    need.fall(cause)
    yield
    need.obstacle = None
    need.appear()


def enter_step(need: Need, step: Step) -> Story:
    """What comes before the work: a referral, a caseworker, the client's papers."""
    unit = step.unit
    if unit is not need.unit:
        if unit.referral and (need.unit or need.sent_by or unit) is not unit:
            lost = yield from travel(need, unit, step)
            if lost:
                return LOST_REFERRAL
        if unit.turns_away:
            cause = turned_away(need, unit, step)
            if cause is not None:
                return cause
        need.accept(unit, step)
        need.has_left(unit)
    elif step.load != need.weight:
        need.turn_to(step)
    need.step = step
    need.begun = need.office.env._now
    if need.worker is None and not unit.pooled and (need.passed_on or not unit.assign(need)):
        gave_up = yield from await_caseworker(need, unit)
        if gave_up:
            return GAVE_UP
    if step.adviser is not None and not step.is_support:
        gave_up = yield from consult(need, step, step.adviser)
        if gave_up:
            return GAVE_UP
    if step.items and not step.is_support:
        missed = yield from send_in_papers(need, unit, step)
        if missed:
            return MISSED_PAPERWORK
    return ENDED


def leave_step(need: Need, unit: Unit, step: Step) -> Generator[None, int | None, bool]:
    """What comes after the work: trust, the decision, the deadline, and perhaps the end."""
    office = need.office
    need.duplicate = 0.0
    if step.topic is not None:
        investigation.is_done(need, step, step.topic)
    if office.rules.trust_on:
        need.client.kept_contact(need.face)
    if office.joint_plans is not None:
        office.joint_plans.after_step(need, step)
    if step.decides:
        fault = (yield from draft(need, unit, step)) if step.drafts else None
        if step.sends_back:
            yield from approved(need, unit, step)
        yield from decide(need, unit)
        if fault is not None:
            goes_out(fault)
    if step.has_deadline:
        office.book.step_done(need)
    if need.unfounded and uniform(need.key, step.unfounded_salt) < step.unfounded:
        need.end(UNFOUNDED)
        return True
    return False


def put_to_work(need: Need, step: Step) -> int:
    """A piece of work of the step is ready: hours drawn, times severity, breadth and members [7, 12, 29].

    Returns
    -------
    Which visit to this step it is.
    """
    visits, place = need.visits, step.place
    visit = visits[place]
    visits[place] = visit + 1
    if visit == 0 and need.luck is not None:
        hours = need.luck[place]
    else:
        hours = step.effort(uniform(need.key, step.effort_salt, visit))
    factors = step.factors if step.adviser is None or not need.advised else step.advised_factors
    hours *= factors[need.severity]
    if not step.is_plain:
        if step.per_member > 0.0:
            hours = household.hours_for_all(need, step, hours)
        if step.topic is not None:
            hours = investigation.hours_left(need, step, step.topic, visit, hours)
    need.work(step.what, hours, step.unit)
    return visit


def look_around(need: Need, unit: Unit, step: Step, visit: int, sight: float) -> None:
    """At a meeting about one need, others may be found [1]."""
    if sight > 0.0:
        word = visit + (need.spell << 16)
        need.client.look_for_needs(unit, sight, step.found_salt, word)


def next_step(need: Need, step: Step, visit: int) -> Step | None:
    """Where chance leads after this step; None is the end."""
    if visit == 0 and need.luck is not None:
        u = need.luck[step.onward_at]
    else:
        u = uniform(need.key, step.onward_salt, visit)
    for target, reached in step.ways:
        if u < reached:
            return target
    return step.ways[-1][0]


def travel(need: Need, unit: Unit, step: Step) -> Generator[None, int | None, bool]:
    """A referral to another unit: nobody is responsible, and it may get lost or be sent back [2]."""
    attempt = (need.falls << 8) + (need.visits[step.place] << 16)
    accompanied = need.is_accompanied(unit)
    need.leave_unit()
    need.step = None
    need.enter(REFERRED, need.office.env._now)
    need.has_left(unit)
    while True:
        u = uniform(need.key, step.delay_salt, attempt)
        need.wake_after(unit.referral_delay(u))
        yield
        if accompanied:
            return False
        if uniform(need.key, step.lost_salt, attempt) < unit.referral_lost:
            if not need.caught(LOST_REFERRAL, step.lost_caught_salt, attempt):
                return True
        elif uniform(need.key, step.bounced_salt, attempt) < unit.referral_bounced:
            need.office.book.bounced(need, unit)
            need.wake_after(unit.referral_delay(uniform(need.key, step.back_salt, attempt)))
            yield
        else:
            return False
        attempt += 1


def await_caseworker(need: Need, unit: Unit) -> Generator[None, int | None, bool]:
    """Nobody has room, or others wait already: wait, as long as patience lasts [8, 10]."""
    if need.passed_on:  # it has a place in the queue already
        need.passed_on = False
        if need.state != WAITING:
            need.enter(WAITING, need.office.env._now)
    else:
        unit.await_caseworker(need)
        need.queued(need.waits_since)
    gave_up = (yield) is not None
    if not gave_up:  # else the fall ends the wait
        need.office.book.awaited(need, unit, need.waits_since)
    return gave_up


def send_in_papers(need: Need, unit: Unit, step: Step) -> Generator[None, int | None, bool]:
    """The unit asks the client for what it does not hold, letter by letter [3, 4, 5]."""
    office, client = need.office, need.client
    rules, book = office.rules, office.book
    visit = need.visits[step.place]
    asked, duplicates = papers_to_ask_for(need, unit, step, visit)
    need.duplicate = duplicates * rules.duplicate_hours
    if not asked:
        return False
    if duplicates:
        client.lose_trust()
    if not step.is_support and need.state != IN_PROCESS:
        need.enter(IN_PROCESS, need.office.env._now)
    place, misses, items = (need.falls << 20) + visit * LETTERS, 0, len(asked)
    if rules.style and uniform(need.key, step.more_salt, place) < rules.asks_more * need.control():
        items += 1
        book.asked_more(need)
    while True:
        coordination = client.coordination
        chance = miss_chance(
            unit.miss[need.kind], household.length_of_letter(need, items), rules.b_items,
            client.contacts(), client.coping, rules.b_contacts,
            client.trust_now() if rules.trust_on else 0.5, rules.b_trust,
            coordination.help_with_papers() if coordination is not None else 0.0, rules.b_help,
            need.control() if rules.style else 0.0, rules.b_control,
        )  # fmt: skip
        book.asked(need, items, duplicates)
        duplicates = 0
        if uniform(need.key, step.missed_salt, place) >= chance:
            break
        need.wake_after(rules.remind_after)
        yield
        book.missed(need)
        place, misses = place + 1, misses + 1
        if misses > rules.reminders[need.kind]:
            if not need.caught(MISSED_PAPERWORK, step.missed_caught_salt, place):
                return True
            misses = 0
    response = rules.response[need.kind](uniform(need.key, step.response_salt, place))
    if response > 0.0:
        need.wake_after(response)
        yield
    if client.papers is None:
        client.papers = {}
    for item in asked:
        client.papers.setdefault(item, {})[unit.index] = office.env._now
    return False


def papers_to_ask_for(need: Need, unit: Unit, step: Step, visit: int) -> tuple[list[int], int]:
    """Items that the unit does not hold, and how many of them another unit does [4]."""
    rules, now = need.office.rules, need.office.env._now
    papers, plan, asked, duplicates = need.client.papers, need.client.plan, [], 0
    for item in step.items:
        holders = None if papers is None else papers.get(item)
        if holders is not None:
            valid_for = rules.item_valid[item]
            own = holders.get(unit.index)
            if own is not None and still_usable(own, now, valid_for):
                continue
            if plan is not None:
                shared = plan.copy_of(holders, unit)
                if shared is not None and still_usable(shared, now, valid_for):
                    holders[unit.index] = shared
                    continue
            latest = max(holders.values())
            if still_usable(latest, now, valid_for):
                u = uniform(need.key, step.shared_salt[item], visit)
                if u < unit.sharing:
                    holders[unit.index] = latest
                    continue
                duplicates += 1
        asked.append(item)
    return asked, duplicates


def decide(need: Need, unit: Unit) -> Generator[None, int | None, None]:
    """The caseworker's own hours are over; the manager or the board may have to decide [9]."""
    office = need.office
    if unit.decided_by == BY_MANAGER and unit.managers is not None:
        need.work(DECISION_WORK, office.rules.decision_hours, unit.managers)
        yield
    elif unit.decided_by == BY_BOARD:
        need.enter(WAITING, office.env._now)
        need.wake_at(next_board(office.env._now, unit.board_every))
        yield
    office.book.decided(need)


def find_place(need: Need, places: Places) -> Generator[None, int | None, None]:
    """Support needs one of few places, and begins when there is one [28]."""
    book = need.office.book
    if not places.take(need):
        need.enter(WAITING, need.office.env._now)
        need.in_line_since = need.office.env._now
        book.in_line_for_place(need)
        places.stand_in_line(need)
        yield
        book.awaited_place(need)
    book.placed(need)


def support(need: Need, unit: Unit, step: Step) -> Story:
    """Follow-ups at their due dates, each a step towards recovery, until it is reached [13]."""
    office = need.office
    rules = office.rules
    every, mean = step.every, rules.recovery[need.kind]
    if need.threshold < 0.0:
        need.threshold = exponential(1.0, uniform(need.key, rules.salts.recovery))
    need.attended = True
    if step.places is not None and need.place is None:
        yield from find_place(need, step.places)
    if not need.passed_on:  # else once there is a caseworker again
        need.enter(IN_SUPPORT, office.env._now)
    office.book.supported(need)
    if step.charge > 0.0 and not need.passed_on:
        need.begin_paying(step)
    if need.kind in rules.obstacles:
        need.client.way_is_clear(need.kind)
    due = need.kept = office.env._now
    triage = rules.triage
    while need.progress < need.threshold:
        due += every
        need.wake_after(max(0.0, due - office.env._now))
        yield
        if step.adviser is not None:
            yield from consult(need, step, step.adviser)
        if step.items:
            missed = yield from send_in_papers(need, unit, step)
            if missed:
                return MISSED_PAPERWORK
        visit = put_to_work(need, step)
        yield
        now = office.env._now
        if need.client.hidden:
            look_around(need, unit, step, visit, unit.sight_followup)
        if rules.trust_on:
            need.client.kept_contact(need.face)
        if office.joint_plans is not None:
            office.joint_plans.after_followup(need, step)
        need.progress = recovered_so_far(need.progress, now - need.kept, mean, need.pace_of_recovery())
        if rules.checks:
            office.book.checked(need, days_checked(now - need.kept, need.control(), rules.control_finds))
        need.kept = now
        office.book.followed_up(need)
        if triage is not None and need.progress < need.threshold and triage.next_step(need, step) is not step:
            if need.paid is not None:
                need.end_paying()
            return MOVED
    need.end(RESOLVED)
    return ENDED
