"""The notebooks: each runs from its source, shows what it promises, and is kept as it was run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from notebooks.execute import SOURCES, Kernel, read, settle, small

MOST_BYTES = 600_000
"""Of one that is kept, pictures and all."""
PROMISES = {"chart": "image/png", "table": "text/html"}
OF_A_MACHINE = re.compile(r"/(?:home|tmp|root|Users|work)/|\b\d+(?:\.\d+)? (?:seconds|CPU)\b|Traceback", re.I)

each = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


@cache
def kept(source: Path) -> Any:
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def shown(cell: Any) -> dict[str, Any]:
    """What a cell shows, by kind."""
    kinds: dict[str, Any] = {}
    for output in cell.get("outputs", ()):
        kinds |= output.get("data", {}) or {output["output_type"]: output.get("text", "")}
    return kinds


def keeps_its_promises(notebook: Any) -> None:
    for cell in notebook.cells:
        for tag, kind in PROMISES.items():
            assert tag not in cell.metadata.get("tags", ()) or kind in shown(cell), (
                f"no {tag}:\n{cell.source}"
            )
        for output in cell.get("outputs", ()):
            assert output.get("name", "stdout") == "stdout", output


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOKY_MAX_CPU_COUNT", "1")  # processes take longer to start than the trials take
        with Kernel(tmp_path_factory.mktemp("notebooks")) as started:
            yield started


@each
def test_it_runs_and_shows_what_it_promises(source: Path, kernel: Kernel) -> None:
    notebook = read(source)
    small(notebook)
    keeps_its_promises(kernel.execute(notebook))
    assert list(kernel.folder.iterdir()) == [], "it leaves files behind"


@each
def test_what_is_kept_is_made_of_the_source(source: Path) -> None:
    of_source, of_kept = (
        [(cell.cell_type, cell.source, cell.id, cell.metadata) for cell in notebook.cells]
        for notebook in (read(source), kept(source))
    )
    assert of_kept == of_source, f"make notebooks, or python -m notebooks.execute {source.stem}"
    keeps_its_promises(kept(source))


@each
def test_what_is_kept_says_nothing_of_when_and_where_it_was_made(source: Path) -> None:
    path = source.with_suffix(".ipynb")
    assert path.stat().st_size < MOST_BYTES
    texts = [
        text if isinstance(text, str) else json.dumps(text)
        for cell in kept(source).cells
        for kind, text in shown(cell).items()
        if kind != "image/png"
    ]
    for text in texts:
        said = re.sub(r"base64,[\w+/=]*", "", text)
        assert OF_A_MACHINE.search(said) is None, said
    assert nbformat.writes(settle(kept(source))) + "\n" == path.read_text(encoding="utf-8")


@each
def test_it_can_be_read_as_an_essay(source: Path) -> None:
    """More prose than code, few lines of code at a time, a title, and sentences about chance."""
    cells = read(source).cells
    prose = " ".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert cells[0].source.startswith("# ")
    assert len(prose) > 1.5 * sum(map(len, code))
    assert max(text.count("\n") for text in code) < 25
    assert "interval" in prose


def test_links_between_them_lead_somewhere() -> None:
    for source in SOURCES:
        for target in re.findall(r"\]\(([^)#]+)\)", source.read_text(encoding="utf-8")):
            assert target.startswith("http") or (source.parent / target).exists(), f"{source.stem}: {target}"
