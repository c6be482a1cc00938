"""What is done to a picture before it is restored: noise, lost pixels, blur, fewer pixels, lost colour. NumPy only.

Every damage is a linear operator A and noise: measured = A picture + sigma * noise, or pixels that tell nothing (salt
and pepper). A method gets ``measured``, not clipped, and a ``Degradation`` that says what A and sigma were. Pictures
are grey ``(h, w)`` or in colour ``(3, h, w)``; what is lost of a picture in colour is lost in all three channels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from explorer.limits import MAX_SEED

TRACE = (
    1 / 255
)  # deviation that methods reckon with where no noise was added: the rounding of a file. Blur really gets it
PHOTOGRAPH_SIDE = 64  # a grey picture whose shorter side is below is a small one, with blocks of other sizes
BLOCKS = (
    (0.14, 0.5),
    (0.025, 0.08),
)  # sides of a lost block as shares of the shorter side: of small pictures, of photographs


class Range(NamedTuple):
    """The strengths of a kind of damage, and what they count."""

    low: float
    high: float
    step: float
    default: float
    unit: str
    scale: float = 1.0  # a strength times this is what is applied, with pixels in [0, 1]


class Kind(NamedTuple):
    """A kind of damage as a person reads of it, with its strengths for digits and clothes, and for photographs."""

    title: str
    about: str
    small: Range
    photograph: Range

    def range(self, photograph: bool) -> Range:
        return self.photograph if photograph else self.small


def _both(*values: Any) -> tuple[Range, Range]:
    return Range(*values), Range(*values)


KINDS: dict[str, Kind] = {
    "gaussian": Kind(
        "Gaussian noise",
        "Every pixel is shifted by its own draw from a normal distribution; the strength is its standard deviation.",
        Range(0, 1, 0.01, 0.5, "of full white"),
        Range(0, 75, 1, 25, "of 255", 1 / 255),
    ),
    "salt": Kind(
        "Salt and pepper",
        "A share of the pixels turns black or white, whatever was there.",
        Range(0, 0.9, 0.01, 0.3, "of the pixels"),
        Range(0, 0.9, 0.01, 0.1, "of the pixels"),
    ),
    "hole": Kind(
        "Lost blocks",
        "Blocks of the picture are lost. Methods are told which pixels.",
        Range(0, 0.9, 0.01, 0.3, "of the picture"),
        Range(0, 0.9, 0.01, 0.15, "of the picture"),
    ),
    "painted": Kind("Painted hole", "What you paint is lost. Methods are told which pixels.", *_both(0, 1, 1, 0, "")),
    "blur": Kind(
        "Blur",
        "Every pixel becomes a weighted mean of those around it, by a bell curve of this width; and a trace of noise, "
        "1 of 255, as every camera adds.",
        Range(0, 4, 0.1, 1.5, "pixels wide"),
        Range(0, 8, 0.1, 2, "pixels wide"),
    ),
    "fewer": Kind(
        "Fewer pixels",
        "Blocks of pixels are replaced by their mean: what a coarser camera would have seen.",
        *_both(2, 4, 1, 2, "times fewer each way"),
    ),
}
COLOUR_KINDS: dict[str, Kind] = {
    "colour": Kind(
        "Colour lost",
        "Of every pixel only its luminance is left, 0.299 red + 0.587 green + 0.114 blue: a grey picture.",
        *_both(1, 1, 1, 1, ""),
    ),
}
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32).reshape(3, 1, 1)  # ITU-R 601, as uploads are made grey


def kinds_of(channels: int) -> dict[str, Kind]:
    """What can be done to pictures of so many channels, by name."""
    return KINDS | COLOUR_KINDS if channels == 3 else KINDS


def _same(values: np.ndarray) -> np.ndarray:
    return values


@dataclass(frozen=True)
class Degradation:
    """The operator A and the noise.

    ``forward`` and ``adjoint`` take float arrays ``(..., h, w)``, one channel or all; those of a measurement may be
    smaller. Only lost colour wants all three channels together, ``(..., 3, h, w)``.

    Attributes:
        sigma: standard deviation of the noise to reckon with, above 0, pixels in [0, 1].
        known: ``(h, w)`` where something was seen, where A only leaves pixels out; else None.
        width: of the blur in pixels, 0 for none.
        factor: pixels of a block's side, 1 for none.
    """

    sigma: float
    forward: Callable[[np.ndarray], np.ndarray] = _same
    adjoint: Callable[[np.ndarray], np.ndarray] = _same
    known: np.ndarray | None = None
    width: float = 0.0
    factor: int = 1


@dataclass(frozen=True)
class Damaged:
    """A damaged picture.

    Attributes:
        kind, strength: which damage, as in ``Damage``.
        measured: what methods get, float32, not clipped; smaller than the picture for "fewer", of one channel
            ``(1, h, w)`` for "colour".
        picture: the same at the size of the picture, ``(h, w)`` or ``(3, h, w)``, pixels repeated where there are
            fewer; not clipped.
        degradation: how it came about.
    """

    kind: str
    strength: float
    measured: np.ndarray
    picture: np.ndarray
    degradation: Degradation


@dataclass(frozen=True)
class Damage:
    """What is to be done to a picture. The same seed gives the same damage, and a stronger one contains the weaker.

    Args:
        kind: one of ``KINDS``; of pictures in colour of ``COLOUR_KINDS``, too.
        strength: in the kind's unit; None for its default. Clamped to its range.
        seed: of noise and holes, clamped to 0 ... 2^31 - 1.
        mask: for "painted", ``(h, w)``, true where the picture is lost.
        photograph: take the kind's range for photographs (noise then counts in 255ths).

    Raises:
        ValueError: there is no such kind, a number is not finite, or a painted damage comes without its mask.
    """

    kind: str
    strength: float | None = None
    seed: int = 0
    mask: np.ndarray | None = field(default=None, repr=False, compare=False)
    photograph: bool = False

    def __post_init__(self) -> None:
        known = KINDS | COLOUR_KINDS
        if self.kind not in known:
            raise ValueError(f"There is no damage called {str(self.kind)[:40]!r}; there are: {', '.join(known)}.")
        if self.kind == "painted" and self.mask is None:
            raise ValueError("A painted hole needs its mask.")
        limits = known[self.kind].range(self.photograph)
        strength = limits.default if self.strength is None else float(self.strength)
        if not math.isfinite(strength):
            raise ValueError("The strength must be a finite number.")
        strength = min(max(strength, limits.low), limits.high)
        object.__setattr__(self, "strength", float(round(strength)) if self.kind == "fewer" else strength)
        object.__setattr__(self, "seed", min(max(int(self.seed), 0), MAX_SEED))

    def apply(self, picture: np.ndarray) -> Damaged:
        """The picture, float ``(h, w)`` or ``(3, h, w)`` in [0, 1], damaged.

        Raises ValueError where it is no such picture, the mask has another size, or a grey one is to lose its colour.
        """
        clean = np.asarray(picture, np.float32)
        coloured = clean.ndim == 3 and len(clean) == 3
        if not (coloured or clean.ndim == 2) or not clean.size or not np.isfinite(clean).all():
            raise ValueError("A picture (h, w) or (3, h, w) of finite numbers is expected.")
        if self.kind in COLOUR_KINDS:
            if not coloured:
                raise ValueError("A grey picture has no colour to lose.")
            how = colourless()
            measured = how.forward(clean)
            return Damaged(self.kind, self.strength, measured, measured.repeat(3, 0), how)
        size = clean.shape[-2:]
        amount = self.strength * KINDS[self.kind].range(self.photograph).scale
        draw = np.random.default_rng(self.seed)
        if self.kind == "gaussian":
            measured, how = (
                clean + np.float32(amount) * draw.standard_normal(clean.shape, np.float32),
                Degradation(max(amount, TRACE)),
            )
        elif self.kind == "salt":
            lost, white = draw.random(size) < amount, draw.random(size) < 0.5
            measured, how = np.where(lost, white, clean).astype(np.float32), Degradation(TRACE)
        elif self.kind == "blur":
            how = blur(amount)
            measured = how.forward(clean) + np.float32(how.sigma) * draw.standard_normal(clean.shape, np.float32)
        elif self.kind == "fewer":
            how = fewer(size, int(amount))
            measured = how.forward(clean)
        else:
            small = coloured or min(size) < PHOTOGRAPH_SIDE
            how = hidden(lost_blocks(size, amount, draw, small) if self.kind == "hole" else _as_mask(self.mask, size))
            measured = how.forward(clean)
        return Damaged(self.kind, self.strength, measured, _enlarged(measured, how.factor, size), how)


def colourless(sigma: float = TRACE) -> Degradation:
    """The luminance of pictures in colour."""
    return Degradation(
        sigma, lambda x: (x * LUMINANCE).sum(-3, keepdims=True, dtype=np.float32), lambda y: y * LUMINANCE
    )


def _as_mask(mask: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray:
    found = np.asarray(mask, bool)
    if found.shape != shape:
        raise ValueError(f"The mask must have the picture's size, {shape[0]} × {shape[1]}.")
    return found


def _enlarged(values: np.ndarray, factor: int, shape: tuple[int, ...]) -> np.ndarray:
    """Pixels repeated ``factor`` times each way, cut to ``shape``."""
    return values if factor == 1 else values.repeat(factor, -2).repeat(factor, -1)[..., : shape[-2], : shape[-1]]


def hidden(lost: np.ndarray, sigma: float = TRACE) -> Degradation:
    """Pixels are black where ``lost`` ``(h, w)`` is true. Its own adjoint."""
    known = ~lost
    weight = known.astype(np.float32)
    return Degradation(sigma, lambda x: x * weight, lambda y: y * weight, known=known)


def blur(width: float, sigma: float = TRACE) -> Degradation:
    """A Gaussian blur of deviation ``width`` in pixels.

    Edges are reflected half a pixel out, which makes it its own adjoint.
    """
    from scipy.ndimage import gaussian_filter

    def operator(x: np.ndarray) -> np.ndarray:
        return gaussian_filter(x, width, mode="reflect", axes=(-2, -1)) if width > 0 else x

    return Degradation(sigma, operator, operator, width=width)


def fewer(shape: tuple[int, ...], factor: int, sigma: float = TRACE) -> Degradation:
    """Means of blocks of ``factor`` x ``factor`` pixels of a picture of ``shape``;
    blocks at the far edges may be cut.
    """
    rows, columns = np.arange(0, shape[0], factor), np.arange(0, shape[1], factor)
    counts = np.outer(np.diff(np.append(rows, shape[0])), np.diff(np.append(columns, shape[1]))).astype(np.float32)

    def forward(x: np.ndarray) -> np.ndarray:
        return np.add.reduceat(np.add.reduceat(x, rows, -2), columns, -1) / counts

    return Degradation(sigma, forward, lambda y: _enlarged(y / counts, factor, shape), factor=factor)


def lost_blocks(shape: tuple[int, ...], share: float, draw: np.random.Generator, small: bool) -> np.ndarray:
    """True on blocks that together cover ``share`` of ``shape``, to a pixel:
    of the last block only the first pixels are taken. Those of ``small`` pictures are larger.
    """
    height, width = shape
    short, lost, goal = min(shape), np.zeros(shape, bool), round(share * height * width)
    low, high = BLOCKS[not small]
    while (missing := goal - int(lost.sum())) > 0:
        tall, wide = (max(1, round(side)) for side in draw.uniform(low * short, high * short, 2))
        # from outside the picture to outside of it, so that its edges are as likely to be lost as its middle
        top, left = int(draw.integers(1 - tall, height)), int(draw.integers(1 - wide, width))
        block = lost[max(top, 0) : top + tall, max(left, 0) : left + wide]
        block |= (~block).cumsum().reshape(block.shape) <= missing
    return lost
