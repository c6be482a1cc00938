"""What a space of latents is worth to draw from: gaps, pictures that can be read, classes that can be told apart.

[1] Hoffman and Johnson, ELBO Surgery: Yet Another Way to Carve Up the Variational Evidence Lower Bound, 2016
[2] White, Sampling Generative Networks, 2016, arXiv:1609.04468 (paths along arcs)
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Generator, Tensor, nn

from explorer.latents.walks import lerp, slerp
from explorer.models import LatentModel
from train.evaluation import SEED
from train.measures.judging import confidence

BATCH = 500
NEIGHBOURS = 10
CIRCLE = 0.99  # share of N(0, I) inside


def gap_share(draws: Tensor, codes: Tensor, radius: Tensor | float) -> float:
    """The share of ``draws`` ``(m, 2)`` that lie farther than ``radius`` from every one of ``codes`` ``(n, 2)``."""
    draws, codes = draws / radius, codes / radius
    return float(torch.cat([torch.cdist(part, codes).amin(1) > 1 for part in draws.split(BATCH)]).float().mean())


def outside_share(codes: Tensor) -> float:
    """The share of ``codes`` ``(n, 2)`` outside the circle that holds 99 % of N(0, I)."""
    return float((codes.square().sum(1) > -2 * math.log(1 - CIRCLE)).float().mean())


def neighbours_accuracy(known: tuple[Tensor, Tensor], asked: tuple[Tensor, Tensor]) -> float:
    """The share of ``asked`` codes whose label most of their ten nearest among the ``known`` have.

    Both are codes ``(n, latents)`` and labels ``(n,)``.
    """
    codes, labels = known[0], known[1].long()
    classes = int(labels.max()) + 1
    hits = []
    for part, wanted in zip(asked[0].split(BATCH), asked[1].split(BATCH), strict=True):
        nearest = torch.cdist(part, codes).topk(min(NEIGHBOURS, len(codes)), largest=False).indices
        votes = nn.functional.one_hot(labels[nearest], classes).sum(1)
        hits.append(votes.argmax(1) == wanted)
    return float(torch.cat(hits).float().mean())


@torch.no_grad()
def path_confidence(model: LatentModel, judge: nn.Module, pairs: int) -> dict[str, float]:
    """How sure a classifier is of pictures on paths between two draws from the prior.

    At the ends, and in the middle of the straight line ("line") and of the arc around the origin ("arc") [2].
    """
    ends = model.sample_latents(2 * pairs, generator=Generator().manual_seed(SEED)).numpy()
    middle = np.full(1, 0.5, np.float32)

    def between(path: Callable[..., np.ndarray]) -> Tensor:
        found = [path(a, b, middle)[0] for a, b in zip(ends[:pairs], ends[pairs:], strict=True)]
        return torch.from_numpy(np.stack(found).astype(np.float32))

    places = {"ends": torch.from_numpy(ends), "line": between(lerp), "arc": between(slerp)}
    return {name: float(confidence(judge, model.decode(z)).mean()) for name, z in places.items()}


@torch.no_grad()
def bernoulli_noise(model: LatentModel, draws: int) -> tuple[float, float]:
    """What the mean of p(x|z) hides, of ``draws`` samples: the entropy of its pixels in nats a picture.

    And how many pixels of a draw from it differ from the likelier of black and white.
    """
    white = model.sample(draws, generator=Generator().manual_seed(SEED)).double().flatten(1)
    entropy = -(torch.xlogy(white, white) + torch.xlogy(1 - white, 1 - white)).sum(1)
    return float(entropy.mean()), float(torch.minimum(white, 1 - white).sum(1).mean())
