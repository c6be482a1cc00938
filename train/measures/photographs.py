"""Denoising whole photographs with a patch prior, beside other methods, on photographs that it was not fitted to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.data import photographs
from explorer.data.quality import psnr
from explorer.models.patch_prior import PatchPrior
from train.evaluation import entry

SIGMA = 25 / 255  # of the noise
NOISE_SEED = 0
SMOKE_SIDE = 64  # pixels
TUNING = ("china", "flower", "lion", "motorcycle")  # TRAIN photographs that the other methods' strengths are chosen on
NLM_GRID = (0.6, 0.7, 0.8, 0.9, 1.0)  # h over sigma
TV_GRID = (0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12)


def add_noise(clean: np.ndarray, number: int) -> np.ndarray:
    """``clean`` in [0, 1] with noise of deviation SIGMA, not clipped; the same for the same ``number``."""
    return clean + SIGMA * np.random.default_rng([NOISE_SEED, number]).standard_normal(clean.shape)


def clipped_psnr(clean: np.ndarray, restored: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB, peak 1; every method's picture is clipped to [0, 1] first."""
    return psnr(clean, np.clip(restored, 0, 1))


def non_local_means(noisy: np.ndarray, h: float) -> np.ndarray:
    """scikit-image's, in its slow and better mode, with the noise's deviation given; ``h`` over sigma."""
    from skimage.restoration import denoise_nl_means

    return denoise_nl_means(noisy, patch_size=7, patch_distance=9, h=h * SIGMA, sigma=SIGMA, fast_mode=False)


def total_variation(noisy: np.ndarray, weight: float) -> np.ndarray:
    """scikit-image's, run until it stands."""
    from skimage.restoration import denoise_tv_chambolle

    return denoise_tv_chambolle(noisy, weight=weight, eps=1e-5, max_num_iter=500)


def block_matching() -> Callable[[np.ndarray], np.ndarray] | None:
    """BM3D, which is for comparisons only; None where the package is not installed."""
    try:
        from bm3d import bm3d
    except ImportError:
        return None
    return lambda noisy: bm3d(noisy, SIGMA)


def _tuned(
    method: Callable[[np.ndarray, float], np.ndarray], grid: Sequence[float], names: Sequence[str], side: int
) -> float:
    """The value of ``grid`` with the best mean PSNR over TRAIN photographs."""
    pairs = [
        (clean := photographs.square(name, side) / 255, add_noise(clean, 100 + number))
        for number, name in enumerate(names)
    ]
    return max(grid, key=lambda value: sum(clipped_psnr(clean, method(noisy, value)) for clean, noisy in pairs))


def compare(
    methods: dict[str, Callable[[np.ndarray], np.ndarray]],
    names: Sequence[str] = photographs.TEST,
    side: int = photographs.EVALUATION_SIDE,
) -> dict[str, Any]:
    """Denoise every photograph with every method.

    Returns {"psnr": mean dB by method, "seconds": median by method, "per_photograph": {name: {method: dB}}}.
    """
    table: dict[str, dict[str, float]] = {}
    times: dict[str, list[float]] = {label: [] for label in methods}
    for number, name in enumerate(names):
        clean = photographs.square(name, side) / 255
        noisy = add_noise(clean, number)
        table[name] = {"noisy": round(psnr(clean, noisy), 3)}  # as it was given
        for label, method in methods.items():
            start = time.perf_counter()
            restored = method(noisy)
            times[label].append(time.perf_counter() - start)
            table[name][label] = round(clipped_psnr(clean, restored), 3)
    means = {label: float(np.mean([row[label] for row in table.values()])) for label in ("noisy", *methods)}
    return {
        "psnr": means,
        "seconds": {label: float(np.median(spent)) for label, spent in times.items()},
        "per_photograph": table,
    }


def measure(prior: PatchPrior, smoke: bool = False) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """The entries of metrics.json, and PSNR by photograph and method, of denoising the TEST photographs at sigma 25.

    In ``smoke`` of one of them, small.

    Raises:
        MissingData: a photograph is not installed.
    """
    names, tuning = (photographs.TEST[:1], photographs.TRAIN[:1]) if smoke else (photographs.TEST, TUNING)
    side = SMOKE_SIDE if smoke else photographs.EVALUATION_SIDE
    h = _tuned(non_local_means, NLM_GRID, tuning, side)
    weight = _tuned(total_variation, TV_GRID, tuning, side)
    single = prior.single()
    methods: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "epll": lambda noisy: prior.restore(noisy, SIGMA),
        "epll_paper_weight": lambda noisy: prior.restore(noisy, SIGMA, data=1),
        "single_gaussian": lambda noisy: single.restore(noisy, SIGMA),
        "non_local_means": lambda noisy: non_local_means(noisy, h),
        "total_variation": lambda noisy: total_variation(noisy, weight),
    }
    if (bm3d := block_matching()) is not None:
        methods["bm3d"] = bm3d
    found = compare(methods, names, side)
    data = (
        f"{len(names)} photographs of {side}x{side} ({', '.join(names)}), "
        "noise of deviation 25/255 from a fixed seed, not clipped"
    )
    settings = {"non_local_means": {"h_over_sigma": h}, "total_variation": {"weight": weight}}
    metrics = {}
    for label, value in found["psnr"].items():
        seconds = {"seconds": round(found["seconds"][label], 2)} if label in methods else {}
        metrics[f"psnr_{label}"] = entry(value, "dB, mean PSNR", data, **seconds, **settings.get(label, {}))
    unit = f"seconds for a {side}x{side} photograph, median"
    metrics["seconds_epll"] = entry(found["seconds"]["epll"], unit, data, threads=2)
    return metrics, found["per_photograph"]
