"""Greys as the level numbers that autoregressive models speak of, for training and for pictures of one's own."""

from __future__ import annotations

import torch
from torch import Generator, Tensor


def binarize(pixels: Tensor, generator: Generator | None = None) -> Tensor:
    """Greys uint8 -> float 0 or 1, each 1 with probability grey/255.

    That is exact: of 255 equally likely whole numbers, as many as the grey says lie below it.
    """
    return (
        torch.randint(0, 255, pixels.shape, dtype=torch.uint8, device=pixels.device, generator=generator) < pixels
    ).float()


def in_levels(pixels: Tensor, levels: int, generator: Generator | None = None) -> Tensor:
    """Pictures uint8 -> float k / (levels - 1), the nearest of ``levels`` greys.

    Of two levels, one is drawn with the grey as its probability.
    """
    if levels == 2:
        return binarize(pixels, generator)
    return (pixels.float() * ((levels - 1) / 255)).round() / (levels - 1)
