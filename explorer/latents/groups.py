"""Groups of latents as the Hierarchy page moves them: drawn from seeds, each at a temperature, or taken from a picture.

z is what the groups hold, flattened and laid end to end, see ``explorer.capabilities.Stacks``; the draws are those of
``ui/maths/random.js``, so that a link, the page and the code it prints make the same picture. In NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Groups = Sequence[Sequence[int]]  # maps, height and width of each, the coarsest first

WEYL, GOLDEN, WHOLE = 0x6D2B79F5, 0x9E3779B9, 2**32
WORD = np.uint64(WHOLE - 1)


def slices(groups: Groups) -> list[slice]:
    """Where each group lies in z."""
    ends = np.cumsum([0, *(math.prod(group) for group in groups)]).tolist()
    return [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def uniforms(seed: int, count: int) -> np.ndarray:
    """Float64 ``(count,)`` in (0, 1): 32 bits each, by the mixing of "mulberry32"."""
    state = (np.uint64(seed % WHOLE) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(WEYL)) & WORD
    mixed = ((state ^ (state >> np.uint64(15))) * (state | np.uint64(1))) & WORD
    mixed ^= (mixed + (((mixed ^ (mixed >> np.uint64(7))) * (mixed | np.uint64(61))) & WORD)) & WORD
    return ((mixed ^ (mixed >> np.uint64(14))).astype(np.float64) + 0.5) / WHOLE


def normals(seed: int, count: int) -> np.ndarray:
    """Standard normal draws, float64 ``(count,)``, two from each two uniform ones (Box and Muller 1958)."""
    pairs = uniforms(seed, count + count % 2).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log(pairs[:, 0])), 2 * np.pi * pairs[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()[:count]


def noise(seed: int, level: int, count: int) -> np.ndarray:
    """What a seed draws for the group number ``level``: each group of a seed has draws of its own."""
    return normals(seed + level * GOLDEN, count)


def drawn(
    groups: Groups, seeds: Sequence[int], temperatures: Sequence[float], turns: Sequence[float] | None = None
) -> np.ndarray:
    """z, float32 ``(1, latents)``: each group drawn from its seed, times its temperature.

    ``turns`` says of each how far it is on the arc to the draw of the next seed, 0 to 1; all along it is N(0, I).
    """
    parts = []
    for level, (group, seed, temperature) in enumerate(zip(groups, seeds, temperatures, strict=True)):
        count, turn = math.prod(group), turns[level] if turns else 0
        part = noise(seed, level, count)
        if turn:
            angle = turn * np.pi / 2
            part = np.cos(angle) * part + np.sin(angle) * noise(seed + 1, level, count)
        parts.append(temperature * part)
    return np.concatenate(parts).astype(np.float32)[None]


def taken(z: np.ndarray, other: np.ndarray, groups: Groups, levels: Sequence[int]) -> np.ndarray:
    """``z`` with the groups ``levels`` of ``other``, both ``(n, latents)``: style mixing, or a picture's groups."""
    mixed = np.array(z)
    for level, part in enumerate(slices(groups)):
        if level in levels:
            mixed[:, part] = other[:, part]
    return mixed


def cell(groups: Groups, level: int, row: int, column: int) -> np.ndarray:
    """The places in z of all maps of one cell of a group."""
    maps, height, width = groups[level]
    start = slices(groups)[level].start + row * width + column
    return start + height * width * np.arange(maps)
