"""Restoring: what can be restored and how, photographs in, and jobs of damaging and restoring over a socket.

One job a socket: a newer one replaces it. The damaged picture is answered at once; the methods follow one after the other, the
quick ones first, each in a worker thread that asks between pieces of its work whether it is still wanted.
"""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from typing import Any

import anyio
import numpy as np
from fastapi import APIRouter, Request, WebSocket
from PIL import Image, ImageChops
from starlette.websockets import WebSocketDisconnect

from explorer import images, photographs, restoring
from explorer.catalogue import Catalogue, UnusableCheckpoint
from explorer.datasets import MissingData
from explorer.quality import psnr, ssim
from explorer.restoring.job import SIDES, BadJob, Job, parse, read_id
from explorer.restoring.method import Control, Method
from explorer.routes.common import Context, Refused, b64, body, threaded

MOST_TEXT = 2**20  # of one message: picture and mask of 512 x 512 in base64 have 700,000 characters
SLOW, QUICK = 2, 4  # methods that the server works on at the same time, over all sockets
ASK_S = 0.02  # between two looks whether a place has become free
TELL_S = 0.1  # between two messages about progress

log = logging.getLogger(__name__)


def add(api: APIRouter, context: Context) -> None:
    # Of threads, not of the event loop: waiting must be possible without holding one of its worker threads.
    places = {True: threading.Semaphore(SLOW), False: threading.Semaphore(QUICK)}

    @api.get("/api/restore/subjects")
    def subjects() -> list[dict[str, Any]]:
        return restoring.subjects(context.catalogue, context.data)

    @api.get("/api/photo/{name}")
    def example(name: str) -> dict[str, Any]:
        try:
            return photograph(photographs.load(name), [])
        except (KeyError, MissingData) as error:
            raise Refused(str(error.args[0]), 404) from None

    @api.post("/api/photo")
    async def upload(request: Request) -> dict[str, Any]:
        return await threaded(read_photograph, await body(request, images.MAX_BYTES))

    @api.websocket("/api/restore")
    async def restore(socket: WebSocket) -> None:
        await socket.accept()
        session = Session(socket, context.catalogue, places)
        async with anyio.create_task_group() as group:
            group.start_soon(session.work)
            try:
                await session.listen()
            finally:
                session.stop()
                group.cancel_scope.cancel()


def photograph(pixels: np.ndarray, notes: list[str]) -> dict[str, Any]:
    """A grey picture uint8 ``(h, w)`` as JSON."""
    return {"shape": [1, *pixels.shape], "pixels": b64(pixels), "notes": notes}


def read_photograph(content: bytes) -> dict[str, Any]:
    """An uploaded file in grey, at most 512 pixels a side. Raises BadPicture."""
    opened, notes = images.open_picture(content)
    grey = opened.convert("L")
    if ImageChops.difference(opened, grey.convert("RGB")).getbbox():
        notes.append("Made grey: the prior knows patches of grey photographs.")
    if max(grey.size) > SIDES[1]:
        grey.thumbnail((SIDES[1], SIDES[1]), Image.Resampling.LANCZOS)
        notes.append(f"It is restored at {grey.width} × {grey.height} pixels.")
    if min(grey.size) < SIDES[0]:
        raise images.BadPicture(f"The picture has {grey.width} × {grey.height} pixels; at least {SIDES[0]} a side are needed. Choose a larger one.")
    return photograph(np.asarray(grey), notes)


def finite(value: float) -> float | None:
    """For JSON, which knows no infinity: the PSNR of equal pictures."""
    return round(value, 4) if math.isfinite(value) else None


def damage(job: Job) -> dict[str, Any]:
    """Damages the job's picture, and says what the page shows of it."""
    job.damaged = job.damage.apply(job.clean)
    picture, notes = job.damaged.picture, [job.note] * bool(job.note)
    if picture.min() < 0 or picture.max() > 1:
        notes.append("Clipped to black and white on screen; methods get it unclipped, and the numbers are of that.")
    if job.damage.kind == "painted" and not job.damage.mask.any():
        notes.append("Nothing is lost yet: paint on the picture.")
    return {"pixels": b64(images.to_bytes(picture)), "psnr": finite(psnr(job.clean, picture)), "ssim": finite(ssim(job.clean, picture)), "note": " ".join(notes)}


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
        found = {"event": "result", "pixels": b64(images.to_bytes(answer.picture)), "seconds": round(seconds, 4), **({"note": answer.note} if answer.note else {})}
        return found | {"psnr": finite(psnr(job.clean, answer.picture)), "ssim": finite(ssim(job.clean, answer.picture))}
    except restoring.Stopped:
        return None
    except (restoring.Failed, UnusableCheckpoint) as error:
        return {"event": "failed", "message": str(error)}
    except Exception as error:  # a stranger's model may fail in any way; the other methods must go on
        log.warning("%s failed", method.name, exc_info=True)
        return {"event": "failed", "message": f"It failed on this picture ({type(error).__name__})."}


class Session:
    """One socket: the job at work, and at most one that waits for it to end."""

    def __init__(self, socket: WebSocket, catalogue: Catalogue, places: dict[bool, threading.Semaphore]):
        self.socket, self.catalogue, self.places = socket, catalogue, places
        self.current: Job | None = None
        self.waiting: Job | None = None
        self.arrived, self.sending = anyio.Event(), anyio.Lock()

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
            number = read_id(content or {})
            try:
                if content is None:
                    raise BadJob(f"Send a JSON object of at most {MOST_TEXT // 2**20} MB.")
                self.stop()
                job = await anyio.to_thread.run_sync(parse, content, self.catalogue)
                told = await anyio.to_thread.run_sync(damage, job)
            except BadJob as error:
                await self.send({"event": "error", "id": number, "message": str(error)})
                continue
            await self.send({"event": "damaged", "id": job.id, **told})
            if self.waiting is not None:  # never begun
                await self.send({"event": "stopped", "id": self.waiting.id})
            self.waiting = job
            self.arrived.set()

    async def work(self) -> None:
        """Take jobs as they come, one after the other."""
        while True:
            await self.arrived.wait()
            self.arrived, self.current, self.waiting = anyio.Event(), self.waiting, None
            for method in self.current.methods:
                if self.current.stop.is_set():
                    break
                await self.restore(self.current, method)
            event = "stopped" if self.current.stop.is_set() else "end"
            number, self.current = self.current.id, None
            await self.send({"event": event, "id": number})

    async def restore(self, job: Job, method: Method) -> None:
        """One method, in a thread, with its progress told on the way."""
        about, done = {"id": job.id, "method": method.name}, [0.0]
        if job.damage.kind not in method.serves:
            await self.send({"event": "failed", **about, "message": f"{method.title} is not made for this damage."})
            return
        if not await self.place(job, method, about):
            return
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self.tell, job, about, done)
                control = Control(lambda share: done.__setitem__(0, share), job.stop.is_set)
                found = await anyio.to_thread.run_sync(compute, job, method, self.catalogue, control)
                group.cancel_scope.cancel()
        finally:
            self.places[method.slow].release()
        if found is not None and not job.stop.is_set():
            await self.send(found | about)

    async def place(self, job: Job, method: Method, about: dict[str, Any]) -> bool:
        """Wait for one of the server's places; False where the job was stopped meanwhile."""
        told = False
        while not self.places[method.slow].acquire(blocking=False):
            if method.slow and not told:
                told = True
                await self.send({"event": "progress", **about, "done": 0, "note": "waiting for others to end"})
            await anyio.sleep(ASK_S)
            if job.stop.is_set():
                return False
        return True

    async def tell(self, job: Job, about: dict[str, Any], done: list[float]) -> None:
        """Send how far a method is, whenever that has changed."""
        last = 0.0
        while True:
            await anyio.sleep(TELL_S)
            if done[0] != last and not job.stop.is_set():
                last = done[0]
                await self.send({"event": "progress", **about, "done": round(last, 4)})


def read(text: str | None) -> dict[str, Any] | None:
    """A message as a JSON object; None where it is none, or too long."""
    try:
        content = json.loads(text) if text is not None and len(text) <= MOST_TEXT else None
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
