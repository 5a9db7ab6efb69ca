"""Figures and limits as they are asked for: `lead_to_decision_days.p90[needs=2+]<=21 days`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from socsim.analysis.metrics import METRICS, MONEY, STATISTICS
from socsim.charts.about import About
from socsim.experiment.figures import Figure
from socsim.experiment.goals import group_of
from socsim.locale import say_or
from socsim.scenario.errors import UserError, suggest
from socsim.scenario.parameters import NUMBER

_FIGURE = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\.\s*(\w+))?\s*(?:\[\s*([^\[\]]+?)\s*\])?\s*")
_LIMIT = re.compile(r"([^<>=\[\]]*(?:\[[^\[\]]*\])?\s*)(<=|>=|<|>)([^<>=]*?)(?:(?:±|\+-|\+/-)([^<>=±]*))?")
SHARE_OF_THE_LIMIT = "5%"
"""The tolerance of a limit that states none."""
FORM = "write METRIC<NUMBER, for instance lead_to_decision_days.p90[needs=2+]<=21"


@dataclass(frozen=True)
class Limit:
    """What a figure may come to at the most, or at the least.

    Attributes
    ----------
    figure : of which the mean over replications is meant.
    most : whether it is to be below; else above.
    value : in the figure's unit.
    tolerance : how near to it may go undecided, in the same unit.
    """

    figure: Figure
    most: bool
    value: float
    tolerance: float

    @property
    def sign(self) -> float:
        """What turns figures so that lower ones keep the limit."""
        return 1.0 if self.most else -1.0

    @property
    def text(self) -> str:
        """As it is asked for."""
        return f"{self.figure.name}{'<' if self.most else '>'}{self.value:g}"

    def words(self, about: About) -> str:
        """As a sentence says it."""
        key = "limit.below" if self.most else "limit.above"
        return about.say(key, what=named(self.figure, about), value=stated(self.figure, self.value, about))


def unreached(limits: Sequence[Limit], follow_up: float) -> dict[Figure, float]:
    """What quantiles of lead times come to at the least where so many are not reached within follow-up.

    Only where that is beyond the limit, so that it is as good as the figure itself.

    Parameters
    ----------
    follow_up : days that each client is followed.
    """
    found: dict[Figure, float] = {}
    for figure in {limit.figure for limit in limits}:
        quantile = figure.statistic != "mean" and figure.metric.startswith("lead_to_")
        highest = max(one.value + one.tolerance for one in limits if one.figure == figure)
        if quantile and highest < follow_up:
            found[figure] = follow_up
    return found


def named(figure: Figure, about: About) -> str:
    """A figure in words, with its statistic and group."""
    said = METRICS[figure.metric].label(about.language)
    if figure.statistic != "mean":
        said = about.say("limit.p90" if figure.statistic == "p90" else "limit.p50", what=said)
    if figure.group == "all":
        return said
    group = figure.group
    return about.say("limit.group", what=said, group=say_or(f"group.{group}", about.language, group))


def amount(figure: Figure, value: float, about: About) -> str:
    """A value of a figure with its unit."""
    return about.amount(value, METRICS[figure.metric].unit(about.currency))


def stated(figure: Figure, value: float, about: About, *, difference: bool = False) -> str:
    """The same with no more figures than the value has; a difference of shares is in percentage points."""
    unit = METRICS[figure.metric].unit(about.currency)
    shown = value * about.shown_in(unit)[0]
    digits = max(len(f"{shown:.6g}".lstrip("-0.").replace(".", "").rstrip("0")), 1)
    if difference and unit == "share":
        return about.say("unit.points", number=about.number(shown, digits))
    return about.amount(value, unit, digits)


def figure_of(text: str, where: str) -> Figure:
    """Read `METRIC`, `METRIC.p90` or `METRIC.p90[GROUP]`.

    >>> figure_of("lead_to_decision_days.p90[needs=2+]", "--minimise").name
    'lead_to_decision_days.p90[needs=2+]'

    Parameters
    ----------
    where : what stands before what is wrong.

    Raises
    ------
    UserError : where there is no such figure.
    """
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise UserError([f"{where}: write METRIC, METRIC.p90 or METRIC.p90[GROUP]"])
    metric, statistic, group = match[1], match[2] or "mean", match[3] or "all"
    if metric not in METRICS:
        raise UserError([f"{where}: {suggest('there is no such metric', metric, METRICS)}"])
    if statistic not in STATISTICS:
        raise UserError([f"{where}: {suggest('there is no such statistic', statistic, STATISTICS)}"])
    try:
        return Figure(metric, statistic, group_of(group))
    except UserError as error:
        raise UserError([f"{where}: {error.lines[0].partition(': ')[2]}"]) from None


def amount_of(text: str, figure: Figure, where: str, *, difference: bool = False) -> float:
    """Read a number in a figure's unit: `21`, `21 days`, `20%`, `5000`.

    Parameters
    ----------
    difference : whether it is one of two figures, so that it must be above 0.

    Raises
    ------
    UserError : where that is no number, or none in this unit.
    """
    share = METRICS[figure.metric].measured_in == "share"
    unit = METRICS[figure.metric].measured_in.split()[0].rstrip("s")
    match = NUMBER.fullmatch(text.replace("\N{NO-BREAK SPACE}", " "))
    number = math.nan if match is None else float(match[1])
    if match is None or not math.isfinite(number):
        raise UserError([f"{where}: '{text.strip()}' is no number: {FORM}"])
    said = match[2]
    if said == "%" and share:
        number /= 100.0
    elif said and not (said.rstrip("s") == unit or (unit == MONEY and re.fullmatch("[A-Z]{3}", said))):
        wanted = "a share: write 0.2 or 20%" if share else METRICS[figure.metric].measured_in
        raise UserError([f"{where}: '{said}' is not the unit of {figure.metric}, which is {wanted}"])
    if share and not 0.0 <= number <= 1.0:
        raise UserError([f"{where}: {figure.metric} is a share, from 0 to 1: write 0.2 or 20%"])
    if difference and number <= 0.0:
        raise UserError([f"{where}: {text.strip()} must be above 0"])
    return number


def limits_of(texts: list[str], option: str, tolerance: str = SHARE_OF_THE_LIMIT) -> tuple[Limit, ...]:
    """Read `FIGURE<NUMBER`, with `<=`, `>` and `>=` as well, and with a tolerance `FIGURE<NUMBER+-NUMBER`.

    Whether the limit itself is allowed makes no difference to a mean of many replications.

    Parameters
    ----------
    tolerance : of those that state none: a share of the limit, as `5%`.

    Raises
    ------
    UserError : where one of them will not do.
    """
    share = _share(tolerance)
    return tuple(_limit(text, option, share) for text in texts)


def _share(text: str) -> float:
    match = NUMBER.fullmatch(text)
    if match is None or match[2] != "%" or not 0.0 < float(match[1]) <= 100.0:
        right = "a share of the limit such as 5%; for one limit by itself, write it as FIGURE<NUMBER+-NUMBER"
        raise UserError([f"--tolerance {text}: {right}"])
    return float(match[1]) / 100.0


def _limit(text: str, option: str, share: float) -> Limit:
    match = _LIMIT.fullmatch(text.strip())
    if match is None or not match[1].strip() or not match[3].strip():
        raise UserError([f"{option} {text}: {FORM}"])
    where = f"{option} {text}"
    figure = figure_of(match[1], where)
    value = amount_of(match[3], figure, where)
    if match[4] is not None:
        tolerance = amount_of(match[4], figure, where, difference=True)
    elif value == 0.0:
        raise UserError([f"{where}: a share of 0 is no tolerance: state one, as {figure.name}<0+-NUMBER"])
    else:
        tolerance = abs(value) * share
    return Limit(figure, match[2].startswith("<"), value, tolerance)
