"""PixelCNN: a stack of masked convolutions, each pixel's distribution from the pixels above it and left of it.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759
[2] Hotaj, pytorch-generative, github.com/EugenHotaj/pytorch-generative: the small form with 54,000 parameters, 81.45
    nats on MNIST

Layers as in [1, table 1]: a 7x7 convolution with mask A, residual blocks of 1x1, 3x3 with mask B and 1x1, and two
layers of 1x1; numbers of blocks and channels from [2]. Deviations: [2] adds each block's input a second time, here it
is added once; the logits of all levels are given, for two levels two of them instead of one; a class, where there is
one, is a bias after the first layer.

Each 3x3 convolution sees one pixel further to the right only by going up a row, so that a pixel more than two columns
further right than it is rows up (the two come from the first layer) is never seen, however deep the network: the blind
spot. explorer.models.gated_pixelcnn has none. Dilations let the same weights see further up and to the left, and leave
the blind spot what it is: a block with dilation d goes d columns to the right by going d rows up.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.masked import MaskedConv2d


class Block(nn.Module):
    """``(n, channels, h, w)`` -> the same: half as many channels in between [1, figure 5, left]."""

    def __init__(self, channels: int, planes: int, dilation: int = 1):
        super().__init__()
        self.shrink = MaskedConv2d(channels, channels // 2, 1, "B", planes)
        self.middle = MaskedConv2d(channels // 2, channels // 2, 3, "B", planes, dilation)
        self.grow = MaskedConv2d(channels // 2, channels, 1, "B", planes)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.grow(F.relu(self.middle(F.relu(self.shrink(F.relu(x))))))


class PixelCNN(AutoregressiveModel):
    """p(x) by masked convolutions.

    Args:
        shape: of a picture, ``(channels, height, width)``; the planes of a colour pixel see each other in order.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        channels: of the residual blocks' ends, twice their middle's.
        blocks: how many.
        head: channels before the logits.
        dilations: of every block's 3x3 convolution, so that a network of the same size sees further; all 1 where None.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        levels: int = 2,
        classes: int = 0,
        channels: int = 32,
        blocks: int = 15,
        head: int = 32,
        dilations: Sequence[int] | None = None,
    ):
        super().__init__(shape, levels, classes, blocks=blocks, head=head, channels=channels // 2)
        dilations = list(dilations or [1] * blocks)
        if len(dilations) != blocks or min(dilations) < 1:
            raise ValueError(f"{blocks} dilations of at least 1 are expected, not {dilations}")
        planes = self.shape[0]
        self.first = MaskedConv2d(planes, channels, 7, "A", planes)
        self.given = nn.Embedding(classes + 1, channels) if classes else None
        self.blocks = nn.ModuleList(Block(channels, planes, dilation) for dilation in dilations)
        self.to_head = MaskedConv2d(channels, head, 1, "B", planes)
        self.to_logits = MaskedConv2d(head, planes * levels, 1, "B", planes)

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` from pictures ``(n, *shape)``.

        Raises ValueError for other shapes.
        """
        x = self.first(self.scale(images))
        vectors = self.class_vectors(self.given, images, labels)
        if vectors is not None:
            x = x + vectors[:, :, None, None]
        for block in self.blocks:
            x = block(x)
        return (
            self.to_logits(F.relu(self.to_head(F.relu(x))))
            .unflatten(1, (self.shape[0], self.levels))
            .transpose(1, 2)
            .float()
        )
