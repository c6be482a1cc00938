"""What an endpoint is: a function with a name, arguments that may be given by name or in order, and a description."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeVar

from explorer.refusal import Refusal
from explorer.serving.threads import threaded_behind
from explorer.serving.turns import Turn, Turns

MOST_WAITING = 32  # who ask for the same places; whoever comes then is told to come again
MOST_S = 120.0  # that one answer is computed for
T = TypeVar("T")
Function = Callable[..., Awaitable[Any]]


class BadArguments(Refusal):
    """What was sent are not the arguments of the endpoint; the message says which are."""

    status = 422


class Endpoint:
    """A function of JSON, ready to be asked.

    Attributes:
        name: what it is called by.
        function: takes what JSON has, checks all of it, and raises a Refusal where it can't be done.
        parameters: its arguments by name, with their defaults.
    """

    def __init__(self, function: Function):
        function.__doc__ = unfolded(inspect.getdoc(function) or "")
        self.name, self.function = function.__name__, function
        self.parameters = inspect.signature(function).parameters

    def bind(self, given: Any) -> dict[str, Any]:
        """Every argument by its name, those that were left out with their defaults.

        Args:
            given: a list of them in order, or an object by name.

        Raises BadArguments.
        """
        names = list(self.parameters)
        if isinstance(given, list) and len(given) <= len(names):
            given = dict(zip(names, given, strict=False))
        if not isinstance(given, Mapping) or not set(given) <= set(names):
            raise BadArguments(f"The arguments of {self.name} are {', '.join(names) or 'none'}.")
        bound = {name: given.get(name, parameter.default) for name, parameter in self.parameters.items()}
        missing = [name for name, value in bound.items() if value is inspect.Parameter.empty]
        if missing:
            raise BadArguments(f"{self.name} needs {' and '.join(missing)}.")
        return bound


class Endpoints:
    """Endpoints by name, in the order in which they were added."""

    def __init__(self) -> None:
        self.by_name: dict[str, Endpoint] = {}

    def __call__(self, function: Function) -> Function:
        """Add a function, as a decorator."""
        self.by_name[function.__name__] = Endpoint(function)
        return function

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.by_name.values())


def unfolded(text: str) -> str:
    """A docstring with each paragraph and each argument on one line, as Gradio reads it."""
    lines: list[str] = []
    for line in text.splitlines():
        deeper = bool(lines) and len(lines[-1]) - len(lines[-1].lstrip()) < len(line) - len(line.lstrip())
        follows = lines and lines[-1].strip() and line.strip() and not lines[-1].endswith(":")
        begins = line.startswith("    ") and not deeper
        if follows and not begins:
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


async def in_turn(turns: Turns, compute: Callable[[Callable[[], bool]], T], most_s: float | None = None) -> T:
    """What ``compute`` returns, once a place is free for it; it is given what it shall ask whether to stop, as it has
    to after ``most_s`` seconds, MOST_S if none are given.

    Raises Refusal where too many wait already, or where it did not end in time.
    """
    if len(turns.places.line) >= MOST_WAITING:
        raise Refusal("Too many are waiting for this just now. Ask again in a minute.", 503)
    never = threading.Event()
    await turns.places.enter(1, never)
    end = time.monotonic() + (MOST_S if most_s is None else most_s)

    def within() -> T:
        with Turn(turns, never) as turn:
            return compute(lambda: turn.should_stop() or time.monotonic() > end)

    try:
        return await threaded_behind(turns.threads, within)
    finally:
        turns.places.leave(1)


def too_long() -> Refusal:
    """What is said where an answer was not there in time."""
    return Refusal(f"This took longer than {MOST_S:g} seconds and was given up. Ask for less at once.", 503)
