"""What a reader of the documentation does: commands, files and Python of a page, one after the other.

In the tutorial, the how-to pages and the concepts these blocks are done in order, in an empty folder:

- `console`: a line that begins with `$ ` is a command; the lines below it are what it prints, `...` where
  lines are left out.
- `yaml` whose first line is `# NAME.yaml`: the file of that name.
- `diff` whose first line is `--- NAME.yaml`: lines of that file, and what they become.
- `python`: Python, the blocks of a page one after the other.

Where what is printed has changed for a good reason,

    python -m tests.docs.steps

does all of it again and writes it into the pages, of some where these are named. What the pages say in words
is then to be read again.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCE = re.compile(r"```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GAP = "..."


@dataclass(frozen=True)
class Step:
    """Something that a reader does."""

    kind: str
    """`command`, `file`, `change` or `python`."""
    text: str
    """The command without `$ `, or what stands in the block."""
    name: str = ""
    """Of the file."""
    shown: str = ""
    """What the page says that the command prints."""

    @property
    def chunks(self) -> list[list[str]]:
        """The lines that are shown, cut where some are left out."""
        found: list[list[str]] = [[]]
        for line in self.shown.splitlines():
            if line.strip() == GAP:
                found.append([])
            else:
                found[-1].append(line.rstrip())
        return [chunk for chunk in found if any(chunk)]


def done_pages() -> list[Path]:
    """The pages whose blocks are done."""
    folders = (page for name in ("how-to", "concepts") for page in sorted((DOCS / name).glob("*.md")))
    return [DOCS / "tutorial.md", *folders]


def steps(page: Path) -> Iterator[Step]:
    """What a page has its reader do, in order."""
    for kind, block in FENCE.findall(page.read_text(encoding="utf-8")):
        first = block.partition("\n")[0]
        if kind == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, shown = part.replace("\\\n", " ").partition("\n")
                yield Step("command", " ".join(command.split()), shown=shown)
        elif kind == "yaml" and re.fullmatch(r"# [\w-]+\.yaml", first):
            yield Step("file", block, first[2:])
        elif kind == "diff" and first.startswith("--- "):
            yield Step("change", block, first[4:])
        elif kind == "python":
            yield Step("python", block)


def changed(text: str, diff: str) -> str:
    """A file's text with the lines of a diff changed."""
    lines = diff.splitlines()[1:]
    old = "\n".join(line[1:] for line in lines if line[:1] in ("-", " "))
    new = "\n".join(line[1:] for line in lines if line[:1] in ("+", " "))
    assert text.count(f"\n{old}\n") == 1, f"stands there {text.count(old)} times, not once:\n{old}"
    return text.replace(f"\n{old}\n", f"\n{new}\n")


def missing(step: Step, printed: str) -> list[str]:
    """The first lines that a page shows and the command did not print, in this order."""
    lines, at = [line.rstrip() for line in printed.splitlines()], 0
    for chunk in step.chunks:
        found = (i for i in range(at, len(lines)) if lines[i : i + len(chunk)] == chunk)
        start = next(found, None)
        if start is None:
            return chunk
        at = start + len(chunk)
    return []


def anew(step: Step, printed: str) -> str:
    """What the page shows with what was printed now: for each chunk the lines that are most like it."""
    lines, shown = [line.rstrip() for line in printed.splitlines()], step.shown
    for chunk in step.chunks:
        windows = [lines[i : i + len(chunk)] for i in range(len(lines) - len(chunk) + 1)]
        wanted = "\n".join(chunk)
        assert windows, f"{step.text} printed {len(lines)} lines, and the page shows {len(chunk)}"
        best = max(windows, key=lambda window: SequenceMatcher(None, wanted, "\n".join(window)).ratio())
        shown = shown.replace(wanted, "\n".join(best), 1)
    return shown


def do(step: Step, folder: Path) -> str:
    """Do a step in a folder, and return what a command prints."""
    file = folder / step.name
    if step.kind == "file":
        file.write_text(step.text, encoding="utf-8")
    elif step.kind == "change":
        file.write_text(changed(file.read_text(encoding="utf-8"), step.text), encoding="utf-8")
    elif step.kind == "command":
        env = os.environ | {"COLUMNS": "80", "PYTHONPATH": str(ROOT / "src")}
        words = [sys.executable, "-m", "socsim.cli", *shlex.split(step.text)[1:]]
        done = subprocess.run(words, cwd=folder, env=env, stdout=subprocess.PIPE, text=True, check=False)
        print(step.text, done.returncode, sep=": ", file=sys.stderr)
        return done.stdout
    return ""


def refreshed(page: Path, folder: Path) -> str:
    """The page's text with what commands print now; its images of charts are those of the first run."""
    text = page.read_text(encoding="utf-8")
    images = {name: name.rpartition("-")[2] for name in re.findall(rf"images/{page.stem}-\w+\.png", text)}
    for step in steps(page):
        printed = do(step, folder)
        if step.shown.strip():
            text = text.replace(step.shown, anew(step, printed), 1)
        for name, chart in list(images.items()):
            for drawn in folder.glob(f"results/*/charts/{chart}"):
                (page.parent / name).write_bytes(drawn.read_bytes())
                images.pop(name, None)
    return text


def main(names: list[str]) -> None:
    """Write what commands print into these pages again, into all where none is named."""
    for page in done_pages():
        if not names or page.stem in names:
            with TemporaryDirectory(prefix="socsim-steps-") as made:
                page.write_text(refreshed(page, Path(made)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
