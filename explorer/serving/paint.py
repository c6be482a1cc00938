"""Painting pixel by pixel over a socket: a record that leaves row by row, while it is computed,
for the browser to play.
"""

from __future__ import annotations

import functools
import math
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
from fastapi import APIRouter, WebSocket

from explorer.catalogue import Catalogue
from explorer.painting.painter import painter_of
from explorer.refusal import Refusal, attempt
from explorer.serving.context import Context
from explorer.serving.paint_jobs import Job, about, parse, pass_event, row_event
from explorer.serving.session import Session, told

AT_ONCE = 2  # paintings that the server computes at the same time, over all sockets


def add(api: APIRouter, context: Context) -> None:
    # Of threads, not of the event loop: waiting must be possible without holding one of its worker threads.
    places = threading.Semaphore(AT_ONCE)

    @api.websocket("/api/paint")
    async def paint(socket: WebSocket) -> None:
        await Painting(socket, context.catalogue, places).serve()


class Painting(Session):
    """The Pixels page's socket."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, places: threading.Semaphore):
        super().__init__(socket)
        self.catalogue, self.places = catalogue, places
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
        """The record is sent while it is computed; the computing waits for nobody who reads slowly,
        and is bounded by the job's size.
        """
        if not await self.place(self.places, job):
            return {}
        sender, receiver = anyio.create_memory_object_stream(math.inf)
        found: dict[str, Any] = {}

        def put(event: dict[str, Any]) -> None:
            try:
                sender.send_nowait(event)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):  # nobody listens any more
                job.stop.set()

        async def compute() -> None:
            try:
                with sender:
                    found.update(
                        await anyio.to_thread.run_sync(painted, job, functools.partial(anyio.from_thread.run_sync, put))
                    )
            finally:
                self.places.release()

        async with anyio.create_task_group() as group:
            group.start_soon(compute)
            with receiver:
                async for event in receiver:
                    if not job.stop.is_set():
                        await self.send(event | {"id": job.id})
        if "refusal" in found:
            raise found["refusal"]
        return found


def painted(job: Job, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Paint in this thread and ``tell`` each row or pass as it is there; what is returned is known at the end.

    Ends within a pixel of ``job.stop``. What went wrong stands under "refusal".
    """
    try:
        return attempt(job.name, record, job, tell)
    except Refusal as refusal:
        return {"refusal": refusal}


def record(job: Job, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The same. Raises whatever the model does."""
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
        should_stop=job.stop.is_set,
    ):
        tell(pass_event(one) if passes else row_event(one))
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
