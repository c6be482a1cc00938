"""Fitting a mixture of Gaussians to 8x8 patches of photographs, by EM about zero; two stages.

1. Patches of photographs at SCALES, in all eight orientations, with noise of one grey step (dequantisation) and their
   mean removed. First groups: five bands of contrast, and in each those nearest to one of 40 random patches by the
   absolute cosine; a patch and its negative belong together. No component begins with a few patches alone: one that
   fits them and nothing else answers for no fresh patch, and EM never gives it any again.
2. EM about zero in steps of fresh patches, in float32 products: what a step finds (the share of each component, and
   sum r p p') is averaged with what the steps before found, where step t weighs (t + 1)^-0.6 [1]. No patch is kept,
   so there are as many as there are positions in the photographs.

[1] Cappe and Moulines, On-line expectation-maximization algorithm for latent data models, 2009
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from explorer.models.patch_prior import PatchPrior

SIZE = 8
PIXELS = SIZE * SIZE
BANDS = 5  # of contrast, for the first groups
# On every covariance, pixels in [0, 1]: a quarter of a grey step, as mean-free patches do not vary along (1, ..., 1).
RIDGE = 1e-6
NEGLIGIBLE = 1e-5  # responsibilities below are left out of a covariance
CHUNK = 16_384
SCALES = (1, 0.7, 0.5)  # of the photographs: half-way and down to a quarter of the pixels
FORGETTING = 0.6  # power by which the weights of steps fall; below 1, as the first ones know little [1]
HELD = 8000  # patches of validation photographs


class Sizes(NamedTuple):
    """How much is fitted."""

    components: int
    patches: int  # fresh ones in each step
    steps: int  # of EM


class Fitted(NamedTuple):
    """A mixture about zero, and how it came to be.

    Attributes:
        weights, covariances: ``(k,)`` and ``(k, 64, 64)`` float64.
        points: nats per patch of each step, on fresh patches before they are learnt from, and of patches of other
            photographs after it.
        seconds: of all parts of a resumed fit together.
    """

    weights: Tensor
    covariances: Tensor
    points: list[list[float]]
    seconds: float


def mean_free(patches: np.ndarray) -> np.ndarray:
    """``(n, 64)`` with each patch's mean removed."""
    return patches - patches.mean(-1, keepdims=True)


def draw_patches(pictures: Sequence[np.ndarray], count: int, seed: int | Sequence[int]) -> np.ndarray:
    """Mean-free patches ``(count, 64)`` float32 of grey ``pictures``, uint8 ``(h, w)`` each.

    The same number from each picture, to one.
    """
    draw = np.random.default_rng(seed)
    share, parts = -(-count // len(pictures)), []
    for picture in pictures:
        windows = np.lib.stride_tricks.sliding_window_view(picture, (SIZE, SIZE))
        rows, columns = draw.integers(windows.shape[0], size=share), draw.integers(windows.shape[1], size=share)
        chosen = windows[rows, columns]
        for turn, part in enumerate(np.array_split(np.arange(share), 8)):
            chosen[part] = np.rot90(chosen[part] if turn < 4 else chosen[part].transpose(0, 2, 1), turn % 4, (1, 2))
        parts.append((chosen.reshape(share, PIXELS) + draw.uniform(-0.5, 0.5, (share, PIXELS))) / 255)
    return mean_free(draw.permutation(np.concatenate(parts))[:count]).astype(np.float32)


def at_scales(pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Grey ``pictures``, uint8 ``(h, w)`` each, at each of SCALES."""
    return [_scaled(picture, scale) for picture in pictures for scale in SCALES]


def _scaled(picture: np.ndarray, scale: float) -> np.ndarray:
    height, width = (round(scale * side) for side in picture.shape)
    return np.array(Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS))


def first_groups(patches: np.ndarray, components: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights ``(k,)`` and covariances ``(k, 64, 64)`` to begin with.

    Bands of contrast, split by the nearest of random patches up to the sign.
    """
    draw = np.random.default_rng(seed)
    bands = np.array_split(np.argsort(np.square(patches).sum(-1)), min(BANDS, components))
    weights, covariances = [], []
    for number, band in enumerate(bands):
        unit = patches[band] / np.linalg.norm(patches[band], axis=1, keepdims=True).clip(1e-6)
        many = len(range(number, components, len(bands)))
        anchors = unit[draw.choice(len(band), many, replace=False)]
        group = np.abs(unit @ anchors.T).argmax(1)
        whole = patches[band].T @ patches[band] / len(band)
        for index in range(many):
            members = patches[band[group == index]]
            # 64 patches' worth of the whole band keep small groups invertible
            covariances.append(
                (members.T @ members + PIXELS * whole) / (len(members) + PIXELS) + RIDGE * np.eye(PIXELS)
            )
            weights.append((len(members) + 1) / (len(patches) + components))
    return np.array(weights) / np.sum(weights), np.array(covariances, np.float64)


def expected(patches: Tensor, weights: Tensor, covariances: Tensor) -> tuple[Tensor, Tensor, float]:
    """What a step of EM about zero takes of ``patches``.

    Args:
        patches: ``(n, 64)`` float32, mean-free.
        weights, covariances: ``(k,)`` and ``(k, 64, 64)`` float64.

    Returns:
        The share of the patches that each component answers for ``(k,)``, the mean over all patches of r p p'
        ``(k, 64, 64)``, both float64, and the nats per patch.
    """
    factors = torch.linalg.cholesky(covariances)
    halves = (
        torch.linalg.solve_triangular(factors, torch.eye(PIXELS, dtype=torch.float64).expand_as(factors), upper=False)
        .mT.float()
        .contiguous()
    )
    logdets = 2 * factors.diagonal(dim1=1, dim2=2).log().sum(-1)
    constants = (weights.log() - 0.5 * (logdets + PIXELS * math.log(2 * math.pi))).float()
    counts, moments, total = torch.zeros_like(weights), torch.zeros_like(covariances), 0.0
    for chunk in patches.split(CHUNK):
        scores = torch.stack([constants[k] - 0.5 * (chunk @ halves[k]).square_().sum(-1) for k in range(len(weights))])
        evidence = scores.logsumexp(0)
        total += float(evidence.double().sum())
        shares = (scores - evidence).exp_()
        counts += shares.double().sum(1)
        for k in range(len(weights)):
            rows = (shares[k] > NEGLIGIBLE).nonzero().squeeze(1)
            members = chunk[rows]
            moments[k] += ((members * shares[k, rows, None]).T @ members).double()
    return counts / len(patches), moments / len(patches), total / len(patches)


def maximised(shares: Tensor, moments: Tensor) -> tuple[Tensor, Tensor]:
    """The weights ``(k,)`` and covariances ``(k, 64, 64)`` that suit best what ``expected`` took."""
    covariances = moments / shares.clamp_min(1e-14)[:, None, None] + RIDGE * torch.eye(PIXELS, dtype=torch.float64)
    return (shares + 1e-9) / (shares + 1e-9).sum(), covariances


def fit(
    pictures: Sequence[np.ndarray],
    held: Sequence[np.ndarray],
    seed: int,
    sizes: Sizes,
    keep: Path | None = None,
    resume: bool = False,
) -> Fitted:
    """A mixture fitted to patches of ``pictures``.

    Args:
        pictures, held: grey photographs to fit on, and others, uint8 ``(h, w)`` each.
        keep: an .npz that is rewritten after every step.
        resume: go on from ``keep`` where it is there, with the same patches as if it had never been left.
    """
    start = time.perf_counter()
    pictures, tested = at_scales(pictures), torch.from_numpy(draw_patches(at_scales(held), HELD, seed))
    if resume and keep is not None and keep.is_file():
        with np.load(keep, allow_pickle=False) as state:
            shares, moments = torch.from_numpy(state["shares"]), torch.from_numpy(state["moments"])
            points, spent = state["points"].tolist(), float(state["seconds"])
    else:
        points, spent = [], 0.0
        groups = first_groups(draw_patches(pictures, sizes.patches, [seed, 0]), sizes.components, seed)
        shares, covariances = map(torch.as_tensor, groups)
        moments = shares[:, None, None] * covariances
    weights, covariances = maximised(shares, moments)
    while len(points) < sizes.steps:
        step = len(points) + 1
        fresh = torch.from_numpy(draw_patches(pictures, sizes.patches, [seed, step]))
        found, pulled, bound = expected(fresh, weights, covariances)
        new = (step + 1) ** -FORGETTING
        shares, moments = torch.lerp(shares, found, new), torch.lerp(moments, pulled, new)
        weights, covariances = maximised(shares, moments)
        points.append([bound, float(PatchPrior.of(weights, covariances).log_prob(tested).mean())])
        seconds = spent + time.perf_counter() - start
        _tell(f"step {step:3}  {bound:.4f} nats per patch, {points[-1][1]:.4f} of validation  {seconds:.0f} s")
        if keep is not None:
            state = {"shares": shares.numpy(), "moments": moments.numpy()}
            keep.parent.mkdir(parents=True, exist_ok=True)
            np.savez(keep, **state, points=points, seconds=seconds)
    spent += time.perf_counter() - start
    return Fitted(weights, covariances, points, spent)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
