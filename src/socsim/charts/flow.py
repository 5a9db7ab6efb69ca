"""The flow of clients between units, with what leaks out of it: a panel an organisation."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from socsim.analysis.closer.flow import ALL, ARRIVES, ENDS, FELL, LEFT, NOT_YET, OPEN, SUPPORTED
from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.levels import levels, source, title
from socsim.charts.parts import Part, swatches
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    INK,
    SOFT,
    Fill,
    across,
    body_room,
    page,
    settled,
    spread,
    styled,
    text_height,
    wrap,
)
from socsim.locale import capital, decimals, fixed, say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADING, BELOW = 0.1, 0.24  # inches: between a heading and its panel, below the panel
BAR, LABELS = 0.09, 1.35  # the thickness of a node, and room for the names behind the last ones
GAP, DITCH = 0.1, 0.24  # between nodes, and between the units and what has leaked out below them
BESIDE = 0.03  # between the names of nodes
SMALLEST = 0.04
"""Units with a smaller share of the clients are drawn together."""
LARGER = (0.06, 0.08, 0.1, 0.15, 0.25)
"""On a slide so many more, where the names have no room."""
LEAST = 0.005
"""A smaller share is left out, save for what leaks out."""
TINY = 8.0  # font size of the names in a panel: as small as can be read on a slide
OTHERS = "others"
NO_BREAK = "\N{NO-BREAK SPACE}"
WELL = Fill("#0072B2", "", "white")
ON = Fill("#b9c9d6", "")
UNFINISHED = Fill("#FFFFFF", "....")
LEAK = Fill("#D55E00", "xxxx")
CAUSES = tuple(end for end in ENDS if end.startswith("cause="))


@dataclass
class Node:
    """A unit or an end in a column: how many clients; and in inches, where it stands and how high it is."""

    name: str
    size: float
    half: float = math.nan
    low: float = 0.0
    into: float = 0.0  # how much of it has a band already, on its left and on its right
    out: float = 0.0
    causes: dict[str, float] = field(default_factory=dict)
    height: float = 0.0
    said: str = ""

    @property
    def room(self) -> float:
        """The height of its name, in inches."""
        return text_height(self.said, TINY) + BESIDE


Columns = list[dict[str, Node]]
Bands = dict[tuple[int, str, str], float]


def flow(table: pd.DataFrame, about: About) -> Figure | None:
    """Clients a year from unit to unit; bands as wide as the clients are many, those who fall below.

    Parameters
    ----------
    table : what `socsim.analysis.flow_between_units` gives. Drawn are clients with several needs, where there
        are any: others go to one unit only.

    Returns
    -------
    The figure, or None without clients.
    """
    group = next((one for one in (SEVERAL, ONE) if (table["group"] == one).any()), "all")
    rows = table[table["group"] == group]
    names = [name for name in about.organisations if (rows["organisation"] == name).any()]
    if not names:
        return None
    of_names = {name: rows[rows["organisation"] == name] for name in names}
    drawn = {name: _graph(of_name, about) for name, of_name in of_names.items()}
    with styled():
        parts = [
            Part("on", about.say("flow.on"), ON),
            Part("well", about.say("flow.well"), WELL),
            Part("open", about.say("flow.unfinished"), UNFINISHED),
            Part("leak", about.say("flow.fell"), LEAK),
        ]
        headings = {
            name: wrap(
                capital(about.organisation(name)) + _sums(of_names[name], about),
                across(),
                BODY,
                bold=True,
            )
            for name in names
        }
        because = {
            name: wrap(_causes(columns, about), across(), TINY) for name, (columns, _) in drawn.items()
        }
        below = max(text_height(causes, TINY) if causes else 0.0 for causes in because.values())
        head = max(text_height(heading) for heading in headings.values()) + below + HEADING
        message = _title(rows, group, about)
        subtitle = about.say("flow.subtitle", who=capital(about.say(f"group.{group}")))
        line = source(about, about.say("flow.note"))
        usual = min(3.0, max(2.25, 7.7 / len(names) - HEADING - BELOW))
        height = shared(usual, body_room(message, subtitle, line) - 0.4 - head - BELOW)
        block = head + height + BELOW
        if sheet().is_slide:
            drawn = _with_room(of_names, about, height)
            names = this_one([[name] for name in names])
        inches = min(_scale(columns, height) for columns, _ in drawn.values())  # the same on all slides
        on = page(message, subtitle, line, 0.4 + len(names) * block)
        swatches(on, on.left, on.top, parts, across())
        for at, name in enumerate(names):
            top = on.top - 0.4 - at * block
            on.write(on.left, top, headings[name], BODY, weight="bold")
            on.write(on.left, top - text_height(headings[name]) - 0.02, because[name], TINY, color=SOFT)
            axes = on.axes(on.left, top - head - height, across(), height)
            _panel(axes, *drawn[name], inches, height)
        return settled(on.figure)


def _title(rows: pd.DataFrame, group: str, about: About) -> str:
    ends = rows[(rows["position"] == 0) & (rows["measure"] == "clients") & (rows["target"] == FELL)]
    return title(
        about,
        about.say("flow.what"),
        {group: levels(ends, about, "clients")},
        lambda value, figures: about.number(value, figures),
    )


def _sums(rows: pd.DataFrame, about: About) -> str:
    """How many fall, and of them have support later, behind an organisation's name."""
    ends = rows[(rows["position"] == 0) & (rows["target"] == FELL)].set_index("measure")
    if "clients" not in ends.index:
        return about.say("flow.nobody")
    fell = float(ends.loc["clients", "clients"])
    found = float(ends.loc["found", "clients"]) if "found" in ends.index else 0.0
    half = (ends.loc["clients", "high"] - ends.loc["clients", "low"]) / 2
    return about.say("flow.sums", fell=_number(about, fell, half), found=about.number(found, 2))


def _causes(columns: Columns, about: About) -> str:
    """What made clients fall, in all columns together."""
    sizes: dict[str, float] = defaultdict(float)
    for column in columns:
        for cause, size in (column[FELL].causes if FELL in column else {}).items():
            sizes[cause] += size
    said = [
        f"{say_or(cause, about.language, cause)} {fixed(size, about.language, 1)}".replace(" ", NO_BREAK)
        for cause, size in sorted(sizes.items(), key=lambda item: -item[1])
        if size >= 0.05
    ]
    return about.say("flow.causes", causes=", ".join(said)) if said else ""


def _number(about: About, value: float, half: float) -> str:
    if not math.isfinite(half):
        return about.number(value, 2)
    places = min(max(decimals(half, 1), decimals(value, 2)), 1)
    interval = f"\N{NO-BREAK SPACE}±{fixed(half, about.language, places)}"
    return fixed(value, about.language, places) + interval


def _with_room(
    of_names: Mapping[str, pd.DataFrame], about: About, height: float
) -> dict[str, tuple[Columns, Bands]]:
    """All organisations with as many units put together as it takes for the names of the others to fit."""
    drawn: dict[str, tuple[Columns, Bands]] = {}
    for smallest in (SMALLEST, *LARGER):
        drawn = {name: _graph(rows, about, smallest) for name, rows in of_names.items()}
        if all(_fitting(columns, height) for columns, _ in drawn.values()):
            break
    return drawn


def _graph(rows: pd.DataFrame, about: About, smallest: float = SMALLEST) -> tuple[Columns, Bands]:
    """The nodes of each column from the left, and the clients between them; small units put together."""
    rows = rows[(rows["measure"] == "clients") & (rows["position"] > 0)]
    last = int(rows["position"].max())
    into = rows[(rows["position"] == 1) & (rows["origin"] == ARRIVES)]
    everybody = float(into["clients"].sum())
    columns: Columns = [{ARRIVES: Node(ARRIVES, everybody)}, *({} for _ in range(last))]
    called: dict[tuple[int, str], str] = {(0, ARRIVES): ARRIVES}
    for row in rows[rows["origin"] == ALL].to_dict("records"):
        position, target, size = int(row["position"]), str(row["target"]), float(row["clients"])
        name = _name(target, size / everybody, smallest)
        called[position, target] = name
        node = columns[position].setdefault(name, Node(name, 0.0))
        if target in CAUSES:
            node.causes[target] = size
        elif target not in (LEFT, NOT_YET):  # OPEN is their sum, as FELL is that of the causes
            node.half = (row["high"] - row["low"]) / 2 if node.size == 0.0 else math.nan
            node.size += size
    for column in columns[1:]:
        for name in [name for name, node in column.items() if node.size < LEAST * everybody]:
            if name != FELL:
                del column[name]
    bands: Bands = defaultdict(float)
    for row in rows[rows["origin"] != ALL].to_dict("records"):
        position, origin, target = int(row["position"]), str(row["origin"]), str(row["target"])
        start, stop = called[position - 1, origin], called[position, target]
        if start in columns[position - 1] and stop in columns[position]:
            bands[position, start, stop] += float(row["clients"])
    _call(columns, about)
    return columns, bands


def _name(target: str, share: float, smallest: float) -> str:
    """As which node a target is drawn."""
    if target in CAUSES:
        return FELL
    if target in (NOT_YET, LEFT):
        return OPEN
    return target if target in (SUPPORTED, FELL, OPEN) or share >= smallest else OTHERS


def _scale(columns: Columns, height: float) -> float:
    """How many inches a client may take for each column to fit, with all that leaks out below all units.

    A node takes at least as much room as its name, so that names stand beside what they name; where not
    even the names fit, they are moved.
    """
    return _fitting(columns, height) or _tight(columns, height, _leaks(columns))


def _leaks(columns: Columns) -> float:
    return max(column[FELL].size if FELL in column else 0.0 for column in columns)


def _fitting(columns: Columns, height: float) -> float | None:
    """The same where the names fit, else None."""
    leaks = _leaks(columns)

    def fits(inches: float) -> bool:
        room = height - DITCH - leaks * inches
        return all(
            sum(_pitch(node, inches) for node in column.values() if node.name != FELL) <= room
            for column in columns
        )

    most = height / next(iter(columns[0].values())).size
    steps = [most * step / 200 for step in range(200, 29, -1)]
    return next((inches for inches in steps if fits(inches)), None)


def _tight(columns: Columns, height: float, leaks: float) -> float:
    everybody = next(iter(columns[0].values())).size
    return (height - DITCH - (max(len(column) for column in columns) - 1) * GAP) / (everybody + leaks)


def _pitch(node: Node, inches: float) -> float:
    """The room that a node takes in its column."""
    return max(node.size * inches + GAP, node.room)


def _call(columns: Columns, about: About) -> None:
    """Give each node the words that stand behind it."""
    for at, column in enumerate(columns):
        for node in column.values():
            node.said = _said(
                node, about, (LABELS if at == len(columns) - 1 else _step(columns) - BAR) - 0.12
            )


def _step(columns: Columns) -> float:
    """Inches from column to column."""
    return (across() - LABELS - BAR) / (len(columns) - 1)


def _panel(axes: Axes, columns: Columns, bands: Bands, inches: float, height: float) -> None:
    """All of an organisation's nodes and bands."""
    axes.set_axis_off()
    width = across()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    step = _step(columns)
    orders = [_order(column) for column in columns]
    for order in orders:
        _place(order, inches, height)
    ranks = {(at, node.name): rank for at, order in enumerate(orders) for rank, node in enumerate(order)}
    for (position, origin, target), size in sorted(
        bands.items(),
        key=lambda item: (item[0][0], ranks[item[0][0] - 1, item[0][1]], ranks[item[0][0], item[0][2]]),
    ):
        start, stop = columns[position - 1][origin], columns[position][target]
        _band(axes, (position - 1) * step + BAR, position * step, start, stop, size * inches)
    for at, order in enumerate(orders):
        x = at * step
        for node in order:
            _bar(axes, x, node)
        _names(axes, x + BAR + 0.04, order, height)


def _order(column: Mapping[str, Node]) -> list[Node]:
    """From above: those with support, units, the open ends, and below all what leaks out."""
    first = [column[SUPPORTED]] if SUPPORTED in column else []
    units = [node for name, node in column.items() if name not in (SUPPORTED, OTHERS, OPEN, FELL)]
    rest = [column[name] for name in (OTHERS, OPEN, FELL) if name in column]
    return [*first, *units, *rest]


def _place(order: Sequence[Node], inches: float, height: float) -> None:
    """From the top down; what leaks out stands at the bottom."""
    top = height
    apart = sum(_pitch(node, inches) for node in order if node.name != FELL) <= height - DITCH
    for node in order:
        node.height = node.size * inches
        pitch = max(_pitch(node, inches) if apart else 0.0, node.height + GAP)
        node.low = 0.0 if node.name == FELL else top - (pitch - GAP + node.height) / 2
        top -= pitch


def _look(name: str) -> Fill:
    if name == SUPPORTED:
        return WELL
    if name == FELL:
        return LEAK
    return UNFINISHED if name == OPEN else ON


def _band(axes: Axes, left: float, right: float, start: Node, stop: Node, size: float) -> None:
    """A band between two nodes, below those that they have already."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    high, high_at = start.low + start.height - start.out, stop.low + stop.height - stop.into
    start.out += size
    stop.into += size
    low, low_at = high - size, high_at - size
    middle = (left + right) / 2
    points = [
        (left, high), (middle, high), (middle, high_at), (right, high_at),
        (right, low_at), (middle, low_at), (middle, low), (left, low), (left, high),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    look = _look(stop.name)
    leaks = stop.name == FELL
    patch = PathPatch(Path(points, codes), facecolor=look.colour, linewidth=0.15, edgecolor=SOFT)
    patch.set_alpha(0.75 if leaks else 0.45)
    patch.set_zorder(3 if leaks else 2)
    axes.add_patch(patch)


def _bar(axes: Axes, x: float, node: Node) -> None:
    from matplotlib.patches import Polygon, Rectangle

    look, size = _look(node.name), max(node.height, 0.012)
    bar = Rectangle((x, node.low), BAR, size, facecolor=INK if look is ON else look.colour)
    bar.set(hatch=look.hatch * 2, edgecolor=INK, linewidth=0.6, zorder=4)
    axes.add_patch(bar)
    if node.name == FELL:  # it runs out of the organisation
        tip = [(x - 0.03, node.low - 0.03), (x + BAR + 0.03, node.low - 0.03), (x + BAR / 2, node.low - 0.12)]
        axes.add_patch(Polygon(tip, facecolor=LEAK.colour, edgecolor=INK, linewidth=0.6, clip_on=False))


def _names(axes: Axes, x: float, order: Sequence[Node], height: float) -> None:
    """What each node is and how many clients, behind it, apart from each other."""
    heights = [text_height(node.said, TINY) + BESIDE / 2 for node in order]
    wanted = [node.low + node.height / 2 for node in order]
    centres = spread(wanted, heights, -0.16, height + 0.02)
    for node, centre, at in zip(order, centres, wanted, strict=True):
        if abs(centre - at) > 0.06:
            axes.plot([x - 0.03, x + 0.02], [at, centre], color=SOFT, linewidth=0.5, zorder=5)
        plate = {"boxstyle": "round,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
        axes.text(
            x + 0.04, centre, node.said, fontsize=TINY, va="center", zorder=6, bbox=plate, linespacing=1.2
        )


def _said(node: Node, about: About, room: float) -> str:
    number = _number(about, node.size, node.half)
    if node.name == FELL:
        return wrap(about.say("flow.fall", number=number), room, TINY)
    if node.name in (ARRIVES, SUPPORTED, OPEN, OTHERS):
        return wrap(about.say(f"flow.{node.name}", number=number), room, TINY)
    name = about.labels.get(node.name, node.name.replace("_", " "))
    return wrap(f"{name} {number}", room, TINY)
