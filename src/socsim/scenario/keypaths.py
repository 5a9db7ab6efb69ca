"""Walks the schema by paths of keys: what may stand at ``organisations.*.units.*.caseload``."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

Kind = Literal["section", "names", "list", "leaf"]


@dataclass(frozen=True)
class Place:
    """What the schema says of one key.

    Attributes
    ----------
    kind : a section of known keys, a mapping of names of the user's own, a list, or a value.
    annotation : its type, without None and without what Annotated adds.
    metadata : what Annotated adds.
    field : the field, where the key is one of a section.
    """

    kind: Kind
    annotation: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    def keys(self) -> dict[str, Place]:
        """Return the keys of a section, under the names that files use."""
        if self.kind != "section":
            return {}
        fields: dict[str, FieldInfo] = self.annotation.model_fields
        return {
            info.alias or name: place(info.annotation, tuple(info.metadata), info)
            for name, info in fields.items()
        }

    def below(self, part: str) -> Place | None:
        """Return what a key, a name or a position leads to."""
        if self.kind == "section":
            return self.keys().get(part)
        if self.kind == "names":
            return place(get_args(self.annotation)[1])
        if self.kind == "list" and (part == "*" or part.isdecimal()):
            return place(get_args(self.annotation)[0])
        return None

    @property
    def examples(self) -> tuple[Any, ...]:
        """How the value may be written, where the type says so."""
        if self.kind == "names":
            return place(get_args(self.annotation)[1]).examples
        for item in self.metadata:
            if isinstance(item, WithJsonSchema):
                schema = item.json_schema or {}
                options = [schema, *schema.get("anyOf", [])]
                return tuple(example for option in options for example in option.get("examples", ()))
        return ()

    @property
    def choices(self) -> tuple[Any, ...]:
        """The allowed words, where there is a list of them."""
        return get_args(self.annotation) if get_origin(self.annotation) is Literal else ()


def place(annotation: Any, metadata: tuple[Any, ...] = (), field: FieldInfo | None = None) -> Place:
    """Return the place of an annotation."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *more)
        elif origin in (Union, types.UnionType) and type(None) in get_args(annotation):
            rest = [option for option in get_args(annotation) if option is not type(None)]
            annotation = Union[tuple(rest)]  # noqa: UP007 - the members are known only when it runs
        else:
            break
    kind: Kind = "leaf"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind = "section"
    elif origin is dict:
        kind = "names"
    elif origin is tuple:
        kind = "list"
    return Place(kind, annotation, metadata, field)


def root() -> Place:
    """Return the place of the whole file."""
    from socsim.scenario.schema import Scenario

    return place(Scenario)


def find(path: tuple[Any, ...]) -> Place | None:
    """Return the place of a path, None where the schema has no such key."""
    here: Place | None = root()
    for part in path:
        here = here.below(str(part)) if here is not None else None
    return here
