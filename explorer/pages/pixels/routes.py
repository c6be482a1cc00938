"""Beside the painting itself: how likely a picture is pixel by pixel, receptive fields, the test set's likelihoods, and
GIFs.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from explorer.pages.pixels.read_film import read_film
from explorer.painting.painter import painter_of
from explorer.refusal import attempt
from explorer.serving.context import Context, Refused, b64, body, read_json, whole
from explorer.serving.paint_jobs import read_labels, row_event
from explorer.serving.threads import threaded

KEPT = 4096  # receptive fields


def _label(text: str) -> int | list[float] | None:
    """A class as a query says it: "3", or a blend "3,8,0.4"; None where there is none."""
    one, *rest = text.split(",")
    if not rest:
        return whole(one) if one else None
    try:
        return [whole(one), *map(whole, rest[:-1]), float(rest[-1])]
    except ValueError:
        return []


def add(api: APIRouter, context: Context) -> None:
    @lru_cache(maxsize=KEPT)
    def field(model: str, y: int, x: int) -> str:
        from explorer.painting import work

        return b64(attempt(model, work.field, painter_of(context.catalogue, model), y, x).astype("<f4"))

    @api.post("/api/pixels/score")
    async def score(request: Request, model: str = "", label: str = "", levels: str = "") -> dict[str, Any]:
        card = context.card_of(model, "autoregress")
        size = math.prod(card.shape)
        content = await body(request, size)
        if len(content) != size:
            raise Refused(f"The picture must be {' × '.join(map(str, card.shape))} bytes for {model}.")
        pixels = np.frombuffer(content, np.uint8).reshape(card.shape)

        def compute() -> dict[str, Any]:
            from explorer.painting import work

            painter = painter_of(context.catalogue, model)
            (known,) = read_labels(_label(label), painter, 1, model)
            found = attempt(model, work.score, painter, pixels, known, levels=levels == "1")
            return {
                "shape": list(painter.shape),
                "levels": painter.levels,
                "classes": painter.classes,
                "label": known,
                "canvas": b64(found.levels.astype("<i2")),
                "nats": found.nats,
                "bits_per_dim": found.nats / math.log(2) / size,
                "rows": [row_event(row) for row in found.rows],
            }

        return await threaded(compute)

    @api.get("/api/pixels/receptive")
    async def receptive(model: str = "", y: str = "", x: str = "") -> dict[str, str]:
        _, height, width = context.card_of(model, "autoregress").shape
        place = whole(y), whole(x)
        if not (0 <= place[0] < height and 0 <= place[1] < width):
            raise Refused(
                f"There is no pixel in row {y[:20]} and column {x[:20]}: {model} has {height} rows and "
                f"{width} columns, from 0."
            )
        return {"field": await threaded(field, model, *place)}

    @api.get("/api/pixels/tests")
    def tests(model: str = "") -> dict[str, Any]:
        """The likelihoods of test pictures that were made when the model was evaluated."""
        return context.measured(model, "autoregress", "likelihoods.json", "likelihoods")

    @api.post("/api/pixels/gif")
    async def gif(request: Request) -> Response:
        content = await read_json(request)
        return Response(await threaded(lambda: read_film(content).encode()), media_type="image/gif")
