"""A convolutional (beta-)VAE for pictures of 64x64: black and white ones, or with a Gaussian likelihood any.

[1] Higgins et al., beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework, ICLR 2017
[2] Burgess et al., Understanding disentangling in beta-VAE, 2018, arXiv:1804.03599

Deviation from [2], where four strided convolutions of 32 channels stand on each side: blocks of 4x4 pixels become
channels first (space to depth) and last, so two convolutions are left on each side and a CPU needs a tenth of the work.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor, nn

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import PixelwiseModel

BLOCK = 4  # pixels a side that become channels
STRIDES = 4  # what the two convolutions of stride 2 shrink together


class ConvVAE(PixelwiseModel):
    """p(z) = N(0, I), q(z|x) a diagonal Gaussian, p(x|z) Bernoulli or Gaussian pixels; ``loss`` takes ``beta`` by name.

    Args:
        shape: of a picture; height and width are multiples of 16.
        latents: length of z.
        channels: of the outer convolution; the inner one has twice as many.
        width: of the hidden fully connected layer.
        likelihood: "bernoulli" for black and white, "gaussian" for greys and colours.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 64, 64),
        latents: int = 10,
        channels: int = 32,
        width: int = 256,
        likelihood: str = "bernoulli",
    ):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents, channels=channels, width=width), latents
        planes, height, rows = self.shape
        if height % (BLOCK * STRIDES) or rows % (BLOCK * STRIDES):
            raise ValueError(f"height and width must be multiples of {BLOCK * STRIDES}, not {height} and {rows}")
        blocks = planes * BLOCK * BLOCK
        small = (2 * channels, height // (BLOCK * STRIDES), rows // (BLOCK * STRIDES))
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(BLOCK),
            nn.Conv2d(blocks, channels, 4, stride=2, padding=1),
            nn.GELU(),
            nn.Conv2d(channels, 2 * channels, 4, stride=2, padding=1),
            nn.GELU(),
            nn.Flatten(),
            nn.Linear(math.prod(small), width),
            nn.GELU(),
            nn.Linear(width, 2 * latents),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latents, width),
            nn.GELU(),
            nn.Linear(width, math.prod(small)),
            nn.GELU(),
            nn.Unflatten(1, small),
            nn.ConvTranspose2d(2 * channels, channels, 4, stride=2, padding=1),
            nn.GELU(),
            nn.ConvTranspose2d(channels, blocks, 4, stride=2, padding=1),
            nn.PixelShuffle(BLOCK),
        )
        self.set_likelihood(likelihood)

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        self.check(images)
        mean, log_std = self.encoder(images).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.decoder(z).float().flatten(1)
