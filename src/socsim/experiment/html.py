"""What notebooks show: a run, an answer, a story, each as text and tables in HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding
    from socsim.charts.about import About
    from socsim.experiment.results import Results


MOST = 40
"""Rows of a table; more are in its DataFrame."""
LEFT = ' style="text-align: left"'


@dataclass(frozen=True)
class Shown:
    """HTML that a notebook shows, and a line for where there is none."""

    html: str = field(repr=False)
    line: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.line


def paragraphs(lines: Iterable[str], tag: str = "p") -> str:
    """Each line on its own, whatever signs are in it."""
    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], most: int = MOST) -> str:
    """A table of texts, whatever signs are in them; all columns but the first are numbers.

    Rows beyond `most` are left out.

    >>> table(["a < b"], [])
    '<table><tr><th style="text-align: left">a &lt; b</th></tr></table>'
    """

    def row(cells: Sequence[str], tag: str) -> str:
        shown = (f"<{tag}{LEFT if not at else ''}>{escape(cell)}</{tag}>" for at, cell in enumerate(cells))
        return f"<tr>{''.join(shown)}</tr>"

    return f"<table>{row(headings, 'th')}{''.join(row(cells, 'td') for cells in rows[:most])}</table>"


def compared(results: Results, wanted: str, groups: Sequence[str], language: str, heading: str) -> Shown:
    """One figure of some groups; see `Results.compared`."""
    from socsim.analysis.metrics import METRICS
    from socsim.charts.about import About
    from socsim.experiment.goals import metric_of
    from socsim.locale import capital, say_or

    metric, statistic = metric_of(wanted)
    about = About.from_meta(results.meta, language)
    own, beside = (
        frame[(frame["metric"] == metric) & (frame["statistic"] == statistic)]
        for frame in (results.summary, results.comparison)
    )
    values = own.set_index(["organisation", "group"])["estimate"]
    differences = beside.set_index(["organisation", "group"])
    scale, unit = about.shown_in(str(own["measured_in"].iloc[0]))

    def cell(name: str, group: str) -> str:
        if (name, group) not in values.index:
            return "–"
        value = about.number(scale * values[name, group])
        if (name, group) not in differences.index:
            return value
        row = differences.loc[(name, group)]
        ends = (about.number(scale * row[end], 3) for end in ("ci_low", "ci_high"))
        said = about.number(scale * row["difference"], 3, sign=True)
        return f"{value}  {said} {about.say('screen.interval', low=next(ends), high=next(ends))}"

    names = list(about.organisations)
    headings = [capital(about.say("screen.with_unit", what=METRICS[metric].label(language), unit=unit))]
    headings += [about.organisation(name) for name in names] + [about.say("compared.replications")]
    rows = [
        [
            capital(say_or(f"whom.{group}", language, group)),
            *(cell(name, group) for name in names),
            str(about.replications),
        ]
        for group in groups
    ]
    note = about.say("screen.marks", reference=about.organisation(about.reference))
    parts = [
        paragraphs([heading] if heading else [], "h5"),
        table(headings, rows),
        paragraphs([note], "small"),
    ]
    return Shown("".join(parts), f"<{METRICS[metric].label(language)}, {about.replications}>")


def html(results: Results, language: str = "en", *, chart: bool = True) -> str:
    """Verdict, table and perhaps the chart of differences, as HTML."""
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
            cells = "".join(f"<td>{escape(cell.text())}</td>" for cell in row.cells)
            rows.append(f'<tr><td style="text-align: left">{escape(row.label)}</td>{cells}</tr>')
    failed = ""
    if results.failures:
        failed = f"<p><strong>{about.say_count('screen.failed', len(results.failures))}</strong></p>"
    sentence = escape(said.sentence)
    title = escape(about.title)
    legend = escape(" ".join(notes(results.summary, about, said.findings)))
    table = f"<table>{''.join(rows)}</table>"
    shown = f"<p><strong>{title}</strong></p>{failed}<p>{sentence}</p>{table}<p><small>{legend}</small></p>"
    return shown + (_chart(results, about, said.findings) if chart else "")


def _chart(results: Results, about: About, findings: Sequence[Finding]) -> str:
    """The differences by number of needs, as a picture in the text; nothing for one organisation."""
    from base64 import b64encode

    from socsim.charts.differences import differences
    from socsim.charts.draw import small_png
    from socsim.charts.headline import judged

    about = about.judging(findings)
    said = judged(results.comparison, findings, about.reference)
    figure = differences(results.comparison, about, results.design.scenario.comparison.primary, said)
    if figure is None:
        return ""
    body = b64encode(small_png(figure)).decode("ascii")
    words = escape(about.say("differences.subtitle", reference=about.organisation(about.reference)))
    return f'<img alt="{words}" style="max-width: 100%" src="data:image/png;base64,{body}">'
