"""What a trained model is worth on the test set: everything in metrics.json that can be found from the weights alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor

from explorer import datasets
from explorer.models import LatentModel
from train import disentanglement
from train.data import as_inputs
from train.recipes import Recipe

SEED = 0  # of the binarization and of every draw
ELBO_SAMPLES = 10
IWAE_SAMPLES = 500
FIRST = 1000  # pictures whose numbers are kept apart, so that a test can repeat them in seconds
FIRST_IWAE = 10
BATCH = 100
LARGE = 2000  # pixels: of larger pictures only the first 1,000 are scored with the importance-weighted bound
GAP_RADIUS = 0.25
GAP_DRAWS = 20_000


def entry(value: float, unit: str, data: str, **more: Any) -> dict[str, Any]:
    """One number of metrics.json."""
    return {"value": round(float(value), 5), "unit": unit, "data": data, "split": "test", **more}


def test_inputs(recipe: Recipe, root: str | Path | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """The test set as float in [0, 1]: grey, and as the likelihood sees it (binarized from SEED where the recipe is); and its labels."""
    images, labels = datasets.load(recipe.dataset, "test", root)
    pixels = torch.from_numpy(images.copy())
    return pixels.float() / 255, as_inputs(pixels, recipe.binarize, Generator().manual_seed(SEED)), torch.from_numpy(labels.copy())


test_inputs.__test__ = False  # a name that pytest would collect


@torch.no_grad()
def codes(model: LatentModel, images: Tensor) -> tuple[Tensor, Tensor]:
    """Posterior means and deviations ``(n, latents)``, in batches."""
    parts = [model.encode(part) for part in images.split(500)]
    return torch.cat([part.mean for part in parts]), torch.cat([part.std for part in parts])


@torch.no_grad()
def negative(bound: Callable[..., Tensor], inputs: Tensor, samples: int) -> float:
    """Minus the mean of ``bound`` (a model's elbo or log_likelihood) over ``inputs`` in nats per image; each batch has draws of its own seed."""
    total = sum(bound(batch, samples, Generator().manual_seed(SEED + number)).double().sum() for number, batch in enumerate(inputs.split(BATCH)))
    return -float(total) / len(inputs)


@torch.no_grad()
def squared_error(model: LatentModel, grey: Tensor) -> float:
    """Mean squared error per pixel of pictures in [0, 1] decoded from their posterior means."""
    return float(sum((model.decode(model.encode(part).mean) - part).square().sum() for part in grey.split(500)) / grey.numel())


def gap_share(draws: Tensor, means: Tensor, radius: Tensor | float = GAP_RADIUS) -> float:
    """The share of ``draws`` ``(m, 2)`` that lie farther than ``radius`` from every one of ``means`` ``(n, 2)``."""
    draws, means = draws / radius, means / radius
    return float(torch.cat([torch.cdist(part, means).amin(1) > 1 for part in draws.split(1000)]).float().mean())


def first_thousand(model: LatentModel, recipe: Recipe, root: str | Path | None = None) -> dict[str, Any]:
    """Numbers of the first 1,000 test pictures, quick enough to be repeated in a test."""
    grey, inputs, _ = test_inputs(recipe, root)
    found = {"pictures": min(FIRST, len(grey)), "mse": round(squared_error(model, grey[:FIRST]), 6)}
    if recipe.variational:
        found["neg_elbo"] = round(negative(model.elbo, inputs[:FIRST], 1), 4)
        found[f"neg_iwae_{FIRST_IWAE}"] = round(negative(model.log_likelihood, inputs[:FIRST], FIRST_IWAE), 4)
    return found


def evaluate(model: LatentModel, recipe: Recipe, root: str | Path | None = None, *, smoke: bool = False, iwae: bool = True) -> dict[str, Any]:
    """All that metrics.json says of the weights: metrics, KL per latent, spread and range of the codes, the first 1,000.

    ``iwae`` can be switched off, as it takes longer than all else together. ``smoke`` scores 200 pictures with few
    samples; its numbers say nothing but that everything runs.
    """
    model = model.eval()
    grey, inputs, _ = test_inputs(recipe, root)
    elbo_samples, iwae_samples = (1, 5) if smoke else (ELBO_SAMPLES, IWAE_SAMPLES)
    grey, inputs = (grey[:200], inputs[:200]) if smoke else (grey, inputs)
    means, _ = codes(model, grey)
    metrics = {"mse": entry(squared_error(model, grey), "squared error per pixel, pixels in [0, 1]", recipe.data.split(",")[0], pictures=len(grey))}
    found: dict[str, Any] = {"metrics": metrics, "kl_per_dimension": None}
    if recipe.variational:
        mean, std = codes(model, inputs)
        kl = (0.5 * (mean.square() + std.square() - 1) - std.log()).mean(0)
        found["kl_per_dimension"] = [round(value, 4) for value in kl.tolist()]
        elbo = negative(model.elbo, inputs, elbo_samples)
        metrics["neg_elbo"] = entry(elbo, "nats per image", recipe.data, samples=elbo_samples, pictures=len(inputs))
        if iwae:
            scored = inputs[:FIRST] if inputs[0].numel() > LARGE else inputs
            value = negative(model.log_likelihood, scored, iwae_samples)
            metrics[f"neg_iwae_{IWAE_SAMPLES}"] = entry(value, "nats per image", recipe.data, samples=iwae_samples, pictures=len(scored))
        metrics["kl"] = entry(kl.sum(), "nats per image", recipe.data, pictures=len(inputs))
    else:
        metrics["half_squared_error"] = entry(
            0.5 * metrics["mse"]["value"] * grey[0].numel(), "half squared error per image, summed over pixels", recipe.data, pictures=len(grey))
    if recipe.dataset == "shapes":
        value, shares = disentanglement.measure(model, samples=500 if smoke else disentanglement.SAMPLES)
        metrics["mig"] = entry(value, "mutual information gap, 0 to 1", recipe.data, samples=disentanglement.SAMPLES, bins=disentanglement.BINS)
        metrics["mig"]["factors"] = {name: round(float(share), 4) for name, share in zip(disentanglement.shapes.FACTORS, shares, strict=True)}
    if model.latents == 2:
        draws = torch.randn(GAP_DRAWS, 2, generator=Generator().manual_seed(SEED))
        what = f"share of N(0, I) farther than {GAP_RADIUS} from every test mean"
        metrics["gap_share"] = entry(gap_share(draws, means), what, recipe.data, samples=GAP_DRAWS)
        if not recipe.variational:
            own = model.sample_latents(GAP_DRAWS, generator=Generator().manual_seed(SEED))
            what = f"share of the Gaussian fitted to the codes farther than {GAP_RADIUS} of its deviations from every test code"
            metrics["gap_share_own"] = entry(gap_share(own, means, GAP_RADIUS * model.code_std), what, recipe.data, samples=GAP_DRAWS)
        metrics["spread"] = entry(means.std(0).square().mean().sqrt(), "deviation of the test means, root mean square over latents", recipe.data)
    found["spread"] = [round(value, 4) for value in means.std(0).tolist()]
    found["range"] = [[-3.0, 3.0]] * model.latents if recipe.variational else _reach(means)
    found["first"] = first_thousand(model, recipe, root)
    return found


def _reach(means: Tensor) -> list[list[float]]:
    """From the 0.5th to the 99.5th percentile of each latent's codes, and a tenth of that more."""
    low, high = torch.quantile(means, torch.tensor([0.005, 0.995]), dim=0)
    edge = 0.05 * (high - low)
    return [[round(a, 4), round(b, 4)] for a, b in zip((low - edge).tolist(), (high + edge).tolist(), strict=True)]
