"""The picture's half of a restoration by half-quadratic splitting: where it begins, and how it follows its patches.

[1] Zoran and Weiss, From Learning Models of Natural Image Patches to Whole Image Restoration, ICCV 2011

A degradation is linear: ``forward(x)`` and ``adjoint(y)`` on float arrays, and ``known`` (or ``mask``), a boolean array
``(h, w)`` where leaving pixels out is all that it does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

# of conjugate gradients: at most so many, fewer where the residual has fallen by so much
SOLVER_STEPS, SOLVED = 20, 1e-4


class Stopped(Exception):
    """``should_stop`` said so, and the restoration was given up."""


def _known(degradation: Any) -> np.ndarray | None:
    mask = getattr(degradation, "known", None)
    mask = getattr(degradation, "mask", None) if mask is None else mask
    return None if mask is None else np.asarray(mask, bool)


def _array(values: Any) -> np.ndarray:
    return np.asarray(values, np.float32)


def start(y: np.ndarray, degradation: Any) -> np.ndarray:
    """The picture to begin with: what was seen, back in its place,
    and where nothing was seen the mean of what lies around.
    """
    if degradation is None:
        return y.copy()
    known = _known(degradation)
    if known is None:
        back, weight = _array(degradation.adjoint(y)), _array(degradation.adjoint(np.ones_like(y)))
    else:
        back, weight = np.where(known, y, np.float32(0)), known.astype(np.float32)
    x, done = back / np.maximum(weight, 1e-3), weight > 1e-3
    value, count = (
        torch.from_numpy(np.where(done, x, 0).astype(np.float32))[None, None],
        torch.from_numpy(done.astype(np.float32))[None, None],
    )
    while not done.all() and done.any():
        value, count = (
            F.avg_pool2d(value, 3, 1, 1),
            F.avg_pool2d(count, 3, 1, 1),
        )  # grows by a pixel a round; the ratio is a mean of what is known
        new = (count[0, 0].numpy() > 0) & ~done
        x[new], done = (value / count.clamp_min(1e-30))[0, 0].numpy()[new], done | new
    return x


def picture_step(
    x: np.ndarray,
    y: np.ndarray,
    degradation: Any,
    data: float,
    mean: np.ndarray,
    asked: Callable[[], bool],
) -> np.ndarray:
    """Solves (data A'A + I) x = data A'y + mean [1, eq. 6]: by pixels for noise and holes, else by conjugate gradients.

    ``mean`` ``(h, w)`` holds for each pixel the mean of the cleaned patches that it lies in. [1]'s sums leave pixels at
    the border, which lie in fewer patches, to the data, and so to the noise; its authors' program takes means, too.
    """
    known = np.ones_like(x) if degradation is None else _known(degradation)
    if known is not None:
        return ((data * known * y + mean) / (data * known + 1)).astype(np.float32)

    def operator(v: np.ndarray) -> np.ndarray:
        return data * _array(degradation.adjoint(_array(degradation.forward(v)))) + v

    residual = data * _array(degradation.adjoint(y)) + mean - operator(x)
    direction, size = residual, float(np.vdot(residual, residual))
    goal = size * SOLVED**2
    for _ in range(SOLVER_STEPS):
        if size <= goal or size == 0:
            break
        if asked():
            raise Stopped
        image = operator(direction)
        step = size / float(np.vdot(direction, image))
        x, residual = x + step * direction, residual - step * image
        size, last = float(np.vdot(residual, residual)), size
        direction = residual + size / last * direction
    return x.astype(np.float32)
