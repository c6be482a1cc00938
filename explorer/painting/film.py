"""Paintings side by side as a GIF: what was known from the start, then the pixels as they were drawn."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

UNKNOWN = (0x3B, 0x46, 0x54)  # as the page paints it
FRAME_MS = 40  # browsers slow a GIF down that asks for less than 20
LAST_MS = 1500  # the finished painting stands a while
SIDE = 360  # pixels that the longer side is enlarged to, at most
GROUND = (0x12, 0x16, 0x1B)  # between pictures
GAP, GAP_BETWEEN = 1, 3  # pixels of the model between two pictures of a painting, and between two paintings
BLANK, BARE = 255, 254  # of the palette: unknown, and ground
COLOURS = 254


@dataclass
class Painting:
    """Pictures and the order in which their pixels came.

    Attributes:
        levels: how many.
        pictures: level numbers uint8 ``(n, c, h, w)``; what is no level was never drawn.
        order: places ``y * w + x`` of the pixels that were drawn ``(steps,)``.
        given: bool ``(h, w)``, known from the start.
        columns: pictures side by side.
    """

    levels: int
    pictures: np.ndarray
    order: np.ndarray
    given: np.ndarray
    columns: int

    def sheet(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All pictures with gaps between them: their colours ``(rows, columns, 3)``, whether each pixel of the sheet
        was ever known, and where each pixel of each picture lies in it ``(n, h * w)``, from 0.
        """
        n, _, h, w = self.pictures.shape
        rows = -(-n // self.columns)
        colours = np.full((rows * (h + GAP) - GAP, self.columns * (w + GAP) - GAP, 3), GROUND, np.uint8)
        known = np.ones(colours.shape[:2], bool)
        greys = np.rint(np.minimum(self.pictures, self.levels - 1) * (255 / (self.levels - 1))).astype(np.uint8)
        numbers = np.arange(n)[:, None]
        corners = numbers // self.columns * (h + GAP) * colours.shape[1] + numbers % self.columns * (w + GAP)
        places = corners + (np.arange(h)[:, None] * colours.shape[1] + np.arange(w)).reshape(-1)
        colours.reshape(-1, 3)[places] = np.broadcast_to(greys, (n, 3, h, w)).reshape(n, 3, -1).transpose(0, 2, 1)
        known.reshape(-1)[places] = (self.pictures < self.levels).all(1).reshape(n, -1)
        return colours, known, places


@dataclass
class Film:
    """Paintings that are drawn step by step beside each other, all at the same step.

    Attributes:
        paintings: from left to right.
        seconds: that it takes.
    """

    paintings: list[Painting]
    seconds: float

    def encode(self) -> bytes:
        """The GIF, enlarged crisply; a frame shows the pixels that came since the one before."""
        colours, bare, known, places = self._laid_out()
        whole, palette = _indexed(colours, bare, known)
        scale = max(1, min(SIDE // max(whole.shape), 12))
        steps = max(len(one.order) for one in self.paintings)
        count = max(1, min(steps, round(self.seconds * 1000 / FRAME_MS)))
        ends = [round(steps * number / count) for number in range(count + 1)]
        shown, frames = np.where(bare, BARE, BLANK).astype(np.uint8), []
        for painting, place in zip(self.paintings, places, strict=True):
            given = place[:, painting.given.reshape(-1)]
            shown.flat[given] = whole.flat[given]
        for begin, end in zip([0, *ends[:-1]], ends, strict=True):
            for painting, place in zip(self.paintings, places, strict=True):
                new = place[:, painting.order[begin:end]]
                shown.flat[new] = whole.flat[new]
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

    def _laid_out(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]:
        """All sheets side by side: colours ``(h, w, 3)``, where there is only ground ``(h, w)``, what was ever known
        ``(h, w)``, and for each painting where its pixels lie, ``(n, h * w)``.
        """
        sheets = [painting.sheet() for painting in self.paintings]
        height = max(len(colours) for colours, _, _ in sheets)
        width = sum(colours.shape[1] + GAP_BETWEEN for colours, _, _ in sheets) - GAP_BETWEEN
        laid = np.full((height, width, 3), GROUND, np.uint8)
        bare, known = np.ones((height, width), bool), np.ones((height, width), bool)
        left, places = 0, []
        for colours, there, place in sheets:
            h, w = there.shape
            laid[:h, left : left + w], known[:h, left : left + w] = colours, there
            place = place // w * width + place % w + left
            bare.flat[place] = False
            places.append(place)
            left += w + GAP_BETWEEN
        return laid, bare, known, places


def _indexed(colours: np.ndarray, bare: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, bytes]:
    """A picture ``(h, w, 3)`` as numbers of colours ``(h, w)``, and the palette."""
    found, numbers = np.unique(colours.reshape(-1, 3), axis=0, return_inverse=True)
    if len(found) > COLOURS:  # 256 greys, or a colour picture: as near as the palette can come
        reduced = Image.fromarray(colours).quantize(COLOURS, dither=Image.Dither.NONE)
        found, numbers = np.array(reduced.getpalette(), np.uint8).reshape(-1, 3)[:COLOURS], np.asarray(reduced)
    numbers = numbers.reshape(bare.shape).astype(np.uint8)
    numbers[~known] = BLANK
    numbers[bare] = BARE
    palette = np.concatenate([found, np.zeros((COLOURS - len(found), 3), np.uint8), [GROUND, UNKNOWN]])
    return numbers, palette.astype(np.uint8).tobytes()
