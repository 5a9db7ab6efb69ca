"""The records of a run: what each agent is and remembers, in one row, as in the SimPy engine's classes.

Every record is named in lower case by a function that gives it from the world and its number:
`need(w, n).severity`. A field of the world with the name of a table says where that table is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.fields import describe, is_for_plain_offices
from socsim.engine.compiled.memory import record_at, row_of
from socsim.engine.compiled.plain import MOVING, OFF, STEADY
from socsim.engine.journal import JOURNAL
from socsim.engine.ledger import CLIENTS, FALLS, FAULTS, NEEDS, PLANS, WORK
from socsim.scenario.names import OPEN_STATES

NONE = -1
IN_LINE = 2
"""Instead of a place in support."""
DOWN = -2
"""Less a worker's number: where a need's piece of work is, which that worker has put down."""
IDLE = -(1 << 62)
"""Instead of a job: a need's number, or that of a coordination, inverted, or MEETINGS - that of a seat."""
MEETINGS = -(1 << 40)
"""Jobs from here down are parts of meetings about joint plans."""
AWAY = IDLE + 1
"""The same, where nobody sits at the desk."""

Record = Any
World = Any


class OutOfRoomError(Exception):
    """One event took more rows of a table than there was room for."""


def _record(**fields: Any) -> np.dtype[Any]:
    return np.dtype(
        [
            (name, kind) if isinstance(kind, (str, np.dtype)) else (name, *kind)
            for name, kind in fields.items()
        ],
        align=True,
    )


def _of(kinds: str, names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), kinds)


# -- what stays as it is ---------------------------------------------------------------------------

DISTRIBUTION = _record(code="i8", **_of("f8", "a b c"))

KIND = _record(
    first_step="i8", steps="i8",
    priority="i8",  # its class, among those that occur
    recovery="f8", escalation=("f8", (3,)), alone=("f8", (3,)), hazardous="i8", doubtful="i8",
    impatient="i8", crisis="i8", right="i8", obstacle="i8", relapse="f8", severity=("f8", (3,)),
    reminders="i8", member_items="f8", patience=DISTRIBUTION, response=DISTRIBUTION,
    first_spill="i8", last_spill="i8", first_hinder="i8", last_hinder="i8",
    need_salt="u8",
)  # fmt: skip
SPILL = _record(kind="i8", chance="f8", salt="u8")
HINDER = _record(kind="i8", share="f8")

EXCLUSION = _record(kind="i8", when="i8", chance="f8", again="f8", salt="u8", again_salt="u8")

STEP = _record(
    index="i8", kind="i8", place="i8", unit="i8", effort=DISTRIBUTION,
    factors=("f8", (4,)),  # on hours, by severity 1-3
    deadline="f8", every="f8", unfounded="f8", charge="f8", load="i8",
    adviser="i8", consults="f8", consultation=DISTRIBUTION, consultation_factors=("f8", (4,)),
    advised_factors=("f8", (4,)), advised_recovery="f8",
    topic="i8", topic_valid="f8",  # among what units hold of a client; NONE
    is_plain="i8", per_member="f8",  # whether its hours are as drawn; what a further member adds to them
    **_of("i8", "has_deadline decides is_support has_entry has_exit branches after"),
    **_of("i8", "first_item last_item first_way last_way"),
    **_of("i8", "places taken first_in_line"),  # of a support; places -1: all have one
    **_of("u8", "effort_salt onward_salt unfounded_salt missed_salt response_salt delay_salt lost_salt "
                "bounced_salt back_salt rejected_salt investigation_salt consulted_salt consultation_salt "
                "missed_caught_salt lost_caught_salt found_salt plan_salt more_salt"),
    drafts="i8",
    **_of("u8", "fault_salt review_salt report_salt surfaces_salt surfacing_salt suspended_salt"),
    sends_back="i8", notes_salt="u8", planned="f8",
)  # fmt: skip
ITEM = _record(item="i8", valid_for="f8", shared_salt="u8")
WAY = _record(target="i8", chance="f8")

SALTS = (
    "severity escalation alone recovery presents patience patience_caught returns return_delay relapse "
    "leaving visit_found plan_visit consent plan_date cooperates uncovered agency changes_hands own_faults"
)

# -- who works, and how ----------------------------------------------------------------------------

UNIT = _record(
    index="i8", **_of("i8", "pooled by_client cap client_load decided_by managers referral"),
    **_of("i8", "changes reorganised"),
    steered="i8", district="i8", posts="i8", queue="f8",  # who may be moved; as planned; at the last look
    referral_delay=DISTRIBUTION,
    **_of("f8", "rate board_every sharing referral_lost referral_bounced sight sight_followup recovery"),
    **_of("f8", "reading reading_per_need cooperation control"),
    **_of("f8", "documentation_effort documentation_per_need documentation_sent_back documentation_full_at"),
    **_of("f8", "documentation_saves_reading documentation_finds documentation_keeps"),
    first_worker="i8", last_worker="i8", in_turn="i8", turn="i8",
    first_queue="i8", first_waiting="i8",  # one queue for each class: of pieces, of cases
    first_free="i8", last_free="i8",
    **_of("i8", "turns_away first_exclusion last_exclusion budget"), gate="f8",
    # sick leave, turnover and agency workers
    absent="i8", stretched="i8", short_days=DISTRIBUTION, long_days=DISTRIBUTION, vacancy=DISTRIBUTION,
    **_of("f8", "short_rate long_rate overload cover_after leave_lost turnover turnover_lost"),
    **_of("f8", "novice_days novice_pace agency_after agency_chance agency_pace"),
    # over the window, in days
    **_of("f8", "queue_area queue_cut queue_dropped assignment_area caseload_area support_cost"),
    **_of("i8", "rejected excluded"),
)  # fmt: skip

BUDGET = _record(
    yearly="f8", months=("f8", (12,)), number="i8",
    **_of("f8", "spent month since per_day closes"),
)  # fmt: skip

WORKER = _record(
    index="i8", unit="i8", rate="f8", slice="f8",
    load="i8", job="i8", busy_since="f8", first_queue="i8", next_free="i8",
    going="f8", go="i8",  # hours of the present go at a piece of work; how many were interrupted so far
    first_case="i8",  # of those at the desk
    control="f8", first_down="i8",  # one queue for each class, of pieces that were put down
    person="i8", agency="i8", pace="f8",
    **_of("f8", "busy busy_slices busy_unfinished caseload_area"), pieces="i8",
    budget="i8", pay="f8",
)  # fmt: skip

POST = _record(  # of each worker: what takes them from the desk
    index="i8", key="u8", version="i8", times=("i8", (3,)), left=("f8", (3,)),
    **_of("f8", "since long_rate agency_since novice_until novice_pace"),
    **_of("i8", "coming away heads sitters own suspensions"),
    # over the window
    **_of("f8", "sick_days vacant_days suspended_days"),
    **_of("f8", "agency_days agency_busy agency_slices agency_unfinished"),
    unused_days="f8", times_left="i8", times_moved="i8",
)  # fmt: skip

GROUP = _record(
    unit="i8", district="i8", cap="i8", threshold="i8",
    **_of("f8", "effort every sight helps catches fades hours_per_month"),
    first_queue="i8",  # one for each number of known needs
)  # fmt: skip

QUALITY = _record(  # of a unit's decisions
    **_of("f8", "base per_load pressed_after per_handover per_breadth per_novice spread"),
    **_of("f8", "rework surfaces surfaces_after reports lowers floor forgets_after restores"),
    **_of("f8", "suspends suspension suspension_lost"), **_of("i8", "kinds personal"),
    first_level="i8", last_level="i8",
    **_of("f8", "odds odds_at"),
)  # fmt: skip
LEVEL = _record(by_manager="i8", catches="f8", effort="f8")  # of review

QUEUE = _record(first="i8", last="i8")
PLACE = _record(who="i8", ticket="i8", next="i8")  # in a queue

# -- who comes -------------------------------------------------------------------------------------

CLIENT = _record(
    index="i8", row="i8", until="f8", trust="f8", trust_at="f8",
    **_of("i8", "coordination"),
    **_of("i4", "met papers ties"),  # the first of each list
    met_marks="i8",  # a bit for each whom the client has met; several have the same
    **_of("i4", "open hidden known_needs coordinations gone"),
    marked="i4",  # while the clients of a desk are gone through: who comes next, by `handover.py`
)  # fmt: skip
OWN = _record(**_of("i4", "need spells holder"))  # of each client and kind; who works on it or has the case
MET = _record(workers=("i4", (6,)), count="i4", next="i4")
PAPER = _record(item="i8", unit="i8", since="f8", next="i8")
TIE = _record(unit="i8", worker="i8", cases="i8", next="i8")  # a caseworker for all of a client's cases

# first what every piece of work reads; what is alike at birth stands together, and is written in a few stores
NEED = _record(
    index="i4", client="i4", version="i4", wait="i4",
    key="u8", until="f8", since="f8",
    kind="i4", severity="i4", priority="i4", spell="i4",
    at="i4",  # where its story pauses
    what="i4", **_of("f8", "ready start hours"),
    # none at birth
    row="i8", **_of("i4", "unit worker step desk last_worker sent_by fall_row more"), timer="i8",
    # nought at birth
    **_of("f8", "left reading duplicate begun assigned_at progress"),
    **_of("i4", "state face attended awaiting unfounded weight known falls tries fallen asking"),
    hidden="i4", advised="i4",
    # papers, referral and the wait for a caseworker (`goal`, while it is fallen: the rule that kept it out)
    **_of("i8", "letter attempt"), **_of("i4", "asked_items misses goal"),
    place="i1",  # 1 with a place in support; IN_LINE for one
    passed_on="i1", passes="i2",
    **_of("i4", "next_case case_before"),  # at the same desk
    waits_since="f8",
    # support
    **_of("f8", "threshold due kept"),  # `kept`, until it begins: since when the need waits for a place
    # what happens without it
    **_of("f8", "nearer_since up_left away_left up_rate away_rate foreseen rings"),
    up_is_next="i4", grown="i4",
)  # fmt: skip

COORDINATION = _record(
    index="i8", client="i8", worker="i8", group="i8", version="i8", number="i8", open="i8",
    what="i8", **_of("f8", "ready start left hours due"), face="i8",
)  # fmt: skip

DOCKET = _record(plan="i4", plans="i4")  # of each client, where there are joint plans
PLAN = _record(
    **_of("i4", "index client number version next first_seat units waited_for"),
    **_of("i4", "on_target guided on_paper holds row"),
)  # fmt: skip
SEAT = _record(
    **_of("i4", "index client number version next plan unit worker priority desk open"),
    key="u8", **_of("f8", "ready start left hours"),
)  # fmt: skip

TURN = _record(time="f8", turn="i8", who="i4", version="i4")  # on the calendar

# -- what is kept ----------------------------------------------------------------------------------


def _row(columns: Any) -> np.dtype[Any]:
    """The widest columns first, so that there are no gaps between them."""
    fields = sorted(columns.items(), key=lambda field: -np.dtype(field[1]).itemsize)
    return np.dtype(fields, align=True)


CLIENT_ROW, FALL_ROW, JOURNAL_ROW = _row(CLIENTS), _row(FALLS), _row(JOURNAL)
ON_TOP = ("reading", "duplicate", "documentation")
"""Hours that few pieces of work have; they stand in a second row."""
WORK_ROW = _row({name: kind for name, kind in WORK.items() if name not in ON_TOP})
WORK_MORE = _record(row="i8", **dict.fromkeys(ON_TOP, "f8"))
WRITTEN = _record(hours="f8")  # on notes, in a need's present piece of work
PLAN_ROW = _row(PLANS)
FAULT_ROW = _row({**FAULTS, "report": "float64", "blame": "float64", "person": "int64"})
DAYS = [f"days_{state}" for state in OPEN_STATES]
OFTEN = [
    "client", "need", "spell", "at_arrival", "severity", "born", "seen", "closed", "state", "unfounded",
    "handovers", "days_waiting", "days_in_process",
]  # fmt: skip
"""What the row of every need has, 64 bytes; the rest is in a second row, for those that have any of it."""
NEED_ROW = _row({name: NEEDS[name] for name in OFTEN})
MORE_ROW = np.dtype(
    [(name, kind) for name, kind in NEEDS.items() if name not in (*OFTEN, *DAYS)]
    + [("days", "f8", (len(DAYS),)), ("row", "i8")],
    align=True,
)

# -- the world -------------------------------------------------------------------------------------

TABLE = _record(**_of("i8", "address count room soft"))

FIXED = {
    "kinds": KIND, "spills": SPILL, "hinders": HINDER, "steps": STEP, "items": ITEM, "ways": WAY,
    "exclusions": EXCLUSION, "budgets": BUDGET,
    "units": UNIT, "workers": WORKER, "posts": POST, "groups": GROUP, "queues": QUEUE,
    "qualities": QUALITY, "levels": LEVEL,
    "clients": CLIENT, "own": OWN, "dockets": DOCKET,
}  # fmt: skip
"""Tables of which the size is known before time starts."""

GROWING = {
    "calendar": TURN, "places": PLACE, "needs": NEED,
    "coordinations": COORDINATION,
    "met": MET, "papers": PAPER, "ties": TIE, "plans": PLAN, "seats": SEAT,
    "client_rows": CLIENT_ROW, "need_rows": NEED_ROW, "more_rows": MORE_ROW, "falls": FALL_ROW,
    "work": WORK_ROW, "work_more": WORK_MORE, "faults": FAULT_ROW,
    "plan_rows": PLAN_ROW, "journal": JOURNAL_ROW,
}  # fmt: skip
"""Tables that grow while time passes, between two events."""

PEOPLE = (
    "arrival", "key", "coping", "profile", "district", "need_start", "need_kind", "need_key", "need_severity",
    "need_presented", "members",
)  # fmt: skip
"""The columns of `People`, plain arrays."""

WORLD = _record(
    **_of("f8", "now horizon warm_up window_end follow_up"),
    **_of("i8", "sequence gap keeps_journal tight passed"),
    **_of("i8", "next_client spare_place spare_need visits marks born_later"),
    **_of("i8", "n_clients n_kinds n_units n_groups classes longest most_items"),
    **_of("i8", "n_districts n_profiles n_tables n_triage n_steps triage_again"),
    **_of("i8", "remembers_faces trust_on has_households"),
    **_of("i8", "outreach people_cohort people_lead people_sought"),
    **_of("f8", "transition_starts transition_period transition_pace"), transition_fades="i8",
    **_of("f8", "transition_handed_over transition_lost"), reorganises="i8",
    **_of("f8", "steering_every steering_lag steering_share steering_margin steering_days steering_pace"),
    steering_lost="f8", steering_by_hours="i8",
    **_of("i8", "acute_from acute_moves_up acute_interrupts notes_goes"),
    **_of("i8", "drafting counts_hands notes drafts months"),
    **_of("i8", "paced absences heads"),
    **_of("i8", "documents written file_item"),
    **_of("f8", "trust_start trust_gain trust_loss trust_fades trust_at_none trust_slope"),
    **_of("f8", "decision_hours remind_after b_items b_contacts b_trust b_help duplicate_hours when_shared"),
    **_of("f8", "b_control asks_more control_slows control_finds"), **_of("i8", "style checks"),
    **_of("f8", "presents_after synergy return_chance leaving"),
    **_of("i8", "has_plans plan_needs plan_units plan_on_paper spare_plan spare_seat"),
    **_of("i8", "plan_year plans_met plans_under_way plan_last"),
    **_of("f8", "plan_at_steps plan_at_followups plan_at_visits plan_consent plan_earliest plan_effort"),
    **_of("f8", "plan_leads plan_lasts plan_target plan_every"), plan_free=DISTRIBUTION,
    return_delay=DISTRIBUTION, state_hazard=("f8", (6,)),
    **{f"{name}_salt": "u8" for name in SALTS.split()},
    threshold_salts=("u8", (3,)), days_salts=("u8", (3,)),
    spilling="i8", spilling_at="f8",
    **_of("i8", " ".join(FIXED)),
    **_of("i8", "miss empirical triage_from"),  # plain arrays too
    **{f"people_{name}": "i8" for name in PEOPLE},
    **dict.fromkeys(GROWING, TABLE),
)  # fmt: skip

for _name, _dtype in {"world": WORLD, "table": TABLE, **FIXED, **GROWING}.items():
    describe(
        _name,
        _dtype,
        frozenset(MOVING[_name].split()) if _name in MOVING else None,
        OFF.get(_name, {}) | STEADY.get(_name, {}),
    )


def _fixed(table: str) -> Callable[..., Record]:
    return row_of(table, FIXED[table], grows=False)


def _growing(table: str) -> Callable[..., Record]:
    return row_of(table, GROWING[table], grows=True)


kind_of, spill, hinder, step_of = _fixed("kinds"), _fixed("spills"), _fixed("hinders"), _fixed("steps")
item_of, way, unit_of = _fixed("items"), _fixed("ways"), _fixed("units")
quality_of, level_of, fault_at = _fixed("qualities"), _fixed("levels"), _growing("faults")
exclusion_of, budget_of = _fixed("exclusions"), _fixed("budgets")
worker_of, group_of, queue_of = _fixed("workers"), _fixed("groups"), _fixed("queues")
client_of, own_at, docket_of = _fixed("clients"), _fixed("own"), _fixed("dockets")
post_of = _fixed("posts")
turn_at, need_of = _growing("calendar"), _growing("needs")
place_of = _growing("places")
coordination_of, met_at, paper_at = _growing("coordinations"), _growing("met"), _growing("papers")
tie_at, client_row, need_row = _growing("ties"), _growing("client_rows"), _growing("need_rows")
more_row, fall_row, plan_row = _growing("more_rows"), _growing("falls"), _growing("plan_rows")
plan_of, seat_of = _growing("plans"), _growing("seats")
work_row, journal_row = _growing("work"), _growing("journal")
work_more = _growing("work_more")
_written = record_at(WRITTEN)
written_at = kernel(lambda w, number: _written(w.written, number))


@kernel
def own_of(w: World, n: Record) -> Record:
    """What stands beside the client's need of this kind."""
    return own_at(w, n.client * w.n_kinds + n.kind)


@kernel
def new_row(w: World, table: Record) -> int:
    """The number of a new row; the world is told when there are not many left.

    Raises
    ------
    OutOfRoomError : where there is none, so many have been taken since the last event.
    """
    row = table.count
    if row >= table.soft:
        w.tight = 1
        if row >= table.room and not is_for_plain_offices():  # where no event takes as many
            raise OutOfRoomError
    table.count = row + 1
    return row
