"""Loose pieces: ink at the foot of a picture that hangs together with nothing above it.

A network that does not see far enough up forgets what it has painted, and begins anew below it; pictures of one digit,
or one garment, have such a piece very rarely.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage
from torch import Tensor

from train.evaluation import entry

INK = 0.5  # greys above it are ink
ROWS = 3  # the last rows of a picture
HOLE = 4  # pixels of the least hole that a stroke may close around
TOUCHING = np.ones((3, 3), bool)  # pixels hang together across corners too


def has_loose_piece(picture: np.ndarray) -> bool:
    """Whether a piece of ink that lies in the last ROWS, or reaches into them, is not the largest of ``(h, w)``."""
    pieces, count = ndimage.label(picture > INK, TOUCHING)
    if count < 2:
        return False
    largest = 1 + int(np.bincount(pieces.ravel())[1:].argmax())
    return bool(set(np.unique(pieces[-ROWS:])) - {0, largest})


def is_clean(picture: np.ndarray) -> bool:
    """Whether the ink of ``(h, w)`` is one piece, and no hole in it is smaller than HOLE pixels."""
    ink = picture > INK
    ground, count = ndimage.label(np.pad(~ink, 1, constant_values=True))  # around the picture there is no ink
    sizes = np.bincount(ground.ravel())[1 : count + 1]
    return ndimage.label(ink, TOUCHING)[1] == 1 and int(sizes.min()) >= HOLE


def loose_share(images: Tensor) -> float:
    """The share of pictures ``(n, c, h, w)`` in [0, 1] with a loose piece, in [0, 1]; channels are averaged."""
    return float(np.mean([has_loose_piece(picture) for picture in images.mean(1).numpy()]))


def measure(drawn: Tensor, real: Tensor, data: str) -> dict[str, dict[str, Any]]:
    """The entries of draws' share and of real pictures' share."""
    unit = f"share of pictures with a loose piece in the last {ROWS} rows"
    return {
        "loose_share": entry(loose_share(drawn), unit, f"draws, {data}", pictures=len(drawn)),
        "loose_share_real": entry(loose_share(real), unit, data, pictures=len(real)),
    }
