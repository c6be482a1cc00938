"""A painting as a GIF: what was known from the start, then the pixels in the order in which they were drawn."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from explorer.data.images import sheet

UNKNOWN = (0x3B, 0x46, 0x54)  # as the page paints it
FRAME_MS = 40  # browsers slow a GIF down that asks for less than 20
LAST_MS = 1500  # the finished painting stands a while
SIDE = 360  # pixels that the longer side is enlarged to, at most
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
        """All pictures as a sheet of colour numbers ``(rows, columns)``,
        where each pixel of each lies in it ``(n, h * w)``, and the colours.
        """
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
