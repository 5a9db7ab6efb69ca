"""Records at an address, as a C program has them, and a call of a function that stands further up.

An agent's record is a pointer to a row of a structured array that `world.py` owns: reading a field costs
a load, handing an agent on costs a register, and nothing is counted or copied. What is read must lie
within the array: `tables.py` sees to that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

_WORD = ir.IntType(64)


def record_at(dtype: np.dtype[Any]) -> Callable[..., Any]:
    """Make the function that gives row `index` of the structured array that begins at `address`."""
    record, size = from_dtype(dtype), dtype.itemsize

    @intrinsic
    def at(_context: Any, address: Any, index: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            place = builder.add(args[0], builder.mul(args[1], ir.Constant(_WORD, size)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(types.int64, types.int64), code

    found: Callable[..., Any] = at
    return found


def row_of(table: str, dtype: np.dtype[Any], grows: bool) -> Callable[..., Any]:
    """Make the function that gives row `index` of a table of the world, which says where that is."""
    record, size = from_dtype(dtype), dtype.itemsize

    @intrinsic
    def at(_context: Any, world: Any, index: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind, address = signature.args[0], args[0]
            for field in (table, "address") if grows else (table,):
                address = context.get_getattr(kind, field)(context, builder, kind, address, field)
                kind = kind.typeof(field)
            place = builder.add(address, builder.mul(args[1], ir.Constant(_WORD, size)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(world, types.int64), code

    found: Callable[..., Any] = at
    return found


def number_at(number: Any) -> Callable[..., Any]:
    """Make the function that reads number `index` of the array that begins at `address`."""

    @intrinsic
    def at(_context: Any, address: Any, index: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            kind = context.get_value_type(number)
            return builder.load(builder.gep(builder.inttoptr(args[0], kind.as_pointer()), [args[1]]))

        return number(types.int64, types.int64), code

    found: Callable[..., Any] = at
    return found


float_at = number_at(types.float64)
int_at = number_at(types.int64)
word_at = number_at(types.uint64)
byte_at = number_at(types.uint8)


@intrinsic
def store_int(_context: Any, address: Any, index: Any, value: Any) -> Any:
    """Write number `index` of the array that begins at `address`."""

    def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        pointer = builder.inttoptr(args[0], _WORD.as_pointer())
        builder.store(args[2], builder.gep(pointer, [args[1]]))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), code


@intrinsic
def clear(_context: Any, record: Any) -> Any:
    """Fill a record with noughts."""

    def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        cgutils.memset(builder, args[0], _WORD(record.size), 0)
        return context.get_dummy_value()

    return types.void(record), code


_LATER = "socsim.later"
"""What the function is called that `call` calls, in all the code that is compiled together."""


@intrinsic
def is_called(_context: Any, function: Any, world: Any) -> Any:
    """Say which compiled `function(world, int, int)` it is that `call` calls."""
    dispatcher, args = function.dispatcher, (world, types.int64, types.int64)
    dispatcher.get_call_template(args, {})

    def code(context: Any, builder: Any, _signature: Any, _args: Any) -> Any:
        compiled = dispatcher.overloads[args]
        context.active_code_library.add_linking_library(compiled.library)
        known = context.declare_function(builder.module, compiled.fndesc)
        later = ir.Function(builder.module, known.function_type, _LATER)
        later.linkage = "weak_odr"  # it stays where nobody has called it yet
        inside = ir.IRBuilder(later.append_basic_block())
        inside.ret(inside.call(known, later.args))
        return context.get_dummy_value()

    return types.none(function, world), code


@intrinsic
def call(_context: Any, world: Any, who: Any, what: Any) -> Any:
    """Call it: numba cannot type functions of several files that call each other."""
    kinds = (world, types.int64, types.int64)

    def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        convention = context.call_conv
        later = cgutils.get_or_insert_function(
            builder.module, convention.get_function_type(types.none, kinds), _LATER
        )
        status, _ = convention.call_function(builder, later, types.none, kinds, args)
        with builder.if_then(status.is_error, likely=False):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return types.none(*kinds), code
