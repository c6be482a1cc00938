"""Painting pixel by pixel over a socket: a record that leaves row by row, while it is computed,
for the browser to play.
"""

from __future__ import annotations

import functools
import time
from typing import Any

import anyio
from fastapi import APIRouter, WebSocket

from explorer.catalogue import Catalogue
from explorer.painting.painter import painter_of
from explorer.refusal import Refusal, attempt
from explorer.serving.context import Context
from explorer.serving.paint_jobs import Job, about, parse, pass_event, row_event
from explorer.serving.session import Session, Tell, told
from explorer.serving.turns import Turn, Turns


def add(api: APIRouter, context: Context) -> None:
    @api.websocket("/api/paint")
    async def paint(socket: WebSocket) -> None:
        await Painting(socket, context.catalogue, context.painting).serve()


class Painting(Session):
    """The Pixels page's socket."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, turns: Turns):
        super().__init__(socket)
        self.catalogue, self.turns = catalogue, turns
        self.wanted: list[Any] = []  # models to prepare; the last counts
        self.preparing = False

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]] | None:
        if "prepare" in content:
            self.wanted = [content["prepare"]]
            if not self.preparing:
                self.preparing = True
                self.group.start_soon(self.prepare)
            return None
        self.stop()
        job = await anyio.to_thread.run_sync(parse, content, self.catalogue)
        return job, {"event": "begin"} | job.plain()

    async def prepare(self) -> None:
        """What was asked for last, one after the other, while the socket goes on listening."""
        while self.wanted:
            await self.send(await anyio.to_thread.run_sync(prepare, self.catalogue, self.wanted.pop()))
        self.preparing = False

    async def perform(self, job: Job) -> dict[str, Any]:
        """The record is sent while it is computed, and ends within a pixel of ``job.stop``."""
        return await self.stream_in_turns(job, self.turns, functools.partial(attempt, job.name, record, job))


def record(job: Job, turn: Turn, tell: Tell) -> dict[str, Any]:
    """Paint in this thread and ``tell`` each row or pass as it is there; what is returned is known at the end."""
    from explorer.painting import work

    began, found = time.perf_counter(), {}
    passes = job.way == "passes"
    for one in work.paint(
        job.painter,
        job.canvas,
        job.labels,
        job.temperature,
        job.seed,
        passes=passes,
        should_stop=turn.should_stop,
    ):
        tell(pass_event(one) if passes else row_event(one))
        turn.show()
        if passes:
            found["passes"] = one.number
    return {"seconds": round(time.perf_counter() - began, 4)} | found


def prepare(catalogue: Catalogue, name: Any) -> dict[str, Any]:
    """Load a model and paint a little with it, so that the first pixel of a painting comes at once."""
    from explorer.painting import work

    try:
        painter = painter_of(catalogue, name, codes=True)
        attempt(name, work.warm, painter)
        return {"event": "ready"} | about(name, painter)
    except Refusal as refusal:
        return told(refusal) | {"model": str(name)[:200]}
