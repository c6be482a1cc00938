"""A plain autoencoder: the VAE's network without noise, without a prior, without regularisation.

[1] Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks, Science 313, 2006

Deviation from [1]: trained from scratch on the squared error, with GELU and residual layers; no pretraining by RBMs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn

from explorer.capabilities import Posterior
from explorer.models.blocks import Layers, check_arguments
from explorer.models.latent import LatentModel, noise_like


class CodeModel(LatentModel):
    """An autoencoder of any network: what its codes are trained on, and how one draws from them.

    It has no prior; ``sample`` draws from a Gaussian with the mean and deviation of each dimension of the training
    set's codes, which ``fit_codes`` keeps with the weights. What comes out between the codes shows what a VAE's prior
    buys.
    """

    def set_codes(self) -> None:
        """Room for the Gaussian over codes, once ``latents`` is known."""
        self.register_buffer("code_mean", torch.zeros(self.latents))
        self.register_buffer("code_std", torch.ones(self.latents))

    def code(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> their codes ``(n, latents)``."""
        raise TypeError(f"{type(self).__name__} does not say how it encodes")

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> their codes as mean ``(n, latents)``, with std = 0."""
        mean = self.code(images)
        return Posterior(mean, torch.zeros_like(mean))

    def forward(self, images: Tensor) -> Tensor:
        """Half the squared error of each picture ``(n,)``, summed over its pixels: -log N(x; decoded, I) in nats,
        up to a constant.
        """
        return 0.5 * (self.decode(self.encode(images).mean) - images).square().flatten(1).sum(-1)

    def loss(self, images: Tensor) -> Tensor:
        """The mean of ``forward``: half the squared error summed over pixels, averaged over pictures."""
        return self(images).mean()

    @torch.no_grad()
    def fit_codes(self, codes: Tensor) -> None:
        """Keep mean and deviation of ``codes`` ``(n, latents)`` as the Gaussian to sample from."""
        self.code_mean.copy_(codes.mean(0))
        self.code_std.copy_(codes.std(0))

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)`` from the Gaussian fitted to the codes; ``temperature`` scales its deviation."""
        return self.code_mean + temperature * self.code_std * noise_like((n, self.latents), self.code_mean, generator)


class Autoencoder(CodeModel):
    """Pictures through a bottleneck of ``latents`` numbers, by fully connected layers.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        latents: length of z.
        width, depth: of the hidden layers, the same in encoder and decoder.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, shape: Sequence[int] = (1, 28, 28), latents: int = 2, width: int = 512, depth: int = 2):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents, width=width, depth=depth), latents
        pixels = math.prod(self.shape)
        self.encoder = Layers(pixels, width, depth)
        self.to_code = nn.Linear(width, latents)
        self.decoder = Layers(latents, width, depth, extra=latents)
        self.to_pixels = nn.Linear(width, pixels)
        self.set_codes()

    def code(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> their codes ``(n, latents)``."""
        return self.to_code(self.encoder(2 * self.check(images) - 1)).float()

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""
        return torch.sigmoid(self.to_pixels(self.decoder(z, z)).float()).view(-1, *self.shape)
