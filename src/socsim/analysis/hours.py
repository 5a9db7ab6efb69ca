"""Working hours per client, by what they were spent on."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import Cohort, floats, ints
from socsim.analysis.sheet import Sheet
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import (
    CONSULTATION_WORK,
    COORDINATION_WORK,
    DECISION_WORK,
    FOLLOW_UP_WORK,
    MEETING_WORK,
    NOTES_WORK,
    REVIEW_WORK,
    REWORK,
)


def worked(cohort: Cohort) -> Floats:
    """Hours of each piece of the cohort's work: the matter itself, reading up, duplicates, and notes."""
    work = cohort.work
    matter = floats(work, "hours") + floats(work, "reading") + floats(work, "duplicate")
    return matter + floats(work, "documentation")


def hours(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add working hours per client before `until`, of all who work with them, actors too.

    By kind: each step (over need kinds; without the managers' own time), `managers_decision`,
    `follow_up`, `coordination`, `joint_plan` (meetings), where decisions may be faulty or are reviewed
    `review` and `rework`, where specialists are consulted `consultation`; and from all of these apart,
    `reading_up`, `duplicate` and, where notes are written, `documentation`.
    """
    owner, what = cohort.work_owner, ints(cohort.work, "what")
    names = [step.partition(".")[2] for step in blueprint.steps]
    others = [(REVIEW_WORK, "review"), (REWORK, "rework")]
    more = others if blueprint.drafts.any() else []
    if (blueprint.step_adviser >= 0).any():
        more = [*more, (CONSULTATION_WORK, "consultation")]
    always = ["managers_decision", "follow_up", "coordination", "joint_plan"]
    kinds = list(dict.fromkeys([*names, *always, *(name for _, name in more)]))
    of_step = np.array([kinds.index(name) for name in names], dtype=np.int64)
    kind = of_step[ints(cohort.work, "step")]  # step -1, of coordination, is overwritten below
    for code, name in (
        (DECISION_WORK, "managers_decision"),
        (FOLLOW_UP_WORK, "follow_up"),
        (COORDINATION_WORK, "coordination"),
        (MEETING_WORK, "joint_plan"),
        *more,
    ):
        kind = np.where(what == code, kinds.index(name), kind)
    again = np.where(what == NOTES_WORK, floats(cohort.work, "hours"), 0.0)
    matter = floats(cohort.work, "hours") - again
    sheet.ratios("hours", cohort, cohort.per_client(owner, worked(cohort)))
    for name, spent in zip(kinds, cohort.per_client_by(owner, kind, len(kinds), matter), strict=True):
        sheet.ratios("hours", cohort, spent, None, f"kind={name}")
    for column, name in (("reading", "reading_up"), ("duplicate", "duplicate")):
        sheet.ratios(
            "hours", cohort, cohort.per_client(owner, floats(cohort.work, column)), None, f"kind={name}"
        )
    if blueprint.documents:
        notes = floats(cohort.work, "documentation") + again
        sheet.ratios("hours", cohort, cohort.per_client(owner, notes), None, "kind=documentation")
