"""A drawing as a GIF, point by point, as the Sketches page shows it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from explorer.data.strokes import PAPER

GROUND, HAND, MODEL = (0x0C, 0x10, 0x14), (0xFF, 0xFF, 0xFF), (0x4F, 0xC3, 0xC9)  # as on the page
SIDE = 384
SMOOTH = 2  # lines are drawn so many times as large
WIDTH = 3.0  # of a line, in units of the paper
LEAST_MS = 20  # browsers slow a GIF down that asks for less
LAST_MS = 1500  # the finished drawing stands a while


def gif(points: np.ndarray, by_model: Sequence[bool], seconds: float) -> bytes:
    """A GIF of a drawing in stroke-3 ``(points, 3)``: a frame a point, those of the model in its own colour."""
    large = SIDE * SMOOTH
    paper = Image.new("RGB", (large, large), GROUND)
    pen, scale = ImageDraw.Draw(paper), large / PAPER
    places = (np.asarray(points, np.float64)[:, :2].cumsum(0) + PAPER / 2) * scale
    frames, last = [], None
    for place, lifted, model in zip(places, points[:, 2] > 0, by_model, strict=True):
        colour, radius = MODEL if model else HAND, WIDTH * scale / 2
        if last is not None:
            pen.line([*last, *place], fill=colour, width=round(2 * radius))
        pen.ellipse([*(place - radius), *(place + radius)], fill=colour)
        last = None if lifted else place
        frames.append(paper.resize((SIDE, SIDE), Image.Resampling.BOX))
    palette = frames[-1].quantize(64)
    shown = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    each = max(LEAST_MS, round(1000 * seconds / len(frames)))
    made = io.BytesIO()
    shown[0].save(
        made, "GIF", save_all=True, append_images=shown[1:], duration=[each] * (len(shown) - 1) + [LAST_MS], loop=0
    )
    return made.getvalue()
