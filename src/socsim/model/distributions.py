"""Distributions by inverse transform of one uniform."""

from __future__ import annotations

import math

from socsim.model.law import law

CONSTANT, EXPONENTIAL, UNIFORM, TRIANGULAR, LOGNORMAL, WEIBULL, EMPIRICAL = range(7)


@law
def standard_normal(u: float) -> float:
    """Quantile of the standard normal distribution.

    Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", Applied
    Statistics 37; relative error about 1e-16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        ((r * 2509.0809287301226727 + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        bottom = (
            (
                (
                    (
                        ((r * 5226.495278852545925 + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * top / bottom
    r = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r -= 1.6
        top = (
            (
                (
                    (
                        (
                            (r * 7.7454501427834140764e-4 + 0.0227238449892691845833) * r
                            + 0.24178072517745061177
                        )
                        * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.7694972214606914055
            )
            * r
            + 4.6303378461565452959
        ) * r + 1.42343711074968357734
        bottom = (
            (
                (
                    (
                        (
                            (r * 1.05075007164441684324e-9 + 5.475938084995344946e-4) * r
                            + 0.0151986665636164571966
                        )
                        * r
                        + 0.14810397642748007459
                    )
                    * r
                    + 0.68976733498510000455
                )
                * r
                + 1.6763848301838038494
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
    else:
        r -= 5.0
        top = (
            (
                (
                    (
                        (
                            (r * 2.01033439929228813265e-7 + 2.71155556874348757815e-5) * r
                            + 0.0012426609473880784386
                        )
                        * r
                        + 0.026532189526576123093
                    )
                    * r
                    + 0.29656057182850489123
                )
                * r
                + 1.7848265399172913358
            )
            * r
            + 5.4637849111641143699
        ) * r + 6.6579046435011037772
        bottom = (
            (
                (
                    (
                        (
                            (r * 2.04426310338993978564e-15 + 1.4215117583164458887e-7) * r
                            + 1.8463183175100546818e-5
                        )
                        * r
                        + 7.868691311456132591e-4
                    )
                    * r
                    + 0.0148753612908506148525
                )
                * r
                + 0.13692988092273580531
            )
            * r
            + 0.59983220655588793769
        ) * r + 1.0
    z = top / bottom
    return -z if q < 0.0 else z


@law
def exponential(mean: float, u: float) -> float:
    """Exponential with the given mean: -mean ln(u)."""
    return -mean * math.log(u)


@law
def draw(code: int, a: float, b: float, c: float, u: float) -> float:
    """The quantile at `u` of a distribution (code, a, b, c), as a Blueprint holds it.

    constant (value), exponential (mean), uniform (low, high), triangular (low, mode, high),
    lognormal (mu, sigma of the logarithm), Weibull (scale, 1/shape). An empirical one is looked
    up by the engine at `empirical_place`.
    """
    if code == 0:
        return a
    if code == 1:
        return -a * math.log(u)
    if code == 4:
        return math.exp(a + b * standard_normal(u))
    if code == 2:
        return a + (b - a) * u
    if code == 3:
        width = c - a
        if u * width < b - a:
            return a + math.sqrt(u * width * (b - a))
        return c - math.sqrt((1.0 - u) * width * (c - b))
    return a * math.pow(-math.log(u), b)


@law
def empirical_place(start: float, count: float, u: float) -> int:
    """Where in the list of values an empirical distribution's quantile at `u` stands."""
    return int(start) + int(u * count)
