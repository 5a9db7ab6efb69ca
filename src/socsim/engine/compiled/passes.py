"""What numba does for each part of the engine, and what it need not do five hundred times, or at all.

Parts are plain: no closures, comprehensions, `with`, arrays or objects that are counted. Most of numba's
passes have nothing to find in them, and each looks through the whole part again. What is left out here
changes how soon a part is compiled, not what it becomes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import numba.np.linalg
from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
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


@contextmanager
def haste() -> Iterator[None]:
    """Spare numba, while many parts are compiled, what it does again for each of them."""
    with ExitStack() as at_the_end, global_compiler_lock:
        typing, target = cpu_target.typing_context, cpu_target.target_context
        target.refresh()
        if gc.isenabled():  # it looks through all that numba keeps, again and again, and finds little
            at_the_end.callback(gc.enable)
            gc.disable()
        for owner, name, other in (
            (typing, "resolve_function_type", _remembering(typing.resolve_function_type)),
            (target, "load_additional_registries", partial(_look_again, target)),
            (PostProcessor, "run", _lives_only_if_asked(PostProcessor.run)),
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
