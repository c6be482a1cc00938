"""A variational autoencoder of fully connected layers, for small pictures.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
[2] Dieng et al., Avoiding Latent Variable Collapse with Generative Skip Models, 2019, arXiv:1807.04863

Deviations from [1]: GELU instead of tanh, residual layers, and z enters every layer of the decoder, as in [2], so that
latents carry more. With likelihood="gaussian" the mean is a sigmoid and the log variance is learnt, one number for each
pixel that does not depend on z ([1] predicts it from z, which on 1,965 faces lets single pixels' density run away).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from explorer.capabilities import Posterior
from explorer.models.blocks import Layers, check_arguments
from explorer.models.latent import VariationalModel, log_bernoulli, log_gaussian

MIN_LOG_VARIANCE = -8.0  # a standard deviation of 0.018, about 5 of 256 grey levels


class VAE(VariationalModel):
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
        if likelihood not in ("bernoulli", "gaussian"):
            raise ValueError(f"likelihood must be bernoulli or gaussian, not {likelihood!r}")
        self.likelihood = likelihood
        pixels = math.prod(self.shape)
        self.encoder = Layers(pixels, width, depth)
        self.to_posterior = nn.Linear(width, 2 * latents)
        self.decoder = Layers(latents, width, depth, extra=latents)
        self.to_pixels = nn.Linear(width, pixels)
        if likelihood == "gaussian":
            self.log_variance = nn.Parameter(torch.full((pixels,), -4.0))

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        mean, log_std = self.to_posterior(self.encoder(2 * self.check(images) - 1)).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor) -> Tensor:
        """z ``(..., latents)`` -> ``(..., pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.to_pixels(self.decoder(z, z)).float()

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> the mean of p(x|z) ``(n, *shape)``."""
        return torch.sigmoid(self.logits(z)).view(-1, *self.shape)

    def log_prob(self, images: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats: ``images`` ``(n, *shape)``, ``z`` ``(k, n, latents)`` -> ``(k, n)``.

        A density where it is Gaussian.
        """
        logits = self.logits(z)
        if self.likelihood == "bernoulli":
            return log_bernoulli(images.flatten(1), logits)
        return log_gaussian(images.flatten(1), torch.sigmoid(logits), self.log_variance.clamp(min=MIN_LOG_VARIANCE))

    def pixel_std(self) -> Tensor | None:
        """Of a Gaussian likelihood the learnt standard deviation of each pixel ``(pixels,)``."""
        if self.likelihood == "bernoulli":
            return None
        return (0.5 * self.log_variance.clamp(min=MIN_LOG_VARIANCE)).exp()
