"""What networks share: layers, and the checks of what they are made of and of what they are given."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def check_arguments(shape: Sequence[int], **positive: int) -> tuple[int, int, int]:
    """``shape`` as a tuple.

    Raises ValueError where it is not three positive numbers, or one of ``positive`` is below 1.
    """
    shape = tuple(int(size) for size in shape)
    if len(shape) != 3 or min(shape) < 1:
        raise ValueError(f"shape must be (channels, height, width), not {shape}")
    for name, value in positive.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value}")
    return shape


def check_pictures(images: Tensor, shape: tuple[int, int, int]) -> Tensor:
    """``images`` as they are. Raises ValueError where they are not ``(n, *shape)``."""
    if tuple(images.shape[1:]) != shape:
        raise ValueError(f"pictures of shape (n, {', '.join(map(str, shape))}) are expected, not {tuple(images.shape)}")
    return images


class Layers(nn.Module):
    """``(..., inputs)`` -> ``(..., width)``: a linear layer and ``depth - 1`` residual ones.

    Each residual layer sees ``extra`` too where it is given.
    """

    def __init__(self, inputs: int, width: int, depth: int, extra: int = 0):
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth - 1))
        self.skips = nn.ModuleList(nn.Linear(extra, width, bias=False) for _ in range((depth - 1) * bool(extra)))

    def forward(self, x: Tensor, extra: Tensor | None = None) -> Tensor:
        hidden = F.gelu(self.first(x))
        for index, block in enumerate(self.blocks):
            change = block(hidden)
            if extra is not None:
                change = change + self.skips[index](extra)
            hidden = hidden + F.gelu(change)
        return hidden


class Convolutions(nn.Module):
    """``(n, inputs, h, w)`` -> ``(n, channels, h, w)``: a 3x3 convolution, then residual ones."""

    def __init__(self, inputs: int, channels: int, depth: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, channels, 3, padding=1)
        self.rest = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(depth - 1))

    def forward(self, x: Tensor) -> Tensor:
        x = F.gelu(self.first(x))
        for layer in self.rest:
            x = x + F.gelu(layer(x))
        return x


def begin_small(layer: nn.Conv2d) -> None:
    """Begin with a tenth of the weights, and no bias."""
    with torch.no_grad():
        layer.weight.mul_(0.1)
        layer.bias.zero_()


class ResidualBlock(nn.Module):
    """A residual block ``(n, channels, h, w)`` -> the same: two 3x3 convolutions through half as many channels."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels // 2, 3, padding=1)
        self.second = nn.Conv2d(channels // 2, channels, 3, padding=1)
        begin_small(self.second)  # begins near the identity, so that depth costs no start

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.gelu(self.first(F.gelu(x))))
