"""`robust` in words and on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.analysis.metrics import METRICS
from socsim.analysis.shares import BETTER, UNDECIDED, WORSE, Share
from socsim.charts.about import About
from socsim.charts.number_words import number_quoted, number_words, unit_words
from socsim.experiment.figures import Figure
from socsim.locale import capital, plain, say_or
from socsim.screen.answer_screen import Block

if TYPE_CHECKING:
    from socsim.answers.robust import Pair, Robust

NAMED = 5  # parameters that are named
Rows = tuple[Sequence[str], Sequence[Sequence[str]]]


def sentences(answer: Robust, language: str) -> list[str]:
    """Who is ahead for several needs and for one; what decides it; what the points rest on."""
    about = About.from_meta(answer.meta, language)
    said = []
    if answer.points.counted.any():
        said += [_ahead(answer, figure, about) for figure in answer.headline]
        said.append(_decides(answer, about))
    said.append(_points(answer, about))
    return said


def _ahead(answer: Robust, figure: Figure, about: About) -> str:
    """In what share of the points each second is better than the first."""
    said = []
    for pair in answer.pairs:
        better, worse, undecided = (answer.share(pair, figure, which) for which in (BETTER, WORSE, UNDECIDED))
        said.append(
            about.say(
                "robust.pair",
                second=about.organisation(pair[1]),
                first=about.organisation(pair[0]),
                better=_with_interval(better, about),
                worse=_percent(worse.value, about),
                undecided=_percent(undecided.value, about),
            )
        )
    what = METRICS[figure.metric].label(about.language)
    return about.say(
        "robust.ahead",
        what=capital(what),
        who=who(figure.group, about),
        counted=int(answer.points.counted.sum()),
        total=len(answer.points.counted),
        said="; ".join(said),
    )


def _decides(answer: Robust, about: About) -> str:
    """The parameters that stand out from chance, in the headline's first figure."""
    figure, said = answer.headline[0], []
    for pair in answer.pairs:
        found = answer.deciding[pair, figure]
        named = [at for at in found.order.tolist() if found.shown(at)] if found is not None else []
        if found is None or not named:
            continue
        parts = [
            about.say(
                "robust.decided",
                name=number_quoted(answer.draws.parameters[at].keys, about),
                low=_percent(float(found.better_low[at]), about),
                high=_percent(float(found.better_high[at]), about),
            )
            for at in named[:3]
        ]
        said.append(
            about.say(
                "robust.decides",
                second=about.organisation(pair[1]),
                first=about.organisation(pair[0]),
                said=about.listed(parts),
            )
        )
    number = len(answer.draws.parameters)
    if not said:
        return about.say_count("robust.none_decides", number)
    return about.say("robust.decide", said="; ".join(said), number=number)


def _points(answer: Robust, about: About) -> str:
    """How many points count, and what became of the others."""
    points, asked = answer.points, answer.asked
    total = len(points.finished)
    numbers, replications = len(answer.draws.parameters), len(asked.replications)
    said = [about.say("robust.points", numbers=numbers, replications=replications)]
    if points.apart.any():
        by = [
            about.say("robust.office", organisation=about.organisation(name), number=int(mine.sum()))
            for name, mine in zip(asked.trials.organisations, (~points.settled[points.apart]).T, strict=True)
            if mine.any()
        ]
        said.append(
            about.say("robust.unsettled", number=int(points.apart.sum()), total=total, said=", ".join(by))
        )
    targets = sum(one.organisation in asked.trials.organisations for one in asked.loaded.scenario.targets)
    if targets:
        key = "robust.calibrated" if points.calibrated else "robust.near"
        finished = int(points.finished.sum())
        said.append(about.say_count(key, int(points.near.sum()), finished=finished, targets=targets))
    if points.unfit.any():
        first = next(iter(asked.trials.unfit.values()))
        said.append(about.say_count("robust.unfit", int(points.unfit.sum()), why=first))
    left = int((~points.finished & ~points.unfit).sum())
    if left:
        key = "robust.budget" if asked.trials.over else "robust.failed"
        said.append(about.say_count(key, left))
    return " ".join(said)


def rows(answer: Robust, language: str) -> Rows:
    """Shares of the sets that count, for several needs and for one; a line a pair, and one a figure."""
    about, counted = About.from_meta(answer.meta, language), answer.points.counted
    shown = [figure for figure in answer.figures if figure.group in shown_groups(answer)]
    return _headings(about), _shares(answer, shown, counted, about) if counted.any() else []


def _headings(about: About) -> list[str]:
    return [about.say(f"robust.{name}") for name in ("what", "better", "undecided", "worse", "sets")]


def _shares(answer: Robust, shown: Sequence[Figure], of: Bools, about: About) -> list[list[str]]:
    made = []
    for pair in answer.pairs:
        made.append([capital(versus(pair, about)), "", "", "", ""])
        for figure in shown:
            one = answer.comparisons[pair, figure]
            cells = [_with_interval(one.share(which, of), about) for which in (BETTER, UNDECIDED, WORSE)]
            made.append([f"  {label(figure, about)}", *cells, str(int((one.judged & of).sum()))])
    return made


def apart_block(answer: Robust, language: str) -> Block:
    """The headline's shares of the sets in which some office does not come to rest."""
    about = About.from_meta(answer.meta, language)
    rows = _shares(answer, answer.headline, answer.points.apart, about)
    return Block(about.say("robust.apart"), _headings(about), rows)


def shown_groups(answer: Robust) -> set[str]:
    """The groups on the screen: one need and several, or what was asked for."""
    from socsim.answers.robust import ON_SCREEN

    there = {figure.group for figure in answer.figures}
    return {group for group in ON_SCREEN if group in there} or there


def deciding_block(answer: Robust, language: str) -> Block:
    """The parameters that matter most for the headline's first figure, for each pair."""
    about = About.from_meta(answer.meta, language)
    figure = answer.headline[0]
    names = ("parameter", "correlation", "low_third", "high_third")
    made = []
    for pair in answer.pairs:
        found = answer.deciding[pair, figure]
        if found is None:
            continue
        chance = about.say("robust.chance", band=about.number(found.band, 2))
        made.append([capital(versus(pair, about)), chance, "", ""])
        for at in found.order.tolist()[:NAMED]:
            made.append(
                [
                    _indented(answer.draws.parameters[at].keys, about),
                    about.number(float(found.correlation[at]), 2, sign=True),
                    _percent(float(found.better_low[at]), about),
                    _percent(float(found.better_high[at]), about),
                ]
            )
    heading = about.say("robust.deciding", what=label(figure, about))
    return Block(heading, [about.say(f"robust.{name}") for name in names], made)


def corner_block(answer: Robust, language: str) -> Block:
    """The points where the difference is largest each way, with the values of what decides."""
    about = About.from_meta(answer.meta, language)
    figure = answer.headline[0]
    numbers = answer.draws.numbers
    made = []
    for pair in answer.pairs:
        one, found = answer.comparisons[pair, figure], answer.deciding[pair, figure]
        for key, at in zip(("worst", "best"), answer.corners(pair, figure) or (), strict=False):
            low, high = (about.number(float(end[at]), 2) for end in (one.found.low, one.found.high))
            where = about.say(f"robust.{key}", point=at + 1)
            difference = f"{about.number(float(one.found.mean[at]), 2, sign=True)} ({low} – {high})"
            made.append([f"{capital(versus(pair, about))}, {where}", difference])
            for column in [] if found is None else found.order.tolist()[:NAMED]:
                parameter = answer.draws.parameters[column]
                value = plain(float(f"{numbers[at, column]:.3g}"), language)
                unit = unit_words(parameter.unit, language)
                made.append([_indented(parameter.keys, about), f"{value} {unit}".strip()])
    heading = about.say("robust.corners", what=label(figure, about))
    return Block(heading, [about.say(f"robust.{name}") for name in ("corner", "difference")], made)


def _indented(keys: Sequence[str], about: About) -> str:
    """The words of a number, and under them its key."""
    words = number_words(keys, about)
    return f"  {words}" if words == keys[0] else f"  {words}\n  {keys[0]}"


def label(figure: Figure, about: About) -> str:
    """Metric and group in a cell."""
    what = METRICS[figure.metric].label(about.language)
    statistic = "" if figure.statistic == "mean" else f" ({figure.statistic})"
    return f"{what}{statistic}, {who(figure.group, about)}"


def versus(pair: Pair, about: About) -> str:
    """The second compared with the first."""
    return about.say("robust.versus", second=about.organisation(pair[1]), first=about.organisation(pair[0]))


def who(group: str, about: About) -> str:
    """A group of clients in words."""
    return say_or(f"group.{group}", about.language, group)


def _percent(share: float, about: About) -> str:
    if not np.isfinite(share):
        return "–"
    return about.say("percent", number=round(100.0 * share))


def _with_interval(share: Share, about: About) -> str:
    if not np.isfinite(share.value):
        return "–"
    low, high = (round(100.0 * end) for end in (share.low, share.high))
    return f"{_percent(share.value, about)} ({low}–{high})"
