"""Random scenes: 5 to 9 digits that do not overlap, each colour at most once.

Their variants have distractors, or a photograph behind them.

[1] Seo, Lin, Cohen, Shen and Han, Progressive Attention Networks for Visual Attribute Prediction, BMVC 2018,
    arXiv:1606.02393
[2] Khandelwal and Sigal, AttentionRNN: A Structured Spatial Attention Mechanism, ICCV 2019, arXiv:1905.09400

Deviations from [1]: colours differ and digits may repeat, as the colour is the question and the digit the answer [2],
where [1] asks for a digit and wants its colour; nine colours instead of five, and scales are log-uniform. The digits of
a scene are drawn before anything else, so that one seed puts the same digits into all the variants; what the variants
cost a model is then measured on pairs of pictures.
"""

from __future__ import annotations

import colorsys
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from explorer.data.scenes.colours import NAMES
from explorer.data.scenes.render import resized_side
from explorer.data.scenes.scene import GLYPH, INK, SCALES, SIDE, Crop, Digit, Scene, ink_boxes

VARIANTS = ("plain", "distractor", "background")
VARIANT_SHARES = (0.5, 0.25, 0.25)  # of the training scenes
DIGITS = (5, 9)
CROPS, CROP_SIDES, CROP_SCALES = (4, 8), (6, 12), (0.7, 2.0)
GAP = 1  # empty pixels between boxes, at least
_TRAINING, _HELD_OUT = 0, 1  # first parts of seeds, which keep the two apart
_TRIES = 6  # places drawn blindly before the free ones are looked up
_SHRINK = 0.8
_PARTS = 50  # parts of glyphs that are looked at for one with clear ink

Box = tuple[int, int, int, int]  # left, top, right, bottom, the last two exclusive
Draw = Callable[[], float]  # the next number of a stream, uniform in [0, 1)


@dataclass(frozen=True, eq=False)
class Material:
    """What random scenes are made of.

    Attributes:
        glyphs: uint8 ``(n, 28, 28)``, white ink on black; those without ink are passed over.
        labels: their classes, uint8 ``(n,)``.
        photographs: uint8 ``(m, h, w, 3)`` for backgrounds, brought to 100x100; None where there are none.

    Raises:
        ValueError: an array has another shape or type, or no glyph has ink.
    """

    glyphs: np.ndarray
    labels: np.ndarray
    photographs: np.ndarray | None = None

    def __post_init__(self) -> None:
        if (
            self.glyphs.shape[1:] != (GLYPH, GLYPH)
            or self.glyphs.dtype != np.uint8
            or self.labels.shape != self.glyphs.shape[:1]
        ):
            raise ValueError(
                f"glyphs must be uint8 (n, {GLYPH}, {GLYPH}) with n labels,"
                f" not {self.glyphs.dtype} {self.glyphs.shape} with {self.labels.shape}"
            )
        photographs = self.photographs
        if photographs is not None and (
            photographs.ndim != 4 or photographs.shape[3] != 3 or photographs.dtype != np.uint8 or not len(photographs)
        ):
            raise ValueError(f"photographs must be uint8 (m, h, w, 3), not {photographs.dtype} {photographs.shape}")
        if not len(self.inked):
            raise ValueError("no glyph has ink: there is nothing to make scenes of")

    @cached_property
    def ink(self) -> np.ndarray:
        """Each glyph's ink box, int64 ``(n, 4)``."""
        return ink_boxes(self.glyphs)

    @cached_property
    def inked(self) -> np.ndarray:
        """The numbers of the glyphs that have ink."""
        return np.flatnonzero(self.ink[:, 2])


def _stream(seed: tuple[int, ...]) -> Draw:
    """Numbers that depend on ``seed`` alone.

    Parts are whole, at least 0 and below 2**64; tuples of other lengths give other streams.
    """
    words = [len(seed)]  # NumPy takes (1,) and (1, 0) for the same
    for part in map(operator.index, seed):
        if not 0 <= part < 2**64:
            raise ValueError(f"a seed must be at least 0 and below 2**64, not {part}")
        words += [part & 0xFFFFFFFF, part >> 32]
    random = np.random.default_rng(np.array(words, np.uint32))

    def numbers() -> Iterator[float]:
        while True:
            yield from random.random(64).tolist()  # one by one NumPy takes ten times as long

    return numbers().__next__


def _whole(draw: Draw, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return low + int(draw() * (high - low + 1))


def _spread(draw: Draw, low: float, high: float) -> float:
    """A log-uniform number; never outside its bounds, whatever is rounded."""
    return min(max(low * math.exp(draw() * math.log(high / low)), low), high)


def _free(draw: Draw, width: int, height: int, taken: list[Box]) -> Box | None:
    """A box of this size in the picture at least GAP away from those taken; None where there is none.

    All places are equally likely.
    """
    for _ in range(_TRIES):
        left, top = int(draw() * (SIDE - width + 1)), int(draw() * (SIDE - height + 1))
        right, bottom = left + width, top + height
        for x1, y1, x2, y2 in taken:
            if left < x2 + GAP and x1 < right + GAP and top < y2 + GAP and y1 < bottom + GAP:
                break
        else:
            return left, top, right, bottom
    may = np.ones((SIDE - height + 1, SIDE - width + 1), bool)  # by the left top corner
    for x1, y1, x2, y2 in taken:
        may[max(0, y1 - height - GAP + 1) : y2 + GAP, max(0, x1 - width - GAP + 1) : x2 + GAP] = False
    places = may.ravel().nonzero()[0]
    if not len(places):
        return None
    top, left = divmod(int(places[int(draw() * len(places))]), may.shape[1])
    return left, top, left + width, top + height


def _fitted(
    draw: Draw, width: int, height: int, scale: float, least: float, taken: list[Box]
) -> tuple[float, Box] | None:
    """A free box for so many glyph pixels at ``scale``, or at less where there is no room, down to ``least``."""
    while True:
        found = _free(draw, resized_side(width, scale), resized_side(height, scale), taken)
        if found is not None:
            return scale, found
        if scale <= least:
            return None
        scale = max(least, scale * _SHRINK)


def _arranged(draw: Draw, sizes: list[tuple[int, int]]) -> list[tuple[int, float, Box]]:
    """Scales and boxes for glyphs of these sizes, as (which, scale, box), the largest first."""
    while True:
        scales = [_spread(draw, *SCALES) for _ in sizes]
        order = sorted(range(len(sizes)), key=lambda which: -scales[which] * max(sizes[which]))
        arranged: list[tuple[int, float, Box]] = []
        for which in order:
            found = _fitted(draw, *sizes[which], scales[which], SCALES[0], [taken for _, _, taken in arranged])
            if found is None:
                break  # no room: start the scene anew
            arranged.append((which, *found))
        else:
            return arranged


def _digits(draw: Draw, material: Material) -> tuple[list[Digit], list[Box]]:
    count = _whole(draw, *DIGITS)
    colours = sorted(range(len(NAMES)), key=lambda _: draw())[:count]
    chosen = [int(material.inked[int(draw() * len(material.inked))]) for _ in range(count)]
    inks = [tuple(material.ink[number].tolist()) for number in chosen]
    digits, boxes = [], []
    for which, scale, box in _arranged(draw, [(right - left, bottom - top) for left, top, right, bottom in inks]):
        number = chosen[which]
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        digit = Digit(material.glyphs[number], int(material.labels[number]), colours[which], x, y, scale, number)
        vars(digit)["ink"] = inks[which]  # known already: what its cached property would find
        digits.append(digit)
        boxes.append(box)
    return digits, boxes


def _crops(draw: Draw, material: Material, taken: list[Box]) -> list[Crop]:
    """4 to 8 parts of glyphs in bright colours of any hue, off the digits' boxes; fewer where there is no room.

    While there is room they are off each other too.
    """
    crops: list[Crop] = []
    others: list[Box] = []
    for _ in range(_whole(draw, *CROPS)):
        part = _part(draw, material)
        rgb = colorsys.hsv_to_rgb(draw(), 0.4 + 0.6 * draw(), 0.7 + 0.3 * draw())
        scale, (height, width) = _spread(draw, *CROP_SCALES), part.shape
        found = _fitted(draw, width, height, scale, CROP_SCALES[0], taken + others) or _fitted(
            draw, width, height, scale, CROP_SCALES[0], taken
        )
        if found is not None:
            scale, box = found
            others.append(box)
            crops.append(
                Crop(
                    part,
                    tuple(round(255 * level) for level in rgb),
                    (box[0] + box[2]) / 2,
                    (box[1] + box[3]) / 2,
                    scale,
                )
            )
    return crops


def _part(draw: Draw, material: Material) -> np.ndarray:
    """A random rectangle of a glyph, uint8 ``(h, w)``, with clear ink in it wherever glyphs have some."""
    for _ in range(_PARTS):
        number = int(material.inked[int(draw() * len(material.inked))])
        left, top, right, bottom = material.ink[number].tolist()
        height, width = _whole(draw, *CROP_SIDES), _whole(draw, *CROP_SIDES)
        x, y = (
            min(_whole(draw, left, max(left, right - width)), GLYPH - width),
            min(_whole(draw, top, max(top, bottom - height)), GLYPH - height),
        )
        part = material.glyphs[number, y : y + height, x : x + width]
        if part.max() > 4 * INK:  # or it would hardly be seen
            break
    return part


def _photograph(draw: Draw, material: Material) -> np.ndarray:
    photograph = material.photographs[int(draw() * len(material.photographs))]
    return np.asarray(Image.fromarray(photograph).resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def _scene(draw: Draw, material: Material, variant: str) -> Scene:
    if variant not in VARIANTS:
        raise ValueError(f"the variant must be one of {', '.join(VARIANTS)}, not {variant!r}")
    if variant == "background" and material.photographs is None:
        raise ValueError(
            "There are no photographs for the backgrounds: get CIFAR-10 with python -m train download cifar10."
        )
    noise = int(draw() * 2**53)
    digits, boxes = _digits(draw, material)
    crops = _crops(draw, material, boxes) if variant == "distractor" else ()
    background = _photograph(draw, material) if variant == "background" else None
    return Scene(tuple(digits), tuple(crops), background, noise)


def random_scene(seed: int | tuple[int, ...], material: Material, variant: str = "plain") -> Scene:
    """A scene that depends on the seed, the material and the variant alone.

    Its digits depend on the seed and the glyphs alone.

    Raises:
        ValueError: there is no such variant, it needs photographs and there are none, or a part of the seed is
            negative or from 2**64.
    """
    draw = _stream(seed if isinstance(seed, tuple) else (seed,))
    draw()  # training_scene's variant
    return _scene(draw, material, variant)


def training_scene(seed: int, number: int, material: Material) -> Scene:
    """Picture ``number`` of the training stream ``seed``, its variant drawn by VARIANT_SHARES.

    Raises ValueError as random_scene does.
    """
    draw = _stream((_TRAINING, seed, number))
    chance = draw()
    variant = (
        VARIANTS[0]
        if chance < VARIANT_SHARES[0]
        else VARIANTS[1]
        if chance < VARIANT_SHARES[0] + VARIANT_SHARES[1]
        else VARIANTS[2]
    )
    return _scene(draw, material, variant)


def held_out(variant: str, number: int, material: Material) -> Scene:
    """Picture ``number`` of a variant's held-out scenes, from seeds that training never uses.

    The variants' digits are the same. Raises ValueError as random_scene does.
    """
    return random_scene((_HELD_OUT, number), material, variant)
