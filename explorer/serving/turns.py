"""Turns for work that takes seconds: everybody's goes on a little at a time, and who has seen nothing yet comes first.

With places alone, who comes third would wait until somebody's whole picture is done. With turns nobody waits for more
than a glance, and each is slower by how many there are.
"""

from __future__ import annotations

import itertools
import threading
import time
from types import TracebackType

from explorer.serving.places import Places
from explorer.serving.threads import give_way, threads_behind

CORES = 1  # works that compute in the same moment: more would hinder each other and all drags in Python's own lock
MOST = 32  # that go on at the same time, over all sockets
NICE = 5  # of their threads
TURN_S = 0.03  # that one computes before the next may
PIECE_S = 0.01  # of computing between two moments in which drags come first


class Turns:
    """``cores`` for ``most`` works, each in a thread of ``threads``, that has a place of ``places`` meanwhile."""

    def __init__(self, cores: int = CORES, most: int = MOST, *, nice: int = NICE, turn_s: float = TURN_S):
        self.free, self.turn_s = cores, turn_s
        self.places, self.threads = Places(most), threads_behind(most, "turns", nice)
        self.changed = threading.Condition()
        self.line: list[Turn] = []
        self.numbers = itertools.count()

    def next(self) -> Turn:
        """Who of the line computes next: who has shown nothing yet, then who has waited longest."""
        return min(self.line, key=lambda turn: (turn.shown, turn.since))


class Turn:
    """One work's part in turns: a context that is entered in the thread that works, which asks it again and again
    whether to go on.
    """

    def __init__(self, turns: Turns, stop: threading.Event):
        self.turns, self.stop = turns, stop
        self.shown = self.held = False
        self.since, self.began, self.gave_way = 0, 0.0, 0.0

    def __enter__(self) -> Turn:
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self.turns.changed:
            self._hand_on()

    def show(self) -> None:
        """Something can be seen of this work: others may come before it now."""
        self.shown = True

    def should_stop(self) -> bool:
        """Asked between two pieces of the work; waits there until it is this work's turn. Of any of its threads."""
        now = time.monotonic()
        if now - self.gave_way > PIECE_S:
            give_way(self.stop)
            self.gave_way = time.monotonic()
        if not self.held or now - self.began > self.turns.turn_s:
            with self.turns.changed:
                self._hand_on()
            self._wait()
        return self.stop.is_set()

    def _hand_on(self) -> None:
        if self.held:
            self.held = False
            self.turns.free += 1
            self.turns.changed.notify_all()

    def _wait(self) -> None:
        turns = self.turns
        with turns.changed:
            if self.held:
                return
            self.since = next(turns.numbers)
            turns.line.append(self)
            try:
                while not self.held and not self.stop.is_set():
                    if turns.free and turns.next() is self:
                        turns.free -= 1
                        self.held, self.began = True, time.monotonic()
                    else:
                        turns.changed.wait(0.1)
            finally:
                turns.line.remove(self)
                turns.changed.notify_all()
