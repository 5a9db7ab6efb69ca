"""A report as one HTML page that works without a network."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.reports.document import Document, Explorer

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent


def page(document: Document) -> str:
    """The page. All text is escaped: what comes from a file shows as it was written."""
    from socsim.locale import say

    explores = any(isinstance(block, Explorer) for section in document.sections for block in section.blocks)
    made: str = _template().render(
        document=document,
        explores=explores,
        plotly=_plotly() if explores else "",
        style=(HERE / "page.css").read_text("utf-8"),
        script=(HERE / "page.js").read_text("utf-8") if explores else "",
        as_image=as_image,
        skip=say("report.skip", document.language),
        kicker=say("report.kicker", document.language),
        footer=say("report.footer", document.language),
        decimal={"sv": ",\N{NO-BREAK SPACE}", "en": ".,"}.get(document.language, ".,"),
    )
    return made


def as_image(svg: str) -> str:
    """The address of a picture that is in the page itself; as an image, an SVG can do nothing but be seen."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode("utf-8")).decode("ascii")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    rooms: Any = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    template: Template = rooms.get_template("page.html.j2")
    return template


@cache
def _plotly() -> str:
    """The library that draws what can be clicked, whole; nothing of it is fetched."""
    from plotly.offline import get_plotlyjs

    library: str = get_plotlyjs()
    return library.replace("</script", "<\\/script")
