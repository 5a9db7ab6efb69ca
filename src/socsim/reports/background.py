"""The sections of a report that say what its figures rest on: assumptions, limits, how to get them again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from socsim.charts.number_words import number_words
from socsim.experiment.store import NUMBERS_VERSION
from socsim.locale import capital
from socsim.reports.document import Block, Command, Paragraph, Points, Section, Table
from socsim.reports.material import Material
from socsim.screen.verify_screen import comparison_rows, headings
from socsim.screen.verify_screen import source as made_by

LIMITS = ("face", "intervals", "assumed", "same_money", "crises", "left_out", "steady", "people")


def assumptions(material: Material) -> Section:
    """Every number with a range or a source, as the file has it."""
    about = material.about
    loaded = material.results.design.loaded
    assert loaded is not None  # results are opened from a folder, whose scenario is a file
    counts = loaded.counts
    made: list[Block] = [
        Paragraph(
            about.say(
                "report.assumptions.intro",
                sourced=counts.sourced,
                assumed=counts.assumptions,
                not_stated=counts.not_stated,
            )
        )
    ]
    headings = [about.say(f"report.assumptions.{word}") for word in ("number", "value", "range", "source")]
    for section, rows in _by_section(material):
        caption = about.say("report.assumptions.of", section=section, number=len(rows))
        made.append(Table(caption, headings, rows, numbers=False, folded=True))
    return Section("assumptions", about.say("report.assumptions"), made)


def _by_section(material: Material) -> Iterator[tuple[str, list[list[str]]]]:
    about = material.about
    loaded = material.results.design.loaded
    assert loaded is not None
    found: dict[str, list[list[str]]] = {}
    for key, source in loaded.sources.items():
        top, _, below = key.partition(".")
        if source.low is None or source.high is None:
            spread = "–"
        else:
            spread = about.say("report.assumptions.between", low=source.low, high=source.high)
            if source.dist is not None:
                spread += f" ({source.dist})"
        said = about.cited(source.source) if source.source else about.say("report.assumptions.not_stated")
        words = number_words([key], about)
        name = below or top if words == key else f"{capital(words)} [{below or top}]"
        found.setdefault(top, []).append([name, str(source.value), spread, said])
    yield from found.items()


def limits(material: Material) -> Section:
    """What the figures do not say."""
    about = material.about
    texts = [about.say(f"report.limits.{name}") for name in LIMITS]
    return Section("limits", about.say("report.limits"), [Points(texts)])


def verification(material: Material) -> Section:
    """What is known exactly, and what the program makes of it; or how to find out."""
    about, language = material.about, material.language
    made: list[Block] = [Paragraph(about.say("report.verification.intro"))]
    found, versions = material.verification, material.manifest["versions"]
    if found is None:
        made.append(Paragraph(about.say("report.verification.none"), "note"))
    elif found.about["set"]:
        made.append(Paragraph(about.say("report.verification.changed"), "note"))
    elif any(found.about["versions"][name] != versions[name] for name in ("socsim", "numbers")):
        of = f"{found.about['versions']['socsim']} ({found.about['versions']['numbers']})"
        made.append(Paragraph(about.say("report.verification.other", version=of), "note"))
    else:
        made += [Paragraph(sentence) for sentence in found.sentences(language)]
        engine = next(iter(found.about["runs"]))
        own = found.table[found.table["engine"] == engine]
        rows = [cells[:1] + cells[2:] for cells in comparison_rows(own, found.about, language)]
        heads = headings(language)
        caption = about.say(f"report.verification.{engine}")
        made.append(Table(caption, ["", *heads[2:]], rows, folded=True))
        made.append(Paragraph(made_by(found.about, language), "note"))
    return Section("verification", about.say("report.verification"), made)


def reproduce(material: Material) -> Section:
    """How to get the same figures again, to the last bit."""
    about = material.about
    manifest = material.manifest
    scenario: dict[str, Any] = manifest["scenario"]
    file = str(scenario.get("file", "FILE"))
    design = material.results.design
    words = ["socsim", "run", file, "--replications", str(len(design.replications))]
    words += ["--seed", str(design.scenario.run.seed)]
    versions = manifest["versions"]
    rows = [
        [about.say("report.reproduce.version"), f"{versions['socsim']} ({NUMBERS_VERSION})"],
        [about.say("report.reproduce.seed"), str(design.scenario.run.seed)],
        [about.say("report.reproduce.engine"), str(manifest["engine"])],
        [about.say("report.reproduce.python"), str(versions["python"])],
        *([name, str(versions[name])] for name in ("simpy", "numpy", "scipy", "pandas") if name in versions),
        *([path, digest] for path, digest in scenario.get("files", {}).items()),
        *([about.organisation(name), design.hashes[name]] for name in design.blueprints),
    ]
    heads = [about.say("report.reproduce.what"), about.say("report.reproduce.is")]
    return Section(
        "reproduce",
        about.say("report.reproduce"),
        [
            Paragraph(about.say("report.reproduce.intro")),
            Command(shlex.join(words)),
            Table(about.say("report.reproduce.table"), heads, rows, numbers=False),
        ],
    )
