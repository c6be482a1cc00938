"""Paintings that shall become a GIF, as the page sends them; everything in them is checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from explorer.painting.film import Film, Painting
from explorer.painting.painter import MOST_LEVELS
from explorer.refusal import BadJob
from explorer.serving.jobs import is_whole, read_bytes, read_number, read_whole
from explorer.serving.paint_jobs import MOST_PICTURES

MOST_SIDE = 128  # pixels of a picture
MOST_SECONDS = 20
MOST_BESIDE = 4  # a second model's painting and three branches


def read_film(content: dict[str, Any]) -> Film:
    """What the page sends, checked: a painting, those beside it, and the seconds. Raises BadJob."""
    seconds, beside = content.get("seconds"), content.get("beside", [])
    seconds = read_number(seconds, 1, MOST_SECONDS, f"The painting must take 1 to {MOST_SECONDS} seconds.")
    if not isinstance(beside, list) or len(beside) > MOST_BESIDE or not all(isinstance(one, dict) for one in beside):
        raise BadJob(f"At most {MOST_BESIDE} paintings may stand beside the first.")
    return Film([_read_painting(one) for one in (content, *beside)], seconds)


def _read_painting(content: dict[str, Any]) -> Painting:
    """One painting of a film, checked. Raises BadJob."""
    shape, levels, n, columns = (content.get(key) for key in ("shape", "levels", "n", "columns"))
    if (
        not isinstance(shape, list)
        or len(shape) != 3
        or not all(map(is_whole, shape))
        or shape[0] not in (1, 3)
        or not 1 <= min(shape) <= max(shape) <= MOST_SIDE
    ):
        raise BadJob(f"The shape must be [1 or 3, height, width] with at most {MOST_SIDE} pixels a side.")
    levels = read_whole(levels, 2, MOST_LEVELS, f"There must be 2 to {MOST_LEVELS} levels.")
    sentence = f"There must be 1 to {MOST_PICTURES} pictures, and no more columns than pictures."
    n = read_whole(n, 1, MOST_PICTURES, sentence)
    columns = read_whole(columns, 1, n, sentence)
    size, order = shape[1] * shape[2], content.get("order")
    steps = min((len(order) * 3 // 4 - order[-2:].count("=")) // 2, size) if isinstance(order, str) else 0
    places = np.frombuffer(read_bytes(order, 2 * steps, "order"), "<u2").astype(np.int64)
    if len(np.unique(places)) != len(places) or (len(places) and places.max() >= size):
        raise BadJob(f"The order must name places from 0 to {size - 1}, each at most once.")
    pictures = np.frombuffer(read_bytes(content.get("canvas"), n * math.prod(shape), "canvas"), np.uint8).reshape(
        n, *shape
    )
    given = np.ones(size, bool)
    given[places] = False
    # of a painting that is not finished: what is neither given nor drawn is unknown
    if content.get("given") is not None:
        given &= np.frombuffer(read_bytes(content["given"], size, "given"), np.uint8) > 0
    return Painting(levels, pictures, places, given.reshape(shape[1:]), columns)
