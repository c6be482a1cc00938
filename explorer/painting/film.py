"""A painting as a GIF: what was known from the start, then the pixels in the order in which they were drawn."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from explorer.data.images import sheet
from explorer.jobs import BadJob, is_whole, read_bytes
from explorer.painting.job import MOST_LEVELS, MOST_PICTURES

UNKNOWN = (0x3B, 0x46, 0x54)  # as the page paints it
FRAME_MS = 40  # browsers slow a GIF down that asks for less than 20
LAST_MS = 1500  # the finished painting stands a while
SIDE = 360  # pixels that the longer side is enlarged to, at most
MOST_SIDE = 128  # of a picture
MOST_SECONDS = 20
BLANK = 255  # of the palette


@dataclass
class Film:
    """Pictures and the order in which their pixels came.

    Attributes:
        levels: how many.
        pictures: level numbers uint8 ``(n, c, h, w)``; what is no level was never drawn.
        order: places ``y * w + x`` of the pixels that were drawn ``(steps,)``.
        given: bool ``(h, w)``, known from the start.
        columns: pictures side by side.
        seconds: that the painting takes.
    """

    levels: int
    pictures: np.ndarray
    order: np.ndarray
    given: np.ndarray
    columns: int
    seconds: float

    def encode(self) -> bytes:
        """The GIF, enlarged crisply; a frame shows the pixels that came since the one before."""
        first, places, palette = self._indexed()
        scale = max(1, min(SIDE // max(first.shape), 12))
        steps = len(self.order)
        count = max(1, min(steps, round(self.seconds * 1000 / FRAME_MS)))
        ends = [round(steps * number / count) for number in range(count + 1)]
        frames, shown = [], np.full_like(first, BLANK)
        shown.flat[places[:, self.given.reshape(-1)]] = first.flat[places[:, self.given.reshape(-1)]]
        for begin, end in zip([0, *ends[:-1]], ends, strict=True):
            new = places[:, self.order[begin:end]]
            shown.flat[new] = first.flat[new]
            frame = Image.fromarray(shown.copy(), "P")
            frame.putpalette(palette)
            frames.append(frame.resize((shown.shape[1] * scale, shown.shape[0] * scale), Image.Resampling.NEAREST))
        out = io.BytesIO()
        frames[0].save(
            out,
            "GIF",
            save_all=True,
            append_images=frames[1:],
            duration=[FRAME_MS] * (len(frames) - 1) + [LAST_MS],
            loop=0,
            optimize=False,
        )
        return out.getvalue()

    def _indexed(self) -> tuple[np.ndarray, np.ndarray, bytes]:
        """All pictures as a sheet of colour numbers ``(rows, columns)``, where each pixel of each lies in it ``(n, h * w)``, and the colours."""
        n, _, h, w = self.pictures.shape
        drawn = (self.pictures < self.levels).all(1)
        greys = np.rint(np.minimum(self.pictures, self.levels - 1) * (255 / (self.levels - 1))).astype(np.uint8)
        place = (
            np.arange(n)[:, None] // self.columns * (h * w * self.columns) + np.arange(n)[:, None] % self.columns * w
        )
        places = place + (np.arange(h)[:, None] * (w * self.columns) + np.arange(w)).reshape(-1)
        whole = sheet(greys, self.columns)
        whole = np.broadcast_to(whole, (3, *whole.shape[1:])).transpose(1, 2, 0)
        colours, numbers = np.unique(whole.reshape(-1, 3), axis=0, return_inverse=True)
        if len(colours) > BLANK:  # 256 greys, or a colour picture: as near as the palette can come
            reduced = Image.fromarray(np.ascontiguousarray(whole)).quantize(BLANK, dither=Image.Dither.NONE)
            colours, numbers = np.array(reduced.getpalette(), np.uint8).reshape(-1, 3)[:BLANK], np.asarray(reduced)
        colours = np.concatenate([colours, np.zeros((BLANK - len(colours), 3), np.uint8), [UNKNOWN]])
        first = numbers.reshape(whole.shape[:2]).astype(np.uint8)
        first.flat[places[~drawn.reshape(n, -1)]] = BLANK
        return first, places, colours.astype(np.uint8).tobytes()


def parse(content: dict[str, Any]) -> Film:
    """What the page sends, checked. Raises BadJob."""
    shape, levels, n, columns, seconds = (content.get(key) for key in ("shape", "levels", "n", "columns", "seconds"))
    if (
        not isinstance(shape, list)
        or len(shape) != 3
        or not all(map(is_whole, shape))
        or shape[0] not in (1, 3)
        or not 1 <= min(shape) <= max(shape) <= MOST_SIDE
    ):
        raise BadJob(f"The shape must be [1 or 3, height, width] with at most {MOST_SIDE} pixels a side.")
    if not is_whole(levels) or not 2 <= levels <= MOST_LEVELS:
        raise BadJob(f"There must be 2 to {MOST_LEVELS} levels.")
    if not is_whole(n) or not is_whole(columns) or not 1 <= columns <= n <= MOST_PICTURES:
        raise BadJob(f"There must be 1 to {MOST_PICTURES} pictures, and no more columns than pictures.")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 1 <= seconds <= MOST_SECONDS:
        raise BadJob(f"The painting must take 1 to {MOST_SECONDS} seconds.")
    size, order = shape[1] * shape[2], content.get("order")
    steps = min((len(order) * 3 // 4 - order[-2:].count("=")) // 2, size) if isinstance(order, str) else 0
    places = np.frombuffer(read_bytes(order, 2 * steps, "order"), "<u2").astype(np.int64)
    if len(np.unique(places)) != len(places) or (len(places) and places.max() >= size):
        raise BadJob(f"The order must name places from 0 to {size - 1}, each at most once.")
    pictures = np.frombuffer(read_bytes(content.get("canvas"), n * math.prod(shape), "canvas"), np.uint8).reshape(
        n, *shape
    )
    given = np.ones(size, bool)
    given[places] = False
    if (
        content.get("given") is not None
    ):  # of a painting that is not finished: what is neither given nor drawn is unknown
        given &= np.frombuffer(read_bytes(content["given"], size, "given"), np.uint8) > 0
    return Film(levels, pictures, places, given.reshape(shape[1:]), columns, float(seconds))
