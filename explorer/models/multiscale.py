"""A multi-scale PixelCNN: a small picture first, then each larger one around it.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759, section 3.6
[2] Reed et al., Parallel Multiscale Autoregressive Density Estimation, 2017, arXiv:1703.03664
[3] van den Oord et al., Conditional Image Generation with PixelCNN Decoders, 2016, arXiv:1606.05328

The small picture is every other row and column of the larger one, which is every other row and column of the next. So
nothing is said twice: each pixel of the full picture belongs to the first scale that holds it, and is drawn there, row
by row, given all smaller scales and what came before it in its own. This is the chain rule in another order (see
``MultiScale.order``), and

    log p(x) = log p(7x7) + log p(14x14 | 7x7) + log p(28x28 | 14x14)

is the exact log-probability of the full picture, each term a sum over the pixels that are new. In [1] the larger
network paints the small one's pixels again, so that its picture's probability would be a sum over all small ones; here,
as in [2], it does not.

Every scale is a Gated PixelCNN [3]. What the smaller picture says reaches the first layer's gates as a map [3, eq. 5],
made of it by two convolutions, free to look at all of it, and one that doubles its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.gated_pixelcnn import GatedPixelCNN


class Larger(GatedPixelCNN):
    """A Gated PixelCNN that is shown every other row and column of its picture beforehand.

    Arguments as its parent's.
    """

    def __init__(self, shape: Sequence[int], levels: int, classes: int, channels: int, **given: Any):
        super().__init__(shape, levels, classes, channels, **given)
        self.look = nn.Sequential(
            nn.Conv2d(self.shape[0], channels, 5, padding=2),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(channels, 4 * channels, 2, stride=2),
        )

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits ``(n, levels, *shape)``; those of every other row and column are of no use,
        as these pixels are known to all others.
        """
        picture = self.scale(images)
        height, width = self.shape[1:]
        maps = self.look(picture[:, :, ::2, ::2])[:, :, :height, :width].chunk(2, 1)
        given = self.biases(images, labels) or [None] * len(self.stack.layers)
        given[0] = maps if given[0] is None else (maps[0] + given[0][0], maps[1] + given[0][1])
        return self.head(self.stack(picture, given), picture).float()


class MultiScale(AutoregressiveModel):
    """p(x) scale by scale.

    Args:
        shape: of the full picture, ``(channels, height, width)``.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        scales: how many; each has half the rows and columns of the next, rounded up.
        channels: of each stack, at every scale.
        layers: how many, at every scale.
        head: channels before the logits.
        dilations: of the layers of every scale's stack, the first one's 1 (None: 1 for all).
        place: whether every stack's first layer is told a pixel's row and column.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        levels: int = 2,
        classes: int = 0,
        scales: int = 3,
        channels: int = 24,
        layers: int = 6,
        head: int = 32,
        dilations: Sequence[int] | None = None,
        place: bool = False,
    ):
        super().__init__(shape, levels, classes, scales=scales, channels=channels, layers=layers, head=head)
        planes, height, width = self.shape
        self.steps = [2**scale for scale in reversed(range(scales))]
        shapes = [(planes, -(-height // step), -(-width // step)) for step in self.steps]
        if len(set(shapes)) < scales:
            raise ValueError(f"a picture of {height}x{width} has no {scales} sizes")
        given = {"channels": channels, "layers": layers, "head": head, "dilations": dilations, "place": place}
        self.scales = nn.ModuleList(
            (Larger if index else GatedPixelCNN)(size, levels, classes, **given) for index, size in enumerate(shapes)
        )

    def order(self) -> list[tuple[int, int]]:
        """Rows and columns ``(y, x)`` of all pixels as they are drawn: scale by scale,
        in each row by row those that are new.
        """
        places: dict[tuple[int, int], None] = {}
        for step in self.steps:
            places.update(((y, x), None) for y in range(0, self.shape[1], step) for x in range(0, self.shape[2], step))
        return list(places)

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` from pictures ``(n, *shape)``,
        each from the scale that draws it.

        A pixel depends on those before it in ``order``: beside all that is above and left at its own scale, on every
        smaller scale as a whole. Raises ValueError for other shapes.
        """
        self.check(images)
        together = None
        for step, network in zip(self.steps, self.scales, strict=True):
            logits = network.pixel_logits(images[..., ::step, ::step], labels)
            if together is not None:
                logits = logits.clone()
                logits[..., ::2, ::2] = together
            together = logits
        return together
