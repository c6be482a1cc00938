"""How much to look at each cell of a feature map, given a question: each cell on its own, with its neighbours,
or one after another.

[1] Yang, He, Gao, Deng and Smola, Stacked Attention Networks for Image Question Answering, 2016, arXiv:1511.02274
[2] Seo, Lin, Cohen, Shen and Han, Progressive Attention Networks for Visual Attribute Prediction, 2018,
    arXiv:1606.02393
[3] Khandelwal and Sigal, AttentionRNN: A Structured Spatial Attention Mechanism, 2019, arXiv:1905.09400

Each module here takes features ``(p, inputs, h, w)`` of p pictures and questions ``(p * k, query)``, k of each picture
one after the other, and gives energies ``(p * k, h, w)``: their sigmoid, or their softmax over the map, is the mask.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.diagonal import cell, skew, unskew


class Fused(nn.Module):
    """What a value sees: the features of its cell, or of 3x3 cells, each weighed by what the question makes of it."""

    def __init__(self, inputs: int, query: int, hidden: int, kernel: int):
        super().__init__()
        self.context = nn.Conv2d(inputs, hidden, kernel, padding=kernel // 2)
        self.asked = nn.Linear(query, hidden, bias=False)

    def forward(self, features: Tensor, query: Tensor) -> Tensor:
        """-> ``(p * k, h, w, hidden)``; features last, so that what follows is one product."""
        seen = torch.tanh(self.context(features)).permute(0, 2, 3, 1)[:, None]
        return (seen * self.asked(query).unflatten(0, (len(features), -1))[:, :, None, None]).flatten(0, 1)


class LocalMask(nn.Module):
    """All values at once, each from the features of ``kernel`` x ``kernel`` cells: 1 is "no context" of [2],
    3 its local context.
    """

    def __init__(self, inputs: int, query: int, hidden: int, kernel: int, start: float, last: bool):
        """``start`` is the energy to begin with; under the softmax of the ``last`` stage it would change nothing."""
        super().__init__()
        self.fused = Fused(inputs, query, hidden, kernel)
        self.out = nn.Linear(hidden, 1, bias=not last)
        if not last:
            nn.init.constant_(self.out.bias, start)

    def forward(self, features: Tensor, query: Tensor) -> Tensor:
        return self.out(self.fused(features, query))[..., 0]


class DiagonalPass(nn.Module):
    """Values one after another, from the top left corner along the diagonals [3, section 3.1],
    ``block`` x ``block`` of them a step [3, section 3.2].

    A step sees the local context of its block, and of the blocks above and to the left the LSTM's states and the values
    that were given there. All blocks of a diagonal are one step, so a map of 13x13 blocks takes 25.
    """

    def __init__(self, hidden: int, channels: int, block: int):
        super().__init__()
        self.block, self.channels = block, channels
        self.near = nn.Linear(block**2 * hidden, 4 * channels)
        self.before = nn.Linear(
            2 * (channels + block**2), 4 * channels, bias=False
        )  # states and values above, then those to the left
        self.out = nn.Linear(channels, block**2)

    def forward(self, fused: Tensor, nudge: Tensor | None = None) -> Tensor:
        """Fused features of each block ``(n, rows, columns, block ** 2 * hidden)`` -> energies
        ``(n, rows * block, columns * block)``.

        ``nudge`` ``(n, block ** 2, rows, columns)`` is added to what later steps hear of the values, so that their
        gradient can be asked.
        """
        # left of the picture nothing is seen: from gates of 0 a state of 0 stays 0
        diagonals = skew(self.near(fused).permute(0, 3, 1, 2)).permute(3, 0, 2, 1).contiguous()
        rows, columns = fused.shape[1:3]
        inside = skew(fused.new_ones(1, 1, rows, columns))[0, 0].T[..., None]  # and no value is told
        told = skew(nudge).permute(3, 0, 2, 1) if nudge is not None else None
        memory = fused.new_zeros(len(fused), rows, self.channels)
        known = fused.new_zeros(len(fused), rows, self.channels + self.block**2)
        energies = []
        for step, diagonal in enumerate(diagonals):
            before = torch.cat([F.pad(known, (0, 0, 1, -1)), known], -1)
            state, memory = cell(diagonal + self.before(before), memory)
            energies.append(self.out(state))
            values = torch.sigmoid(energies[-1]) * inside[step]
            known = torch.cat([state, values if told is None else values + told[step]], -1)
        return F.pixel_shuffle(unskew(torch.stack(energies).permute(1, 3, 2, 0)), self.block)[:, 0]


class DiagonalMask(nn.Module):
    """AttentionRNN [3]: one pass from the top left corner and one from the bottom right;
    the energies of both are added.

    Each pass hears its own values only, so neither has to wait for the other.
    """

    def __init__(self, inputs: int, query: int, hidden: int, channels: int, block: int = 1):
        super().__init__()
        self.block = block
        self.fused = Fused(inputs, query, hidden, 3)
        self.forth, self.back = DiagonalPass(hidden, channels, block), DiagonalPass(hidden, channels, block)

    def blocks(self, height: int, width: int) -> tuple[int, int]:
        """How many blocks a map has down and across; the last may reach over its edge."""
        return -(-height // self.block), -(-width // self.block)

    def order(self, height: int, width: int) -> Tensor:
        """At which step each pass gives each value: long ``(2, height, width)``, from 0."""
        down, across = self.blocks(height, width)
        forth = (torch.arange(height)[:, None] // self.block) + (torch.arange(width) // self.block)
        return torch.stack([forth, down + across - 2 - forth])

    def passes(
        self, features: Tensor, query: Tensor, nudges: tuple[Tensor | None, Tensor | None] = (None, None)
    ) -> tuple[Tensor, Tensor]:
        """The energies ``(p * k, h, w)`` of the pass from the top left and of the one from the bottom right.

        ``nudges`` are added to the values that each pass hears, ``(p * k, block ** 2, rows, columns)``, as the pass
        itself lays them out.
        """
        height, width = features.shape[2:]
        (down, across), side = self.blocks(height, width), self.block
        fused = F.pad(self.fused(features, query), (0, 0, 0, across * side - width, 0, down * side - height))

        def blocks(x: Tensor) -> Tensor:
            return x.unflatten(2, (across, side)).unflatten(1, (down, side)).permute(0, 1, 3, 2, 4, 5).flatten(3)

        forth = self.forth(blocks(fused), nudges[0])
        back = self.back(blocks(fused.flip(1, 2)), nudges[1]).flip(1, 2)
        return forth[:, :height, :width], back[:, :height, :width]

    def forward(self, features: Tensor, query: Tensor) -> Tensor:
        forth, back = self.passes(features, query)
        return forth + back
