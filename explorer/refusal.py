"""Why something can't be done: one kind of error for all of it, with a sentence for a person and a status for HTTP."""

from __future__ import annotations


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
