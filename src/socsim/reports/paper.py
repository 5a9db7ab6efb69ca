"""A report as PDF, set by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from socsim.reports.document import Block, Document, Explorer, Picture

TEMPLATE = Path(__file__).parent / "paper.typ"


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
        (folder / f"{block.name}.svg").write_text(block.svg, "utf-8")
        return {"kind": block.kind, "file": f"{block.name}.svg", "words": block.words}
    return {"kind": block.kind, **asdict(block)}
