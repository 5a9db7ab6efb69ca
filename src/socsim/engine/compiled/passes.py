"""What numba does for each part of the engine, and what it need not do five hundred times, or at all.

Parts are plain: no closures, comprehensions, `with`, arrays or objects that are counted. Most of numba's
passes have nothing to find in them, and each looks through the whole part again. What is left out here
changes how soon a part is compiled, not what it becomes.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from typing import Any

import llvmlite.binding as llvm
import numba.np.linalg
from numba import types
from numba.core import errors, lowering, typeinfer
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.errors import NumbaError
from numba.core.ir import Inst, Loc, Var
from numba.core.postproc import PostProcessor
from numba.core.registry import cpu_target
from numba.core.transforms import canonicalize_cfg
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import FixupArgs, GenericRewrites, ReconstructSSA, TranslateByteCode

_PASSES = (
    TranslateByteCode, FixupArgs, GenericRewrites, ReconstructSSA,
    NopythonTypeInference, PreLowerStripPhis, IRLegalization, NativeLowering, NoPythonBackend,
)  # fmt: skip
"""Of numba's passes those that a part needs, in numba's order."""


class PassesOfParts(PassManager):
    """Run them one after the other, without the clocks, events and checks between them."""

    def __init__(self) -> None:
        super().__init__("part")
        for each in _PASSES:
            self.add_pass(each, each._name)
        self.finalize()

    def _runPass(self, _index: int, each: Any, state: Any) -> None:  # noqa: N802 - numba's name
        each.run_initialization(state)
        each.run_pass(state)
        each.run_finalizer(state)
        if isinstance(each, TranslateByteCode):
            state.func_ir.is_part = True


def compile_quietly(part: Any, args: tuple[Any, ...]) -> None:
    """Compile a part for arguments of these types, without numba's clocks, which listen to each other."""
    if args not in part.overloads:
        part.add_overload(part._compiler.compile(args, None))


_under_way = False


@contextmanager
def haste() -> Iterator[None]:
    """Spare numba, while many parts are compiled, what it does again for each of them.

    Within another it does nothing, and what is remembered there serves all.
    """
    with ExitStack() as at_the_end, global_compiler_lock:
        if _under_way:
            yield
            return
        typing, target = cpu_target.typing_context, cpu_target.target_context
        target.refresh()
        if gc.isenabled():  # it looks through all that numba keeps, again and again, and finds little
            at_the_end.callback(gc.enable)
            gc.disable()
        for owner, name, other in (
            (sys.modules[__name__], "_under_way", True),
            (typing, "resolve_function_type", _remembering(typing.resolve_function_type)),
            (target, "load_additional_registries", partial(_look_again, target)),
            (PostProcessor, "run", _lives_only_if_asked(PostProcessor.run)),
            (llvm.ffi.lib._lock, "_cblist", []),  # a clock for each of the calls into LLVM
            (vars(errors)["WarningsFixer"], "catch_warnings", lambda *_, **__: nullcontext()),
            (typeinfer, "new_error_context", _Context),
            (lowering, "new_error_context", _Context),
            (Inst, "_rec_list_vars", _variables_in),
            (types.Record, "__repr__", _short),  # for messages that nobody reads; a record has many fields
        ):
            at_the_end.enter_context(_instead(owner, name, other))
        yield


def _lives_only_if_asked(run: Callable[..., None]) -> Callable[..., None]:
    """After most passes numba works out how long each variable lives; of a part only the last is read."""

    def instead(post: Any, emit_dels: bool = False, extend_lifetimes: bool = False) -> None:
        if emit_dels or not hasattr(post.func_ir, "is_part"):
            run(post, emit_dels, extend_lifetimes)
        else:
            post.func_ir.blocks = canonicalize_cfg(post.func_ir.blocks)

    return instead


def _look_again(target: Any) -> None:
    """What has been added to the tables that numba knows; it would import all of numba first."""
    for registry in tuple(target._registries):
        target.install_registry(registry)


class _Context:
    """What numba was at when something failed; no generator for each of the many times when nothing does."""

    __slots__ = ("_message", "_args", "_named")

    def __init__(self, message: str, *args: Any, **named: Any) -> None:
        self._message, self._args, self._named = message, args, named

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, NumbaError):
            error.add_context(self._message.format(*self._args, **self._named))


def _variables_in(instruction: Any, found: Any) -> list[Any]:
    """The variables in something that belongs to an instruction: what is plain is left out at once."""
    kind = type(found)
    if kind is Var:
        return [found]
    if kind is dict:
        found = found.values()
    elif kind is not list and kind is not tuple:
        return found.list_vars() if isinstance(found, Inst) else []
    variables = []
    for each in found:
        kind = type(each)
        if kind is Var:
            variables.append(each)
        elif kind not in _NO_VARIABLES:
            variables.extend(_variables_in(instruction, each))
    return variables


_NO_VARIABLES = (str, int, float, bool, type(None), Loc)


def _short(record: Any) -> str:
    return f"Record({len(record.fields)} fields, {record.size})"


_FUNCTIONS = (types.Function, types.Dispatcher)
_PLAIN = (types.Number, types.Boolean, types.Record)


def _remembering(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """What an operator, a function or a part makes of numbers and records, asked once."""
    known: dict[Any, Any] = {}

    def remembered(function: Any, args: Any, named: Any) -> Any:
        if named or not isinstance(function, _FUNCTIONS) or not all(isinstance(a, _PLAIN) for a in args):
            return resolve(function, args, named)
        asked = (function, tuple(args))
        if asked not in known:
            known[asked] = resolve(function, args, named)
        return known[asked]

    return remembered


@contextmanager
def _instead(owner: Any, name: str, other: Any) -> Iterator[None]:
    """Give an object or class another attribute of its own for a while."""
    own = vars(owner)
    there, before = name in own, own.get(name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        if there:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


def _without_linear_algebra() -> None:
    """Let numba load its library without trying whether scipy's linear algebra can be loaded.

    That takes a third of a second at each start, and no part needs it. Code that does has it loaded then.
    """
    asks = numba.np.linalg.ensure_blas
    with _instead(numba.np.linalg, "ensure_blas", lambda: None):
        import numba.np.arraymath as arrays
    arrays.ensure_blas = asks


_without_linear_algebra()
