"""Messages: every language has all of them with the same values to fill in, and the code needs each one."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import socsim
from socsim.analysis.closer.curves import OUTCOMES
from socsim.analysis.closer.failure_demand import FAILURES
from socsim.analysis.closer.falls import CAME
from socsim.analysis.cohort import GROUPS as CLIENTS
from socsim.analysis.metrics import METRICS
from socsim.analysis.story import PICKS
from socsim.analysis.warm_up import SERIES
from socsim.answers.value import EFFECTS
from socsim.charts.story import SIGNS
from socsim.engine.journal import ACTIVITIES
from socsim.experiment.event_log import LIFECYCLE
from socsim.locale import LANGUAGES, catalogues, fixed, number, plain, say, say_count, say_or, text
from socsim.locale import Message as Said
from socsim.reports.background import LIMITS
from socsim.reports.checklist import ITEMS
from socsim.scenario.mechanisms import MECHANISMS, THEMES
from socsim.scenario.names import CAUSES, FAULT_ORIGINS, OPEN_STATES, PAYERS, WORK
from socsim.scenario.names import STATES as ALL_STATES
from socsim.screen.story_screen import ROWS
from socsim.screen.verify_screen import HEADINGS
from socsim.theory.cases import cases

PACKAGE = Path(socsim.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
FILES = {language: sorted((PACKAGE / "locale" / language).rglob("*.po")) for language in LANGUAGES}

GROUPS = ("needs=1", "needs=2", "needs=3", "needs=4+", "needs=2+")
JUDGED = ("needs=1", "needs=2+")
ASKED = ("why", "depends", "takes")
HEADLINES = ("survival", "falls", "costs", "load", "queue")
STATES = tuple(f"state={name}" for name in OPEN_STATES)
VERDICTS = ("kept", "broken", "near", "open")
UNITS = sorted({metric.measured_in for metric in METRICS.values()} - {"money"})
IN_NUMBERS = re.findall(r'^msgid "(.+)"', (FILES["en"][0].parent / "numbers.po").read_text("utf-8"), re.M)
"""Of the words of numbers, a test of their own says which are lacking."""
MADE = {  # names that are made at run time, as the code makes them, and all that can come of it
    "verify.{name}": [f"verify.{name}" for name in HEADINGS],
    "verify.{row['verdict']}": ["verify.agrees", "verify.differs", "verify.unclear"],
    "report.verification.{engine}": ["report.verification.simpy", "report.verification.compiled"],
    "verify.engine.{name}": ["verify.engine.simpy", "verify.engine.compiled"],
    "verify.engine.{row['engine']}": ["verify.engine.simpy", "verify.engine.compiled"],
    "verify.quantity.{row['quantity']}": sorted(
        {f"verify.quantity.{quantity.name}" for case in cases() for quantity in case.quantities}
    ),
    "robust.{name}": [
        f"robust.{name}"
        for name in (
            "what",
            "better",
            "undecided",
            "worse",
            "sets",
            "parameter",
            "correlation",
            "chance",
            "low_third",
            "high_third",
            "corner",
            "difference",
        )
    ],
    "sensitivity.{name}": [
        f"sensitivity.{name}"
        for name in (
            "number",
            "range",
            "at_low",
            "at_high",
            "first",
            "total",
            "factor",
            "effect",
            "over_points",
            "over_replications",
            "chance",
            "low_end",
            "high_end",
        )
    ],
    "number={path}": [name for name in IN_NUMBERS if name.startswith("number=")],
    "section={section}": [name for name in IN_NUMBERS if name.startswith("section=")],
    "unit={unit}": [name for name in IN_NUMBERS if name.startswith("unit=")],
    "called={name}": [name for name in IN_NUMBERS if name.startswith("called=")],
    "end={end}": [name for name in IN_NUMBERS if name.startswith("end=")],
    "number.several_{what}": ["number.several_units", "number.several_organisations"],
    "sensitivity.{what}": ["sensitivity.sections", "sensitivity.numbers"],
    "sensitivity.over_{done}": [f"sensitivity.over_{done}" for done in ("single", "ends", "indices")],
    "robust.{key}": ["robust.worst", "robust.best"],
    "robust.{part}": ["robust.better", "robust.undecided", "robust.worse"],
    "group.{group}": [f"group.{group}" for group in ("all", "decisions", *GROUPS)],
    "came.{name}": [f"came.{name}" for name in (*CAME, "not_yet")],
    "fault.{name}": [f"fault.{name}" for name in FAULT_ORIGINS],
    "fault.by_{split}": ["fault.by_origin", "fault.by_found"],
    "screen.{group}": [f"screen.{group}" for group in ("all", *JUDGED)],
    "verdict.{group}": [f"verdict.{group}" for group in JUDGED],
    "check.{role}": [f"check.{role}" for role in ("caseworker", "actor", "manager", "coordinator")],
    "state={state}": STATES,
    "payer={payer}": [f"payer={name}" for name in PAYERS],
    "measured.{finding.measured_in}": [f"measured.{unit}" for unit in UNITS],
    "measured.{measured_in}": [f"measured.{unit}" for unit in UNITS],
    "metric.{self.name}": [f"metric.{name}" for name in METRICS],
    "series.{series}": [f"series.{series}" for series in SERIES],
    "failure.{kind}": [f"failure.{kind}" for kind in FAILURES],
    "efficiency.{name}": [f"efficiency.{name}" for name in ("value_adding", "again", "wait")],
    "outcome.{name}": [f"outcome.{name}" for name in (*OUTCOMES, "not_yet")],
    "inequality.{name}": [f"inequality.{name}" for name in ("total", "caseworkers", "districts")],
    "inequality.between_{who}": [f"inequality.between_{who}" for who in ("caseworkers", "districts")],
    "flow.{node.name}": [f"flow.{name}" for name in ("arrives", "supported", "open", "others")],
    "{kind.name}.alone": ["load.alone", "queue.alone"],
    "{kind.name}.subtitle": ["load.subtitle", "queue.subtitle"],
    "drift.{series}": ["drift.hours", "drift.queue"],
    "side.{word}": ["side.better", "side.worse"],
    "differences.{side}": ["differences.better", "differences.worse"],
    "{chart}.sentence": [f"{chart}.sentence" for chart in HEADLINES],
    "{chart}.{'less' if one.difference < 0 else 'more'}": [
        f"{chart}.{way}" for chart in HEADLINES for way in ("less", "more")
    ],
    "validate.{name}": [f"validate.{name}" for name in ("figure", "target", "simulated", "met", "origin")],
    "event={event}": [f"event={name}" for name in ACTIVITIES if name not in LIFECYCLE],
    "explore.pick={rule}": [f"explore.pick={rule}" for rule in (*PICKS, "client")],
    "story.pick={rule}": [f"story.pick={rule}" for rule in (*PICKS, "median_alone", "client")],
    "story.cause={CAUSES[mark.cause]}": [f"story.cause={name}" for name in CAUSES],
    "story.state={STATES[course.at_end(key)]}": [f"story.state={name}" for name in ALL_STATES],
    "story.{way}{least}": [
        f"story.{way}{least}" for way in ("earlier", "later") for least in ("", "_at_least")
    ],
    "work={stage}": [f"work={name}" for name in ("all", *LIFECYCLE)],
    "what={what}": [f"what={name}" for name in WORK if name != "step"],
    "cause={cause}": [f"cause={name}" for name in CAUSES],
    "part.{one}": [f"part.{one}" for one in ("structure", "rest", "difference", *THEMES, *MECHANISMS)],
    "whom.{group}": [f"whom.{group}" for group in CLIENTS],
    "why.{statistic}": ["why.p50", "why.p90"],
    "why.{way}": ["why.lower", "why.higher"],
    "value.{code}": [
        f"value.{cost}_{effect}"
        for cost in ("cheaper", "level", "dearer")
        for effect in ("better", "level", "worse")
    ],
    "value.cost_{way}": [f"value.cost_{way}" for way in ("more", "level", "less")],
    "value.{effect}_{way}": [
        f"value.{effect}_{way}" for effect in EFFECTS for way in ("more", "level", "less")
    ],
    **{
        f"value.{name}_{{effect}}": [f"value.{name}_{effect}" for effect in EFFECTS]
        for name in ("per", "gain", "price", "title", "axis")
    },
    "best.{fate}": [f"best.{fate}" for fate in ("chosen", "left", "broken", "near", "open")],
    "best.{way}.{among}": [
        f"best.{way}.{among}" for way in ("lowest", "highest") for among in ("among", "of_all")
    ],
    "best.{way}.so_far": [f"best.{way}.so_far" for way in ("lowest", "highest")],
    "staff.now_{office.verdicts[office.now]}": [f"staff.now_{name}" for name in VERDICTS],
    "staff.{office.verdicts.get(heads, 'open')}": [f"staff.{name}" for name in VERDICTS],
    "validate.{row['origin']}": ["validate.set", "validate.emerges"],
    "measured.{unit}": [f"measured.{unit}" for unit in UNITS],
    "metric.{name}": [f"metric.{name}" for name in METRICS],
    "report.{name}": [f"report.{name}" for name in ASKED],
    "report.{name}.intro": [f"report.{name}.intro" for name in ASKED],
    "explore.{name}": [f"explore.{name}" for name in ("differences", "survival", "states", "falls", "costs")],
    "report.limits.{name}": [f"report.limits.{name}" for name in LIMITS],
    "report.assumptions.{word}": [
        f"report.assumptions.{word}" for word in ("number", "value", "range", "source")
    ],
    "report.explorer.{METRICS[name].better}": ["report.explorer.lower", "report.explorer.higher"],
    "report.whom.{word}": [f"report.whom.{word}" for word in ("better", "equal", "worse")],
    "report.stress.part{group}": [f"report.stress.part{group}" for group, _ in ITEMS],
    "report.stress.{name}": [f"report.stress.{name}" for _, name in ITEMS],
    "report.stress.{name}.said": [f"report.stress.{name}.said" for _, name in ITEMS],
}
OF_STORY = [sign.message for sign in SIGNS.values()] + list(ROWS.values())
FROM_TABLES = [
    *OF_STORY,
    *STATES,
    *(f"cause={name}" for name in CAUSES),
]  # the name of a group is the message's


def _catalogue(language: str) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in FILES[language]:
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    name = message.id if isinstance(message.id, str) else message.id[0]
                    assert name not in found, f"{name} stands twice, the second time in {path}"
                    found[name] = message
    return found


CATALOGUES = {language: _catalogue(language) for language in LANGUAGES}
MESSAGES = CATALOGUES["en"]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _fields(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def _template(node: ast.JoinedStr) -> str:
    return "".join(
        part.value if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}"
        for part in node.values
    )


def _named(node: ast.expr) -> Iterator[tuple[bool, str]]:
    """(whether made at run time, name) for each name of a message that an expression can come to."""
    if isinstance(node, ast.JoinedStr):
        yield True, _template(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield False, node.value
    elif isinstance(node, ast.IfExp):
        yield from _named(node.body)
        yield from _named(node.orelse)
    elif isinstance(node, ast.Tuple):
        for part in node.elts:
            yield from _named(part)


def _asked(node: ast.AST) -> ast.expr | None:
    """What a call asks the catalogue for: `say(key, language)`, `Message(key)` and their like."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    if isinstance(node.func, ast.Name):
        told = node.func.id in ("say", "say_or", "say_count") and len(node.args) > 1
        ours = told or node.func.id == "Message"
    elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        by = node.func.value.id in ("about", "self") and node.func.attr in ("say", "say_count")
        ours = by or node.func.attr == "_say"
    else:
        ours = False
    return node.args[0] if ours else None


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _names_in(source: str) -> Iterator[tuple[bool, str]]:
    """The names of messages in a module: in the calls, and assigned to a variable that is in a call."""
    tree = _tree(source)
    asked = [found for node in ast.walk(tree) if (found := _asked(node)) is not None]
    variables = {found.id for found in asked if isinstance(found, ast.Name)}
    for found in asked:
        yield from _named(found)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = {
                part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)
            }
            if targets & variables:
                yield from ((made, name) for made, name in _named(node.value) if re.search(r"[.=]", name))


NAMED = {found for path in SOURCES for found in _names_in(path.read_text(encoding="utf-8"))}
LITERAL = {name for made, name in NAMED if not made}


def test_the_code_is_read() -> None:
    source = """
key = "a.one" if few else f"a.{many}"
about.say(key); say("b", language); say_count("c", "en", 2)
self._say("d"); self.say(f"e.{x['y']}"); say(Message("f", who="everyone"))
"""
    assert {name for _, name in _names_in(source)} == {"a.one", "a.{many}", "b", "c", "d", "e.{x['y']}", "f"}
    assert len(LITERAL) > 100


def test_no_message_lacks_a_language() -> None:
    for language, catalogue in CATALOGUES.items():
        assert not set(MESSAGES) ^ set(catalogue), language
        assert [path.name for path in FILES[language]] == [path.name for path in FILES["en"]]
        for name, message in catalogue.items():
            assert all(form.strip() for form in _forms(message)), (language, name)
            assert not message.fuzzy, (language, name)


def test_the_values_to_fill_in_are_the_same_in_every_language() -> None:
    for language, catalogue in CATALOGUES.items():
        for name, message in catalogue.items():
            fields = _fields(_forms(MESSAGES[name])[-1])
            *singular, last = _forms(message)
            assert _fields(last) == fields, (language, name)
            assert all(_fields(form) <= fields for form in singular), (language, name)


def test_a_message_with_plurals_has_all_forms_of_its_language() -> None:
    for language, catalogue in CATALOGUES.items():
        forms = len(Locale.parse(language).plural_form.tags) + 1  # and "other"
        for name, message in catalogue.items():
            assert message.pluralizable == MESSAGES[name].pluralizable, (language, name)
            if message.pluralizable:
                assert message.id == (name, name), (language, name)
                assert len(_forms(message)) == forms, (language, name)
                assert "number" in _fields(_forms(message)[-1]), (language, name)


def test_every_message_that_the_code_names_is_there() -> None:
    assert not LITERAL - set(MESSAGES)
    assert {name for made, name in NAMED if made} == set(MADE)
    assert not {name for names in MADE.values() for name in names} - set(MESSAGES)
    assert not set(FROM_TABLES) - set(MESSAGES)


SHOWS = {"print", "echo", "Text", "_to_stderr", "add_row", "add_column", "add_task"}
"""What puts its first argument, or all of them, before somebody's eyes."""
ALL_SHOWN = {"add_row"}
ENGLISH = {
    "socsim {}": "a name",
    "memory ran out": "when even the command line has no memory left, nothing is fetched",
    "{} is written: change its numbers, then 'socsim check {}'": "for who writes scenario files",
}
"""What is shown outside the catalogue, and why."""


def _texts(node: ast.AST) -> Iterator[str]:
    """The literal texts in what is shown, but for what the catalogue is asked for."""
    if isinstance(node, ast.JoinedStr):
        values = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield "".join(map(str, values))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Call):  # what another function makes of a text is that one's to answer for
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in ("join", "format"):
            for part in node.args:
                yield from _texts(part)
    elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.IfExp, ast.List, ast.Tuple, ast.Starred)):
        for part in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.IfExp) and part is node.test):
                yield from _texts(part)


def _shown_in(source: str) -> Iterator[str]:
    """Texts with words that a module shows without the catalogue."""
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SHOWS or ast.unparse(node.func).endswith("console.print"):
                for shown in node.args if name in ALL_SHOWN else node.args[:1]:
                    for text in _texts(shown):
                        if re.search(r"[^\W\d_]", re.sub(r"\[/?\w+\]", "", text)):
                            yield text


def test_nothing_is_shown_that_is_not_in_the_catalogue() -> None:
    source = """
print(f"{done} of {all}"); print(say("a", language)); console.print(Text("yes" if x else "no", "bold"))
_to_stderr("; ".join(["one", two])); table.add_row(name, "old"); add_row(f"[bold]{say('b', 'sv')}[/bold]")
"""
    assert sorted(_shown_in(source)) == ["no", "old", "one", "yes", "{} of {}"]
    assert {text for path in SOURCES for text in _shown_in(path.read_text("utf-8"))} == set(ENGLISH)


def test_a_message_is_said_when_its_reader_is_known() -> None:
    inner = Said("unit.days", count=1500)
    message = Said("answer.undecided", open=inner, all=2.50, runs={"sv": "två", "en": "two"})
    assert message.said("sv") == "ännu inte avgjorda: 1\xa0500\xa0dagar av 2,5; högst två körningar till"
    assert str(message) == "not decided: 1,500\xa0days of 2.5; at most two more runs"


def test_no_message_is_unused() -> None:
    used = LITERAL | {name for names in MADE.values() for name in names} | set(FROM_TABLES)
    assert not set(MESSAGES) - used


def test_a_message_that_is_not_there_is_an_error() -> None:
    for language in LANGUAGES:
        with pytest.raises(KeyError, match=r"no\.such"):
            say("no.such", language)
        with pytest.raises(KeyError, match=r"no\.such"):
            say_count("no.such", language, 2)
        assert say_or("group.no_such", language, "own") == "own"


@pytest.mark.parametrize(
    ("count", "figures", "written"),
    [
        (0, 1, "0\xa0dagar"),
        (1, 1, "1\xa0dag"),
        (1.0, 2, "1,0\xa0dagar"),
        (0.96, 1, "1\xa0dag"),
        (-1, 1, "−1\xa0dag"),
        (1.4, 1, "1\xa0dag"),
        (float("nan"), 1, "–\xa0dagar"),
    ],
)
def test_plurals_go_by_the_number_as_written(count: float, figures: int, written: str) -> None:
    assert say_count("unit.days", "sv", count, figures=figures) == written


def test_another_language_is_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pl" / catalogues.FOLDER
    folder.mkdir(parents=True)
    forms = "\n".join(
        f'msgstr[{form}] "{{number}} {word}"' for form, word in enumerate(("dzień", "dni", "dni"))
    )
    (folder / "own.po").write_text(
        f"""msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "unit.days"
msgid_plural "unit.days"
{forms}
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "LANGUAGES", ("pl",))
    assert [say_count("unit.days", "pl", count) for count in (1, 3, 5)] == ["1 dzień", "3 dni", "5 dni"]
    assert fixed(-12345.5, "pl", 1) == "−12\xa0345,5"


def test_the_command_line_reads_no_catalogue_before_it_must() -> None:
    asked = "import sys, socsim.cli, socsim.locale; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="no language 'de'"):
        say("group.all", "de")


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (0.0, "sv", "0"),
        (9.996, "en", "10.0"),
        (-0.5, "sv", "−0,500"),
        (1e7, "sv", "10\xa0000\xa0000"),
        (float("nan"), "en", "–"),
    ],
)
def test_numbers(value: float, language: str, written: str) -> None:
    assert number(value, language) == written


def test_signs_and_axes() -> None:
    assert fixed(-0.001, "en", 1, sign=True) == "0.0"
    assert plain(0.25, "sv") == "0,25"
    assert plain(-0.0, "sv") == "0"


def test_a_label_falls_back_to_the_other_language() -> None:
    assert text({"sv": "ekonomi", "en": ""}, "en") == "ekonomi"
