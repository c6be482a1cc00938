"""z of drawings: one that fits a beginning, and that of a whole drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from explorer import sketching
from explorer.capabilities import ReadsSketches, Sketches, posterior_of
from explorer.models import pen

TRIED = 32  # z from the prior, of which those that explain a beginning are taken
CHOICE = 2**20  # in a seed beside a drawing's number: what chooses among them


@torch.no_grad()
def fitting(
    model: Sketches,
    beginning: np.ndarray,
    seed: int,
    numbers: Sequence[int],
    temperature: float = 1.0,
    labels: Tensor | None = None,
) -> Tensor:
    """z ``(n, latents)`` for drawings by number that all begin with the same rows ``(rows, 5)``.

    Of TRIED draws from N(0, temperature^2 I) each takes one, by chance and in proportion to p(beginning | z, class):
    importance sampling of p(z | beginning), which a decoder that knows whole drawings only has no encoder for. Without
    a beginning, or at temperature 0, they are draws from the prior.
    """
    if not len(beginning) or not model.latents or temperature == 0:
        return sketching.latents_of(seed, numbers, model.latents, temperature)
    tried = sketching.latents_of(seed, range(TRIED), model.latents, temperature)
    told = None if labels is None else labels[:1].expand(TRIED)
    log = torch.log_softmax(log_likelihoods(model, beginning, tried, told).double(), 0)
    draws = torch.tensor([np.random.default_rng((seed, number, CHOICE)).random() for number in numbers])
    return tried[pen.chosen(log.expand(len(draws), -1), draws)]


@torch.no_grad()
def log_likelihoods(model: Sketches, rows: np.ndarray, z: Tensor, labels: Tensor | None = None) -> Tensor:
    """log p(rows | z, class) in nats ``(n,)`` of the same rows ``(rows, 5)`` under each z ``(n, latents)``."""
    found, _ = sketching.told(model, len(z), z, labels, rows[:-1])
    steps, pens = pen.log_prob(found, torch.from_numpy(np.array(rows, np.float32)).expand(len(z), -1, -1))
    return (steps + pens).sum(-1)


@torch.no_grad()
def of_drawing(model: ReadsSketches, rows: np.ndarray, labels: Tensor | None = None) -> Tensor:
    """The mean of q(z | drawing) ``(1, latents)`` of a drawing with its end ``(rows, 5)``; ``labels`` ``(1,)``."""
    given = torch.from_numpy(np.array(rows, np.float32))[None]
    return posterior_of(model.encode_strokes(given, labels)).mean
