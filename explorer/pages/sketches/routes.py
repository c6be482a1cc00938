"""Drawing over a socket, point by point as it is computed; z in a person's hands; and drawings as a GIF."""

from __future__ import annotations

import functools
from typing import Any

import anyio
from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from explorer.catalogue import Catalogue
from explorer.pages.sketches import own, turning
from explorer.pages.sketches.jobs import MOST, Job, parse, perform
from explorer.refusal import attempt
from explorer.serving.context import Context, Refused, read_json
from explorer.serving.session import Session
from explorer.serving.threads import threaded
from explorer.serving.turns import Turns

SECONDS = (1, 20)  # of a GIF


def add(api: APIRouter, context: Context) -> None:
    @api.websocket("/api/sketches")
    async def draw(socket: WebSocket) -> None:
        await Sketching(socket, context.catalogue, context.painting).serve()

    @api.post("/api/sketches/strips")
    async def strips(request: Request) -> dict[str, Any]:
        """How the drawing of a job would end under its z, each of "latents" run over its range."""
        content = await read_json(request)

        def made() -> list[list[list[int]]]:
            job, z = turning.parse_strips(content, context.catalogue)
            return attempt(job.name, turning.strips, job, z)

        return {"drawings": await threaded(made)}

    @api.post("/api/sketches/z")
    async def z(request: Request) -> dict[str, Any]:
        """z of {"model", "drawn", "label"}."""
        content = await read_json(request)

        def made() -> list[float]:
            job = turning.parse_drawing(content, context.catalogue)
            return attempt(job.name, turning.z_of, job)

        return {"z": await threaded(made)}

    @api.post("/api/sketches/gif")
    async def gif(request: Request) -> Response:
        """A GIF of {"drawn": texts, "seconds": number}: the drawings beside each other, drawn at the same time."""
        content = await read_json(request)
        texts, seconds = content.get("drawn"), content.get("seconds")
        if not isinstance(texts, list) or not 1 <= len(texts) <= MOST:
            raise Refused(f"1 to {MOST} drawings can be filmed.")
        drawn = [own.read(text) for text in texts]
        if None in drawn or not any(len(one.points) for one in drawn if one):
            raise Refused("There is no drawing to film. Draw something first.")
        low, high = SECONDS
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not low <= seconds <= high:
            raise Refused(f"The film must take {low} to {high} seconds.")

        def made() -> bytes:
            from explorer.sketching import film

            return film.gif([film.Drawing(*one) for one in drawn if one], seconds)

        return Response(await threaded(made), media_type="image/gif")


class Sketching(Session):
    """The Sketches page's socket."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, turns: Turns):
        super().__init__(socket)
        self.catalogue, self.turns = catalogue, turns

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]]:
        self.stop()
        job = await anyio.to_thread.run_sync(parse, content, self.catalogue)
        return job, {"event": "begin", "n": len(job.numbers), "watched": job.watched}

    async def perform(self, job: Job) -> dict[str, Any]:
        """Each point is sent as it is there; it ends within a point of ``job.stop``."""
        return await self.stream_in_turns(job, self.turns, functools.partial(attempt, job.name, perform, job))
