"""How likely a mixture over patches finds a whole photograph: the expected patch log likelihood, EPLL; and what it
makes of one patch.

[1] Zoran and Weiss, From Learning Models of Natural Image Patches to Whole Image Restoration, ICCV 2011
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from explorer.models.patch_prior import PatchPrior

AT_ONCE = 1024  # patches: what they need stays in the processor's cache
LEAST_NOISE = 1 / 255  # deviation that is reckoned with where there is none


def worsened(picture: np.ndarray, sigma: float = 0, blur: float = 0, flat: bool = False, seed: int = 0) -> np.ndarray:
    """A photograph ``(h, w)`` in [0, 1] with everything taken from it that is asked, in this order; not clipped.

    Args:
        flat: every pixel becomes the mean of all.
        blur: deviation of a Gaussian, in pixels.
        sigma: deviation of white noise, of 255; the same seed has the same noise at every strength.
    """
    from scipy.ndimage import gaussian_filter

    made = np.asarray(picture, np.float64)
    if flat:
        made = np.full_like(made, made.mean())
    elif blur > 0:
        made = gaussian_filter(made, blur)
    return made + sigma / 255 * np.random.default_rng(seed).standard_normal(made.shape) if sigma > 0 else made


class Explained(NamedTuple):
    """What a mixture makes of one noisy patch of n pixels."""

    responsibilities: np.ndarray  # (k,), sums to 1
    component: int  # the most likely one
    cleaned: np.ndarray  # (n,): through the Wiener filter of that component [1, eq. 7]
    centre: np.ndarray  # (n,): the weights with which the filter makes the patch's central pixel; they sum to 1


class PatchLikelihood:
    """The densities of a ``PatchPrior``, prepared once so that sliders can be followed."""

    def __init__(self, prior: PatchPrior):
        import torch

        self.size = prior.size
        self.weights = prior.log_weights.double().exp().numpy()
        self._log_weights = prior.log_weights.double().numpy()
        values, vectors = prior.spectra()
        self.values, self.vectors = values.numpy(), vectors.numpy()  # (k, n) falling, (k, n, n) as columns
        factors = torch.linalg.cholesky(prior.covariances.double())
        eye = torch.eye(self.size**2, dtype=torch.float64).expand_as(factors)
        # One tall matrix: the squares of what it makes of a patch, summed by component, are the quadratic forms.
        self._whiten = torch.linalg.solve_triangular(factors, eye, upper=False).flatten(0, 1).float()
        logs = factors.diagonal(dim1=1, dim2=2).log().sum(-1)
        whole = prior.log_weights.double() - logs - 0.5 * self.size**2 * math.log(2 * math.pi)
        self._constants = whole.float()[:, None]

    def log_prob(self, patches: np.ndarray) -> np.ndarray:
        """ln p ``(n,)`` in nats of patches ``(n, pixels)``, whose means are taken off; to about 0.01 nats."""
        import torch

        flat = np.asarray(patches, np.float64)
        flat = torch.from_numpy((flat - flat.mean(1, keepdims=True)).astype(np.float32))
        found = []
        with torch.inference_mode():
            for some in flat.split(AT_ONCE):
                forms = (self._whiten @ some.T).square_().view(len(self._constants), -1, len(some)).sum(1)
                found.append((self._constants - 0.5 * forms).logsumexp(0))
        return torch.cat(found).numpy()

    def patches(self, picture: np.ndarray, step: int = 1) -> np.ndarray:
        """Every ``step``-th patch of a picture ``(h, w)`` in both directions, ``(n, pixels)``."""
        windows = np.lib.stride_tricks.sliding_window_view(picture, (self.size, self.size))
        return windows[::step, ::step].reshape(-1, self.size**2)

    def epll(self, picture: np.ndarray, step: int = 1) -> float:
        """The mean of ln p over the patches of a picture, in nats a patch [1]; over every ``step``-th in both
        directions.
        """
        return float(self.log_prob(self.patches(picture, step)).mean())

    def explain(self, patch: np.ndarray, sigma: float) -> Explained:
        """What is to be thought of a patch ``(pixels,)`` with white noise of deviation ``sigma`` in [0, 1]."""
        noise, mean = max(sigma, LEAST_NOISE) ** 2, patch.mean()
        total = self.values + noise
        along = np.einsum("kij,i->kj", self.vectors, patch - mean)
        scores = self._log_weights - 0.5 * np.log(total).sum(1) - 0.5 * (along**2 / total).sum(1)
        shares = np.exp(scores - scores.max())
        best, pixels = int(scores.argmax()), self.size**2
        vectors = self.vectors[best]
        wiener = (vectors * (self.values[best] / total[best])) @ vectors.T
        row = wiener[pixels // 2 + self.size // 2]
        return Explained(shares / shares.sum(), best, wiener @ (patch - mean) + mean, row - row.mean() + 1 / pixels)
