"""A verification on the screen: what theory says beside what was simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from socsim.locale import listed, number, say, say_count, text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

HEADINGS = ("quantity", "engine", "theory", "simulated", "interval", "replications", "found", "verdict")


def show_verification(
    table: pd.DataFrame,
    about: Mapping[str, Any],
    console: Console,
    folder: Path | str | None = None,
    language: str = "en",
) -> None:
    """Print a line for each comparison, under the name of its case, and the sentences below."""
    rows = list(comparison_rows(table, about, language))
    full = [headings(language), *(row for row in rows if len(row) > 1)]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    _line(headings(language), widths, console, "dim")
    for row in rows:
        if len(row) == 1:
            console.print(Text(row[0], "bold"), soft_wrap=True)
        else:
            _line(row, widths, console, "" if row[-1] == say("verify.agrees", language) else "bold")
    console.print()
    for place, sentence in enumerate(sentences(table, about, language)):
        console.print(Text(sentence, "" if place else "bold"), soft_wrap=True)
    console.print(Text(source(about, language), "dim"), soft_wrap=True)
    if folder is not None:
        console.print(Text(say("verify.files", language, folder=folder)))


def _line(cells: Sequence[str], widths: Sequence[int], console: Console, style: str) -> None:
    """One line, however narrow the screen is: the numbers below each other."""
    first, *others = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    console.print(Text("  ".join([first.strip().ljust(widths[0]), *others]), style), soft_wrap=True)


def headings(language: str) -> list[str]:
    """Of the columns."""
    return [say(f"verify.{name}", language) for name in HEADINGS]


def comparison_rows(table: pd.DataFrame, about: Mapping[str, Any], language: str) -> Iterator[list[str]]:
    """The cells of each comparison; before those of a case, its title by itself."""
    before = ""
    for row in table.to_dict("records"):
        if row["case"] != before:
            before = str(row["case"])
            yield [f"{text(about['cases'][before], language)} ({before})"]
        words = say(f"verify.quantity.{row['quantity']}", language)
        if row["of"]:
            words += f": {text(about['labels'][before].get(row['of'], row['of']), language)}"
        low, high = (number(row[end], language, 4) for end in ("low", "high"))
        yield [
            words,
            say(f"verify.engine.{row['engine']}", language),
            number(row["theory"], language, 4),
            number(row["simulated"], language, 4),
            say("verify.ends", language, low=low, high=high),
            number(row["replications"], language, 1),
            say("percent", language, number=number(100.0 * row["would_be_found"], language, 2)),
            say(f"verify.{row['verdict']}", language),
        ]


def sentences(table: pd.DataFrame, about: Mapping[str, Any], language: str) -> list[str]:
    """Whether all agree, with the chance of a false alarm; and what else there is to know."""
    wrong = table[table["verdict"] != "agrees"]
    cases = say_count("verify.cases", language, table["case"].nunique())
    compared = say_count("verify.comparisons", language, len(table))
    rate = number(100.0 * about["false_alarm"], language, 1)
    alarm = say("verify.alarm", language, rate=say("percent", language, number=rate))
    if wrong.empty:
        said = [f"{say('verify.all', language, cases=cases, compared=compared)} {alarm}"]
    else:
        names = listed(list(dict.fromkeys(map(str, wrong["case"]))), language)
        some = say_count("verify.some", language, len(wrong), compared=compared, names=names)
        said = [f"{some} {alarm}"]
    if about["unequal"]:
        said.append(say("verify.unequal", language, names=listed(about["unequal"], language)))
    elif len(about["runs"]) > 1:
        said.append(say_count("verify.equal", language, about["runs"]["simpy"]))
    if about["set"]:
        said.append(say("verify.changed", language, changes=", ".join(about["set"])))
    return said


def source(about: Mapping[str, Any], language: str) -> str:
    """Version, engines, seed, replications and date: by what it was made."""
    engines = [say(f"verify.engine.{name}", language) for name in about["runs"]]
    seed = say("verify.seeds", language) if about["seed"] is None else str(about["seed"])
    return say(
        "verify.source",
        language,
        version=about["versions"]["socsim"],
        numbers=about["versions"]["numbers"],
        engines=listed(engines, language),
        seed=seed,
        replications=about["replications"],
        made=about["made"],
    )
