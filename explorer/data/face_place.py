"""Where on an upload the face lies: a square that a model of faces sees, found or guessed, and moved by a person.

A frontal face is looked for with the cascade of local binary patterns that scikit-image has in its package (trained by
OpenCV's authors; nothing is fetched). How the square lies around it is that of the data set's own pictures. Where no
face is found, as on a drawing or from the side, the square begins in the middle, of a tall picture in the upper third.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

WHOLE = 1000  # a place is told in thousandths
LEAST = 60  # side of the square, of the shorter side
LOOKED_AT = 256  # pixels of the longer side in which a face is looked for
SMALLEST = 28  # pixels of a face's box there
TALL, UPPER, NEAR = 1.2, 1 / 3, 0.8  # from this ratio on a picture is a portrait: where its face is, and how wide


class Frame(NamedTuple):
    """How a data set's pictures lie around a face: the side of the box that the cascade finds as a share of theirs,
    and how far down the middle of the box is, medians over its training pictures.
    """

    box: float
    down: float


FRAMES = {"lfw": Frame(0.76, 0.52), "faces": Frame(0.61, 0.57)}


class Place(NamedTuple):
    """A square on a picture: its middle in thousandths of the width and of the height, its side of the shorter side."""

    across: int
    down: int
    side: int


NAMES = Place._fields


def chosen(picture: Image.Image, dataset: str, wanted: Mapping[str, int]) -> tuple[Place, bool | None]:
    """Where the square is: as a person ``wanted`` it, else around the face. And whether a face was found, None where
    nobody looked for one.
    """
    if set(NAMES) <= set(wanted):
        return inside(Place(*(wanted[name] for name in NAMES)), picture.size), None
    box = face_box(picture)
    begun = guess(picture.size) if box is None else around(box, picture.size, FRAMES[dataset])
    moved = {name: wanted[name] for name in NAMES if name in wanted}
    return inside(begun._replace(**moved), picture.size), box is not None


def cut(picture: Image.Image, place: Place) -> Image.Image:
    """The square of the picture."""
    short = min(picture.size)
    side = max(2, round(place.side / WHOLE * short))
    left = round(place.across / WHOLE * picture.width - side / 2)
    top = round(place.down / WHOLE * picture.height - side / 2)
    left, top = min(max(left, 0), picture.width - side), min(max(top, 0), picture.height - side)
    return picture.crop((left, top, left + side, top + side))


def inside(place: Place, size: tuple[int, int]) -> Place:
    """The nearest place that lies on a picture of this width and height."""
    side = min(max(place.side, LEAST), WHOLE)
    half = [side * min(size) / length / 2 for length in size]
    middle = (round(min(max(at, part), WHOLE - part)) for at, part in zip(place[:2], half, strict=True))
    return Place(*middle, side)


def guess(size: tuple[int, int]) -> Place:
    """Where a face is likely on a picture of this width and height."""
    width, height = size
    if height >= TALL * width:
        return Place(WHOLE // 2, round(UPPER * WHOLE), round(NEAR * WHOLE))
    return Place(WHOLE // 2, WHOLE // 2, WHOLE)


def around(box: tuple[float, float, float], size: tuple[int, int], frame: Frame) -> Place:
    """The square around a face's box, whose middle and side are in pixels, as a data set has it."""
    x, y, width = box
    side = width / frame.box
    parts = (x / size[0], (y - (frame.down - 0.5) * side) / size[1], side / min(size))
    return Place(*(round(WHOLE * part) for part in parts))


def face_box(picture: Image.Image) -> tuple[float, float, float] | None:
    """Middle and side in pixels of the largest frontal face that is found; None of none."""
    scale = min(1.0, LOOKED_AT / max(picture.size))
    size = tuple(max(1, round(length * scale)) for length in picture.size)
    cascade = _cascade()
    if cascade is None or min(size) < SMALLEST:
        return None
    pixels = np.asarray(picture.resize(size, Image.Resampling.BILINEAR).convert("RGB"))
    least, most = (SMALLEST, SMALLEST), (min(size), min(size))
    found = cascade.detect_multi_scale(pixels, scale_factor=1.15, step_ratio=1, min_size=least, max_size=most)
    if not found:
        return None
    box = max(found, key=lambda one: one["width"])
    middle = (box["c"] + box["width"] / 2) / scale, (box["r"] + box["height"] / 2) / scale
    return *middle, box["width"] / scale


@lru_cache(maxsize=1)
def _cascade() -> Any:
    """The cascade, or None where the installed scikit-image has none."""
    try:
        from skimage.data import lbp_frontal_face_cascade_filename
        from skimage.feature import Cascade

        return Cascade(lbp_frontal_face_cascade_filename())
    except (ImportError, OSError, ValueError):
        return None
