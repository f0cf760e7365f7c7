class GedisError(Exception):
    """The server replied an error: `code` is its first word, such as ERR, `message` what follows."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code} {self.message}" if self.message else self.code


class UnauthenticatedError(GedisError):
    """NOAUTH: the connection has not said who it is."""


class WrongPasswordError(GedisError):
    """WRONGPASS: there is no such user, or the password is another."""


class NotPermittedError(GedisError):
    """NOPERM: the user may not call the command."""


class ThrottledError(GedisError):
    """THROTTLED: too many calls; the message says when to try again."""


class CallTimeoutError(GedisError):
    """TIMEOUT: the command took longer than the server lets it."""


class WorkerError(GedisError):
    """WORKER: the process that serves the namespace ended while it ran the command, or cannot be started."""


class BackendError(GedisError):
    """BACKEND: the server's store failed."""


class MountError(GedisError):
    """MOUNT: the server that the namespace is mounted from does not answer."""


class LoadingError(GedisError):
    """LOADING: the namespace is not served yet."""


class ReplyError(ValueError):
    """What the server replied does not fit this module: it was made of another version of the namespace."""


_errors: Dict[str, Type[GedisError]] = {
    "NOAUTH": UnauthenticatedError, "WRONGPASS": WrongPasswordError, "NOPERM": NotPermittedError,
    "THROTTLED": ThrottledError, "TIMEOUT": CallTimeoutError, "WORKER": WorkerError, "BACKEND": BackendError,
    "MOUNT": MountError, "LOADING": LoadingError,
}

# What redis-py raises for an error reply; of these it has taken the code from the text.
_failures = (
    redis.exceptions.ResponseError, redis.exceptions.AuthenticationError, redis.exceptions.BusyLoadingError,
)


def _error(failure: Exception) -> GedisError:
    text = str(failure)
    code: Optional[str] = getattr(failure, "status_code", None)
    if code is None:
        if isinstance(failure, redis.exceptions.NoPermissionError):
            code = "NOPERM"
        elif isinstance(failure, redis.exceptions.BusyLoadingError):
            code = "LOADING"
        elif isinstance(failure, redis.exceptions.AuthenticationError):
            code = "NOAUTH" if "required" in text else "WRONGPASS"
    if code is None:
        match = re.match(r"([A-Z][A-Z0-9_]*)(?: |$)", text)
        code, text = (match.group(1), text[match.end():]) if match else ("ERR", text)
    return _errors.get(code, GedisError)(code, text)
