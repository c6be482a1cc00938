"""What is computed with a model that has codebooks, in worker threads: arrays in, arrays out.

Codes go through here as flat cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from explorer.capabilities import coarser_codes
from explorer.catalogue import Catalogue, UnusableCheckpoint
from explorer.models.autoregressive import AutoregressiveModel
from explorer.painting.painter import painter_of, tell_below
from explorer.refusal import BadJob

BATCH = 64  # pictures that are decoded at once
LEAST_TILE, LEAST_PATCH = 4, 8  # pixels a side
PATCH_CELLS = 3  # a side of what is shown around a cell
NEAREST = 8  # codes that are tried in a cell
PROBES = 6  # directions that a gradient is taken in
MOST_CODES = 2**16  # as a number of two bytes has them


class Coder:
    """A model with codebooks, ours or a stranger's.

    Attributes:
        shape: of a picture ``(c, h, w)``.
        codes: K, of every level.
        grids: ``(height, width)`` of each level, the coarsest first.
        count: cells of a picture, over all levels.

    Raises:
        BadJob: what the model says of itself is none of that.
    """

    def __init__(self, name: str, model: Any):
        self.name, self.model = name, model
        try:
            self.shape: tuple[int, int, int] = tuple(int(size) for size in model.shape)
            self.codes, self.grids = int(model.codes), tuple((int(h), int(w)) for h, w in model.grids)
            if (
                len(self.shape) != 3
                or self.shape[0] not in (1, 3)
                or not 2 <= self.codes <= MOST_CODES
                or not self.grids
                or min(map(min, self.grids)) < 1
            ):
                raise ValueError
        except (TypeError, ValueError):
            raise BadJob(f"{name} does not say what its shape, codes and grids are. Choose another model.") from None
        if torch.is_tensor(model.codebook) or len(model.codebook) != len(self.grids):
            raise BadJob(f"{name} does not give a tuple with a codebook for each of its grids. Choose another model.")
        self.sizes = [h * w for h, w in self.grids]
        self.count = sum(self.sizes)

    @property
    def vectors(self) -> list[np.ndarray]:
        """The codebook ``(K, size)`` of each level."""
        return [book.detach().float().cpu().numpy() for book in self.model.codebook]

    def split(self, cells: np.ndarray) -> list[np.ndarray]:
        """Cells ``(n, count)`` -> ``(n, h, w)`` a level."""
        ends = np.cumsum(self.sizes)
        return [
            cells[:, end - size : end].reshape(-1, *grid)
            for end, size, grid in zip(ends, self.sizes, self.grids, strict=True)
        ]

    def encode(self, pixels: np.ndarray) -> np.ndarray:
        """Pictures uint8 ``(n, c, h, w)`` -> cells uint16 ``(n, count)``."""
        with torch.inference_mode():
            found = self.model.encode_codes(torch.from_numpy(pixels.astype(np.float32) / 255))
        return np.concatenate([grid.flatten(1).numpy() for grid in found], 1).astype(np.uint16)

    def decode(self, cells: np.ndarray) -> np.ndarray:
        """Cells ``(n, count)`` -> pictures uint8 ``(n, c, h, w)``."""
        with torch.inference_mode():
            pictures = self.model.decode_codes(
                tuple(torch.from_numpy(grid.astype(np.int64)) for grid in self.split(cells))
            )
            return pictures.mul(255).round_().clamp_(0, 255).to(torch.uint8).numpy()

    def tiles(self, level: int, common: Sequence[int]) -> np.ndarray:
        """Every code as the decoder shows it, uint8 ``(K, c, p, p)``: the middle cell of a grid that is filled with it;
        ``common`` fills the other levels.

        A tile has the pixels of a cell, and at least ``LEAST_TILE`` a side.
        """
        (top, left), side = self.square(level, self.grids[level][0] // 2, self.grids[level][1] // 2, 1, LEAST_TILE)
        cells = np.repeat(np.repeat(np.asarray(common), self.sizes)[None], self.codes, 0)
        self.split(cells)[level][:] = np.arange(self.codes)[:, None, None]  # split gives views
        parts = [
            self.decode(part)[:, :, top : top + side, left : left + side]
            for part in np.array_split(cells, math.ceil(self.codes / BATCH))
        ]
        return np.concatenate(parts)

    def standing(self, cells: np.ndarray) -> list[np.ndarray]:
        """What the decoder makes of every code where it stands in pictures of ``cells`` ``(n, count)``, on average.

        Uint8 ``(K, c, p, p)`` a level, the size of ``tiles``; black of a code that stands nowhere.
        """
        sides = [self.square(level, 0, 0, 1, LEAST_TILE)[1] for level in range(len(self.grids))]
        sums = [np.zeros((self.codes, self.shape[0], side, side)) for side in sides]
        counts = [np.zeros(self.codes) for _ in sides]
        for part in np.array_split(cells, math.ceil(len(cells) / BATCH)):
            pictures = self.decode(part)
            for level, grid in enumerate(self.split(part)):
                for y, x in np.ndindex(*self.grids[level]):
                    (top, left), side = self.square(level, y, x, 1, LEAST_TILE)
                    np.add.at(sums[level], grid[:, y, x], pictures[:, :, top : top + side, left : left + side])
                    np.add.at(counts[level], grid[:, y, x], 1)
        each = zip(sums, counts, strict=True)
        return [(total / np.maximum(count, 1)[:, None, None, None]).round().astype(np.uint8) for total, count in each]

    def square(self, level: int, y: int, x: int, cells: int, least: int) -> tuple[tuple[int, int], int]:
        """The corner and side in pixels of a square of ``cells`` cells a side about a cell,
        pushed into the picture where it lies at the edge.
        """
        (_, height, width), (rows, columns) = self.shape, self.grids[level]
        tall, wide = height / rows, width / columns
        side = min(height, width, max(least, round(cells * tall)))
        corner = [
            int(np.clip(round(place * size - (side // size - 1) // 2 * size), 0, whole - side))
            for place, size, whole in ((y, tall, height), (x, wide, width))
        ]
        return (corner[0], corner[1]), side

    def distances(self, pixels: np.ndarray, level: int, y: int, x: int) -> np.ndarray:
        """Squared distances float32 ``(K,)`` of a cell of a picture uint8 ``(c, h, w)`` to every code."""
        with torch.inference_mode():
            found = self.model.distances(torch.from_numpy(pixels.astype(np.float32) / 255)[None])
        return found[level][0, y, x].float().numpy()

    def loss_terms(self, pixels: np.ndarray, cells: np.ndarray) -> dict[str, float | None]:
        """What a picture uint8 ``(c, h, w)`` loses under its codes ``(count,)``, as van den Oord et al. 2017, eq. 3,
        has it.

        "reconstruction" is half the squared error of the picture that is shown, which is clipped, summed over its
        pixels; "distance" the squared distance from what the encoder finds to the codes, summed over the cells, which
        is the value of the second term and, times "beta", of the third.
        """
        image = torch.from_numpy(pixels.astype(np.float32) / 255)[None]
        grids = tuple(torch.from_numpy(grid.astype(np.int64)) for grid in self.split(cells[None]))
        with torch.inference_mode():
            error = (self.model.decode_codes(grids) - image).square().sum()
            far = [
                level.gather(-1, grid[..., None]).sum()
                for level, grid in zip(self.model.distances(image), grids, strict=True)
            ]
        beta = getattr(self.model, "beta", None)
        return {
            "reconstruction": float(error) / 2,
            "distance": float(sum(far)),
            "beta": float(beta) if isinstance(beta, int | float) else None,
        }

    def seen(self, pixels: np.ndarray, level: int, y: int, x: int) -> np.ndarray:
        """How strongly each pixel moves what is found in a cell, float32 ``(h, w)``: the norm of its gradient,
        exactly 0 where nothing reaches.

        Asked of the distances, which every model with codebooks has: their sum, weighed with numbers whose own sum is
        0, is a straight function of the cell's features along one direction. The directions are those in which the
        codebook is widest, each as much as it is.
        """
        vectors = self.vectors[level].astype(np.float64)
        weights, widths, _ = np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
        kept = torch.from_numpy(weights.T[:PROBES][widths[:PROBES] > 1e-6 * widths[0]]).float()
        if not len(kept):  # all codes are the same
            return np.zeros(self.shape[1:], np.float32)
        with torch.enable_grad():
            pictures = (
                torch.from_numpy(pixels.astype(np.float32) / 255)[None].repeat(len(kept), 1, 1, 1).requires_grad_()
            )
            found = self.model.distances(pictures)[level][:, y, x]
            (gradient,) = torch.autograd.grad((found * kept).sum(), pictures)
        return gradient.square().sum((0, 1)).sqrt().float().numpy()

    def cell(
        self, pixels: np.ndarray, cells: np.ndarray, level: int, y: int, x: int
    ) -> dict[str, np.ndarray | list[int]]:
        """Everything of one cell of a picture uint8 ``(c, h, w)`` whose codes now are ``cells`` ``(count,)``.

        Returns:
            "distances" ``(K,)``, "order" of the codes, the nearest first, "seen" ``(h, w)``, "variants" uint8
            ``(8, c, p, p)``, what the decoder makes of the nearest there with all other cells as they are, and "patch"
            ``[top, left, p]``, where that lies.
        """
        distances = self.distances(pixels, level, y, x)
        order = np.argsort(distances, kind="stable")
        tried = np.repeat(cells[None], NEAREST, 0)
        self.split(tried)[level][: len(order), y, x] = order[
            :NEAREST
        ]  # where there are fewer codes, the rest stay as they are
        (top, left), side = self.square(level, y, x, PATCH_CELLS, LEAST_PATCH)
        variants = self.decode(tried)[:, :, top : top + side, left : left + side]
        return {
            "distances": distances,
            "order": order.tolist(),
            "seen": self.seen(pixels, level, y, x),
            "variants": variants,
            "patch": [top, left, side],
        }


def coder_of(catalogue: Catalogue, name: str) -> Coder:
    """The model ``name``, loaded. Raises BadJob with a sentence where it can't code, and UnusableCheckpoint."""
    return Coder(name, catalogue.load(name))


def priors(catalogue: Catalogue, coder: Coder) -> list[list[tuple[str, AutoregressiveModel]]]:
    """Usable priors over a model's codes, by name, for each level."""
    found: list[list[tuple[str, AutoregressiveModel]]] = [[] for _ in coder.grids]
    for card in catalogue.cards("autoregress"):
        if card.over != coder.name:
            continue
        try:
            painter = painter_of(catalogue, card.name, codes=True)
        except (BadJob, UnusableCheckpoint):
            continue
        level = next((number for number, grid in enumerate(coder.grids) if painter.shape == (1, *grid)), None)
        if level is None or painter.levels != coder.codes:
            continue
        told = coarser_codes(painter)
        if told and (
            level == 0
            or told != coder.codes
            or 2 * coder.grids[level - 1][0] != painter.shape[1]
            or 2 * coder.grids[level - 1][1] != painter.shape[2]
        ):
            continue
        found[level].append((card.name, painter))
    return found


def prior_bits(
    coder: Coder, found: Sequence[Sequence[tuple[str, AutoregressiveModel]]], cells: np.ndarray
) -> dict[str, Any] | None:
    """-log2 p of a picture's cells ``(count,)`` by the first prior of every level, no class told;
    None where a level has none.
    """
    if not all(found):
        return None
    grids, total = [torch.from_numpy(grid.astype(np.int64)) for grid in coder.split(cells[None])], 0.0
    with torch.inference_mode():
        for level, one in enumerate(found):
            painter = tell_below(one[0][1], grids[level - 1])
            total -= float(painter.log_prob(painter.dequantize(grids[level][:, None]).float()).double())
    if not math.isfinite(total):
        raise BadJob("The prior holds these codes for impossible.")
    return {"name": " and ".join(one[0][0] for one in found), "bits": total / math.log(2)}
