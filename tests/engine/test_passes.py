"""What numba is spared while the engine is compiled is given back to it, whatever happens."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import Any

import numba.np.arraymath
import numba.np.linalg
import pytest
from numba import njit, types
from numba.core.postproc import PostProcessor
from numba.core.registry import cpu_target

from socsim.engine.compiled.passes import haste


def as_it_is() -> dict[str, Any]:
    typing, target = cpu_target.typing_context, cpu_target.target_context
    return {
        "collects": gc.isenabled(),
        "resolve": vars(typing).get("resolve_function_type"),
        "load": vars(target).get("load_additional_registries"),
        "lives": PostProcessor.run,
        "says": types.Record.__repr__,
    }


def test_numba_is_as_it_was_after_haste_that_failed() -> None:
    before = as_it_is()

    def fail() -> None:
        with haste():
            during.update(as_it_is())
            raise ZeroDivisionError

    during: dict[str, Any] = {}
    with pytest.raises(ZeroDivisionError):
        fail()
    assert all(during[name] is not before[name] for name in before)
    assert as_it_is() == before


def test_collecting_stays_off_where_it_was_off() -> None:
    gc.disable()
    try:
        with haste():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_remembered_tells_kinds_of_numbers_apart() -> None:
    def worked_out(a: Any, b: Any) -> Any:
        return (a + b, a * 2, b // 3, a > b)

    kinds = [(types.int64, types.int64), (types.float64, types.int64), (types.int64, types.float64)]
    plainly: Any = njit(kinds)(worked_out)
    with haste():
        hastily: Any = njit(kinds)(worked_out)
    assert hastily.nopython_signatures == plainly.nopython_signatures
    assert len({signature.return_type for signature in plainly.nopython_signatures}) == len(kinds)


def test_linear_algebra_is_loaded_when_it_is_asked_for_and_not_before() -> None:
    assert numba.np.arraymath.ensure_blas is numba.np.linalg.ensure_blas
    code = (
        "import sys; from socsim.engine.compiled import compiler; "
        "from numba.core.registry import cpu_target; cpu_target.target_context.refresh(); "
        "assert 'numba.np.arraymath' in sys.modules; assert 'scipy.linalg' not in sys.modules; "
        "import numba.np.linalg as linalg; linalg.ensure_blas(); assert 'scipy.linalg' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
