"""What an autoencoder with a Gaussian posterior is trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from explorer.models import VAE

MOST_BETA = 20.0


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


@dataclass(frozen=True)
class Objective:
    """A VAE's objective with its KL weighted by ``beta``; or, without noise, an autoencoder's, where beta is nothing.

    As text "vae" and beta ("vae1", "vae4"), or "ae".
    """

    noise: bool = True
    beta: float = 1.0

    def loss(self, model: VAE, images: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
        """The loss of a batch, and its parts, see ``negative_elbo``."""
        return negative_elbo(model, images, self.beta, generator) if self.noise else reconstruction(model, images)

    def __str__(self) -> str:
        return f"vae{self.beta:g}" if self.noise else "ae"

    @classmethod
    def read(cls, text: Any) -> Objective:
        """Raises ValueError with a sentence."""
        if text == "ae":
            return cls(noise=False)
        try:
            name, beta = text[:3], float(text[3:])
        except (TypeError, ValueError):
            name, beta = "", 0.0
        if name != "vae" or not 0 <= beta <= MOST_BETA:
            raise ValueError(f"An objective is “ae”, or “vae” and its beta from 0 to {MOST_BETA:g}: “vae4”.")
        return cls(beta=round(beta, 4))
