"""The explorer's own routes beside Gradio's: decoding while something is dragged, pictures in, views and exports.

Raw bytes where it is hot, JSON elsewhere. Everything that arrives is checked and answered with a sentence where it is
wrong. Model work runs in worker threads, never in the event loop, and torch is imported when it is first needed.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from fastapi import APIRouter, HTTPException, Request, WebSocket
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.websockets import WebSocketDisconnect

from explorer import datasets, images, links, previews
from explorer.catalogue import Card, Catalogue, UnusableCheckpoint
from explorer.inference import Inference
from explorer.latents import PATHS

WIDGETS = Path(__file__).parent / "widgets"
ASSETS = {".js": "text/javascript", ".css": "text/css"}
MAX_BATCH = 1024  # latents in one message
MAX_FRAMES = 240
MAX_JSON = 2**20


class Refused(HTTPException):
    """A 4xx answer with a sentence for a person."""

    def __init__(self, message: str, status: int = 400):
        super().__init__(status, message)


class Route(APIRoute):
    """Answers a refusal with {"error": sentence}, whichever application the routes are added to."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Refused as refusal:
                return JSONResponse({"error": refusal.detail}, refusal.status_code)

        return answer


async def _body(request: Request, limit: int) -> bytes:
    """The request's body, given up as soon as it is longer than ``limit``."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Refused(f"That is more than {limit // 2**20} MB. Make it smaller and try again.", 413)
        chunks.append(chunk)
    return b"".join(chunks)


async def _json(request: Request) -> dict[str, Any]:
    try:
        content = json.loads(await _body(request, MAX_JSON))
    except (ValueError, RecursionError):
        raise Refused("The request is not JSON. Reload the page and try again.") from None
    if not isinstance(content, dict):
        raise Refused("The request is not a JSON object. Reload the page and try again.")
    return content


def _b64(pixels: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


def _latents(value: Any, latents: int, most: int) -> np.ndarray:
    """A JSON list of z as float32 (n, latents), clamped to what a link may hold; raises Refused."""
    try:
        z = np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError):
        z = np.zeros(0)
    if z.ndim != 2 or z.shape[1] != latents or not 1 <= len(z) <= most or not np.isfinite(z).all():
        raise Refused(f"z must be 1 to {most} lists of {latents} finite numbers.")
    return np.clip(z, -links.Z_LIMIT, links.Z_LIMIT)


def routes(catalogue: Catalogue, data: Path | None = None) -> APIRouter:
    """All routes over one catalogue; ``data`` is the folder of data sets, where the person named one."""
    api, work = APIRouter(route_class=Route), Inference(catalogue)
    warm = threading.Event()

    def card_of(name: str, *can: str) -> Card:
        try:
            card = catalogue.card(name)
        except KeyError as error:
            raise Refused(error.args[0], 404) from None
        if not card.usable:
            raise Refused(f"{name} can't be used: {card.reason}. Choose another model.", 409)
        if not set(can) <= set(card.can):
            raise Refused(f"{name} can't {' and '.join(set(can) - set(card.can))}. Choose another model.", 409)
        return card

    async def threaded(function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return await anyio.to_thread.run_sync(function, *arguments)
        except UnusableCheckpoint as error:
            raise Refused(f"{error} Choose another model.", 409) from None
        except images.BadPicture as error:
            raise Refused(str(error), 422) from None

    @api.get("/widgets/{name}")
    def widget(name: str) -> Response:
        path = WIDGETS / name
        if "/" in name or path.suffix not in ASSETS or not path.is_file():
            raise Refused("There is no such file.", 404)
        return FileResponse(path, media_type=ASSETS[path.suffix], headers={"Cache-Control": "no-cache"})

    @api.get("/previews/{model}/{name}")
    def preview(model: str, name: str) -> Response:
        try:
            path = catalogue.card(model).folder / name
        except KeyError:
            raise Refused("There is no such model.", 404) from None
        if name not in previews.FILES or not path.is_file():
            raise Refused("This model has no such picture.", 404)
        return FileResponse(path, media_type="image/png", headers={"Cache-Control": "no-cache"})

    @api.get("/api/models")
    def models() -> list[dict[str, Any]]:
        if not warm.is_set():  # the first page stands: torch may come in now, before a hand needs it
            warm.set()
            threading.Thread(target=work.warm_up, daemon=True).start()
        listed = []
        for card in catalogue.cards():
            count = datasets.test_count(card.dataset, data)
            listed.append(card.plain() | {"classes": datasets.CLASSES.get(card.dataset, []), "test": count > 0, "test_count": count})
        return listed

    @api.websocket("/api/decode")
    async def decode(socket: WebSocket, model: str = "") -> None:
        await socket.accept()
        try:
            card = card_of(model, "decode")
            if not catalogue.loaded(model):
                await socket.send_json({"status": "loading"})
                await threaded(catalogue.load, model)
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                data_in = message.get("bytes")
                z = np.frombuffer(data_in, dtype=np.float32) if data_in and len(data_in) % 4 == 0 else np.zeros(0, dtype=np.float32)
                if z.size == 0 or z.size % card.latents or z.size > MAX_BATCH * card.latents or not np.isfinite(z).all():
                    await socket.send_json({"error": f"Send 1 to {MAX_BATCH} × {card.latents} finite numbers as float32."})
                    continue
                z = np.clip(z.reshape(-1, card.latents), -links.Z_LIMIT, links.Z_LIMIT)
                pixels = await threaded(work.decode, model, z)
                await socket.send_bytes(pixels.tobytes())
        except Refused as refusal:
            await socket.send_json({"error": refusal.detail, "final": True})
            await socket.close(1008)
        except (WebSocketDisconnect, RuntimeError) as error:
            # A RuntimeError of starlette's says that the other side left while an answer was being sent.
            if isinstance(error, RuntimeError) and socket.client_state.name == "CONNECTED" and socket.application_state.name == "CONNECTED":
                raise

    @api.post("/api/encode")
    async def encode(request: Request, model: str = "") -> dict[str, Any]:
        card = card_of(model, "encode")
        body = await _body(request, images.MAX_BYTES)
        if len(body) != np.prod(card.shape):
            raise Refused(f"The picture must be {' × '.join(map(str, card.shape))} bytes for {model}.")
        found = await threaded(work.encode, model, np.frombuffer(body, dtype=np.uint8).reshape(card.shape))
        return found | {"reconstruction": _b64(found["reconstruction"])}

    @api.post("/api/sample")
    async def sample(request: Request, model: str = "") -> dict[str, Any]:
        card_of(model, "sample")
        read = links.Reader(await _json(request))
        z = await threaded(
            work.sample_latents, model, read.integer("n", 1, 256, 1), read.number("temperature", 0, 2, 1.0), read.integer("seed", 0, links.MAX_SEED, 0)
        )
        return {"z": z.tolist()}

    @api.post("/api/path")
    async def path(request: Request, model: str = "") -> dict[str, Any]:
        card, content = card_of(model, "decode"), await _json(request)
        ends = _latents([content.get("a"), content.get("b")], card.latents, 2)
        read = links.Reader(content)
        along = PATHS[read.choice("kind", PATHS, "slerp")](*ends, np.linspace(0, 1, read.integer("steps", 2, MAX_FRAMES, 16)))
        return {"z": along.tolist()}

    @api.post("/api/gif")
    async def gif(request: Request, model: str = "") -> Response:
        card, content = card_of(model, "decode"), await _json(request)
        z, read = _latents(content.get("z"), card.latents, MAX_FRAMES), links.Reader(content)
        milliseconds, scale = read.integer("ms", 20, 2000, 80), read.integer("scale", 1, 12, 8)
        film = await threaded(lambda: images.gif(work.decode(model, z), milliseconds=milliseconds, scale=scale))
        return Response(film, media_type="image/gif")

    @api.post("/api/picture")
    async def picture(request: Request, model: str = "") -> dict[str, Any]:
        card, body = card_of(model, "encode"), await _body(request, images.MAX_BYTES)

        def read() -> tuple[np.ndarray, list[str]]:
            opened, notes = images.open_picture(body)
            pixels, more = images.prepare(opened, card.shape, card.dataset)
            return pixels, notes + more

        pixels, notes = await threaded(read)
        return {"pixels": _b64(pixels), "notes": notes}

    @api.get("/api/test-picture")
    def test_picture(model: str = "", index: str = "0") -> dict[str, Any]:
        card = card_of(model, "encode")
        count = datasets.test_count(card.dataset, data)
        if not count:
            raise Refused("The test set is not on this disk. Draw or upload a picture, or start the app with --data.", 404)
        wanted = links.Reader({"index": index}).integer("index", 0, count - 1, 0)
        pixels, label = datasets.test_picture(card.dataset, wanted, data)
        classes = datasets.CLASSES.get(card.dataset, [])
        return {"pixels": _b64(pixels), "label": label, "class": classes[label] if classes else "", "index": wanted, "count": count}

    @api.get("/api/latents")
    async def latents(model: str = "") -> Response:
        card = card_of(model, "decode")
        file = card.folder / "latents.safetensors"
        if card.latents != 2 or not file.is_file():
            raise Refused(f"{model} was saved without the latents of its test set.", 404)
        return Response(await threaded(work.stored_latents, file), media_type="application/octet-stream")

    def read_view(page: str, source: dict[str, Any]) -> tuple[Any, list[str]]:
        if page not in links.VIEWS:
            raise Refused("There is no such page.", 404)
        try:
            return links.VIEWS[page].read(source, catalogue)
        except LookupError as error:
            raise Refused(str(error.args[0]), 404) from None

    @api.get("/api/view/{page}")
    def view(page: str, request: Request) -> dict[str, Any]:
        shown, notes = read_view(page, dict(request.query_params))
        return {"view": vars(shown), "notes": notes}

    @api.post("/api/link/{page}")
    async def link(page: str, request: Request) -> dict[str, str]:
        shown, _ = read_view(page, await _json(request))
        return {"query": links.to_query(shown), "code": shown.code(catalogue.card(shown.model))}

    return api
