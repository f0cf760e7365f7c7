"""What types look like, and how their values are read."""

import collections.abc as _abc
import types
from collections import deque

from ._docstrings import own_doc, parse_doc, prose


class Types:
    """Turns annotations into schemas, and into what makes their values of plain ones."""

    def __init__(self):
        self.described = {}
        self.loaders = {}
        # What has a name: a record's class, or the description of a choice.
        self.owners = {}

    def read(self, hint, name):
        """The schema of a type, and what makes its value of a plain one; None where that is the value itself."""
        simple = SIMPLE.get(hint) if isinstance(hint, type) else None
        if simple:
            return simple
        import typing

        if hint is None or hint is type(None):
            return {"type": "null"}, None
        if hint in (typing.Any, object):
            return {}, None
        if isinstance(hint, typing.TypeVar):
            return {}, None
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is getattr(typing, "Annotated", None):
            return self.read(arguments[0], name)
        if hasattr(hint, "__supertype__"):
            return self.read(hint.__supertype__, name)
        if origin is typing.Literal:
            return self.choice(name[:1].upper() + name[1:], "", list(arguments)), None
        if origin is typing.Union or origin is getattr(types, "UnionType", typing.Union):
            return self.union(arguments, name)
        container = origin or hint
        if isinstance(container, type) and not self.is_record(container):
            if issubclass(container, (set, frozenset)) or container in SETS:
                return self.list(container, arguments[:1], name, True)
            if issubclass(container, (list, tuple, deque)) or container in LISTS:
                if container is tuple and len(arguments) > 1 and arguments[1] is not Ellipsis:
                    return self.tuple(arguments, name)
                return self.list(container, arguments[:1], name, False)
            if issubclass(container, dict) or container in MAPS:
                return self.map(arguments, name)
        if isinstance(hint, type):
            return self.named(hint, name)
        raise TypeError(f"{spelling(hint)} is no type that gedis knows")

    def union(self, members, name):
        others = [member for member in members if member is not type(None)]
        if set(others) == {int, float}:
            others = [float]
        if len(others) != 1:
            raise TypeError("of several types only one besides None can be read")
        schema, load = self.read(others[0], name)
        if len(members) == len(others):
            return schema, load
        if load is None:
            return {"anyOf": [schema, {"type": "null"}]}, None
        return {"anyOf": [schema, {"type": "null"}]}, lambda value: None if value is None else load(value)

    def list(self, container, elements, name, is_set):
        schema, load = self.read(elements[0], name) if elements else ({}, None)
        make = container if container in (set, frozenset, tuple, deque) else set if is_set else None
        described = {"type": "array", "items": schema}
        if is_set:
            described["uniqueItems"] = True
        if load is None:
            return described, make
        if make is None:
            return described, lambda values: [load(value) for value in values]
        return described, lambda values: make(load(value) for value in values)

    def tuple(self, elements, name):
        if len(set(elements)) > 1:
            raise TypeError("a tuple whose values have several types cannot be read")
        described, load = self.list(tuple, elements[:1], name, False)

        def counted(values):
            if len(values) != len(elements):
                raise ValueError(f"'{name}' has {len(elements)} values, got {len(values)}")
            return load(values)

        return described, counted

    def map(self, arguments, name):
        if arguments and arguments[0] is not str:
            raise TypeError("the keys of a dict are str")
        schema, load = self.read(arguments[1], name) if arguments else ({}, None)
        described = {"type": "object", "additionalProperties": schema}
        if load is None:
            return described, None
        return described, lambda values: {key: load(value) for key, value in values.items()}

    def named(self, kind, name):
        import enum

        if issubclass(kind, enum.Enum):
            return self.choice(kind.__name__, own_doc(kind), [member.value for member in kind]), kind
        if self.is_record(kind):
            return self.record(kind)
        module = kind.__module__
        known = FORMATS.get((module, kind.__qualname__))
        if known:
            return {"type": "string", "format": known[0]}, known[1](kind)
        for base, plain in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")):
            if issubclass(kind, base):
                return {"type": plain}, kind
        raise TypeError(f"{spelling(kind)} is no type that gedis knows")

    def choice(self, name, help, values):
        if not values or not (all(type(v) is str for v in values) or all(type(v) is int for v in values)):
            raise TypeError("the values of an enum or a Literal are all str or all int")
        kind = "string" if type(values[0]) is str else "integer"
        return self.describe(name, {"title": name, "description": help, "type": kind, "enum": values})

    def describe(self, name, description):
        unique = self.reserve(name, description)
        self.described[unique] = dict(description, title=unique)
        return {"$ref": unique}

    def reserve(self, name, owner):
        """A name that nothing else has."""
        unique, number = name, 1
        while self.owners.setdefault(unique, owner) != owner:
            number += 1
            unique = f"{name}{number}"
        return unique

    @staticmethod
    def is_record(kind):
        return (
            hasattr(kind, "__dataclass_fields__")
            or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
            or (issubclass(kind, dict) and hasattr(kind, "__total__"))
        )

    def record(self, kind):
        if kind in self.loaders:
            return {"$ref": self.reserve(self.name_of(kind), kind)}, self.loaders[kind]
        before = dict(self.described), dict(self.loaders), dict(self.owners)
        try:
            return self.new_record(kind)
        except BaseException:
            # What refers to it cannot stay either.
            self.described, self.loaders, self.owners = before
            raise

    @staticmethod
    def name_of(kind):
        return kind.__qualname__.replace("<locals>.", "")

    def new_record(self, kind):
        name = self.reserve(self.name_of(kind), kind)
        # What each field is converted by, and whether None is a value of it; what those are that a value may leave out.
        fields, left_out = {}, {}
        is_dict = issubclass(kind, dict)

        def load(value):
            made = dict(left_out)
            for key, (convert, takes_none) in fields.items():
                if key in value:
                    given = value[key]
                    if given is None and not takes_none:
                        continue
                    made[key] = convert(given) if convert else given
            return made if is_dict else kind(**made)

        self.loaders[kind] = load
        properties, required = {}, []
        help_of = parse_doc(own_doc(kind))[2]
        for key, hint, has_default in record_fields(kind):
            schema, convert = self.read(hint, key)
            takes_none = "anyOf" in schema or schema in ({}, {"type": "null"})
            fields[key] = (convert, takes_none)
            if "anyOf" in schema:
                if not has_default:
                    left_out[key] = None
            elif has_default:
                schema = {"anyOf": [{} if takes_none else schema, {"type": "null"}]}
            else:
                required.append(key)
            if help_of.get(key):
                schema = dict(schema, description=help_of[key])
            properties[key] = schema
        self.described[name] = {
            "title": name,
            "description": prose(own_doc(kind)),
            "type": "object",
            "properties": properties,
            "required": required,
        }
        return {"$ref": name}, load


def record_fields(kind):
    """Name, type and whether there is a default, of each value that a record is made of."""
    import typing

    hints = typing.get_type_hints(kind, include_extras=True)
    if hasattr(kind, "__dataclass_fields__"):
        import dataclasses

        for field in kind.__dataclass_fields__.values():
            hint = hints[field.name]
            # InitVar is among them, which is no field of the object; so is ClassVar, which is no value.
            if field.init and typing.get_origin(hint) is not typing.ClassVar and hint is not typing.ClassVar:
                has_default = (
                    field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
                )
                yield field.name, hint.type if isinstance(hint, dataclasses.InitVar) else hint, has_default
    elif issubclass(kind, dict):
        required = getattr(kind, "__required_keys__", frozenset(hints))
        for name, hint in hints.items():
            wrapped = str(typing.get_origin(hint)).rsplit(".", 1)[-1]
            if wrapped in ("Required", "NotRequired"):
                hint = typing.get_args(hint)[0]
            yield name, hint, wrapped == "NotRequired" or (wrapped != "Required" and name not in required)
    else:
        for name in kind._fields:
            yield name, hints.get(name, str), name in kind._field_defaults


def _date_time(kind):
    return lambda text: kind.fromisoformat(text.replace("Z", "+00:00"))


SIMPLE = {
    bool: ({"type": "boolean"}, None),
    int: ({"type": "integer"}, None),
    float: ({"type": "number"}, None),
    str: ({"type": "string"}, None),
    bytes: ({"type": "string", "contentEncoding": "base64"}, None),
    bytearray: ({"type": "string", "contentEncoding": "base64"}, bytearray),
}
FORMATS = {
    ("datetime", "datetime"): ("date-time", _date_time),
    ("datetime", "date"): ("date", lambda kind: kind.fromisoformat),
    ("uuid", "UUID"): ("uuid", lambda kind: kind),
    ("decimal", "Decimal"): ("decimal", lambda kind: kind),
}
LISTS = (_abc.Sequence, _abc.Iterable, _abc.Collection, _abc.MutableSequence, _abc.Iterator, _abc.Generator)
SETS = (_abc.Set, _abc.MutableSet)
MAPS = (_abc.Mapping, _abc.MutableMapping)


def spelling(hint):
    return getattr(hint, "__name__", None) or str(hint).replace("typing.", "")
