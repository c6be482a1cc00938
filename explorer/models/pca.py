"""Principal components: the linear autoencoder in closed form, what every bottleneck has to beat.

[1] Pearson, On Lines and Planes of Closest Fit to Systems of Points in Space, Philosophical Magazine 2, 1901
[2] Tipping and Bishop, Probabilistic Principal Component Analysis, JRSS B 61, 1999

Deviation from [1]: pictures are clamped to [0, 1] after decoding. A Gaussian over the coefficients, as in [2] without
its noise, gives something to sample from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import LatentModel, noise_like

if TYPE_CHECKING:
    from sklearn.decomposition import PCA as Fitted


def principal(images: np.ndarray, latents: int, seed: int) -> Fitted:
    """scikit-learn's components of pictures ``(n, *shape)``, uint8 or float in [0, 1].

    Raises ValueError where there are fewer than ``latents`` pictures.
    """
    from sklearn.decomposition import PCA as Fitted

    images = np.asarray(images)
    scale = 255 if images.dtype == np.uint8 else 1
    return Fitted(latents, random_state=seed).fit(images.reshape(len(images), -1).astype(np.float32) / scale)


class PCA(LatentModel):
    """Pictures as a mean and ``latents`` coefficients, the largest variance first.

    Attributes:
        mean: ``(pixels,)``.
        components: ``(latents, pixels)``, orthonormal rows.
        deviations: ``(latents,)``, of the coefficients over the training pictures; falling.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, shape: Sequence[int] = (1, 28, 28), latents: int = 50):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents), latents
        pixels = math.prod(self.shape)
        if latents > pixels:
            raise ValueError(f"pictures of {pixels} numbers have at most {pixels} components, not {latents}")
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("components", torch.eye(latents, pixels))
        self.register_buffer("deviations", torch.ones(latents))

    @classmethod
    def fit(cls, images: np.ndarray, latents: int = 50, seed: int = 0) -> PCA:
        """The components of pictures ``(n, *shape)``, uint8 or float in [0, 1].

        Raises ValueError where there are fewer than ``latents`` pictures.
        """
        fitted, model = principal(images, latents, seed), cls(np.shape(images)[1:], latents)
        model.mean.copy_(torch.from_numpy(fitted.mean_))
        model.components.copy_(torch.from_numpy(fitted.components_))
        model.deviations.copy_(torch.from_numpy(fitted.explained_variance_).sqrt())
        return model.eval()

    def first(self, latents: int) -> PCA:
        """The PCA with the first ``latents`` components: that of lower dimension, as components are nested.

        Raises ValueError.
        """
        if not 1 <= latents <= self.latents:
            raise ValueError(f"1 to {self.latents} components can be taken, not {latents}")
        model = type(self)(self.shape, latents)
        model.mean.copy_(self.mean)
        model.components.copy_(self.components[:latents])
        model.deviations.copy_(self.deviations[:latents])
        return model.eval()

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)``, clipped or not -> their coefficients as mean ``(n, latents)``, with std = 0."""
        mean = (self.check(images) - self.mean) @ self.components.T
        return Posterior(mean, torch.zeros_like(mean))

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)``, clamped to [0, 1]."""
        return (self.mean + z @ self.components).clamp(0, 1).view(-1, *self.shape)

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)`` from N(0, diag(deviations^2)); ``temperature`` scales the deviation."""
        return temperature * self.deviations * noise_like((n, self.latents), self.deviations, generator)
