"""How near pictures come to others, over a batch of them."""

from __future__ import annotations

from torch import Tensor

LEAST = 1e-10  # of a mean squared error: equal pictures have no finite PSNR


def mean_psnr(clean: Tensor, other: Tensor) -> float:
    """Mean over pictures ``(n, c, h, w)`` of their PSNR in dB, peak 1; at most 100 of each."""
    return float(-10 * (clean - other).square().flatten(1).mean(1).clamp(min=LEAST).log10().mean())
