"""What functions are handed."""

from ._replies import dump, expression


class Request(list):
    """All that the client sent, as bytes: the command's name, then its arguments."""

    @property
    def name(self):
        return self[0].decode("utf-8", "replace")

    @property
    def arguments(self):
        return [part.decode("utf-8", "replace") for part in self[1:]]


class Call:
    """A command that is about to be called, as `before` is handed it."""

    def __init__(self, command, arguments):
        self.command = command
        self.arguments = arguments


class Store:
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
        """Publishes text or bytes, and returns how many clients it reaches; awaited in async functions."""
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
        self.dbclient = Store(worker.ask)
        self.settings = worker.settings
        self._call = call
        self._ask = worker.ask

    def call(self, command, *arguments):
        """Runs another command with the caller's rights; awaited in async functions."""
        words = [one if isinstance(one, bytes) else expression(one) if isinstance(one, bool) else str(one) for one in arguments]
        return self._ask("call", self._call, command, words)
