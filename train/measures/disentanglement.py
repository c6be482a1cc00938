"""The mutual information gap: does each factor of a picture have one latent of its own?

[1] Chen, Li, Grosse and Duvenaud, Isolating Sources of Disentanglement in VAEs, 2018, arXiv:1802.04942
[2] Locatello et al., Challenging Common Assumptions in the Unsupervised Learning of Disentangled Representations, 2019,
    arXiv:1811.12359 (disentanglement_lib, evaluation/metrics/mig.py)
"""

from __future__ import annotations

import numpy as np
import torch

from explorer.data import shapes
from explorer.models import LatentModel

SETS = {"shapes"}  # whose factors are known
BINS = 20
SAMPLES = 10_000


def discretize(codes: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Codes ``(n, latents)`` -> of each latent its value's bin, 1..bins, of bins of equal width over its range."""
    return np.stack([np.digitize(code, np.histogram(code, bins)[1][:-1]) for code in codes.T], -1)


def mutual_information(first: np.ndarray, second: np.ndarray) -> float:
    """I(first; second) in nats of two discrete variables ``(n,)``, from their counts."""
    _, first = np.unique(first, return_inverse=True)
    _, second = np.unique(second, return_inverse=True)
    joint = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(joint, (first, second), 1)
    joint /= joint.sum()
    apart = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    some = joint > 0
    return float((joint[some] * np.log(joint[some] / apart[some])).sum())


def mutual_information_gap(codes: np.ndarray, factors: np.ndarray) -> tuple[float, np.ndarray]:
    """MIG in [0, 1], as disentanglement_lib computes it [2], and its share for each factor.

    Every latent is cut into 20 bins of equal width between its smallest and its largest value. For each factor v the
    mutual information I(z_j; v) with every latent is counted; the gap between the largest and the second largest,
    divided by the entropy H(v), is the factor's share; MIG is their mean. 1: each factor has one latent that determines
    it and no other that knows of it. 0: what is known of a factor is known by two latents equally.

    Args:
        codes: posterior means ``(n, latents)``, at least two latents.
        factors: factor indices ``(n, factors)``; all of them count, the shape too.
    """
    if codes.shape[1] < 2:
        raise ValueError("a gap needs two latents at least")
    binned = discretize(codes)
    shares = []
    for factor in factors.T:
        informed = sorted((mutual_information(latent, factor) for latent in binned.T), reverse=True)
        shares.append((informed[0] - informed[1]) / mutual_information(factor, factor))
    return float(np.mean(shares)), np.array(shares)


@torch.no_grad()
def measure(model: LatentModel, seed: int = 0, samples: int = SAMPLES) -> tuple[float, np.ndarray]:
    """MIG of a model of shapes over ``samples`` pictures whose factors are drawn uniformly, with a fixed seed."""
    factors = np.random.default_rng(seed).integers(0, shapes.SIZES, (samples, len(shapes.SIZES)))
    codes = [
        model.encode(torch.from_numpy(shapes.render(part)).float()).mean
        for part in np.array_split(factors, max(1, samples // 500))
    ]
    return mutual_information_gap(torch.cat(codes).numpy(), factors)
