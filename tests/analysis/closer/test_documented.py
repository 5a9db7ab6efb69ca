"""Every table for a closer look is defined in docs/metrics.md, and shown in an example of its own."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from socsim import analysis
from socsim.analysis import closer

PAGE = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## Tables for a closer look\n", 1)[1].split("\n## ", 1)[0]
TABLES = [name for name in closer.__all__ if name not in ("Setting", "setting")]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_on_the_page_and_has_an_example(name: str) -> None:
    assert f"`{name}`" in SECTION
    said = inspect.getdoc(getattr(analysis, name)) or ""
    assert ">>> " in said
    assert "Columns `organisation, " in said or "As `inequality_between" in said


def test_kinds_of_failure_demand_are_on_the_page() -> None:
    from socsim.analysis.closer.failure_demand import FAILURES

    assert [kind for kind in FAILURES if f"\n| `{kind}` | " not in SECTION] == []
