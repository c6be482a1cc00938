"""A convolutional VAE with one vector of latents for colour pictures of any size: four layers down, four up.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
[2] Rybkin, Daniilidis and Levine, Simple and Effective VAE Training with Calibrated Decoders (sigma-VAE), ICML 2021
[3] Salimans et al., PixelCNN++, 2017, arXiv:1701.05517

Pixels are logistic, cut into 256 levels [3, eq. 2], with scales that are learnt with the network and do not depend on
z: so the weight of reconstruction against KL is learnt, not chosen [2, where it is Gaussian with one scale].
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import PixelwiseModel
from explorer.models.pyramid import LAYERS, Growing, Shrinking, narrowing, widening


class ColourVAE(PixelwiseModel):
    """p(z) = N(0, I), q(z|x) a diagonal Gaussian, p(x|z) one logistic (or Gaussian, or Bernoulli) a value.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        latents: length of z.
        channels: of the outermost layer; the inner ones have twice and four times as many.
        width: of the fully connected layer beside z.
        likelihood: "logistic" or "gaussian" for greys and colours, "bernoulli" for black and white.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (3, 64, 64),
        latents: int = 32,
        channels: int = 32,
        width: int = 256,
        likelihood: str = "logistic",
    ):
        super().__init__()
        self.shape, self.latents = check_arguments(shape, latents=latents, channels=channels, width=width), latents
        self.encoder = Shrinking(self.shape, channels, LAYERS)
        self.small = self.encoder.size
        self.to_posterior = narrowing(self.small, width, 2 * latents)
        self.from_latents = widening(latents, width, self.small)
        self.decoder = Growing(self.shape, channels, LAYERS)
        self.set_likelihood(likelihood)

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        self.check(images)
        mean, log_std = self.to_posterior(self.encoder(images)).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.decoder(self.from_latents(z).view(-1, *self.small)).float().flatten(1)
