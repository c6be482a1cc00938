"""What is known of a codebook from the test set: made when the model is evaluated, kept beside its weights,
read here without torch.

``codebook.json`` has, for every level: ``usage``, how many cells of the test set chose each code; ``perplexity`` and
``used`` of these counts; ``order``, the codes by ``use`` and by ``similarity``; ``map``, a place in the unit square for
each. ``codebook.safetensors`` has the codes of every test picture, ``level0`` ``(n, h, w)`` and so on, the coarsest
level first. ``tiles.safetensors`` has what the decoder makes of each code where it stands in the test set, on average,
``level0`` uint8 ``(K, c, p, p)`` and so on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

JSON, CODES, TILES = "codebook.json", "codebook.safetensors", "tiles.safetensors"
ORDERS = ("use", "similarity")
MOST_PICTURES = 12  # that are shown of a code
LEAST_COUNT = 0.5  # what a code counts as that the test set never chose: rarer than once, and still with a price

Grids = Sequence[tuple[int, int]]


def read(folder: Path, grids: Grids, codes: int) -> list[dict[str, Any]] | None:
    """The levels of codebook.json; None where there is none that fits a model with these ``grids`` and as many
    ``codes`` a level.
    """
    try:
        levels = json.loads((folder / JSON).read_text(encoding="utf-8"))["levels"]
        return [_level(level, codes) for _, level in zip(grids, levels, strict=True)]
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _level(level: dict[str, Any], codes: int) -> dict[str, Any]:
    """Raises ValueError, KeyError or TypeError where it is not of so many codes."""
    usage, places = [int(count) for count in level["usage"]], np.asarray(level["map"], np.float64)
    orders, shares = (
        {name: [int(code) for code in level["order"][name]] for name in ORDERS},
        {name: float(level[name]) for name in ("perplexity", "used")},
    )
    if len(usage) != codes or min(usage) < 0 or sum(usage) == 0 or places.shape != (codes, 2):
        raise ValueError("usage or map")
    if (
        any(sorted(order) != list(range(codes)) for order in orders.values())
        or not np.isfinite([*places.flat, *shares.values()]).all()
    ):
        raise ValueError("order, or numbers")
    return {"usage": usage, **shares, "order": orders, "map": places.tolist()}


def most_used(levels: list[dict[str, Any]] | None, count: int) -> list[int]:
    """The most used code of each of ``count`` levels; 0 where nobody counted."""
    return [int(np.argmax(level["usage"])) for level in levels] if levels else [0] * count


def entropy_bits(levels: list[dict[str, Any]], grids: Sequence[np.ndarray]) -> float:
    """The bits of a picture's codes ``(h, w)`` a level where each takes -log2 of its share of the test set."""
    total = 0.0
    for level, grid in zip(levels, grids, strict=True):
        counts = np.maximum(np.asarray(level["usage"], np.float64), LEAST_COUNT)
        total -= float(np.log2(counts[grid] / sum(level["usage"])).sum())
    return total


@lru_cache(maxsize=4)
def _codes(file: Path, changed: int) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    return load_file(file)


def tiles(folder: Path, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray] | None:
    """The tiles of every level, uint8 of ``shapes`` ``(K, c, p, p)``; None where there are none that fit."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        stored = load_file(folder / TILES)
        found = [stored[f"level{level}"] for level in range(len(shapes))]
    except (OSError, KeyError, SafetensorError):
        return None
    fits = all(part.shape == shape and part.dtype == np.uint8 for part, shape in zip(found, shapes, strict=True))
    return found if fits else None


def where(folder: Path, grids: Grids, level: int, code: int) -> dict[str, Any] | None:
    """How many cells of the test set have a code, and the pictures that have most of them: {"count", "pictures":
    [{"index", "cells"}]}.

    None where the test set's codes were not kept, or are damaged.
    """
    from safetensors import SafetensorError

    file = folder / CODES
    try:
        stored = _codes(file, file.stat().st_mtime_ns)[f"level{level}"]
    except (OSError, KeyError, SafetensorError):
        return None
    if stored.shape[1:] != tuple(grids[level]):
        return None
    hits = stored.reshape(len(stored), -1) == code
    each = hits.sum(1)
    first = [int(index) for index in np.argsort(-each, kind="stable")[:MOST_PICTURES] if each[index]]
    return {
        "count": int(each.sum()),
        "pictures": [{"index": index, "cells": np.flatnonzero(hits[index]).tolist()} for index in first],
    }
