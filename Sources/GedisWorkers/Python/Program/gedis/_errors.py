"""Errors: those that functions raise, and those of sources."""


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


def exact(text):
    """Text that is a str and nothing derived from it, which marshal does not write."""
    return str.__str__(str(text))


class SourceError(Exception):
    """Something that is wrong at a line of the author's file."""

    def __init__(self, line, column, message):
        super().__init__(message)
        self.problem = [line, column, message]


def describe_error(error):
    try:
        text = str(error)
    except Exception as other:
        text = f"it cannot be shown: {type(other).__name__}"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
