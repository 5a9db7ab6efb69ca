"""The sections of a report that say what came out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from socsim.analysis.metrics import METRICS
from socsim.locale import capital, say_or
from socsim.reports.document import Block, Explorer, Paragraph, Picture, Points, Section, Table
from socsim.reports.material import Material
from socsim.screen.figures import blocks
from socsim.screen.run_screen import notes
from socsim.screen.validate_screen import target_rows

BY_NEEDS = ("needs=1", "needs=2", "needs=3", "needs=4+")
OF_CLIENTS = ("all", "needs=1", "needs=2+", "needs=2", "needs=3", "needs=4+")
WEEK = 7.0


def question(material: Material) -> Section:
    """What was asked, and who is compared."""
    about, scenario = material.about, material.scenario
    described = scenario.description.in_language(material.language)
    organisations = []
    for name, label in about.organisations.items():
        plan = material.plan.organisations[name]
        units, staff = material.staff(name)
        organisations.append(
            about.say(
                "report.question.organisation",
                name=capital(label),
                units=about.say_count("report.question.units", units),
                staff=about.say_count("report.question.caseworkers", staff),
                payroll=_thousands(plan.payroll_after, material),
            )
        )
    money = "report.question.same" if scenario.comparison.equal_money else "report.question.different"
    return Section(
        "question",
        about.say("report.question"),
        [
            Paragraph(described or about.title, "lead"),
            Paragraph(about.say("report.question.compared")),
            Points(organisations),
            Paragraph(about.say(money)),
        ],
    )


def _thousands(amount: float, material: Material) -> str:
    about = material.about
    key = "unit.thousand_sek" if about.currency == "SEK" else "unit.thousand"
    return about.say(key, number=about.number(amount / 1000.0, 3), currency=about.currency)


def answer(material: Material) -> Section:
    """Three sentences."""
    about = material.about
    said = [part for part in material.verdict.sentence.split("\n") if part.strip()]
    counts = material.results.meta
    assumed = counts.get("assumed")
    certain = about.say(
        "report.answer.chance", replications=about.say_count("source.replications", about.replications)
    )
    if assumed is not None:
        everything = assumed + counts["sourced"]
        certain += " " + about.say("report.answer.assumed", assumed=assumed, all=everything)
    return Section(
        "answer",
        about.say("report.answer"),
        [*(Paragraph(part, "lead") for part in said), Paragraph(certain, "lead")],
    )


def whom(material: Material) -> Section:
    """For whom each organisation is better, and who gets worse."""
    results, about = material.results, material.about
    made: list[Block] = [
        Paragraph(about.say("report.whom.intro", reference=about.organisation(about.reference)))
    ]
    rows: list[list[str]] = []
    for block in blocks(results.summary, results.comparison, about, material.verdict.findings):
        rows.append([block.heading])
        for row in block.rows:
            rows.append([row.label, *(cell.text("\n") for cell in row.cells)])
    made.append(Table(about.say("report.whom.table"), ["", *about.organisations.values()], rows))
    made += [Paragraph(note, "note") for note in notes(results.summary, about, material.verdict.findings)]
    made += _explorer(material)
    made += _worse_off(material)
    return Section("whom", about.say("report.whom"), made)


def _explorer(material: Material) -> Iterator[Block]:
    """Each primary metric by number of needs."""
    about, language = material.about, material.language
    summary = material.results.summary
    metrics: list[dict[str, Any]] = []
    for name in dict.fromkeys((*material.scenario.comparison.primary, *METRICS)):
        rows = summary[(summary["metric"] == name) & (summary["statistic"] == "mean")]
        by_group = {(row["organisation"], row["group"]): row for row in rows.to_dict("records")}
        groups = [group for group in BY_NEEDS if any(key[1] == group for key in by_group)]
        if len(groups) < 2 or METRICS[name].better is None:
            continue
        share = METRICS[name].measured_in == "share"
        lines = []
        for organisation, label in about.organisations.items():
            found = [by_group.get((organisation, group)) for group in BY_NEEDS]
            lines.append(
                {
                    "name": label,
                    **{
                        end: [_finite(row, column, share=share) for row in found]
                        for end, column in (("value", "estimate"), ("low", "ci_low"), ("high", "ci_high"))
                    },
                }
            )
        unit = METRICS[name].unit(about.currency)
        unit = "%" if share else say_or(f"measured.{unit}", language, unit)
        better = about.say(f"report.explorer.{METRICS[name].better}")
        metrics.append(
            {"label": METRICS[name].label(language), "unit": unit, "better": better, "lines": lines}
        )
    if metrics:
        groups_said = [say_or(f"group.{group}", language, group) for group in BY_NEEDS]
        interval = about.say("screen.interval", low="{low}", high="{high}")
        words, choose = about.say("report.explorer"), about.say("report.explorer.choose")
        yield Explorer(words, choose, interval, groups_said, metrics)


def _finite(row: dict[Any, Any] | None, column: str, *, share: bool) -> float | None:
    """A value in the unit that is shown, cut where there can be nothing: none of these goes below 0."""
    if row is None or not math.isfinite(row[column]):
        return None
    value = max(row[column], 0.0)
    return float(f"{100.0 * min(value, 1.0) if share else value:.6g}")


def _worse_off(material: Material) -> Iterator[Block]:
    """The same clients in two organisations: how many fare worse."""
    from socsim.analysis import who_is_worse_off

    results, about = material.results, material.about
    if len(about.organisations) < 2:
        return
    found = who_is_worse_off(results.clients, about.reference, about.follow_up, margin=WEEK)
    rows = []
    for organisation in about.others:
        rows.append([about.organisation(organisation)])
        own = found[found["organisation"] == organisation]
        for group in (one for one in OF_CLIENTS if (own["group"] == one).any()):
            cells = own[own["group"] == group].set_index("measure")
            shares = [_share(cells, f"{word}_share", material) for word in ("better", "equal", "worse")]
            rows.append([say_or(f"group.{group}", material.language, str(group)), *shares])
    headings = ["", *(about.say(f"report.whom.{word}") for word in ("better", "equal", "worse"))]
    yield Table(about.say("report.whom.same", reference=about.organisation(about.reference)), headings, rows)
    yield Paragraph(about.say("report.whom.paired"), "note")


def _share(cells: Any, measure: str, material: Material) -> str:
    about = material.about
    if measure not in cells.index or not math.isfinite(cells.loc[measure, "value"]):
        return "–"
    value, low, high = (100.0 * float(cells.loc[measure, end]) for end in ("value", "low", "high"))
    said = about.say("percent", number=about.number(value, 2))
    if not math.isfinite(low):
        return said
    ends = (about.number(max(low, 0.0), 2), about.number(min(high, 100.0), 2))
    return f"{said} {about.say('screen.interval', low=ends[0], high=ends[1])}"


def charts(material: Material, drawn: Mapping[str, Any]) -> Section:
    """The charts, each with what it says in words."""
    about = material.about
    from socsim.charts.draw import svg, words_of

    made = [Picture(name, svg(figure), words_of(figure)) for name, figure in drawn.items()]
    return Section("charts", about.say("report.charts"), made)


def given(material: Material, name: str, answers: tuple[str, ...]) -> Section:
    """What question commands have said, or how to ask them."""
    about = material.about
    made: list[Block] = [Paragraph(about.say(f"report.{name}.intro"))]
    for command in answers:
        found = material.answers.get(command)
        if found is None:
            asked = f"socsim {command} {material.manifest['scenario']['file']}{_options(command, material)}"
            made.append(Paragraph(about.say("report.given.not_asked", command=asked), "note"))
            continue
        made += [Paragraph(sentence) for sentence in found.sentences]
        if found.svg is not None:
            made.append(Picture(command, found.svg, " ".join(found.sentences)))
        replications = about.say_count("source.replications", found.replications)
        made.append(
            Paragraph(about.say("report.given.source", command=command, replications=replications), "note")
        )
    return Section(name, about.say(f"report.{name}"), made)


def _options(command: str, material: Material) -> str:
    """What a question needs to be told, filled in from the scenario."""
    names = list(material.results.design.blueprints)
    between = f" --between {names[0]} {names[-1]}"
    return {
        "why": between,
        "breakeven": f"{between} --vary behaviour.sight",
        "best": " --minimise cost_per_recovered_client --indifference 5000",
        "staff": f' --organisation {names[-1]} --promise "lead_to_decision_days.p90<=21"',
    }.get(command, "")


def calibration(material: Material) -> Section:
    """Known figures beside simulated ones."""
    about = material.about
    targets = material.targets
    if targets.empty:
        return Section(
            "calibration", about.say("report.calibration"), [Paragraph(about.say("report.calibration.none"))]
        )
    rows = list(target_rows(targets, material.about))
    heads = [about.say(f"validate.{name}") for name in ("figure", "target", "simulated", "met", "origin")]
    sources = [about.cited(source) for source in targets["source"]]
    return Section(
        "calibration",
        about.say("report.calibration"),
        [
            Paragraph(about.say("report.calibration.intro")),
            Table(about.say("report.calibration.table"), heads, rows),
            Points(sources, numbered=True),
        ],
    )
