"""Gated PixelCNN: two stacks, one for the rows above and one for the pixels to the left, so that nothing earlier stays unseen.

[1] van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu, Conditional Image Generation with PixelCNN Decoders,
    2016, arXiv:1606.05328

Layers as in [1, figure 2]: gates tanh * sigmoid, a link from the vertical to the horizontal stack, a residual connection on the
horizontal stack, the class as a bias of every gate [1, eq. 4]; a map as large as the picture can stand in for the class [1, eq. 5].

Deviations: the picture is shifted once, at the input, a row down for the vertical stack and a column right for the horizontal one,
and no layer is masked or shifts again. Row y of the whole vertical stack, and of the link, then depends on rows above y only, so a
sampler computes it once a row. The gates of all layers meet in one product at the end (skip connections). The class is learnt
together with "no class".
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.masked import Head


def gate(x: Tensor) -> Tensor:
    """``(n, 2 * channels, ...)`` -> ``(n, channels, ...)``: tanh of the first half times sigmoid of the second [1, eq. 2]."""
    value, opened = x.chunk(2, 1)
    return torch.tanh(value) * torch.sigmoid(opened)


class GatedLayer(nn.Module):
    """One layer of both stacks. With a kernel of 3: two rows of three pixels for the vertical one, two pixels for the horizontal one.

    Args:
        inputs: features of each stack below, or the picture's channels.
        channels: features of each stack.
        kernel: width of the vertical convolution, odd.
        first: below is the shifted picture; nothing of it is added to the result, and kernels are as high and wide as mask A leaves them.
        last: nothing stands above, so only the horizontal gate is computed.
    """

    def __init__(self, inputs: int, channels: int, kernel: int, first: bool = False, last: bool = False):
        super().__init__()
        # the shift took one row, or column, from a first layer's kernel: (kernel - 1) / 2 rows are left of those above the centre
        self.reach, self.side, self.residual = kernel // 2 - first, kernel // 2, not first
        self.vertical = nn.Conv2d(inputs, 2 * channels, (self.reach + 1, kernel))
        self.link = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.horizontal = nn.Conv2d(inputs, 2 * channels, (1, self.reach + 1))
        self.out = None if last else nn.Conv2d(channels, channels, 1)

    def forward(self, above: Tensor, left: Tensor, given: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor | None, Tensor | None, Tensor]:
        """Both stacks' features, None of the last layer, and the horizontal gate, each ``(n, channels, h, w)``.

        ``given`` is added to the vertical and the horizontal gates: ``(n, 2 * channels, 1, 1)`` of a class, or maps ``(n, 2 * channels, h, w)``.
        """
        down = self.vertical(F.pad(above, (self.side, self.side, self.reach, 0)))
        across = self.horizontal(F.pad(left, (self.reach, 0))) + self.link(down)
        if given is not None:
            down, across = down + given[0], across + given[1]
        gated = gate(across)
        if self.out is None:
            return None, None, gated
        out = self.out(gated)
        return gate(down), left + out if self.residual else out, gated


class GatedStack(nn.Module):
    """A picture as networks see it ``(n, planes, h, w)`` -> features ``(n, skip, h, w)`` that know every earlier pixel within reach, and no other.

    Args:
        planes: channels of the picture.
        channels: of each stack.
        layers: how many, the first one included.
        kernel: of all layers but the first, odd.
        first: kernel of the first layer, odd, at least 3.
        skip: features that are given back.
    """

    def __init__(self, planes: int, channels: int, layers: int, kernel: int = 3, first: int = 7, skip: int = 32):
        super().__init__()
        if kernel % 2 == 0 or first % 2 == 0 or min(kernel, first) < 3:
            raise ValueError(f"kernels must be odd and at least 3, not {kernel} and {first}")
        self.layers = nn.ModuleList(
            GatedLayer(channels if index else planes, channels, kernel if index else first, index == 0, index == layers - 1) for index in range(layers)
        )
        self.skips = nn.Conv2d(layers * channels, skip, 1)

    def forward(self, picture: Tensor, given: Sequence[tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """``given`` holds for every layer what its gates are told beside the picture, see ``GatedLayer``."""
        above = F.pad(picture, (0, 0, 1, -1))
        left = F.pad(picture, (1, -1))
        gates = []
        for index, layer in enumerate(self.layers):
            above, left, gated = layer(above, left, given[index] if given is not None else None)
            gates.append(gated)
        return self.skips(torch.cat(gates, 1))


class GatedPixelCNN(AutoregressiveModel):
    """p(x), or p(x | class), without a blind spot: with L layers a pixel sees ``first // 2 + (L - 1) * (kernel // 2)`` rows up, and columns to each side.

    Args:
        shape: of a picture, ``(channels, height, width)``; the planes of a colour pixel see each other in order, in the last layers.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        channels: of each stack.
        layers: how many, the first one included.
        kernel: of all layers but the first, odd.
        first: kernel of the first layer, odd.
        head: channels before the logits.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self, shape: Sequence[int] = (1, 28, 28), levels: int = 2, classes: int = 0, channels: int = 32, layers: int = 10, kernel: int = 3, first: int = 7,
        head: int = 32,
    ):
        super().__init__(shape, levels, classes, channels=channels, layers=layers, head=head)
        self.stack = GatedStack(self.shape[0], channels, layers, kernel, first, head)
        self.given = nn.Embedding(classes + 1, layers * 4 * channels) if classes else None
        self.head = Head(head, head, levels, self.shape[0])

    def biases(self, images: Tensor, labels: Tensor | None) -> list[tuple[Tensor, Tensor]] | None:
        """What the class adds to the gates of every layer, vertical and horizontal, each ``(n, 2 * channels, 1, 1)``; None without classes."""
        numbers = self.class_numbers(images, labels)
        if numbers is None:
            return None
        every = self.given(numbers)[:, :, None, None].chunk(2 * len(self.stack.layers), 1)
        return list(zip(every[::2], every[1::2], strict=True))

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` from pictures ``(n, *shape)``. Raises ValueError for other shapes."""
        picture = self.scale(images)
        return self.head(self.stack(picture, self.biases(images, labels)), picture).float()
