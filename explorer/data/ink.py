"""Pen and paper as arrays: which tone is the ink, light made even, strokes that belong together, their width and place.

Pictures here are float32 (h, w) in [0, 1], the ink light and its ground dark, unless a function says otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy  # its parts load when they are first used: starting the app does not wait for them
from PIL import Image

SMALL = 256  # side at which light is estimated: it varies slowly
BROADEST = 0.2  # the broadest stroke that can be told from a shadow, as a share of the picture's shorter side
FAINT, CLEAR = 0.3, 0.55  # of the darkest ink: a stroke reaches down to the one and has passed the other somewhere
LONGEST = 0.45  # a line straighter and longer than this share of the picture was printed, not written
SMALLEST = 12  # pixels of a digit that can be read
BOX = 168  # the cropped ink is kept at no more than this many pixels a side; the model will see 20


def border(grey: np.ndarray) -> float:
    """Median tone along the four edges."""
    return float(np.median(_edges(grey)))


def is_even(grey: np.ndarray) -> bool:
    """Is the ground one flat tone, as in a drawing or a screenshot? A photograph's never is."""
    edges = _edges(grey)
    return float(np.percentile(np.abs(edges - np.median(edges)), 80)) < 0.02


def _edges(grey: np.ndarray) -> np.ndarray:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def resized(picture: np.ndarray, width: int, height: int, how: Image.Resampling = Image.Resampling.BOX) -> np.ndarray:
    """Float32 (h, w) at another size."""
    return np.asarray(Image.fromarray(picture.astype(np.float32)).resize((width, height), how))


def shrunk(picture: np.ndarray, side: int) -> np.ndarray:
    """No longer than ``side`` pixels a side; smaller pictures stay as they are."""
    height, width = picture.shape
    scale = side / max(picture.shape)
    return picture if scale >= 1 else resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))


def is_dark(grey: np.ndarray) -> bool:
    """Is the ink (of any tone, on any ground) darker than what it is written on?

    On a flat ground its border tells. In a photograph that may be the table, so the skewness about the blurred picture
    does: strokes are few and differ much, while shadows and edges weigh the same on both their sides.
    """
    if is_even(grey):
        return border(grey) > 0.5
    small = shrunk(grey, SMALL)
    rough = small - scipy.ndimage.gaussian_filter(small, 0.06 * max(small.shape), mode="nearest")
    y, x = (np.linspace(-1, 1, n)[:, None] for n in small.shape)
    near = np.exp(-2 * (y * y + x.T * x.T))
    return float((rough**3 * near).sum()) <= 0


def even(grey: np.ndarray) -> np.ndarray:
    """Shadows and shading divided out: the share of the local light that the ink takes.

    The ground is the morphological opening with a square broader than a stroke: strokes vanish in it, while shadows and
    the table beside the page, being broader, stay.
    """
    height, width = grey.shape
    small = shrunk(grey, SMALL)
    span = max(3, round(BROADEST * min(small.shape)) | 1)
    # Continued beyond its edges, or a strip of the table there would be narrow enough to pass for a stroke.
    opened = scipy.ndimage.grey_opening(np.pad(small, span, mode="edge"), (span, span))[span:-span, span:-span]
    ground = scipy.ndimage.gaussian_filter(opened, 1.5, mode="nearest")
    ground = resized(ground, width, height, Image.Resampling.BILINEAR)
    light = 1 - ground
    light = np.maximum(
        light, max(0.35 * float(np.percentile(light, 80)), 0.02)
    )  # or the noise of a dark table would look like ink
    taken = (grey - ground) / light
    return np.clip(taken - np.median(taken), 0, 1).astype(np.float32)


class Strokes(NamedTuple):
    """Ink that makes one shape.

    Attributes:
        mask: where it is, bool (h, w).
        share: how much of what is as clear as it, and whole on the picture, it is; from above 0 to 1.
    """

    mask: np.ndarray
    share: float


def strokes(ink: np.ndarray, written: bool) -> Strokes | None:
    """The ink that makes one shape; None where there is none.

    Specks, what runs off the picture and what stands apart are left out. ``written``: it may be a photograph of
    printed paper, whose long straight lines are left out too.
    """
    most = max(1, ink.size // 1000)  # so many pixels may be specks; even ground has none, and a digit may be as small
    specks = most if written else min(most, SMALLEST)
    top = float(np.partition(ink, -specks, axis=None)[-specks])
    noise = 1.4826 * float(np.median(np.abs(ink - np.median(ink))))
    if top < max(0.09, 5 * noise):
        return None
    on = ink > max(FAINT * top, 3.5 * noise)
    if written:
        on &= ~(_printed(ink > 0.12 * top) & (ink < 0.6 * top))
    labels, count = scipy.ndimage.label(on, np.ones((3, 3)))
    if not count:
        return None
    numbers = np.arange(1, count + 1)
    mass, peak = scipy.ndimage.sum_labels(ink, labels, numbers), scipy.ndimage.maximum(ink, labels, numbers)
    boxes = np.array(
        [(b[0].start, b[1].start, b[0].stop, b[1].stop) for b in scipy.ndimage.find_objects(labels)], dtype=float
    )
    height, width = ink.shape
    outside = (boxes[:, :2].min(axis=1) < 2) | (boxes[:, 2] > height - 2) | (boxes[:, 3] > width - 2)
    off = ((boxes[:, :2] + boxes[:, 2:]) / 2 / (height, width) - 0.5) * 2
    clear = peak > CLEAR * top
    worth = mass * clear * np.where(outside, 0.1, 1.0) * np.exp(-(off**2).sum(axis=1))
    taken = _together(int(worth.argmax()), boxes, mass, outside)
    rivals = taken | (clear & ~outside)
    return Strokes(np.isin(labels, numbers[taken]), float(mass[taken].sum() / mass[rivals].sum()))


def _together(first: int, boxes: np.ndarray, mass: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Pieces of the same shape: near to the first one or to one that is, no specks; (count,) of bool."""
    taken = np.zeros(len(boxes), dtype=bool)
    taken[first] = True
    may = (mass > 0.02 * mass[first]) & (~outside | outside[first])
    while True:
        low, high = boxes[taken, :2].min(axis=0), boxes[taken, 2:].max(axis=0)
        gap = np.maximum(np.maximum(boxes[:, :2] - high, low - boxes[:, 2:]), 0).max(axis=1)
        more = taken | (may & (gap < 0.2 * (high - low).max()))
        if (more == taken).all():
            return taken
        taken = more


def _printed(on: np.ndarray) -> np.ndarray:
    """Long straight runs, level or upright within 9 degrees: the lines of ruled and squared paper, (h, w) of bool."""
    height, width = on.shape
    half = np.zeros((height + height % 2, width + width % 2), dtype=bool)
    half[:height, :width] = on
    half = half.reshape(half.shape[0] // 2, 2, -1, 2).any(axis=(1, 3))
    lines = _level(half) | _level(half.T).T
    return lines.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]


def _level(on: np.ndarray) -> np.ndarray:
    height, width = on.shape
    length, found = max(8, round(LONGEST * width)), np.zeros_like(on)
    thick = scipy.ndimage.binary_dilation(on, np.ones((3, 1)))
    rows, columns = np.mgrid[0:height, 0:width]
    for slope in np.arange(-0.16, 0.161, 0.01):
        shear = np.rint(slope * np.arange(width)).astype(int)
        along = thick[np.clip(rows + shear, 0, height - 1), columns].astype(np.float32)
        runs = scipy.ndimage.uniform_filter1d(along, length, axis=1, mode="constant") > 0.93
        if runs.any():
            back = rows - shear
            found |= (
                scipy.ndimage.maximum_filter1d(runs, length, axis=1)[np.clip(back, 0, height - 1), columns]
                & (back >= 0)
                & (back < height)
            )
    return scipy.ndimage.binary_dilation(found, np.ones((3, 3)))


def cut_out(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The strokes under ``mask`` alone, cropped, their ground black and their ink white, at most BOX pixels a side."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    clean = np.where(scipy.ndimage.binary_dilation(mask[box], iterations=2), ink[box], 0) / float(
        np.percentile(ink[mask], 85)
    )
    small = shrunk(np.where(clean < 0.25, 0, np.clip(clean, 0, 1)), BOX)
    return small / max(float(small.max()), 1e-6)


def growth(ink: np.ndarray, width: float) -> int:
    """By how many pixels strokes have to grow to be about ``width`` wide; 0 where they are as wide already."""
    on = np.pad(ink > 0.5, 1)
    area, edge = on.sum(), on.sum() - scipy.ndimage.binary_erosion(on).sum()
    # A long stroke of width w has an area of w/2 for each pixel of its edge.
    missing = width - 2 * area / max(edge, 1)
    return 2 * max(0, min(round(missing / 2), min(ink.shape) // 2))


def thickened(ink: np.ndarray, by: int) -> np.ndarray:
    """Strokes broader by ``by`` pixels, half of it at each side, with round ends; the picture grows with them."""
    half = by // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    return scipy.ndimage.grey_dilation(np.pad(ink, half), footprint=x * x + y * y <= half * half + 0.5 * half)


def framed(ink: np.ndarray, height: int, width: int, by_mass: bool) -> np.ndarray:
    """``ink`` in a black frame (height, width), its centre of mass in the middle, or that of its box."""
    h, w = ink.shape
    middle = scipy.ndimage.center_of_mass(ink) if by_mass and ink.sum() > 0 else ((h - 1) / 2, (w - 1) / 2)
    y, x = (
        int(np.clip(round((full - 1) / 2 - at), 0, full - side))
        for full, at, side in zip((height, width), middle, (h, w), strict=True)
    )
    frame = np.zeros((height, width), dtype=np.float32)
    frame[y : y + h, x : x + w] = ink
    return frame
