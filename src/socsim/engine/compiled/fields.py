"""How the fields of records are read and written, with what the optimiser may rely on.

Fields of different names are never the same memory, and what stays as it is while time passes need not be
read twice. Where the engine is compiled for plain offices, the fields that say which mechanisms are on have
one value, and the optimiser cuts away what nobody can reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.imputils import lower_getattr_generic, lower_setattr_generic
from numba.extending import intrinsic
from numba.np import arrayobj
from numba.np.numpy_support import from_dtype

IS_PLAIN = "socsim.is_plain"
"""A constant of the whole: whether it is compiled for plain offices only."""


def describe(
    name: str, dtype: np.dtype[Any], moving: frozenset[str] | None, plain: Mapping[str, float]
) -> None:
    """Tell how the fields of a record behave.

    Parameters
    ----------
    moving : the fields that change while time passes; None: all may.
    plain : fields with the value that they have in every plain office.
    """
    record = from_dtype(dtype)

    def stays(field: str) -> bool:
        return moving is not None and field not in moving

    @lower_getattr_generic(record)
    def read(context: Any, builder: Any, kind: Any, value: Any, field: str) -> Any:
        what = kind.typeof(field)
        if not isinstance(what, (types.Number, types.Boolean)):
            return arrayobj.record_getattr(context, builder, kind, value, field)
        model = context.data_model_manager[what]
        place = arrayobj.cgutils.get_record_member(
            builder, value, kind.offset(field), context.get_data_type(what)
        )
        load = builder.load(place)
        _mark(builder, load, f"{name}.{field}")
        if stays(field):
            load.set_metadata("invariant.load", builder.module.add_metadata([]))
        found = model.from_data(builder, load)
        if field in plain:
            return builder.select(_is_plain(builder), context.get_constant(what, plain[field]), found)
        return found

    @lower_setattr_generic(record)
    def write(context: Any, builder: Any, sig: Any, args: Any, field: str) -> Any:
        kind, given = sig.args
        what = kind.typeof(field)
        if stays(field):
            message = f"{name}.{field} is written to, which is not among what moves"
            raise TypeError(message)
        if not isinstance(what, (types.Number, types.Boolean)):
            return arrayobj.record_setattr(context, builder, sig, args, field)
        model = context.data_model_manager[what]
        place = arrayobj.cgutils.get_record_member(
            builder, args[0], kind.offset(field), context.get_data_type(what)
        )
        value = model.as_data(builder, context.cast(builder, args[1], given, what))
        _mark(builder, builder.store(value, place), f"{name}.{field}")
        return None


def _mark(builder: Any, access: Any, field: str) -> None:
    """Say which field is read or written: no other is the same memory."""
    module = builder.module
    root = module.add_metadata(["socsim"])
    node = module.add_metadata([field, root])
    access.set_metadata("tbaa", module.add_metadata([node, node, ir.Constant(ir.IntType(64), 0)]))


@intrinsic
def is_for_plain_offices(_context: Any) -> Any:
    """Whether this code is compiled for them only."""

    def code(_context: Any, builder: Any, _signature: Any, _args: Any) -> Any:
        return _is_plain(builder)

    return types.boolean(), code


def _is_plain(builder: Any) -> Any:
    module = builder.module
    constant = module.globals.get(IS_PLAIN)
    if constant is None:
        constant = ir.GlobalVariable(module, ir.IntType(1), IS_PLAIN)
        constant.global_constant = True
    return builder.load(constant)
