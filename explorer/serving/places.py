"""Places for work that holds one for long: who comes when all are taken stands in a line and is told where."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable

import anyio

ASK_S = 0.02  # between two looks whether a place has become free


class Places:
    """A number of places, given out in the order in which they were asked for.

    Of the event loop: nobody who waits holds one of its worker threads.
    """

    def __init__(self, count: int):
        self.count, self.free = count, count
        self.line: list[object] = []

    async def enter(
        self,
        wanted: int,
        stop: threading.Event,
        tell: Callable[[int], Awaitable[None]] | None = None,
        ask_s: float = ASK_S,
    ) -> bool:
        """Wait until ``wanted`` places are free and all who came before have theirs; then they are taken.

        ``tell`` is told, when one has to wait and whenever it changes, how many stand before one. Returns False where
        ``stop`` was set meanwhile.
        """
        me, said = object(), -1
        self.line.append(me)
        try:
            while self.line[0] is not me or self.free < wanted:
                if stop.is_set():
                    return False
                before = self.line.index(me)
                if tell is not None and before != said:
                    said = before
                    await tell(before)
                await anyio.sleep(ask_s)
            self.free -= wanted
            return True
        finally:
            self.line.remove(me)

    def leave(self, held: int) -> None:
        """Give places back."""
        self.free += held
