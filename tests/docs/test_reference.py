"""The pages of the reference that are made from the program are those of this program, and whole."""

from __future__ import annotations

import pytest
import typer

import socsim
from socsim import analysis, cli
from socsim.scenario.keypaths import find, root
from socsim.scenario.keys import Words
from socsim.scenario.quantities import Distribution
from tests.docs.reference import FOLDER, PAGES, commands_page, keys_page
from tests.scenario.test_command_line import every_key

LIBRARY = (FOLDER / "python.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_that_of_this_program(name: str) -> None:
    """If not: `python -m tests.docs.reference`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_key_is_there_with_what_it_means() -> None:
    rows = {line.replace("\\", "") for line in keys_page().splitlines() if line.startswith("| `")}
    meanings = {(row.split("`")[1], row.split(" | ")[1].split(". ")[0].rstrip(".").lower()) for row in rows}
    for path in every_key(root()):
        above, _, name = path.rpartition(".")
        spot, section = find(tuple(path.split("."))), find(tuple(above.split("."))) if above else root()
        assert section is not None
        if spot is None or spot.field is None or section.annotation in (Distribution, Words):
            continue  # how values are written stands in scenario-file.md
        text = (spot.field.description or "").split(". ")[0].rstrip(".").lower()
        assert (name, text) in meanings, path


def test_every_command_and_option_is_there() -> None:
    page = commands_page()
    for name, command in typer.main.get_command(cli.app).commands.items():  # type: ignore[attr-defined]
        told = page.split(f"### socsim {name}\n")[1].split("\n### ")[0]
        for parameter in command.params:
            words = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar or "-"]
            assert any(word in told for word in words), (name, parameter.name)


def test_the_library_page_has_all_that_is_exported() -> None:
    for name in socsim.__all__:
        assert f":: {name}\n" in LIBRARY or name in ("Scenario", "__version__"), name
    assert all(f":: {name}\n" in LIBRARY for name in analysis.closer.__all__)
