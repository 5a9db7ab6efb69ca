"""The scenarios that come with socsim, by name: `socsim run stockholm`."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Where they are: in the installed package, or at the top of the source tree."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "scenarios"
    return installed if installed.is_dir() else here.parents[3] / "scenarios"


def names() -> list[str]:
    """Their names, in alphabetical order."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def is_bare(path: Path) -> bool:
    """Whether it is a name and nothing else."""
    return path.suffix == "" and path.parent == Path()


def found(path: Path) -> Path:
    """The file that is meant: a bare name of no file here is that of a packaged scenario.

    >>> found(Path("stockholm")).name
    'stockholm.yaml'
    >>> found(Path("scenarios/mine.yaml")).name
    'mine.yaml'
    """
    return beside(path, Path())


def beside(path: Path, here: Path) -> Path:
    """The same from a folder: a file in it, or a packaged scenario."""
    known = is_bare(path) and str(path) in names() and not (here / path).exists()
    return folder() / f"{path}.yaml" if known else here / path
