"""A mixture of Gaussians over small patches as the prior of whole photographs: denoising, in-painting,
deblurring by EPLL.

[1] Zoran and Weiss, From Learning Models of Natural Image Patches to Whole Image Restoration, ICCV 2011

The prior knows 8x8 patches with their mean removed. A picture is restored by maximising the expected patch log
likelihood of *all* its overlapping patches next to the fit to what was seen, by half-quadratic splitting: patches are
cleaned one by one, averaged into a picture together with the data, and again with less freedom between patches and
picture [1, section 3].

Deviations from [1]: means are exactly zero; a mean-free patch has no variance along (1, ..., 1), so covariances carry a
small ridge (``train/patches.py`` says which), without which there would be no density in 64 dimensions; a component
is chosen by quadratic forms over its strongest directions only (see ``filters``); patches count by their mean at each
pixel, so that a pixel at the border is not left to the data (see ``picture_step``); against noise alone there are fewer
rounds (see ``NOISE_BETAS``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from huggingface_hub import PyTorchModelHubMixin
from torch import Tensor, nn

from explorer.models.picture_step import Stopped, picture_step, start

BETAS = (1, 4, 8, 16, 32)  # [1, section 4.1], over sigma^2
# The same against noise alone, and the weight of the data over 64 / sigma^2, which [1] uses: chosen on parts of
# validation photographs of BSDS at sigma 25, where they do as well as [1]'s rounds in three fifths of the time.
NOISE_BETAS, NOISE_DATA = (1, 4, 16), 0.5
TOLERANCE = 0.05  # nats that a component's dropped directions are expected to add to a patch's log density, see filters
STRIP = 4096  # patches that one thread works on at a time: what they need stays in its cache
REPORTS = 20  # of progress in a whole restoration, at least
SETTLED = (25 / 255) ** 2 / BETAS[-1]  # variance in the last round on a picture that had noise of 25 of 255


class Filters(NamedTuple):
    """What one noise level needs: of each of k components, how to score a patch and how to clean it."""

    factors: list[
        Tensor
    ]  # (rank, 64) each: |factor @ patch|^2 is the part of the log density that differs between components
    constants: Tensor  # (k, 1)
    wiener: Tensor  # (k, 64, 64): C (C + noise I)^-1

    def scores(self, patches: Tensor) -> Tensor:
        """log(weight * density) of mean-free ``patches`` ``(64, n)`` under each component ``(k, n)``,
        without what all have in common.
        """
        scores = torch.empty(len(self.factors), patches.shape[1], dtype=patches.dtype)
        for row, factor in zip(scores, self.factors, strict=True):
            torch.sum((factor @ patches).square_(), 0, out=row)
        return scores.add_(self.constants)

    def clean(self, patches: Tensor) -> Tensor:
        """Mean-free noisy ``patches`` ``(64, n)``,
        each through the Wiener filter of its most likely component [1, eq. 7].
        """
        best = self.scores(patches).argmax(0)
        order = best.argsort()
        rows, start = patches.T[order], 0
        for component, count in enumerate(best.bincount(minlength=len(self.wiener)).tolist()):
            if count:
                rows[start : start + count] = rows[start : start + count] @ self.wiener[component]  # symmetric
            start += count
        cleaned = torch.empty_like(rows)
        cleaned[order] = rows
        return cleaned.T


class PatchPrior(nn.Module, PyTorchModelHubMixin):
    """A mixture of ``components`` Gaussians with mean zero over patches of ``size`` x ``size`` pixels in [0, 1] whose
    mean was removed.

    Attributes:
        log_weights: ``(k,)``.
        covariances: ``(k, 64, 64)``, ridge included.

    Raises:
        ValueError: an argument is out of range.
    """

    latents = 0

    def __init__(self, components: int = 200, size: int = 8):
        super().__init__()
        if components < 1 or size < 2:
            raise ValueError("a patch prior has at least one component, and patches of at least 2x2 pixels")
        self.size, self.shape = size, (1, size, size)
        self.register_buffer("log_weights", torch.full((components,), -math.log(components)))
        self.register_buffer("covariances", torch.eye(size * size).repeat(components, 1, 1))

    @classmethod
    def of(cls, weights: Tensor, covariances: Tensor) -> PatchPrior:
        """A prior with the given weights ``(k,)`` and covariances ``(k, pixels, pixels)``."""
        prior = cls(len(weights), math.isqrt(covariances.shape[-1]))
        prior.log_weights.copy_((weights / weights.sum()).log())
        prior.covariances.copy_((covariances + covariances.mT) / 2)
        return prior.eval()

    def single(self) -> PatchPrior:
        """The one Gaussian with the covariance of the whole mixture, sum w_k C_k: what [1] compares with."""
        weights = self.log_weights.double().exp()
        return self.of(torch.ones(1), torch.einsum("k,kij->ij", weights, self.covariances.double())[None])

    @torch.no_grad()
    def joint(self, patches: Tensor) -> Tensor:
        """log(weight_k * N(patch; 0, C_k)) in nats, ``(n, k)`` float64.

        ``patches`` ``(n, 64)`` or ``(n, 1, 8, 8)``, mean-free.
        """
        flat = patches.flatten(1).double()
        if flat.shape[1] != self.size**2:
            raise ValueError(f"patches of {self.size**2} pixels are expected, not of {flat.shape[1]}")
        factors = torch.linalg.cholesky(self.covariances.double())
        constants = (
            self.log_weights.double()
            - factors.diagonal(dim1=1, dim2=2).log().sum(-1)
            - 0.5 * self.size**2 * math.log(2 * math.pi)
        )
        forms = [torch.linalg.solve_triangular(factor, flat.T, upper=False).square().sum(0) for factor in factors]
        return constants - 0.5 * torch.stack(forms, 1)

    def log_prob(self, patches: Tensor) -> Tensor:
        """log p ``(n,)`` in nats (a density in 64 dimensions) of mean-free patches ``(n, 64)`` or ``(n, 1, 8, 8)``.

        Raises ValueError.
        """
        return self.joint(patches).logsumexp(1)

    def responsibilities(self, patches: Tensor) -> Tensor:
        """p(component | patch) ``(n, k)`` of mean-free patches ``(n, 64)`` or ``(n, 1, 8, 8)``. Raises ValueError."""
        return self.joint(patches).softmax(1)

    def spectra(self) -> tuple[Tensor, Tensor]:
        """Eigenvalues ``(k, 64)``, falling, and eigenvectors ``(k, 64, 64)`` as columns, of the covariances; float64.

        Noise only adds to the values.
        """
        values, vectors = torch.linalg.eigh(self.covariances.double())
        return values.flip(-1).clamp_min(0), vectors.flip(-1)

    def filters(self, noise: float, spectra: tuple[Tensor, Tensor], tolerance: float = TOLERANCE) -> Filters:
        """What patches with white noise of variance ``noise`` are scored and cleaned with.

        With eigenvalues v and noise s, p' (C + s I)^-1 p = |p|^2 / s - sum_i v_i / (s (v_i + s)) (u_i' p)^2. The first
        term is the same for all components, and directions with v_i far below s add almost nothing to the second: of a
        patch of this component the expected sum is v_i / s. The weakest directions are left out while these sums stay
        below ``2 * tolerance``; 0 keeps all.
        """
        values, vectors = spectra
        tails = values.flip(-1).cumsum(-1).flip(-1) / noise  # expected sum over this direction and all weaker ones
        ranks = (tails > 2 * tolerance).sum(-1).tolist()
        strengths = (0.5 * values / (noise * (values + noise))).sqrt()
        factors = [(vectors[k, :, :rank] * strengths[k, :rank]).T.float().contiguous() for k, rank in enumerate(ranks)]
        constants = self.log_weights.double() - 0.5 * (values + noise).log().sum(-1)
        wiener = (vectors * (values / (values + noise))[:, None]) @ vectors.mT
        return Filters(factors, constants.float()[:, None], wiener.float())

    @torch.no_grad()
    def component_map(self, picture: np.ndarray, noise: float = SETTLED, step: int = 2) -> np.ndarray:
        """The component under which the patch around each pixel of ``picture`` ``(h, w)`` is likeliest, ``(h, w)``.

        It is chosen as ``restore`` chooses it under white noise of variance ``noise``. Every ``step``-th patch is
        asked, and its neighbours take its answer, as do pixels at the edge that no patch has in its middle.
        """
        pixels = torch.from_numpy(np.asarray(picture, np.float32))
        windows = pixels.unfold(0, self.size, step).unfold(1, self.size, step)
        rows, columns = windows.shape[:2]
        patches = windows.reshape(rows * columns, -1).T
        scores = self.filters(noise, self.spectra()).scores(patches - patches.mean(0))
        best = scores.argmax(0).view(rows, columns).numpy()
        places = [
            ((np.arange(side) - self.size // 2) // step).clip(0, count - 1)
            for side, count in zip(picture.shape, (rows, columns), strict=True)
        ]
        return best[np.ix_(*places)]

    def _strips(self, height: int, width: int, least: int) -> Iterator[tuple[int, int]]:
        """First row and number of rows of patches, in pieces of about ``STRIP`` patches and at least ``least`` pieces
        where there are rows enough.
        """
        rows = height - self.size + 1
        step = max(1, min(STRIP // (width - self.size + 1), rows // least))
        return ((row, min(step, rows - row)) for row in range(0, rows, step))

    def _patch_sum(self, picture: Tensor, row: int, rows: int, filters: Filters) -> Tensor:
        """The cleaned patches that begin in ``rows`` rows from ``row``, put back and summed: ``(rows + 7, w)``."""
        strip = picture[row : row + rows + self.size - 1]
        patches = F.unfold(strip[None, None], self.size)[0]
        mean = patches.mean(0)
        return F.fold((filters.clean(patches - mean) + mean)[None], strip.shape, self.size)[0, 0]

    @torch.no_grad()
    def restore(
        self,
        noisy: np.ndarray,
        sigma: float,
        degradation: Any = None,
        betas: Sequence[float] | None = None,
        progress: Callable[[float], object] | None = None,
        should_stop: Callable[[], bool] | None = None,
        threads: int = 2,
        data: float | None = None,
    ) -> np.ndarray:
        """The restored picture, float32 ``(h, w)`` in [0, 1]: EPLL by half-quadratic splitting [1, eq. 4 to 6].

        Args:
            noisy: what was seen, pixels in [0, 1] before the noise, not clipped; of the size that
                ``degradation.forward`` gives.
            sigma: deviation of its noise, pixels in [0, 1].
            degradation: what else was done to the picture: linear ``forward(x)`` and ``adjoint(y)`` on float arrays,
                and ``known`` (or ``mask``), a boolean array ``(h, w)`` where that is all, or None. None: nothing, only
                noise.
            betas: how hard patches and picture are pulled together in each round, over sigma^2; NOISE_BETAS or BETAS
                when it is None. Large holes and little noise need rounds that begin below 1, see ``gentle``.
            progress: called in this thread with the share that is done, rising to 1.
            should_stop: asked between pieces of work.
            threads: pieces worked on at the same time.
            data: what the data count, over one for each of the 64 patches that a pixel lies in; when it is None,
                NOISE_DATA against noise alone and else 1 as in [1].

        Raises:
            Stopped: ``should_stop`` answered True.
            ValueError: sigma is not positive, there are no rounds, or the picture is smaller than a patch.
        """
        y = np.asarray(noisy, np.float32)
        betas = (NOISE_BETAS if degradation is None else BETAS) if betas is None else betas
        data = (NOISE_DATA if degradation is None else 1) if data is None else data
        if not sigma > 0 or not betas or min(betas) <= 0:
            raise ValueError("sigma and the betas must be above 0")
        x = start(y, degradation)
        if y.ndim != 2 or min(x.shape) < self.size:
            raise ValueError(
                f"a grey picture of at least {self.size} x {self.size} pixels is expected, not of {x.shape}"
            )
        asked, halt, spectra = should_stop or (lambda: False), Event(), self.spectra()
        strips = list(self._strips(*x.shape, -(-REPORTS // len(betas))))
        covered = np.outer(
            *(np.convolve(np.ones(side - self.size + 1), np.ones(self.size)) for side in x.shape)
        ).astype(np.float32)

        def work(strip: tuple[int, int], picture: Tensor, filters: Filters) -> Tensor | None:
            if halt.is_set() or asked():
                halt.set()
                return None
            with torch.inference_mode():  # which a thread does not inherit
                return self._patch_sum(picture, *strip, filters)

        with ThreadPoolExecutor(threads) as pool:
            for number, beta in enumerate(betas):
                filters, picture = self.filters(sigma**2 / beta, spectra), torch.from_numpy(x)
                pieces, total = [pool.submit(work, strip, picture, filters) for strip in strips], np.zeros_like(x)
                for done, ((row, rows), piece) in enumerate(zip(strips, pieces, strict=True), 1):
                    found = piece.result()
                    if found is None:
                        wait(pieces)
                        raise Stopped
                    total[row : row + rows + self.size - 1] += found.numpy()
                    if progress is not None and done < len(strips):
                        progress((number + done / len(strips)) / len(betas))
                x = picture_step(x, y, degradation, data / beta, total / covered, asked)
                if progress is not None:
                    progress((number + 1) / len(betas))
        return np.clip(x, 0, 1)


def gentle(sigma: float, first: float = 0.1, betas: Sequence[float] = BETAS) -> tuple[float, ...]:
    """Rounds for holes, blur and little noise: as many times 4 as lead from patches as free as under noise of ``first``
    up to ``betas``.
    """
    lead, beta = [], (sigma / first) ** 2
    while beta < betas[0] / 2:
        lead.append(beta)
        beta *= 4
    return (*lead, *betas)
