"""PixelCNN++: greys as a smooth distribution over 256 levels, and a network that also looks at half and quarter size.

[1] Salimans, Karpathy, Chen and Kingma, PixelCNN++: Improving the PixelCNN with Discretized Logistic Mixture Likelihood
    and Other Modifications, 2017, arXiv:1701.05517

A pixel is not one of 256 unrelated classes: a few logistic distributions are mixed, cut into levels as
``explorer.models.logistic`` says. Two streams, as in the code of [1]: one knows the rows above, one also the pixels to
the left; both go down to smaller maps and back up [1, section 2.3], with short-cuts from each block on the way down to
the one of its size on the way up [1, section 2.4].

Deviations: a form for one CPU core (by default 24 channels and 1 block a size instead of 160 and 5, 5 logistics instead
of 10, no dropout, no weight normalisation); the picture is shifted once, at the input; larger maps are the repeated
smaller ones after a 1x1 convolution; a class is a bias at the input.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.logistic import log_bins

MIN_LOG_SCALE = -7.0  # as in [1]: a logistic far narrower than one of 256 levels
NARROW = -3.0  # log of the scale that training begins with, a twentieth of the range of greys
MAX_LOG_SCALE = 7.0  # wider, a level between the edges has no probability left that float32 could tell from none


class Shifted(nn.Conv2d):
    """``(n, inputs, h, w)`` -> ``(n, outputs, h, w)``, half as high and wide (rounded up) with a stride of 2:
    from here and above, or here, above and left.

    ``above``: two rows of three pixels, the lower middle one its own place. Otherwise two rows of two, the lower right
    one its own place.
    """

    def __init__(self, inputs: int, outputs: int, above: bool, stride: int = 1):
        super().__init__(inputs, outputs, (2, 3 if above else 2), stride)
        self.around = (1, int(above), 1, 0)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, self.around))


def both_signs(x: Tensor) -> Tensor:
    """``(n, channels, h, w)`` -> ``(n, 2 * channels, h, w)``: the exponential linear unit of x and of -x."""
    return F.elu(torch.cat([x, -x], 1))


class Block(nn.Module):
    """A gated residual block ``(n, channels, h, w)`` -> the same, which also sees ``aside`` ``(n, beside, h, w)``."""

    def __init__(self, channels: int, above: bool, beside: int = 0):
        super().__init__()
        self.first = Shifted(2 * channels, channels, above)
        self.aside = nn.Conv2d(2 * beside, channels, 1) if beside else None
        self.second = Shifted(2 * channels, 2 * channels, above)

    def forward(self, x: Tensor, aside: Tensor | None = None) -> Tensor:
        hidden = self.first(both_signs(x))
        if self.aside is not None:
            hidden = hidden + self.aside(both_signs(aside))
        return x + F.glu(self.second(both_signs(hidden)), 1)


class Pair(nn.Module):
    """One block of both streams; the left one is told what the one above found.

    ``shortcut`` says whether each sees one of its own features again.
    """

    def __init__(self, channels: int, shortcut: bool):
        super().__init__()
        self.above = Block(channels, True, channels if shortcut else 0)
        self.left = Block(channels, False, 2 * channels if shortcut else channels)

    def forward(self, above: Tensor, left: Tensor, again: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        if again is None:
            above = self.above(above)
            return above, self.left(left, above)
        above = self.above(above, again[0])
        return above, self.left(left, torch.cat([above, again[1]], 1))


class PixelCNNPP(AutoregressiveModel):
    """p(x) as a mixture of discretised logistics for each pixel.

    Args:
        shape: of a picture, ``(channels, height, width)``, of one or three channels.
        levels: grey levels of a pixel.
        classes: how many; 0 for an unconditional model.
        channels: of each stream.
        blocks: for each size, on the way down and again on the way up.
        sizes: how many; each half of the one before.
        mixtures: logistics for each pixel.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        levels: int = 256,
        classes: int = 0,
        channels: int = 24,
        blocks: int = 1,
        sizes: int = 3,
        mixtures: int = 5,
    ):
        super().__init__(shape, levels, classes, channels=channels, blocks=blocks, sizes=sizes, mixtures=mixtures)
        planes = self.shape[0]
        if planes not in (1, 3):
            raise ValueError(f"pictures have 1 or 3 channels, not {planes}")
        self.mixtures = mixtures
        # one input is 1 everywhere, so that mid-grey differs from what lies around the picture [1, code]
        self.from_above = Shifted(planes + 1, channels, True)
        self.row_above = nn.Conv2d(planes + 1, channels, (1, 3), padding=(0, 1))
        self.from_left = nn.Conv2d(planes + 1, channels, (2, 1))
        self.given = nn.Embedding(classes + 1, 2 * channels) if classes else None
        self.down = nn.ModuleList(nn.ModuleList(Pair(channels, False) for _ in range(blocks)) for _ in range(sizes))
        self.shrink = nn.ModuleList(
            nn.ModuleList(Shifted(channels, channels, above, 2) for above in (True, False)) for _ in range(sizes - 1)
        )
        self.grow = nn.ModuleList(
            nn.ModuleList(nn.Conv2d(channels, channels, 1) for _ in range(2)) for _ in range(sizes - 1)
        )
        self.up = nn.ModuleList(nn.ModuleList(Pair(channels, True) for _ in range(blocks)) for _ in range(sizes))
        self.to_mixture = nn.Conv2d(channels, mixtures * (1 + 2 * planes + planes * (planes - 1) // 2), 1)
        self._spread()

    @torch.no_grad()
    def _spread(self) -> None:
        """Begin with narrow logistics that share the greys among them; from means in one place most are never used."""
        planes, bias = self.shape[0], self.to_mixture.bias
        weights, rest = bias.split([self.mixtures, bias.numel() - self.mixtures])
        means, scales, slopes = rest.view(self.mixtures, -1).split([planes, planes, planes * (planes - 1) // 2], 1)
        means.copy_(torch.linspace(-1, 1, self.mixtures)[:, None].expand_as(means))
        scales.fill_(NARROW)
        for even in (weights, slopes):
            even.zero_()

    def features(self, picture: Tensor, vectors: Tensor | None) -> Tensor:
        """``(n, channels, h, w)`` that know the pixels before each; ``picture`` in [-1, 1]."""
        picture = torch.cat([picture, torch.ones_like(picture[:, :1])], 1)
        below, right = F.pad(picture, (0, 0, 1, -1)), F.pad(picture, (1, -1))
        above, left = self.from_above(below), self.row_above(below) + self.from_left(F.pad(right, (0, 0, 1, 0)))
        if vectors is not None:
            bias_above, bias_left = vectors[:, :, None, None].chunk(2, 1)
            above, left = above + bias_above, left + bias_left
        kept = []
        for size, pairs in enumerate(self.down):
            if size:
                above, left = (
                    layer(stream) for layer, stream in zip(self.shrink[size - 1], (above, left), strict=True)
                )
            for pair in pairs:
                above, left = pair(above, left)
                kept.append((above, left))
        for size in reversed(range(len(self.up))):
            for pair in self.up[size]:
                above, left = pair(above, left, kept.pop())
            if size:
                above, left = (
                    self._repeat(layer(stream), kept[-1][0])
                    for layer, stream in zip(self.grow[size - 1], (above, left), strict=True)
                )
        return F.elu(left)

    @staticmethod
    def _repeat(x: Tensor, like: Tensor) -> Tensor:
        """Every pixel twice in both directions, cut to the size of ``like``;
        it then stands at or after the place it had.
        """
        return x.repeat_interleave(2, 2).repeat_interleave(2, 3)[..., : like.shape[2], : like.shape[3]]

    def mixture(self, images: Tensor, labels: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """Log weights ``(n, mixtures, h, w)``, means and log scales ``(n, mixtures, *shape)``, for greys in [-1, 1].

        The means of green and blue move with the planes before them at the same pixel [1, eq. 3].
        """
        picture = self.scale(images)
        planes, (height, width) = self.shape[0], self.shape[1:]
        out = self.to_mixture(self.features(picture, self.class_vectors(self.given, images, labels))).float()
        weights, rest = out[:, : self.mixtures].log_softmax(1), out[:, self.mixtures :]
        means, scales, slopes = rest.view(len(images), self.mixtures, -1, height, width).split(
            [planes, planes, planes * (planes - 1) // 2], 2
        )
        if planes == 3:
            red, green, _ = picture.unsqueeze(1).unbind(2)
            first, second, third = torch.tanh(slopes).unbind(2)
            means = means + torch.stack([torch.zeros_like(first), first * red, second * red + third * green], 2)
        return weights, means, scales.clamp(MIN_LOG_SCALE, MAX_LOG_SCALE)

    def pixel_log_prob(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(pixel | pixels before it) ``(n, *shape)`` in nats, from the mixture.

        Raises ValueError where a pixel is unknown.
        """
        levels = self.known(images)
        weights, means, scales = self.mixture(images, labels)
        joint = (weights.unsqueeze(2) + log_bins(levels.unsqueeze(1), means, scales, self.levels).cumsum(2)).logsumexp(
            1
        )
        return torch.cat(
            [joint[:, :1], joint[:, 1:] - joint[:, :-1]], 1
        )  # planes share the choice of a logistic: each tells the next which

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(level | pixels before it) of every level of every pixel ``(n, levels, *shape)``; they sum to one,
        edges included.
        """
        weights, means, scales = self.mixture(images, labels)
        own = self.quantize(images).clamp(min=0)
        every = torch.arange(self.levels, device=images.device)[:, None, None]
        planes = []
        for plane in range(self.shape[0]):
            mean, scale = means[:, :, plane], scales[:, :, plane]
            bins = log_bins(every, mean.unsqueeze(2), scale.unsqueeze(2), self.levels)
            planes.append((weights.unsqueeze(2) + bins).logsumexp(1))
            weights = (weights + log_bins(own[:, None, plane], mean, scale, self.levels)).log_softmax(1)
        return torch.stack(planes, 2)
