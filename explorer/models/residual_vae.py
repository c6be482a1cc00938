"""A convolutional VAE with one vector of latents and residual blocks, for small pictures.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import PixelwiseModel
from explorer.models.pyramid import narrowing
from explorer.models.residual import growing, shrinking, small_shape


class ResidualVAE(PixelwiseModel):
    """p(z) = N(0, I), q(z|x) a diagonal Gaussian, p(x|z) Bernoulli or Gaussian pixels.

    Args:
        shape: of a picture, ``(channels, height, width)``; height and width are multiples of 4.
        latents: length of z.
        channels: of the outer features; the inner ones have twice as many.
        width: of the fully connected layer beside z.
        blocks: residual blocks at each size.
        likelihood: "bernoulli" for (binarized) black and white, "gaussian" for greys with a learnt variance per pixel.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        latents: int = 50,
        channels: int = 24,
        width: int = 256,
        blocks: int = 1,
        likelihood: str = "bernoulli",
    ):
        super().__init__()
        self.shape = check_arguments(shape, latents=latents, channels=channels, width=width, blocks=blocks)
        self.latents = latents
        self.small = small_shape(self.shape, channels)
        self.encoder = shrinking(self.shape[0], channels, blocks)
        self.to_posterior = narrowing(self.small, width, 2 * latents)
        self.decoder = growing(latents, width, self.shape, channels, blocks)
        self.set_likelihood(likelihood)

    @property
    def numbers(self) -> int:
        """Those of the outer features."""
        return 2 * math.prod(self.small)

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        self.check(images)
        mean, log_std = self.to_posterior(self.encoder(2 * images - 1)).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.decoder(z).float().flatten(1)
