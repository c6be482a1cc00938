"""Fitting a mixture of Gaussians to 8x8 patches of photographs, in about 20 minutes on one core; three stages.

1. Patches of the TRAIN photographs at three scales (whole, and central squares at 362 and at 256), in all eight
   orientations, with noise of one grey step (dequantisation) and their mean removed. First groups: five bands of
   contrast, and in each those nearest to one of 40 random patches by the absolute cosine; a patch and its negative
   belong together.
2. ``sklearn.mixture.GaussianMixture`` on a part of the patches *and their negatives*: with r(p) = r(-p) every
   component's mean is zero in every step of EM, so nothing has to be thrown away when means are set to zero.
3. EM about zero (covariances are sum r p p' / sum r) on all patches, in float32 products, until it gains little.
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.data import photographs

SIZE = 8
PIXELS = SIZE * SIZE
BANDS = 5  # of contrast, for the first groups
ENOUGH = 2e-3  # nats per patch: a step that gains less is the last
# On every covariance, pixels in [0, 1]: a quarter of a grey step, as mean-free patches do not vary along (1, ..., 1).
RIDGE = 1e-6
NEGLIGIBLE = 1e-5  # responsibilities below are left out of a covariance
CHUNK = 16_384
MIDDLE = 362  # pixels a side: half-way, in area, between the sizes that photographs are shown at and measured at


class Sizes(NamedTuple):
    """How much is fitted."""

    components: int
    patches: int
    part: int  # of the patches, for scikit-learn's EM
    first_steps: int  # of scikit-learn's EM
    steps: int  # of EM on all patches, at most


def mean_free(patches: np.ndarray) -> np.ndarray:
    """``(n, 64)`` with each patch's mean removed."""
    return patches - patches.mean(-1, keepdims=True)


def draw_patches(count: int, seed: int) -> np.ndarray:
    """Mean-free patches ``(count, 64)`` float32 of the TRAIN photographs.

    The same number from each photograph and scale, to one.
    """
    draw = np.random.default_rng(seed)
    scales = (photographs.load, photographs.square, lambda name: photographs.square(name, MIDDLE))
    sources = [scale(name) for name in photographs.TRAIN for scale in scales]
    share, parts = -(-count // len(sources)), []
    for picture in sources:
        windows = np.lib.stride_tricks.sliding_window_view(picture, (SIZE, SIZE))
        rows, columns = draw.integers(windows.shape[0], size=share), draw.integers(windows.shape[1], size=share)
        chosen = windows[rows, columns]
        for turn, part in enumerate(np.array_split(np.arange(share), 8)):
            chosen[part] = np.rot90(chosen[part] if turn < 4 else chosen[part].transpose(0, 2, 1), turn % 4, (1, 2))
        parts.append((chosen.reshape(share, PIXELS) + draw.uniform(-0.5, 0.5, (share, PIXELS))) / 255)
    return mean_free(draw.permutation(np.concatenate(parts))[:count]).astype(np.float32)


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


def by_sklearn(
    patches: np.ndarray, weights: np.ndarray, covariances: np.ndarray, steps: int
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """``steps`` of scikit-learn's EM on the patches and their negatives.

    Returns weights, covariances about zero, and the nats per patch after each step.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    precisions = np.linalg.inv(covariances)
    precisions = (
        precisions + precisions.transpose(0, 2, 1)
    ) / 2  # an inverse may differ from its transpose by rounding
    mixture = GaussianMixture(
        len(weights),
        covariance_type="full",
        reg_covar=RIDGE,
        max_iter=steps,
        tol=0.0,
        weights_init=weights,
        means_init=np.zeros((len(weights), PIXELS)),
        precisions_init=precisions,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a few steps are all that is wanted
        mixture.fit(np.concatenate([patches, -patches]).astype(np.float64))
    means = mixture.means_  # rounding errors
    about_zero = mixture.covariances_ + means[:, :, None] * means[:, None]
    return mixture.weights_, about_zero, [float(bound) for bound in mixture.lower_bounds_]


def em_step(patches: Tensor, weights: Tensor, covariances: Tensor) -> tuple[Tensor, Tensor, float]:
    """One step of EM about zero: new weights and covariances (float64), and the nats per patch under the *old* ones.

    Args:
        patches: ``(n, 64)`` float32, mean-free.
        weights, covariances: ``(k,)`` and ``(k, 64, 64)`` float64.
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
    covariances = moments / counts.clamp_min(1e-9)[:, None, None] + RIDGE * torch.eye(PIXELS, dtype=torch.float64)
    return (counts + 1e-3) / (counts + 1e-3).sum(), covariances, total / len(patches)


def fit(
    seed: int, sizes: Sizes, keep: Path | None = None, resume: bool = False
) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Weights ``(k,)``, covariances ``(k, 64, 64)``, and how it went: {"seconds", "steps", "first", "later"}.

    Args:
        keep: an .npz that is rewritten after every step of the last stage.
        resume: go on from ``keep`` where it is there.

    Raises:
        MissingData: a photograph is not installed.
    """
    start = time.perf_counter()
    drawn = draw_patches(sizes.patches, seed)
    if resume and keep is not None and keep.is_file():
        with np.load(keep, allow_pickle=False) as state:
            weights, covariances = state["weights"], state["covariances"]
            first, later, spent = state["first"].tolist(), state["later"].tolist(), float(state["seconds"])
    else:
        spent, later = 0.0, []
        groups = first_groups(drawn, sizes.components, seed)
        weights, covariances, first = by_sklearn(drawn[: sizes.part], *groups, sizes.first_steps)
        _tell(f"scikit-learn's steps, nats per patch: {' '.join(f'{bound:.3f}' for bound in first)}")
    data, weights, covariances = torch.from_numpy(drawn), torch.as_tensor(weights), torch.as_tensor(covariances)
    while len(later) < sizes.steps and not (len(later) > 1 and later[-1] - later[-2] < ENOUGH):
        weights, covariances, bound = em_step(data, weights, covariances)
        later.append(bound)
        seconds = spent + time.perf_counter() - start
        _tell(f"step {len(later):3}  {bound:.4f} nats per patch  {seconds:.0f} s")
        if keep is not None:
            state = {"weights": weights.numpy(), "covariances": covariances.numpy()}
            keep.parent.mkdir(parents=True, exist_ok=True)
            np.savez(keep, **state, first=first, later=later, seconds=seconds)
    spent += time.perf_counter() - start
    return weights, covariances, {"seconds": spent, "steps": len(later), "first": first, "later": later}


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
