"""What gedis hands to namespaces in Python. Editors and type checkers read this; it runs nowhere."""

from datetime import timedelta
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, TypeVar, Union, overload

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Seconds = Union[int, float, timedelta]

__all__ = ["Error", "BackendError", "Request", "Call", "Context", "Events", "Log", "every"]

def every(period: _Seconds) -> Callable[[_Function], _Function]:
    """Has a function run every so often: `@gedis.every(60)`, in seconds, or with a timedelta.

    A run begins when the one before has ended and its time has come. The function is no command.
    """

class Error(Exception):
    """An error reply: `raise gedis.Error("NOTFOUND", "no such account")`."""

    code: str
    text: Optional[str]
    def __init__(self, code: str, text: str = "") -> None: ...

class BackendError(Error):
    """The backend could not do what it was asked; `reason` says what kind of failure it was."""

    reason: str
    def __init__(self, text: str, reason: str = "failed") -> None: ...

class Request(List[bytes]):
    """All that the client sent, as bytes: the command's name, then its arguments."""

    @property
    def name(self) -> str: ...
    @property
    def arguments(self) -> List[str]: ...

class Call:
    """A command that is about to be called, as `before(call, context)` is handed it."""

    command: str
    arguments: List[Any]
    def __init__(self, command: str, arguments: List[Any]) -> None: ...

class Events:
    """Publishes messages to the clients that subscribe to a channel."""

    def publish(self, channel: str, message: Union[str, bytes]) -> Any:
        """Publishes text or bytes, and returns how many clients it reaches; awaited in async functions."""

class Log:
    """Takes what a function has to say to those who run the server."""

    def debug(self, message: object, *arguments: object) -> None: ...
    def info(self, message: object, *arguments: object) -> None: ...
    def warning(self, message: object, *arguments: object) -> None: ...
    def error(self, message: object, *arguments: object) -> None: ...

class _Store:
    """The server's backend, which is handed in as `dbclient`. Its methods are awaited in async functions, and wait themselves
    in others."""

    @overload
    def get(self, namespace: str) -> Any:
        """The whole node as a dict."""
    @overload
    def get(self, namespace: str, key: Union[str, Iterable[str]]) -> Any:
        """The value under a key, or None; of a list of keys those that are there."""
    def put(
        self,
        namespace: str,
        key: Union[str, Mapping[str, Any]],
        value: Any = None,
        expires_in: Optional[_Seconds] = None,
    ) -> Any:
        """Stores a value, or all of a dict: `put(namespace, key, value)` or `put(namespace, {key: value})`."""
    def delete(self, namespace: str, key: Union[str, Iterable[str]]) -> Any:
        """Removes a key, and says whether it had a value; of a list of keys how many had one."""
    def keys(self, namespace: str, prefix: str = "", after: Optional[str] = None, limit: int = 100) -> Any:
        """A page of a node's keys in the order of their bytes."""
    def increment(
        self, namespace: str, key: str, amount: int = 1, expires_in: Optional[_Seconds] = None
    ) -> Any:
        """Adds to a counter in one step, and returns the new value."""
    def compare_and_set(
        self, namespace: str, key: str, old: Any, new: Any, expires_in: Optional[_Seconds] = None
    ) -> Any:
        """Replaces a value in one step if it still is `old`; None stands for none."""
    def expire(self, namespace: str, key: str, seconds_from_now: Optional[_Seconds]) -> Any:
        """Decides anew when a key expires; None for never."""
    def time_to_live(self, namespace: str, key: str) -> Any:
        """How many seconds a key has yet to live; None where it does not expire."""

class Context:
    """Who calls, and what the server lends a call."""

    user: str
    address: str
    connection: int
    connection_name: str
    certificate: Optional[str]
    transport: str
    namespace: str
    command: str
    log: Log
    events: Events
    dbclient: _Store
    settings: Dict[str, Any]
    def call(self, command: str, *arguments: object) -> Any:
        """Runs another command with the caller's rights; awaited in async functions."""
