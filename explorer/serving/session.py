"""A socket on which a page asks for work that takes a while: one job at a time, and a newer one replaces it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

import anyio
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from explorer.refusal import BadJob, Refusal
from explorer.serving.jobs import Job, read_id
from explorer.serving.reading import read_object
from explorer.serving.turns import Turn, Turns

MOST_TEXT = 2**20  # of one message: picture and mask of 512 x 512 in base64 have 700,000 characters
Tell = Callable[[dict[str, Any]], None]  # of an event, from a thread that computes
T = TypeVar("T")


class Session:
    """One socket: the job at work, and at most one that waits for it to end.

    Of a topic are ``accept``, which reads a message, and ``perform``, which does what it asks for, in worker threads
    that look at the job's ``stop`` again and again.
    """

    def __init__(self, socket: WebSocket):
        self.socket = socket
        self.current: Job | None = None
        self.waiting: Job | None = None
        self.arrived, self.sending = anyio.Event(), anyio.Lock()
        self.group = anyio.create_task_group()

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]] | None:
        """A message as a job, and what is answered to it at once; None where it is none and nothing is to be done.

        Raises Refusal.
        """
        raise NotImplementedError

    async def perform(self, job: Job) -> dict[str, Any]:
        """Do a job and send what comes out. What is returned stands in the "end"; a Refusal makes it an "error"."""
        raise NotImplementedError

    async def serve(self) -> None:
        """Until the other side leaves; what is being computed for it ends then."""
        await self.socket.accept()
        async with self.group:
            self.group.start_soon(self.work)
            try:
                await self.listen()
            finally:
                self.stop()
                self.group.cancel_scope.cancel()

    async def send(self, message: dict[str, Any]) -> None:
        """Send, or find out that nobody is there any more; ``listen`` ends then by itself."""
        try:
            async with self.sending:
                await self.socket.send_json(message)
        except (WebSocketDisconnect, RuntimeError):
            self.stop()

    def stop(self) -> None:
        """What is at work or waits for it ends as soon as it can; ``work`` says so."""
        for job in (self.current, self.waiting):
            if job is not None:
                job.stop.set()

    async def listen(self) -> None:
        """Take messages until the other side leaves."""
        while (message := await self.socket.receive())["type"] != "websocket.disconnect":
            content = read(message.get("text"))
            if content is not None and content.get("stop"):
                self.stop()
                continue
            try:
                if content is None:
                    raise BadJob(f"Send a JSON object of at most {MOST_TEXT // 2**20} MB.")
                accepted = await self.accept(content)
            except Refusal as refusal:
                await self.send(told(refusal) | {"id": read_id(content or {})})
                continue
            if accepted is None:
                continue
            job, answer = accepted
            await self.send(answer | {"id": job.id})
            if self.waiting is not None:  # never begun
                await self.send({"event": "stopped", "id": self.waiting.id})
            self.waiting = job
            self.arrived.set()

    async def work(self) -> None:
        """Take jobs as they come, one after the other."""
        while True:
            await self.arrived.wait()
            self.arrived, self.current, self.waiting = anyio.Event(), self.waiting, None
            job, last = self.current, {}
            try:
                last = {"event": "end"} | await self.perform(job)
            except Refusal as refusal:
                last = told(refusal)
            if job.stop.is_set():
                last = {"event": "stopped"}
            self.current = None
            await self.send(last | {"id": job.id})

    async def stream(
        self,
        job: Job,
        compute: Callable[[Tell], T],
        threads: Executor | None = None,
        *,
        to_the_end: bool = False,
    ) -> T:
        """What ``compute`` returns. Each event that it tells is sent as it comes, with the job's number.

        The computing waits for nobody who reads slowly; it is bounded by the job, and ends by looking at its ``stop``.

        Args:
            threads: that it computes in; any worker thread where there are none.
            to_the_end: what is told after the job was stopped is sent, too.

        Raises the Refusal that ``compute`` raises, once all that it told is sent.
        """
        sender, receiver = anyio.create_memory_object_stream(math.inf)
        loop = asyncio.get_running_loop()
        found: list[T] = []
        refused: list[Refusal] = []

        def put(event: dict[str, Any]) -> None:
            try:
                sender.send_nowait(event)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):  # nobody listens any more
                job.stop.set()

        def tell(event: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(put, event)

        async def work() -> None:
            with sender, anyio.CancelScope(shield=True):  # a thread can't be broken off: it is waited for
                try:
                    found.append(await loop.run_in_executor(threads, compute, tell))
                except Refusal as refusal:
                    refused.append(refusal)

        async with anyio.create_task_group() as group:
            group.start_soon(work)
            with receiver:
                async for event in receiver:
                    if to_the_end or not job.stop.is_set():
                        await self.send(event | {"id": job.id})
        if refused:
            raise refused[0]
        return found[0]

    async def stream_in_turns(
        self, job: Job, turns: Turns, compute: Callable[[Turn, Tell], dict[str, Any]]
    ) -> dict[str, Any]:
        """The same, computed turn by turn with what others have asked for; nothing where it was stopped before.

        While all places are taken, {"event": "waiting", "before": how many come first} is sent.
        """

        async def wait(before: int) -> None:
            await self.send({"event": "waiting", "before": before, "id": job.id})

        def within(tell: Tell) -> dict[str, Any]:
            with Turn(turns, job.stop) as turn:
                return compute(turn, tell)

        if not await turns.places.enter(1, job.stop, wait):
            return {}
        try:
            return await self.stream(job, within, turns.threads)
        finally:
            turns.places.leave(1)


def told(refusal: Refusal) -> dict[str, Any]:
    """A refusal as an event."""
    return {"event": "error", "message": refusal.sentence}


def read(text: str | None) -> dict[str, Any] | None:
    """A message as a JSON object; None where it is none that can be used, or too long."""
    try:
        return read_object(text) if text is not None and len(text) <= MOST_TEXT else None
    except ValueError:
        return None
