"""How close a picture is to the clean one. NumPy; scikit-image where windows slide over a picture."""

from __future__ import annotations

import math

import numpy as np

SIGMA = 1.5  # of the Gaussian window, in pixels
WINDOW = 11  # its size: pictures with a shorter side are one window
K1, K2 = 0.01, 0.03


def psnr(clean: np.ndarray, other: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB of pictures on the scale 0 to 1: 10 log10(1 / mean squared error).

    It is infinite for equal ones.
    """
    error = float(np.mean((np.asarray(clean, np.float64) - np.asarray(other, np.float64)) ** 2))
    return math.inf if error == 0 else -10 * math.log10(error)


def ssim(clean: np.ndarray, other: np.ndarray) -> float:
    """Structural similarity of grey pictures ``(h, w)`` on the scale 0 to 1, at most 1 (Wang et al. 2004, eq. 13).

    Mean over Gaussian windows of deviation 1.5 that lie inside the picture, as in the paper. A picture smaller than
    a window is taken as one. Of pictures in colour ``(3, h, w)`` it is the mean over the channels.
    """
    a, b = np.asarray(clean, np.float64), np.asarray(other, np.float64)
    if a.ndim == b.ndim == 3 and a.shape == b.shape and len(a):
        return float(np.mean([ssim(*pair) for pair in zip(a, b, strict=True)]))
    if a.shape != b.shape or a.ndim != 2 or not a.size:
        raise ValueError(f"grey pictures of one size are expected, not {a.shape} and {b.shape}")
    if min(a.shape) < WINDOW:
        covariance = ((a - a.mean()) * (b - b.mean())).mean()
        return float(
            (2 * a.mean() * b.mean() + K1**2)
            * (2 * covariance + K2**2)
            / ((a.mean() ** 2 + b.mean() ** 2 + K1**2) * (a.var() + b.var() + K2**2))
        )
    from skimage.metrics import structural_similarity

    return float(
        structural_similarity(
            a, b, gaussian_weights=True, sigma=SIGMA, use_sample_covariance=False, data_range=1.0, K1=K1, K2=K2
        )
    )
