"""Why something can't be done: one kind of error for all of it, with a sentence for a person and a status for HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)


class Refusal(ValueError):
    """What was asked for can't be done; the message is a sentence that says why.

    Attributes:
        status: the HTTP status of the answer, a class's own unless one is given.
    """

    status = 400

    def __init__(self, message: str, status: int | None = None):
        super().__init__(message)
        if status is not None:
            self.status = status

    @property
    def sentence(self) -> str:
        """What a person is told."""
        return str(self)


class BadJob(Refusal):
    """The message is no job, or a model can't do it."""

    status = 422


class UnusableCheckpoint(Refusal):
    """A checkpoint's folder can't be used; the message says why."""

    status = 409

    @property
    def sentence(self) -> str:
        return f"{self} Choose another model."


def attempt(name: str, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """``function`` of the model ``name``, whatever may happen in a stranger's one.

    Raises BadJob where it fails, and the Refusal that it raises itself.
    """
    try:
        return function(*arguments, **more)
    except Refusal:
        raise
    except Exception as error:
        log.warning("%s failed", name, exc_info=True)
        raise BadJob(
            f"{name} failed at this ({type(error).__name__}: {' '.join(str(error).split())[:200]}). "
            "Choose another model."
        ) from None
