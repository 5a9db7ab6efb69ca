"""Reads a scenario file: parse, inherit, `--set`, sources, schema, cross checks; or every problem at once."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from socsim.scenario import check_plan
from socsim.scenario.checks import findings
from socsim.scenario.errors import Problem, ScenarioError, suggest
from socsim.scenario.inherit import inherit_organisations, read_file, size, without_nulls
from socsim.scenario.keypaths import find
from socsim.scenario.overrides import override
from socsim.scenario.packaged import found
from socsim.scenario.schema import Scenario
from socsim.scenario.sources import Counts, Source, Spot, Stripper
from socsim.scenario.texts import unfit
from socsim.scenario.tree import MOST_NODES, Node, whole
from socsim.scenario.wording import clean, translate, written


@dataclass(frozen=True)
class Loaded:
    """A scenario that was read and found right.

    Attributes
    ----------
    scenario : the checked scenario.
    path : its file.
    sources : what the file says of where its numbers come from, by dotted key path.
    counts : how many parameters are sourced, stated as assumptions, or neither.
    as_run : the scenario as written, with everything inherited and set, sources included.
    texts : the text of every file that was read, by path.
    spots : where in the files each number with a source was written.
    """

    scenario: Scenario
    path: Path
    sources: Mapping[str, Source]
    counts: Counts
    as_run: Mapping[str, Any]
    texts: Mapping[Path, str]
    spots: Mapping[str, Spot]
    _root: Node = field(repr=False)

    def problem(self, key: str | Iterable[Any], right: str) -> Problem:
        """Return a problem at a key, with its file, line and value, for a `ScenarioError`."""
        path = tuple(key.split(".") if key else ()) if isinstance(key, str) else tuple(key)
        return self._root.problem(path, right)

    def organisations(self, chosen: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the chosen organisations in the file's order; all of them when none is chosen.

        Raises
        ------
        ScenarioError : with a line for each name that the scenario does not know.
        """
        known = self.scenario.organisations
        wrong = [name for name in chosen if name not in known]
        if wrong:
            problems = []
            for name in wrong:
                right = suggest("there is no such organisation", name, known)
                problems.append(Problem(str(self.path), None, "--organisation", name, right))
            raise ScenarioError(problems)
        return tuple(name for name in known if not chosen or name in chosen)

    def together(self, key: str) -> tuple[str, ...]:
        """Return the keys whose value is written in the same place, since one inherits it from the other.

        Just the key itself where the files do not state it.
        """
        path = tuple(key.split("."))
        spots = {".".join(map(str, at)): spot for at, spot in _spots(self._root, ())}
        own = spots.get(".".join(path))
        return (key,) if own is None else tuple(name for name, spot in spots.items() if spot == own)

    @property
    def stated(self) -> dict[str, Any]:
        """The scenario as written, everything inherited and set, without sources: what `at` changes."""
        plain: dict[str, Any] = self._root.plain()
        return plain

    def at(self, changes: Mapping[str, Any]) -> Scenario:
        """Return the scenario with other values at some keys, checked as a file is, but ten times sooner.

        Parameters
        ----------
        changes : values as a file would write them, by dotted key; None takes the key away.

        Raises
        ------
        ScenarioError : where the scenario with these values will not do.
        """
        plain = self._root.plain()
        for key, value in changes.items():
            path = tuple(key.split("."))
            if value is not None:
                _make_way(plain, path)
            _put(plain, path, value, remove=value is None)
        problems = translate(_errors(plain), self._root)
        if not problems:
            scenario = Scenario.model_validate(plain)
            wrong = list(findings(scenario, plain)) or list(check_plan.findings(scenario))
            problems = [self._root.problem(path, right) for path, right in wrong]
        if problems:
            raise ScenarioError(problems)
        return scenario


def load(path: str | Path, set: Sequence[str] = ()) -> Loaded:
    """Read a scenario file.

    Parameters
    ----------
    path : the file, or the name of a scenario that comes with socsim, such as `stockholm`.
    set : replacements of single keys, each ``key.path=value`` with the value as YAML; they are made
        after all that `like` brings in.

    Returns
    -------
    Loaded

    Raises
    ------
    ScenarioError : with all problems, each with file, line, key, value and what would be right.
    """
    path = found(Path(path))
    problems: list[Problem] = []
    texts: dict[Path, str] = {}
    root = read_file(path, problems, texts)
    inherit_organisations(root, problems)
    root = without_nulls(root)
    for text in set:
        override(root, text, problems)
    return _checked(path, without_nulls(root), texts, problems)


def load_again(as_run: Mapping[str, Any], path: str | Path) -> Loaded:
    """Read what `Loaded.as_run` was, as from a manifest: everything is inherited and set in it already.

    Parameters
    ----------
    path : the file that messages name.

    Raises
    ------
    ScenarioError : where this version takes it for no scenario.
    """
    return _checked(Path(path), Node.of(as_run, str(path)), {}, [])


def _checked(path: Path, root: Node, texts: dict[Path, str], problems: list[Problem]) -> Loaded:
    if size(root) > MOST_NODES:
        raise ScenarioError([Problem(str(path), None, "", "", "inherits more than a scenario can hold")])
    problems += unfit(root)
    stripper = Stripper()
    bare = stripper.strip(root)
    problems += stripper.problems
    scenario = _validate(bare, stripper.sources, problems)
    if scenario is not None and not problems:
        problems += [bare.problem(path, right) for path, right in check_plan.findings(scenario)]
    if problems or scenario is None:
        raise ScenarioError(problems)
    spots = stripper.spots
    return Loaded(scenario, path, stripper.sources, stripper.counts(), root.plain(), texts, spots, bare)


def _spots(node: Node, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Spot]]:
    """Where each value below a node is written."""
    if isinstance(node.value, (dict, list)):
        named = node.value.items() if isinstance(node.value, dict) else enumerate(node.value)
        for name, below in named:
            yield from _spots(below, (*path, name))
    else:
        yield path, (node.file, node.line, node.column)


def _validate(root: Node, sources: Mapping[str, Source], problems: list[Problem]) -> Scenario | None:
    """Return the scenario, or None; add what is wrong to `problems`, cross checks included."""
    plain = root.plain()
    errors = _errors(plain)
    problems += translate(errors, root)
    removed: list[tuple[Any, ...]] = []
    if errors:
        plain, removed = _mended(plain, errors, root)
        if plain is None:
            return None
    else:
        problems += _ranges(plain, root, sources)
    scenario = Scenario.model_validate(plain)
    for path, right in findings(scenario, plain):
        if not any(_follows(path, wrong) for wrong in removed):
            problems.append(root.problem(path, right))
    return None if errors else scenario


def _follows(path: tuple[Any, ...], wrong: tuple[Any, ...]) -> bool:
    """Tell whether a finding may come of nothing but a value that was taken out: one beside it, or below."""
    if len(wrong) == 1 or wrong[: len(path)] == path:
        return True
    beside = len(wrong) > 2 and path[: len(wrong) - 1] == wrong[:-1]
    return beside or (len(path) > 2 and wrong[: len(path) - 1] == path[:-1])


def _errors(plain: Any) -> list[Any]:
    try:
        Scenario.model_validate(plain)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _ranges(plain: Any, root: Node, sources: Mapping[str, Source]) -> list[Problem]:
    """Low and high must be values that the key can take, too."""
    problems = []
    for end in ("low", "high"):
        varied = copy.deepcopy(plain)
        for key, source in sources.items():
            if getattr(source, end) is not None:
                _put(varied, tuple(key.split(".")), getattr(source, end))
        for problem in translate(_errors(varied), root):
            right = f"{end} {problem.right}"
            problems.append(Problem(problem.file, problem.line, problem.key, problem.value, right))
    return problems


def _mended(plain: Any, errors: list[Any], root: Node) -> tuple[Any, list[tuple[Any, ...]]]:
    """Return the values without the broken ones, so that the cross checks see the rest.

    Where the schema has an example, it stands in; the paths of what was taken out come second. None
    where that does not suffice. Nothing but error messages comes of it.
    """
    mended, removed = copy.deepcopy(plain), []
    for error in errors:
        path = clean(error["loc"])
        if error["type"] != "missing":
            path = written(path, root)
        spot = find(path)
        if error["type"] == "extra_forbidden" or "[key]" in error["loc"]:
            removed.append(path)
        elif spot is not None and spot.examples:
            _put(mended, path, spot.examples[0])
        elif spot is not None and spot.choices:
            _put(mended, path, spot.choices[0])
        elif error["type"] != "missing":
            removed.append(path)
    for path in removed:
        _put(mended, path, None, remove=True)
    return (None if _errors(mended) else mended), removed


def _make_way(tree: Any, path: tuple[str, ...]) -> None:
    """Add the sections on the way to a key that are not there."""
    here = tree
    for part in path[:-1]:
        if isinstance(here, dict):
            name = next((k for k in here if str(k) == part), part)
            here = here.setdefault(name, {})
        elif isinstance(here, list) and (at := whole(part)) is not None and at < len(here):
            here = here[at]
        else:
            return


def _put(tree: Any, path: tuple[Any, ...], value: Any, remove: bool = False) -> None:
    here = tree
    for position, part in enumerate(path):
        if isinstance(here, list):
            at = whole(part)
            part = at if at is not None and at < len(here) else None
        elif isinstance(here, dict):
            part = next((k for k in here if str(k) == str(part)), part)
        if part is None or not isinstance(here, (list, dict)):
            return
        if position == len(path) - 1:
            if not remove:
                here[part] = value
            elif isinstance(here, dict):
                here.pop(part, None)
        elif isinstance(here, dict) and part not in here:
            return
        else:
            here = here[part]
