"""What stands on the paper as text that a link and a script can hold: a few characters a point.

Urlsafe base64 without padding of the steps from point to point, the first from the paper's middle, in whole units of
the paper. A point is two variable-length numbers (7 bits a byte, the lowest first, the high bit says that more follow):

    4 * zigzag(dx) + 2 * (the model drew it) + (the pen is lifted after it)
    zigzag(dy)

with zigzag(n) = 2 n for n >= 0 and -2 n - 1 below. ``own.js`` writes and reads the same.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from explorer.data.strokes import PAPER, to_stroke5

MOST = 400  # points
FARTHEST = 2 * PAPER  # of a place from the paper's middle
MOST_TEXT = 8 * MOST


class Drawn(NamedTuple):
    """Points in stroke-3 ``(points, 3)``, and of each whether the model drew it."""

    points: np.ndarray
    by_model: list[bool]

    def beginning(self) -> np.ndarray:
        """As the rows that a model is shown ``(points, 5)``."""
        return to_stroke5(self.points, ended=False)

    def whole(self) -> np.ndarray:
        """As a drawing that is over ``(points + 1, 5)``."""
        points = self.points.copy()
        points[-1:, 2] = 1
        return to_stroke5(points)


EMPTY = Drawn(np.zeros((0, 3), np.float32), [])


def read(text: Any) -> Drawn | None:
    """What a text says; None where it is none of these, or of too many points."""
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        return None
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        numbers = list(_numbers(content))
    except (ValueError, binascii.Error):
        return None
    across, down = numbers[::2], numbers[1::2]
    if len(across) != len(down) or len(across) > MOST:
        return None
    rows = [(_signed(one >> 2), _signed(two), one & 1) for one, two in zip(across, down, strict=True)]
    points = np.array(rows, np.float32).reshape(-1, 3)
    if len(points) and np.abs(points[:, :2].cumsum(0)).max() > FARTHEST:
        return None
    return Drawn(points, [bool(one >> 1 & 1) for one in across])


def _numbers(content: bytes) -> Iterator[int]:
    """Raises ValueError where the last number has no end, or one has more than three bytes."""
    number = shift = 0
    for byte in content:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0
        elif shift > 14:
            raise ValueError("too long")
    if shift:
        raise ValueError("no end")


def _signed(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2
