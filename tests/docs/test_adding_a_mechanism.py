"""What docs/adding-a-mechanism.md names and quotes is there, so that it can be followed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-mechanism.md").read_text(encoding="utf-8")
ENGINES = ROOT / "src" / "socsim" / "engine"

NAMED = re.findall(r"`(\w+)`(?:\s\(\w+\))?\s+in\s+`((?:src|tests)/[\w./]+\.py)`", PAGE)
EXCERPTS = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, flags=re.DOTALL)


def names_in(path: Path) -> Iterator[str]:
    """What a file defines, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_there_is_something_to_compare() -> None:
    assert len(NAMED) >= 15
    assert len(EXCERPTS) == PAGE.count("```") // 2 >= 5


@pytest.mark.parametrize(("name", "file"), NAMED)
def test_names_are_defined_where_the_page_says(name: str, file: str) -> None:
    assert name in names_in(ROOT / file)


@pytest.mark.parametrize(("file", "excerpt"), EXCERPTS)
def test_excerpts_stand_in_their_file(file: str, excerpt: str) -> None:
    """Line after line, whatever the indentation."""
    lines = [line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    wanted = [line.strip() for line in excerpt.splitlines()]
    assert any(lines[at : at + len(wanted)] == wanted for at in range(len(lines)))


def test_both_engines_have_the_files_of_the_agents() -> None:
    step = PAGE.split("## 4. ", 1)[1].split("Numbers are read", 1)[0]
    files = re.findall(r"`(\w+\.py)`", step)
    assert len(files) == 7
    for file in files:
        assert (ENGINES / "simpy_engine" / file).exists(), file
        assert (ENGINES / "compiled" / file).exists(), file


def test_tests_that_the_page_runs_exist() -> None:
    run = [path for paths in re.findall(r"`pytest ([^`]+)`", PAGE) for path in paths.split() if "/" in path]
    assert len(run) >= 8
    for path in run:
        assert (ROOT / path).exists(), path


def test_the_page_stays_short() -> None:
    assert len(PAGE.splitlines()) < 200
