"""Drawings as a GIF, point by point, as the Sketches page shows them."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from explorer.data.strokes import PAPER

GROUND, HAND, MODEL = (0x0C, 0x10, 0x14), (0xFF, 0xFF, 0xFF), (0x4F, 0xC3, 0xC9)  # as on the page
SIDE, SMALL = 384, 160  # pixels of one drawing alone, and of one among others
SMOOTH = 2  # lines are drawn so many times as large
WIDTH, WIDE = 3.0, 4.0  # of a line, in units of the paper; of a small drawing
GAP = 4  # pixels between two drawings
LEAST_MS = 20  # browsers slow a GIF down that asks for less
LAST_MS = 1500  # the finished drawings stand a while


class Drawing(NamedTuple):
    """Points in stroke-3 ``(points, 3)``, and of each whether the model drew it."""

    points: np.ndarray
    by_model: Sequence[bool]


def gif(drawings: Sequence[Drawing], seconds: float) -> bytes:
    """A GIF of drawings beside each other: a frame a point of each, those of the model in its own colour."""
    alone = len(drawings) == 1
    side, width = (SIDE, WIDTH) if alone else (SMALL, WIDE)
    across = math.ceil(math.sqrt(len(drawings)))
    size = [side * many + GAP * (many - 1) for many in (across, math.ceil(len(drawings) / across))]
    sheet = Image.new("RGB", tuple(size), GROUND if alone else tuple(3 * part for part in GROUND))
    films = [_drawn(drawing, side, width) for drawing in drawings]
    frames = []
    for _ in range(max(1, *(len(points) for points, _ in drawings))):
        for number, film in enumerate(films):
            if frame := next(film, None):
                sheet.paste(frame, tuple((side + GAP) * place for place in (number % across, number // across)))
        frames.append(sheet.copy())
    palette = frames[-1].quantize(64)
    shown = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    each = max(LEAST_MS, round(1000 * seconds / len(frames)))
    made = io.BytesIO()
    shown[0].save(
        made, "GIF", save_all=True, append_images=shown[1:], duration=[each] * (len(shown) - 1) + [LAST_MS], loop=0
    )
    return made.getvalue()


def _drawn(drawing: Drawing, side: int, width: float) -> Iterator[Image.Image]:
    """The paper after each point; the empty one of a drawing without any."""
    large = side * SMOOTH
    paper = Image.new("RGB", (large, large), GROUND)
    pen, scale = ImageDraw.Draw(paper), large / PAPER
    points, radius, last = np.asarray(drawing.points, np.float64), width * scale / 2, None
    if not len(points):
        yield paper.resize((side, side))
    places = (points[:, :2].cumsum(0) + PAPER / 2) * scale
    for place, lifted, model in zip(places, points[:, 2] > 0, drawing.by_model, strict=True):
        colour = MODEL if model else HAND
        if last is not None:
            pen.line([*last, *place], fill=colour, width=round(2 * radius))
        pen.ellipse([*(place - radius), *(place + radius)], fill=colour)
        last = None if lifted else place
        yield paper.resize((side, side), Image.Resampling.BOX)
