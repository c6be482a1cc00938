"""Attention: scenes as plain data, what models answer about them while a digit is dragged, how masks came about, and
where models disagree.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, WebSocket

from explorer.attending.stock import Stock, square_of
from explorer.data import images, photographs
from explorer.data.scenes import plain
from explorer.limits import MAX_SEED
from explorer.serving import questions
from explorer.serving.context import Context, Refused, b64, body, read_json
from explorer.serving.links import Reader
from explorer.serving.threads import threaded, threaded_behind, threads_behind

AT_ONCE = 1  # scenes that are looked at, over all sockets: each takes as long as ten pictures of another's drag
NICE, SEARCH_NICE = 2, 10  # of their thread, and of that which looks for what models disagree about


def add(api: APIRouter, context: Context) -> None:
    stock = Stock(context.catalogue, context.data)
    lookers, searchers = threads_behind(AT_ONCE, "looker", NICE), threads_behind(AT_ONCE, "searcher", SEARCH_NICE)

    @api.get("/api/scene")
    async def scene(seed: str = "0", digits: str = "") -> dict[str, Any]:
        """A held-out scene with its digits written out, or those of a link's ``digits``."""

        def write() -> dict[str, Any]:
            number = whole("seed", seed, MAX_SEED)
            placed = plain.parse(digits[: plain.MOST_TEXT])
            return plain.Arranged(number, stock.own(number) if placed is None else placed).plain() | {
                "source": stock.source
            }

        return await threaded(write)

    @api.get("/api/scene/digit")
    async def digit(label: str = "0", seed: str = "0") -> dict[str, Any]:
        wanted = whole("label", label, 9)
        return {"glyph": await threaded(stock.choose, wanted, whole("seed", seed, MAX_SEED)), "label": wanted}

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
        def answer(content: dict[str, Any]) -> dict[str, Any]:
            from explorer.pages.attention import reply

            return reply.answers(context.catalogue, stock, content)

        await questions.serve(socket, answer, lookers)

    @api.post("/api/attend/steps")
    async def steps(request: Request) -> dict[str, Any]:
        content = await asked_of(request, "attend_steps")

        def compute() -> dict[str, Any]:
            from explorer.pages.attention import reply

            return reply.steps(context.catalogue, stock, content)

        return await threaded(compute)

    @api.post("/api/attend/trace")
    async def trace(request: Request) -> dict[str, Any]:
        content = await asked_of(request, "trace")

        def compute() -> dict[str, Any]:
            from explorer.pages.attention import reply

            return reply.trace(context.catalogue, stock, content)

        return await threaded(compute)

    async def asked_of(request: Request, can: str) -> dict[str, Any]:
        """A request about one model, which can attend and ``can``. Raises Refused."""
        content = await read_json(request)
        card = context.card_of(str(content.get("model", "")), "attend")
        if can not in card.can:
            raise Refused(f"{card.name} can't do this: it has no {can}. Choose another model.", 404)
        return content

    @api.get("/api/attend/disagree")
    async def disagree(
        after: str = "0", distractors: str = "0", background: str = "0", models: str = ""
    ) -> dict[str, Any]:
        names = [context.card_of(name, "attend").name for name in models.split(",") if name]

        def compute() -> dict[str, Any]:
            from explorer.pages.attention import reply

            return reply.disagreement(
                context.catalogue, stock, names, whole("after", after, MAX_SEED), distractors == "1", background == "1"
            )

        return await threaded_behind(searchers, compute)


def whole(name: str, value: str, most: int) -> int:
    """A whole number of a query, clamped; 0 where it is none."""
    return Reader({name: value}).integer(name, 0, most, 0)


def behind(content: bytes) -> dict[str, Any]:
    """An uploaded file as a background. Raises BadPicture."""
    square, told = square_of(content)
    return {"upload": b64(square), "told": told}
