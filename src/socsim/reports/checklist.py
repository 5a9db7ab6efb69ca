"""The STRESS-DES checklist, filled in from the scenario and the run.

Monks, Currie, Onggo, Robinson, Kunc & Taylor (2019), Strengthening the reporting of empirical simulation
studies: introducing the STRESS guidelines, Journal of Simulation 13(1), 55-67.
"""

from __future__ import annotations

from socsim.locale import listed
from socsim.reports.document import Paragraph, Section, Table
from socsim.reports.material import Material
from socsim.scenario.quantities import DAYS_A_YEAR

ITEMS = (
    ("1", "purpose"), ("1", "outputs"), ("1", "aims"),
    ("2", "overview"), ("2", "base"), ("2", "scenarios"), ("2", "algorithms"),
    ("2", "entities"), ("2", "activities"), ("2", "resources"), ("2", "queues"), ("2", "entry"),
    ("3", "sources"), ("3", "inputs"), ("3", "preprocessing"), ("3", "assumptions"),
    ("4", "initialisation"), ("4", "length"), ("4", "estimation"),
    ("5", "software"), ("5", "sampling"), ("5", "execution"), ("5", "system"),
    ("6", "access"),
)  # fmt: skip
"""Part of the checklist and name of the item, in its order: 1.1 to 6.1."""


def checklist(material: Material) -> Section:
    """The 24 items with what is to be said of this study."""
    about = material.about
    said = _facts(material)
    rows: list[list[str]] = []
    part, number = "", 0
    for group, name in ITEMS:
        if group != part:
            part, number = group, 0
            rows.append([about.say(f"report.stress.part{group}")])
        number += 1
        label = f"{group}.{number} " + about.say(f"report.stress.{name}")
        rows.append([label, about.say(f"report.stress.{name}.said", **said)])
    heads = [about.say("report.stress.item"), about.say("report.stress.here")]
    return Section(
        "checklist",
        about.say("report.stress"),
        [
            Paragraph(about.say("report.stress.intro")),
            Table(about.say("report.stress.table"), heads, rows, numbers=False),
        ],
    )


def _facts(material: Material) -> dict[str, object]:
    about, scenario, language = material.about, material.scenario, material.language
    design = material.results.design
    loaded = design.loaded
    assert loaded is not None
    offices = [material.staff(name) for name in design.blueprints]
    first = next(iter(design.blueprints.values()))
    versions = material.manifest["versions"]
    primary = [about.say(f"metric.{name}") for name in scenario.comparison.primary]
    return {
        "title": about.title,
        "organisations": listed(list(about.organisations.values()), language),
        "metrics": listed(primary, language),
        "needs": listed([about.labels.get(name, name) for name in scenario.needs], language),
        "profiles": len(scenario.population.profiles),
        "units": listed([str(units) for units, _ in offices], language),
        "staff": listed([str(staff) for _, staff in offices], language),
        "assumed": loaded.counts.assumptions,
        "sourced": loaded.counts.sourced,
        "not_stated": loaded.counts.not_stated,
        "warm_up": _years(first.warm_up, material),
        "measure": _years(first.measure, material),
        "follow_up": _years(first.follow_up, material),
        "replications": about.say_count("source.replications", about.replications),
        "seed": about.seed,
        "version": versions["socsim"],
        "python": versions["python"],
        "simpy": versions["simpy"],
        "numpy": versions["numpy"],
        "engine": material.manifest["engine"],
        "seconds": about.number(sum(material.results.seconds.values()), 2),
    }


def _years(days: float, material: Material) -> str:
    about = material.about
    years = round(days / DAYS_A_YEAR, 1)
    return about.say_count("report.years", years, figures=1 if years.is_integer() else 2)
