"""Pictures in: uploads brought to a model's size, and pictures of the test set; and out: frames that a page drew,
as a GIF.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from explorer.catalogue import Card
from explorer.data import datasets, images
from explorer.serving import links
from explorer.serving.assets import class_names
from explorer.serving.context import Context, Refused, b64, body
from explorer.serving.threads import threaded

UNDER = 384  # pixels of the longer side of the picture that a face's square is moved on
MOST_FRAMES = 240
FRAME_MS = 20, 10_000  # browsers slow a GIF down that asks for less


def add(api: APIRouter, context: Context) -> None:
    def taker(name: str) -> Card:
        """The card of a model that takes pictures: as latents or as codes. Raises Refused."""
        card = context.card_of(name)
        return card if "quantize" in card.can else context.card_of(name, "encode")

    @api.post("/api/picture")
    async def picture(request: Request, model: str = "", steps: str = "") -> dict[str, Any]:
        card, content = taker(model), await body(request, images.MAX_BYTES)
        try:
            wanted = images.switches(steps)
        except ValueError as error:
            raise Refused(str(error)) from None

        def read() -> tuple[images.Prepared, list[str]]:
            opened, notes = images.open_picture(content)
            return images.prepare(opened, card.shape, card.dataset, wanted), notes

        prepared, notes = await threaded(read)
        stages = [
            {"name": one.name, "title": one.title, "about": one.about, "on": one.on, "auto": one.auto}
            | small(one.picture)
            for one in prepared.stages
        ]
        return {
            "pixels": b64(prepared.pixels),
            "notes": notes + prepared.notes,
            "original": small(prepared.original),
            "stages": stages,
            "part": prepared.part,
            **placed(prepared),
        }

    @api.post("/api/film")
    async def film(request: Request, frames: str = "1", step: str = "100", last: str = "1000") -> Response:
        """What a page drew as an animation: a PNG of frames under each other, each shown for ``step`` milliseconds,
        as GIF.
        """
        told = links.Reader({"frames": frames, "step": step, "last": last})
        count, (each, end) = (
            told.integer("frames", 1, MOST_FRAMES, 1),
            (told.integer(name, *FRAME_MS, 100) for name in ("step", "last")),
        )
        strip = await body(request, images.MAX_BYTES)
        return Response(
            await threaded(lambda: images.animated(strip, count, milliseconds=each, last=end)), media_type="image/gif"
        )

    @api.get("/api/test-picture")
    def test_picture(model: str = "", index: str = "0") -> dict[str, Any]:
        card = taker(model)
        count = datasets.test_count(card.dataset, context.data)
        if not count:
            raise Refused(
                "The test set is not on this disk. Draw or upload a picture, or start the app with --data.", 404
            )
        wanted = links.Reader({"index": index}).integer("index", 0, count - 1, 0)
        try:
            pixels, label = datasets.test_picture(card.dataset, wanted, context.data, tuple(card.shape))
        except datasets.MissingData as missing:  # the labels, or a folder that has gone meanwhile
            raise Refused(str(missing), 404) from None
        classes = class_names(card)
        return {
            "pixels": b64(pixels),
            "label": label,
            "class": classes[label] if label < len(classes) else "",
            "index": wanted,
            "count": count,
        }


def test_pixels(context: Context, dataset: str, index: int, shape: Sequence[int]) -> np.ndarray:
    """Test picture ``index``, or the last one where there are not so many, as uint8 (c, h, w) of ``shape``.

    Raises MissingData.
    """
    last = max(0, datasets.test_count(dataset, context.data) - 1)
    return datasets.test_picture(dataset, min(index, last), context.data, tuple(shape))[0]


test_pixels.__test__ = False  # a name that pytest would collect


def placed(prepared: images.Prepared) -> dict[str, Any]:
    """Where the square around a face is, in thousandths, and the picture that it lies on, as a JPEG in base64."""
    if prepared.place is None:
        return {}
    under, content = prepared.under.copy(), io.BytesIO()
    under.thumbnail((UNDER, UNDER))
    under.save(content, "JPEG", quality=85)
    told = {"under": base64.b64encode(content.getvalue()).decode(), "width": under.width, "height": under.height}
    return {"place": prepared.place._asdict() | told}


def small(picture: np.ndarray) -> dict[str, Any]:
    """A picture of the chain, uint8 (h, w) or (3, h, w), as JSON has it."""
    return {
        "channels": 3 if picture.ndim == 3 else 1,
        "height": picture.shape[-2],
        "width": picture.shape[-1],
        "pixels": b64(picture),
    }
