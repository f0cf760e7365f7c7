"""The plain values that replies and questions are made of."""

import collections.abc as _abc
import os
import sys

# What stands for itself, and how deep values may lie in one another.
PLAIN = frozenset((int, str, bytes, float, bool, type(None)))
DEEPEST = 64


FIELDS = {}


def field_names(kind):
    """The names of a dataclass' fields."""
    names = FIELDS.get(kind)
    if names is None:
        import dataclasses

        names = FIELDS[kind] = [field.name for field in dataclasses.fields(kind)]
    return names


def dump(value, path=()):
    """The plain value that a reply is made of."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if len(path) >= DEEPEST:
        raise ValueError(f"the reply has values more than {DEEPEST} deep in one another")
    if id(value) in path:
        raise ValueError("the reply holds itself")
    inner = path + (id(value),)
    if kind is list or kind is tuple:
        return [element if type(element) in PLAIN else dump(element, inner) for element in value]
    if kind is dict:
        return {key_of(key): item if type(item) in PLAIN else dump(item, inner) for key, item in value.items()}
    if kind is set or kind is frozenset:
        elements = [hashable(dump(element, inner)) for element in value]
        # Records are dicts, which no set holds.
        return elements if any(type(element) is dict for element in elements) else set(elements)
    if hasattr(kind, "__dataclass_fields__"):
        return {key: dump(getattr(value, key), inner) for key in field_names(kind)}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return {key: dump(getattr(value, key), inner) for key in kind._fields}
    enum = sys.modules.get("enum")
    if enum and isinstance(value, enum.Enum):
        return dump(value.value, inner)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    for base in kind.__mro__:
        text = TEXTS.get((base.__module__, base.__qualname__))
        if text:
            return text(value)
    if isinstance(value, _abc.Mapping):
        return {key_of(key): dump(item, inner) for key, item in value.items()}
    if isinstance(value, os.PathLike):
        return dump(os.fspath(value), inner)
    if hasattr(value, "__await__"):
        raise TypeError("it returned something to await: declare it with 'async def'")
    if isinstance(value, _abc.Iterable):
        return [dump(element, inner) for element in value]
    raise TypeError(f"a {kind.__qualname__} cannot be a reply")


def key_of(key):
    return key if type(key) in PLAIN else hashable(dump(key))


def hashable(value):
    return tuple(map(hashable, value)) if type(value) is list else value


def _moment_text(value):
    import datetime

    if value.tzinfo:
        value = value.astimezone(datetime.timezone.utc)
    value += datetime.timedelta(microseconds=500)
    fraction = f".{value.microsecond // 1000:03d}" if value.microsecond >= 1000 else ""
    return value.replace(microsecond=0, tzinfo=None).isoformat() + fraction + "Z"


TEXTS = {
    ("datetime", "datetime"): _moment_text,
    ("datetime", "date"): lambda value: value.isoformat(),
    ("datetime", "time"): lambda value: value.isoformat(),
    ("uuid", "UUID"): lambda value: str(value).upper(),
    ("decimal", "Decimal"): lambda value: format(value, "f"),
}


def expression(value):
    enum = sys.modules.get("enum")
    if enum and isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    # Others may be shown in other words by each process.
    return repr(value) if type(value) in PLAIN else "…"


def question_word(value):
    """What a question has to say, of which gedis can read all."""
    plain = dump(value)
    for one in plain.values() if type(plain) is dict else plain if type(plain) is list else (plain,):
        if type(one) is int and not -1 << 63 <= one < 1 << 63:
            raise OverflowError("gedis takes whole numbers of 64 bits")
    return plain
