"""Probabilistic principal components: a linear latent variable model, in which the likelihood, the posterior and the
evidence p(x) all have a closed form.

[1] Tipping and Bishop, Probabilistic Principal Component Analysis, JRSS B 61, 1999

z ~ N(0, I) and x = W z + b + sigma * noise. With columns of W that are orthogonal, as those of the solution of greatest
likelihood are [1, eq. 7], the posterior is a diagonal Gaussian, which is what ``encode`` returns: no approximation, so
that the ELBO is the evidence itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import VariationalModel, log_gaussian, noise_like
from explorer.models.pca import principal


class ProbabilisticPCA(VariationalModel):
    """Pictures as b + W z with z ~ N(0, I), and noise of one variance on every pixel.

    Attributes:
        mean: b ``(pixels,)``.
        weight: W transposed ``(latents, pixels)``, orthogonal rows, the longest first.
        variance: sigma^2, of the noise ``()``.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, shape: Sequence[int] = (1, 28, 28), latents: int = 50):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents), latents
        pixels = math.prod(self.shape)
        if latents >= pixels:
            raise ValueError(f"pictures of {pixels} numbers have fewer latents than that, not {latents}")
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("weight", torch.eye(latents, pixels))
        self.register_buffer("variance", torch.ones(()))

    @classmethod
    def fit(cls, images: np.ndarray, latents: int = 50, seed: int = 0) -> ProbabilisticPCA:
        """The model of greatest likelihood [1, eqs. 7 and 8] of pictures ``(n, *shape)``, uint8 or float in [0, 1].

        Raises ValueError where there are fewer than ``latents`` pictures.
        """
        fitted, model = principal(images, latents, seed), cls(np.shape(images)[1:], latents)
        lengths = np.sqrt(np.maximum(fitted.explained_variance_ - fitted.noise_variance_, 0))
        model.mean.copy_(torch.from_numpy(fitted.mean_))
        model.weight.copy_(torch.from_numpy(lengths[:, None] * fitted.components_))
        model.variance.fill_(float(fitted.noise_variance_))
        return model.eval()

    @property
    def precision(self) -> Tensor:
        """How much narrower than the prior each latent's posterior is ``(latents,)``: 1 + |w|^2 / sigma^2."""
        return 1 + self.weight.square().sum(1) / self.variance

    def project(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures ``(n, *shape)`` -> (x - b) ``(n, pixels)`` and W^T (x - b) ``(n, latents)``."""
        centred = self.check(images) - self.mean
        return centred, centred @ self.weight.T

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` -> the posterior p(z|x) itself [1, section 3.2], mean and std ``(n, latents)``."""
        _, projected = self.project(images)
        mean = projected / self.variance / self.precision
        return Posterior(mean, self.precision.rsqrt().expand_as(mean))

    def linear(self, z: Tensor) -> Tensor:
        """z ``(..., latents)`` -> W z + b ``(..., pixels)``, which may leave [0, 1]."""
        return self.mean + z @ self.weight

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> the mean of p(x|z) ``(n, *shape)``, clamped to [0, 1]."""
        return self.linear(z).clamp(0, 1).view(-1, *self.shape)

    def log_prob(self, images: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats, a density: ``images`` ``(n, *shape)``, ``z`` ``(k, n, latents)`` -> ``(k, n)``."""
        mean = self.linear(z)
        return log_gaussian(self.check(images), mean, self.variance.log().expand(mean.shape[-1]))

    def pixel_std(self) -> Tensor:
        """Standard deviation of each pixel under p(x|z) ``(pixels,)``: sigma."""
        return self.variance.sqrt().expand(math.prod(self.shape))

    def evidence(self, images: Tensor) -> Tensor:
        """log p(x) = log N(x; b, W W^T + sigma^2 I) in nats ``(n,)``, exactly [1, eq. 4]; a density."""
        centred, projected = self.project(images)
        pixels, precision = centred.shape[1], self.precision
        distance = (centred.square().sum(1) - (projected.square() / (self.variance * precision)).sum(1)) / self.variance
        log_determinant = pixels * self.variance.log() + precision.log().sum()
        return -0.5 * (pixels * math.log(2 * math.pi) + log_determinant + distance)

    def elbo(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """The evidence ``(n,)``: q(z|x) is the posterior, and the bound has no gap."""
        return self.evidence(images)

    def log_likelihood(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """The evidence ``(n,)``: weighted with the posterior, every draw gives it."""
        return self.evidence(images)

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)`` from N(0, temperature^2 I)."""
        return temperature * noise_like((n, self.latents), self.mean, generator)
