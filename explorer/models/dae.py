"""A convolutional denoising autoencoder: it is shown damaged pictures and learns to give back what was there.

[1] Vincent, Larochelle, Bengio and Manzagol, Extracting and Composing Robust Features with Denoising Autoencoders, ICML
    2008
[2] Alain and Bengio, What Regularized Auto-Encoders Learn from the Data-Generating Distribution, JMLR 2014,
    arXiv:1211.4246
[3] Ronneberger, Fischer and Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015,
    arXiv:1505.04597

Deviations from [1]: convolutions instead of one hidden layer, the squared error, and short-cuts around the bottleneck
[3], so that what a damage left in place need not go through it. No noise level is given: the network has to see it. For
Gaussian noise of one level its output is the posterior mean, x + sigma^2 times the gradient of log p(x) [2].
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.blocks import Convolutions, check_arguments, check_pictures


class DenoisingAutoencoder(nn.Module, PyTorchModelHubMixin):
    """Damaged pictures to clean ones.

    Args:
        shape: of a picture; height and width are multiples of 4.
        channels: at half the picture's resolution; a quarter has twice as many.
        depth: convolutions a level.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, shape: Sequence[int] = (1, 28, 28), channels: int = 48, depth: int = 2):
        super().__init__()
        self.shape = check_arguments(shape, channels=channels, depth=depth)
        planes, height, columns = self.shape
        if height % 4 or columns % 4:
            raise ValueError(f"height and width must be multiples of 4, not {height} and {columns}")
        self.down = Convolutions(4 * planes, channels, depth)
        self.shrink = nn.Conv2d(channels, 2 * channels, 2, stride=2)
        self.bottom = Convolutions(2 * channels, 2 * channels, depth)
        self.grow = nn.ConvTranspose2d(2 * channels, channels, 2, stride=2)
        self.up = Convolutions(2 * channels, channels, depth)
        self.to_pixels = nn.Conv2d(channels, 4 * planes, 3, padding=1)

    def denoise(self, images: Tensor) -> Tensor:
        """Damaged pictures ``(n, *shape)``, greys not clipped -> pictures ``(n, *shape)`` in [0, 1].

        Raises ValueError for other shapes.
        """
        return self.means(images).clamp(0, 1)

    def means(self, images: Tensor) -> Tensor:
        """What is learnt, before it is clamped to [0, 1] (a sigmoid here falls silent where nearly all is black)."""
        wide = self.down(
            F.pixel_unshuffle(check_pictures(images, self.shape), 2)
        )  # blocks of 2x2 pixels as channels: a quarter of the work
        deep = self.grow(self.bottom(F.gelu(self.shrink(wide))))
        return F.pixel_shuffle(self.to_pixels(self.up(torch.cat([wide, deep], 1))), 2).float()

    def forward(self, damaged: Tensor, images: Tensor) -> Tensor:
        """Half the squared error of each picture ``(n,)``, summed over its pixels: in nats, up to a constant,
        as the autoencoder's.
        """
        return 0.5 * (self.means(damaged) - images).square().flatten(1).sum(-1)

    def loss(self, damaged: Tensor, images: Tensor) -> Tensor:
        """The mean of ``forward``."""
        return self(damaged, images).mean()
