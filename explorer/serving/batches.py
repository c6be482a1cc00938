"""What several people ask of one model in the same moment is computed at once: a batch costs little more than one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from explorer.refusal import Refusal
from explorer.serving.threads import threaded

MOST_ROWS = 256  # of several questions that are computed together; a longer one is computed alone

Compute = Callable[[np.ndarray], np.ndarray]


class Asked(NamedTuple):
    """Rows ``(n, width)`` that somebody waits for, and the pictures ``(n, ...)`` that they become."""

    rows: np.ndarray
    answer: asyncio.Future[np.ndarray]


class Batches:
    """Questions by name: those that arrive while one batch is computed are the next. Of the event loop."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[Asked]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, name: str, rows: np.ndarray, compute: Compute) -> np.ndarray:
        """``compute(rows)``, perhaps together with others' of the same name, row below row.

        Raises the Refusal that ``compute`` raises of these rows; of others' nobody hears but them.
        """
        asked = Asked(rows, asyncio.get_running_loop().create_future())
        if name in self._lines:
            self._lines[name].append(asked)
        else:
            self._lines[name] = deque([asked])
            task = asyncio.create_task(self._work(name, compute))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await asked.answer

    async def _work(self, name: str, compute: Compute) -> None:
        """Until nobody waits any more."""
        line = self._lines[name]
        try:
            while line:
                await answer(taken(line), compute)
        finally:
            del self._lines[name]


def taken(line: deque[Asked]) -> list[Asked]:
    """The first of a line and as many behind it as fit beside it, taken out of it."""
    batch = [line.popleft()]
    rows = len(batch[0].rows)
    while line and rows + len(line[0].rows) <= MOST_ROWS:
        rows += len(line[0].rows)
        batch.append(line.popleft())
    return batch


async def answer(batch: list[Asked], compute: Compute) -> None:
    """Give everybody what they asked for, or why they can't have it."""
    batch = [asked for asked in batch if not asked.answer.done()]  # the others have left
    if not batch:
        return
    try:
        found = await threaded(compute, np.concatenate([asked.rows for asked in batch]))
    except Refusal as refusal:
        if len(batch) > 1:  # one of them spoils it for all: each by itself
            for asked in batch:
                await answer([asked], compute)
        elif not batch[0].answer.done():
            batch[0].answer.set_exception(refusal)
        return
    except BaseException as error:
        for asked in batch:
            if not asked.answer.done():
                asked.answer.set_exception(error)
        return
    ends = np.cumsum([len(asked.rows) for asked in batch])[:-1]
    for asked, pictures in zip(batch, np.split(found, ends), strict=True):
        if not asked.answer.done():
            asked.answer.set_result(pictures)
