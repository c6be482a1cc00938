"""The residual VAE's network as a plain autoencoder: no noise, no prior, no regularisation.

[1] Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks, Science 313, 2006

Deviation from [1]: convolutions, trained from scratch on the squared error.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from explorer.models.autoencoder import CodeModel
from explorer.models.blocks import check_arguments
from explorer.models.pyramid import narrowing
from explorer.models.residual import growing, shrinking, small_shape


class ResidualAutoencoder(CodeModel):
    """Pictures through a bottleneck of ``latents`` numbers, by the layers of ``ResidualVAE``.

    Args:
        shape: of a picture, ``(channels, height, width)``; height and width are multiples of 4.
        latents: length of z.
        channels: of the outer features; the inner ones have twice as many.
        width: of the fully connected layer beside z.
        blocks: residual blocks at each size.

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
    ):
        super().__init__()
        self.shape = check_arguments(shape, latents=latents, channels=channels, width=width, blocks=blocks)
        self.latents = latents
        self.encoder = shrinking(self.shape[0], channels, blocks)
        self.to_code = narrowing(small_shape(self.shape, channels), width, latents)
        self.decoder = growing(latents, width, self.shape, channels, blocks)
        self.set_codes()

    def code(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> their codes ``(n, latents)``."""
        self.check(images)
        return self.to_code(self.encoder(2 * images - 1)).float()

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""
        return torch.sigmoid(self.decoder(z).float())
