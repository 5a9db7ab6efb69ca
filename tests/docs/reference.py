"""The two pages of docs/reference that are made from the program: scenario keys and the command line.

    python -m tests.docs.reference

writes both again, out of the schema that checks scenario files and out of the options that the command takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from socsim import cli
from socsim.scenario.explain import MECHANISMS, About, about
from socsim.scenario.keypaths import Place, root
from socsim.scenario.keys import Words
from socsim.scenario.quantities import Distribution

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
MADE = "<!-- made by `python -m tests.docs.reference`: change the {source}, not this page -->\n"

HOMES = ("behaviour", "organisations.*.units.*", "organisations", "")
"""Where a section is described that may stand at several places: at the first of these."""

BAR = "\\|"
"""A bar within a table."""

COMMANDS = {
    "running": ("To run", "Each simulates; what is in the folder already is not simulated again."),
    "questions": (
        "To ask",
        "Each simulates many variants of a scenario, and says beforehand what that costs.",
    ),
    "choosing": ("To choose", "Likewise, until it is sure enough."),
    "results": ("To see", "What came out, for those who were not there."),
    "files": ("To write scenario files", "These simulate nothing."),
}
"""The files of `socsim.cli`, as headings."""


def keys_page() -> str:
    """The keys of a scenario file."""
    places = dict(_homes())
    text = MADE.format(source="schema in `src/socsim/scenario`")
    text += """
# The keys of a scenario

Every key, section by section. [The scenario file](../scenario-file.md) says how values are written, with
examples; `socsim explain KEY` shows the same as this page, and `socsim schema` gives it to editors. `*`
stands for a name of your own, or for each item of a list. Where a number may stand, it may stand with its
range and source. A key that is left out has its default; a mechanism of [the model](../model.md#mechanisms)
whose keys are all left out is off.
"""
    for path, others in places.items():
        text += f"\n## {path or 'The whole file'}\n\n"
        section = _at(path)
        said = about(section)
        if path and said.text:
            text += _sentence(said.text) + "\n\n"
        if others:
            text += f"The same keys may stand at {_listed(others)}.\n\n"
        text += "| key | what it means | written as | default |\n|---|---|---|---|\n"
        for name, spot in section.keys().items():
            text += _row(name, about(spot))
    return text


def _homes() -> Iterator[tuple[str, list[str]]]:
    """The place at which each section is described, in the order of the file, and where else it may stand."""
    of: dict[type, list[str]] = {}
    for path, section in _sections(root(), ""):
        of.setdefault(section.annotation, []).append(path)
    homes = {}
    for paths in of.values():
        home = min(paths, key=lambda path: next(i for i, start in enumerate(HOMES) if path.startswith(start)))
        homes[home] = [path for path in paths if path != home]
    for path, _ in _sections(root(), ""):
        if path in homes:
            yield path, homes[path]


def _sections(spot: Place, path: str) -> Iterator[tuple[str, Place]]:
    inner: Place | None = spot
    while inner is not None and inner.kind in ("names", "list"):
        inner, path = inner.below("*"), f"{path}.*"
    if inner is None or inner.kind != "section" or inner.annotation in (Distribution, Words):
        return
    yield path, inner
    for name, below in inner.keys().items():
        yield from _sections(below, f"{path}.{name}".lstrip("."))


def _at(path: str) -> Place:
    spot: Place | None = root()
    for part in path.split(".") if path else ():
        assert spot is not None
        spot = spot.below(part)
    assert spot is not None
    return spot


def _row(name: str, said: About) -> str:
    meaning = _sentence(said.text)
    if said.mechanism is not None:
        meaning += f" Mechanism {said.mechanism}, {MECHANISMS[said.mechanism]}."
    if said.null is not None:
        meaning += f" The null value is {said.null}."
    written = said.written + (f"; {said.allowed}" if said.allowed else "")
    return f"| `{name}` | {_cell(meaning)} | {_cell(written)} | {_cell(said.default)} |\n"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _listed(paths: list[str]) -> str:
    marked = [f"`{path}`" for path in paths]
    return marked[0] if len(marked) == 1 else ", ".join(marked[:-1]) + " and " + marked[-1]


def _cell(text: str) -> str:
    """Text as it may stand in a table: nothing in it is markup."""
    return re.sub(r"([|*_<\[\]])", r"\\\1", text)


def commands_page() -> str:
    """The command line."""
    text = MADE.format(source="commands in `src/socsim/cli`")
    text += """
# The command line

    socsim COMMAND [OPTIONS] ...

`socsim --help` lists the commands, `socsim COMMAND --help` shows what stands here, `socsim --version` the
version. A FILE is a scenario file, or the name of one that comes with socsim. A RESULT is a folder that
`socsim run` has written.

A command ends with code 0 when it has done what it was asked; with 1 when something failed on the way, or a
known figure is not met; with 2 when it cannot be done as asked, and then says in a line for each problem
what to mend; with 130 after Ctrl-C.
"""
    group = typer.main.get_command(cli.app)
    commands = group.commands  # type: ignore[attr-defined]
    for file, (heading, says) in COMMANDS.items():
        text += f"\n## {heading}\n\n{says}\n"
        for name, command in commands.items():
            if command.callback.__module__ == f"socsim.cli.{file}":
                text += _command(name, command)
    return text


def _command(name: str, command: typer.core.TyperCommand) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    rows, needed = "", []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and parameter.name != "help":
            words, says = record[0].replace(" <path>", ""), " ".join(record[1].split())
            says = re.sub(r"--[a-z-]+", r"`\g<0>`", _cell(says))
            rows += f"| `{words.replace('|', BAR)}` | {says} |\n"
            if parameter.required:
                needed.append(words)
    usage = " ".join(["socsim", name, *needed, "[OPTIONS]"])
    return f"\n### socsim {name}\n\n    {usage}\n\n{_cell(command.help or '')}\n\n| | |\n|---|---|\n{rows}"


PAGES = {"scenario-keys.md": keys_page, "command-line.md": commands_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(FOLDER.name, name, sep="/")
