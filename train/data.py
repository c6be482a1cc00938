"""Training pictures: whole sets as uint8, in memory or in a file, shapes rendered as needed; binarized in batches."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.data import datasets, shapes, strokes
from explorer.data.levels import binarize
from explorer.learning.descent import ByLength, Order
from train.scenes import Scenes


class Source(Protocol):
    """Pictures by number."""

    def __len__(self) -> int: ...

    def take(self, numbers: Tensor) -> Tensor:
        """Numbers ``(n,)`` on the CPU -> pictures uint8 ``(n, c, h, w)``."""

    def labels(self, numbers: Tensor) -> Tensor:
        """The same pictures' labels uint8 ``(n,)``."""


class InMemory:
    """A data set that fits into memory, on the device that trains on it."""

    def __init__(self, whole: datasets.Images, device: torch.device | str = "cpu"):
        self.images, self._labels = (torch.from_numpy(part.copy()).to(device) for part in whole)

    def __len__(self) -> int:
        return len(self.images)

    def take(self, numbers: Tensor) -> Tensor:
        return self.images[numbers.to(self.images.device)]

    def labels(self, numbers: Tensor) -> Tensor:
        return self._labels[numbers.to(self.images.device)]


class Mapped:
    """A data set in a file that is mapped into memory: of it no more is read than a batch needs."""

    def __init__(self, whole: datasets.Images, device: torch.device | str = "cpu"):
        self.images, self._labels, self.device = whole.images, whole.labels, device

    def __len__(self) -> int:
        return len(self.images)

    def take(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(np.asarray(self.images[numbers.numpy()])).to(self.device)

    def labels(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(self._labels[numbers.numpy()]).to(self.device)


class Rendered:
    """The training shapes, 3 GB if they were all kept, rendered at 12 microseconds each."""

    def __init__(self, device: torch.device | str = "cpu"):
        self.indices, self.device = shapes.split_indices("train"), device

    def __len__(self) -> int:
        return len(self.indices)

    def take(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(255 * shapes.render(shapes.factors_of(self.indices[numbers.numpy()]))).to(self.device)

    def labels(self, numbers: Tensor) -> Tensor:
        return torch.from_numpy(shapes.factors_of(self.indices[numbers.numpy()])[:, 0].astype(np.uint8)).to(self.device)


class Drawings(InMemory):
    """Drawings in strokes, padded stroke-3 ``(n, rows, 3)``: of a batch no more rows than its longest has.

    Attributes:
        lengths: how many points each has ``(count,)``.
    """

    def __init__(self, whole: datasets.Images, device: torch.device | str = "cpu"):
        super().__init__(whole, device)
        self.lengths = torch.from_numpy(strokes.lengths_of(whole.images))

    def take(self, numbers: Tensor) -> Tensor:
        return super().take(numbers)[:, : int(self.lengths[numbers].max())]


def order(pictures: Source, batch: int, seed: int) -> Order:
    """Which of them each step sees; of drawings those of about one length together."""
    if isinstance(pictures, Drawings):
        return ByLength(pictures.lengths, batch, seed)
    return Order(len(pictures), batch, seed)


def source(name: str, root: str | Path | None, device: torch.device | str = "cpu") -> Source:
    """The training split of a data set. Raises MissingData."""
    if name == "scenes":
        return Scenes(root, device)
    if name == "shapes":
        return Rendered(device)
    whole = datasets.load(name, "train", root)
    if name in strokes.PACKS:
        return Drawings(whole, device)
    return Mapped(whole, device) if isinstance(whole.images, np.memmap) else InMemory(whole, device)


def as_inputs(pixels: Tensor, binary: bool, generator: Generator | None = None) -> Tensor:
    """Pictures uint8 -> float in [0, 1], binarized where that is asked for."""
    return binarize(pixels, generator) if binary else pixels.float() / 255
