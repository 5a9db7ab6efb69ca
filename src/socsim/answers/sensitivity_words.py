"""The tables of `sensitivity`, and what it says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.metrics import METRICS
from socsim.analysis.screening import Effects
from socsim.charts.about import About
from socsim.charts.number_words import number_quoted, number_words, section_words, unit_words
from socsim.charts.tornado import first_is_shown, longest_first
from socsim.locale import capital, plain, say_or
from socsim.screen.answer_screen import Block

if TYPE_CHECKING:
    import pandas as pd

    from socsim.answers.sensitivity import Sensitivity

NAMED, MOST = 3, 12  # in the sentence; in the table of the screening
Rows = tuple[Sequence[str], Sequence[Sequence[str]]]
COLUMNS = (
    "parameter", "keys", "low", "value", "high", "unit", "stated", "at_low", "at_low_ci_low",
    "at_low_ci_high",
    "at_high", "at_high_ci_low", "at_high_ci_high", "first_order", "first_order_half_points",
    "first_order_half_replications", "total_order", "total_order_half_points",
    "total_order_half_replications", "replications", "source",
)  # fmt: skip


def top_table(answer: Sensitivity) -> pd.DataFrame:
    """A row for each number that matters most: changes at its ends, and its shares of the variance."""
    import pandas as pd

    made = []
    for at, one in enumerate(answer.top):
        row: dict[str, Any] = {"parameter": one.name, "keys": " ".join(one.keys)}
        row |= {"low": one.low, "value": one.value, "high": one.high, "unit": one.unit}
        row["source"] = one.source.source
        row["replications"] = len(answer.asked.replications)
        if answer.ends is not None:
            row["stated"] = answer.ends.stated.mean[0]
            for end, found in (("at_low", answer.ends.low), ("at_high", answer.ends.high)):
                row |= {end: found.mean[at], f"{end}_ci_low": found.low[at], f"{end}_ci_high": found.high[at]}
        if answer.indices is not None:
            found_of = answer.indices
            for order, share, points, replications in (
                ("first_order", found_of.first, found_of.first_points, found_of.first_replications),
                ("total_order", found_of.total, found_of.total_points, found_of.total_replications),
            ):
                row |= {order: share[at], f"{order}_half_points": points[at]}
                row[f"{order}_half_replications"] = replications[at]
        made.append(row)
    return pd.DataFrame(made, columns=list(COLUMNS))


def screening_table(answer: Sensitivity) -> pd.DataFrame:
    """A row for each section and each number that was screened, the one that matters most first."""
    import pandas as pd

    made = [
        {
            "of": what,
            "factor": found.names[at],
            "mu_star": found.size[at],
            "half_points": found.half_points[at],
            "half_replications": found.half_replications[at],
            "sigma": found.spread[at],
            "chance": found.chance[at],
            "trajectories": found.trajectories,
            "replications": found.replications,
        }
        for what, found in (("section", answer.sections), ("number", answer.single))
        if found is not None
        for at in found.order
    ]
    return pd.DataFrame(made)


def sentences(answer: Sensitivity, language: str) -> list[str]:
    """What moves the figure most; what that rests on."""
    about = About.from_meta(answer.meta, language)
    of = subject(answer.figure.metric, answer.figure.group, answer.organisations, about)
    said = []
    if answer.ends is not None:
        parts = [
            about.say(
                "sensitivity.from_to",
                name=number_quoted(one.keys, about),
                low=_amount(float(answer.ends.low.mean[at]), answer, about),
                high=_amount(float(answer.ends.high.mean[at]), answer, about),
            )
            for at, one in enumerate(answer.top[:NAMED])
            if answer.ends.low.mean[at] or answer.ends.high.mean[at]
        ]
        if parts:
            said.append(about.say("sensitivity.most", of=of, said=about.listed(parts)))
            if len(answer.top) > 1 and not first_is_shown(longest_first(top_table(answer))):
                said[-1] += " " + about.say("sensitivity.most_open")
        else:
            said.append(about.say("sensitivity.nothing", of=of))
    if answer.indices is not None:
        found, at = answer.indices, int(np.nanargmax(answer.indices.total))
        said.append(
            about.say(
                "sensitivity.share",
                number=len(answer.top),
                name=number_quoted(answer.top[at].keys, about),
                alone=_percent(found.first[at], about),
                together=_percent(found.total[at], about),
                of_points=_percent(found.first_points[at], about),
                of_replications=_percent(found.first_replications[at], about),
                noise=_percent(found.noise, about),
                points=found.points,
            )
        )
    said.append(
        about.say(
            "sensitivity.rests",
            numbers=len(answer.parameters),
            screened=len(answer.screened),
            replications=about.say_count("source.replications", len(answer.asked.replications)),
        )
    )
    unfit = len(answer.asked.trials.unfit)
    if unfit:
        first = next(iter(answer.asked.trials.unfit.values()))
        said[-1] += " " + about.say_count("sensitivity.unfit", unfit, why=first)
    if answer.asked.trials.over:
        done = "single" if answer.single is None else "ends" if answer.ends is None else "indices"
        said[-1] += " " + about.say(f"sensitivity.over_{done}")
    return said


def rows(answer: Sensitivity, language: str) -> Rows:
    """The numbers that matter most: their range, the change at either end, and the indices."""
    about = About.from_meta(answer.meta, language)
    names = ("number", "range", "at_low", "at_high", "first", "total")
    made = []
    for at, one in enumerate(answer.top):
        unit = f" {unit_words(one.unit, language)}" if one.unit else ""
        ends = [plain(float(f"{end:.4g}"), language) for end in (one.low, one.high)]
        cells = [with_key(one.keys, about), f"{ends[0]}–{ends[1]}{unit}"]
        for found in (answer.ends.low, answer.ends.high) if answer.ends is not None else ():
            low, high = (_amount(float(end[at]), answer, about) for end in (found.low, found.high))
            cells.append(f"{_amount(float(found.mean[at]), answer, about)} ({low} – {high})")
        cells += [""] * (4 - len(cells))
        for which in ("first", "total"):
            cells.append("" if answer.indices is None else _index(answer, which, at, about))
        made.append(cells)
    return [about.say(f"sensitivity.{name}") for name in names], made


def screening_blocks(answer: Sensitivity, language: str) -> list[Block]:
    """The screening of sections and of single numbers."""
    about = About.from_meta(answer.meta, language)
    keys = {one.name: one.keys for one in answer.screened}
    names = ("factor", "effect", "over_points", "over_replications", "chance")
    return [
        Block(
            about.say(f"sensitivity.{what}", trajectories=found.trajectories),
            [about.say(f"sensitivity.{name}") for name in names],
            [
                [_factor(found.names[at], keys, about), *_effect(found, at, answer, about)]
                for at in found.order[:MOST]
            ],
        )
        for what, found in (("sections", answer.sections), ("numbers", answer.single))
        if found is not None
    ]


def _factor(name: str, keys: Mapping[str, Sequence[str]], about: About) -> str:
    """A number that was looked at by itself, or a section."""
    return with_key(keys[name], about) if name in keys else f"{section_words(name, about)}\n{name}"


def with_key(keys: Sequence[str], about: About) -> str:
    """The words of a number, and under them the key by which it is turned."""
    words = number_words(keys, about)
    return words if words == keys[0] else f"{words}\n{keys[0]}"


def _effect(found: Effects, at: int, answer: Sensitivity, about: About) -> list[str]:
    values = (found.size, found.half_points, found.half_replications, found.chance)
    shown = [_amount(float(one[at]), answer, about, sign=False) for one in values]
    return [shown[0], f"±{shown[1]}", f"±{shown[2]}", shown[3]]


def subject(metric: str, group: str, organisations: Sequence[str], about: About) -> str:
    """What is moved, in words."""
    what = METRICS[metric].label(about.language)
    who = say_or(f"group.{group}", about.language, group)
    names = [about.organisation(name) for name in organisations]
    if len(names) == 1:
        return capital(about.say("sensitivity.of_one", what=what, who=who, organisation=names[0]))
    return capital(about.say("sensitivity.of_two", what=what, who=who, second=names[1], first=names[0]))


def _index(answer: Sensitivity, which: str, at: int, about: About) -> str:
    found = answer.indices
    assert found is not None
    share, points, replications = (
        (found.first, found.first_points, found.first_replications)
        if which == "first"
        else (found.total, found.total_points, found.total_replications)
    )
    halves = [_percent(half[at], about) for half in (points, replications)]
    return f"{_percent(share[at], about)} ±{halves[0]} ±{halves[1]}"


def _amount(value: float, answer: Sensitivity, about: About, *, sign: bool = True) -> str:
    """A change of the figure; a share in percentage points."""
    share = METRICS[answer.figure.metric].measured_in == "share"
    return about.number(round(100.0 * value if share else value, 6), 2, sign=sign)


def _percent(share: float, about: About) -> str:
    if not math.isfinite(share):
        return "–"
    return about.say("percent", number=about.number(round(100.0 * share), 1))
