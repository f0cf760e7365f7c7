"""Serves a namespace in Python to gedis, and is the module `gedis` for its author.

It needs Python 3.9 and the standard library alone. The protocol is in docs/workers.md.
"""

import marshal
import os
import socket
import struct
import sys
import time
import types
from collections import deque

__all__ = ["Error", "BackendError", "Request", "Context", "Events", "Log"]

PROTOCOL = 1
# What gedis sends, and what it is sent: the first element of each message.
CALL, ANSWER, CANCEL, STOP, LOAD = range(5)
REPLY, ERROR, ASK, LOG, READY, FAILED = range(6)

LENGTH = struct.Struct("<I")
MOST_BYTES = 1 << 29
DEEPEST = 64
# The most characters that are printed without the end of a line until they are an event.
MOST_LINE = 1 << 16
FLUSH_SECONDS = 0.01
PLAIN = frozenset((int, str, bytes, float, bool, type(None)))


class Error(Exception):
    """An error reply: `raise gedis.Error("NOTFOUND", "no such account")`."""

    code = "ERR"
    text = None

    def __init__(self, code, text=""):
        super().__init__(code, text)
        self.code = str(code)
        self.text = str(text)

    def __str__(self):
        return f"{self.code} {self._said()}".rstrip()

    def _said(self):
        """The text; that of a subclass which sets none is what it was made with."""
        return exact(" ".join(map(str, self.args)) if self.text is None else self.text)


class BackendError(Error):
    """The backend could not do what it was asked; `reason` says what kind of failure it was."""

    def __init__(self, text, reason="failed"):
        super().__init__("BACKEND", text)
        self.reason = reason


class Request(list):
    """All that the client sent, as bytes: the command's name, then its arguments."""

    @property
    def name(self):
        return self[0].decode("utf-8", "replace")

    @property
    def arguments(self):
        return [part.decode("utf-8", "replace") for part in self[1:]]


def exact(text):
    """Text that is a str and nothing derived from it, which marshal does not write."""
    return str.__str__(str(text))


class _SourceError(Exception):
    """Something that is wrong at a line of the author's file."""

    def __init__(self, line, column, message):
        super().__init__(message)
        self.problem = [line, column, message]


# --- What types look like, and how their values are read and written ------------------------------------------------


class _Types:
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


FIELDS = {}


def field_names(kind):
    """The names of a dataclass' fields."""
    names = FIELDS.get(kind)
    if names is None:
        import dataclasses

        names = FIELDS[kind] = [field.name for field in dataclasses.fields(kind)]
    return names


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
import collections.abc as _abc  # noqa: E402

LISTS = (_abc.Sequence, _abc.Iterable, _abc.Collection, _abc.MutableSequence, _abc.Iterator, _abc.Generator)
SETS = (_abc.Set, _abc.MutableSet)
MAPS = (_abc.Mapping, _abc.MutableMapping)


def spelling(hint):
    return getattr(hint, "__name__", None) or str(hint).replace("typing.", "")


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


def question_word(value):
    """What a question has to say, of which gedis can read all."""
    plain = dump(value)
    for one in plain.values() if type(plain) is dict else plain if type(plain) is list else (plain,):
        if type(one) is int and not -1 << 63 <= one < 1 << 63:
            raise OverflowError("gedis takes whole numbers of 64 bits")
    return plain


# --- Docstrings -----------------------------------------------------------------------------------------------------


def own_doc(thing):
    doc = thing.__dict__.get("__doc__") if isinstance(thing, type) else getattr(thing, "__doc__", None)
    # What dataclass writes itself says nothing.
    return "" if not doc or (isinstance(thing, type) and doc.startswith(thing.__name__ + "(")) else doc


def clean(doc):
    lines = (doc or "").expandtabs().splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    cut = min(indents, default=0)
    return [line.strip() if index == 0 else line[cut:].rstrip() for index, line in enumerate(lines)]


GOOGLE = ("args:", "arguments:", "parameters:", "attributes:", "keyword args:")
OUTCOMES = ("returns", "return", "yields", "raises")


def prose(doc):
    summary, discussion, _ = parse_doc(doc)
    return "\n\n".join(part for part in (summary, discussion) if part)


def parse_doc(doc):
    """Summary, discussion and the parameters' help of a docstring: plain, Google's, NumPy's or Sphinx' style."""
    lines = clean(doc)
    text, outcomes, parameters = [], [], {}
    index = 0
    while index < len(lines):
        line = lines[index]
        word = line.strip().lower()
        underlined = index + 1 < len(lines) and set(lines[index + 1].strip()) == {"-"}
        if line.lstrip().startswith(":") and line.count(":") > 1:
            field, _, help = line.strip()[1:].partition(":")
            index, more = indented(lines, index + 1, len(line) - len(line.lstrip()))
            help = " ".join([help.strip()] + [one.strip() for one in more]).strip()
            words = field.split()
            if words and words[0] in ("param", "parameter", "arg", "argument"):
                parameters[words[-1].lstrip("*")] = help
            elif words and words[0] in OUTCOMES:
                outcomes.append(outcome(words[0], help))
        elif word in GOOGLE or (underlined and word in ("parameters", "attributes", "other parameters")):
            level = len(line) - len(line.lstrip())
            if underlined:
                index, entries = section(lines, index + 2)
                read_entries(entries, parameters, 0, numpy=True)
            else:
                index, entries = indented(lines, index + 1, level)
                read_entries(entries, parameters, entry_level(entries), numpy=False)
        elif word.rstrip(":") in OUTCOMES and (word.endswith(":") or underlined):
            if underlined:
                index, entries = section(lines, index + 2)
            else:
                index, entries = indented(lines, index + 1, len(line) - len(line.lstrip()))
            help = " ".join(entry.strip() for entry in entries if entry.strip())
            outcomes.append(outcome(word.rstrip(":"), help))
        else:
            text.append(line)
            index += 1
    paragraphs, current = [], []
    for line in text + [""]:
        if line.strip():
            current.append(line)
        elif current:
            paragraphs.append(current)
            current = []
    summary = " ".join(line.strip() for line in paragraphs[0]) if paragraphs else ""
    discussion = ["\n".join(paragraph) for paragraph in paragraphs[1:]] + [one for one in outcomes if one]
    return summary, "\n\n".join(discussion), parameters


def outcome(word, help):
    name = "Throws" if word == "raises" else "Returns"
    return f"{name}: {help}" if help else ""


def indented(lines, index, level):
    """The lines from `index` on that stand further in than `level`."""
    found = []
    while index < len(lines) and (not lines[index].strip() or len(lines[index]) - len(lines[index].lstrip()) > level):
        found.append(lines[index])
        index += 1
    while found and not found[-1].strip():
        found.pop()
    return index, found


def section(lines, index):
    """The lines of a section of NumPy's style, up to the next heading."""
    found = []
    while index < len(lines):
        if index + 1 < len(lines) and lines[index].strip() and set(lines[index + 1].strip()) == {"-"}:
            break
        found.append(lines[index])
        index += 1
    return index, found


def entry_level(entries):
    return min((len(line) - len(line.lstrip()) for line in entries if line.strip()), default=0)


def read_entries(entries, parameters, level, numpy):
    names = []
    for line in entries:
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) == level:
            head, _, help = line.strip().partition(":")
            names = [name.split("(")[0].strip().lstrip("*") for name in head.split(",")] if numpy else [
                head.split("(")[0].strip().lstrip("*")
            ]
            for name in names:
                parameters[name] = "" if numpy else help.strip()
        else:
            for name in names:
                parameters[name] = f"{parameters[name]} {line.strip()}".strip()


# --- Commands -------------------------------------------------------------------------------------------------------

TEXT = frozenset((str, bytes))
COROUTINE, ASYNC_GENERATOR = 0x80, 0x200
NUMBER = {"type": "number"}
HANDED = ("request", "namespace", "dbclient", "context", "events", "settings", "log")


def is_function(value):
    """Whether it is a function, or what a decorator has made of one."""
    return isinstance(unwrapped(value), types.FunctionType) and not isinstance(value, type)


def unwrapped(value):
    while True:
        value = value.__func__ if isinstance(value, types.MethodType) else value
        inner = getattr(value, "__dict__", {}).get("__wrapped__")
        if inner is None:
            return value
        value = inner


class _Command:
    """A function that clients call."""

    def __init__(self, name, function, worker):
        inner = unwrapped(function)
        code = inner.__code__
        called = getattr(getattr(function, "__func__", function), "__code__", None)
        self.name = name
        self.function = function
        self.line = code.co_firstlineno
        self.is_async = bool(called and called.co_flags & (COROUTINE | ASYNC_GENERATOR))
        # A decorator's function may return what another one has begun.
        self.needs_loop = self.is_async or bool(code.co_flags & (COROUTINE | ASYNC_GENERATOR))
        # About how long a call takes; more than it may, until one has been made.
        self.duration = 2 * FLUSH_SECONDS
        self.loads = []
        self.load_rest = None
        # The parameters that arguments are for, and those of them that are None where there is no argument.
        self.names = []
        self.left_out = {}
        self.handed = {}
        self.needs_request = self.needs_caller = False
        self.read(inner, code, getattr(function, "__self__", None) is not None, worker)
        self.is_plain = self.is_by_position and not any(self.loads) and not self.load_rest

    def read(self, inner, code, is_bound, worker):
        try:
            import typing

            hints = typing.get_type_hints(inner, include_extras=False) if inner.__annotations__ else {}
        except Exception as error:
            raise self.wrong(worker, f"the annotations of '{self.name}' cannot be read: {describe_error(error)}")
        summary, discussion, help_of = parse_doc(inner.__doc__)
        count = code.co_argcount
        names = code.co_varnames[is_bound:count]
        defaults = dict(zip(reversed(names), reversed(inner.__defaults__ or ())))
        keywords = code.co_varnames[count : count + code.co_kwonlyargcount]
        defaults.update(inner.__kwdefaults__ or {})
        at = count + code.co_kwonlyargcount
        rest = code.co_varnames[at] if code.co_flags & 0x04 else None
        parameters = []
        for name in names + keywords:
            hint = hints.get(name)
            handed = self.handed_in(name, hint, name in hints)
            if handed:
                self.handed[name] = handed
                continue
            if name in keywords and rest:
                if name not in defaults:
                    raise self.wrong(worker, f"parameter '{name}' of '{self.name}' stands behind *{rest}: no call gives it")
                continue
            schema, load = self.type_of(name, hint if name in hints else str, worker)
            presence = {"presence": "required"}
            if "anyOf" in schema:
                schema, presence = schema["anyOf"][0], {"presence": "optional"}
            if name in defaults:
                if defaults[name] is None:
                    presence = {"presence": "optional"}
                else:
                    presence = {"presence": "defaulted", "default": expression(defaults[name])}
            elif presence["presence"] == "required" and any(p["presence"] != "required" for p in parameters):
                raise self.wrong(worker, f"parameter '{name}' of '{self.name}' must be given and follows one that may be left out")
            parameters.append(dict(presence, name=name, schema=schema, help=help_of.get(name, "")))
            self.loads.append(load)
            self.names.append(name)
            if presence["presence"] == "optional" and name not in defaults:
                self.left_out[name] = None
        if rest:
            schema, load = self.type_of(rest, hints.get(rest, str), worker)
            parameters.append({"name": rest, "schema": schema, "help": help_of.get(rest, ""), "presence": "variadic"})
            self.load_rest = load
        # All by position where that is the same, which is quicker; otherwise those which have no name, or which others follow.
        self.is_by_position = not self.handed and not self.left_out and tuple(self.names) == names
        self.by_position = names if rest else names[: max(0, code.co_posonlyargcount - is_bound)]
        self.defaults = defaults
        result, is_void = None, "return" in hints and hints["return"] in (None, type(None))
        if not is_void:
            result = {}
            if "return" in hints:
                try:
                    result = worker.types.read(result_hint(hints["return"]), self.name + "_result")[0]
                except Exception:
                    pass
        self.is_number = result is not None and result in (NUMBER, {"anyOf": [NUMBER, {"type": "null"}]})
        self.description = {
            "name": self.name,
            "summary": summary,
            "discussion": discussion,
            "parameters": parameters,
            "result": result,
            "deprecation": getattr(self.function, "__deprecated__", None),
            "async": self.is_async,
            "request": self.needs_request,
            "caller": self.needs_caller,
            "line": self.line,
        }

    def type_of(self, name, hint, worker):
        try:
            return worker.types.read(hint, name)
        except TypeError as error:
            raise self.wrong(
                worker,
                f"parameter '{name}' of '{self.name}' cannot be read from an argument: {error}; use str, int, float, "
                "bool, bytes, an Enum, a Literal, a list, a dict or a dataclass",
            )

    def handed_in(self, name, hint, is_annotated):
        by_type = {Request: "request", Context: "context", Events: "events", Log: "log", _Store: "dbclient"}
        role = by_type.get(hint) if isinstance(hint, type) else None
        if role is None and name in HANDED:
            # The name that is handed in is a str; all else is no plain value, and an annotation as one makes it an argument.
            is_own = is_annotated and is_plain(hint) and (name, hint) != ("namespace", str)
            role = None if is_own else name
        if role == "request":
            self.needs_request = True
        if role in ("context", "log"):
            self.needs_caller = True
        return role

    def wrong(self, worker, message):
        return _SourceError(self.line, worker.column(self.line), message)

    def prepare(self, arguments, extra, worker, call):
        """The positional and the named arguments of a call."""
        count = len(self.loads)
        values, rest = arguments[:count], arguments[count:]
        if any(self.loads):
            values = [load(value) if load else value for load, value in zip(self.loads, values)]
        if self.load_rest:
            rest = [self.load_rest(value) for value in rest]
        if self.is_by_position:
            return [*values, *rest], {}
        named = dict(self.left_out)
        named.update(zip(self.names, values))
        for name, role in self.handed.items():
            named[name] = worker.hand_in(role, self, extra, call)
        positional = [named.pop(name) if name in named else self.defaults[name] for name in self.by_position]
        return [*positional, *rest], named


def is_plain(hint):
    """Whether a type is that of plain values, of choices, or of one of these and None."""
    import enum
    import typing

    if typing.get_origin(hint) is typing.Literal:
        return True
    if isinstance(hint, type):
        return hint in SIMPLE or issubclass(hint, enum.Enum)
    members = typing.get_args(hint)
    return type(None) in members and all(one is type(None) or is_plain(one) for one in members)


def result_hint(hint):
    """Of what a coroutine or a generator yields, the type of the whole."""
    import typing

    origin = typing.get_origin(hint)
    if origin in (_abc.AsyncIterator, _abc.AsyncGenerator, _abc.AsyncIterable, _abc.Generator):
        return typing.List[typing.get_args(hint)[0]] if typing.get_args(hint) else list
    return hint


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


def is_awaited(value):
    return hasattr(value, "__await__") or hasattr(value, "__aiter__")


async def failed(error):
    raise error


def describe_error(error):
    try:
        text = str(error)
    except Exception as other:
        text = f"it cannot be shown: {type(other).__name__}"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


# --- What functions are handed --------------------------------------------------------------------------------------


class _Store:
    """The server's backend. Its methods are awaited in async functions, and wait themselves in others."""

    def __init__(self, ask):
        self._ask = ask

    def get(self, namespace, key=None):
        """The value under a key, or None; without a key the whole node as a dict; of a list of keys those that are there."""
        if key is None:
            return self._ask("get_all", namespace)
        if isinstance(key, (list, tuple, set)):
            return self._ask("get_several", namespace, list(key))
        return self._ask("get", namespace, key)

    def put(self, namespace, key, value=None, expires_in=None):
        """Stores a value, or all of a dict: `put(namespace, key, value)` or `put(namespace, {key: value})`."""
        values = key if isinstance(key, dict) else {key: value}
        return self._ask("put", namespace, {name: dump(one) for name, one in values.items()}, seconds(expires_in))

    def delete(self, namespace, key):
        """Removes a key, and says whether it had a value; of a list of keys how many had one."""
        if isinstance(key, (list, tuple, set)):
            return self._ask("delete_several", namespace, list(key))
        return self._ask("delete", namespace, key)

    def keys(self, namespace, prefix="", after=None, limit=100):
        """A page of a node's keys in the order of their bytes."""
        return self._ask("keys", namespace, prefix, after, limit)

    def increment(self, namespace, key, amount=1, expires_in=None):
        """Adds to a counter in one step, and returns the new value."""
        return self._ask("increment", namespace, key, amount, seconds(expires_in))

    def compare_and_set(self, namespace, key, old, new, expires_in=None):
        """Replaces a value in one step if it still is `old`; None stands for none."""
        return self._ask("compare_and_set", namespace, key, dump(old), dump(new), seconds(expires_in))

    def expire(self, namespace, key, seconds_from_now):
        """Decides anew when a key expires; None for never."""
        return self._ask("expire", namespace, key, seconds(seconds_from_now))

    def time_to_live(self, namespace, key):
        """How many seconds a key has yet to live; None where it does not expire."""
        return self._ask("time_to_live", namespace, key)


def seconds(value):
    return None if value is None else float(value.total_seconds() if hasattr(value, "total_seconds") else value)


class Events:
    """Publishes messages to the clients that subscribe to a channel."""

    def __init__(self, ask):
        self._ask = ask

    def publish(self, channel, message):
        """Publishes text or bytes, and returns how many clients it reaches."""
        return self._ask("publish", channel, message if isinstance(message, (str, bytes)) else str(message))


class Log:
    """Takes what a function has to say to those who run the server."""

    def __init__(self, worker, call=0):
        self._worker = worker
        self._call = call

    def _say(self, level, message, arguments):
        text = str(message)
        self._worker.log(level, text % arguments if arguments else text, self._call)

    def debug(self, message, *arguments):
        self._say("debug", message, arguments)

    def info(self, message, *arguments):
        self._say("info", message, arguments)

    def warning(self, message, *arguments):
        self._say("warning", message, arguments)

    def error(self, message, *arguments):
        self._say("error", message, arguments)


class Context:
    """Who calls, and what the server lends a call."""

    def __init__(self, worker, command, caller, call):
        self.user, self.address, self.connection, self.connection_name, self.certificate, self.transport = caller
        self.namespace = worker.name
        self.command = command.name
        self.log = Log(worker, call)
        self.events = Events(worker.ask)
        self.dbclient = _Store(worker.ask)
        self.settings = worker.settings
        self._call = call
        self._ask = worker.ask

    def call(self, command, *arguments):
        """Runs another command with the caller's rights; awaited in async functions."""
        words = [one if isinstance(one, bytes) else expression(one) if isinstance(one, bool) else str(one) for one in arguments]
        return self._ask("call", self._call, command, words)


class _Printed:
    """Standard output or error: each line is an event in the log."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, worker, level, descriptor):
        self.worker, self.level, self.descriptor, self.rest = worker, level, descriptor, ""

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        *lines, self.rest = (self.rest + text).split("\n")
        if len(self.rest) > MOST_LINE:
            lines.append(self.rest)
            self.rest = ""
        for line in lines:
            if line.strip():
                self.worker.log(self.level, line)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def fileno(self):
        return self.descriptor

    @property
    def buffer(self):
        return _PrintedBytes(self)

    def reconfigure(self, **options):
        """What is printed is lines of UTF-8, whatever is asked for."""

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True


class _PrintedBytes:
    """What takes the bytes of standard output or error."""

    closed = False

    def __init__(self, text):
        self.text = text

    def write(self, data):
        data = bytes(data)
        self.text.write(data.decode("utf-8", "replace"))
        return len(data)

    def flush(self):
        pass

    def fileno(self):
        return self.text.descriptor


# --- The worker -----------------------------------------------------------------------------------------------------


class _Worker:
    """Answers calls that come over a socket."""

    def __init__(self, descriptor):
        import _thread

        self.socket = socket.socket(fileno=descriptor)
        self.socket.setblocking(True)
        # Who writes has it, and may be interrupted by a signal's handler that writes too.
        self.lock = _thread.RLock()
        self.is_writing = False
        self.unwritten = []
        self.is_forked = False
        self.thread = _thread.get_ident
        self.main = self.thread()
        self.input = bytearray()
        self.output = []
        self.backlog = deque()
        self.answers = {}
        self.last_ask = 0
        self.types = _Types()
        self.commands = []
        self.tasks = {}
        self.settings = {}
        self.loop = None
        self.stop = None
        self.is_flushing = False
        self.is_described = False
        self.name = self.path = ""
        self.source = b""

    def forked(self):
        """This is another process now, which has nothing to say to gedis."""
        import _thread

        self.is_forked = True
        # Threads that had it are not in this process.
        self.lock = _thread.RLock()
        self.is_writing = False
        self.output, self.unwritten = [], []
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        self.socket.close()

    # Messages

    def frames(self, data):
        """The messages of the frames that have arrived whole."""
        self.input += data
        messages = []
        start = 0
        while len(self.input) - start >= 4:
            (length,) = LENGTH.unpack_from(self.input, start)
            if len(self.input) - start - 4 < length:
                break
            messages += marshal.loads(memoryview(self.input)[start + 4 : start + 4 + length])
            start += 4 + length
        if start:
            del self.input[:start]
        return messages

    def receive(self):
        """Waits for messages."""
        while True:
            data = self.socket.recv(1 << 18)
            if not data:
                os._exit(0)
            messages = self.frames(data)
            if messages:
                return messages

    def flush(self):
        self.is_flushing = False
        messages, self.output = self.output, []
        if messages:
            self.write(messages)

    def write(self, messages):
        with self.lock:
            self.unwritten.extend(messages)
            if self.is_writing:
                # A signal's handler has interrupted the lines below, which go on.
                return
            self.is_writing = True
            try:
                while self.unwritten:
                    messages = self.unwritten[:]
                    del self.unwritten[: len(messages)]
                    for data in self.marshalled(messages):
                        self.socket.sendall(LENGTH.pack(len(data)) + data)
            except OSError:
                os._exit(0)
            finally:
                self.is_writing = False

    def marshalled(self, messages):
        """The frames of messages."""
        try:
            data = marshal.dumps(messages, 2)
            problem = "it is too large" if len(data) > MOST_BYTES else None
        except ValueError as error:
            problem = f"it cannot be sent: {error}"
        if not problem:
            return [data]
        if len(messages) > 1:
            # One of them is the reason.
            middle = len(messages) // 2
            return self.marshalled(messages[:middle]) + self.marshalled(messages[middle:])
        kind, number = messages[0][:2]
        if kind in (REPLY, ERROR):
            return self.marshalled([[ERROR, number, None, f"what it replied: {problem}", None]])
        if kind == ASK:
            self.take_answer([ANSWER, number, False, ["ERR", f"what gedis was asked: {problem}", ""]])
            return []
        return self.marshalled([[LOG, "error", f"what was logged: {problem}", 0]])

    def send_now(self, message):
        self.write([message])

    def log(self, level, text, call=0):
        text = exact(text)
        if self.is_forked:
            os.write(2, (text + "\n").encode("utf-8", "replace"))
        else:
            self.send_now([LOG, level, text, call])

    # Asking gedis

    def ask(self, *words):
        """Asks gedis for something: returns what is awaited where a function is that can await, and otherwise the answer."""
        if self.thread() != self.main:
            raise RuntimeError("this can be used in the thread that runs the function only")
        if self.is_forked:
            raise RuntimeError("a process that was forked cannot use this")
        words = [word if type(word) in TEXT else question_word(word) for word in words]
        self.last_ask += 1
        message = [ASK, self.last_ask, *words]
        if self.loop is not None and self.running_loop() is self.loop:
            return self.ask_later(message)
        return self.ask_and_wait(message)

    def ask_and_wait(self, message):
        number = message[1]
        self.output.append(message)
        self.flush()
        while number not in self.answers:
            for message in self.receive():
                if message[0] == ANSWER:
                    self.take_answer(message)
                else:
                    self.backlog.append(message)
        return self.value_of(self.answers.pop(number))

    def ask_later(self, message):
        future = self.loop.create_future()
        self.answers[message[1]] = future
        self.output.append(message)
        self.flush_soon()
        # Nobody has to await what is stored.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        return future

    def take_answer(self, message):
        waiting = self.answers.get(message[1])
        if waiting is None:
            self.answers[message[1]] = message
            return
        del self.answers[message[1]]
        if not waiting.done():
            try:
                waiting.set_result(self.value_of(message))
            except Error as error:
                waiting.set_exception(error)

    @staticmethod
    def value_of(message):
        _, _, is_value, value = message
        if is_value:
            return value
        code, text, reason = value
        raise BackendError(text, reason) if code == "BACKEND" else Error(code, text)

    def hand_in(self, role, command, extra, call):
        if role == "request":
            return Request(extra[0])
        if role == "namespace":
            return self.name
        if role == "dbclient":
            return _Store(self.ask)
        if role == "events":
            return Events(self.ask)
        if role == "settings":
            return self.settings
        if role == "log":
            return Log(self, call)
        return Context(self, command, extra[1], call)

    # Calls

    def run(self, command, call, arguments, extra):
        if command.is_async:
            self.begin(call, self.run_async(command, call, arguments, extra))
            return
        try:
            if command.is_plain:
                value = command.function(*arguments)
            else:
                positional, named = command.prepare(arguments, extra, self, call)
                value = command.function(*positional, **named)
            if command.needs_loop and is_awaited(value):
                self.begin(call, self.answer_later(command, call, value))
            else:
                self.answer(command, call, value)
        except BaseException as error:
            self.output.append(self.failure(call, error))

    def begin(self, call, coroutine):
        self.tasks[call] = self.loop.create_task(coroutine)

    def answer(self, command, call, value):
        if command.is_number and type(value) is int:
            value = float(value)
        self.output.append([REPLY, call, value if type(value) in PLAIN else dump(value)])

    async def run_async(self, command, call, arguments, extra):
        try:
            positional, named = command.prepare(arguments, extra, self, call)
            value = command.function(*positional, **named)
        except BaseException as error:
            value = failed(error)
        await self.answer_later(command, call, value)

    async def answer_later(self, command, call, value):
        try:
            while hasattr(value, "__await__"):
                value = await value
            if hasattr(value, "__aiter__"):
                value = [one async for one in value]
            self.answer(command, call, value)
        except BaseException as error:
            self.output.append(self.failure(call, error))
        finally:
            self.tasks.pop(call, None)
            self.flush_soon()

    def flush_soon(self):
        if not self.is_flushing:
            self.is_flushing = True
            self.loop.call_soon(self.flush)

    def failure(self, call, error):
        try:
            if isinstance(error, Error):
                return [ERROR, call, exact(error.code), error._said(), None]
            if type(error).__name__ == "CancelledError":
                return [ERROR, call, None, "the call was cancelled", None]
            return [ERROR, call, None, describe_error(error), self.trace(error)]
        except BaseException as other:
            text = f"{type(error).__name__}, which cannot be shown: {type(other).__name__}"
            return [ERROR, call, None, text, None]

    def trace(self, error):
        import traceback

        lines = [
            f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n    {entry.line}'
            for entry in traceback.extract_tb(error.__traceback__)
            if entry.filename == self.path
        ]
        return "\n".join(["Traceback (the namespace's own lines):"] + lines + [describe_error(error)])

    def handle(self, messages):
        """Does what messages say, in their order."""
        self.backlog.extend(messages)
        if self.loop is None:
            self.work_off()
            return
        # Functions that are not async are not in the loop: they wait themselves, and may run loops of their own.
        self.set_running_loop(None)
        try:
            self.work_off()
        finally:
            self.set_running_loop(self.loop)

    def work_off(self):
        backlog = self.backlog
        now = flushed = time.monotonic()
        while backlog:
            message = backlog.popleft()
            kind = message[0]
            if kind == CALL:
                _, call, index, arguments, extra = message
                if index >= len(self.commands):
                    self.output.append([ERROR, call, None, "there is no such command", None])
                    continue
                command = self.commands[index]
                # What is answered does not wait for a call that may take long.
                if self.output and (command.duration > FLUSH_SECONDS or now - flushed > FLUSH_SECONDS):
                    self.flush()
                    flushed = now
                self.run(command, call, arguments, extra)
                before, now = now, time.monotonic()
                # One that took long is quick again after it was for a while.
                command.duration = max(now - before, command.duration * 0.9)
            elif kind == ANSWER:
                self.take_answer(message)
            elif kind == CANCEL:
                task = self.tasks.get(message[1])
                if task:
                    # Once it has begun, or it would never answer.
                    self.loop.call_soon(task.cancel)
            elif kind == STOP:
                self.end()
        self.flush()

    def end(self):
        if not self.stop:
            self.leave()
        elif not self.stop.needs_loop:
            try:
                positional, named = self.stop.prepare([], [[], None], self, 0)
                self.stop.function(*positional, **named)
            except BaseException as error:
                self.send_now([LOG, "error", "stop() failed\n" + self.trace(error), 0])
            self.leave()
        else:
            self.begin(0, self.run_async(self.stop, 0, [], [[], None]))
            self.tasks[0].add_done_callback(lambda _: self.leave())

    def leave(self):
        self.flush()
        import atexit

        try:
            atexit._run_exitfuncs()
        finally:
            os._exit(0)

    def serve(self):
        if self.loop is None:
            self.handle([])
            while True:
                self.handle(self.receive())
        self.loop.call_soon(self.handle, [])
        self.loop.add_reader(self.socket.fileno(), self.arrived)
        self.loop.run_forever()

    def arrived(self):
        try:
            data = self.socket.recv(1 << 18, socket.MSG_DONTWAIT)
        except BlockingIOError:
            # A function that waited for an answer has read it.
            return
        if not data:
            os._exit(0)
        messages = self.frames(data)
        if messages:
            self.handle(messages)

    # Loading

    def column(self, line):
        lines = self.source.split(b"\n")
        text = lines[line - 1] if 0 < line <= len(lines) else b""
        return len(text) - len(text.lstrip()) + 1

    def load(self, message):
        _, self.name, self.path, self.source, settings = message
        self.settings = settings or {}
        # Without settings it is to say what it would serve, and nothing else.
        self.is_described = settings is None
        try:
            manifest = self.manifest(self.module())
        except _SourceError as error:
            self.fail([error.problem])
        except SyntaxError as error:
            if error.filename != self.path:
                self.fail([[*self.place(error), describe_error(error)]])
            self.fail([[error.lineno or 1, error.offset or 1, f"{type(error).__name__}: {error.msg}"]])
        except BaseException as error:
            self.fail([[*self.place(error), describe_error(error)]])
        self.send_now([READY, manifest])

    def fail(self, problems):
        self.send_now([FAILED, problems])
        os._exit(1)

    def place(self, error):
        line = 1
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename == self.path:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line, self.column(line)

    def module(self):
        import linecache

        text = self.source.decode("utf-8", "replace")
        linecache.cache[self.path] = (len(text), None, text.splitlines(True), self.path)
        module = types.ModuleType(f"gedis.{self.name}")
        module.__file__ = self.path
        sys.modules[module.__name__] = module
        exec(compile(self.source, self.path, "exec", dont_inherit=True), module.__dict__)
        return module

    def manifest(self, module):
        functions, main = self.members(module)
        commands = []
        for name, function in functions:
            command = _Command(name, function, self)
            if name == "stop" and not command.description["parameters"] and not command.needs_request:
                self.stop = command
            else:
                commands.append(command)
        if not commands:
            raise _SourceError(1, 1, "there is no command: define a function, or a class with a method, whose name does not begin with '_'")
        self.commands = commands
        if any(command.needs_loop for command in commands) or (self.stop and self.stop.needs_loop):
            import asyncio

            self.running_loop, self.set_running_loop = asyncio._get_running_loop, asyncio._set_running_loop

            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        doc = own_doc(main) if main and own_doc(main) else module.__doc__
        return {
            "protocol": PROTOCOL,
            "language": f"Python {sys.version.split()[0]}",
            "executable": sys.executable,
            "summary": parse_doc(doc)[0],
            "types": list(self.types.described.values()),
            "commands": [command.description for command in commands],
        }

    def members(self, module):
        """The functions that are commands, in the order of the source, and the class whose methods they are."""
        own = [
            (name, value)
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
        ]
        functions = [(name, value) for name, value in own if is_function(value)]
        classes = [value for name, value in own if isinstance(value, type) and value.__name__ == name and self.is_main(value)]
        named = [value for value in classes if value.__name__.lower().replace("_", "") == self.name.replace("_", "")]
        if not named and len(classes) > 1 and not functions:
            places = ", ".join(value.__name__ for value in classes)
            raise _SourceError(1, 1, f"several classes could be the namespace ({places}): name one of them {self.name.capitalize()}")
        main = named[0] if named else classes[0] if len(classes) == 1 else None
        if main is None or (functions and not named):
            return functions, None
        instance = self.instance(main)
        names = {}
        for kind in reversed(main.__mro__):
            if kind.__module__ == module.__name__:
                names.update(dict.fromkeys(vars(kind)))
        for name in names:
            value = main.__dict__.get(name, getattr(main, name, None))
            value = getattr(value, "__func__", value)
            if not name.startswith("_") and is_function(value):
                functions.append((name, getattr(instance, name)))
        return functions, main

    @staticmethod
    def is_main(kind):
        import enum

        return not (
            issubclass(kind, (enum.Enum, BaseException, dict, tuple, str, int, float))
            or hasattr(kind, "__dataclass_fields__")
            or getattr(kind, "_is_protocol", False)
        )

    def instance(self, kind):
        code = getattr(kind.__init__, "__code__", None)
        if code is None:
            return self.made(kind, {})
        init = _Command.__new__(_Command)
        names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        defaults = len(kind.__init__.__defaults__ or ())
        init.name = "__init__"
        given = {}
        for index, name in enumerate(names):
            if name in ("namespace", "dbclient", "events", "settings", "log"):
                given[name] = self.hand_in(name, init, [[], None], 0)
            elif index < code.co_argcount - 1 - defaults:
                raise _SourceError(
                    code.co_firstlineno,
                    self.column(code.co_firstlineno),
                    f"parameter '{name}' of __init__ is nothing that is handed in: namespace, dbclient, events, settings, log",
                )
        return self.made(kind, given)

    def made(self, kind, given):
        # What it is made for, such as settings, is not there where nothing is called.
        return kind.__new__(kind) if self.is_described else kind(**given)


def _run():
    descriptor = int(os.environ.pop("GEDIS_WORKER"))
    os.set_inheritable(descriptor, False)
    # The module's folder is gedis' own, and what follows it is the working folder.
    del sys.path[:2]
    sys.argv[:] = sys.argv[1:2]
    worker = _Worker(descriptor)
    os.register_at_fork(after_in_child=worker.forked)
    sys.stdout, sys.stderr = _Printed(worker, "info", 1), _Printed(worker, "warning", 2)
    messages = worker.receive()
    worker.load(messages[0])
    worker.backlog.extend(messages[1:])
    worker.serve()
