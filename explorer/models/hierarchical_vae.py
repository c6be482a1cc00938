"""A VAE with groups of latents from coarse to fine, each given those above it; prior and posterior share one path down.

[1] Sonderby, Raiko, Maaloe, Sonderby and Winther, Ladder Variational Autoencoders, 2016, arXiv:1602.02282
[2] Vahdat and Kautz, NVAE: A Deep Hierarchical Variational Autoencoder, 2020, arXiv:2007.03898
[3] Kingma et al., Improving Variational Inference with Inverse Autoregressive Flow, 2016, arXiv:1606.04934

p(z) = prod_l p(z_l | z_<l), all diagonal Gaussians whose parameters come from one state that is carried down; the
picture is drawn from the state after the finest group. Features of the picture are made once on the way up; q goes down
the same path as p and adds them [1, figure 1d; 3, section 5]. The posterior is residual [2, section 3.2]: where the
prior is N(m, s^2), q is N(m + s a, (s b)^2), so that a = 0 and b = 1 cost nothing, and a group's KL hangs on a and b
alone.

Deviations: a is in units of s (in [2] it is not); a group is one Gaussian of maps rather than several; no batch or
spectral normalisation, no squeeze and excitation, no flows; sizes are pooled and stretched, so that any may follow.
Against collapse of the upper groups stand a warm-up of the KL, as in [1], and free bits [3, eq. 15]: both the recipe's.

z here is the noise (z_l - m) / s of all groups, flattened end to end: N(0, I) under the prior, N(a, b^2) under q.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import Posterior
from explorer.models.blocks import ResidualBlock, begin_small, check_arguments
from explorer.models.latent import PixelwiseModel, Terms, noise_like

REACH = 4.0  # the logarithm of a deviation stays within it


def bounded(x: Tensor) -> Tensor:
    """``x`` between -REACH and REACH, unchanged near 0."""
    return REACH * torch.tanh(x / REACH)


class Group(nn.Module):
    """One group: from the state above and, of a posterior, the picture's features at its size, to the state below."""

    def __init__(self, size: tuple[int, int, int], channels: int, above: int, blocks: int):
        super().__init__()
        self.size = size
        self.enter = nn.Conv2d(above, channels, 1) if above else None
        self.before = ResidualBlock(channels)
        self.prior = nn.Conv2d(channels, 2 * size[0], 1)
        self.join = nn.Conv2d(2 * channels, channels, 1)
        self.look = ResidualBlock(channels)
        self.posterior = nn.Conv2d(channels, 2 * size[0], 3, padding=1)
        begin_small(self.posterior)  # begins near the prior
        self.take = nn.Conv2d(size[0], channels, 1)
        self.after = nn.Sequential(*(ResidualBlock(channels) for _ in range(blocks)))

    def arrive(self, state: Tensor) -> Tensor:
        """The state above, stretched to this group's size."""
        if self.enter is None:
            return self.before(state)
        return self.before(F.interpolate(self.enter(state), self.size[1:], mode="nearest"))

    def relative(self, state: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """a and log b of q in units of the prior, ``(n, *size)`` each."""
        joined = self.look(self.join(torch.cat([state, features], 1)))
        mean, log_std = self.posterior(joined).float().chunk(2, 1)
        return mean, bounded(log_std)

    def leave(self, state: Tensor, noise: Tensor) -> Tensor:
        """The state once z is known by its noise ``(n, *size)``."""
        mean, log_std = self.prior(state).float().chunk(2, 1)
        return self.after(state + self.take(mean + bounded(log_std).exp() * noise))


class HierarchicalVAE(PixelwiseModel):
    """p(z) = prod_l p(z_l | z_<l), q(z|x) = prod_l q(z_l | z_<l, x) with residual posteriors, p(x|z) pixelwise.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        groups: maps, height and width of each group, the coarsest first; the finest is as large as the picture, or a
            power of two smaller.
        channels: of the state at the finest group; each coarser one has twice as many.
        blocks: residual blocks at each size, on the way up and after each group on the way down.
        likelihood: "bernoulli", "gaussian" or "logistic".

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        groups: Sequence[Sequence[int]] = ((8, 4, 4), (4, 7, 7), (2, 14, 14)),
        channels: int = 32,
        blocks: int = 2,
        likelihood: str = "bernoulli",
    ):
        super().__init__()
        self.shape = check_arguments(shape, channels=channels, blocks=blocks)
        self.groups = tuple(check_arguments(group) for group in groups)
        halvings = self._halvings()
        self.latents = sum(map(math.prod, self.groups))
        widths = [channels * 2**above for above in reversed(range(len(self.groups)))]
        planes, finest = self.shape[0], widths[-1]
        self.up = nn.ModuleList(
            nn.ModuleList(
                [
                    nn.Conv2d(planes, width, 2**halvings + 2 * (halvings > 0), 2**halvings, padding=int(halvings > 0))
                    if width == finest
                    else nn.Conv2d(width // 2, width, 1),
                    *(ResidualBlock(width) for _ in range(blocks)),
                ]
            )
            for width in reversed(widths)
        )
        self.start = nn.Parameter(0.1 * torch.randn(1, widths[0], *self.groups[0][1:]))
        self.down = nn.ModuleList(
            Group(group, width, above, blocks)
            for group, width, above in zip(self.groups, widths, [0, *widths[:-1]], strict=True)
        )
        self.to_pixels = _head(planes, finest, halvings)
        self.set_likelihood(likelihood)

    def _halvings(self) -> int:
        """How often the picture is halved before the finest group. Raises ValueError where sizes do not follow."""
        if not self.groups:
            raise ValueError("groups must have at least one entry")
        (_, height, width), (_, rows, columns) = self.shape, self.groups[-1]
        halvings = int(math.log2(max(1, height // rows)))
        if (rows * 2**halvings, columns * 2**halvings) != (height, width):
            raise ValueError(f"the finest group, {rows}x{columns}, must be {height}x{width} or a power of two smaller")
        for (_, above, left), (_, below, right) in zip(self.groups, self.groups[1:], strict=False):
            if above > below or left > right:
                raise ValueError("groups must stand from coarse to fine")
        return halvings

    @property
    def numbers(self) -> int:
        """All that is kept of a picture on the way down: many times its pixels."""
        return 64 * math.prod(self.shape)

    # Upwards: what the picture says at each size.

    def evidence_of(self, images: Tensor) -> list[Tensor]:
        """Features of pictures ``(n, *shape)`` in [0, 1] at each group's size, the coarsest first."""
        self.check(images)
        x, found = 2 * images - 1, []
        for (enter, *blocks), group in zip(self.up, reversed(self.groups), strict=True):
            x = enter(x)
            if found:
                x = F.adaptive_avg_pool2d(x, group[1:])
            for block in blocks:
                x = block(x)
            found.append(x)
        return found[::-1]

    # Downwards: the one path of prior and posterior.

    def logits(self, z: Tensor) -> Tensor:
        """The noise of all groups ``(n, latents)`` -> ``(n, pixels)``, the logit of each value's mean."""
        state = self.start.expand(z.shape[0], -1, -1, -1)
        for group, noise in zip(self.down, self.split(z), strict=True):
            state = group.leave(group.arrive(state), noise)
        return self.to_pixels(state).float().flatten(1)

    def split(self, z: Tensor) -> list[Tensor]:
        """``(n, latents)`` -> each group's maps ``(n, *group)``."""
        parts = z.split([math.prod(group) for group in self.groups], 1)
        return [part.view(-1, *group) for part, group in zip(parts, self.groups, strict=True)]

    def descend(self, evidence: Sequence[Tensor], noise: Sequence[Tensor] | None) -> Descent:
        """Down with the posterior: each group's z at ``noise`` ``(n, *group)`` of q, or at its mean for None."""
        state, means, stds, drawn = self.start.expand(len(evidence[0]), -1, -1, -1), [], [], []
        for index, (group, features) in enumerate(zip(self.down, evidence, strict=True)):
            state = group.arrive(state)
            mean, log_std = group.relative(state, features)
            std = log_std.exp()
            z = mean if noise is None else mean + std * noise[index]
            state = group.leave(state, z)
            for kept, value in ((means, mean), (stds, std), (drawn, z)):
                kept.append(value.flatten(1))
        posterior = Posterior(torch.cat(means, 1), torch.cat(stds, 1))
        return Descent(posterior, torch.cat(drawn, 1), self.to_pixels(state).float().flatten(1))

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> q of the noise ``(n, latents)``, each group given the means above."""
        return self.descend(self.evidence_of(images), None).posterior

    def draw_terms(
        self, images: Tensor, evidence: Sequence[Tensor], count: int, generator: Generator | None = None
    ) -> Terms:
        """What the bounds are made of, from ``count`` draws a picture; the KL is exact given the groups above."""
        n = len(images)
        noise = noise_like((count, n, self.latents), images, generator)
        repeated = [features.repeat(count, 1, 1, 1) for features in evidence]
        posterior, z, logits = self.descend(repeated, self.split(noise.flatten(0, 1)))
        ratio = (0.5 * (noise.flatten(0, 1).square() - z.square()) + posterior.std.log()).sum(-1)
        log_prob = self.log_pixels(images, logits.view(count, n, -1))
        return Terms(log_prob, posterior.kl().view(count, n, -1), ratio.view(count, n))


class Descent(NamedTuple):
    """q of the noise of all groups, the noise that was taken ``(n, latents)``, and logits ``(n, pixels)``."""

    posterior: Posterior
    noise: Tensor
    logits: Tensor


def _head(planes: int, channels: int, halvings: int) -> nn.Sequential:
    """The state at the finest group -> logits of the picture, twice as large with each of ``halvings``."""
    layers: list[nn.Module] = []
    for _ in range(halvings - 1):
        layers += [nn.GELU(), nn.Conv2d(channels, 2 * channels, 1), nn.PixelShuffle(2)]
        channels = channels // 2
        layers.append(ResidualBlock(channels))
    layers.append(nn.GELU())
    if halvings:
        return nn.Sequential(*layers, nn.Conv2d(channels, 4 * planes, 3, padding=1), nn.PixelShuffle(2))
    return nn.Sequential(*layers, nn.Conv2d(channels, planes, 3, padding=1))
