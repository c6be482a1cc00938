"""Convolutions that see earlier pixels only.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class MaskedConv2d(nn.Conv2d):
    """``(n, inputs, h, w)`` -> ``(n, outputs, h, w)``: a convolution whose weights below its centre, and right of it,
    are held at 0.

    At the centre itself mask "A" (the first layer, which sees the picture) lets nothing through, mask "B" (all later
    layers, whose centre knows only earlier pixels) everything. For pictures of several ``planes`` features are divided
    among them in order, the first third red, and so on: at the centre, "A" lets a plane see the planes before it, "B"
    itself as well [1, figure 2].

    Args:
        inputs, outputs: numbers of features.
        kernel: height and width, odd.
        mask: "A" or "B".
        planes: colour channels of the picture.
        dilation: rows, and columns, from one value that the kernel sees to the next.

    Raises:
        ValueError: the kernel is even, or the mask is neither.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, mask: str, planes: int = 1, dilation: int = 1):
        if kernel % 2 == 0 or mask not in ("A", "B"):
            raise ValueError(f"a mask A or B with an odd kernel is expected, not {mask!r} with {kernel}")
        super().__init__(inputs, outputs, kernel, padding=kernel // 2 * dilation, dilation=dilation)
        of_input, of_output = (torch.arange(count) * planes // count for count in (inputs, outputs))
        seen = of_output[:, None] >= of_input if mask == "B" else of_output[:, None] > of_input
        allowed = torch.zeros_like(self.weight)
        middle = kernel // 2
        allowed[:, :, :middle] = 1
        allowed[:, :, middle, :middle] = 1
        allowed[:, :, middle, middle] = seen.float()
        self.register_buffer("mask", allowed, persistent=False)

    def masked_weight(self) -> Tensor:
        """The weights that count ``(outputs, inputs, kernel, kernel)``."""
        return self.weight * self.mask

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.masked_weight(), self.bias, padding=self.padding, dilation=self.dilation)


class Head(nn.Module):
    """Features that know earlier pixels ``(n, inputs, h, w)`` -> logits ``(n, levels, planes, h, w)``,
    by two layers for each pixel alone.

    Of a colour picture each plane has its own two layers, which also see the planes before it at the same pixel.
    """

    def __init__(self, inputs: int, width: int, levels: int, planes: int = 1):
        super().__init__()
        self.planes, self.levels = planes, levels
        self.first = nn.Conv2d(inputs, planes * width, 1)
        self.own = MaskedConv2d(planes, planes * width, 1, "A", planes) if planes > 1 else None
        self.last = nn.Conv2d(planes * width, planes * levels, 1, groups=planes)

    def forward(self, features: Tensor, pictures: Tensor) -> Tensor:
        """``pictures`` ``(n, planes, h, w)`` as the network sees them, in [-1, 1];
        of black and white ones nothing is used here.
        """
        hidden = self.first(F.relu(features))
        if self.own is not None:
            hidden = hidden + self.own(pictures)
        return self.last(F.relu(hidden)).unflatten(1, (self.planes, self.levels)).transpose(1, 2)
