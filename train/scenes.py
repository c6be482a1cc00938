"""Scenes of coloured digits to train from, and the questions that are asked about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.data import scenes

COUNT = 1_000_000  # training scenes, rendered as they are needed
ASKED = 4  # questions about each training picture; there are at least 5 digits on it


class Scenes:
    """The training scenes by number.

    The seed that makes them is theirs, so every run sees the same ones, in an order of its own.
    """

    def __init__(self, root: str | Path | None = None, device: torch.device | str = "cpu"):
        self.material, self.device = scenes.material("train", root), device
        self._numbers, self._batch = torch.empty(0), (np.empty(0), np.empty(0))

    def __len__(self) -> int:
        return COUNT

    def _rendered(self, numbers: Tensor) -> tuple[np.ndarray, np.ndarray]:
        if not torch.equal(numbers, self._numbers):  # pictures and labels of a batch are asked for one after the other
            self._batch = scenes.batch([scenes.training_scene(0, int(number), self.material) for number in numbers])
            self._numbers = numbers.clone()
        return self._batch

    def take(self, numbers: Tensor) -> Tensor:
        """Numbers ``(n,)`` -> pictures uint8 ``(n, 3, 100, 100)``."""
        return torch.from_numpy(self._rendered(numbers)[0]).to(self.device)

    def labels(self, numbers: Tensor) -> Tensor:
        """The class at each of the nine colours, uint8 ``(n, 9)``; scenes.ABSENT where no digit has it."""
        return torch.from_numpy(self._rendered(numbers)[1]).to(self.device)


def asked(labels: Tensor, generator: Generator | None, count: int = ASKED) -> tuple[Tensor, Tensor]:
    """Labels ``(n, 9)`` -> colours that digits have, drawn without putting back, and these digits' classes.

    Both are long ``(n, count)``.
    """
    luck = torch.rand(labels.shape, generator=generator, device=labels.device)
    colours = (luck - (labels == scenes.ABSENT).float()).topk(count, 1).indices
    return colours, labels.gather(1, colours).long()
