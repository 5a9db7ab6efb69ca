"""How the parts of the engine are compiled: each is typed once, and all are optimised once, together.

Left to itself numba optimises every function together with all that it calls, and then again with each
of its callers; for some two hundred functions that call each other that takes minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
from numba import njit, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.np.numpy_support import from_dtype

from socsim.engine.compiled.fields import IS_PLAIN
from socsim.engine.compiled.passes import PassesOfParts, compile_quietly, haste

OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
"""For every function of the engine: without the interpreter's lock, and to the last bit as CPython has it."""


class _Part(JITCodeLibrary):
    """The code of one function, kept as it was written until a `_Whole` takes it up."""

    _shared_module: Any
    _linking_libraries: list[Any]

    @property
    def codegen(self) -> Any:
        return _NoCode()

    def add_llvm_module(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout
        self._final_module.link_in(module)

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        for library in self._linking_libraries:
            self._reload_init.update(library._reload_init)
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = self._final_module
        return self._shared_module


class _Arguments(tuple[Any, ...]):
    """Types of arguments, by name: numba writes them out before each pass, and records have many fields."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"({', '.join(map(str, self))})"


class _NoCode:
    """Instead of the machine's code, of which a part has none yet."""

    def set_env(self, _name: str, _env: Any) -> None:
        """Objects of the interpreter that a function needs; no part needs any."""


_AT_A_TIME = 24
"""Parts that are linked to each other before the rest: about the root of their number."""


class _Whole(JITCodeLibrary):
    """The code of a function that the interpreter calls, and of all that it needs."""

    _linking_libraries: list[Any]

    IS_PLAIN = False

    def finalize(self) -> None:
        self._own = {
            function.name for function in self._final_module.functions if not function.is_declaration
        }
        self._take_up(list(_with_all_below(self._linking_libraries)))
        constant = str(self._codegen._create_empty_module(IS_PLAIN))
        constant += f'@"{IS_PLAIN}" = weak_odr constant i1 {str(self.IS_PLAIN).lower()}'
        self._final_module.link_in(llvm.parse_assembly(constant))
        super().finalize()

    def _take_up(self, libraries: list[Any]) -> None:
        """Link them some at a time: to link looks through all that is there already."""
        parts = [library for library in libraries if isinstance(library, _Part)]
        self._linking_libraries = [library for library in libraries if not isinstance(library, _Part)]
        empty = str(self._codegen._create_empty_module(self.name))
        for first in range(0, len(parts), _AT_A_TIME):
            some = llvm.parse_assembly(empty)
            for part in parts[first : first + _AT_A_TIME]:
                self._reload_init.update(part._reload_init)
                some.link_in(part._get_module_for_linking(), preserve=True)
            self._final_module.link_in(some)

    def _optimize_final_module(self) -> None:
        self._final_module.get_global_variable(IS_PLAIN).linkage = "internal"
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in self._own:
                function.linkage = "internal"  # nobody else calls it: it may be inlined and cut to size
        manager, builder = self._codegen._module_pass_manager()
        manager.run(self._final_module, builder)  # once: numba's two rounds are for counted objects


class _PlainWhole(_Whole):
    """The same, for plain offices only."""

    IS_PLAIN = True


def _with_all_below(libraries: list[Any]) -> Iterator[Any]:
    found: set[Any] = set()
    rest = list(reversed(libraries))
    while rest:
        library = rest.pop()
        if library not in found:
            found.add(library)
            yield library
            if isinstance(library, _Part):
                rest.extend(reversed(library._linking_libraries))


def _compiler(library_class: type[JITCodeLibrary]) -> type[Compiler]:
    passes = PassesOfParts() if library_class is _Part else None

    class Into(Compiler):
        """numba's compiler, with another kind of library for the code."""

        def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
            super().__init__(typing, target, library, *rest)
            self.state.args = _Arguments(self.state.args)
            made = library_class(self.state.targetctx.codegen(), library_class.__name__)
            made.enable_object_caching()
            self.state.library = made

        def define_pipelines(self) -> list[Any]:
            return [passes] if passes else super().define_pipelines()

    return Into


_AS_PART, _AS_WHOLE, _AS_PLAIN = _compiler(_Part), _compiler(_Whole), _compiler(_PlainWhole)


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a part of the engine, which only other parts call."""
    compiled: Any = njit(pipeline_class=_AS_PART, no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)(
        function
    )
    template = compiled.get_call_template

    def once_for_all_numbers(args: Any, named: Any) -> Any:
        return template(tuple(map(_plain, args)), {name: _plain(kind) for name, kind in named.items()})

    compiled.get_call_template = once_for_all_numbers
    compiled.compile = partial(compile_quietly, compiled)
    return compiled


def law_options() -> dict[str, Any]:
    """For a law, which belongs to the parts that call it."""
    options = {name: value for name, value in OPTIONS.items() if name != "nogil"}
    return options | {"pipeline_class": _AS_PART, "no_cfunc_wrapper": True}


def _plain(kind: Any) -> Any:
    """The type for which a part is compiled: not one for each constant and each width of numbers."""
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile what the interpreter calls, once for all sessions in which no source has changed."""
    return _entry(function, _AS_WHOLE)


def plain_entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, for plain offices only."""
    return _entry(function, _AS_PLAIN)


def _entry(function: Callable[..., Any], as_whole: type[Compiler]) -> Callable[..., Any]:
    options = {"pipeline_class": as_whole, "no_cfunc_wrapper": True, **OPTIONS}
    try:
        compiled: Any = njit(cache=True, **options)(function)
    except RuntimeError:  # nowhere to keep it
        compiled = njit(**options)(function)
    else:
        # numba looks only at the file in which the function stands, and would keep what has become wrong
        compiled._cache._cache_file._source_stamp = _sources()
    compiled.compile = partial(_hastily, compiled.compile)
    return compiled


def _hastily(compile_it: Callable[..., Any], types_of_arguments: Any) -> Any:
    with haste():
        return compile_it(types_of_arguments)


def is_kept(function: Any) -> bool:
    """Whether compiled code of an `entry` is there from an earlier session."""
    return function._cache is not None and bool(function._cache._cache_file._load_index())


def compile_for(function: Any, record: Any, *numbers: str) -> None:
    """Compile an `entry` for a record and numbers of these types, or fetch what is kept."""
    function.compile((from_dtype(record), *(getattr(types, name) for name in numbers)))


@cache
def _sources() -> str:
    """A hash of all that the compiled code is made of."""
    package = Path(__file__).parents[2]
    digest = blake2b(digest_size=16)
    for room in ("engine", "model", "scenario"):
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
