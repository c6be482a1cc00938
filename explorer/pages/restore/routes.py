"""Restoring: what can be restored and how, photographs in, and jobs of damaging and restoring over a socket.

One job a socket: a newer one replaces it. The damaged picture is answered at once; the methods follow one after the
other, the quick ones first, each in a worker thread that asks between pieces of its work whether it is still wanted.
"""

from __future__ import annotations

import logging
import math
import time
from typing import Any

import anyio
import numpy as np
from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from explorer import restoring
from explorer.catalogue import Card, Catalogue
from explorer.data import images, photographs
from explorer.data.datasets import MissingData
from explorer.data.quality import psnr, ssim
from explorer.pages.restore.job import Job, parse
from explorer.pages.restore.subjects import subjects
from explorer.refusal import Refusal, attempt
from explorer.restoring.method import Control, Method
from explorer.restoring.photograph import SIDES
from explorer.restoring.photograph import read as photographed
from explorer.serving.context import Context, Refused, b64, body
from explorer.serving.links import Reader
from explorer.serving.session import Session
from explorer.serving.threads import threaded, threaded_behind
from explorer.serving.turns import Turn, Turns

TELL_S = 0.1  # between two messages about progress
BYTES = "application/octet-stream"

log = logging.getLogger(__name__)


def add(api: APIRouter, context: Context) -> None:
    @api.get("/api/restore/subjects")
    def offered() -> list[dict[str, Any]]:
        return subjects(context.catalogue, context.data)

    @api.get("/api/photo/{name}")
    def example(name: str) -> dict[str, Any]:
        try:
            return photograph(photographs.load(name), [])
        except (KeyError, MissingData) as error:
            raise Refused(str(error.args[0]), 404) from None

    @api.post("/api/photo")
    async def upload(request: Request) -> dict[str, Any]:
        return photograph(*await threaded(photographed, await body(request, images.MAX_BYTES)))

    @api.post("/api/restore/components")
    async def components(request: Request, model: str = "", height: str = "", width: str = "") -> Response:
        """Which component of a mixture the patch around each pixel of a photograph takes, uint8 (height, width)."""
        card, told = context.card_of(model, "component_map"), Reader({"height": height, "width": width})
        shape = tuple(told.integer(side, *SIDES, SIDES[0]) for side in ("height", "width"))
        content = await body(request, math.prod(shape))
        if len(content) != math.prod(shape):
            raise Refused(f"The photograph must be {shape[0]} × {shape[1]} bytes.")
        pixels = np.frombuffer(content, np.uint8).reshape(shape)
        threads = context.restoring[False].threads  # which drags come before
        found = await threaded_behind(threads, taken, context.catalogue, card, pixels)
        return Response(found.tobytes(), media_type=BYTES)

    @api.websocket("/api/restore")
    async def restore(socket: WebSocket) -> None:
        await Restoring(socket, context.catalogue, context.restoring).serve()


def taken(catalogue: Catalogue, card: Card, pixels: np.ndarray) -> np.ndarray:
    """The number of the component of each pixel's patch, uint8 ``(h, w)``. Raises BadJob where the model fails."""
    found = attempt(card.name, catalogue.load(card.name).component_map, pixels / np.float32(255))
    return np.asarray(found).astype(np.uint8).reshape(pixels.shape)


def photograph(pixels: np.ndarray, notes: list[str]) -> dict[str, Any]:
    """A grey picture uint8 ``(h, w)`` as JSON."""
    return {"shape": [1, *pixels.shape], "pixels": b64(pixels), "notes": notes}


def finite(value: float) -> float | None:
    """For JSON, which knows no infinity: the PSNR of equal pictures."""
    return round(value, 4) if math.isfinite(value) else None


def damage(job: Job) -> dict[str, Any]:
    """Damages the job's picture, and says what the page shows of it."""
    job.damaged = job.damage.apply(job.clean)
    picture, notes = job.damaged.picture, [job.note] * bool(job.note)
    known = job.damaged.degradation.known
    if picture.min() < 0 or picture.max() > 1:
        ends = "black and white" if picture.ndim == 2 else "what a screen shows"
        notes.append(f"Clipped to {ends} here; methods get it unclipped, and the numbers are of that.")
    if job.damage.kind == "painted" and not job.damage.mask.any():
        notes.append("Nothing is lost yet: paint on the picture.")
    return {
        "pixels": b64(images.to_bytes(picture)),
        "psnr": finite(psnr(job.clean, picture)),
        "ssim": finite(ssim(job.clean, picture)),
        "note": " ".join(notes),
        **({} if known is None else {"lost": b64((~known).astype(np.uint8))}),
    }


def compute(job: Job, method: Method, catalogue: Catalogue, control: Control) -> dict[str, Any] | None:
    """One method's answer as an event, or its failure; None where it was stopped. Never raises."""
    try:
        restoring.warm_up()
        if method.model is not None:
            catalogue.load(method.model)  # not part of the method's time
        start = time.perf_counter()
        answer = method.run(job.damaged, control)
        seconds = time.perf_counter() - start
        if answer.picture.shape != job.clean.shape or not np.isfinite(answer.picture).all():
            raise restoring.Failed("It made something that is not a picture of this size.")
        found = {
            "event": "result",
            "pixels": b64(images.to_bytes(answer.picture)),
            "seconds": round(seconds, 4),
            **({"note": answer.note} if answer.note else {}),
        }
        return found | {
            "psnr": finite(psnr(job.clean, answer.picture)),
            "ssim": finite(ssim(job.clean, answer.picture)),
        }
    except restoring.Stopped:
        return None
    except Refusal as refusal:
        return {"event": "failed", "message": str(refusal)}
    except Exception as error:  # a stranger's model may fail in any way; the other methods must go on
        log.warning("%s failed", method.name, exc_info=True)
        return {"event": "failed", "message": f"It failed on this picture ({type(error).__name__})."}


class Restoring(Session):
    """The Restore page's socket."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, turns: dict[bool, Turns]):
        super().__init__(socket)
        self.catalogue, self.turns = catalogue, turns

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]]:
        self.stop()
        job = await anyio.to_thread.run_sync(parse, content, self.catalogue)
        return job, {"event": "damaged"} | await anyio.to_thread.run_sync(damage, job)

    async def perform(self, job: Job) -> dict[str, Any]:
        for method in job.methods:
            if job.stop.is_set():
                break
            await self.restore(job, method)
        return {}

    async def restore(self, job: Job, method: Method) -> None:
        """One method, in a thread, with its progress told on the way."""
        about, done = {"id": job.id, "method": method.name}, [0.0]
        if job.damage.kind not in method.serves:
            await self.send({"event": "failed", **about, "message": f"{method.title} is not made for this damage."})
            return

        async def wait(before: int) -> None:
            if method.slow:
                note = f"waits for its turn: {before + 1} before it"
                await self.send({"event": "progress", **about, "done": 0, "note": note})

        turns = self.turns[method.slow]
        if not await turns.places.enter(1, job.stop, wait):
            return

        def within() -> dict[str, Any] | None:
            with Turn(turns, job.stop) as turn:
                control = Control(lambda share: done.__setitem__(0, share), turn.should_stop)
                return compute(job, method, self.catalogue, control)

        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self.tell, job, about, done)
                found = await threaded_behind(turns.threads, within)
                group.cancel_scope.cancel()
        finally:
            turns.places.leave(1)
        if found is not None and not job.stop.is_set():
            await self.send(found | about)

    async def tell(self, job: Job, about: dict[str, Any], done: list[float]) -> None:
        """Send how far a method is, whenever that has changed."""
        last = 0.0
        while True:
            await anyio.sleep(TELL_S)
            if done[0] != last and not job.stop.is_set():
                last = done[0]
                await self.send({"event": "progress", **about, "done": round(last, 4)})
