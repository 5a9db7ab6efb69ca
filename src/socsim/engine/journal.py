"""The journal: a row for each event of a replication, in the order in which they happened.

It is the second account of a run, beside the ledger, and is what process-mining tools read. Rows
stand in the order of time; within an instant, in the order in which the engine did them.

What the columns `step`, `unit`, `worker`, `cause` and `value` hold, by activity; -1 (NaN for `value`)
where nothing is said. Rows about a client have need = spell = -1, and so have those of a coordinator. Rows
about a joint plan have need = -1 and the number of the plan, from 1 for each client, as spell. Rows about a
desk (`away`, `at_desk`) have client = -1 as well.

=============  ====  ====  ======  =====  ============================================================
activity       step  unit  worker  cause  value, and what has happened
=============  ====  ====  ======  =====  ============================================================
arrived                                   profile + profiles x district. A client comes
relapsed                                  A need comes back after recovery; `arose` follows
arose                                     severity. A need is there, unseen until it enters a state
nothing_in_it                             The need is unfounded, which nobody knows as yet
seen                                      The office knows of the need, for the first time
entered                                   state. The need goes over into an open state
accepted             x                    A unit is responsible
back                 x                    The same, after a fall
queued         x     x                    No caseworker has room: the case waits for one
assigned       x     x     x              The case has its caseworker
released             x     x              The case leaves its caseworker
asked          x     x                    items. A letter to the client asks for them
asked_again    x     x                    items. So many of these another unit holds already
missed         x     x                    The letter was not answered in time
answered       x     x                    All papers are there
ready          x     x     (x)            hours on the matter. A piece of work can begin; the worker
                                          is named where it waits on a desk of their own
started        x     x     x              hours in all. Somebody begins it
sliced         x     x     x              hours. A part of it is done; the desk turns to the next piece
resumed        x     x     x              hours left. It is taken up again
read_up        x     x     x              hours of reading up that were part of the piece that ends
repeated       x     x     x              hours in it on information that is held elsewhere
finished       x     x     x              hours on the matter. The piece of work has ended
decided        x     x                    The decision is there
supported      x     x                    Support begins
followed_up    x     x                    A follow-up was kept
taken_on             x     x              A coordinator takes the client on; visits are pieces of work
let_go               x     x              The coordinator's time with the client has ended
fell           x     x            x       severity. Nobody is responsible any more
averted        x     x            x       A coordinator caught it
escalated                                 severity from now on
crisis                                    It was at the top already
resolved                                  The need has ended
unfounded                                 It has ended, since there was nothing in it
left                                      The client moves away or dies; again for each open need
bounced              x                    The unit sends a referral back; the need is still `referred`
in_line        x     x                    No place in support is vacant: the need waits for one
placed         x     x                    The need has one of the places that are limited
put_down       x     x     x              hours left. A piece of work gives way to an acute one
moved_up       x     x                    The need has become acute, and moves up where it waits
investigated_again x x                    hours. So much of the next piece another unit has done already
plan_asked           x                    1 to meet the target, else 0. The unit asks for a joint plan
plan_called          x    (x)             The client agrees, and the unit is called; for each unit, and
                                          for a coordinator who asked
plan_met                                  The last part of the meeting is done
plan_holds                                All cooperate: the plan holds from now on
plan_out             x    (x)             The unit has no case left; the plan goes on without it
plan_ended                                how (`names.PLAN_ENDS`). It is no more
drafted        x     x                    chance. A decision is written, which is faulty with this chance
faulty         x     x     x              origin. It is faulty, and whose fault it is (names.FAULT_ORIGINS)
fault_found    x     x                    level. This level of review finds it, counted from 0
surfaced       x     x                    day on which it was written. It comes to light after it was taken
reported       x     x                    the same day. The fault is reported as a deviation
rejected             x                    The unit turns the need away for want of money; `fell` follows
excluded             x                    kind of another need. The unit turns it away because of that
taken_up                                  The other need no longer stands in the way
asked_more     x     x                    items. So many of those asked for the step does not need
checked        x     x                    days of support, of whose wrong payments none is left
away                 x     x              kind of absence (0 short leave, 1 long leave, 2 the post is
                                          vacant, 3 they are moved to another unit, 4 suspended). Nobody
                                          sits at the desk any more
at_desk              x     x              person. Somebody sits there: 0 the first, 2, 4, ... those who
                                          got the post later, 1, 3, ... agency workers
interrupted    x     x     x              A piece of work that was begun is left; what is left of it is
                                          `ready` as one of its own, unless its need has ended
handed_over          x     x              The case passes to another person at the same desk
household                                 members. The client who comes is so many persons, if several
reached                                   days before they (or who is beside them) would come. By outreach
sought                                    needs that they would have come with, of who is reached
documented     x     x     x              hours on notes that were part of the piece that ends
=============  ====  ====  ======  =====  ============================================================

A piece of work is known by client, need, spell and worker; of one that the need's end or fall
overtakes, `finished` may be missing. What kind of work it is (`names.WORK`) the column `what` says, from
`ready` to `finished`. A step begins with the last `accepted`, `finished` or `decided` before
its first row, and ends with `finished`, or `decided` where it decides: what its deadline is held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine.ledger import Column, Table
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import (
    CAUSES,
    STATES,
    WORK,
)

if TYPE_CHECKING:
    import pandas as pd

ACTIVITIES = (
    "arrived", "relapsed", "arose", "nothing_in_it", "seen", "entered", "accepted", "back", "queued",
    "assigned", "released", "asked", "asked_again", "missed", "answered", "ready", "started", "sliced",
    "resumed", "read_up", "repeated", "finished", "decided", "supported", "followed_up", "taken_on", "let_go",
    "fell", "averted", "escalated", "crisis", "resolved", "unfounded", "left", "bounced",
    "in_line", "placed",
    "put_down", "moved_up",
    "investigated_again",
    "plan_asked", "plan_called", "plan_met", "plan_holds", "plan_out", "plan_ended",
    "drafted", "faulty", "fault_found", "surfaced", "reported",
    "rejected", "excluded", "taken_up",
    "asked_more", "checked",
    "away", "at_desk", "interrupted", "handed_over",
    "household",
    "reached", "sought",
    "documented",
)  # fmt: skip
(
    ARRIVED, RELAPSED, AROSE, NOTHING_IN_IT, SEEN, ENTERED, ACCEPTED, BACK, QUEUED, ASSIGNED, RELEASED, ASKED,
    ASKED_AGAIN, MISSED, ANSWERED, READY, STARTED, SLICED, RESUMED, READ_UP, REPEATED, FINISHED, DECIDED,
    SUPPORTED, FOLLOWED_UP, TAKEN_ON, LET_GO, FELL, AVERTED, ESCALATED, CRISIS,
    WAS_RESOLVED, WAS_UNFOUNDED, WENT_AWAY, BOUNCED, IN_LINE, PLACED,
    PUT_DOWN, MOVED_UP,
    INVESTIGATED_AGAIN,
    PLAN_ASKED, PLAN_CALLED, PLAN_MET, PLAN_HOLDS, PLAN_OUT, PLAN_ENDED,
    DRAFTED, FAULTY, FAULT_FOUND, SURFACED, REPORTED,
    WAS_REJECTED, EXCLUDED, TAKEN_UP,
    ASKED_MORE, CHECKED,
    AWAY, AT_DESK, INTERRUPTED, HANDED_OVER,
    HOUSEHOLD,
    REACHED, SOUGHT,
    DOCUMENTED,
) = range(len(ACTIVITIES))  # fmt: skip

# column -> dtype; the order is the order of the columns in the files
JOURNAL = {
    "time": "float64",  # days since the start of the simulation
    "activity": "int8",
    "client": "int64",
    "need": "int16",  # kind
    "spell": "int16",
    "step": "int16",
    "unit": "int16",
    "worker": "int32",
    "cause": "int8",
    "value": "float64",
    "what": "int8",  # names.WORK, in rows about a piece of work
}


def journal_table(rows: Floats) -> Table:
    """Typed columns from a matrix of floats in the columns of `JOURNAL`."""
    return {name: rows[:, place].astype(dtype) for place, (name, dtype) in enumerate(JOURNAL.items())}


def journal_frame(table: Table, blueprint: Blueprint) -> pd.DataFrame:
    """Make the journal an event log that process-mining tools read, with names instead of numbers.

    Parameters
    ----------
    table : the journal, from `simulate_with_journal`.
    blueprint : of the same organisation.

    Returns
    -------
    A row for each row of the journal, in its order: `case` ("client/need/spell"; "client" where a row is
    about no need, "staff" where it is about a desk), `activity`, `start` and `end` in days (a piece of work
    that has `finished` began at `start`; elsewhere both are the time of the event), `resource` (the worker,
    "unit 3"; empty where there is none), `client`, `need`, `spell`, `step`, `unit`, `worker`, `what` (kind of
    work), `state` (entered), `cause` and `value`. Names are categories; what does not apply is missing, and
    -1 in whole numbers.
    """
    import pandas as pd

    activity, time, worker = table["activity"], table["time"], table["worker"].astype(np.int64)
    state = np.full(len(time), -1)
    entered = activity == ENTERED
    state[entered] = table["value"][entered]
    steps = [name.partition(".")[2] for name in blueprint.steps]
    columns: dict[str, Any] = {
        "case": _cases(table, blueprint),
        "activity": _names(activity, ACTIVITIES),
        "start": _starts(table),
        "end": time,
        "resource": _names(worker, _workers(blueprint)),
        "client": table["client"],
        "need": _names(table["need"], blueprint.kinds),
        "spell": table["spell"],
        "step": _names(table["step"], steps),
        "unit": _names(table["unit"], blueprint.units),
        "worker": table["worker"],
        "what": _names(table["what"], WORK),
        "state": _names(state, STATES),
        "cause": _names(table["cause"], CAUSES),
        "value": table["value"],
    }
    return pd.DataFrame(columns)


def _cases(table: Table, blueprint: Blueprint) -> list[str]:
    kinds = blueprint.kinds
    rows = zip(table["client"].tolist(), table["need"].tolist(), table["spell"].tolist(), strict=True)
    return [
        f"{client}/{kinds[need]}/{spell}" if need >= 0 else str(client) if client >= 0 else "staff"
        for client, need, spell in rows
    ]


def _workers(blueprint: Blueprint) -> list[str]:
    """Everyone by unit and number within it."""
    heads = np.diff(blueprint.unit_worker_start).tolist()
    return [
        f"{unit} {number + 1}"
        for unit, size in zip(blueprint.units, heads, strict=True)
        for number in range(size)
    ]


def _names(codes: Column, names: Sequence[str]) -> pd.Categorical:
    """Numbers as the names that they stand for; nothing for -1. Several numbers may have one name."""
    import pandas as pd

    distinct = list(dict.fromkeys(names))
    place = np.array([*(distinct.index(name) for name in names), -1])
    return pd.Categorical.from_codes(place[codes.astype(np.int64)], categories=distinct)


def _starts(table: Table) -> Floats:
    """When the piece of work that a row has finished was started; the row's own time elsewhere."""
    start: Floats = table["time"].astype(np.float64)
    rows: Ints = np.flatnonzero(np.isin(table["activity"], (STARTED, FINISHED)))
    piece = [table[name][rows] for name in ("worker", "what", "spell", "need", "client")]
    rows = rows[np.lexsort((rows, *piece))]
    # one piece after the other: the row before a `finished` is the `started` of the same piece
    done = np.flatnonzero(table["activity"][rows] == FINISHED)
    start[rows[done]] = table["time"][rows[done - 1]]
    return start
