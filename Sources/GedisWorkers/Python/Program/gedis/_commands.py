"""Functions as commands: what clients give them, and what gedis hands in."""

import collections.abc as _abc
import types

from ._docstrings import parse_doc
from ._errors import SourceError, describe_error
from ._handed import Context, Events, Log, Request, Store
from ._replies import expression
from ._types import SIMPLE


FLUSH_SECONDS = 0.01
COROUTINE, ASYNC_GENERATOR = 0x80, 0x200
NUMBER = {"type": "number"}
HANDED = ("request", "namespace", "dbclient", "context", "events", "settings", "log")
ROLES = {Request: "request", Context: "context", Events: "events", Log: "log", Store: "dbclient"}


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


class Command:
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
        # What is asked before each call; None where nothing is.
        self.before = worker.before
        self.needs_request, self.needs_caller = False, self.before is not None
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
        is_number = result is not None and result in (NUMBER, {"anyOf": [NUMBER, {"type": "null"}]})
        # What is made of a value before it is sent.
        self.convert = number if is_number else None
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
            "lane": not (self.needs_loop or self.needs_request or self.needs_caller),
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
        role = role_of(name, hint, is_annotated)
        if role == "request":
            self.needs_request = True
        if role in ("context", "log"):
            self.needs_caller = True
        return role

    def wrong(self, worker, message):
        return SourceError(self.line, worker.column(self.line), message)

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


def role_of(name, hint, is_annotated):
    """What is handed in for a parameter; None where it is an argument."""
    role = ROLES.get(hint) if isinstance(hint, type) else None
    if role is None and name in HANDED:
        # The name that is handed in is a str; all else is no plain value, and an annotation as one makes it an argument.
        is_own = is_annotated and is_plain(hint) and (name, hint) != ("namespace", str)
        role = None if is_own else name
    return role


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


def number(value):
    return float(value) if type(value) is int else value


def result_hint(hint):
    """Of what a coroutine or a generator yields, the type of the whole."""
    import typing

    origin = typing.get_origin(hint)
    if origin in (_abc.AsyncIterator, _abc.AsyncGenerator, _abc.AsyncIterable, _abc.Generator):
        return typing.List[typing.get_args(hint)[0]] if typing.get_args(hint) else list
    return hint


def is_awaited(value):
    return hasattr(value, "__await__") or hasattr(value, "__aiter__")


async def failed(error):
    raise error
