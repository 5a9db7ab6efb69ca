"""How the documentation is built: `make docs`.

The pages are plain Markdown, to be read on a code host as well. What Sphinx wants written in directives
follows from their links instead:

- **the tree**: the pages that an `index.md` or a `README.md` links to, heading by heading, are the pages
  below it, under the words of the link;
- **pages outside docs/**, as the changelog, are copied into `docs/project/` (not committed) for the
  build, and links to them, and their own, are written anew.

Docstrings are numpy's, with a difference: since signatures have the types, `name : what it is` on one line
is what it means, not its type. So sections are turned into fields here, and not by napoleon.
"""

from __future__ import annotations

import re
import shutil
from os.path import relpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import socsim

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parent.resolve()
ROOT = DOCS.parent
OUTSIDE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
OUTSIDE += ("results/README.md", "benchmarks/results.md")
COPIES = "project"

project = "socsim"
author = "The socsim contributors"
copyright = author  # noqa: A001 - the name that Sphinx reads
release = version = socsim.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.githubpages"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
nitpicky = True
default_role = "code"
smartquotes_action = "D"  # dashes only: what is typed stays as it is typed

myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]  # a page of questions may begin at any level

nitpick_ignore_regex = [("py:(class|exc)", ".*")]  # of type hints: most are of other libraries
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"socsim {release}"
html_static_path = ["_static"]
html_css_files = ["socsim.css"]
html_copy_source = False
html_show_sphinx = False

LINK = re.compile(r"(?P<before>\[(?P<words>[^\]]*)\]\()(?P<path>[^)\s:#]+)(?P<anchor>#[^)\s]*)?(?P<after>\))")
HEADING = re.compile(r"^## +(.+)$")
FIELDS = {"Parameters": "param", "Attributes": "ivar", "Raises": "raises"}
FENCE = re.compile(r"^ {0,3}(```|~~~)")


def copy_pages(app: Sphinx) -> None:
    """Bring pages from outside into the tree."""
    for name in OUTSIDE:
        copy = DOCS / COPIES / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes():
            shutil.copyfile(ROOT / name, copy)


def at_home(docname: str) -> PurePosixPath:
    """The path, from the root of the repository, at which a page is written."""
    path = PurePosixPath(docname + ".md")
    return path.relative_to(COPIES) if path.parts[0] == COPIES else PurePosixPath("docs") / path


def target(docname: str, path: str) -> str:
    """Where a link of a page leads in the built tree: relative to the page that Sphinx reads."""
    wanted = Path(relpath(ROOT / at_home(docname).parent / path, ROOT)).as_posix()
    if wanted in OUTSIDE:
        wanted = f"docs/{COPIES}/{wanted}"
    return Path(relpath(ROOT / wanted, (DOCS / docname).parent)).as_posix()


def below(docname: str, text: str) -> str:
    """The pages below an index, as hidden tables of contents: one a heading."""
    trees: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if match := HEADING.match(line):
            heading = match[1]
        for link in LINK.finditer(line):
            path = (DOCS / docname).parent / link["path"]
            if link["path"].endswith(".md") and not link["anchor"] and path.resolve().is_relative_to(DOCS):
                page, words = link["path"].removesuffix(".md"), link["words"]
                trees.setdefault(heading, []).append(page if words.endswith(".md") else f"{words} <{page}>")
    written = ""
    for caption, pages in trees.items():
        shown = f":caption: {caption}\n" if caption and docname == "index" else ""
        written += f"\n```{{toctree}}\n:hidden:\n{shown}\n" + "\n".join(pages) + "\n```\n"
    return written


def read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write a page's links anew, and below an index its tables of contents."""

    def anew(link: re.Match[str]) -> str:
        return f"{link['before']}{target(docname, link['path'])}{link['anchor'] or ''}{link['after']}"

    lines, fenced = [], False
    for line in source[0].splitlines():
        fenced ^= bool(FENCE.match(line))
        lines.append(line if fenced else LINK.sub(anew, line))
    source[0] = "\n".join(lines) + "\n"
    if docname.rpartition("/")[2] in ("index", "README") and not docname.startswith(COPIES):
        source[0] += below(docname, source[0])


def fields(app: Sphinx, what: str, name: str, item: object, options: object, lines: list[str]) -> None:
    """Turn the sections of a docstring into fields."""
    starts = [i for i, line in enumerate(lines[1:]) if re.fullmatch(r"---+", line) and lines[i]]
    made = lines[: starts[0] if starts else None]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        title, body = lines[start], lines[start + 2 : end]
        if title in FIELDS:
            made += ["", *described(FIELDS[title], body), ""]
        elif title == "Returns":
            made += ["", ":returns: " + " ".join(line.strip() for line in body), ""]
        else:
            made += [f".. rubric:: {title}", "", *body]
    lines[:] = made


def described(field: str, body: list[str]) -> list[str]:
    """What is said of each name of a section."""
    made: list[str] = []
    for line in body:
        if line and not line[0].isspace():
            names, _, text = line.partition(" : ")
            made.append(f":{field} {names}: {text}")
        else:
            made.append(line)
    return made


def setup(app: Sphinx) -> None:
    """Hook all this into the build."""
    app.connect("builder-inited", copy_pages)
    app.connect("source-read", read)
    app.connect("autodoc-process-docstring", fields)
