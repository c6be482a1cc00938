"""Latents to pictures and back: decoding over a socket while something is dragged, encoding, drawing, paths, films."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from explorer.catalogue import Card
from explorer.data import images
from explorer.latents.walks import PATHS
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.serving import links, live
from explorer.serving.context import Context, Refused, b64, body, numbers, read_json
from explorer.serving.threads import threaded

MAX_BATCH = 1024  # latents in one message
MAX_FRAMES = 240


def _seed(card: Card, content: Mapping[str, Any]) -> int:
    """Of the noise with which pictures are drawn; 0: their means are asked for. Raises Refused."""
    seed = links.Reader(content).integer("draw", 0, MAX_SEED, 0)
    if seed and "draw" not in card.can:
        raise Refused(f"{card.name} has no likelihood to draw from.")
    return seed


def add(api: APIRouter, context: Context) -> None:
    work = context.work

    @api.websocket("/api/decode")
    async def decode(socket: WebSocket, model: str = "", draw: str = "") -> None:
        def reader() -> live.Live:
            card = context.card_of(model, "decode")
            seed = _seed(card, {"draw": draw} if draw else {})
            width = card.latents + card.conditions  # a row is z, then the weight of each class

            def read(content: bytes) -> np.ndarray:
                rows = (
                    np.frombuffer(content, dtype=np.float32) if len(content) % 4 == 0 else np.zeros(0, dtype=np.float32)
                )
                if rows.size == 0 or rows.size % width or rows.size > MAX_BATCH * width or not np.isfinite(rows).all():
                    raise Refused(f"Send 1 to {MAX_BATCH} × {width} finite numbers as float32.")
                return rows.reshape(-1, width)

            def compute(rows: np.ndarray) -> np.ndarray:
                z, weights = rows[:, : card.latents], rows[:, card.latents :]
                return work.decode(model, np.clip(z, -Z_LIMIT, Z_LIMIT), np.clip(weights, 0, 1), seed)

            return live.Live(read, compute, None if seed else f"decode {model}")  # a draw's noise follows its row

        await live.serve(socket, context, model, "decode", reader)

    @api.post("/api/encode")
    async def encode(request: Request, model: str = "", label: str = "") -> dict[str, Any]:
        card = context.card_of(model, "encode")
        content = await body(request, images.MAX_BYTES)
        if len(content) != np.prod(card.shape):
            raise Refused(f"The picture must be {' × '.join(map(str, card.shape))} bytes for {model}.")
        known = (
            links.Reader({"label": label} if label else {}).integer("label", 0, card.conditions - 1, 0)
            if label and card.conditions
            else None
        )
        found = await threaded(work.encode, model, np.frombuffer(content, dtype=np.uint8).reshape(card.shape), known)
        return found | {"reconstruction": b64(found["reconstruction"])}

    @api.post("/api/sample")
    async def sample(request: Request, model: str = "") -> dict[str, Any]:
        context.card_of(model, "sample")
        read = links.Reader(await read_json(request))
        z = await threaded(
            work.sample_latents,
            model,
            read.integer("n", 1, 256, 1),
            read.number("temperature", 0, 2, 1.0),
            read.integer("seed", 0, MAX_SEED, 0),
        )
        return {"z": z.tolist()}

    @api.post("/api/path")
    async def path(request: Request, model: str = "") -> dict[str, Any]:
        card, content = context.card_of(model, "decode"), await read_json(request)
        ends = numbers([content.get("a"), content.get("b")], "z", card.latents, 2, -Z_LIMIT, Z_LIMIT)
        read = links.Reader(content)
        along = PATHS[read.choice("kind", PATHS, "slerp")](
            *ends, np.linspace(0, 1, read.integer("steps", 2, MAX_FRAMES, 16))
        )
        return {"z": along.tolist()}

    @api.post("/api/gif")
    async def gif(request: Request, model: str = "") -> Response:
        card, content = context.card_of(model, "decode"), await read_json(request)
        z, read = (
            numbers(content.get("z"), "z", card.latents, MAX_FRAMES, -Z_LIMIT, Z_LIMIT),
            links.Reader(content),
        )
        weights = (
            numbers([content.get("weights")], "weights", card.conditions, 1, 0, 1)
            if card.conditions
            else np.zeros((1, 0), dtype=np.float32)
        )
        seed = _seed(card, content)
        milliseconds, scale = read.integer("ms", 20, 2000, 80), read.integer("scale", 1, 12, 8)
        film = await threaded(
            lambda: images.gif(
                work.decode(model, z, weights.repeat(len(z), 0), seed), milliseconds=milliseconds, scale=scale
            )
        )
        return Response(film, media_type="image/gif")

    @api.get("/api/latents")
    async def latents(model: str = "") -> Response:
        card = context.card_of(model, "decode")
        file = card.folder / "latents.safetensors"
        if card.latents != 2 or not file.is_file():
            raise Refused(f"{model} was saved without the latents of its test set.", 404)
        return Response(await threaded(work.stored_latents, file), media_type="application/octet-stream")
