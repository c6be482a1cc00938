"""Greys as the level numbers that autoregressive models speak of: how training makes them, and how a picture of one's own becomes one."""

from __future__ import annotations

import torch
from torch import Generator, Tensor


def binarize(pixels: Tensor, generator: Generator | None = None) -> Tensor:
    """Greys uint8 -> float 0 or 1, each 1 with probability grey/255: exact, as one of 255 equally likely whole numbers lies below it."""
    return (
        torch.randint(0, 255, pixels.shape, dtype=torch.uint8, device=pixels.device, generator=generator) < pixels
    ).float()


def in_levels(pixels: Tensor, levels: int, generator: Generator | None = None) -> Tensor:
    """Pictures uint8 -> float k / (levels - 1): the nearest of ``levels`` greys; of two, one drawn with the grey as its probability."""
    if levels == 2:
        return binarize(pixels, generator)
    return (pixels.float() * ((levels - 1) / 255)).round() / (levels - 1)
