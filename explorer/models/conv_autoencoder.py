"""The colour VAE's network as a plain autoencoder: no noise, no prior, no regularisation.

[1] Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks, Science 313, 2006

Deviation from [1]: convolutions, trained from scratch on the squared error.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from explorer.models.autoencoder import CodeModel
from explorer.models.blocks import check_arguments
from explorer.models.pyramid import LAYERS, Growing, Shrinking, narrowing, widening


class ConvAutoencoder(CodeModel):
    """Pictures through a bottleneck of ``latents`` numbers; four convolutions down and four up, as in ``ColourVAE``.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        latents: length of z.
        channels: of the outermost layer; the inner ones have twice and four times as many.
        width: of the fully connected layer beside z.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, shape: Sequence[int] = (3, 64, 64), latents: int = 32, channels: int = 32, width: int = 256):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents, channels=channels, width=width), latents
        self.encoder = Shrinking(self.shape, channels, LAYERS)
        self.small = self.encoder.size
        self.to_code = narrowing(self.small, width, latents)
        self.from_code = widening(latents, width, self.small)
        self.decoder = Growing(self.shape, channels, LAYERS)
        self.set_codes()

    def code(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> their codes ``(n, latents)``."""
        self.check(images)
        return self.to_code(self.encoder(images)).float()

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""
        return torch.sigmoid(self.decoder(self.from_code(z).view(-1, *self.small)).float())
