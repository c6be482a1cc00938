"""Drawing over a socket, point by point as it is computed; and a drawing as a GIF."""

from __future__ import annotations

import functools
from typing import Any

import anyio
from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from explorer.catalogue import Catalogue
from explorer.pages.sketches import own
from explorer.pages.sketches.jobs import Job, parse, perform
from explorer.refusal import attempt
from explorer.serving.context import Context, Refused, read_json, threaded
from explorer.serving.places import Places
from explorer.serving.session import Session

AT_ONCE = 2  # jobs that the server computes at the same time, over all sockets
SECONDS = (1, 20)  # of a GIF


def add(api: APIRouter, context: Context) -> None:
    places = Places(AT_ONCE)

    @api.websocket("/api/sketches")
    async def draw(socket: WebSocket) -> None:
        await Sketching(socket, context.catalogue, places).serve()

    @api.post("/api/sketches/gif")
    async def gif(request: Request) -> Response:
        """A GIF of {"drawn": text, "seconds": number}."""
        content = await read_json(request)
        drawn, seconds = own.read(content.get("drawn")), content.get("seconds")
        if drawn is None or not len(drawn.points):
            raise Refused("There is no drawing to film. Draw something first.")
        low, high = SECONDS
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not low <= seconds <= high:
            raise Refused(f"The film must take {low} to {high} seconds.")

        def made() -> bytes:
            from explorer.sketching import film

            return film.gif(drawn.points, drawn.by_model, seconds)

        return Response(await threaded(made), media_type="image/gif")


class Sketching(Session):
    """The Sketches page's socket."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, places: Places):
        super().__init__(socket)
        self.catalogue, self.places = catalogue, places

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]]:
        self.stop()
        job = await anyio.to_thread.run_sync(parse, content, self.catalogue)
        return job, {"event": "begin", "n": len(job.numbers), "watched": job.watched}

    async def perform(self, job: Job) -> dict[str, Any]:
        """Each point is sent as it is there; it ends within a point of ``job.stop``."""
        if not await self.places.enter(1, job.stop):
            return {}
        try:
            return await self.stream(job, functools.partial(attempt, job.name, perform, job))
        finally:
            self.places.leave(1)
