"""Attention: scenes as plain data, what models answer about them while a digit is dragged, how masks came about, and where models disagree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, WebSocket
from PIL import Image
from starlette.websockets import WebSocketDisconnect

from explorer.attending.stock import Stock
from explorer.data import images, photographs
from explorer.data.scenes import SIDE, plain
from explorer.jobs import BadJob, read_id
from explorer.limits import MAX_SEED
from explorer.serving import session
from explorer.serving.context import Context, Refused, b64, body, read_json, sentence, threaded
from explorer.serving.links import Reader


def add(api: APIRouter, context: Context) -> None:
    stock = Stock(context.catalogue, context.data)

    def replied(name: str, content: dict[str, Any]) -> dict[str, Any]:
        from explorer.attending import reply

        return getattr(reply, name)(context.catalogue, stock, content)

    @api.get("/api/scene")
    async def scene(seed: str = "0", digits: str = "") -> dict[str, Any]:
        """A held-out scene with its digits written out, or those of a link's ``digits``."""

        def write() -> dict[str, Any]:
            number = whole("seed", seed, MAX_SEED)
            placed = plain.parse(digits[: plain.MOST_TEXT])
            return plain.Arranged(number, stock.own(number) if placed is None else placed).plain() | {
                "source": stock.source
            }

        return await threaded(mended, write)

    @api.get("/api/scene/digit")
    async def digit(label: str = "0", seed: str = "0") -> dict[str, Any]:
        wanted = whole("label", label, 9)
        return {"glyph": await threaded(mended, stock.choose, wanted, whole("seed", seed, MAX_SEED)), "label": wanted}

    @api.get("/api/scene/photos")
    def photos() -> list[dict[str, str]]:
        return [
            {"name": name, "title": photographs.TITLES[name], "credit": photographs.CREDITS[name]}
            for name in photographs.available()
        ]

    @api.post("/api/scene/picture")
    async def picture(request: Request) -> dict[str, Any]:
        return await threaded(behind, await body(request, images.MAX_BYTES))

    @api.websocket("/api/attend")
    async def attend(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while (message := await socket.receive())["type"] != "websocket.disconnect":
                await socket.send_text(json.dumps(await answer(message.get("text"))))
        except (WebSocketDisconnect, RuntimeError) as error:
            # A RuntimeError of starlette's says that the other side left while an answer was being sent.
            if (
                isinstance(error, RuntimeError)
                and socket.client_state.name == "CONNECTED"
                and socket.application_state.name == "CONNECTED"
            ):
                raise

    async def answer(text: str | None) -> dict[str, Any]:
        content = session.read(text)
        if content is None:
            return {"id": None, "error": f"Send a JSON object of at most {session.MOST_TEXT // 2**20} MB."}
        try:
            return {"id": read_id(content)} | await threaded(replied, "answers", content)
        except (BadJob, Refused) as error:
            return {"id": read_id(content), "error": error.detail if isinstance(error, Refused) else str(error)}

    @api.post("/api/attend/steps")
    async def steps(request: Request) -> dict[str, Any]:
        return await one(request, "attend_steps", "steps")

    @api.post("/api/attend/trace")
    async def trace(request: Request) -> dict[str, Any]:
        return await one(request, "trace", "trace")

    async def one(request: Request, can: str, name: str) -> dict[str, Any]:
        content = await read_json(request)
        card = context.card_of(str(content.get("model", "")), "attend")
        if can not in card.can:
            raise Refused(f"{card.name} can't do this: it has no {can}. Choose another model.", 404)
        return await threaded(sentence, replied, name, content)

    @api.get("/api/attend/disagree")
    async def disagree(
        after: str = "0", distractors: str = "0", background: str = "0", models: str = ""
    ) -> dict[str, Any]:
        names = [context.card_of(name, "attend").name for name in models.split(",") if name]

        def compute() -> dict[str, Any]:
            from explorer.attending import search

            return search.disagreement(
                context.catalogue, stock, names, whole("after", after, MAX_SEED), distractors == "1", background == "1"
            )

        return await threaded(sentence, compute)


def whole(name: str, value: str, most: int) -> int:
    """A whole number of a query, clamped; 0 where it is none."""
    return Reader({name: value}).integer(name, 0, most, 0)


def mended(function: Callable[..., Any], *arguments: Any) -> Any:
    """What ``function`` gives; what is no scene, or can't be made here, is refused with its sentence."""
    try:
        return function(*arguments)
    except plain.BadScene as error:
        raise Refused(str(error), 422) from None


def behind(content: bytes) -> dict[str, Any]:
    """An uploaded file as a background. Raises BadPicture."""
    opened, told = images.open_picture(content)
    short = min(opened.size)
    left, top = (opened.width - short) // 2, (opened.height - short) // 2
    if opened.width != opened.height:
        told.append("Its middle square is used.")
    square = opened.crop((left, top, left + short, top + short)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return {"upload": b64(np.asarray(square)), "told": told}
