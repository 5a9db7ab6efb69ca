"""The mechanisms' formulas, a file a subject. Numbers in brackets are rows of the table in docs/model.md."""

from socsim.model.laws.absence import for_another, overloaded
from socsim.model.laws.acute import acute_class, hours_left
from socsim.model.laws.chance import logistic, logit
from socsim.model.laws.consultation import advised
from socsim.model.laws.coordination import coordinator_effect
from socsim.model.laws.decision import next_board
from socsim.model.laws.documentation import caught_by_notes, documentation_hours, documented, less_by_notes
from socsim.model.laws.faults import (
    fault_chance,
    fault_system,
    odds_after_report,
    odds_forgotten,
    own_deviation,
    pressure,
    reports_despite_blame,
    trust_restored,
)
from socsim.model.laws.gatekeeping import accrued, rejection_chance, stands_in_the_way
from socsim.model.laws.hazard import nearer
from socsim.model.laws.hours import breadth_factor, reading_hours
from socsim.model.laws.household import household_factor
from socsim.model.laws.investigation import left_to_investigate
from socsim.model.laws.joint_plan import meeting_after, plans_short, year_of
from socsim.model.laws.outreach import happened_since
from socsim.model.laws.paperwork import miss_chance, still_usable
from socsim.model.laws.places import is_vacant
from socsim.model.laws.recovery import (
    depth_factor,
    hindered,
    recovered_so_far,
    recovery_pace,
    trust_on_recovery,
)
from socsim.model.laws.steering import may_move, worth_moving
from socsim.model.laws.style import control_of, control_on_recovery, days_checked
from socsim.model.laws.transition import slower_work
from socsim.model.laws.trust import trust_faded, trust_gained, trust_lost

__all__ = [
    "accrued",
    "acute_class",
    "advised",
    "breadth_factor",
    "caught_by_notes",
    "control_of",
    "control_on_recovery",
    "coordinator_effect",
    "days_checked",
    "depth_factor",
    "documentation_hours",
    "documented",
    "fault_chance",
    "fault_system",
    "for_another",
    "happened_since",
    "hindered",
    "hours_left",
    "household_factor",
    "is_vacant",
    "left_to_investigate",
    "less_by_notes",
    "logistic",
    "logit",
    "may_move",
    "meeting_after",
    "miss_chance",
    "nearer",
    "next_board",
    "odds_after_report",
    "odds_forgotten",
    "overloaded",
    "own_deviation",
    "plans_short",
    "pressure",
    "reading_hours",
    "recovered_so_far",
    "recovery_pace",
    "rejection_chance",
    "reports_despite_blame",
    "slower_work",
    "stands_in_the_way",
    "still_usable",
    "trust_faded",
    "trust_gained",
    "trust_lost",
    "trust_on_recovery",
    "trust_restored",
    "worth_moving",
    "year_of",
]
