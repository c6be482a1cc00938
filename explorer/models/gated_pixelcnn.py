"""Gated PixelCNN: two stacks, one for the rows above and one for the pixels to the left,
so that nothing earlier stays unseen.

[1] van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu, Conditional Image Generation with PixelCNN
    Decoders, 2016, arXiv:1606.05328

Layers as in [1, figure 2]: gates tanh * sigmoid, a link from the vertical to the horizontal stack, a residual
connection on the horizontal stack, the class as a bias of every gate [1, eq. 4]; a map as large as the picture can
stand in for the class [1, eq. 5].

Deviations: the picture is shifted once, at the input, a row down for the vertical stack and a column right for the
horizontal one, and no layer is masked or shifts again. Row y of the whole vertical stack, and of the link, then depends
on rows above y only, so a sampler computes it once a row. The gates of all layers meet in one product at the end (skip
connections). The class is learnt together with "no class".
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.masked import Head


def gate(x: Tensor) -> Tensor:
    """``(n, 2 * channels, ...)`` -> ``(n, channels, ...)``:
    tanh of the first half times sigmoid of the second [1, eq. 2].
    """
    value, opened = x.chunk(2, 1)
    return torch.tanh(value) * torch.sigmoid(opened)


def added(maps: tuple[Tensor, Tensor], biases: tuple[Tensor, Tensor] | None, n: int) -> tuple[Tensor, Tensor]:
    """Maps for both stacks ``(1 or n, 2 * channels, h, w)``, for n pictures,
    with ``biases`` added where there are some.
    """
    if biases is None:
        return tuple(part.expand(n, -1, -1, -1) for part in maps)
    return tuple(part + bias for part, bias in zip(maps, biases, strict=True))


class GatedLayer(nn.Module):
    """One layer of both stacks.

    With a kernel of 3: two rows of three pixels for the vertical one, two pixels for the horizontal one.

    Args:
        inputs: features of each stack below, or the picture's channels.
        channels: features of each stack.
        kernel: width of the vertical convolution, odd.
        first: below is the shifted picture; nothing of it is added to the result, and kernels are as high and wide as
            mask A leaves them.
        last: nothing stands above, so only the horizontal gate is computed.
        dilation: rows, and columns, from one value that the kernels see to the next.
    """

    def __init__(
        self, inputs: int, channels: int, kernel: int, first: bool = False, last: bool = False, dilation: int = 1
    ):
        super().__init__()
        # the shift took one row, or column, from a first layer's kernel: (kernel - 1) / 2 rows are left of those above
        # the centre
        rows = kernel // 2 - first
        self.dilation, self.residual = dilation, not first
        self.reach, self.side = rows * dilation, kernel // 2 * dilation
        self.vertical = nn.Conv2d(inputs, 2 * channels, (rows + 1, kernel), dilation=dilation)
        self.link = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.horizontal = nn.Conv2d(inputs, 2 * channels, (1, rows + 1), dilation=dilation)
        self.out = None if last else nn.Conv2d(channels, channels, 1)

    def forward(
        self, above: Tensor, left: Tensor, given: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor | None, Tensor | None, Tensor]:
        """Both stacks' features, None of the last layer, and the horizontal gate, each ``(n, channels, h, w)``.

        ``given`` is added to the vertical and the horizontal gates: ``(n, 2 * channels, 1, 1)`` of a class, or maps
        ``(n, 2 * channels, h, w)``.
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
    """A picture as networks see it ``(n, planes, h, w)`` -> features ``(n, skip, h, w)`` that know every earlier pixel
    within reach, and no other.

    Args:
        planes: channels of the picture.
        channels: of each stack.
        layers: how many, the first one included.
        kernel: of all layers but the first, odd.
        first: kernel of the first layer, odd, at least 3.
        skip: features that are given back.
        dilations: of every layer, that of the first is 1; all 1 where None.
    """

    def __init__(
        self,
        planes: int,
        channels: int,
        layers: int,
        kernel: int = 3,
        first: int = 7,
        skip: int = 32,
        dilations: Sequence[int] | None = None,
    ):
        super().__init__()
        if kernel % 2 == 0 or first % 2 == 0 or min(kernel, first) < 3:
            raise ValueError(f"kernels must be odd and at least 3, not {kernel} and {first}")
        dilations = list(dilations or [1] * layers)
        if len(dilations) != layers or min(dilations) < 1 or dilations[0] != 1:
            raise ValueError(f"{layers} dilations of at least 1 are expected, the first of them 1, not {dilations}")
        self.layers = nn.ModuleList(
            GatedLayer(
                channels if index else planes,
                channels,
                kernel if index else first,
                index == 0,
                index == layers - 1,
                dilation,
            )
            for index, dilation in enumerate(dilations)
        )
        self.skips = nn.Conv2d(layers * channels, skip, 1)

    def forward(self, picture: Tensor, given: Sequence[tuple[Tensor, Tensor] | None] | None = None) -> Tensor:
        """``given`` holds for every layer what its gates are told beside the picture, see ``GatedLayer``."""
        above = F.pad(picture, (0, 0, 1, -1))
        left = F.pad(picture, (1, -1))
        gates = []
        for index, layer in enumerate(self.layers):
            above, left, gated = layer(above, left, given[index] if given is not None else None)
            gates.append(gated)
        return self.skips(torch.cat(gates, 1))


class Place(nn.Module):
    """What a pixel's row and column add to the first layer's gates:
    the frame is seen also where no edge is within reach.

    A bias for every row and every column, which is what a 1x1 convolution over one-hot planes of both would give.
    """

    def __init__(self, channels: int, height: int, width: int):
        super().__init__()
        self.row = nn.Parameter(torch.zeros(4 * channels, height, 1))
        self.column = nn.Parameter(torch.zeros(4 * channels, 1, width))

    def forward(self) -> tuple[Tensor, Tensor]:
        """For the vertical and the horizontal gates, each ``(1, 2 * channels, h, w)``."""
        return tuple((self.row + self.column)[None].chunk(2, 1))


class GatedPixelCNN(AutoregressiveModel):
    """p(x), or p(x | class), without a blind spot.

    A pixel sees ``first // 2`` rows up, and ``kernel // 2`` times the dilation more for every further layer; as many
    columns to each side.

    Args:
        shape: of a picture, ``(channels, height, width)``; the planes of a colour pixel see each other in order, in the
            last layers.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        channels: of each stack.
        layers: how many, the first one included.
        kernel: of all layers but the first, odd.
        first: kernel of the first layer, odd.
        head: channels before the logits.
        dilations: of every layer, the first one's 1 (None: 1 for all), so that a network of the same size sees further.
        place: whether the first layer is told a pixel's row and column.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        levels: int = 2,
        classes: int = 0,
        channels: int = 32,
        layers: int = 10,
        kernel: int = 3,
        first: int = 7,
        head: int = 32,
        dilations: Sequence[int] | None = None,
        place: bool = False,
    ):
        super().__init__(shape, levels, classes, channels=channels, layers=layers, head=head)
        self.stack = GatedStack(self.shape[0], channels, layers, kernel, first, head, dilations)
        self.place = Place(channels, *self.shape[1:]) if place else None
        self.given = nn.Embedding(classes + 1, layers * 4 * channels) if classes else None
        self.head = Head(head, head, levels, self.shape[0])

    def biases(self, images: Tensor, labels: Tensor | None) -> list[tuple[Tensor, Tensor] | None] | None:
        """What class and place add to the gates of every layer, vertical and horizontal:
        ``(n, 2 * channels, 1, 1)`` each.

        The first layer's are maps ``(n, 2 * channels, h, w)`` where the network is told places. None of a layer, or of
        all, where nothing is added.
        """
        vectors = self.class_vectors(self.given, images, labels)
        layers = len(self.stack.layers)
        biases: list[tuple[Tensor, Tensor] | None] = [None] * layers
        if vectors is not None:
            every = vectors[:, :, None, None].chunk(2 * layers, 1)
            biases = list(zip(every[::2], every[1::2], strict=True))
        if self.place is not None:
            biases[0] = added(self.place(), biases[0], len(images))
        return biases if any(biases) else None

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` from pictures ``(n, *shape)``.

        Raises ValueError for other shapes.
        """
        picture = self.scale(images)
        return self.head(self.stack(picture, self.biases(images, labels)), picture).float()
