"""In what share of plausible sets of numbers an organisation is better than another, and what decides it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from socsim.analysis.metrics import METRICS
from socsim.charts.about import SEVERAL, About
from socsim.charts.number_words import number_words
from socsim.charts.sheet import fitting, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Fill,
    Page,
    across,
    body_room,
    in_lines,
    page,
    settled,
    styled,
    text_height,
    text_width,
    tiny,
    wrap,
)
from socsim.locale import capital, say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PARTS = {
    "better": Fill("#0072B2", "", "white"),
    "undecided": Fill("#FFFFFF", "", SOFT),
    "worse": Fill("#E69F00", "////", INK),
}
GROUPS = ("needs=1", "needs=2+", "needs=2", "needs=3", "needs=4+")
WITHIN = ("needs=2", "needs=3", "needs=4+")  # parts of several needs
ABREAST = 3  # pairs beside each other
PITCH, THICK, THIN = 0.27, 0.58, 0.16  # inches from bar to bar; of it the two bars
GAP = 0.25
NAMED = 5  # parameters under a pair
SLIM = 0.36  # inches a parameter on a slide, which is wide
LINE, LINES = 0.62, 3  # inches a parameter; lines of its name
PLAIN = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}


def robust(
    shares: pd.DataFrame,
    parameters: pd.DataFrame,
    counts: Mapping[str, int],
    meta: Mapping[str, Any],
    language: str = "en",
) -> Figure:
    """Bars of shares, a column a pair of organisations, with the parameters that decide below.

    Parameters
    ----------
    shares : the table of `Robust`.
    parameters : a row for each pair, figure and parameter, in order of rank.
    counts : `numbers` drawn; sets in `total`, `counted` and `apart`.
    """
    about = About.from_meta(meta, language)
    pairs = list(dict.fromkeys(zip(shares["second"], shares["first"], strict=True)))
    rows = _rows(shares)
    with styled():
        names = max(text_width(_who(group, about), SMALL) for _, _, group in rows) + 0.3
        bands = [pairs[at : at + ABREAST] for at in range(0, len(pairs), ABREAST)]
        headline = _headline(shares)
        heads = [_pair_heads(band, names, about) for band in bands]
        metrics = list(dict.fromkeys((metric, statistic) for metric, statistic, _ in rows))
        bars = len(rows) * PITCH + len(metrics) * 0.32
        panel = _panel_height(parameters, headline, pairs)
        note = wrap(about.say("robust.panel_note"), across(), SMALL)
        below = 0.15 + 0.2 + text_height(note, SMALL) + 0.05 + panel
        body = 0.3 + sum(max(map(text_height, head)) + 0.05 + bars + below for head in heads)
        body += 0.3 * (len(bands) - 1)
        subtitle = about.say("robust.subtitle", numbers=counts["numbers"], counted=counts["counted"])
        if counts["apart"]:
            subtitle += " " + about.say("robust.subtitle_apart", apart=counts["apart"])
        source = f"{about.origin} {about.say('robust.note', replications=about.replications)}"
        title = _title(shares, headline, counts, about)
        if sheet().is_slide:
            texts = (title, subtitle, source)
            return _slide(shares, parameters, texts, bands, names, about)
        on = page(title, subtitle, source, body)
        _key(on, about)
        top = on.top - 0.3
        for band, head in zip(bands, heads, strict=True):
            room = (on.right - on.left - names) / len(band)
            for at, words in enumerate(head):
                on.write(on.left + names + at * room, top, words, BODY, weight="bold")
            top -= max(map(text_height, head)) + 0.05
            high = top
            for at, pair in enumerate(band):
                mine = shares[(shares["second"] == pair[0]) & (shares["first"] == pair[1])]
                left = on.left + names + at * room
                high = _bars(on, mine, rows, (left, top, room - GAP), about, named=at == 0)
            top = high - 0.15
            what = METRICS[headline[0]].label(language)
            heading = about.say("robust.panel", what=what, who=_who(headline[2], about))
            on.write(on.left, top, heading, BODY, weight="bold")
            on.write(on.left, top - 0.2, note, SMALL, color=SOFT)
            top -= 0.2 + text_height(note, SMALL) + 0.05
            for at, pair in enumerate(band):
                left = on.left + at * (on.right - on.left) / len(band)
                width = (on.right - on.left) / len(band) - GAP
                _decides(on, shares, parameters, headline, pair, (left, top, width), about)
            top -= panel + 0.3
        return settled(on.figure)


def _slide(
    shares: pd.DataFrame,
    parameters: pd.DataFrame,
    texts: tuple[str, str, str],
    bands: Sequence[Sequence[tuple[str, str]]],
    names: float,
    about: About,
) -> Figure:
    """The bars of some metrics, or what decides between one pair."""
    rows, space = _rows(shares), body_room(*texts)
    metrics = list(dict.fromkeys(one[:2] for one in rows))
    blocks = [[one for one in rows if one[:2] == metric] for metric in metrics]
    highs = [len(block) * PITCH + 0.32 for block in blocks]
    pages: list[tuple[Sequence[tuple[str, str]], list[tuple[str, str, str]]]] = []
    for band in bands:
        head = max(map(text_height, _pair_heads(band, names, about))) + 0.05
        for part in fitting(highs, space - 0.3 - head):
            pages.append((band, [one for at in part for one in blocks[at]]))
    said = [pair for band in bands for pair in band if len(_shown(parameters, _headline(shares), pair))]
    pages += [([pair], []) for pair in said]
    band, drawn = this_one(pages)
    if not drawn:
        return _deciding(shares, parameters, texts, band[0], about)
    heads = _pair_heads(band, names, about)
    head = max(map(text_height, heads)) + 0.05
    on = page(*texts, 0.3 + head + len(drawn) * PITCH + len({one[:2] for one in drawn}) * 0.32)
    _key(on, about)
    room = (on.right - on.left - names) / len(band)
    for at, (pair, words) in enumerate(zip(band, heads, strict=True)):
        left = on.left + names + at * room
        on.write(left, on.top - 0.3, words, BODY, weight="bold")
        mine = shares[(shares["second"] == pair[0]) & (shares["first"] == pair[1])]
        _bars(on, mine, drawn, (left, on.top - 0.3 - head, room - GAP), about, named=at == 0)
    return settled(on.figure)


def _deciding(
    shares: pd.DataFrame,
    parameters: pd.DataFrame,
    texts: tuple[str, str, str],
    pair: tuple[str, str],
    about: About,
) -> Figure:
    """A slide of what decides between two, as many of its parameters as there is room for."""
    headline, space = _headline(shares), body_room(*texts)
    note = wrap(about.say("robust.panel_note"), across(), SMALL)
    above = 0.2 + text_height(note, SMALL) + 0.05
    most = max(1, int((space - above - 0.55) / SLIM))
    on = page(*texts, above + most * SLIM + 0.55)
    what = METRICS[headline[0]].label(about.language)
    heading = about.say("robust.panel", what=what, who=_who(headline[2], about))
    on.write(on.left, on.top, heading, BODY, weight="bold")
    on.write(on.left, on.top - 0.2, note, SMALL, color=SOFT)
    box = (on.left, on.top - above, across() - GAP)
    _decides(on, shares, parameters, headline, pair, box, about, SLIM, most)  # fmt: skip
    return settled(on.figure)


def _rows(shares: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Metric, statistic and group of each bar."""
    there = list(dict.fromkeys(zip(shares["metric"], shares["statistic"], shares["group"], strict=True)))
    metrics = list(dict.fromkeys(one[:2] for one in there))
    order = {group: place for place, group in enumerate(GROUPS)}
    return sorted(there, key=lambda one: (metrics.index(one[:2]), order.get(one[2], -1)))


def _headline(shares: pd.DataFrame) -> tuple[str, str, str]:
    """The figure that the title is about: the first metric, for several needs where that is known."""
    first = shares.iloc[0]
    same = shares[(shares["metric"] == first["metric"]) & (shares["statistic"] == first["statistic"])]
    group = SEVERAL if (same["group"] == SEVERAL).any() else str(first["group"])
    return str(first["metric"]), str(first["statistic"]), group


def _of(frame: pd.DataFrame, figure: tuple[str, str, str]) -> pd.DataFrame:
    metric, statistic, group = figure
    return frame[(frame["metric"] == metric) & (frame["statistic"] == statistic) & (frame["group"] == group)]


def _title(
    shares: pd.DataFrame, headline: tuple[str, str, str], counts: Mapping[str, int], about: About
) -> str:
    """In what share of the sets the others are better than the reference."""
    rows = _of(shares[shares["settled"]], headline)
    if not rows["points"].any():
        return about.say("robust.title_none")
    mine = rows[(rows["first"] == about.reference) | (len(rows) == 1)]
    said = [
        about.say(
            "robust.title_pair",
            second=about.organisation(row["second"]),
            first=about.organisation(row["first"]),
            better=_percent(row["better"], about),
            worse=_percent(row["worse"], about),
        )
        for row in (mine if len(mine) else rows).to_dict("records")
    ]
    what = METRICS[headline[0]].label(about.language)
    return about.say(
        "robust.title",
        who=capital(_who(headline[2], about)),
        what=what,
        counted=counts["counted"],
        total=counts["total"],
        said="; ".join(said),
    )


def _pair_heads(band: Sequence[tuple[str, str]], names: float, about: About) -> list[str]:
    room = (across() - names) / len(band) - GAP
    return [wrap(capital(_versus(pair, about)), room, BODY, bold=True) for pair in band]


def _key(on: Page, about: About) -> None:
    """What the parts of a bar are, above the bars."""
    from matplotlib.patches import Rectangle

    x, y = on.left, on.top - 0.06
    for part, fill in PARTS.items():
        swatch = Rectangle((x / on.width, (y - 0.07) / on.height), 0.22 / on.width, 0.14 / on.height,
                           transform=on.figure.transFigure, facecolor=fill.colour, hatch=fill.hatch,
                           edgecolor=INK, linewidth=0.6)  # fmt: skip
        on.figure.add_artist(swatch)
        word = about.say(f"robust.{part}")
        on.write(x + 0.28, y, word, SMALL, va="center")
        x += 0.28 + text_width(word, SMALL) + 0.3


def _bars(
    on: Page,
    mine: pd.DataFrame,
    rows: Sequence[tuple[str, str, str]],
    box: tuple[float, float, float],
    about: About,
    *,
    named: bool,
) -> float:
    """The bars of a pair, a block a metric; returns how far down they reach."""
    left, top, width = box
    for metric in dict.fromkeys(one[:2] for one in rows):
        groups = [one for one in rows if one[:2] == metric]
        if named:
            what = capital(METRICS[metric[0]].label(about.language))
            statistic = "" if metric[1] == "mean" else f" ({metric[1]})"
            on.write(on.left, top - 0.06, what + statistic, SMALL, weight="bold")
        top -= 0.27
        height = len(groups) * PITCH
        axes = on.axes(left, top - height, width, height)
        axes.set_xlim(0.0, 1.0)
        axes.set_ylim(len(groups) - 0.5, -0.5)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[["left", "bottom"]].set_visible(False)
        for place, figure in enumerate(groups):
            found = _of(mine, figure)
            for settles in (True, False):
                row = found[found["settled"] == settles]
                if len(row) and row["points"].iloc[0]:
                    _bar(axes, row.iloc[0], place, about, settles=settles)
            if named:
                indent = 0.15 if figure[2] in WITHIN and len(groups) > 2 else 0.0
                y = top - (place + 0.45) * PITCH
                on.write(on.left + indent, y, _who(figure[2], about), SMALL, va="center")
        top -= height + 0.05
    return top


def _bar(axes: Axes, row: pd.Series, place: int, about: About, *, settles: bool) -> None:
    """One bar: thick for the sets in which all offices settle, thin for the others."""
    height = THICK if settles else THIN
    middle = place - 0.12 if settles else place + 0.34
    start = 0.0
    for part, fill in PARTS.items():
        share = float(row[part])
        hatch = fill.hatch if settles else ""
        axes.barh([middle], [share], height, left=start, color=fill.colour, hatch=hatch,
                  edgecolor=INK, linewidth=0.5)  # fmt: skip
        if settles and share >= 0.11:
            words = _percent(share, about)
            shade = fill.colour if fill.hatch else "none"
            box = {"facecolor": shade, "edgecolor": "none", "pad": 0.8}
            axes.text(start + share / 2, middle, words, fontsize=tiny(SMALL - 1), color=fill.ink,
                      ha="center", va="center_baseline", bbox=box)  # fmt: skip
        start += share
    if settles:
        ends = [float(row["better_ci_low"]), float(row["better_ci_high"])]
        axes.plot(ends, [middle - 0.36] * 2, color=INK, linewidth=1.2, clip_on=False)


def _panel_height(
    parameters: pd.DataFrame, headline: tuple[str, str, str], pairs: Sequence[tuple[str, str]]
) -> float:
    most = max((len(_shown(parameters, headline, pair)) for pair in pairs), default=0)
    return max(most, 1) * LINE + 0.55


def _shown(parameters: pd.DataFrame, headline: tuple[str, str, str], pair: tuple[str, str]) -> pd.DataFrame:
    if parameters.empty:
        return parameters
    mine = _of(parameters, headline)
    mine = mine[(mine["second"] == pair[0]) & (mine["first"] == pair[1]) & mine["shown"]]
    return mine.head(NAMED)


def _decides(
    on: Page,
    shares: pd.DataFrame,
    parameters: pd.DataFrame,
    headline: tuple[str, str, str],
    pair: tuple[str, str],
    box: tuple[float, float, float],
    about: About,
    line: float = LINE,
    most: int = NAMED,
) -> None:
    """How the share in which the second is better goes with each parameter that stands out from chance."""
    left, top, width = box
    words = wrap(_versus(pair, about), width, SMALL)
    on.write(left, top, words, SMALL, color=SOFT)
    top -= 0.32
    found = _shown(parameters, headline, pair).head(most)
    if found.empty:
        on.write(left, top - 0.05, wrap(about.say("robust.nothing_shown"), width, SMALL), SMALL)
        return
    high = len(found) * line
    axes = on.axes(left + 0.05, top - high, width - 0.1, high)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([0.0, 0.5, 1.0], [_percent(at, about) for at in (0.0, 0.5, 1.0)])
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    everywhere = _of(shares[shares["settled"]], headline)
    everywhere = everywhere[(everywhere["second"] == pair[0]) & (everywhere["first"] == pair[1])]
    axes.axvline(float(everywhere["better"].iloc[0]), color=SOFT, linewidth=0.8, linestyle=(0, (4, 3)))
    blue = PARTS["better"].colour
    for place, row in enumerate(found.to_dict("records")):
        y = place + 0.34
        ends = [float(row["better_low"]), float(row["better_high"])]
        axes.plot(ends, [y, y], color=blue, linewidth=1.6, zorder=3)
        axes.plot(
            ends[:1], [y], "o", color=blue, markerfacecolor="white", markersize=6, zorder=4, clip_on=False
        )
        axes.plot(ends[1:], [y], "o", color=blue, markersize=6, zorder=5, clip_on=False)
        name = in_lines(number_words(str(row["keys"]).split(), about), width - 0.1, most=LINES)
        on.write(left + 0.05, top - (place + 0.7) * line + 0.07, name, SMALL, va="bottom", bbox=PLAIN)


def _versus(pair: tuple[str, str], about: About) -> str:
    return about.say("robust.versus", second=about.organisation(pair[0]), first=about.organisation(pair[1]))


def _who(group: str, about: About) -> str:
    return say_or(f"group.{group}", about.language, group)


def _percent(share: float, about: About) -> str:
    return about.say("percent", number=round(100.0 * share)) if math.isfinite(share) else "–"
