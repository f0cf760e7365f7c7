"""The commands that are measured, in Python."""


def sum(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b
