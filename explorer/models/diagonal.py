"""Running along a map's diagonals: the skewed map on which a diagonal is a column, and the LSTM's step.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759, section 3.2
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def cell(gates: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
    """One LSTM step [1, eq. 3]: gates ``(..., 4 * channels)``,
    memory ``(..., channels)`` -> the new state and memory.
    """
    channels = memory.shape[-1]
    doors, news = gates.split(
        [3 * channels, channels], -1
    )  # not slices: their gradients would each fill a whole tensor with zeros
    output, forget, write = torch.sigmoid(doors).chunk(3, -1)
    memory = forget * memory + write * torch.tanh(news)
    return output * torch.tanh(memory), memory


def skew(x: Tensor) -> Tensor:
    """``(n, c, h, w)`` -> ``(n, c, h, w + h - 1)``: row y is moved y columns to the right,
    so that diagonals stand in columns.
    """
    height, width = x.shape[2:]
    return F.pad(x, (0, height)).flatten(2)[..., :-height].unflatten(2, (height, width + height - 1))


def unskew(x: Tensor) -> Tensor:
    """The inverse of ``skew``."""
    height, skewed = x.shape[2:]
    return F.pad(x.flatten(2), (0, height)).unflatten(2, (height, skewed + 1))[..., : skewed + 1 - height]


def diagonal_order(height: int, width: int) -> tuple[Tensor, list[int]]:
    """The places ``y * width + x`` of a map ``(height * width,)`` diagonal by diagonal, each from its top down, and how
    many stand in each of the ``height + width - 1`` diagonals.
    """
    rows, columns = torch.arange(height), torch.arange(width)
    diagonals = (rows[:, None] + columns).flatten()
    return diagonals.argsort(stable=True), diagonals.bincount().tolist()
