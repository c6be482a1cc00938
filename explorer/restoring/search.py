"""The latents of a picture that was damaged: gradient descent on z through the decoder and the damage.

[1] Bora, Jalal, Price and Dimakis, Compressed Sensing using Generative Models, ICML 2017, arXiv:1703.03208

Minimises |A g(z) - y|^2 / (2 s^2) + |z|^2 / 2, the negative log posterior of z up to a constant, by Adam from several
starts at once. Deviations from [1]: the weight of the prior is not tuned but follows from the noise; s contains what
the decoder itself can't say; black and white noise gets the likelihood of its own kind; starts that fall behind are
given up on the way.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.capabilities import posterior_of
from explorer.restoring.damage import Damaged, Degradation
from explorer.restoring.method import Control

STARTS = 8  # one from the encoder, the rest drawn from the prior; of a conditional model one of each for every class
STEPS = ((40, 3), (100, 1))  # rounds: steps, and how many starts go on after them
RATE = 0.2
# deviation that a pixel of the best decoded picture is granted; this and the steps were chosen on a few validation
# digits
DECODER = 0.05


class Found(NamedTuple):
    """The best picture ``(1, c, h, w)``, its class where the model has classes, and its objective in nats,
    up to a constant.
    """

    picture: Tensor
    label: int | None
    objective: float


class Through(torch.autograd.Function):
    """A linear damage in NumPy as a step that gradients go through: forward by A, back by its adjoint."""

    @staticmethod
    def forward(context: Any, pictures: Tensor, degradation: Degradation) -> Tensor:
        context.degradation = degradation
        return torch.from_numpy(np.ascontiguousarray(degradation.forward(pictures.detach().numpy()), np.float32))

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return torch.from_numpy(np.ascontiguousarray(context.degradation.adjoint(gradient.numpy()), np.float32)), None


def misfit(pictures: Tensor, damaged: Damaged) -> Tensor:
    """-log p(measured | picture) ``(n,)`` in nats up to a constant, of pictures ``(n, c, h, w)``."""
    variance = damaged.degradation.sigma**2 + DECODER**2
    measured = torch.from_numpy(damaged.measured).reshape(-1, *damaged.measured.shape[-2:])
    error = (Through.apply(pictures, damaged.degradation) - measured).square() / (2 * variance)
    if damaged.kind == "salt":
        # a pixel is the picture's with probability 1 - strength, else black or white in all its channels; densities on
        # both sides, so the constant counts
        channels, error = error.shape[1], error.sum(1)
        seen = math.log(max(1 - damaged.strength, 1e-3)) - 0.5 * channels * math.log(2 * math.pi * variance)
        noise = math.log(max(damaged.strength, 1e-3) / 2)
        extreme = (measured <= 0).all(0) | (measured >= 1).all(0)
        error = -torch.where(extreme, torch.logaddexp(seen - error, torch.full_like(error, noise)), seen - error)
    return error.flatten(1).sum(1)


def search(model: Any, damaged: Damaged, classes: int, control: Control, seed: int = 0) -> Found:
    """The best latents that were found, as a picture.

    ``model`` encodes, decodes and takes labels where ``classes`` is above 0. Raises Stopped.
    """
    z, labels = _starts(model, damaged, classes, seed)
    total, done = sum(steps for steps, _ in STEPS), 0
    for steps, kept in STEPS:
        z.requires_grad_(True)
        optimizer = torch.optim.Adam([z], RATE)
        for _ in range(steps):
            if done % 10 == 0:
                control.step(done / total)
            optimizer.param_groups[0]["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * done / total))
            optimizer.zero_grad()
            _objective(model, damaged, z, labels).sum().backward()
            optimizer.step()
            done += 1
        with torch.no_grad():
            objective = _objective(model, damaged, z, labels)
            best = objective.argsort()[:kept]
            z, objective, labels = z[best].clone(), objective[best], None if labels is None else labels[best]
    with torch.no_grad():
        return Found(_decoded(model, z, labels), None if labels is None else int(labels[0]), float(objective[0]))


def _starts(model: Any, damaged: Damaged, classes: int, seed: int) -> tuple[Tensor, Tensor | None]:
    """Where to begin: latents ``(n, d)`` and their labels."""
    seen, generator = np.clip(damaged.picture, 0, 1), torch.Generator().manual_seed(seed)
    picture = torch.from_numpy(seen.reshape(1, -1, *seen.shape[-2:]))
    with torch.no_grad():
        if not classes:
            mean = posterior_of(model.encode(picture)).mean
            return torch.cat([mean, torch.randn(STARTS - 1, mean.shape[1], generator=generator)]), None
        labels = torch.arange(classes)
        mean = posterior_of(model.encode(picture.expand(classes, -1, -1, -1), labels)).mean
        return torch.cat([mean, torch.randn(mean.shape, generator=generator)]), labels.repeat(2)


def _decoded(model: Any, z: Tensor, labels: Tensor | None) -> Tensor:
    return model.decode(z) if labels is None else model.decode(z, labels)


def _objective(model: Any, damaged: Damaged, z: Tensor, labels: Tensor | None) -> Tensor:
    return misfit(_decoded(model, z, labels), damaged) + 0.5 * z.square().sum(1)
