"""The tables of `robust`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.shares import BETTER, UNDECIDED, WORSE
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

    from socsim.answers.robust import Robust

JUDGEMENTS = {BETTER: "better", UNDECIDED: "undecided", WORSE: "worse"}
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def shares(answer: Robust) -> pd.DataFrame:
    """A row for each pair, figure and kind of points."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for (pair, figure), one in answer.comparisons.items():
        for settled, of in ((True, answer.points.counted), (False, answer.points.apart)):
            row: dict[str, Any] = {
                "second": pair[1],
                "first": pair[0],
                **figure._asdict(),
                "settled": settled,
            }
            row["points"] = int((one.judged & of).sum())
            for which, word in JUDGEMENTS.items():
                share = one.share(which, of)
                row |= {word: share.value, f"{word}_ci_low": share.low, f"{word}_ci_high": share.high}
            mean = one.found.mean[one.judged & of]
            half = (one.found.high - one.found.mean)[one.judged & of]
            row |= {f"difference_{word}": _quantile(mean, at) for word, at in QUANTILES.items()}
            row |= {"half_width": _quantile(half, 0.5), "replications": len(answer.asked.replications)}
            rows.append(row)
    return pd.DataFrame(rows)


def parameters(answer: Robust) -> pd.DataFrame:
    """A row for each pair, figure and parameter, the one that matters most first."""
    import pandas as pd

    rows = []
    for (pair, figure), found in answer.deciding.items():
        if found is None:
            continue
        for place, at in enumerate(found.order.tolist(), start=1):
            one = answer.draws.parameters[at]
            rows.append(
                {
                    "second": pair[1],
                    "first": pair[0],
                    **figure._asdict(),
                    "rank": place,
                    "parameter": one.name,
                    "keys": " ".join(one.keys),
                    "correlation": found.correlation[at],
                    "chance": found.band,
                    "shown": found.shown(at),
                    "better_low": found.better_low[at],
                    "better_high": found.better_high[at],
                    "worse_low": found.worse_low[at],
                    "worse_high": found.worse_high[at],
                    "low": one.low,
                    "value": one.value,
                    "high": one.high,
                    "unit": one.unit,
                    "source": one.source.source,
                }
            )
    return pd.DataFrame(rows)


def corners(answer: Robust) -> pd.DataFrame:
    """Where the second is furthest behind and furthest ahead: the difference, and every parameter's value."""
    import pandas as pd

    rows = []
    numbers = answer.draws.numbers
    for (pair, figure), one in answer.comparisons.items():
        for which, at in zip(("worst", "best"), answer.corners(pair, figure) or (), strict=False):
            values = {it.name: numbers[at, column] for column, it in enumerate(answer.draws.parameters)}
            rows.append(
                {
                    "second": pair[1],
                    "first": pair[0],
                    **figure._asdict(),
                    "corner": which,
                    "point": at + 1,
                    "difference": one.found.mean[at],
                    "ci_low": one.found.low[at],
                    "ci_high": one.found.high[at],
                    **values,
                }
            )
    return pd.DataFrame(rows)


def differences(answer: Robust) -> pd.DataFrame:
    """A row for each pair, figure and point: the difference with its interval, and the judgement."""
    import pandas as pd

    parts = []
    for (pair, figure), one in answer.comparisons.items():
        known = np.flatnonzero(one.judged)
        parts.append(
            pd.DataFrame(
                {
                    "second": pair[1],
                    "first": pair[0],
                    **figure._asdict(),
                    "point": known + 1,
                    "settled": answer.points.counted[known],
                    "difference": one.found.mean[known],
                    "ci_low": one.found.low[known],
                    "ci_high": one.found.high[known],
                    "judgement": [JUDGEMENTS[which] for which in one.judgement[known].tolist()],
                    "replications": one.found.replications[known],
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def points(answer: Robust) -> pd.DataFrame:
    """A row for each point: what became of it, and every parameter's value."""
    import pandas as pd

    became = np.select(
        [answer.points.unfit, ~answer.points.finished, answer.points.counted],
        ["unfit", "unfinished", "settled"],
        "unsettled",
    )
    frame = pd.DataFrame({"point": np.arange(1, len(became) + 1), "became": became})
    for at, name in enumerate(answer.asked.trials.organisations):
        frame[f"{name} settled"] = answer.points.settled[:, at] & answer.points.finished
    frame["near known figures"] = answer.points.near
    names = [one.name for one in answer.draws.parameters]
    return pd.concat([frame, pd.DataFrame(answer.draws.numbers, columns=names)], axis=1)


def _quantile(values: Floats, at: float) -> float:
    return float(np.quantile(values, at)) if len(values) else float("nan")
