"""Draws and laws, compiled: the same bits as in CPython, on very many arguments."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from numba import njit

from socsim.engine.compiled import compiler, draws
from socsim.engine.compiled import laws as _compiled_laws  # noqa: F401 - makes laws known to numba
from socsim.model import distributions
from socsim.model.draws import MASK, child_array, mix_array, salt, uniform_array
from socsim.model.draws import child as child_of
from socsim.model.draws import mix as mix_of
from socsim.model.draws import uniform as uniform_of
from socsim.model.law import LAWS

Floats = npt.NDArray[np.float64]

KEYS = 1_000_000
ARGUMENTS = 20_000
SALT = salt("effort", "money", "intake")
RANDOM = np.random.Generator(np.random.PCG64(2025))


def whole(function: Callable[..., Any]) -> Any:
    """Compile it as the engine's entries are, but keep nothing: this file is none of its sources."""
    return njit(pipeline_class=compiler._AS_WHOLE, no_cfunc_wrapper=True, **compiler.OPTIONS)(function)


# -- draws -----------------------------------------------------------------------------------------


def words() -> npt.NDArray[np.uint64]:
    """Keys: random ones, and the ends of the range."""
    ends = [0, 1, 2, 2**31, 2**32, 2**63 - 1, 2**63, MASK - 1, MASK]
    drawn = RANDOM.integers(0, MASK, KEYS - len(ends), dtype=np.uint64, endpoint=True)
    return np.concatenate((np.array(ends, dtype=np.uint64), drawn))


@whole
def _draw(keys: Any, purpose: Any, visits: Any, mixed: Any, children: Any, uniforms: Any) -> None:
    for i in range(len(keys)):
        mixed[i] = draws.mix(keys[i])
        children[i] = draws.child(keys[i], purpose, visits[i])
        uniforms[i] = draws.uniform(keys[i], purpose, visits[i])


def test_draws_on_a_million_keys() -> None:
    keys = words()
    visits = RANDOM.integers(0, 1000, KEYS)
    visits[:50] = 2**40
    mixed, children, uniforms = np.empty_like(keys), np.empty_like(keys), np.empty(KEYS)
    _draw(keys, np.uint64(SALT), visits, mixed, children, uniforms)
    assert mixed.tobytes() == mix_array(keys).tobytes()
    assert children.tobytes() == child_array(keys, SALT, visits.astype(np.uint64)).tobytes()
    assert uniforms.tobytes() == uniform_array(keys, SALT, visits.astype(np.uint64)).tobytes()
    assert ((uniforms > 0.0) & (uniforms < 1.0)).all()
    some = slice(0, KEYS, 97)
    for key, visit, one, other, u in zip(
        *(column[some].tolist() for column in (keys, visits, mixed, children, uniforms)), strict=True
    ):
        assert one == mix_of(key)
        assert other == child_of(key, SALT, visit)
        assert u == uniform_of(key, SALT, visit)


# -- laws ------------------------------------------------------------------------------------------


def between(low: float, high: float) -> Callable[[], Floats]:
    return lambda: RANDOM.uniform(low, high, ARGUMENTS)


def whole_numbers(low: int, high: int) -> Callable[[], Floats]:
    return lambda: RANDOM.integers(low, high, ARGUMENTS, endpoint=True).astype(np.float64)


def sizes() -> Floats:
    """Of every order of magnitude."""
    return np.asarray(10.0 ** RANDOM.uniform(-12.0, 6.0, ARGUMENTS))


def chances() -> Floats:
    """Uniforms on the grid of the draws, with many close to either end."""
    u = (RANDOM.integers(0, 2**52, ARGUMENTS, dtype=np.uint64).astype(np.float64) + 0.5) * 2.0**-52
    u[::5] = (10.0 ** RANDOM.uniform(-15.0, 0.0, len(u[::5]))).clip(2.0**-53, 0.9)
    u[1::5] = 1.0 - u[::5][: len(u[1::5])]
    return u.clip(2.0**-53, 1.0 - 2.0**-53)


def spread(*ends: float) -> Callable[[], Floats]:
    """Arguments anywhere, with some at the ends."""
    return lambda: RANDOM.choice(np.concatenate((RANDOM.normal(0.0, 5.0, 2000), ends)), ARGUMENTS)


ARGUMENT: dict[str, Callable[[], Floats]] = {
    **dict.fromkeys(("u", "p"), chances),
    **dict.fromkeys(
        ("trust", "helped", "synergy", "unsupported_share", "gain", "loss", "at_none"), between(0, 1)
    ),
    **dict.fromkeys(("b_items", "b_contacts", "b_trust", "b_help", "b", "slope", "per_need"), between(0, 3)),
    **dict.fromkeys(("items", "contacts"), whole_numbers(0, 12)),
    **dict.fromkeys(("open_needs", "kinds", "clients", "members"), whole_numbers(1, 40)),
    **dict.fromkeys(("hours", "mean", "fades_after", "every", "valid_for", "hours_per_month"), sizes),
    **dict.fromkeys(("days", "now", "held_since", "left", "rate", "progress"), between(0, 3000)),
    "fades": lambda: RANDOM.choice([0.0, 0.5, 3.0, 12.7], ARGUMENTS),
    "base": spread(-math.inf, math.inf, 0.0),
    "x": spread(0.0, -0.0, 700.0, -700.0, math.inf, -math.inf),
    "coping": between(0, 6),
    "depth": between(0, 0.6),
    "pace": between(0, 2),
    "k": between(0, 3),
    "load": between(0, 5),
    "taken": whole_numbers(0, 30),
    "when": whole_numbers(0, 2),
    "supported": whole_numbers(0, 1),
    "gate": between(0, 5),
    **dict.fromkeys(("spent", "planned", "per_day"), sizes),
    "places": whole_numbers(-1, 30),
    **dict.fromkeys(("b_load", "b_handover", "b_breadth", "b_novice"), between(0, 3)),
    **dict.fromkeys(("pressed", "novice", "lowers", "restores", "before"), between(0, 1)),
    **dict.fromkeys(("odds", "floor"), between(0.01, 1)),
    **dict.fromkeys(("waited", "system"), between(0, 9)),
    "pressed_after": sizes,
    "forgets_after": sizes,
    "handovers": whole_numbers(0, 12),
    "individual": between(-3, 3),
    "trust_factor": between(0, 2),
    **dict.fromkeys(("factor", "share", "hindrance", "lifts"), between(0, 1)),
    **dict.fromkeys(("own", "theirs"), between(0, 2)),
    **dict.fromkeys(("control", "b_control", "style", "slows", "finds", "spread"), between(0, 1)),
    "normal": spread(0.0, -8.0, 8.0),
    **dict.fromkeys(("catches", "most", "full", "value", "reports", "silences"), between(0, 1)),
    **dict.fromkeys(("written", "full_at"), sizes),
    "start": whole_numbers(0, 1000),
    "priority": whole_numbers(0, 2),
    "since": between(-500, 3000),
    "period": between(0, 2000),
    "fading": whole_numbers(0, 1),
    "severity": whole_numbers(1, 3),
    "from_severity": whole_numbers(1, 4),
    **dict.fromkeys(("earliest", "longest"), sizes),
    **dict.fromkeys(("counted", "under_way"), whole_numbers(0, 60)),
    "count": whole_numbers(1, 1000),
    **dict.fromkeys(("most", "least"), whole_numbers(0, 60)),
    "people": whole_numbers(1, 40),
    "others": whole_numbers(2, 40),
    "margin": between(1, 3),
}
"""What the arguments of each name may be."""


def compiled_law(law: Callable[..., Any]) -> Callable[[Floats, Floats], None]:
    """Make a loop over rows of arguments; whole numbers are handed on as such, as the engine does."""
    kinds = [parameter.annotation for parameter in inspect.signature(law).parameters.values()]
    args = ", ".join(f"{'int' if kind == 'int' else ''}(rows[i, {at}])" for at, kind in enumerate(kinds))
    source = f"def loop(rows, out):\n    for i in range(len(out)):\n        out[i] = law({args})\n"
    space: dict[str, Any] = {"law": law}
    exec(source, space)
    loop: Callable[[Floats, Floats], None] = whole(space["loop"])
    return loop


def in_cpython(law: Callable[..., Any], rows: Floats) -> Floats:
    kinds = [parameter.annotation for parameter in inspect.signature(law).parameters.values()]
    args = [
        rows[:, at].astype(np.int64 if kind == "int" else np.float64).tolist()
        for at, kind in enumerate(kinds)
    ]
    return np.array([float(law(*row)) for row in zip(*args, strict=True)])


def same_in_both(law: Callable[..., Any], rows: Floats) -> None:
    found = np.empty(len(rows))
    compiled_law(law)(rows, found)
    expected = in_cpython(law, rows)
    wrong = np.flatnonzero(found.view(np.uint64) != expected.view(np.uint64))
    wrong = wrong[~(np.isnan(found[wrong]) & np.isnan(expected[wrong]))]
    assert len(wrong) == 0, (rows[wrong[0]].tolist(), expected[wrong[0]], found[wrong[0]])


@pytest.mark.parametrize("name", sorted(set(LAWS) - {"draw"}))
def test_laws(name: str) -> None:
    parameters = inspect.signature(LAWS[name]).parameters
    same_in_both(LAWS[name], np.column_stack([ARGUMENT[parameter]() for parameter in parameters]))


def test_distributions() -> None:
    """`draw`, each of its codes with arguments of its own."""
    low, width, more = sizes(), sizes(), sizes()
    zero = np.zeros(ARGUMENTS)
    parts = {
        distributions.CONSTANT: (low, zero, zero),
        distributions.EXPONENTIAL: (low, zero, zero),
        distributions.UNIFORM: (low, low + width, zero),
        distributions.TRIANGULAR: (low, low + width, low + width + more),
        distributions.LOGNORMAL: (between(-6, 6)(), between(0, 2.5)(), zero),
        distributions.WEIBULL: (low, between(0.2, 5)(), zero),
    }
    rows = [np.column_stack((np.full(ARGUMENTS, code), *args, chances())) for code, args in parts.items()]
    narrow = np.column_stack((np.full(ARGUMENTS, distributions.TRIANGULAR), low, low, low, chances()))
    same_in_both(distributions.draw, np.concatenate((*rows, narrow)))
