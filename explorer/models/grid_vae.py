"""A convolutional VAE whose latents are a stack of N x N maps: every place of the picture has latents of its own.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
[2] Vahdat and Kautz, NVAE: A Deep Hierarchical Variational Autoencoder, 2020, arXiv:2007.03898: groups of such maps

Four convolutions down and four up, and no fully connected layer between: the decoder treats all places alike, so that
latents moved by a cell move the picture by as many pixels, but for its edges. The prior is N(0, I), so places know
nothing of each other in a draw; what that costs, draws show.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import Posterior
from explorer.models.blocks import check_arguments
from explorer.models.latent import PixelwiseModel
from explorer.models.pyramid import LAYERS, WIDTHS, Growing, Shrinking


class GridVAE(PixelwiseModel):
    """p(z) = N(0, I) over ``maps`` x rows x columns latents, q(z|x) a diagonal Gaussian, p(x|z) a logistic a value.

    z is the maps flattened, ``(n, maps * rows * columns)``, as ``groups`` says.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        maps: latents at each place.
        halvings: how often the picture is halved before its latents: 3 of 64 pixels a side leave 8.
        channels: of the outermost layer; the inner ones have twice and four times as many.
        likelihood: "logistic" or "gaussian" for greys and colours, "bernoulli" for black and white.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (3, 64, 64),
        maps: int = 4,
        halvings: int = 3,
        channels: int = 32,
        likelihood: str = "logistic",
    ):
        super().__init__()
        self.shape = check_arguments(shape, maps=maps, channels=channels)
        if not 1 <= halvings <= LAYERS:
            raise ValueError(f"halvings must be 1 to {LAYERS}, not {halvings}")
        self.encoder = Shrinking(self.shape, channels, halvings)
        inner = channels * WIDTHS[-1]
        self.to_posterior = nn.Conv2d(inner, 2 * maps, 1)
        self.from_latents = nn.Conv2d(maps, inner, 3, padding=1)
        self.decoder = Growing(self.shape, channels, halvings)
        self.groups = ((maps, *self.encoder.size[1:]),)
        self.latents = maps * self.encoder.size[1] * self.encoder.size[2]
        self.set_likelihood(likelihood)

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``."""
        self.check(images)
        mean, log_std = self.to_posterior(self.encoder(images)).float().chunk(2, 1)
        return Posterior(mean.flatten(1), log_std.clamp(-10, 10).exp().flatten(1))

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        return self.decoder(F.gelu(self.from_latents(z.view(-1, *self.groups[0])))).float().flatten(1)
