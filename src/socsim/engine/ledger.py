"""What a replication leaves behind: tables of plain columns.

Every table is a mapping of column name to a one-dimensional array; the columns of a table have
one length. Times are days since the start of the simulation, NaN where something did not happen
before the run ended. `until` of a client is its arrival + follow_up; the *window* is
[warm_up, warm_up + measure); the *cohort* are the clients who arrive in the window, or would if outreach
had not found them before. Tables of what comes from the end of the warm-up have also what comes to such
clients before. Clients are numbered by when they would come of themselves. Who is found by outreach and
would never have come has the number of the client beside whom they are found, plus IN_VAIN; they are no
cohort, but followed as that client is. Need kinds, steps, units, workers, profiles, districts, causes and
states are numbers: positions in the Blueprint's name lists and in `scenario/names.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from socsim.scenario.names import OPEN_STATES

Column = npt.NDArray[np.generic]
Table = Mapping[str, Column]

# column -> dtype; the order is the order of the columns in the files
CLIENTS = {
    "client": "int64",  # position among the replication's people, the same in every organisation
    "profile": "int16",
    "district": "int16",
    "arrival": "float64",
    "needs": "int16",  # needs at arrival, seen or not; found by outreach: those they would have come with
    "members": "int16",  # persons in the household
    "left": "float64",  # when the client moved away or died
    "open_days": "float64",  # days with at least one open need, from arrival to `until`
    "contacts": "int32",  # distinct people met before `until`: caseworkers, coordinators, actors' staff
    "contacts_at_once": "int32",  # the most that held an open case at the same time, before `until`
}
NEEDS = {  # the needs of the cohort that were born before `until`
    "client": "int64",
    "need": "int16",  # kind
    "spell": "int16",  # 1, 2, ... of this kind for this client
    "at_arrival": "bool",
    "severity": "int8",  # 1-3, at birth
    "born": "float64",
    "seen": "float64",  # when the office first knew of it
    "decided": "float64",
    "supported": "float64",  # first day in support
    "supported_by": "int16",  # the unit that gave it; -1
    "closed": "float64",  # resolved, unfounded or left
    "state": "int8",  # at `until`
    "unfounded": "bool",  # whether there was nothing in it
    # counts before `until`
    "falls": "int32",
    "crises": "int32",
    "demands": "int32",  # items asked of the client, reminders included
    "duplicates": "int32",  # of these, items that another unit held already
    "investigated_again": "int32",  # investigations that another unit had made already
    "handovers": "int32",  # pieces of work by another caseworker than the one before
    "in_time": "int32",  # steps with a deadline that ended within it
    "late": "int32",  # and those that did not, or were not ended when it passed
    "assignment_days": "float64",  # waiting for a caseworker in a unit, a first or another one
    "place_days": "float64",  # waiting for a place in support, with a caseworker or in a pool
    "checked_days": "float64",  # in support, of whose wrong payments control has left none
} | {f"days_{state}": "float64" for state in OPEN_STATES}  # from birth to `until`
FALLS = {  # every fall from the end of the warm-up
    "client": "int64",
    "need": "int16",
    "spell": "int16",
    "step": "int16",  # where it was; -1 when between steps
    "unit": "int16",
    "cause": "int8",
    "severity": "int8",
    "at": "float64",
    "back": "float64",  # when a unit was responsible again
    "cohort": "bool",
}
WORK = {  # every piece of work that became ready after the warm-up and ended before the run did
    "client": "int64",
    "need": "int16",  # -1: coordination, and a meeting about a joint plan
    "spell": "int16",  # of a meeting, the number of the plan
    "step": "int16",  # -1: the same
    "unit": "int16",
    "worker": "int32",
    "what": "int8",  # names.WORK
    "ready": "float64",
    "start": "float64",
    "end": "float64",
    "hours": "float64",  # on the matter itself
    "reading": "float64",  # hours of reading up on a new client
    "duplicate": "float64",  # hours on information held elsewhere, and on what is investigated again
    "documentation": "float64",  # hours on notes
    "cohort": "bool",
}
FAULTS = {  # every faulty decision from the end of the warm-up
    "client": "int64",
    "need": "int16",
    "spell": "int16",
    "step": "int16",
    "unit": "int16",
    "worker": "int32",  # whose work it was
    "at": "float64",  # when that work was done
    "origin": "int8",  # names.FAULT_ORIGINS
    "found_level": "int8",  # the level of review that found it, from 0; -1: none
    "out": "float64",  # when it was taken with the fault in it
    "found_at": "float64",  # by a review, or when it came to light
    "surfaced": "bool",  # whether it came to light after it was out
    "reported": "bool",  # as a deviation
    "cohort": "bool",
}
DECISIONS = {  # over the window, by unit and month, where decisions may be faulty or are reviewed
    "unit": "int16",
    "month": "int16",  # of 30.4375 days, from 0; the last one may be short
    "decisions": "int32",
    "faults": "int32",
}
UNITS = {  # over the window; a row for each unit of the Blueprint, in its order
    "queue_area": "float64",  # pieces of work waiting x days
    "assignment_area": "float64",  # cases waiting for a caseworker x days
    "busy_area": "float64",  # people at work x days
    "caseload_area": "float64",  # open cases with a caseworker x days
    "support_cost": "float64",  # money for the support of its cases, where its own payer bears it
    "rejected": "int64",  # needs turned away for want of money
    "excluded": "int64",  # needs turned away because of another need of the client
}
CASEWORKERS = {  # over the window; a row for each worker of the Blueprint, in its order
    "unit": "int16",
    "busy_days": "float64",
    "pieces": "int64",
    "caseload_area": "float64",  # open cases x days
    "sick_days": "float64",  # on short or long sick leave
    "vacant_days": "float64",
    "suspended_days": "float64",
    "agency_days": "float64",  # of these, days on which an agency worker sat there
    "agency_hours": "float64",  # hours that agency workers worked
    "left": "int32",  # times that somebody left the post
    "unused_days": "float64",  # on which nobody had the desk, since they were moved or had not come yet
    "moved": "int32",  # times that somebody was moved from it to another unit
}
PLANS = {  # every joint plan that was asked for from the end of the warm-up
    "client": "int64",
    "number": "int32",  # 1, 2, ... of this client
    "units": "int16",  # how many units were to meet; 1 where it was written on paper
    "on_target": "bool",  # asked for to meet the target
    "asked": "float64",
    "met": "float64",  # when the last part of the meeting was done
    "held": "float64",  # from when on it held
    "ended": "float64",
    "how": "int8",  # names.PLAN_ENDS; -1 while it is under way or holds
    "cohort": "bool",
}


def no_rows(columns: Mapping[str, str]) -> Table:
    """A table without rows."""
    return {name: np.empty(0, dtype=dtype) for name, dtype in columns.items()}


@dataclass(frozen=True)
class Ledger:
    """The tables of one organisation in one replication."""

    clients: Table
    needs: Table
    falls: Table
    work: Table
    units: Table
    caseworkers: Table
    plans: Table
    faults: Table = field(default_factory=lambda: _empty(FAULTS))
    decisions: Table = field(default_factory=lambda: _empty(DECISIONS))


def _empty(columns: Mapping[str, str]) -> Table:
    return {name: np.zeros(0, dtype=dtype) for name, dtype in columns.items()}


COLUMNS = {
    "clients": CLIENTS,
    "needs": NEEDS,
    "falls": FALLS,
    "work": WORK,
    "units": UNITS,
    "caseworkers": CASEWORKERS,
    "plans": PLANS,
    "faults": FAULTS,
    "decisions": DECISIONS,
}
