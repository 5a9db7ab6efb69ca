"""The story of a need: sought help for, handled step by step, supported, resolved, or fallen.

Each function ends where the story must wait for something, with `n.at` saying for what; `go_on` takes it
up there. What the SimPy engine tells in one generator is cut at its `yield`s.
"""

from __future__ import annotations

import math

from socsim.engine.compiled import (
    book,
    client,
    consultation,
    coordinator,
    documentation,
    faults,
    gatekeeping,
    household,
    investigation,
    joint_plan,
    need,
    places,
    routing,
    unit,
)
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.fields import is_for_plain_offices
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.memory import float_at, int_at, store_int
from socsim.engine.compiled.need import (
    ANSWERING,
    AT_FOLLOW_UP,
    AT_NOTES,
    AT_REWORK,
    AT_WORK,
    AWAITING,
    BEFORE_BOARD,
    BORN,
    COMING_BACK,
    GO_ON,
    HAS_FALLEN,
    IN_LINE_FOR_PLACE,
    IN_REVIEW,
    LETTER_OUT,
    TRAVELLING,
    UNNOTICED,
    UNTIL_FOLLOW_UP,
    WITH_ADVISER,
    WITH_MANAGER,
)
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    client_of,
    coordination_of,
    item_of,
    kind_of,
    need_of,
    own_of,
    paper_at,
    step_of,
    unit_of,
    way,
)
from socsim.model.distributions import exponential
from socsim.model.laws import days_checked, miss_chance, next_board, recovered_so_far, still_usable
from socsim.scenario.names import (
    BY_BOARD,
    BY_MANAGER,
    DECISION_WORK,
    FOLLOW_UP_WORK,
    GAVE_UP,
    IN_PROCESS,
    IN_SUPPORT,
    LOST_REFERRAL,
    MISSED_PAPERWORK,
    NOTES_WORK,
    REFERRED,
    RESOLVED,
    STEP_WORK,
    UNFOUNDED,
    WAITING,
)

LETTERS = 256  # letters of one visit; the place of a letter's draw is visit x LETTERS + letter


@kernel
def go_on(w: World, number: int, said: int) -> None:
    """Take the story up where it paused; `said` is GO_ON, or the cause for which it must stop."""
    n = need_of(w, number)
    at = n.at
    if at == AT_WORK:
        worked(w, n, said)
    elif at == BORN or is_for_plain_offices():  # where stories pause nowhere else
        comes(w, n)
    elif at == AT_FOLLOW_UP:
        followed_up(w, n)
    elif at == UNTIL_FOLLOW_UP:
        follow_up_is_due(w, n)
    elif at == LETTER_OUT:
        not_answered(w, n)
    elif at == ANSWERING:
        answered(w, n)
    elif at == AWAITING:
        awaited(w, n, said)
    elif at == TRAVELLING:
        arrives(w, n)
    elif at == COMING_BACK:
        sent_anew(w, n)
    elif at == IN_LINE_FOR_PLACE:
        has_place(w, n)
    elif at in (WITH_MANAGER, BEFORE_BOARD):
        decided(w, n)
    elif at == IN_REVIEW:
        reviewed(w, n)
    elif at == AT_REWORK:
        reworked(w, n)
    elif at == WITH_ADVISER:
        advised(w, n, said)
    elif at == AT_NOTES:
        decide(w, n, unit_of(w, n.unit), step_of(w, n.step))
    elif at == UNNOTICED:
        need.appear(w, n)
        noticed(w, n)
    elif at == HAS_FALLEN:
        need.appear(w, n)
        take(w, n, routing.first_step(w, n))


@kernel
def comes(w: World, n: Record) -> None:
    """From the day the need is there: the office knows of it, or not yet."""
    if n.hidden:
        n.at = UNNOTICED  # until somebody finds it, the client tells of it, or it grows
    else:
        becomes_known(w, n)


@kernel
def noticed(w: World, n: Record) -> None:
    """The office hears of a need that was hidden."""
    book.seen(w, n)
    becomes_known(w, n)


@kernel
def becomes_known(w: World, n: Record) -> None:
    """Its first step begins."""
    if w.n_groups:
        need.becomes_known(w, n)
    take(w, n, routing.first_step(w, n))


@kernel
def fall(w: World, n: Record, cause: int) -> None:
    """Nobody's responsibility, until the client comes back, somebody finds it, or it grows."""
    if need.fall(w, n, cause, NONE):
        n.at = HAS_FALLEN


# -- into a step -----------------------------------------------------------------------------------


@kernel
def take(w: World, n: Record, step: Record) -> None:
    """What comes before the work: a referral, a caseworker, the client's papers."""
    u = unit_of(w, step.unit)
    if n.unit != step.unit:
        sender = n.unit if n.unit != NONE else n.sent_by
        if u.referral and sender != NONE and sender != step.unit:
            refer(w, n, step)
            return
        ask_for_entry(w, n, u, step)
        return
    if step.has_entry and step.load != n.weight:
        need.turn_to(w, n, step)
    begin(w, n, u, step)


@kernel
def ask_for_entry(w: World, n: Record, u: Record, step: Record) -> None:
    """The unit takes the need, or turns it away [11]."""
    if u.turns_away:
        cause, rule = gatekeeping.turned_away(w, n, u, step)
        if cause != NONE:
            if need.fall(w, n, cause, rule):
                n.at = HAS_FALLEN
            return
    accept(w, n, u, step)
    begin(w, n, u, step)


@kernel
def accept(w: World, n: Record, u: Record, step: Record) -> None:
    """A unit is responsible from now on, beginning with this step."""
    if n.worker != NONE or n.passed_on:
        need.leave_unit(w, n)
    own_of(w, n).holder = NONE
    n.unit = u.index
    n.weight = step.load
    book.accepted(w, n, u)
    if w.has_plans:
        joint_plan.has_left(w, n, u.index)


@kernel
def begin(w: World, n: Record, u: Record, step: Record) -> None:
    """The step begins, with whoever has the case, or with the wait for a caseworker [8, 10]."""
    n.step = step.index
    if not step.has_entry:
        work(w, n, u, step)
        return
    n.begun = w.now
    if n.passed_on:  # it has a place in the queue already
        n.passed_on = 0
        n.at = AWAITING
        if n.state != WAITING:
            need.enter(w, n, WAITING)
    elif n.worker == NONE and not u.pooled and not unit.assign(w, u, n):
        n.at = AWAITING
        unit.await_caseworker(w, u, n)
        need.queued(w, n)
    else:
        assigned(w, n, u, step)


@kernel
def awaited(w: World, n: Record, said: int) -> None:
    """Somebody takes the case, or patience is over."""
    if said != GO_ON:
        fall(w, n, GAVE_UP)
        return
    u = unit_of(w, n.unit)
    book.awaited(w, n, u, n.waits_since)
    assigned(w, n, u, step_of(w, n.step))


@kernel
def assigned(w: World, n: Record, u: Record, step: Record) -> None:
    """The case is with whoever will do the step: first the papers, unless support asks for them later."""
    if step.is_support:
        support(w, n, step)
    elif step.adviser == NONE or not consultation.consult(w, n, step):
        prepared(w, n, u, step)


@kernel
def prepared(w: World, n: Record, u: Record, step: Record) -> None:
    """Nobody has to be asked any more, but perhaps the client."""
    if step.first_item < step.last_item:
        ask_for_papers(w, n, u, step)
    else:
        papers_are_there(w, n, u, step)


@kernel
def advised(w: World, n: Record, said: int) -> None:
    """The specialists have been asked, or patience was over before they had time."""
    if said != GO_ON:
        fall(w, n, GAVE_UP)
        return
    n.advised = 1
    prepared(w, n, unit_of(w, n.unit), step_of(w, n.step))


@kernel
def refer(w: World, n: Record, step: Record) -> None:
    """A referral to another unit: nobody is responsible, and it may get lost or be sent back [2]."""
    n.goal = step.index
    n.attempt = (n.falls << 8) + (visits(w, n, step) << 16)
    accompanied = w.has_plans and joint_plan.is_accompanied(w, n, step.unit)
    need.leave_unit(w, n)
    n.step = NONE
    need.enter(w, n, REFERRED)
    if w.has_plans:
        joint_plan.has_left(w, n, step.unit)
    travel(w, n, step)
    if accompanied:
        n.attempt = NONE


@kernel
def travel(w: World, n: Record, step: Record) -> None:
    """On the way to the unit."""
    n.at = TRAVELLING
    u = uniform(n.key, step.delay_salt, n.attempt)
    need.wake_after(w, n, quantile(w, unit_of(w, step.unit).referral_delay, u))


@kernel
def arrives(w: World, n: Record) -> None:
    """The referral is there and stays, or is sent back; or it has got lost."""
    step = step_of(w, n.goal)
    u = unit_of(w, step.unit)
    if n.attempt == NONE:  # a joint plan holds of sender and receiver
        accept(w, n, u, step)
        begin(w, n, u, step)
    elif uniform(n.key, step.lost_salt, n.attempt) < u.referral_lost:
        if need.caught(w, n, LOST_REFERRAL, step.lost_caught_salt, n.attempt):
            sent_anew(w, n)
        else:
            fall(w, n, LOST_REFERRAL)
    elif uniform(n.key, step.bounced_salt, n.attempt) < u.referral_bounced:
        book.bounced(w, n, u)
        n.at = COMING_BACK
        back = quantile(w, u.referral_delay, uniform(n.key, step.back_salt, n.attempt))
        need.wake_after(w, n, back)
    else:
        ask_for_entry(w, n, u, step)


@kernel
def sent_anew(w: World, n: Record) -> None:
    """The sender sends it once more, with draws of its own."""
    n.attempt += 1
    travel(w, n, step_of(w, n.goal))


# -- papers ----------------------------------------------------------------------------------------


@kernel
def ask_for_papers(w: World, n: Record, u: Record, step: Record) -> None:
    """The unit asks the client for what it does not hold, letter by letter [3, 4, 5]."""
    visit = visits(w, n, step)
    duplicates = papers_to_ask_for(w, n, u, step, visit)
    n.duplicate = duplicates * w.duplicate_hours
    if not n.asked_items:
        papers_are_there(w, n, u, step)
        return
    if duplicates:
        client.lose_trust(w, client_of(w, n.client))
    if not step.is_support and n.state != IN_PROCESS:
        need.enter(w, n, IN_PROCESS)
    n.letter, n.misses = (n.falls << 20) + visit * LETTERS, 0
    if w.style and uniform(n.key, step.more_salt, n.letter) < w.asks_more * need.control(w, n):
        n.asked_items += 1
        book.asked_more(w, n)
    send_letter(w, n, u, step, duplicates)


@kernel
def papers_to_ask_for(w: World, n: Record, u: Record, step: Record, visit: int) -> int:
    """Mark the items that the unit does not hold; how many of them another unit does [4]."""
    n.asked_items = 0
    duplicates, c = 0, client_of(w, n.client)
    for index in range(step.first_item, step.last_item):
        item = item_of(w, index)
        _mark(w, n, index - step.first_item, 0)
        own, latest = client.held(w, c, item.item, u.index)
        if own != NONE and still_usable(paper_at(w, own).since, w.now, item.valid_for):
            continue
        if w.has_plans:
            shared = joint_plan.copy_of(w, c, item.item, u.index)
            if not math.isnan(shared) and still_usable(shared, w.now, item.valid_for):
                client.hold(w, c, item.item, u.index, shared)
                continue
        if latest != NONE and still_usable(paper_at(w, latest).since, w.now, item.valid_for):
            if uniform(n.key, item.shared_salt, visit) < u.sharing:
                client.hold(w, c, item.item, u.index, paper_at(w, latest).since)
                continue
            duplicates += 1
        _mark(w, n, index - step.first_item, 1)
        n.asked_items += 1
    return duplicates


@kernel
def _mark(w: World, n: Record, item: int, asked: int) -> None:
    """Whether the letters ask for an item of the step."""
    store_int(w.marks, n.index * w.most_items + item, asked)


@kernel
def _is_marked(w: World, n: Record, item: int) -> bool:
    return int_at(w.marks, n.index * w.most_items + item) == 1


@kernel
def send_letter(w: World, n: Record, u: Record, step: Record, duplicates: int) -> None:
    """One more letter, which is answered or not."""
    c = client_of(w, n.client)
    helped = 0.0
    if c.coordination != NONE:
        helped = coordinator.help_with_papers(w, coordination_of(w, c.coordination))
    chance = miss_chance(
        float_at(w.miss, u.index * w.n_kinds + n.kind), household.length_of_letter(w, n, n.asked_items),
        w.b_items,
        client.contacts(w, c), float_at(w.people_coping, c.index), w.b_contacts,
        client.trust_now(w, c) if w.trust_on else 0.5, w.b_trust,
        helped, w.b_help,
        need.control(w, n) if w.style else 0.0, w.b_control,
    )  # fmt: skip
    book.asked(w, n, n.asked_items, duplicates)
    if uniform(n.key, step.missed_salt, n.letter) < chance:
        n.at = LETTER_OUT
        need.wake_after(w, n, w.remind_after)
        return
    response = quantile(w, kind_of(w, n.kind).response, uniform(n.key, step.response_salt, n.letter))
    if response > 0.0:
        n.at = ANSWERING
        need.wake_after(w, n, response)
    else:
        answered(w, n)


@kernel
def not_answered(w: World, n: Record) -> None:
    """Remind the client, as often as there are reminders; then only a coordinator can help."""
    step = step_of(w, n.step)
    book.missed(w, n)
    n.letter, n.misses = n.letter + 1, n.misses + 1
    if n.misses > kind_of(w, n.kind).reminders:
        if not need.caught(w, n, MISSED_PAPERWORK, step.missed_caught_salt, n.letter):
            fall(w, n, MISSED_PAPERWORK)
            return
        n.misses = 0
    send_letter(w, n, unit_of(w, n.unit), step, 0)


@kernel
def answered(w: World, n: Record) -> None:
    """The unit holds what it asked for."""
    step, c = step_of(w, n.step), client_of(w, n.client)
    for index in range(step.first_item, step.last_item):
        if _is_marked(w, n, index - step.first_item):
            client.hold(w, c, item_of(w, index).item, n.unit, w.now)
    papers_are_there(w, n, unit_of(w, n.unit), step)


@kernel
def papers_are_there(w: World, n: Record, u: Record, step: Record) -> None:
    """The work can begin."""
    if step.is_support:
        follow_up(w, n, u, step)
    else:
        work(w, n, u, step)


# -- the work, and what comes after it -------------------------------------------------------------


@kernel
def visits(w: World, n: Record, step: Record) -> int:
    """Times that the step has been worked."""
    return int_at(w.visits, n.index * w.longest + step.place)


@kernel
def next_visit(w: World, n: Record, step: Record) -> int:
    """The number of this visit, which is counted now."""
    visit = visits(w, n, step)
    store_int(w.visits, n.index * w.longest + step.place, visit + 1)
    return visit


@kernel
def hours_of(w: World, n: Record, step: Record, visit: int) -> float:
    """Hours on the matter itself: drawn, times severity, breadth and members [7, 12, 29]."""
    hours = quantile(w, step.effort, uniform(n.key, step.effort_salt, visit))
    if step.adviser != NONE and n.advised:
        hours *= step.advised_factors[n.severity]
    else:
        hours *= step.factors[n.severity]
    if step.is_plain:
        return hours
    if step.per_member > 0.0:
        hours = household.hours_for_all(w, n, step, hours)
    return hours if step.topic == NONE else investigation.hours_left(w, n, step, visit, hours)


@kernel
def work(w: World, n: Record, u: Record, step: Record) -> None:
    """The step's piece of work is ready."""
    n.at = AT_WORK
    need.work(w, n, STEP_WORK, hours_of(w, n, step, next_visit(w, n, step)), u)


@kernel
def worked(w: World, n: Record, said: int) -> None:
    """The work is done, or patience was over before anybody began it."""
    if said != GO_ON:
        fall(w, n, GAVE_UP)
        return
    step = step_of(w, n.step)
    u, c = unit_of(w, step.unit), client_of(w, n.client)
    if c.hidden:
        look_around(w, n, c, u, step, u.sight)
    if not step.has_exit:
        onward(w, n, step)
        return
    n.duplicate = 0.0
    if step.topic != NONE:
        client.hold(w, c, step.topic, u.index, w.now)
    if w.trust_on:
        client.kept_contact(w, c, n.face)
    if w.has_plans:
        joint_plan.ask_perhaps(w, n, step.plan_salt, visits(w, n, step) - 1, w.plan_at_steps)
    if step.decides:
        if not step.drafts or not faults.draft(w, n, u, step):
            approve(w, n, u, step)
    else:
        leave_step(w, n, step)


@kernel
def reviewed(w: World, n: Record) -> None:
    """Somebody has read the draft of the decision [23]."""
    step = step_of(w, n.step)
    u = unit_of(w, step.unit)
    if not faults.reviewed(w, n, u, step):
        approve(w, n, u, step)


@kernel
def reworked(w: World, n: Record) -> None:
    """The draft has been put right."""
    step = step_of(w, n.step)
    u = unit_of(w, step.unit)
    if not faults.reworked(w, n, u):
        approve(w, n, u, step)


@kernel
def approve(w: World, n: Record, u: Record, step: Record) -> None:
    """Before the decision is out its notes may be sent back, and are written once more [21]."""
    visit = visits(w, n, step) - 1
    if step.sends_back and uniform(n.key, step.notes_salt, visit) < u.documentation_sent_back:
        n.at = AT_NOTES
        need.work(w, n, NOTES_WORK, documentation.hours(u, client_of(w, n.client)), u)
    else:
        decide(w, n, u, step)


@kernel
def look_around(w: World, n: Record, c: Record, u: Record, step: Record, sight: float) -> None:
    """At a meeting about one need, others may be found [1]."""
    if sight > 0.0:
        word = visits(w, n, step) - 1 + (n.spell << 16)
        client.look_for_needs(w, c, u.index, sight, step.found_salt, word)


@kernel
def decide(w: World, n: Record, u: Record, step: Record) -> None:
    """The caseworker's own hours are over; the manager or the board may have to decide [9]."""
    if u.decided_by == BY_MANAGER and u.managers != NONE:
        n.at = WITH_MANAGER
        need.work(w, n, DECISION_WORK, w.decision_hours, unit_of(w, u.managers))
    elif u.decided_by == BY_BOARD:
        need.enter(w, n, WAITING)
        n.at = BEFORE_BOARD
        need.wake_at(w, n, next_board(w.now, u.board_every))
    else:
        decided(w, n)


@kernel
def decided(w: World, n: Record) -> None:
    """The decision is there."""
    book.decided(w, n)
    step = step_of(w, n.step)
    if step.drafts:
        faults.goes_out(w, n, step)
    leave_step(w, n, step)


@kernel
def leave_step(w: World, n: Record, step: Record) -> None:
    """The deadline, and perhaps the end."""
    if step.has_deadline:
        book.step_done(w, n)
    if n.unfounded and uniform(n.key, step.unfounded_salt, 0) < step.unfounded:
        need.end(w, n, UNFOUNDED)
        return
    onward(w, n, step)


@kernel
def onward(w: World, n: Record, step: Record) -> None:
    """Where it goes after this step."""
    target = step.after
    if step.branches:
        u = uniform(n.key, step.onward_salt, visits(w, n, step) - 1)
        index = step.first_way
        while index < step.last_way - 1 and u >= way(w, index).chance:
            index += 1
        target = way(w, index).target
    if target == NONE:
        need.end(w, n, RESOLVED)
    elif w.triage_again:
        take(w, n, routing.next_step(w, n, step_of(w, target)))
    else:
        take(w, n, step_of(w, target))


# -- support ---------------------------------------------------------------------------------------


@kernel
def support(w: World, n: Record, step: Record) -> None:
    """Follow-ups at their due dates, each a step towards recovery, until it is reached [13]."""
    if n.threshold < 0.0:
        n.threshold = exponential(1.0, uniform(n.key, w.recovery_salt, 0))
    n.attended = 1
    if step.places == NONE or n.place:
        support_begins(w, n, step)
    elif places.take(w, n, step):
        book.placed(w, n)
        support_begins(w, n, step)
    else:
        need.enter(w, n, WAITING)
        n.at = IN_LINE_FOR_PLACE
        places.stand_in_line(w, n, step)


@kernel
def has_place(w: World, n: Record) -> None:
    """One of the places is vacant [28]."""
    book.awaited_place(w, n)
    book.placed(w, n)
    support_begins(w, n, step_of(w, n.step))


@kernel
def support_begins(w: World, n: Record, step: Record) -> None:
    """From now on there are follow-ups."""
    if not n.passed_on:  # else once there is a caseworker again
        need.enter(w, n, IN_SUPPORT)
    book.supported(w, n)
    if step.charge > 0.0 and not n.passed_on:
        gatekeeping.bear(w, unit_of(w, step.unit), step.charge)
    if kind_of(w, n.kind).obstacle:
        gatekeeping.way_is_clear(w, client_of(w, n.client), n.kind)
    n.due = n.kept = w.now
    next_follow_up(w, n, step)


@kernel
def next_follow_up(w: World, n: Record, step: Record) -> None:
    """Wait for the next follow-up, unless the threshold has been reached."""
    if n.progress >= n.threshold:
        need.end(w, n, RESOLVED)
        return
    n.due += step.every
    n.at = UNTIL_FOLLOW_UP
    need.wake_after(w, n, max(0.0, n.due - w.now))


@kernel
def follow_up_is_due(w: World, n: Record) -> None:
    """First advice and papers, if there are any."""
    step = step_of(w, n.step)
    if step.adviser == NONE or not consultation.consult(w, n, step):
        prepared(w, n, unit_of(w, n.unit), step)


@kernel
def follow_up(w: World, n: Record, u: Record, step: Record) -> None:
    """The follow-up is ready."""
    n.at = AT_FOLLOW_UP
    need.work(w, n, FOLLOW_UP_WORK, hours_of(w, n, step, next_visit(w, n, step)), u)


@kernel
def followed_up(w: World, n: Record) -> None:
    """The follow-up is done: progress for the days since the last one."""
    step, c = step_of(w, n.step), client_of(w, n.client)
    u = unit_of(w, step.unit)
    now = w.now
    if c.hidden:
        look_around(w, n, c, u, step, u.sight_followup)
    if w.trust_on:
        client.kept_contact(w, c, n.face)
    if w.has_plans:
        joint_plan.ask_perhaps(w, n, step.plan_salt, visits(w, n, step) - 1, w.plan_at_followups)
    pace = need.pace_of_recovery(w, n)
    n.progress = recovered_so_far(n.progress, now - n.kept, kind_of(w, n.kind).recovery, pace)
    if w.checks:
        book.checked(w, n, days_checked(now - n.kept, need.control(w, n), w.control_finds))
    n.kept = now
    book.followed_up(w, n)
    if w.triage_again and n.progress < n.threshold and moves(w, n, step):
        return
    next_follow_up(w, n, step)


@kernel
def moves(w: World, n: Record, step: Record) -> bool:
    """Whether the support goes over to whoever gives it to clients with so many needs [8]; then it does."""
    target = routing.next_step(w, n, step)
    if target.index == step.index:
        return False
    if step.charge > 0.0:
        gatekeeping.end_paying(w, n, step)
    if target.unit != n.unit:
        need.enter(w, n, WAITING)
    take(w, n, target)
    return True
