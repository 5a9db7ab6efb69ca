"""What a number of the scenario is called: words, and whose it is, instead of its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from socsim.charts.about import About
from socsim.locale import listed, say, say_or
from socsim.scenario.keypaths import root
from socsim.scenario.quantities import Distribution

OWNED = {  # keys below these are someone's: who, as part of the message's name
    "organisations.*.units.*.": "unit",
    "organisations.*.coordinators.*.": "coordinator",
    "organisations.*.": "organisation",
    "actors.*.": "unit",
    "needs.*.steps.*.": "step",
    "needs.*.": "need",
}
FEW = 2
"""More owners are counted."""


class Spelt(NamedTuple):
    """A key taken apart.

    Attributes
    ----------
    path : of the schema, as `needs.*.steps.*.effort`; of a distribution, its own.
    own : what stands for the stars; the position, from 1, in a list.
    end : which number of a distribution it is; empty elsewhere.
    """

    path: str
    own: tuple[str, ...]
    end: str


def number_words(keys: Sequence[str], about: About) -> str:
    """The words of the number that stands at some keys; the first of the keys where there are none.

    Parameters
    ----------
    keys : several where organisations inherit it from each other, as `Parameter.keys`.
    """
    spelt = [spell(key) for key in keys]
    section, rest, owners = _owned(spelt[0])
    stars = spelt[0].own[owners:]
    called = [_called(star, keys[0], about) for star in stars]
    values = dict(zip(("name", "other"), called, strict=False))
    what = _said([f"{section}{rest}", f"behaviour.{rest}"], values, about.language)
    if what is None:
        return keys[0]
    if spelt[0].end not in ("", "mean"):
        what = say("number.end", about.language, what=what, end=_end(spelt[0].end, about.language))
    where = _where(section, [one.own[:owners] for one in spelt], about)
    return say("number.of", about.language, what=what, where=where) if where else what


def number_quoted(keys: Sequence[str], about: About) -> str:
    """The same within a sentence."""
    words = number_words(keys, about)
    return words if words == keys[0] else about.say("number.quoted", words=words)


def section_words(section: str, about: About) -> str:
    """The words of a part of the scenario, two parts of a key; the key where there are none."""
    top, _, name = section.partition(".")
    if top == "organisations":
        return about.organisation(name)
    if top in ("needs", "actors", "districts"):
        return _called(name, section, about)
    known = say_or(f"section={section}", about.language, "")
    return known or number_words([section], about)


def unit_words(unit: str, language: str) -> str:
    """A unit as scenario files write it, as `h per month`, in a language."""
    return say_or(f"unit={unit}", language, unit) if unit else ""


@cache
def spell(key: str) -> Spelt:
    """Take a key apart by the schema."""
    spot, path, own = root(), list[str](), list[str]()
    parts = key.split(".")
    for place, part in enumerate(parts):
        if spot.annotation is Distribution:
            return Spelt(".".join(path), tuple(own), ".".join(parts[place:]))
        if spot.kind in ("names", "list"):
            path.append("*")
            own.append(str(int(part) + 1) if spot.kind == "list" and part.isdecimal() else part)
        else:
            path.append(part)
        below = spot.below(part)
        if below is None:
            return Spelt(".".join([*path, *parts[place + 1 :]]), tuple(own), "")
        spot = below
    return Spelt(".".join(path), tuple(own), "")


def _owned(spelt: Spelt) -> tuple[str, str, int]:
    """Whose it is, the rest of the path, and how many stars stand for the owners."""
    for above, section in OWNED.items():
        if spelt.path.startswith(above):
            return f"{section}.", spelt.path.removeprefix(above), above.count("*")
    return "", spelt.path, 0


def _said(paths: Sequence[str], values: Mapping[str, str], language: str) -> str | None:
    for path in paths:
        try:
            return say(f"number={path}", language, **values)
        except KeyError:
            continue
    return None


def _end(end: str, language: str) -> str:
    return say_or(f"end={end}", language, end)


def _called(name: str, key: str, about: About) -> str:
    """What the user's own name is called; of a profile, which has none in its key, by its place."""
    if key.startswith("population.profiles."):
        place = ".".join(key.split(".")[:3])
        if name.isdecimal():
            return about.labels.get(place, name)
    return about.labels.get(name) or say_or(f"called={name}", about.language, name.replace("_", " "))


def _where(section: str, owners: Sequence[tuple[str, ...]], about: About) -> str:
    """Whose number it is; without the organisations where it is all of theirs."""
    if not owners[0]:
        return ""
    among = [list(dict.fromkeys(column)) for column in zip(*owners, strict=True)]
    below = section in ("coordinator.", "organisation.") or (section == "unit." and len(among) == 2)
    organisations, others = (among[0], among[1:]) if below else ([], among)
    said = [_few([_called(name, "", about) for name in names], "units", about) for names in others]
    here = [name for name in organisations if name in about.organisations] or organisations
    if here and (len(here) == 1 or set(here) != set(about.organisations)):
        said.append(_few([about.organisation(name) for name in here], "organisations", about))
    return ", ".join(said)


def _few(names: Sequence[str], what: str, about: About) -> str:
    """Several by name; how many there are where they are more than one reads at a glance."""
    if len(names) > FEW:
        return about.say_count(f"number.several_{what}", len(names))
    return listed(names, about.language)
