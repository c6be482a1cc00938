"""Convolutions with residual blocks that shrink a small picture to a quarter of its size and grow it back.

[1] Kingma et al., Improving Variational Inference with Inverse Autoregressive Flow, 2016, arXiv:1606.04934, whose
    networks of digits are of this kind

Convolutions share their weights among all places, so that less is learnt by heart than by fully connected layers.
Deviations from [1]: a form for one CPU core, GELU instead of ELU, no weight normalisation.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from explorer.models.blocks import ResidualBlock
from explorer.models.pyramid import widening

SHRINK = 4  # what the two convolutions of stride 2 shrink together
HALVING = {"kernel_size": 4, "stride": 2, "padding": 1}


def small_shape(shape: Sequence[int], channels: int) -> tuple[int, int, int]:
    """Of the features of pictures ``shape``: twice ``channels``, rows and columns.

    Raises ValueError where height or width is no multiple of SHRINK.
    """
    _, height, width = shape
    if height % SHRINK or width % SHRINK:
        raise ValueError(f"height and width must be multiples of {SHRINK}, not {height} and {width}")
    return 2 * channels, height // SHRINK, width // SHRINK


def shrinking(planes: int, channels: int, blocks: int) -> nn.Sequential:
    """Pictures ``(n, planes, height, width)`` in [-1, 1] -> features ``(n, *small_shape)``."""
    return nn.Sequential(
        nn.Conv2d(planes, channels, **HALVING),
        *_blocks(channels, blocks),
        nn.Conv2d(channels, 2 * channels, **HALVING),
        *_blocks(2 * channels, blocks),
    )


def growing(latents: int, width: int, shape: Sequence[int], channels: int, blocks: int) -> nn.Sequential:
    """z ``(n, latents)``, through a fully connected layer of ``width`` -> logits of pictures ``(n, *shape)``."""
    small = small_shape(shape, channels)
    return nn.Sequential(
        widening(latents, width, small),
        nn.Unflatten(1, small),
        *_blocks(2 * channels, blocks),
        nn.ConvTranspose2d(2 * channels, channels, **HALVING),
        *_blocks(channels, blocks),
        nn.ConvTranspose2d(channels, shape[0], **HALVING),
    )


def _blocks(channels: int, blocks: int) -> list[nn.Module]:
    return [*(ResidualBlock(channels) for _ in range(blocks)), nn.GELU()]
