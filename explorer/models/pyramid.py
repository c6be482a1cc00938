"""Convolutions that shrink a picture to a small map of features and grow it back, for pictures of any size."""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F

LAYERS = 4
WIDTHS = (1, 2, 4, 4)  # of the layers from the picture inwards, in channels


def strides(halvings: int) -> list[int]:
    """The strides of LAYERS layers, the first ``halvings`` of which halve. Raises ValueError where they are too few."""
    if not 0 <= halvings <= LAYERS:
        raise ValueError(f"{LAYERS} layers halve a picture 0 to {LAYERS} times, not {halvings}")
    return [2] * halvings + [1] * (LAYERS - halvings)


def _kernel(stride: int) -> dict[str, int]:
    return {"kernel_size": 4, "stride": 2, "padding": 1} if stride == 2 else {"kernel_size": 3, "padding": 1}


class Shrinking(nn.Module):
    """Pictures ``(n, planes, height, width)`` in [0, 1] -> features ``(n, width, rows, columns)`` by four layers.

    Where the size is no multiple of what they shrink together, the picture is continued by its edge.

    Attributes:
        size: ``(width, rows, columns)`` of the features.
    """

    def __init__(self, shape: Sequence[int], channels: int, halvings: int):
        super().__init__()
        planes, height, width = shape
        self.step = 2**halvings
        self.size = (channels * WIDTHS[-1], -(-height // self.step), -(-width // self.step))
        widths = [planes, *(channels * width for width in WIDTHS)]
        steps = zip(widths, widths[1:], strides(halvings), strict=False)
        self.layers = nn.ModuleList(nn.Conv2d(inputs, outputs, **_kernel(stride)) for inputs, outputs, stride in steps)

    def forward(self, images: Tensor) -> Tensor:
        height, width = images.shape[2:]
        x = F.pad(2 * images - 1, (0, -width % self.step, 0, -height % self.step), mode="replicate")
        for layer in self.layers:
            x = F.gelu(layer(x))
        return x


class Growing(nn.Module):
    """Features as ``Shrinking`` gives them -> logits of a picture ``(n, planes, height, width)``, by four layers."""

    def __init__(self, shape: Sequence[int], channels: int, halvings: int):
        super().__init__()
        planes, self.height, self.width = shape
        widths = [planes, *(channels * width for width in WIDTHS)]
        steps = list(zip(widths, widths[1:], strides(halvings), strict=False))
        self.layers = nn.ModuleList(
            (nn.ConvTranspose2d if stride == 2 else nn.Conv2d)(inputs, outputs, **_kernel(stride))
            for outputs, inputs, stride in reversed(steps)
        )

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = F.gelu(layer(x))
        return self.layers[-1](x)[..., : self.height, : self.width]


def narrowing(small: Sequence[int], width: int, outputs: int) -> nn.Sequential:
    """Features ``(n, *small)`` -> ``(n, outputs)`` by two linear layers."""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(small), width), nn.GELU(), nn.Linear(width, outputs))


def widening(inputs: int, width: int, small: Sequence[int]) -> nn.Sequential:
    """``(n, inputs)`` -> features ``(n, prod(small))`` by two linear layers."""
    return nn.Sequential(nn.Linear(inputs, width), nn.GELU(), nn.Linear(width, math.prod(small)), nn.GELU())
