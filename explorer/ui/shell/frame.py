"""Pictures in a frame of the size that messengers show beside a link, with the page's name under them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from explorer.data.images import to_pil
from explorer.ui.shell.header import NAME

WIDTH, HEIGHT = 1200, 630  # as Open Graph's readers crop nothing of it
SIDE = 560  # of the pictures' place: 20 times 28 pixels
TOP, BESIDE, GAP = 12, 24, 32  # pixels above the pictures, at least beside them, and between two: two are whole
LINE = 601  # where the words have their middle
GROUND, INK, MUTED = "#12161b", "#e8ecf1", "#9aa6b5"  # of the dark theme, as in shell.css


def framed(pictures: Sequence[np.ndarray], name: str, told: str = "") -> bytes:
    """A PNG of WIDTH x HEIGHT.

    Args:
        pictures: uint8 (c, h, w), side by side, each enlarged by the largest whole factor that leaves it room; one
            that has none as it is becomes smaller.
        name: of the page.
        told: beside it, as which model it is.
    """
    frame = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    room = (WIDTH - 2 * BESIDE - GAP * (len(pictures) - 1)) // max(len(pictures), 1)
    shown = [_fitted(picture, room) for picture in pictures]
    x = (WIDTH - sum(one.width for one in shown) - GAP * (len(shown) - 1)) // 2
    for one in shown:
        frame.paste(one, (x, TOP + (SIDE - one.height) // 2))
        x += one.width + GAP
    pen = ImageDraw.Draw(frame)
    large, small = _font(26), _font(20)
    pen.text((BESIDE, LINE), name, INK, large, anchor="lm")
    pen.text((WIDTH - BESIDE, LINE), NAME, MUTED, small, anchor="rm")
    if told:
        start = BESIDE + large.getlength(name) + 16
        most = WIDTH - BESIDE - small.getlength(NAME) - 16 - start
        pen.text((start, LINE), _cut(told, small, most), MUTED, small, anchor="lm")
    content = io.BytesIO()
    frame.save(content, "PNG")
    return content.getvalue()


def _fitted(pixels: np.ndarray, room: int) -> Image.Image:
    _, height, width = pixels.shape
    scale = min(SIDE // height, room // width)
    if scale:
        return to_pil(pixels, scale).convert("RGB")
    smaller = to_pil(pixels).convert("RGB")
    smaller.thumbnail((room, SIDE), Image.Resampling.LANCZOS)
    return smaller


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own."""
    return ImageFont.load_default(size)


def _cut(text: str, font: ImageFont.FreeTypeFont, most: float) -> str:
    """As much of a text as ``most`` pixels hold."""
    if font.getlength(text) <= most:
        return text
    fits = next((end for end in range(len(text), 0, -1) if font.getlength(f"{text[:end]}...") <= most), 0)
    return f"{text[:fits]}..."
