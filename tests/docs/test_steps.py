"""What tutorial, how-to pages and concepts tell their readers to do can be done, and comes to that."""

from __future__ import annotations

import inspect
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

import socsim as library
from socsim.experiment import drawing
from socsim.scenario.keypaths import find
from socsim.scenario.packaged import found
from socsim.scenario.reading import Loaded, load
from tests.command import Command, command_line
from tests.docs.pages import parsed
from tests.docs.steps import DOCS, FENCE, ROOT, Step, anew, changed, done_pages, missing, steps

ELSEWHERE = {
    "explore": "serves a page until it is ended: tests/explore",
    "run --cluster": "asks for machines: tests/experiment/test_cluster.py",
}
"""Commands that stand in these pages and are not done."""

PLACEHOLDER = re.compile(r"\b(FILE|RESULT|KEY|COMMAND|NAME|LOW|HOST|METRIC|DIR|GROUP|X|N)\b")
QUICK = {"new", "check", "explain", "schema", "run"}
LESS = ["--replications", "2", "--jobs", "1", "--engine", "simpy", "--no-referee"]
LESS += ["--set", "run.warm_up=60 days", "--set", "run.measure=90 days", "--set", "run.follow_up=60 days"]
every_page = pytest.mark.parametrize("page", done_pages(), ids=lambda page: f"{page.parent.name}-{page.stem}")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return command_line(monkeypatch, capsys)


def put(step: Step) -> None:
    """Write a file as the page has it."""
    file = Path(step.name)
    text = step.text if step.kind == "file" else changed(file.read_text(encoding="utf-8"), step.text)
    file.write_text(text, encoding="utf-8")


def words_of(text: str) -> list[str]:
    name, *words = shlex.split(text)
    assert name == "socsim", text
    return words


def given(text: str) -> list[str]:
    """All commands of a page: in blocks of any kind, and indented."""
    blocks = [block for kind, block in FENCE.findall(text) if kind in ("console", "bash", "text", "")]
    indented = FENCE.sub("", text).replace("\\\n", " ")
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += [line for line in indented.splitlines() if line.startswith("    ")]
    matches = (re.fullmatch(r"\s*(?:\$ )?(socsim [a-z].*?)(?:\s{2,}#.*)?", line) for line in lines)
    return [match[1] for match in matches if match]


@every_page
def test_what_a_page_says_can_be_given(page: Path, command: Command) -> None:
    """Files are written and read; commands have options, organisations and keys that exist; some are run."""
    for step in steps(page):
        if step.kind in ("file", "change"):
            put(step)
            load(step.name)
        elif step.kind == "python":
            compile(step.text, str(page), "exec")
        elif (words := words_of(step.text))[0] == "new":
            assert command(*words).code == 0
        else:
            check_parameters(step.text)


def opened(file: Path, set: tuple[str, ...]) -> Loaded:
    """The scenario; one that comes with socsim is read only once."""
    path = found(file).resolve()
    return packaged(path, set) if path.is_relative_to(ROOT / "scenarios") else load(path, set=set)


@cache
def packaged(file: Path, set: tuple[str, ...]) -> Loaded:
    return load(file, set=set)


def check_parameters(text: str) -> None:
    """A command's options exist, and the keys and organisations that they name are those of the file."""
    if words_of(text)[0].startswith("--"):
        return
    name, options = parsed(text)
    if "file" not in options:
        return
    scenario = opened(options["file"], tuple(options.get("set_") or ())).scenario
    for said in options.get("vary") or ():
        key = said.partition("=")[0]
        assert key == "staff" or find(tuple(key.split("."))) is not None, (name, key)
    one = options.get("organisation") or ()
    several = [one] if isinstance(one, str) else one
    for organisation in (*several, *(options.get("between") or ())):
        assert organisation in scenario.organisations, text


@every_page
def test_no_command_is_left_undone(page: Path) -> None:
    """All stand in `console` blocks, but for those that are known to be done elsewhere."""
    done = {step.text for step in steps(page) if step.kind == "command"}
    for text in given(page.read_text(encoding="utf-8")):
        known = any(set(other.split()) <= set(words_of(text)) for other in ELSEWHERE)
        assert known or PLACEHOLDER.search(text) or " ".join(text.split()) in done, text


def test_commands_of_other_pages_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their figures are held by tests of their own."""
    monkeypatch.chdir(ROOT)
    commands = {text for page in other_pages() for text in given(page.read_text(encoding="utf-8"))}
    assert len(commands) > 30
    for text in sorted(commands):
        if not PLACEHOLDER.search(text) and "my_town" not in text:
            check_parameters(text)


def other_pages() -> list[Path]:
    """Those of scenarios have a test of their own (test_scenario_pages.py)."""
    folders = (DOCS, DOCS / "questions", ROOT / "results", ROOT)
    return [page for folder in folders for page in folder.glob("*.md") if page not in done_pages()]


def test_python_on_other_pages_calls_what_there_is() -> None:
    """With arguments that the functions take."""
    calls = re.compile(r"socsim\.(\w+)\(([^()]*)\)")
    seen = 0
    for page in other_pages():
        for name, arguments in calls.findall(page.read_text(encoding="utf-8")):
            function = getattr(library, name)
            named = set(re.findall(r"\b(\w+)=", arguments))
            assert named <= set(inspect.signature(function).parameters), (page.name, name, named)
            seen += 1
    assert seen >= 5


def test_the_first_hour_in_a_few_seconds(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tutorial's files and runs, with fewer replications and without charts; `study` does all of it."""
    monkeypatch.setattr(drawing, "_draw", lambda args, named: [])
    ran = 0
    for step in steps(DOCS / "tutorial.md"):
        if step.kind in ("file", "change"):
            put(step)
        elif step.kind == "command" and (words := words_of(step.text))[0] in QUICK:
            ended = command(*words, *(LESS if words[0] == "run" else []))
            assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
            ran += words[0] == "run"
            if words[0] != "run":
                assert missing(step, ended.out) == [], step.text
    assert ran >= 3


@pytest.mark.study
@every_page
def test_a_page_comes_to_what_it_says(page: Path, command: Command) -> None:
    """Every command is run as it stands, and prints what the page shows; Python runs."""
    namespace: dict[str, object] = {}
    for step in steps(page):
        if step.kind in ("file", "change"):
            put(step)
        elif step.kind == "python":
            exec(compile(step.text, str(page), "exec"), namespace)
        else:
            ended = command(*words_of(step.text))
            assert ended.code == 0, (step.text, ended.err)
            assert missing(step, ended.out) == [], step.text


def test_lines_that_are_not_printed_are_noticed_and_written_anew() -> None:
    step = Step("command", "socsim run x", shown="a  1.0\nb  2.0\n...\nlast 3\n")
    printed = "head\na  1.0\nb  2.0\nmore\nlast 3\n"
    assert missing(step, printed) == []
    moved = printed.replace("2.0", "2.1")
    assert missing(step, moved) == ["a  1.0", "b  2.0"]
    assert missing(step, printed.replace("last 3", "")) == ["last 3"]
    assert anew(step, moved) == step.shown.replace("2.0", "2.1")
    assert missing(Step("command", "x", shown="last 3\n...\na  1.0\n"), printed) == ["a  1.0"]


def test_a_diff_changes_its_lines_and_no_others() -> None:
    text = "a: 1\nunits:\n  money: {caseworkers: 3}\n  housing: {caseworkers: 3}\n"
    diff = "--- x.yaml\n-  money: {caseworkers: 3}\n+  money: {caseworkers: 4}\n+  new: {}\n"
    assert changed(text, diff) == text.replace(
        "money: {caseworkers: 3}", "money: {caseworkers: 4}\n  new: {}"
    )
    with pytest.raises(AssertionError, match="0 times"):
        changed(text, diff.replace("money", "health"))
