"""Random small scenarios: mechanisms on and off, every assignment, caps, slices, coordinators."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from ..mechanisms.bench import Written, changed
from ..mechanisms.rich import RICH

OFF: tuple[str, ...] = (
    "behaviour.missed_paperwork",
    "behaviour.information_sharing",
    "behaviour.referral",
    "behaviour.sight",
    "behaviour.presents_after",
    "behaviour.breadth",
    "behaviour.depth",
    "behaviour.acquaintance",
    "behaviour.patience",
    "behaviour.synergy",
    "behaviour.trust",
    "behaviour.return",
    "behaviour.leaving",
    "needs.money.escalates",
    "needs.money.resolves_alone",
    "needs.money.relapses",
    "needs.health.relapses",
)
"""What may be left out."""
_CAPS: dict[str, tuple[Any, ...]] = {
    "step": (None,),
    "case": (None, 1, 3, 12, "40 h per month"),
    "client": (None, 1, 3, 12, "40 h per month"),
}
_LAYOUTS: tuple[dict[str, list[str]], ...] = (
    {"all": ["*"]},
    {"reception": ["*.intake"], "rest": ["*"]},
    {"money": ["money"], "health": ["health"], "home": ["home"]},
    {"reception": ["*.intake"], "money": ["money"], "rest": ["*"]},
)
_GROUP = RICH["organisations"]["coordinated"]["coordinators"]["case_manager"]


@st.composite
def _unit(draw: st.DrawFn, handles: list[str]) -> Written:
    assignment = draw(st.sampled_from(sorted(_CAPS)))
    unit: Written = {"handles": handles, "assignment": assignment, "caseworkers": draw(st.integers(1, 3))}
    cap = draw(st.sampled_from(_CAPS[assignment]))
    if cap is not None:
        unit["caseload"] = cap
    unit |= draw(
        st.sampled_from(
            [{}, {"decided_by": "manager", "managers": 1}, {"decided_by": "board", "board_every": "14 days"}]
        )
    )
    return unit


@st.composite
def scenarios(draw: st.DrawFn, off: tuple[str, ...] = ()) -> Written:
    """A scenario with one organisation, `office`; what is in `off` is left out in any case."""
    layout = draw(st.sampled_from(_LAYOUTS))
    organisation: Written = {"units": {name: draw(_unit(handles)) for name, handles in layout.items()}}
    if draw(st.booleans()):
        group = _GROUP | {"caseload": draw(st.integers(1, 12))}
        organisation["coordinators"] = {"guide": copy.deepcopy(group)}
    out = draw(st.sets(st.sampled_from(OFF), max_size=9)) | set(off)
    written = changed(RICH, {"organisations": {"office": organisation}} | dict.fromkeys(sorted(out), None))
    written["office"]["casework_share"] = draw(st.sampled_from([0.1, 0.3, 0.9]))
    if draw(st.booleans()):
        del written["office"]["slice"]
    warm_up, measure, follow_up = draw(st.sampled_from([(0, 200, 100), (60, 120, 200), (100, 60, 20)]))
    run = {"warm_up": f"{warm_up} days", "measure": f"{measure} days", "follow_up": f"{follow_up} days"}
    return changed(written, {"run": run | {"seed": draw(st.integers(0, 2**32))}})
