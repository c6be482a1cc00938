"""A data set of black and white shapes in the manner of dSprites, rendered from its factors.

[1] Matthey, Higgins, Hassabis and Lerchner, dSprites: Disentanglement testing Sprites dataset, 2017

3 shapes x 6 scales x 40 rotations x 32 x 32 positions on 64x64: 737,280 pictures, without anti-aliasing. Deviations
from [1]: rotations are 0, 1/40, ..., 39/40 of a turn (there the 40th equals the first), and a step in position is
exactly one pixel, so the picture of a neighbouring position is this one, shifted.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

FACTORS = ("shape", "scale", "rotation", "x", "y")
SIZES = (3, 6, 40, 32, 32)
SHAPES = ("square", "ellipse", "heart")
COUNT = int(np.prod(SIZES))
SIZE = 64
PATCH = SIZE - SIZES[3] + 1  # 33 pixels: the sprite's window, which 32 positions carry from edge to edge
SCALES = np.linspace(0.5, 1.0, SIZES[1])


def _inside(shape: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether points lie in a shape of radius 1 that stands upright; y grows downwards."""
    if shape == 0:
        return np.maximum(np.abs(x), np.abs(y)) <= np.sqrt(0.5)
    if shape == 1:
        return x**2 + (y / 0.5) ** 2 <= 1
    x, y = x * 1.22, 0.12 - y * 1.22  # the heart curve reaches 1.22 from its middle
    return (x**2 + y**2 - 0.72) ** 3 - 2.2 * x**2 * y**3 <= 0


@lru_cache(maxsize=1)
def sprites() -> np.ndarray:
    """All shapes at all scales and rotations in the middle of their window: uint8 0 or 1 ``(3, 6, 40, 33, 33)``."""
    middle = np.arange(PATCH) - PATCH // 2
    angle = 2 * np.pi * np.arange(SIZES[2]) / SIZES[2]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    across, down = cos * middle + sin * middle[:, None], cos * middle[:, None] - sin * middle
    made = np.zeros((*SIZES[:3], PATCH, PATCH), np.uint8)
    for shape in range(SIZES[0]):
        for scale, factor in enumerate(SCALES):
            radius = factor * (PATCH / 2)
            made[shape, scale] = _inside(shape, across / radius, down / radius)
    return made


def render(factors: np.ndarray) -> np.ndarray:
    """Factor indices ``(n, 5)`` in the order of FACTORS -> pictures uint8 0 or 1 ``(n, 1, 64, 64)``.

    Raises:
        ValueError: the array has another shape, or an index is out of range.
    """
    factors = np.asarray(factors)
    if factors.ndim != 2 or factors.shape[1] != len(SIZES) or not np.issubdtype(factors.dtype, np.integer):
        raise ValueError(f"factors must be whole numbers (n, {len(SIZES)}), not {factors.dtype} {factors.shape}")
    if factors.size and ((factors < 0) | (factors >= SIZES)).any():
        raise ValueError(f"factor indices must be at least 0 and below {SIZES}")
    shape, scale, rotation, x, y = factors.T
    pictures = np.zeros((len(factors), 1, SIZE, SIZE), np.uint8)
    window = np.arange(PATCH)
    rows, columns = (y[:, None] + window)[:, :, None], (x[:, None] + window)[:, None, :]
    pictures[np.arange(len(factors))[:, None, None], 0, rows, columns] = sprites()[shape, scale, rotation]
    return pictures


def factors_of(indices: np.ndarray) -> np.ndarray:
    """Picture numbers ``(n,)`` in 0..737,279 -> factor indices ``(n, 5)``; y runs fastest, as in dSprites."""
    return np.stack(np.unravel_index(indices, SIZES), -1)


def split_indices(split: str) -> np.ndarray:
    """The picture numbers of a split: a fixed draw keeps 10,000 for "test" and 10,000 for "validation" from "train".

    In random order, so that the first of them are a fair draw too.
    """
    order = np.random.default_rng(0).permutation(COUNT)
    parts = {"test": order[:10_000], "validation": order[10_000:20_000], "train": order[20_000:]}
    if split not in parts:
        raise ValueError(f"the split must be train, validation or test, not {split!r}")
    return parts[split]
