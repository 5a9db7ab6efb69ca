"""A report as PDF, set by Typst."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from socsim.reports.document import Block, Document, Explorer, Picture

TEMPLATE = Path(__file__).parent / "paper.typ"
BLANK = {"left": 0.17, "top": 0.22, "right": 0.3, "bottom": 0.22}
"""Inches of our charts in which nothing is drawn: the paper has margins of its own."""
_BOX = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 [\d.]+ [\d.]+"')


def paper(document: Document) -> bytes:
    """The PDF. Text reaches Typst as data, so that nothing in it is read as markup."""
    import typst

    from socsim.locale import say

    with TemporaryDirectory(prefix="socsim-report-") as there:
        folder = Path(there)
        (folder / "paper.typ").write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        sections = [
            {
                "title": section.title,
                "blocks": [
                    _block(block, folder) for block in section.blocks if not isinstance(block, Explorer)
                ],
            }
            for section in document.sections
        ]
        about = {
            "title": document.title,
            "subtitle": document.subtitle,
            "language": document.language,
            "contents": document.contents,
            "kicker": say("report.kicker", document.language),
            "sections": sections,
        }
        (folder / "report.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
        source = str(folder / "paper.typ")
        try:
            made: bytes = typst.compile(source, root=str(folder), pdf_standards="ua-1")
        except typst.TypstError:  # a letter that no font here has is against that standard
            made = typst.compile(source, root=str(folder))
    return made


def _block(block: Block, folder: Path) -> dict[str, Any]:
    if isinstance(block, Picture):
        (folder / f"{block.name}.svg").write_text(_trimmed(block.svg), "utf-8")
        return {"kind": block.kind, "file": f"{block.name}.svg", "words": block.words}
    return {"kind": block.kind, **asdict(block)}


def _trimmed(svg: str) -> str:
    """A chart without the blank edges that it has as a page of its own; what is no chart of ours stays."""
    found = _BOX.search(svg)
    if found is None:
        return svg
    left, top, right, bottom = (72.0 * inches for inches in BLANK.values())
    width, height = float(found[1]) - left - right, float(found[2]) - top - bottom
    size = f'width="{width:.2f}pt" height="{height:.2f}pt"'
    box = f'viewBox="{left:.2f} {top:.2f} {width:.2f} {height:.2f}"'
    return f"{svg[: found.start()]}{size} {box}{svg[found.end() :]}"
