"""The mixture of Gaussians over 8x8 patches of photographs: fitted, measured, written. ``python -m train gmm-photographs``

How it is fitted, in three stages that together take about 20 minutes on one core:

1. Patches of the TRAIN photographs at two scales (whole, and the central square at 256), in all eight orientations, with noise of one
   grey step (dequantisation) and their mean removed. First groups: five bands of contrast, and in each those nearest to one of 40
   random patches by the absolute cosine; a patch and its negative belong together.
2. ``sklearn.mixture.GaussianMixture`` on a part of the patches *and their negatives*: with r(p) = r(-p) every component's mean is zero
   in every step of EM, so nothing has to be thrown away when means are set to zero.
3. EM about zero (covariances are sum r p p' / sum r) on all patches, in float32 products, until it gains little.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

import explorer
from explorer.data import photographs
from explorer.models.patch_prior import PatchPrior
from train import checkpoint
from train.evaluate import entry
from train.loop import describe

NAME, TITLE = "gmm-photographs", "Photographs, patch prior (EPLL)"
ABOUT = "A mixture of Gaussians that knows how 8x8 patches of photographs look, and restores whole photographs with it (EPLL)."
MINUTES = 40  # of the fit and the measurements, about
SIZE = 8
PIXELS = SIZE * SIZE
BANDS = 5  # of contrast, for the first groups
ENOUGH = 2e-3  # nats per patch: a step that gains less is the last
RIDGE = 1e-6  # on every covariance, pixels in [0, 1]: a quarter of a grey step; the mean-free patches have no variance along (1, ..., 1)
NEGLIGIBLE = 1e-5  # responsibilities below are left out of a covariance
CHUNK = 16_384
MIDDLE = 362  # pixels a side: half-way, in area, between the sizes that photographs are shown at and measured at
FULL = {
    "components": 200,
    "patches": 400_000,
    "part": 40_000,
    "first_steps": 8,
    "steps": 100,
}  # steps of EM: scikit-learn's on a part, then on all
SMOKE = {"components": 8, "patches": 4000, "part": 1000, "first_steps": 2, "steps": 2}

SIGMA = 25 / 255  # of the noise in the evaluation
NOISE_SEED = 0
TUNING = ("china", "flower", "lion", "motorcycle")  # TRAIN photographs that the other methods' strengths are chosen on
NLM_GRID = (0.6, 0.7, 0.8, 0.9, 1.0)  # h over sigma
TV_GRID = (0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12)


def mean_free(patches: np.ndarray) -> np.ndarray:
    """``(n, 64)`` with each patch's mean removed."""
    return patches - patches.mean(-1, keepdims=True)


def draw_patches(count: int, seed: int) -> np.ndarray:
    """Mean-free patches ``(count, 64)`` float32 of the TRAIN photographs, the same number from each photograph and scale (to one)."""
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
    """Weights ``(k,)`` and covariances ``(k, 64, 64)`` to begin with: bands of contrast, split by the nearest of random patches up to the sign."""
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
    """``steps`` of scikit-learn's EM on the patches and their negatives: weights, covariances about zero, nats per patch after each."""
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
    about_zero = (
        mixture.covariances_ + mixture.means_[:, :, None] * mixture.means_[:, None]
    )  # means are rounding errors
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
    seed: int,
    components: int,
    patches: int,
    part: int,
    first_steps: int,
    steps: int,
    keep: Path | None = None,
    resume: bool = False,
) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Weights ``(k,)``, covariances ``(k, 64, 64)``, and how it went: {"seconds", "steps", "history"}.

    Args:
        components, patches, part, first_steps, steps: see FULL.
        keep: an .npz that is rewritten after every step of the last stage.
        resume: go on from ``keep`` where it is there.

    Raises:
        MissingData: a photograph is not installed.
    """
    start = time.perf_counter()
    drawn = draw_patches(patches, seed)
    if resume and keep is not None and keep.is_file():
        with np.load(keep, allow_pickle=False) as state:
            weights, covariances = state["weights"], state["covariances"]
            first, later, spent = state["first"].tolist(), state["later"].tolist(), float(state["seconds"])
    else:
        spent, later = 0.0, []
        weights, covariances, first = by_sklearn(drawn[:part], *first_groups(drawn, components, seed), first_steps)
        print(
            f"scikit-learn's steps, nats per patch: {' '.join(f'{bound:.3f}' for bound in first)}",
            file=sys.stderr,
            flush=True,
        )
    data, weights, covariances = torch.from_numpy(drawn), torch.as_tensor(weights), torch.as_tensor(covariances)
    while len(later) < steps and not (len(later) > 1 and later[-1] - later[-2] < ENOUGH):
        weights, covariances, bound = em_step(data, weights, covariances)
        later.append(bound)
        seconds = spent + time.perf_counter() - start
        print(f"step {len(later):3}  {bound:.4f} nats per patch  {seconds:.0f} s", file=sys.stderr, flush=True)
        if keep is not None:
            keep.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                keep,
                weights=weights.numpy(),
                covariances=covariances.numpy(),
                first=first,
                later=later,
                seconds=seconds,
            )
    return (
        weights,
        covariances,
        {"seconds": spent + time.perf_counter() - start, "steps": len(later), "first": first, "later": later},
    )


def add_noise(clean: np.ndarray, number: int) -> np.ndarray:
    """``clean`` in [0, 1] with noise of deviation SIGMA, not clipped; the same for the same ``number``."""
    return clean + SIGMA * np.random.default_rng([NOISE_SEED, number]).standard_normal(clean.shape)


def psnr(clean: np.ndarray, restored: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB, peak 1; every method's picture is clipped to [0, 1] first."""
    return float(-10 * np.log10(np.square(clean - np.clip(restored, 0, 1)).mean()))


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
    return max(grid, key=lambda value: sum(psnr(clean, method(noisy, value)) for clean, noisy in pairs))


def compare(
    methods: dict[str, Callable[[np.ndarray], np.ndarray]],
    names: Sequence[str] = photographs.TEST,
    side: int = photographs.EVALUATION_SIDE,
) -> dict[str, Any]:
    """{"psnr": mean dB by method, "seconds": median of a photograph by method, "per_photograph": {name: {method: dB}}}."""
    table: dict[str, dict[str, float]] = {}
    times: dict[str, list[float]] = {label: [] for label in methods}
    for number, name in enumerate(names):
        clean = photographs.square(name, side) / 255
        noisy = add_noise(clean, number)
        table[name] = {
            "noisy": round(float(-10 * np.log10(np.square(clean - noisy).mean())), 3)
        }  # as it was given, not clipped
        for label, method in methods.items():
            start = time.perf_counter()
            restored = method(noisy)
            times[label].append(time.perf_counter() - start)
            table[name][label] = round(psnr(clean, restored), 3)
    means = {label: float(np.mean([row[label] for row in table.values()])) for label in ("noisy", *methods)}
    return {
        "psnr": means,
        "seconds": {label: float(np.median(spent)) for label, spent in times.items()},
        "per_photograph": table,
    }


def evaluate(prior: PatchPrior, smoke: bool = False) -> dict[str, Any]:
    """{"metrics": ..., "per_photograph": ...} of denoising the TEST photographs at sigma 25; in ``smoke`` of one of them, small.

    Raises:
        MissingData: a photograph is not installed.
    """
    names, tuning = (photographs.TEST[:1], photographs.TRAIN[:1]) if smoke else (photographs.TEST, TUNING)
    side = 64 if smoke else photographs.EVALUATION_SIDE
    h, weight = _tuned(non_local_means, NLM_GRID, tuning, side), _tuned(total_variation, TV_GRID, tuning, side)
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
    data = f"{len(names)} photographs of {side}x{side} ({', '.join(names)}), noise of deviation 25/255 from a fixed seed, not clipped"
    settings = {"non_local_means": {"h_over_sigma": h}, "total_variation": {"weight": weight}}
    metrics = {
        f"psnr_{label}": entry(
            value,
            "dB, mean PSNR",
            data,
            **({"seconds": round(found["seconds"][label], 2)} if label in methods else {}),
            **settings.get(label, {}),
        )
        for label, value in found["psnr"].items()
    }
    metrics["seconds_epll"] = entry(
        found["seconds"]["epll"], f"seconds for a {side}x{side} photograph, median", data, threads=2
    )
    return {"metrics": metrics, "per_photograph": found["per_photograph"]}


def card_text(metrics: dict[str, Any]) -> str:
    """card.md: what the checkpoint is, its numbers, and the commands that make and check it."""
    labels = list(next(iter(metrics["per_photograph"].values())))
    lines = [
        f"# {TITLE} (`{NAME}`)",
        "",
        ABOUT,
        "",
        f"- model: `patch_prior`, {metrics['components']} Gaussians over 8x8 patches, {metrics['parameters']:,} numbers",
        f"- data: {metrics['patches']:,} patches of {len(photographs.TRAIN)} photographs in installed packages: {', '.join(photographs.TRAIN)}",
        f"- fitted: {metrics['seconds'] / 60:.1f} minutes on {metrics['device']} with {metrics['threads']} thread(s), {metrics['precision']}, seed {metrics['seed']}, "
        f"{metrics['steps']} steps of EM on all patches",
        "- the weight of EPLL's data (0.7 of the paper's) and the other methods' strengths were chosen on photographs of the training set; every result is "
        "clipped to [0, 1] before it is measured",
        "",
        "| measure | value | unit | data |",
        "|---|---|---|---|",
        *(
            f"| {key} | {value['value']:.4g} | {value['unit']} | {value['data']} |"
            for key, value in metrics["metrics"].items()
        ),
        "",
        f"| PSNR in dB | {' | '.join(labels)} |",
        "|---|" + "---|" * len(labels),
        *(
            f"| {name} | {' | '.join(f'{row[label]:.2f}' for label in labels)} |"
            for name, row in metrics["per_photograph"].items()
        ),
        "",
        f"Make it: `{metrics['command']}`. Check it: `python -m train evaluate {NAME}`.",
        "",
    ]
    return "\n".join(lines)


def write(prior: PatchPrior, out: Path, found: dict[str, Any], run: dict[str, Any], history: dict[str, Any]) -> Path:
    """Write ``out/gmm-photographs`` beside its place and rename it into it, so that nobody reads half of one."""
    place, partial, old = out / NAME, out / f".{NAME}.{os.getpid()}", out / f".{NAME}.old.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    explorer.save(prior, partial, title=TITLE, about=ABOUT, dataset="photographs")
    metrics = found | run | {"parameters": sum(buffer.numel() for buffer in prior.buffers())}
    for file, content in (("metrics.json", metrics), ("history.json", history)):
        (partial / file).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    (partial / "card.md").write_text(card_text(metrics), encoding="utf-8")
    for file in partial.iterdir():
        file.chmod(0o644)  # safetensors writes for its owner only
    if place.exists():
        os.replace(place, old)
    os.replace(partial, place)
    shutil.rmtree(old, ignore_errors=True)
    return place


def _print(found: dict[str, Any]) -> None:
    for key, value in found["metrics"].items():
        print(f"{NAME}  {key:24} {value['value']:10.4f}  {value['unit']}")


def run(options: argparse.Namespace) -> None:
    """``python -m train gmm-photographs``: fit, measure, write. Uses ``out``, ``smoke``, ``seed`` and, where there are any, ``state`` and ``resume``."""
    state = getattr(options, "state", None)
    sizes = SMOKE if options.smoke else FULL
    weights, covariances, fitted = fit(
        options.seed,
        **sizes,
        keep=None if state is None else Path(state) / f"{NAME}.npz",
        resume=getattr(options, "resume", False),
    )
    prior = PatchPrior.of(weights, covariances)
    found = evaluate(prior, options.smoke)
    words = [
        "python -m train",
        NAME,
        *(["--seed", str(options.seed)] if options.seed else []),
        *(["--smoke"] if options.smoke else []),
    ]
    about = {
        "seed": options.seed,
        "seconds": round(fitted["seconds"], 1),
        "steps": fitted["steps"],
        "device": describe(torch.device("cpu")),
        "threads": torch.get_num_threads(),
        "precision": "fp32 products, fp64 sums",
        "components": sizes["components"],
        "patches": sizes["patches"],
        "commit": checkpoint.commit(),
        "command": " ".join(words),
    }
    if options.smoke:
        about["smoke"] = True
    history = {
        "unit": "nats per patch",
        "first": fitted["first"],
        "points": [{"step": step, "train": bound} for step, bound in enumerate(fitted["later"], 1)],
    }
    write(prior, options.out, found, about, history)
    _print(found)


def evaluate_again(options: argparse.Namespace) -> None:
    """``python -m train evaluate gmm-photographs``: measure from the weights alone; what fitting told of itself stays as it was.

    Raises:
        FileNotFoundError: there are no weights in ``options.out``.
    """
    folder = options.out / NAME
    if not (folder / "model.safetensors").is_file():
        raise FileNotFoundError(f"There are no weights in {folder}: fit them first with python -m train {NAME}.")
    prior = PatchPrior.from_pretrained(folder, strict=True, local_files_only=True).eval()
    found = evaluate(prior, options.smoke)
    known, history = (
        json.loads((folder / file).read_text(encoding="utf-8")) for file in ("metrics.json", "history.json")
    )
    write(
        prior,
        options.out,
        found,
        {key: value for key, value in known.items() if key not in {"metrics", "per_photograph", "parameters"}},
        history,
    )
    _print(found)
