"""A conditional variational autoencoder: the class is given, and z is left with what the class does not say.

[1] Sohn, Lee and Yan, Learning Structured Output Representation using Deep Conditional Generative Models, NeurIPS 2015
[2] Kingma, Rezende, Mohamed and Welling, Semi-supervised Learning with Deep Generative Models, 2014, arXiv:1406.5298

The model is M2 of [2] with every label known; [1] also learns a prior p(z|y), here p(z) = N(0, I) for all classes, so
that the same z can be put under each of them. Layers as in explorer.models.vae; the label enters where z does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import Posterior
from explorer.models.blocks import Layers, check_arguments
from explorer.models.latent import PixelwiseModel


class ConditionalVAE(PixelwiseModel):
    """p(z) = N(0, I), q(z|x, y) a diagonal Gaussian, p(x|z, y) Bernoulli or Gaussian pixels.

    Labels are whole numbers ``(n,)`` or weights ``(n, classes)``. Weights that mix classes were never trained on: what
    they decode to lies between classes that the model knows.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        classes: how many.
        latents: length of z.
        width, depth: of the hidden layers, the same in encoder and decoder.
        likelihood: "bernoulli" for (binarized) black and white, "gaussian" for greys and colours.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        classes: int = 10,
        latents: int = 16,
        width: int = 512,
        depth: int = 2,
        likelihood: str = "bernoulli",
    ):
        super().__init__()
        self.shape = check_arguments(shape, classes=classes, latents=latents, width=width, depth=depth)
        self.classes, self.latents = classes, latents
        pixels, given = math.prod(self.shape), latents + classes
        self.encoder = Layers(pixels + classes, width, depth)
        self.to_posterior = nn.Linear(width, 2 * latents)
        self.decoder = Layers(given, width, depth, extra=given)
        self.to_pixels = nn.Linear(width, pixels)
        self.set_likelihood(likelihood)

    def weights(self, labels: Tensor) -> Tensor:
        """Labels as weights ``(n, classes)``.

        Raises ValueError where they are neither numbers of classes nor weights.
        """
        if labels.ndim == 1 and not labels.is_floating_point():
            if labels.numel() and not 0 <= int(labels.min()) <= int(labels.max()) < self.classes:
                raise ValueError(f"labels must be 0 to {self.classes - 1}")
            return F.one_hot(labels.long(), self.classes).to(self.to_pixels.weight.dtype)
        if labels.ndim != 2 or labels.shape[1] != self.classes:
            raise ValueError(
                f"labels must be whole numbers (n,) or weights (n, {self.classes}), not {tuple(labels.shape)}"
            )
        return labels

    def encode(self, images: Tensor, labels: Tensor | None = None) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior, mean and std ``(n, latents)``;
        each as its likeliest class without ``labels``.
        """
        labels = self.infer_labels(images).argmax(1) if labels is None else labels
        seen = torch.cat([2 * self.check(images) - 1, self.weights(labels)], 1)
        mean, log_std = self.to_posterior(self.encoder(seen)).float().chunk(2, -1)
        return Posterior(mean, log_std.clamp(-10, 10).exp())

    def logits(self, z: Tensor, labels: Tensor) -> Tensor:
        """z ``(..., n, latents)`` -> ``(..., n, pixels)``; their sigmoid is the mean of p(x|z, y)."""
        weights = self.weights(labels)
        given = torch.cat([z, weights.expand(*z.shape[:-1], self.classes)], -1)
        return self.to_pixels(self.decoder(given, given)).float()

    def decode(self, z: Tensor, labels: Tensor) -> Tensor:
        """z ``(n, latents)`` and labels -> the mean of p(x|z, y) ``(n, *shape)``."""
        return torch.sigmoid(self.logits(z, labels)).view(-1, *self.shape)

    def log_prob(self, images: Tensor, z: Tensor, labels: Tensor) -> Tensor:
        """log p(x|z, y) in nats: ``images`` ``(n, *shape)``, ``z`` ``(k, n, latents)`` -> ``(k, n)``.

        A density where it is Gaussian.
        """
        return self.log_pixels(images, self.logits(z, labels))

    def elbo(
        self, images: Tensor, samples: int = 1, generator: Generator | None = None, labels: Tensor | None = None
    ) -> Tensor:
        """Evidence lower bound ``(n,)`` in nats per image on log p(x|y); on log p(x), with all classes equally likely,
        without ``labels``.
        """
        if labels is None:
            return self._over_classes(super().elbo, images, samples, generator)
        return super().elbo(images, samples, generator, labels=labels)

    def log_likelihood(
        self, images: Tensor, samples: int = 1, generator: Generator | None = None, labels: Tensor | None = None
    ) -> Tensor:
        """The importance-weighted bound ``(n,)`` in nats per image on log p(x|y); on log p(x) without ``labels``,
        as in ``elbo``.
        """
        if labels is None:
            return self._over_classes(super().log_likelihood, images, samples, generator)
        return super().log_likelihood(images, samples, generator, labels=labels)

    def _over_classes(self, bound, images: Tensor, samples: int, generator: Generator | None) -> Tensor:
        """log of the mean over classes of exp(bound): a bound too,
        as the logarithm of a sum grows with each part [2, eq. 7].
        """
        every = [
            bound(images, samples, generator, labels=torch.full((len(images),), label, device=images.device))
            for label in range(self.classes)
        ]
        return torch.logsumexp(torch.stack(every), 0) - math.log(self.classes)

    @torch.no_grad()
    def infer_labels(self, images: Tensor) -> Tensor:
        """log q(y|x) ``(n, classes)``: Bayes' rule over the classes with a bound of each for its likelihood,
        z at the posterior's mean.

        The ELBO with its expectation taken at the mean: no draws, so the answer for a picture is always the same.
        """
        every = []
        for label in range(self.classes):
            labels = torch.full((len(images),), label, device=images.device)
            posterior = self.encode(images, labels)
            every.append(self.log_prob(images, posterior.mean[None], labels)[0] - posterior.kl().sum(-1))
        return torch.log_softmax(torch.stack(every, 1), 1)

    @torch.no_grad()
    def sample(
        self, n: int, temperature: float = 1.0, generator: Generator | None = None, labels: Tensor | None = None
    ) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] of the classes ``labels``; of all classes in turn without."""
        labels = torch.arange(n, device=self.to_pixels.weight.device) % self.classes if labels is None else labels
        return self.decode(self.sample_latents(n, temperature, generator), labels)
