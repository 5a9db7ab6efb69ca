"""socsim: a discrete-event simulation of social services.

Clients with several needs move through organisations of caseworkers; the same people and the same
money in each organisation, so that the organisations can be compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socsim.answers.best import Best, best
    from socsim.answers.breakeven import Breakeven, breakeven
    from socsim.answers.robust import Robust, robust
    from socsim.answers.sensitivity import Sensitivity, sensitivity
    from socsim.answers.staff import Staff, staff
    from socsim.answers.value import Value, value
    from socsim.answers.why import Why, why
    from socsim.engine.simpy_engine.own import OfficeView
    from socsim.experiment.charting import draw_charts
    from socsim.experiment.export import export
    from socsim.experiment.opened import open_results
    from socsim.experiment.precision import Goal
    from socsim.experiment.results import Results
    from socsim.experiment.run import run
    from socsim.experiment.story import Story, story
    from socsim.experiment.sweep import Sweep, sweep
    from socsim.experiment.warm_up import WarmUp, warm_up
    from socsim.reports.report import Report, report
    from socsim.scenario.errors import ScenarioError
    from socsim.scenario.reading import load
    from socsim.scenario.schema import Scenario
    from socsim.theory.verification import Verification, verify

__version__ = "0.1.0"
__all__ = [
    "Best",
    "Breakeven",
    "Goal",
    "OfficeView",
    "Report",
    "Results",
    "Robust",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Staff",
    "Story",
    "Sweep",
    "Value",
    "Verification",
    "WarmUp",
    "Why",
    "__version__",
    "best",
    "breakeven",
    "draw_charts",
    "export",
    "load",
    "open_results",
    "report",
    "robust",
    "run",
    "sensitivity",
    "staff",
    "story",
    "sweep",
    "value",
    "verify",
    "warm_up",
    "why",
]

# name -> module: imported when first asked for, so that `socsim --help` answers at once
_HOME = {
    "Breakeven": "socsim.answers.breakeven",
    "breakeven": "socsim.answers.breakeven",
    "Why": "socsim.answers.why",
    "why": "socsim.answers.why",
    "Value": "socsim.answers.value",
    "value": "socsim.answers.value",
    "Best": "socsim.answers.best",
    "best": "socsim.answers.best",
    "Staff": "socsim.answers.staff",
    "staff": "socsim.answers.staff",
    "OfficeView": "socsim.engine.simpy_engine.own",
    "Results": "socsim.experiment.results",
    "run": "socsim.experiment.run",
    "draw_charts": "socsim.experiment.charting",
    "open_results": "socsim.experiment.opened",
    "export": "socsim.experiment.export",
    "Report": "socsim.reports.report",
    "report": "socsim.reports.report",
    "Goal": "socsim.experiment.precision",
    "Story": "socsim.experiment.story",
    "story": "socsim.experiment.story",
    "Sweep": "socsim.experiment.sweep",
    "sweep": "socsim.experiment.sweep",
    "WarmUp": "socsim.experiment.warm_up",
    "warm_up": "socsim.experiment.warm_up",
    "Robust": "socsim.answers.robust",
    "robust": "socsim.answers.robust",
    "Sensitivity": "socsim.answers.sensitivity",
    "sensitivity": "socsim.answers.sensitivity",
    "ScenarioError": "socsim.scenario.errors",
    "load": "socsim.scenario.reading",
    "Scenario": "socsim.scenario.schema",
    "Verification": "socsim.theory.verification",
    "verify": "socsim.theory.verification",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'socsim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
