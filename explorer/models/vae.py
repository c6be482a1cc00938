"""A variational autoencoder of fully connected layers, for small pictures.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
[2] Dieng et al., Avoiding Latent Variable Collapse with Generative Skip Models, 2019, arXiv:1807.04863

Deviations from [1]: GELU instead of tanh, residual layers, and z enters every layer of the decoder, as in [2], so that
latents carry more. The likelihoods are those of explorer.models.latent.PixelwiseModel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor, nn

from explorer.capabilities import Posterior
from explorer.models.blocks import Layers, check_arguments
from explorer.models.latent import PixelwiseModel


class VAE(PixelwiseModel):
    """p(z) = N(0, I), q(z|x) a diagonal Gaussian, p(x|z) Bernoulli or Gaussian pixels.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        latents: length of z.
        width, depth: of the hidden layers, the same in encoder and decoder.
        likelihood: "bernoulli" for (binarized) black and white, "gaussian" for greys with a learnt variance per pixel.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        latents: int = 2,
        width: int = 512,
        depth: int = 2,
        likelihood: str = "bernoulli",
    ):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents, width=width, depth=depth), latents
        pixels = math.prod(self.shape)
        self.encoder = Layers(pixels, width, depth)
        self.to_posterior = nn.Linear(width, 2 * latents)
        self.decoder = Layers(latents, width, depth, extra=latents)
        self.to_pixels = nn.Linear(width, pixels)
        self.set_likelihood(likelihood)

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        mean, log_std = self.to_posterior(self.encoder(2 * self.check(images) - 1)).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.to_pixels(self.decoder(z, z)).float()
