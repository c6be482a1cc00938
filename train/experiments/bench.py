"""What experiments are made with."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Generator, Tensor

from explorer.catalogue import TRAINED, Catalogue
from explorer.data import datasets
from explorer.data.levels import binarize
from explorer.latents import maps
from train.evaluation import SEED

PICTURES = 1000
Numbers = dict[str, float]


class Bench:
    """What experiments are made with: the shipped checkpoints and the test sets."""

    def __init__(self, root: Path | None = None):
        self.catalogue, self.root = Catalogue(), root
        self.used: set[str] = set()  # checkpoints

    def model(self, name: str) -> torch.nn.Module:
        self.used.add(name)
        return self.catalogue.load(name)

    def pictures(self, dataset: str, count: int = PICTURES) -> tuple[Tensor, Tensor]:
        """The first test pictures ``(n, c, h, w)``, each pixel 0 or 1 with its grey as the chance, and their labels."""
        images, labels = datasets.load(dataset, "test", self.root)
        pixels = torch.from_numpy(images[:count].copy())
        return binarize(pixels, Generator().manual_seed(SEED)), torch.from_numpy(labels[:count].copy()).long()

    def codes(self, name: str) -> maps.CodeMap:
        """The codes of the test set that lie beside a checkpoint."""
        self.used.add(name)
        return maps.read(TRAINED / name)
