"""What the soak's clients call in other processes."""

import os
import time

import gedis


def echo(text: str) -> str:
    return text


async def later(text: str) -> str:
    return text


def large(count: int) -> str:
    return "x" * count


def fail(text: str) -> None:
    raise gedis.Error("SOAK", text)


def process() -> int:
    return os.getpid()


def spin() -> None:
    """Does not end by itself."""
    while True:
        time.monotonic()
