"""What an autoencoder with a Gaussian posterior is trained on."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from explorer.learning.settings import Objective
from explorer.models import VAE


def negative_elbo(
    model: Callable[..., tuple[Tensor, Tensor]],
    images: Tensor,
    beta: float,
    generator: Generator | None = None,
    **condition: Tensor,
) -> tuple[Tensor, Tensor]:
    """-log p(x|z) + beta * KL in nats per image, averaged over the batch, z drawn once (beta-VAE, Higgins et al. 2017).

    Returns the loss, and what is logged of it: -log p(x|z), then the KL of each latent ``(1 + latents,)``.
    """
    log_prob, kl = model(images, generator=generator, **condition)
    reconstruction, kl = -log_prob.mean(), kl.mean(0)
    return reconstruction + beta * kl.sum(), torch.cat([reconstruction.detach()[None], kl.detach()])


def reconstruction(model: VAE, images: Tensor) -> tuple[Tensor, Tensor]:
    """-log p(x|z) in nats per image at z = the posterior's mean: no noise and no price on the KL, so that the same
    network is a plain autoencoder. Returned as ``negative_elbo`` returns it, the KL as 0.
    """
    mean = model.encode(images).mean
    loss = -model.log_prob(images, mean[None])[0].mean()
    return loss, torch.cat([loss.detach()[None], mean.new_zeros(model.latents)])


def loss_of(objective: Objective, model: VAE, images: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """The loss of a batch under an objective, and its parts, see ``negative_elbo``."""
    return negative_elbo(model, images, objective.beta, generator) if objective.noise else reconstruction(model, images)
