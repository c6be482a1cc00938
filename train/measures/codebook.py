"""What the test set says of a codebook.

How often each code is chosen, which codes are alike, and where in which pictures each stands.

[1] Croes, A Method for Solving Traveling-Salesman Problems, Operations Research 6, 1958
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from scipy.spatial.distance import cdist
from torch import Tensor

from explorer.coding import book
from explorer.coding.work import Coder
from explorer.models import Quantising
from explorer.models.quantiser import usage
from train.measures.coding import encoded

WIDE = 256  # codes whose numbers fit into one byte
DIGITS = 4


class Found(NamedTuple):
    """``levels`` as codebook.json has them, and the code numbers ``(n, h, w)`` of every picture, a level each."""

    levels: list[dict[str, Any]]
    codes: list[np.ndarray]

    def files(self) -> dict[str, dict[str, Any]]:
        """What both files of ``explorer.coding.book`` hold."""
        grids = {f"level{number}": torch.from_numpy(codes) for number, codes in enumerate(self.codes)}
        return {book.JSON: {"split": "test", "pictures": len(self.codes[0]), "levels": self.levels}, book.CODES: grids}


def similarity(vectors: np.ndarray) -> list[int]:
    """Codes ``(K, size)`` in a row in which neighbours are alike.

    By their first principal component; then parts of the row are turned round as long as it gets shorter [1].
    """
    count = len(vectors)
    way = np.zeros((count + 1, count + 1))  # one more, as far from everything: before the first and after the last
    way[:count, :count] = cdist(vectors, vectors)
    row = np.concatenate([[count], np.argsort([x for x, _ in plane(vectors)], kind="stable"), [count]])
    while True:
        here, after = row[:-1], row[1:]
        step = way[here, after]
        # of turning round what lies between two steps
        gain = np.triu(step[:, None] + step - way[np.ix_(here, here)] - way[np.ix_(after, after)], 1)
        first, last = np.unravel_index(gain.argmax(), gain.shape)
        if gain[first, last] < 1e-9:
            return row[1:-1].tolist()
        row[first + 1 : last + 1] = row[first + 1 : last + 1][::-1]


def plane(vectors: np.ndarray) -> list[list[float]]:
    """A place in the unit square for each of ``vectors`` ``(K, size)``.

    Their two principal components, on one scale for both, about the middle.
    """
    centred = vectors.astype(np.float64) - vectors.mean(0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    largest = axes[np.arange(len(axes)), np.abs(axes).argmax(1)]
    axes *= np.where(largest < 0, -1, 1)[:, None]  # a component has no sign: its largest part is positive
    places = np.zeros((len(vectors), 2))
    places[:, : len(axes)] = centred @ axes.T
    low, high = places.min(0), places.max(0)
    return np.round(0.5 + (places - (low + high) / 2) / max(float((high - low).max()), 1e-12), DIGITS).tolist()


def tiles(model: Quantising, codes: list[Tensor]) -> dict[str, dict[str, Tensor]]:
    """The file of what the decoder makes of every code where it stands in pictures of code numbers ``(n, h, w)``."""
    cells = torch.cat([grid.flatten(1) for grid in codes], 1).numpy()
    found = Coder("", model).standing(cells)
    return {book.TILES: {f"level{number}": torch.from_numpy(part) for number, part in enumerate(found)}}


def level(vectors: np.ndarray, codes: Tensor) -> dict[str, Any]:
    """One level of codebook.json, of its codebook ``(K, size)`` and the test set's code numbers ``(n, h, w)``."""
    counts = torch.bincount(codes.flatten(), minlength=len(vectors)).numpy()
    used, perplexity = usage(codes, len(vectors))
    orders = {"use": np.argsort(-counts, kind="stable").tolist(), "similarity": similarity(vectors)}
    return {
        "usage": counts.tolist(),
        "perplexity": round(perplexity, DIGITS),
        "used": round(used, DIGITS),
        "order": orders,
        "map": plane(vectors),
    }


def measure(model: Quantising, grey: Tensor) -> Found:
    """What is kept of the test pictures ``(n, c, h, w)`` in [0, 1]."""
    codes = encoded(model, grey)
    kind = np.uint8 if model.codes <= WIDE else np.uint16
    return Found(
        [level(vectors.detach().numpy(), grid) for vectors, grid in zip(model.codebook, codes, strict=True)],
        [grid.numpy().astype(kind) for grid in codes],
    )
