"""Code numbers of the words that every room uses; the position in the tuple is the number."""

from __future__ import annotations

STATES = (
    "unseen",
    "referred",
    "waiting",
    "in_process",
    "in_support",
    "fallen",
    "resolved",
    "unfounded",
    "left",
)
UNSEEN, REFERRED, WAITING, IN_PROCESS, IN_SUPPORT, FALLEN, RESOLVED, UNFOUNDED, LEFT = range(9)
OPEN_STATES = STATES[:6]

CAUSES = ("lost_referral", "missed_paperwork", "gave_up", "rejected", "no_owner", "uncovered")
LOST_REFERRAL, MISSED_PAPERWORK, GAVE_UP, REJECTED, NO_OWNER, UNCOVERED = range(6)

WORK = (
    "step", "follow_up", "decision", "coordination", "review", "rework", "appeal", "meeting", "consultation",
    "notes",
)  # fmt: skip
(
    STEP_WORK, FOLLOW_UP_WORK, DECISION_WORK, COORDINATION_WORK, REVIEW_WORK, REWORK, APPEAL_WORK,
    MEETING_WORK, CONSULTATION_WORK, NOTES_WORK,
) = range(10)  # fmt: skip
UNMET_WORK = (DECISION_WORK, REVIEW_WORK, APPEAL_WORK, MEETING_WORK, CONSULTATION_WORK, NOTES_WORK)
"""At which the client meets nobody; a meeting about a joint plan makes no contact of its own."""
ELSEWHERE_WORK = tuple(what for what in UNMET_WORK if what != NOTES_WORK)
"""On a case, and not on the desk of its caseworker."""

# how a joint plan ends; OPEN_PLAN: it is asked for, being met, or holds
PLAN_ENDS = ("declined", "called_off", "no_agreement", "on_paper", "expired", "changed", "done")
DECLINED, CALLED_OFF, NO_AGREEMENT, ON_PAPER, EXPIRED, CHANGED_HANDS, DONE = range(7)
OPEN_PLAN = -1

ROLES = ("caseworker", "actor", "manager", "coordinator")
CASEWORKER, ACTOR, MANAGER, COORDINATOR = range(4)

PAYERS = ("municipality", "region", "state")
MUNICIPALITY, REGION, STATE = range(3)
PRIORITIES = ("acute", "protective", "ordinary")
ASSIGNMENTS = ("step", "case", "client")
BY_STEP, BY_CASE, BY_CLIENT = range(3)
ALLOCATIONS = ("least_loaded", "in_turn")
LEAST_LOADED, IN_TURN = range(2)
FAULT_ORIGINS = ("common", "system", "individual")
COMMON, OF_SYSTEM, OF_INDIVIDUAL = range(3)
REVIEWERS = ("colleague", "manager")
BY_COLLEAGUE, BY_OWN_MANAGER = range(2)
DECIDERS = ("caseworker", "manager", "board")
BY_CASEWORKER, BY_MANAGER, BY_BOARD = range(3)

ABSENCES = ("short_leave", "long_leave", "vacancy")
SHORT_LEAVE, LONG_LEAVE, VACANCY = range(3)
UNUSED = 3
"""Instead of an absence: whoever had the desk has been moved, or nobody has as yet."""
SUSPENSION = 4
"""An absence that does not come of itself."""
