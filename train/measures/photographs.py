"""Denoising whole photographs with a patch prior, beside other methods, on photographs that it was not fitted to."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explorer.data import photo_sets, photographs
from explorer.data.quality import psnr
from explorer.models.patch_prior import BETAS, NOISE_BETAS, NOISE_DATA, PatchPrior
from train.evaluation import entry

SIGMA = 25 / 255  # of the noise
NOISE_SEED = 0
SMOKE_SIDE = 64  # pixels
TUNING_EVERY = 6  # so many validation photographs of BSDS, one chooses the other methods' strengths
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


def middle(picture: np.ndarray, side: int) -> np.ndarray:
    """The square of ``side`` pixels about the middle of ``picture`` ``(h, w)``, or all of it where it has no more."""
    top, left = (max(0, (length - side) // 2) for length in picture.shape)
    return picture[top : top + side, left : left + side]


def _tuned(
    method: Callable[[np.ndarray, float], np.ndarray], grid: Sequence[float], pictures: Sequence[np.ndarray]
) -> float:
    """The value of ``grid`` with the best mean PSNR over grey ``pictures``, uint8."""
    pairs = [(clean := picture / 255, add_noise(clean, 100 + number)) for number, picture in enumerate(pictures)]
    return max(grid, key=lambda value: sum(clipped_psnr(clean, method(noisy, value)) for clean, noisy in pairs))


def compare(methods: dict[str, Callable[[np.ndarray], np.ndarray]], pictures: dict[str, np.ndarray]) -> dict[str, Any]:
    """Denoise every photograph of ``pictures``, grey uint8 ``(h, w)`` by name, with every method.

    Returns {"psnr": mean dB by method, "seconds": median by method, "per_photograph": {name: {method: dB}}}.
    """
    table: dict[str, dict[str, float]] = {}
    times: dict[str, list[float]] = {label: [] for label in methods}
    for number, (name, picture) in enumerate(pictures.items()):
        clean = picture / 255
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


def squares(names: Sequence[str] = photographs.TEST) -> dict[str, np.ndarray]:
    """The central squares of photographs of installed packages by name, uint8 ``(256, 256)``. Raises MissingData."""
    return {name: photographs.square(name) for name in names}


def set12(root: str | Path | None = None) -> dict[str, np.ndarray]:
    """The photographs of Set12, uint8 ``(h, w)``, by their numbers from "01". Raises MissingData, DamagedData."""
    return {f"{number:02}": picture for number, picture in enumerate(photo_sets.load("set12", "test", root), 1)}


def _methods(prior: PatchPrior, h: float, weight: float) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """All that are compared, by name; non-local means of strength ``h``, total variation of ``weight``."""
    single = prior.single()
    methods: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "epll": lambda noisy: prior.restore(noisy, SIGMA),
        "epll_paper_weight": lambda noisy: prior.restore(noisy, SIGMA, betas=BETAS, data=1),
        "single_gaussian": lambda noisy: single.restore(noisy, SIGMA),
        "non_local_means": lambda noisy: non_local_means(noisy, h),
        "total_variation": lambda noisy: total_variation(noisy, weight),
    }
    if (bm3d := block_matching()) is not None:
        methods["bm3d"] = bm3d
    return methods


def measure(
    prior: PatchPrior, smoke: bool = False, root: str | Path | None = None
) -> tuple[dict[str, Any], dict[str, dict[str, dict[str, float]]]]:
    """The entries of metrics.json of denoising at sigma 25: ``psnr_*`` of the TEST photographs, ``set12_*`` of Set12.

    Beside them PSNR by set, photograph and method. In ``smoke`` of one photograph of each set, a small part.

    Raises:
        MissingData: a photograph is not installed, or Set12 or BSDS is not in the folder of data sets.
    """
    tuning = photo_sets.load("bsds", "validation", root)[::TUNING_EVERY]
    six, twelve = squares(), set12(root)
    side = photographs.EVALUATION_SIDE
    if smoke:
        side = SMOKE_SIDE
        six, twelve = (
            {name: middle(pictures[name], side) for name in list(pictures)[:1]} for pictures in (six, twelve)
        )
        tuning = tuning[:1]
    tuning = [middle(picture, side) for picture in tuning]
    h, weight = _tuned(non_local_means, NLM_GRID, tuning), _tuned(total_variation, TV_GRID, tuning)
    methods = _methods(prior, h, weight)
    settings = {
        "epll": {"data_weight": NOISE_DATA, "betas": NOISE_BETAS},
        "non_local_means": {"h_over_sigma": h},
        "total_variation": {"weight": weight},
    }
    noise = "noise of deviation 25/255 from a fixed seed, not clipped"
    metrics: dict[str, Any] = {}
    tables = {}
    for start, called, pictures in (("psnr", "photographs", six), ("set12", "Set12", twelve)):
        found = compare(methods, pictures)
        tables[called] = found["per_photograph"]
        names = f" ({', '.join(pictures)})" if start == "psnr" else ""
        data = f"{called}{names}, {_sizes(pictures)}, {noise}"
        for label, value in found["psnr"].items():
            metrics[f"{start}_{label}"] = entry(value, "dB, mean PSNR", data, **settings.get(label, {}))
        if start == "psnr":  # all of one size
            for label, seconds in found["seconds"].items():
                metrics[f"psnr_{label}"]["seconds"] = round(seconds, 2)
            unit = f"seconds for a {side}x{side} photograph, median"
            metrics["seconds_epll"] = entry(found["seconds"]["epll"], unit, data, threads=2)
    return metrics, tables


def _sizes(pictures: dict[str, np.ndarray]) -> str:
    """How many of which size, in words: "7 of 256x256, 5 of 512x512"."""
    counts = Counter("{1}x{0}".format(*picture.shape) for picture in pictures.values())
    return ", ".join(f"{count} of {size}" for size, count in counts.items())
