"""Walks through latent space: traversals, grids and paths. Pure functions of NumPy arrays."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()


def traversal(z: np.ndarray, dimension: int, values: np.ndarray) -> np.ndarray:
    """``z`` (d,) with one dimension set to each of ``values`` (n,), the others held: (n, d)."""
    rows = np.repeat(np.asarray(z, dtype=np.float32)[None], len(values), axis=0)
    rows[:, dimension] = values
    return rows


def normal_quantiles(u: np.ndarray) -> np.ndarray:
    """The inverse of the standard normal distribution function; ``u`` is kept a hair inside (0, 1)."""
    inside = np.clip(np.asarray(u, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.vectorize(_NORMAL.inv_cdf, otypes=[float])(inside)


def grid(
    n: int, *, mode: str = "cdf", x: tuple[float, float] = (0.0, 1.0), y: tuple[float, float] = (0.0, 1.0)
) -> np.ndarray:
    """Latents (n * n, 2) at the centres of a grid's cells, row by row from the top, the second latent growing upwards.

    ``x`` and ``y`` are the window's ends: quantiles in (0, 1) for ``mode="cdf"``, so that each cell of the whole plane
    holds the same mass of the prior (Kingma and Welling 2014, appendix A), z itself for ``mode="linear"``.
    """
    centres = (np.arange(n) + 0.5) / n
    across = x[0] + centres * (x[1] - x[0])
    down = y[1] - centres * (y[1] - y[0])
    if mode == "cdf":
        across, down = normal_quantiles(across), normal_quantiles(down)
    elif mode != "linear":
        raise ValueError(f'mode is "cdf" or "linear", not {mode!r}')
    return np.stack([np.tile(across, n), np.repeat(down, n)], axis=1).astype(np.float32)


def lerp(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The straight line from ``a`` to ``b`` (d,) at each ``t`` (n,) in [0, 1]: (n, d)."""
    t = np.asarray(t, dtype=np.float64)[:, None]
    return ((1 - t) * a + t * b).astype(np.float32)


def slerp(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The great arc from ``a`` to ``b`` (Shoemake 1985; White 2016), lengths blended in a straight line: (n, d).

    Under a Gaussian prior most mass lies on a shell of radius sqrt(d), which a straight line leaves and this does not.
    Where an end is the origin, or the two lie opposite, the arc is not defined and the straight line is given.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    length_a, length_b = np.linalg.norm(a), np.linalg.norm(b)
    if min(length_a, length_b) < 1e-6:
        return lerp(a, b, t)
    cosine = np.clip(np.dot(a / length_a, b / length_b), -1.0, 1.0)
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-6:
        return lerp(a, b, t)
    t = np.asarray(t, dtype=np.float64)[:, None]
    direction = (np.sin((1 - t) * angle) * a / length_a + np.sin(t * angle) * b / length_b) / np.sin(angle)
    return (((1 - t) * length_a + t * length_b) * direction).astype(np.float32)


PATHS = {"lerp": lerp, "slerp": slerp}
