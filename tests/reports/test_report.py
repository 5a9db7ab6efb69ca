"""The report: all that it must tell, in both languages, with nothing fetched and nothing executed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import socsim
from socsim.cli import app
from socsim.reports.checklist import ITEMS
from socsim.reports.document import Explorer, Paragraph, Picture, Table
from socsim.reports.report import Report
from tests.reports.conftest import HOSTILE, SAID

SECTIONS = (
    "question", "answer", "whom", "charts", "why", "depends", "takes", "calibration", "verification",
    "limits", "reproduce", "checklist", "assumptions",
)  # fmt: skip
MADE_OF = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "nav", "ol", "ul", "li",
    "main", "section", "pre", "code", "details", "summary", "div", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "figure", "figcaption", "img", "label", "select", "option", "script", "footer",
}  # fmt: skip
VOID = {"meta", "img", "link", "br", "hr", "input"}


class Reader(HTMLParser):
    """What a browser would make of a page, as far as these tests ask."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


@pytest.fixture(scope="module")
def read(english: Report) -> Reader:
    reader = Reader()
    reader.feed(english.html())
    assert reader.open == []
    return reader


def test_it_has_every_section_and_a_way_to_each(english: Report, read: Reader) -> None:
    assert tuple(section.name for section in english.document.sections) == SECTIONS
    ids = [attributes["id"] for tag, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [str(attributes["href"]) for tag, attributes in read.tags if tag == "a"]
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    assert [target.removeprefix("#") for target in targets[1:]] == list(SECTIONS)


def test_nothing_is_fetched(read: Reader) -> None:
    for tag, attributes in read.tags:
        for name in ("src", "href", "srcset", "action", "data"):
            address = attributes.get(name)
            assert address is None or address.startswith(("#", "data:")), (tag, address)
    policy = next(str(a["content"]) for tag, a in read.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy


def test_what_comes_from_files_is_text(english: Report, read: Reader) -> None:
    page = english.html()
    assert HOSTILE not in page
    assert HOSTILE in "".join(read.text)
    assert SAID in "".join(read.text)
    assert "//y" not in page  # the picture of an answer is a picture
    assert {tag for tag, _ in read.tags} <= MADE_OF
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    scripts = [attributes for tag, attributes in read.tags if tag == "script"]
    assert [attributes.get("type") for attributes in scripts] == ["application/json", None, None]


def test_every_picture_has_words(english: Report, read: Reader) -> None:
    images = [attributes for tag, attributes in read.tags if tag == "img"]
    pictures = [b for section in english.document.sections for b in section.blocks if isinstance(b, Picture)]
    assert len(images) == len(pictures) >= 6
    assert all(len(str(image["alt"])) > 20 for image in images)


def test_every_number_with_a_source_is_among_the_assumptions(
    english: Report, results: socsim.Results
) -> None:
    tables = [block for block in english.document.sections[-1].blocks if isinstance(block, Table)]
    assert results.design.loaded is not None
    stated = results.design.loaded.sources
    assert sum(len(table.rows) for table in tables) == len(stated) > 0
    cells = {cell for table in tables for row in table.rows for cell in row}
    assert {str(source.value) for source in stated.values()} <= cells


def test_the_checklist_is_whole(english: Report) -> None:
    table = next(block for block in english.document.sections[11].blocks if isinstance(block, Table))
    items = [row for row in table.rows if len(row) == 2]
    assert len(items) == len(ITEMS) == 24
    assert [row[0].split()[0] for row in items][:4] == ["1.1", "1.2", "1.3", "2.1"]
    assert all(len(row[1]) > 20 for row in items)
    assert "3 replications" in next(row[1] for row in items if row[0].startswith("4.3"))


def test_figures_to_look_at_are_those_of_the_summary(english: Report, results: socsim.Results) -> None:
    explorer = next(b for b in english.document.sections[2].blocks if isinstance(b, Explorer))
    labels = [metric["label"] for metric in explorer.metrics]
    assert len(labels) == len(set(labels)) > 10
    lead = explorer.metrics[0]
    rows = results.summary.query(
        "metric == 'lead_to_all_supported_days' and statistic == 'mean' and group == 'needs=1'"
    ).set_index("organisation")
    for line, name in zip(lead["lines"], results.design.blueprints, strict=True):
        assert line["value"][0] == pytest.approx(rows.loc[name, "estimate"], rel=1e-5)


def test_what_was_not_asked_says_how_to_ask(english: Report) -> None:
    why, depends = (
        next(s for s in english.document.sections if s.name == name) for name in ("why", "depends")
    )
    said = [block.text for block in why.blocks if isinstance(block, Paragraph)]
    assert SAID in said
    asked = [block.text for block in depends.blocks if isinstance(block, Paragraph)]
    assert any("socsim robust" in text and "mine.yaml" in text for text in asked)


def test_it_is_printed_in_swedish_for_readers_who_cannot_see(
    results: socsim.Results, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = results.store.folder.parent
    with pytest.raises(SystemExit) as ended:
        app(["report", str(folder), "--lang", "sv", "--out", str(tmp_path)])
    assert ended.value.code == 0
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["report.sv.html", "report.sv.pdf"]
    assert capsys.readouterr().out.split() == [str(tmp_path / name) for name in files]
    printed = (tmp_path / "report.sv.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert b"pdfuaid" in printed  # PDF/UA-1, as Typst checks it
    assert re.search(rb"/Lang\s*\(sv", printed)
    page = (tmp_path / "report.sv.html").read_text("utf-8")
    assert '<html lang="sv">' in page
    assert "Vad detta inte säger" in page


def test_the_same_run_gives_the_same_bytes(english: Report) -> None:
    assert english.pdf() == english.pdf()


def test_what_cannot_be_reported_says_so(tmp_path: Path, results: socsim.Results) -> None:
    with pytest.raises(socsim.ScenarioError.__mro__[1], match="no such folder"):  # UserError
        app(["report", str(tmp_path / "nowhere")], standalone_mode=False)
    folder = results.store.folder.parent
    with pytest.raises(socsim.ScenarioError.__mro__[1], match="answers"):
        app(["report", str(folder), "--answers", str(tmp_path / "answers")], standalone_mode=False)
