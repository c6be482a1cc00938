"""PixelRNN: recurrent layers carry what was painted so far, row by row or along the diagonals.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759

A 7x7 convolution with mask A, residual LSTM layers, two layers of 1x1 [1, table 1]. The Row LSTM [1, section 3.1]
computes a row from the one above it: 28 steps, and a pixel sees a triangle above it. The Diagonal BiLSTM
[1, section 3.2] computes a diagonal from the one before it, in both directions: 55 steps for 28x28 pixels on a skewed
map, and a pixel sees all that is earlier but one: the last pixel of the row above, which no feature of that row knows,
is seen only where the 7x7 convolution reaches it.

Cost, with C channels: 30 C^2 (row) or 34 C^2 (diagonal) multiply-adds a pixel and layer, fewer than a small PixelCNN's,
but in 28 or 55 steps a layer that wait for each other; ``benchmarks/README.md`` has what each takes to train ("steps").

Deviations: one or two layers of 16 to 32 channels instead of seven of 128 or twelve of 256; a colour pixel's planes see
each other in the last layers only; a class is a bias.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.diagonal import cell, diagonal_order
from explorer.models.masked import Head, MaskedConv2d


class RowLSTM(nn.Module):
    """Features ``(n, 2 * channels, h, w)`` -> states ``(n, channels, h, w)``; a state knows three of the row above,
    and its own row up to itself.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.input = nn.Conv2d(2 * channels, 4 * channels, (1, 2))  # a row of three under mask B
        self.state = nn.Conv1d(channels, 4 * channels, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        rows = self.input(F.pad(x, (1, 0))).permute(2, 0, 3, 1).contiguous()  # features last: a step is one product
        weight = self.state.weight.permute(2, 1, 0).flatten(0, 1)
        state = memory = rows.new_zeros(*rows.shape[1:3], rows.shape[3] // 4)
        states = []
        for row in rows:
            near = torch.cat([F.pad(state, (0, 0, 1, -1)), state, F.pad(state, (0, 0, -1, 1))], -1)
            state, memory = cell(row + near @ weight, memory)
            states.append(state)
        return torch.stack(states).permute(1, 3, 0, 2)


class DiagonalLSTM(nn.Module):
    """Features ``(n, 2 * channels, h, w)`` -> states ``(n, channels, h, w)``;
    a state knows the one above it and the one left of it.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.input = nn.Conv2d(2 * channels, 4 * channels, 1)
        self.state = nn.Conv1d(channels, 4 * channels, 2, bias=False)  # the state above, then the state to the left

    def forward(self, x: Tensor) -> Tensor:
        return _along_diagonals([self], [x])[0]


class DiagonalBiLSTM(nn.Module):
    """A DiagonalLSTM from each side, both in the same steps.

    The one from the right is moved down a row, as what lies right of a pixel comes after it.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.left, self.right = DiagonalLSTM(channels), DiagonalLSTM(channels)

    def forward(self, x: Tensor) -> Tensor:
        left, right = _along_diagonals([self.left, self.right], [x, x.flip(3)])
        return left + F.pad(right.flip(3), (0, 0, 1, -1))


def _along_diagonals(layers: Sequence[DiagonalLSTM], maps: Sequence[Tensor]) -> Tensor:
    """The states ``(layers, n, channels, h, w)`` of every layer on its own map ``(n, 2 * channels, h, w)``.

    All layers take a step together, and only the places of the picture are computed: on the skewed map of [1] nearly
    half of the places lie outside it. Places stand in the order of ``diagonal_order``, so that a diagonal is a slice.
    """
    height, width = maps[0].shape[2:]
    order, lengths = diagonal_order(height, width)
    gates = torch.stack(
        [
            F.linear(x.flatten(2).permute(2, 0, 1)[order], layer.input.weight[:, :, 0, 0], layer.input.bias)
            for layer, x in zip(layers, maps, strict=True)
        ],
        1,
    )
    weights = torch.stack([layer.state.weight.permute(2, 1, 0).flatten(0, 1) for layer in layers])
    first, *others = gates.split(lengths)
    nothing = first.new_zeros(*first.shape[:3], first.shape[3] // 4)
    state, memory = cell(first, nothing)
    states = [state]
    for number, diagonal in enumerate(others, 1):
        # its rows begin and end a row further down than those of the diagonal before, but not beyond the picture's
        above = state if number >= width else torch.cat([nothing, state])
        below = [nothing] if number < height else []
        count = len(diagonal)
        near = torch.cat([above[:count], torch.cat([state, *below])[-count:]], -1)
        told = torch.bmm(near.transpose(0, 1).flatten(1, 2), weights).unflatten(1, (count, -1)).transpose(0, 1)
        state, memory = cell(diagonal + told, torch.cat([memory, *below])[-count:])
        states.append(state)
    return torch.cat(states)[order.argsort()].permute(1, 2, 3, 0).unflatten(3, (height, width))


KINDS = {"row": RowLSTM, "diagonal": DiagonalBiLSTM}


class PixelRNN(AutoregressiveModel):
    """p(x) by recurrent layers.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        kind: "row" for the Row LSTM, "diagonal" for the Diagonal BiLSTM.
        channels: of an LSTM's state; between layers there are twice as many.
        layers: how many.
        head: channels before the logits.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        levels: int = 2,
        classes: int = 0,
        kind: str = "diagonal",
        channels: int = 16,
        layers: int = 2,
        head: int = 32,
    ):
        super().__init__(shape, levels, classes, channels=channels, layers=layers, head=head)
        if kind not in KINDS:
            raise ValueError(f"kind must be row or diagonal, not {kind!r}")
        self.kind = kind
        self.first = MaskedConv2d(self.shape[0], 2 * channels, 7, "A")
        self.given = nn.Embedding(classes + 1, 2 * channels) if classes else None
        self.layers = nn.ModuleList(KINDS[kind](channels) for _ in range(layers))
        self.out = nn.ModuleList(nn.Conv2d(channels, 2 * channels, 1) for _ in range(layers))
        self.head = Head(2 * channels, head, levels, self.shape[0])

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` from pictures ``(n, *shape)``.

        Raises ValueError for other shapes.
        """
        picture = self.scale(images)
        x = self.first(picture)
        vectors = self.class_vectors(self.given, images, labels)
        if vectors is not None:
            x = x + vectors[:, :, None, None]
        for layer, out in zip(self.layers, self.out, strict=True):
            x = x + out(layer(x))
        return self.head(x, picture).float()
