"""What one needs to know to get the same results again, and to trust them."""

from __future__ import annotations

import math
import platform
from dataclasses import asdict
from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from socsim.experiment.store import NUMBERS_VERSION

if TYPE_CHECKING:
    from socsim.experiment.design import Design
    from socsim.experiment.results import Results

LIBRARIES = ("simpy", "numpy", "pandas", "pyarrow", "scipy", "matplotlib")


def manifest(results: Results) -> dict[str, Any]:
    """The scenario as run, hashes, seed, versions, times, and what failed."""
    from socsim import __version__
    from socsim.experiment.design import named
    from socsim.scenario.plan import make_plan

    design = results.design
    plan = make_plan(design.scenario)
    written: dict[str, Any] = _finite(
        {
            "title": design.scenario.title.model_dump(),
            "versions": {
                "socsim": __version__,
                "numbers": NUMBERS_VERSION,
                "python": platform.python_version(),
                **{name: version(name) for name in LIBRARIES},
            },
            "engine": design.engine,
            "journal": design.journal,
            "processes": named(design.processes),
            "seed": design.scenario.run.seed,
            "replications": list(design.replications),
            "organisations": {
                name: {
                    "blueprint": design.hashes[name],
                    "payroll_per_year_before": plan.organisations[name].payroll_before,
                    "payroll_per_year": plan.organisations[name].payroll_after,
                    "hours_factor": plan.organisations[name].hours_factor,
                    "units": [
                        asdict(unit) | {"expected_load": unit.load} for unit in plan.organisations[name].units
                    ],
                }
                for name in design.blueprints
            },
            "comparison": {
                "reference": results.reference,
                "equal_money": design.scenario.comparison.equal_money,
                "equal_money_to": design.stated_reference,
                "primary": list(design.scenario.comparison.primary),
            },
            "verdict": {language: results.verdict_in(language).sentence for language in ("sv", "en")},
            "findings": [
                asdict(one) | {"shown": one.shown, "better": one.better} for one in results.verdict.findings
            ],
            "started": results.started,
            "seconds": {name: round(value, 3) for name, value in results.seconds.items()},
            "pieces": _pieces(results),
            "scenario": _scenario(design),
        }
    )
    return written


def _finite(value: Any) -> Any:
    """The same without what JSON cannot say: infinite and missing numbers become null."""
    if isinstance(value, dict):
        return {str(name): _finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _pieces(results: Results) -> list[dict[str, Any]]:
    """Each organisation's replications: their file, and the seconds that it took to make in this run."""
    done = {outcome.name: outcome for outcome in results.outcomes}
    rows = []
    for piece in results.design.pieces:
        row: dict[str, Any] = {"organisation": piece.organisation, "replication": piece.replication}
        outcome = done.get(piece.name)
        if outcome is not None and outcome.error:
            row["error"] = outcome.error
        else:
            row["file"] = f"replications/{results.store.path(piece.name).name}"
            row["simulated"] = outcome is not None
        if outcome is not None and not outcome.error:
            row["seconds"] = {
                "simulation": round(outcome.simulation, 3),
                "analysis": round(outcome.analysis, 3),
                "writing": round(outcome.writing, 3),
            }
        rows.append(row)
    return rows


def _scenario(design: Design) -> dict[str, Any]:
    loaded = design.loaded
    if loaded is None:  # made in Python: there is no text, and no sources
        return {"files": {}, "as_run": design.scenario.model_dump(mode="json", by_alias=True)}
    return {
        "file": str(loaded.path),
        "files": {
            str(path): blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
            for path, text in loaded.texts.items()
        },
        "parameters": asdict(loaded.counts),
        "as_run": loaded.as_run,
    }
