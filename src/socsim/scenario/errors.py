"""Errors that a user can mend: each problem in one line, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST = 80
MOST_PROBLEMS = 100
"""As many as are said at once: who has more has one mistake many times."""


class UserError(Exception):
    """An error with a line for each problem; the command line prints them and ends with code 2.

    Attributes
    ----------
    lines : one line of text for each problem, without line breaks.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(_one_line(line) for line in lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a scenario.

    Attributes
    ----------
    file : the file as the user named it, or ``--set KEY=VALUE``.
    line : its line, from 1; None where there is none.
    key : the path of the key, dotted; empty where it is about the file.
    value : what stands there, shortened; empty where nothing does.
    right : what is wrong, and what would be right.
    column : tells apart two values in one line.
    """

    file: str
    line: int | None
    key: str
    value: str
    right: str
    column: int | None = None

    @property
    def place(self) -> tuple[Any, ...]:
        """The same for a value that is wrong in one place of the file, however many inherit it."""
        return (self.file, self.line, self.column, self.key.rpartition(".")[2], self.value, self.right)

    def __str__(self) -> str:
        """One line: file, line, key, value, what would be right."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return _one_line(": ".join(part for part in (where, self.key, self.value, self.right) if part))


class ScenarioError(UserError):
    """A scenario that cannot be used.

    Attributes
    ----------
    problems : all that was found, in the order of the files' lines.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        once: dict[tuple[Any, ...], Problem] = {}
        for problem in problems:
            once.setdefault(problem.place, problem)
        self.problems = tuple(sorted(once.values(), key=lambda p: (p.file, p.line or 0)))
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        if len(self.problems) > MOST_PROBLEMS:
            lines.append(f"{len(self.problems) - MOST_PROBLEMS} problems more: mend these first")
        super().__init__(lines)

    def __reduce__(self) -> tuple[Any, ...]:
        """Worker processes pass errors on, so that they must survive pickling."""
        return (ScenarioError, (self.problems,))


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def show(value: Any) -> str:
    """Return a value as YAML would show it on one line, shortened."""
    text = _flow(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in list(value.items())[:_LONGEST]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(v) for v in value[:_LONGEST]) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST]


def suggest(text: str, word: Any, known: Iterable[Any]) -> str:
    """Return a sentence with the likeliest meant word after it; else with all that are known, if few."""
    names = [str(name) for name in known]
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return f"{text}; did you mean '{near[0]}'?"
    return f"{text}; known: {', '.join(names)}" if 0 < len(names) <= 30 else text
