"""What all models with one vector of latents have in common: posterior, bounds on the likelihood, sampling.

[1] Kingma and Welling, Auto-Encoding Variational Bayes, 2014, arXiv:1312.6114
[2] Burda, Grosse and Salakhutdinov, Importance Weighted Autoencoders, 2016, arXiv:1509.00519
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from huggingface_hub import PyTorchModelHubMixin
from torch import Generator, Tensor, nn

from explorer.capabilities import Posterior
from explorer.models.blocks import check_pictures
from explorer.models.logistic import DEVIATION, log_bins

CHUNK = 2**22  # numbers of one decoded chunk in log_likelihood: 16 MB a temporary
LIKELIHOODS = ("bernoulli", "gaussian", "logistic")
GREYS = 256  # levels of a colour
MIN_LOG_SCALE = -7.0  # of a logistic over greys from -1 to 1: far narrower than a level
MIN_LOG_VARIANCE = -8.0  # a standard deviation of 0.018, about 5 of 256 grey levels


def noise_like(shape: tuple[int, ...] | torch.Size, like: Tensor, generator: Generator | None) -> Tensor:
    """Standard normal numbers on the device of ``like``, the same on every device for a generator of the CPU."""
    device = generator.device if generator is not None else like.device
    return torch.randn(shape, generator=generator, device=device, dtype=like.dtype).to(like.device)


def log_bernoulli(images: Tensor, logits: Tensor) -> Tensor:
    """log p(images | logits) in nats, summed over the last dimension; both ``(..., pixels)``,
    broadcast against each other.

    softplus(a) is written relu(a) - log sigmoid(|a|): the same to 1e-7, and several times faster on a CPU.
    """
    return (logits * images - F.relu(logits) + torch.sigmoid(logits.abs()).log()).sum(-1)


def log_gaussian(images: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """log N(images; mean, exp(log_variance)) in nats (a density, so it may be positive),
    summed over the last dimension.
    """
    return -0.5 * (math.log(2 * math.pi) + log_variance + (images - mean).square() * (-log_variance).exp()).sum(-1)


class Terms(NamedTuple):
    """Of draws of z from q(z|x) for n pictures, in nats: log p(x|z) ``(count, n)``, the KL of q to the prior per
    dimension ``(count, n, latents)`` (``(1, n, latents)`` where it is the same for every draw), and
    log p(z) - log q(z|x) ``(count, n)``.
    """

    log_prob: Tensor
    kl: Tensor
    log_ratio: Tensor


class LatentModel(nn.Module, PyTorchModelHubMixin):
    """A model that knows ``encode`` and ``decode``, and a prior to sample from.

    Attributes:
        shape: ``(channels, height, width)`` of a picture.
        latents: length of z.
    """

    shape: tuple[int, int, int]
    latents: int

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior with mean and std ``(n, latents)``."""
        raise TypeError(f"{type(self).__name__} does not say how it encodes")

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""
        raise TypeError(f"{type(self).__name__} does not say how it decodes")

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)`` from N(0, temperature^2 I)."""
        return temperature * noise_like((n, self.latents), next(self.parameters()), generator)

    @torch.no_grad()
    def sample(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1], decoded from ``sample_latents``: the mean of p(x|z),
        not a draw from it.
        """
        return self.decode(self.sample_latents(n, temperature, generator))

    def check(self, images: Tensor) -> Tensor:
        """``images`` flattened to ``(n, pixels)``. Raises ValueError where their shape is not this model's."""
        return check_pictures(images, self.shape).flatten(1)


class VariationalModel(LatentModel):
    """A VAE: a prior N(0, I), a Gaussian q(z|x) and a likelihood p(x|z), trained on the evidence lower bound [1].

    What a model is conditioned on (``labels=``) is handed through to ``encode`` and ``log_prob`` as it is.
    """

    @property
    def numbers(self) -> int:
        """How many numbers stand for a picture where it is largest on its way through the decoder."""
        return math.prod(self.shape)

    def log_prob(self, images: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats. ``images`` ``(n, *shape)``, ``z`` ``(k, n, latents)`` -> ``(k, n)``."""
        raise TypeError(f"{type(self).__name__} does not say what its likelihood is")

    def pixel_std(self) -> Tensor | None:
        """Standard deviation of each pixel under p(x|z) ``(pixels,)`` where that is Gaussian; None where pixels are
        Bernoulli, black or white.
        """
        return None

    @torch.no_grad()
    def draw_pictures(self, z: Tensor, *condition: Tensor, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)`` -> a draw x ~ p(x|z) for each ``(n, *shape)`` in [0, 1]; ``decode`` gives its mean.

        All share the noise of one picture: what differs between them comes from z, and a draw moves with its z rather
        than flickers. Pixels with a deviation get Gaussian noise of it, logistic ones too, and are clamped to [0, 1].
        """
        mean, std = self.decode(z, *condition), self.pixel_std()
        if std is None:
            device = generator.device if generator is not None else mean.device
            return (torch.rand(self.shape, generator=generator, device=device).to(mean.device) < mean).to(mean.dtype)
        return (mean + std.view(self.shape) * noise_like(self.shape, mean, generator)).clamp(0, 1)

    def evidence_of(self, images: Tensor, **condition: Tensor) -> Any:
        """All that the approximate posterior knows of pictures ``(n, *shape)``: here q(z|x) itself."""
        return self.encode(images, **condition)

    def draw_terms(
        self, images: Tensor, evidence: Any, count: int, generator: Generator | None = None, **condition: Tensor
    ) -> Terms:
        """What the bounds are made of, from ``count`` draws of z for each picture, z = mean + std * noise [1, section
        2.4]; ``evidence`` is ``evidence_of`` the pictures.
        """
        noise = noise_like((count, *evidence.mean.shape), evidence.mean, generator)
        z = evidence.mean + evidence.std * noise
        # log p(z) - log q(z|x); the constants of both Gaussians cancel
        ratio = (0.5 * (noise.square() - z.square()) + evidence.std.log()).sum(-1)
        return Terms(self.log_prob(images, z, **condition), evidence.kl()[None], ratio)

    def terms(self, images: Tensor, generator: Generator | None = None, **condition: Tensor) -> tuple[Tensor, Tensor]:
        """The two terms of the ELBO from one sample of z:
        log p(x|z) ``(n,)`` and the KL per dimension ``(n, latents)``, in nats.
        """
        drawn = self.draw_terms(images, self.evidence_of(images, **condition), 1, generator, **condition)
        return drawn.log_prob[0], drawn.kl[0]

    def loss(
        self, images: Tensor, beta: float = 1.0, generator: Generator | None = None, **condition: Tensor
    ) -> Tensor:
        """Mean of -log p(x|z) + beta * KL in nats per image: the negative ELBO at ``beta`` = 1,
        the beta-VAE's objective above.
        """
        log_prob, kl = self.terms(images, generator, **condition)
        return (beta * kl.sum(-1) - log_prob).mean()

    forward = terms  # so that wrappers for several devices or low precision, which know only forward, apply

    def elbo(self, images: Tensor, samples: int = 1, generator: Generator | None = None, **condition: Tensor) -> Tensor:
        """Evidence lower bound ``(n,)`` in nats per image: E[log p(x|z)] over ``samples`` draws,
        minus the KL in closed form [1, eq. 10].

        Args:
            images: ``(n, *shape)`` in [0, 1]. Greys are soft targets for a Bernoulli likelihood; the usual numbers are
                for binary pictures.
        """
        evidence, total = self.evidence_of(images, **condition), 0.0
        for count in self._chunks(len(images), samples):
            drawn = self.draw_terms(images, evidence, count, generator, **condition)
            total = total + drawn.log_prob.sum(0) - count * drawn.kl.mean(0).sum(-1)
        return total / samples

    def log_likelihood(
        self, images: Tensor, samples: int = 1, generator: Generator | None = None, **condition: Tensor
    ) -> Tensor:
        """The importance-weighted bound on log p(x) ``(n,)`` in nats per image with ``samples`` draws of z [2, eq. 8].

        Equal to the ELBO in expectation for one sample, and tighter with each more. Memory does not grow with
        ``samples``.
        """
        evidence, parts = self.evidence_of(images, **condition), []
        for count in self._chunks(len(images), samples):
            drawn = self.draw_terms(images, evidence, count, generator, **condition)
            parts.append(torch.logsumexp(drawn.log_prob + drawn.log_ratio, 0))
        return torch.stack(parts).logsumexp(0) - math.log(samples)

    def _chunks(self, n: int, samples: int) -> list[int]:
        size = max(1, min(samples, CHUNK // (max(n, 1) * self.numbers)))
        whole, rest = divmod(samples, size)
        return [size] * whole + [rest] * bool(rest)


class PixelwiseModel(VariationalModel):
    """A VAE whose decoder gives one logit a pixel, of which the sigmoid is the mean of p(x|z).

    Pixels are Bernoulli, for (binarized) black and white; or Gaussian, for greys and colours, with a log variance that
    is learnt for each pixel and does not depend on z ([1] predicts it from z, which on 1,965 faces lets single pixels'
    density run away); or logistic, cut into 256 levels, with a log scale learnt in the same way: a probability, so that
    nats and bits per dimension are those of the 8-bit picture.
    """

    likelihood: str

    def set_likelihood(self, likelihood: str) -> None:
        """Take one of LIKELIHOODS, once ``shape`` is known. Raises ValueError for another."""
        if likelihood not in LIKELIHOODS:
            raise ValueError(
                f"likelihood must be {', '.join(LIKELIHOODS[:-1])} or {LIKELIHOODS[-1]}, not {likelihood!r}"
            )
        self.likelihood = likelihood
        pixels = math.prod(self.shape)
        if likelihood == "gaussian":
            self.log_variance = nn.Parameter(torch.full((pixels,), -4.0))
        if likelihood == "logistic":
            self.log_scale = nn.Parameter(torch.full((pixels,), -2.0))

    def logits(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> ``(n, pixels)``; their sigmoid is the mean of p(x|z)."""
        raise TypeError(f"{type(self).__name__} does not say how it decodes")

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> the mean of p(x|z) ``(n, *shape)``."""
        return torch.sigmoid(self.logits(z)).view(-1, *self.shape)

    def log_prob(self, images: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats: ``images`` ``(n, *shape)``, ``z`` ``(k, n, latents)`` -> ``(k, n)``.

        A density where it is Gaussian.
        """
        return self.log_pixels(images, self.logits(z.flatten(0, 1)).view(*z.shape[:2], -1))

    def log_pixels(self, images: Tensor, logits: Tensor) -> Tensor:
        """log p(x|z) in nats of pictures ``(n, *shape)`` with ``logits`` ``(..., n, pixels)`` -> ``(..., n)``.

        A density where it is Gaussian.
        """
        if self.likelihood == "bernoulli":
            return log_bernoulli(images.flatten(1), logits)
        if self.likelihood == "logistic":
            levels = (images.flatten(1) * (GREYS - 1)).round()
            return log_bins(levels, 2 * torch.sigmoid(logits) - 1, self.log_scale.clamp(min=MIN_LOG_SCALE), GREYS).sum(
                -1
            )
        return log_gaussian(images.flatten(1), torch.sigmoid(logits), self.log_variance.clamp(min=MIN_LOG_VARIANCE))

    def pixel_std(self) -> Tensor | None:
        """Of a Gaussian or logistic likelihood the learnt standard deviation of each pixel ``(pixels,)`` in [0, 1]."""
        if self.likelihood == "bernoulli":
            return None
        if self.likelihood == "logistic":
            return 0.5 * DEVIATION * self.log_scale.clamp(min=MIN_LOG_SCALE).exp()
        return (0.5 * self.log_variance.clamp(min=MIN_LOG_VARIANCE)).exp()
