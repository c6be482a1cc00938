"""A file of somebody's as a photograph that is restored: grey, and of a size that every method can bear."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops

from explorer.data import images

SIDES = (16, 512)  # shortest and longest side, in pixels


def read(content: bytes) -> tuple[np.ndarray, list[str]]:
    """An uploaded file in grey, uint8 ``(h, w)``, at most 512 pixels a side, and notes of what was done to it.

    Raises BadPicture.
    """
    opened, notes = images.open_picture(content)
    grey = opened.convert("L")
    if ImageChops.difference(opened, grey.convert("RGB")).getbbox():
        notes.append("Made grey: the prior knows patches of grey photographs.")
    if max(grey.size) > SIDES[1]:
        grey.thumbnail((SIDES[1], SIDES[1]), Image.Resampling.LANCZOS)
        notes.append(f"It is restored at {grey.width} × {grey.height} pixels.")
    if min(grey.size) < SIDES[0]:
        raise images.BadPicture(
            f"The picture has {grey.width} × {grey.height} pixels; at least {SIDES[0]} a side are needed. "
            "Choose a larger one."
        )
    return np.asarray(grey), notes
