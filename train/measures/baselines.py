"""What a likelihood has to beat.

Pixels that know nothing of each other, and a table over the two nearest known neighbours.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

PART = 2000  # pictures that are counted at once


class Baselines(NamedTuple):
    """Mean negative log-likelihood of test pictures, in nats per image."""

    independent: float
    neighbours: float


def measure(train: Tensor, test: Tensor, levels: int) -> Baselines:
    """Fit both on level numbers ``(n, c, h, w)`` of training pictures and score those of test pictures.

    ``independent`` has a distribution of its own for each pixel; ``neighbours`` has one for each pair of values of the
    pixel to the left and the pixel above (a value of its own where there is none), the same at every place. Counts
    begin at 1/levels, so that what was never seen is not impossible.
    """
    return Baselines(_independent(train, test, levels), _neighbours(train, test, levels))


def _independent(train: Tensor, test: Tensor, levels: int) -> float:
    pixels = train[0].numel()
    counts = torch.full((pixels * levels,), 1 / levels, dtype=torch.float64)
    for part in train.split(PART):
        flat = part.flatten(1).long() + levels * torch.arange(pixels)
        counts += torch.bincount(flat.flatten(), minlength=pixels * levels)
    counts = counts.view(pixels, levels)
    log = (counts / counts.sum(1, keepdim=True)).log()
    return -float(log[torch.arange(pixels), test.flatten(1).long()].sum(1).mean())


def _contexts(pictures: Tensor, levels: int) -> Tensor:
    """The number of (left, above) of each pixel ``(n, c, h, w)``."""
    left, above = torch.full_like(pictures, levels), torch.full_like(pictures, levels)
    left[..., 1:] = pictures[..., :-1]
    above[..., 1:, :] = pictures[..., :-1, :]
    return left * (levels + 1) + above


def _neighbours(train: Tensor, test: Tensor, levels: int) -> float:
    size = (levels + 1) ** 2
    counts = torch.zeros(size * levels, dtype=torch.float64)
    for part in train.split(PART):
        part = part.long()
        counts += torch.bincount((_contexts(part, levels) * levels + part).flatten(), minlength=size * levels)
    counts = counts.view(size, levels) + 1 / levels
    log = (counts / counts.sum(1, keepdim=True)).log()
    parts = (part.long() for part in test.split(PART))
    return -sum(float(log[_contexts(part, levels), part].sum()) for part in parts) / len(test)


def bits_per_dimension(nats: float, pixels: int) -> float:
    """Nats per image as bits per pixel and channel."""
    return nats / pixels / math.log(2)
