"""A scene as plain data: what stands where. Nothing is painted here.

The picture's pixels are SIDE a side; (0, 0) is its top left corner, and its first pixel's middle is (0.5, 0.5). Objects
are compared by identity, since arrays have no one answer to ``==``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.data.scenes.colours import NAMES

SIDE = 100
GLYPH = 28  # pixels a side
SCALES = (0.5, 3.0)  # 1 is a glyph's own size
INK = 25  # of 255: what is fainter is not ink; a tenth of full is 25.5
ABSENT = 255


def ink_boxes(glyphs: np.ndarray) -> np.ndarray:
    """Left, top, right, bottom of the ink of glyphs uint8 ``(n, h, w)``: int64 ``(n, 4)``.

    Right and bottom are exclusive; all are zero where there is no ink.
    """
    on = glyphs > INK
    columns, rows = on.any(1), on.any(2)
    left, top = columns.argmax(1), rows.argmax(1)
    right, bottom = columns.shape[1] - columns[:, ::-1].argmax(1), rows.shape[1] - rows[:, ::-1].argmax(1)
    return np.stack([left, top, right, bottom], 1) * columns.any(1)[:, None]


def _check_place(x: float, y: float, scale: float) -> None:
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"a place must be two finite numbers, not {x}, {y}")
    if not SCALES[0] <= scale <= SCALES[1]:
        raise ValueError(f"the scale must be {SCALES[0]} to {SCALES[1]}, not {scale}")


@dataclass(frozen=True, eq=False)
class Digit:
    """One digit of a scene.

    Attributes:
        glyph: uint8 ``(28, 28)``, white ink on black; a person's own drawing works too.
        label: its class 0 to 9, -1 where nobody knows.
        colour: index into NAMES.
        x, y: the middle of its ink's bounding box, in picture pixels; it may lie outside the picture.
        scale: 0.5 to 3.
        number: which of a material's glyphs it is, -1 for another one.

    Raises:
        ValueError: one of them is something else.
    """

    glyph: np.ndarray
    label: int
    colour: int
    x: float
    y: float
    scale: float
    number: int = -1

    def __post_init__(self) -> None:
        if self.glyph.shape != (GLYPH, GLYPH) or self.glyph.dtype != np.uint8:
            raise ValueError(f"a glyph must be uint8 ({GLYPH}, {GLYPH}), not {self.glyph.dtype} {self.glyph.shape}")
        if not 0 <= self.colour < len(NAMES):
            raise ValueError(f"the colour must be 0 to {len(NAMES) - 1}, not {self.colour}")
        if not -1 <= self.label < 10:
            raise ValueError(f"the label must be -1 to 9, not {self.label}")
        _check_place(self.x, self.y, self.scale)

    @cached_property
    def ink(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the glyph's ink in the glyph's own pixels; zeros where it has none."""
        return tuple(ink_boxes(self.glyph[None])[0].tolist())


@dataclass(frozen=True, eq=False)
class Crop:
    """A distractor: a part of a digit.

    Attributes:
        glyph: uint8 ``(h, w)``, h and w about 6 to 12.
        rgb: its colour.
        x, y: its middle, in picture pixels.
        scale: as a digit's.

    Raises:
        ValueError: one of them is something else.
    """

    glyph: np.ndarray
    rgb: tuple[int, int, int]
    x: float
    y: float
    scale: float = 1.0

    def __post_init__(self) -> None:
        if (
            self.glyph.ndim != 2
            or self.glyph.dtype != np.uint8
            or not 0 < min(self.glyph.shape) <= max(self.glyph.shape) <= GLYPH
        ):
            raise ValueError(
                f"a crop must be uint8 (h, w) of at most {GLYPH} pixels a side,"
                f" not {self.glyph.dtype} {self.glyph.shape}"
            )
        _check_place(self.x, self.y, self.scale)


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture to be: ``background``, then ``crops``, then ``digits``, the later over the earlier.

    Attributes:
        background: uint8 ``(100, 100, 3)``, None for black.
        seed: of the noise in colours, at least 0.

    Raises:
        ValueError: the background is something else, or the seed is negative.
    """

    digits: tuple[Digit, ...] = ()
    crops: tuple[Crop, ...] = ()
    background: np.ndarray | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        back = self.background
        if back is not None and (back.shape != (SIDE, SIDE, 3) or back.dtype != np.uint8):
            raise ValueError(f"a background must be uint8 ({SIDE}, {SIDE}, 3), not {back.dtype} {back.shape}")
        if self.seed < 0:
            raise ValueError(f"the seed must be at least 0, not {self.seed}")


def labels(scene: Scene) -> np.ndarray:
    """The class at each colour: uint8 ``(9,)``, ABSENT where no digit has the colour or nobody knows its class.

    Where a person gave two digits one colour, the later, which lies on top, answers for it.
    """
    found = np.full(len(NAMES), ABSENT, np.uint8)
    for digit in scene.digits:
        found[digit.colour] = digit.label if digit.label >= 0 else ABSENT
    return found
