"""A command asked in Swedish shows no line of English, on either stream."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from socsim.answers.answer import Answer
from socsim.experiment import run
from socsim.experiment.sweep import Sweep
from socsim.experiment.warm_up import WarmUp
from tests.command import command_line

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
TINY = [
    word
    for key in ("warm_up=20 days", "measure=40 days", "follow_up=20 days")
    for word in ("--set", f"run.{key}")
]
TWO = ["--replications", "3", "--organisation", "specialised", "--organisation", "one_worker"]
PAIR = ["--between", "specialised", "one_worker"]
COMMANDS = {
    "run": ["run", *TWO],
    "budget": ["run", *TWO, "--budget", "0.001s"],
    "precision": ["run", *TWO[4:], "--precision", "0.5", "--metric", "hours", "--max-replications", "3"],
    "why": ["why", *PAIR, "--replications", "2", "--only", "contacts"],
    "staff": ["staff", "--organisation", "one_worker", "--range", "9:10", "--first", "2",
              "--replications", "3", "--promise", "lead_to_decision_days<=9"],
    "sweep": ["sweep", "--vary", "behaviour.missed_paperwork=0.1,0.2", *TWO[4:], "--replications", "1"],
    "sweep budget": ["sweep", "--vary", "behaviour.missed_paperwork=0.1", *TWO[4:], "--budget", "0.0001s"],
    "warmup": ["warmup", *TWO[4:], "--replications", "2", "--years", "0.5"],
    "check": ["check"],
}  # fmt: skip
SAME = r"[\W\d_]*|.*(money|health|housing|psychiatry|reception|whole_person|case_manager).*"
"""Lines without words, and those that show names as the file has them."""
ENGLISH = re.compile(r"\b(the|of|and|with|each|more|is|are|was|were|to|about|at)\b", re.I)


@pytest.mark.parametrize("name", COMMANDS)
def test_in_swedish_no_line_is_english(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "write", lambda *_: None)  # files are another test's matter
    for kind in (Answer, Sweep, WarmUp):
        monkeypatch.setattr(kind, "write", lambda *_: None)
    socsim = command_line(monkeypatch, capsys)
    question, *options = COMMANDS[name]
    if question != "check":
        options += ["--jobs", "1", "--engine", "simpy"]
    lines = {}
    for language in ("en", "sv"):
        out = [] if question == "check" else ["--out", language]
        ended = socsim(question, str(SMALL), *TINY, *options, *out, "--lang", language)
        assert ended.code == (2 if "budget" in name else 0), ended.err
        lines[language] = [*ended.out.splitlines(), *ended.err.splitlines()]
    assert len(lines["sv"]) >= 2
    same = set(lines["sv"]) & set(lines["en"])
    assert not {line for line in same if not re.fullmatch(SAME, line)}
    assert any(map(ENGLISH.search, lines["en"]))
    assert not [line for line in lines["sv"] if ENGLISH.search(line)]
