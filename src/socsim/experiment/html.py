"""A run in a notebook: the verdict, and the figures that matter most."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socsim.experiment.results import Results


def html(results: Results, language: str = "en") -> str:
    """Verdict and table, as HTML."""
    from socsim.charts.about import About
    from socsim.screen.figures import blocks
    from socsim.screen.run_screen import notes

    about = About.from_meta(results.meta, language)
    names = "".join(f"<th>{escape(name)}</th>" for name in about.organisations.values())
    rows = [f"<tr><th></th>{names}</tr>"]
    said = results.verdict_in(language)
    for block in blocks(results.summary, results.comparison, about, said.findings):
        span = len(about.organisations) + 1
        rows.append(f'<tr><th colspan="{span}" style="text-align: left">{escape(block.heading)}</th></tr>')
        for row in block.rows:
            cells = "".join(
                f"<td>{escape(_cell(cell.value, cell.difference, cell.interval, cell.marked))}</td>"
                for cell in row.cells
            )
            rows.append(f'<tr><td style="text-align: left">{escape(row.label)}</td>{cells}</tr>')
    failed = ""
    if results.failures:
        failed = f"<p><strong>{len(results.failures)} replications failed</strong> and are left out.</p>"
    sentence = escape(said.sentence)
    title = escape(about.title)
    legend = escape(" ".join(notes(results.summary, about, said.findings)))
    table = f"<table>{''.join(rows)}</table>"
    return f"<p><strong>{title}</strong></p>{failed}<p>{sentence}</p>{table}<p><small>{legend}</small></p>"


def _cell(value: str, difference: str, interval: str, marked: bool) -> str:
    mark = "*" if marked else ""
    return " ".join(part for part in (value, difference, interval + mark) if part)
