"""Every distribution that a scenario may state, as the Blueprint holds it, against SciPy's quantiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from socsim.model.distributions import draw, empirical_place, exponential, standard_normal
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.schema import Scenario

MEAN, CV, SHAPE = 3.0, 0.6, 1.7
SIGMA = math.sqrt(math.log(1.0 + CV**2))
Written = Mapping[str, Any]

SCIPY: list[tuple[Written, Any]] = [
    ({"dist": "exponential", "mean": "3 h"}, stats.expon(scale=MEAN)),
    ({"dist": "uniform", "low": "1 h", "high": "5 h"}, stats.uniform(1.0, 4.0)),
    ({"dist": "triangular", "low": "1 h", "mode": "2 h", "high": "6 h"}, stats.triang(0.2, 1.0, 5.0)),
    ({"dist": "triangular", "low": "1 h", "mode": "1 h", "high": "6 h"}, stats.triang(0.0, 1.0, 5.0)),
    ({"dist": "triangular", "low": "1 h", "mode": "6 h", "high": "6 h"}, stats.triang(1.0, 1.0, 5.0)),
    (
        {"dist": "lognormal", "mean": "3 h", "cv": CV},
        stats.lognorm(SIGMA, scale=MEAN / math.sqrt(1.0 + CV**2)),
    ),
    (
        {"dist": "weibull", "mean": "3 h", "shape": SHAPE},
        stats.weibull_min(SHAPE, scale=MEAN / math.gamma(1.0 + 1.0 / SHAPE)),
    ),
    (
        {"dist": "weibull", "mean": "3 h", "shape": 0.5},
        stats.weibull_min(0.5, scale=MEAN / math.gamma(3.0)),
    ),
]


def blueprint_with(effort: Any) -> Blueprint:
    written = {
        "run": {"measure": "1 day"},
        "population": {"arrivals": "1 per day"},
        "needs": {"case": {"steps": {"service": {"effort": effort}}}},
        "organisations": {"office": {"units": {"desk": {"handles": ["*"], "caseworkers": 1}}}},
    }
    return blueprints(Scenario.model_validate(written))["office"]


def row(effort: Any) -> tuple[int, float, float, float]:
    code, a, b, c = blueprint_with(effort).step_effort[0].tolist()
    return int(code), a, b, c


def grid() -> np.ndarray:
    """Uniforms from the least that there is to the greatest, tails and all."""
    middle = np.random.default_rng(5).random(2_000)
    tails = 10.0 ** -np.arange(1.0, 16.0)
    return np.concatenate(([2.0**-53], middle, tails, 1.0 - tails, [1.0 - 2.0**-53]))


def name_of(value: Any) -> str:
    return str(value["dist"]) if isinstance(value, dict) else ""


@pytest.mark.parametrize(("effort", "scipy"), SCIPY, ids=name_of)
def test_quantiles(effort: Written, scipy: Any) -> None:
    """Both ends hold; an exponential is taken from above (-mean ln u), and so is a Weibull."""
    u = grid()
    mirrored = effort["dist"] in ("exponential", "weibull")
    theory = scipy.isf(u) if mirrored else scipy.ppf(u)
    distribution = row(effort)
    drawn = [draw(*distribution, x) for x in u.tolist()]
    # SciPy's own triangle loses digits near its upper end, where 1 - u is small
    np.testing.assert_allclose(drawn, theory, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("effort", [e for e, _ in SCIPY], ids=lambda e: str(e["dist"]))
def test_the_stated_mean_is_the_mean(effort: Written) -> None:
    """Integrated over u by Gauss and Legendre in pieces that close in on both ends."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    ends = 0.5 ** np.arange(1.0, 41.0)  # nearer to 1 a node of the last piece would be 1
    edges = np.concatenate(([0.0], ends[::-1], 1.0 - ends[1:], [1.0]))
    distribution, mean = row(effort), 0.0
    for low, high in pairwise(edges.tolist()):
        u = (low + high) / 2 + (high - low) / 2 * nodes
        mean += (high - low) / 2 * float(weights @ [draw(*distribution, x) for x in u.tolist()])
    stated = {"uniform": 3.0, "triangular": sum_of_corners(effort) / 3.0}.get(effort["dist"], MEAN)
    assert mean == pytest.approx(stated, rel=1e-6)


def sum_of_corners(effort: Written) -> float:
    return sum(float(effort[k].split()[0]) for k in ("low", "mode", "high") if k in effort)


def test_constant() -> None:
    """Written plainly, as a lognormal without variance, or as a triangle without width."""
    flat = {"dist": "lognormal", "mean": "3 h", "cv": 0.0}
    point = {"dist": "triangular", "low": "3 h", "mode": "3 h", "high": "3 h"}
    for effort in ("3 h", {"dist": "constant", "mean": "3 h"}, flat, point):
        distribution = row(effort)
        assert {draw(*distribution, u) for u in grid().tolist()} == {3.0}
    assert draw(*row({"dist": "lognormal", "mean": "0 h", "cv": 0.6}), 0.7) == 0.0


def test_empirical() -> None:
    """Each value has its share of (0, 1), in rising order, with no step beyond the last."""
    blueprint = blueprint_with({"dist": "empirical", "values": ["5 h", "1 h", "2 h", "2 h"]})
    _, start, count, _ = blueprint.step_effort[0].tolist()

    def at(u: float) -> float:
        return float(blueprint.empirical[empirical_place(start, count, u)])

    least, greatest = 2.0**-53, 1.0 - 2.0**-53
    assert [at(u) for u in (least, 0.2499, 0.25, 0.5, 0.7499, 0.75, greatest)] == [1, 1, 2, 2, 2, 5, 5]
    u = grid()
    theory = np.quantile([1.0, 2.0, 2.0, 5.0], u, method="inverted_cdf")
    inside = np.abs(u * 4 - np.round(u * 4)) > 1e-9  # at a jump either side is right
    np.testing.assert_array_equal(np.array([at(x) for x in u.tolist()])[inside], theory[inside])


def test_standard_normal() -> None:
    """Against SciPy's ndtri, on the whole open interval that draws can give."""
    low = 10.0 ** -np.linspace(0.4, 15.9, 2_000)
    u = np.concatenate((grid(), np.random.default_rng(6).random(50_000), low))
    mine = np.array([standard_normal(x) for x in u.tolist()])
    np.testing.assert_allclose(mine, special.ndtri(u), rtol=1e-13, atol=1e-16)
    assert standard_normal(0.5) == 0.0
    assert np.all(np.diff(mine[np.argsort(u)]) >= 0.0)


def test_exponential() -> None:
    """Hand-worked: exp(-2) gives twice the mean."""
    assert exponential(5.0, math.exp(-2.0)) == pytest.approx(10.0)
    assert [exponential(0.0, u) for u in (0.1, 0.9)] == [0.0, 0.0]
