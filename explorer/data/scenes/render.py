"""Scenes to pictures, masks and answers: a fraction of a millisecond each, on one core.

A glyph is resized by two small matrix products with tabled weights, the triangle filter that Pillow calls BILINEAR (it
averages where a glyph shrinks). The weights are whole 256ths and a row of them makes exactly 1, so that every sum stays
a whole number below 2**24: float32 is exact there, and a scene is the same picture on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from explorer.data.scenes.colours import NAMES, noisy
from explorer.data.scenes.scene import SIDE, Crop, Digit, Scene, labels

FAINTEST = 0.1  # ink with less alpha is not painted at all
_PARTS = 256
_FULL = 255 * _PARTS**2  # full ink after both products


class Rendered(NamedTuple):
    """A picture uint8 ``(100, 100, 3)``, and the masks of its digits, bool ``(digits, 100, 100)``.

    A mask is of the pixels that its digit paints and no later one hides.
    """

    image: np.ndarray
    masks: np.ndarray


class _Stamp(NamedTuple):
    """The part of something that lies in the picture.

    Where, its alpha float32 ``(h, w)``, and which pixels it paints, bool ``(h, w)``.
    """

    window: tuple[slice, slice]
    alpha: np.ndarray
    painted: np.ndarray


def resized_side(pixels: int, scale: float) -> int:
    """The length of a side of so many glyph pixels in the picture: whole pixels, at least 1."""
    return max(1, int(pixels * scale + 0.5))


def corner(middle: float, side: int) -> int:
    """The first pixel of ``side`` pixels about ``middle``."""
    return math.floor(middle - side / 2 + 0.5)


@cache  # at most 28 * 84 small tables
def _weights(before: int, after: int) -> np.ndarray:
    """What each of ``before`` pixels gives to each of ``after``, in 256ths.

    Float32 ``(after, before)`` of whole numbers, rows summing to 256.
    """
    step = before / after
    middles = (np.arange(after) + 0.5) * step
    shares = np.maximum(1 - np.abs(np.arange(before) + 0.5 - middles[:, None]) / max(1.0, step), 0)
    parts = np.rint(_PARTS * shares / shares.sum(1, keepdims=True))
    parts[np.arange(after), parts.argmax(1)] += _PARTS - parts.sum(1)
    return parts.astype(np.float32)


def _resized(glyph: np.ndarray, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """The alpha of a glyph at another size, zero where it is fainter than FAINTEST, and where it is not."""
    ink = _weights(glyph.shape[0], height) @ glyph.astype(np.float32) @ _weights(glyph.shape[1], width).T
    painted = ink >= FAINTEST * _FULL
    ink *= painted
    ink *= 1 / _FULL
    return ink, painted


def _placed(glyph: np.ndarray, x: float, y: float, scale: float) -> tuple[int, int, np.ndarray, np.ndarray]:
    """The left and top pixel of a glyph in the picture, or outside it, and all of its alpha and painted pixels."""
    width, height = resized_side(glyph.shape[1], scale), resized_side(glyph.shape[0], scale)
    return corner(x, width), corner(y, height), *_resized(glyph, width, height)


def _stamp(glyph: np.ndarray, x: float, y: float, scale: float) -> _Stamp:
    left, top, alpha, painted = _placed(glyph, x, y, scale)
    height, width = alpha.shape
    if left < 0 or top < 0 or left + width > SIDE or top + height > SIDE:
        inside = np.s_[max(0, -top) : max(0, SIDE - top), max(0, -left) : max(0, SIDE - left)]
        alpha, painted = alpha[inside], painted[inside]
        left, top, (height, width) = max(left, 0), max(top, 0), alpha.shape
    return _Stamp((slice(top, top + height), slice(left, left + width)), alpha, painted)


def _ink(digit: Digit) -> np.ndarray:
    left, top, right, bottom = digit.ink
    return digit.glyph[top:bottom, left:right]


def _digit_stamp(digit: Digit) -> _Stamp | None:
    """None where the glyph is empty."""
    ink = _ink(digit)
    return _stamp(ink, digit.x, digit.y, digit.scale) if ink.size else None


def _paint(planes: np.ndarray, stamp: _Stamp, rgb: np.ndarray) -> None:
    """Blend a colour float32 ``(3,)`` over the planes uint8 ``(3, 100, 100)`` by its ink.

    out = ground * (1 - alpha) + rgb * alpha, rounded.
    """
    area = planes[(slice(None), *stamp.window)]
    blend = rgb[:, None, None] - area
    blend *= stamp.alpha
    blend += area
    blend += 0.5
    area[...] = blend


def _paint_all(scene: Scene, planes: np.ndarray) -> list[_Stamp | None]:
    """Paint a scene into planes uint8 ``(3, 100, 100)`` of any content; the stamps of its digits."""
    planes[...] = 0 if scene.background is None else scene.background.transpose(2, 0, 1)
    for crop in scene.crops:
        _paint(planes, _crop_stamp(crop), np.array(crop.rgb, np.float32))
    colours = noisy(scene.seed)
    stamps = [_digit_stamp(digit) for digit in scene.digits]
    for digit, stamp in zip(scene.digits, stamps, strict=True):
        if stamp is not None:
            _paint(planes, stamp, colours[digit.colour])
    return stamps


def _crop_stamp(crop: Crop) -> _Stamp:
    return _stamp(crop.glyph, crop.x, crop.y, crop.scale)


def render(scene: Scene) -> Rendered:
    """The picture of a scene, and the pixels that each of its digits paints and no later digit hides."""
    planes = np.empty((3, SIDE, SIDE), np.uint8)
    masks = np.zeros((len(scene.digits), SIDE, SIDE), bool)
    bare = np.ones((SIDE, SIDE), bool)  # what no digit further up has painted
    for mask, stamp in zip(masks[::-1], reversed(_paint_all(scene, planes)), strict=True):
        if stamp is not None:
            mask[stamp.window] = visible = stamp.painted & bare[stamp.window]
            bare[stamp.window] ^= visible
    return Rendered(np.ascontiguousarray(planes.transpose(1, 2, 0)), masks)


def batch(scenes: Sequence[Scene]) -> tuple[np.ndarray, np.ndarray]:
    """Pictures uint8 ``(n, 3, 100, 100)`` and answers uint8 ``(n, 9)`` (see ``labels``), for training: no masks."""
    images = np.empty((len(scenes), 3, SIDE, SIDE), np.uint8)
    answers = np.empty((len(scenes), len(NAMES)), np.uint8)
    for number, scene in enumerate(scenes):
        _paint_all(scene, images[number])
        answers[number] = labels(scene)
    return images, answers


def box(digit: Digit) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the pixels that a digit paints, right and bottom exclusive.

    They may lie outside the picture. An empty glyph's box is of zero size, at its place.
    """
    if _ink(digit).size:
        left, top, _, painted = _placed(_ink(digit), digit.x, digit.y, digit.scale)
        columns, rows = np.flatnonzero(painted.any(0)), np.flatnonzero(painted.any(1))
        if len(rows):
            return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1
    left, top = corner(digit.x, 0), corner(digit.y, 0)
    return left, top, left, top


def overlapping(scene: Scene) -> list[tuple[int, int]]:
    """The pairs of digits, first index below the second, that paint the same pixel of the picture."""
    painted = np.zeros((len(scene.digits), SIDE, SIDE), np.float32)
    for number, stamp in enumerate(map(_digit_stamp, scene.digits)):
        if stamp is not None:
            painted[(number, *stamp.window)] = stamp.painted
    flat = painted.reshape(len(painted), SIDE * SIDE)
    return [(int(one), int(other)) for one, other in np.argwhere(np.triu(flat @ flat.T, 1))]
