"""What a namespace does besides answering calls: its start and end, its schedules, and the state that it hands on."""

from ._commands import ASYNC_GENERATOR, COROUTINE, is_function, role_of, unwrapped
from ._errors import SourceError, describe_error
from ._handed import Call, Context
from ._replies import dump
from ._types import Types

# What is handed in where nobody calls.
HANDED = ("namespace", "dbclient", "events", "settings", "log")
MARK = "__gedis_every__"


def every(period):
    """Has a function run every so often: `@gedis.every(60)`, in seconds, or with a timedelta.

    A run begins when the one before has ended and its time has come. The function is no command.
    """
    seconds = float(period.total_seconds() if hasattr(period, "total_seconds") else period)
    if not 0 < seconds < float("inf"):
        raise ValueError(f"a function runs every so many seconds, more than 0, not {period!r}")

    def mark(function):
        setattr(unwrapped(function), MARK, seconds)
        return function

    return mark


def period_of(function):
    """How many seconds there are from one run of a function to the next; None where it has no schedule."""
    return getattr(unwrapped(function), MARK, None)


def parameters(function, is_method=False):
    """Of each parameter the name, its type, whether it has one, and whether there is a default."""
    inner = unwrapped(function)
    code = inner.__code__
    is_bound = is_method or getattr(function, "__self__", None) is not None
    hints = {}
    if inner.__annotations__:
        import typing

        hints = typing.get_type_hints(inner)
    count = code.co_argcount
    names = code.co_varnames[:count]
    defaults = set(names[count - len(inner.__defaults__ or ()) :]) | set(inner.__kwdefaults__ or ())
    names = names[is_bound:] + code.co_varnames[count : count + code.co_kwonlyargcount]
    return [(name, hints.get(name), name in hints, name in defaults) for name in names]


def is_handed_alone(function, takes_state=False, is_method=False):
    """Whether a function takes nothing but what is handed in where nobody calls."""
    try:
        return all(
            role_of(name, hint, is_annotated) in HANDED or (takes_state and name == "state")
            for name, hint, is_annotated, _ in parameters(function, is_method)
        )
    except Exception:
        return False


def is_before(function):
    """Whether a function takes a call and its context alone: it is asked before each command, and none itself."""
    wanted = [("call", Call), ("context", Context)]
    try:
        found = [(name, hint) for name, hint, *_ in parameters(function)]
    except Exception:
        return False
    return len(found) == 2 and all(
        name == role and hint in (None, kind) for (name, hint), (role, kind) in zip(found, wanted)
    )


def takes_state(function):
    """Whether a function has a parameter that is the state of the version before."""
    return any(name == "state" for name, *_ in parameters(function))


def hands_on(kind):
    """Whether the objects of a class hand a state on."""
    state = getattr(kind, "state", None)
    return is_function(state) and is_handed_alone(state, is_method=True)


class LifeFunction:
    """A function that gedis calls by itself."""

    is_plain = False
    is_life = True
    before = None

    def __init__(self, name, function, worker, state=None, convert=None, is_method=False):
        inner = unwrapped(function)
        code = inner.__code__
        called = getattr(getattr(function, "__func__", function), "__code__", None)
        self.name = name
        self.function = function
        self.convert = convert
        self.is_async = bool(called and called.co_flags & (COROUTINE | ASYNC_GENERATOR))
        self.needs_loop = self.is_async or bool(code.co_flags & (COROUTINE | ASYNC_GENERATOR))
        self.duration = 0
        self.roles = {}
        self.given = {}
        self.by_position = code.co_varnames[is_method : code.co_posonlyargcount]
        line = code.co_firstlineno
        try:
            found = parameters(function, is_method)
        except Exception as error:
            text = f"the annotations of '{name}' cannot be read: {describe_error(error)}"
            raise SourceError(line, worker.column(line), text)
        for parameter, hint, is_annotated, has_default in found:
            role = role_of(parameter, hint, is_annotated)
            if parameter == "state" and state is not None:
                self.given[parameter] = state(hint if is_annotated else None)
            elif role in HANDED:
                self.roles[parameter] = role
            elif not has_default:
                problem = f"is nothing that is handed in: {', '.join(HANDED)}"
                if parameter == "state":
                    problem = "is the state of the version before, and nothing hands it on: write 'def state(self)'"
                raise SourceError(line, worker.column(line), f"parameter '{parameter}' of '{name}' {problem}")

    def prepare(self, arguments, extra, worker, call):
        named = dict(self.given)
        for name, role in self.roles.items():
            named[name] = worker.hand_in(role, self, extra, call)
        return [named.pop(name) for name in self.by_position if name in named], named

    def call(self, worker):
        """Calls it at once."""
        positional, named = self.prepare([], None, worker, 0)
        return self.function(*positional, **named)


# --- The state ------------------------------------------------------------------------------------------------------


def for_json(value):
    """A state as it is handed on: what JSON can say, with bytes in base64."""
    return _in_json(dump(value))


def _in_json(value):
    if isinstance(value, bytes):
        import base64

        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key if type(key) is str else str(key): _in_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_in_json(item) for item in value]
    return value


def restored(hint, value):
    """A state as it was handed on, as a value of a type.

    Raises ValueError or TypeError where it is none.
    """
    if value is None or hint is None:
        return value
    types = Types()
    schema, load = types.read(hint, "state")
    checked = _checked(schema, value, types.described, "state")
    return load(checked) if load and checked is not None else checked


def _checked(schema, value, described, place):
    """A value of JSON that a schema describes, with bytes and numbers as they are in Python."""
    if "anyOf" in schema:
        return None if value is None else _checked(schema["anyOf"][0], value, described, place)
    if "$ref" in schema:
        schema = described[schema["$ref"]]
    kind = schema.get("type")
    if "enum" in schema:
        if value not in schema["enum"]:
            raise ValueError(f"{place} must be one of {', '.join(map(str, schema['enum']))}")
    elif kind == "number" and type(value) is int:
        return float(value)
    elif kind in EXPECTED and type(value) is not EXPECTED[kind]:
        raise ValueError(f"{place} must be of type {kind}")
    elif kind == "string" and "contentEncoding" in schema:
        import base64

        return base64.b64decode(value)
    elif kind == "array":
        return [_checked(schema["items"], one, described, f"{place}[{index}]") for index, one in enumerate(value)]
    elif kind == "object" and "additionalProperties" in schema:
        inner = schema["additionalProperties"]
        return {key: _checked(inner, one, described, f"{place}.{key}") for key, one in value.items()}
    elif kind == "object":
        missing = [key for key in schema["required"] if value.get(key) is None]
        if missing:
            raise ValueError(f"{place}.{missing[0]} is missing")
        properties = schema["properties"]
        return {
            key: _checked(properties[key], one, described, f"{place}.{key}")
            for key, one in value.items()
            if key in properties
        }
    return value


EXPECTED = {"boolean": bool, "integer": int, "number": float, "string": str, "array": list, "object": dict}
