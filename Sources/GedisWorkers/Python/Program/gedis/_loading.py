"""Makes a namespace of a source: what of it is a command, and what gedis calls by itself."""

import sys

from ._commands import ASYNC_GENERATOR, COROUTINE, Command, is_function, unwrapped
from ._docstrings import own_doc, parse_doc
from ._errors import SourceError, describe_error
from ._life import LifeFunction, for_json, hands_on, is_before, is_handed_alone, period_of, restored, takes_state
from ._link import PROTOCOL
from ._source import Source
from ._types import Types


class Loader:
    """Makes the namespace that a worker serves."""

    def __init__(self, worker, path, given, is_described):
        self.worker = worker
        self.path = path
        self.given = given
        # Whether it is to say what it would serve, and nothing else.
        self.is_described = is_described
        self.types = Types()
        self.source = None
        self.state = None
        # What is asked before each command; None where nothing is.
        self.before = None

    def load(self, state):
        """Runs the source and starts the namespace.

        Args:
            state: what the version before handed on; None where there is nothing

        Returns: the manifest.
        """
        self.source = Source(self.worker.name, self.path, self.given)
        self.worker.files = self.source.files
        self.state = state
        module = self.source.load()
        functions, main = self.members(module)
        commands, schedules = [], []
        by_name = dict(functions)
        start, stop, hand_on = self.life(by_name, main)
        self.before = self.asked_before(by_name)
        life = {id(function) for function in (start, stop, hand_on, self.before) if function}
        for name, function in functions:
            period = period_of(function)
            if period is not None:
                schedules.append((period, LifeFunction(name, function, self, convert=nothing)))
            elif not name.startswith("_") and id(function) not in life:
                commands.append(Command(name, function, self))
        if not commands:
            raise SourceError(
                1,
                1,
                "there is no command: define a function, or a class with a method, whose name does not begin with '_'",
            )
        worker = self.worker
        worker.stop = stop and LifeFunction("stop", stop, self)
        worker.commands = commands + [function for _, function in schedules]
        if hand_on:
            worker.commands.append(LifeFunction("state", hand_on, self, convert=for_json))
        start = start and LifeFunction("start", start, self, state=self.restored)
        if any(function.needs_loop for function in [*worker.commands, worker.stop, start] if function):
            worker.use_loop()
        if start and not self.is_described:
            self.start(start)
        doc = own_doc(main) if main and own_doc(main) else module.__doc__
        return {
            "protocol": PROTOCOL,
            "language": f"Python {sys.version.split()[0]}",
            "executable": sys.executable,
            "summary": parse_doc(doc)[0],
            "types": list(self.types.described.values()),
            "commands": [command.description for command in commands],
            "schedules": [period for period, _ in schedules],
            "state": hand_on is not None,
        }

    # What is wrong

    def column(self, line):
        return self.source.column(line)

    def problems(self, error):
        """What a failure is, and where: line, column, text and file each."""
        if isinstance(error, SourceError):
            line, column, text = error.problem
            return [[line, column, text, self.source.entry]]
        if self.source is None:
            return [[1, 1, str(error), getattr(error, "path", None) or self.path]]
        if isinstance(error, SyntaxError) and error.filename in self.source.files:
            return [[error.lineno or 1, error.offset or 1, f"{type(error).__name__}: {error.msg}", error.filename]]
        line, file = 1, self.source.entry
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename in self.source.files:
                line, file = trace.tb_lineno, trace.tb_frame.f_code.co_filename
            trace = trace.tb_next
        return [[line, self.source.column(line, file), describe_error(error), file]]

    # What is there

    def life(self, functions, main):
        """The functions `start`, `stop` and `state`, where they are none that clients call."""
        start, stop, state = (functions.get(name) for name in ("start", "stop", "state"))
        if state and not is_handed_alone(state):
            state = None
        if start and not is_handed_alone(start, takes_state=state is not None):
            start = None
        init = getattr(getattr(main, "__init__", None), "__code__", None) and main.__init__
        takes = any(takes_state(function) for function in (init, start) if function)
        return start, stop if stop and is_handed_alone(stop) else None, state if takes else None

    def asked_before(self, functions):
        """The function `before`, where it is none that clients call."""
        before = functions.get("before")
        if not before or not is_before(before):
            return None
        code = unwrapped(before).__code__
        if code.co_flags & (COROUTINE | ASYNC_GENERATOR):
            line = code.co_firstlineno
            raise SourceError(line, self.column(line), "'before' is asked before a call begins: write 'def', not 'async def'")
        return before

    def members(self, module):
        """The functions that are commands, in the order of the source, and the class whose methods they are."""
        own = [
            (name, value)
            for name, value in vars(module).items()
            if getattr(value, "__module__", None) == module.__name__ and is_offered(name, value)
        ]
        functions = [(name, value) for name, value in own if is_function(value)]
        classes = [
            value for name, value in own if isinstance(value, type) and value.__name__ == name and self.is_main(value)
        ]
        wanted = self.worker.name.replace("_", "")
        named = [value for value in classes if value.__name__.lower().replace("_", "") == wanted]
        if not named and len(classes) > 1 and not functions:
            places = ", ".join(value.__name__ for value in classes)
            advice = f"name one of them {self.worker.name.capitalize()}"
            raise SourceError(1, 1, f"several classes could be the namespace ({places}): {advice}")
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
            if is_offered(name, value) and is_function(value):
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

    # What is begun

    def instance(self, kind):
        """The object whose methods are commands."""
        init = None
        if getattr(kind.__init__, "__code__", None) is not None:
            state = self.restored if hands_on(kind) else None
            init = LifeFunction("__init__", kind.__init__, self, state=state, is_method=True)
            init.function = kind
        # What it is made for, such as settings, is not there where nothing is called.
        if self.is_described:
            return kind.__new__(kind)
        return init.call(self.worker) if init else kind()

    def start(self, function):
        value = function.call(self.worker)
        if self.worker.loop and hasattr(value, "__await__"):
            self.worker.loop.run_until_complete(self.worker.completed(value))

    def restored(self, hint):
        """The state of the version before, as a value of the type that is asked for; None where it is none."""
        try:
            return restored(hint, self.state)
        except Exception as error:
            self.worker.log("warning", f"the state of the version before is not taken over: {describe_error(error)}")
            return None


def is_offered(name, value):
    """Whether something of the source is for others: what begins with '_' is not, unless it has a schedule."""
    return not name.startswith("_") or (is_function(value) and period_of(value) is not None)


def nothing(value):
    """What a schedule's function returns is of no use."""
