"""The pages of a report on paper: filled, with every picture whole."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib.image
import pytest

from socsim.reports.document import Document, Paragraph, Picture, Section
from socsim.reports.paper import BLANK, _trimmed, paper

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}">{body}</svg>'
)
TOP, BOTTOM = 20.0 / 297.0, 277.0 / 297.0  # of the page, where the text begins and ends


def picture(name: str, ratio: float) -> Picture:
    height = 500.0 * ratio
    body = f'<rect width="500" height="{height}" fill="black"/>'
    return Picture(name, SVG.format(w=500, h=height, body=body).replace("pt", ""), f"{name} in words")


def pages(sections: Sequence[Section], monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """For each page how far down it is filled, and how much of it is black."""
    import typst

    made: list[bytes] = []
    compiled = typst.compile

    def drawn(source: str, root: str, **_: object) -> bytes:
        found = compiled(source, root=root, format="png", ppi=20.0)
        made.extend([found] if isinstance(found, bytes) else found)
        return b""

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", drawn)
        paper(Document("A title", "", "en", sections, "In this report"))
    found = []
    for page in made:
        ink = matplotlib.image.imread(io.BytesIO(page))[..., :3].mean(axis=2) < 0.9
        body = ink[round(TOP * len(ink)) : round(BOTTOM * len(ink))]
        rows = body.any(axis=1).nonzero()[0]
        found.append((float(rows[-1] + 1) / len(body), float(body.sum())))
    return found


def test_pages_are_filled_where_pictures_fit_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    ratios = (0.7, 1.3, 0.68, 0.72, 0.66, 1.25, 0.7)
    charts = [picture(f"chart-{number}", ratio) for number, ratio in enumerate(ratios)]
    filled = pages([Section("charts", "In pictures", charts)], monkeypatch)
    assert len(filled) == 5  # one after the other they would take 6
    assert all(down > 0.66 for down, _ in filled[:-1])
    whole = pages([Section("charts", "In pictures", charts[:1])], monkeypatch)[0][1] / ratios[0]
    assert sum(black for _, black in filled) > 0.85 * whole * sum(ratios)  # at most 7 % narrower


def test_an_answers_picture_stands_where_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts beside large pictures leave no page half empty."""
    text = Paragraph("One sentence comes after the other, as long as a line of a report. " * 8)
    blocks = [
        Paragraph("What was asked."),
        *(block for name in "abcd" for block in (text, text, picture(name, 0.9), Paragraph(name, "note"))),
    ]
    filled = pages([Section("why", "Why", blocks)], monkeypatch)
    assert all(down > 0.66 for down, _ in filled[:-1])


def test_a_chart_loses_its_blank_edges_and_another_picture_nothing() -> None:
    trimmed = _trimmed(SVG.format(w=595.44, h=400, body="<g/>"))
    width, height = (
        595.44 - 72 * (BLANK["left"] + BLANK["right"]),
        400 - 72 * (BLANK["top"] + BLANK["bottom"]),
    )
    assert f'width="{width:.2f}pt" height="{height:.2f}pt" viewBox="{72 * BLANK["left"]:.2f} ' in trimmed
    assert trimmed.endswith("><g/></svg>")
    other = '<svg width="9" height="9"></svg>'
    assert _trimmed(other) == other
