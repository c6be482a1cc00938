"""What a trained model is worth on the test set: everything in metrics.json that can be found from the weights alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor, nn

from explorer.data import datasets
from explorer.models import LatentModel, Quantising
from train import codebook, disentanglement, likelihoods, measures, rivals, typicality
from train.data import as_inputs
from train.measures import entry
from train.recipes import Recipe
from train.tasks import AUTOREGRESSIVE

SEED = 0  # of the binarization and of every draw
ELBO_SAMPLES = 10
IWAE_SAMPLES = 500
FIRST = 1000  # pictures whose numbers are kept apart, so that a test can repeat them in seconds
FIRST_IWAE = 10
BATCH = 100
LARGE = 2000  # pixels: of larger pictures only the first 1,000 are scored with the importance-weighted bound
GAP_RADIUS = 0.25
GAP_DRAWS = 20_000


def test_inputs(recipe: Recipe, root: str | Path | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """The test set as float in [0, 1]: grey, and as the likelihood sees it (binarized from SEED where the recipe is); and its labels."""
    images, labels = datasets.load(recipe.dataset, "test", root)
    pixels = torch.from_numpy(images.copy())
    return (
        pixels.float() / 255,
        as_inputs(pixels, recipe.binarize, Generator().manual_seed(SEED)),
        torch.from_numpy(labels.copy()),
    )


test_inputs.__test__ = False  # a name that pytest would collect


Condition = dict[str, Tensor]


def condition_of(recipe: Recipe, labels: Tensor) -> Condition:
    """What a conditional model is told of pictures with these labels; nothing for all others."""
    return {"labels": labels.long()} if recipe.model == "cvae" else {}


def batches(size: int, images: Tensor, condition: Condition) -> Iterator[tuple[Tensor, Condition]]:
    """Pictures and what is told of them, ``size`` at a time."""
    for start in range(0, len(images), size):
        yield images[start : start + size], {name: value[start : start + size] for name, value in condition.items()}


@torch.no_grad()
def codes(model: LatentModel, images: Tensor, **condition: Tensor) -> tuple[Tensor, Tensor]:
    """Posterior means and deviations ``(n, latents)``, in batches."""
    parts = [model.encode(part, **given) for part, given in batches(500, images, condition)]
    return torch.cat([part.mean for part in parts]), torch.cat([part.std for part in parts])


@torch.no_grad()
def negative(bound: Callable[..., Tensor], inputs: Tensor, samples: int, **condition: Tensor) -> float:
    """Minus the mean of ``bound`` (a model's elbo or log_likelihood) over ``inputs`` in nats per image; each batch has draws of its own seed."""
    total = sum(
        bound(batch, samples, Generator().manual_seed(SEED + number), **given).double().sum()
        for number, (batch, given) in enumerate(batches(BATCH, inputs, condition))
    )
    return -float(total) / len(inputs)


@torch.no_grad()
def squared_error(model: LatentModel, grey: Tensor, **condition: Tensor) -> float:
    """Mean squared error per pixel of pictures in [0, 1] decoded from their posterior means."""
    total = sum(
        (model.decode(model.encode(part, **given).mean, **given) - part).square().sum()
        for part, given in batches(500, grey, condition)
    )
    return float(total / grey.numel())


def gap_share(draws: Tensor, means: Tensor, radius: Tensor | float = GAP_RADIUS) -> float:
    """The share of ``draws`` ``(m, 2)`` that lie farther than ``radius`` from every one of ``means`` ``(n, 2)``."""
    draws, means = draws / radius, means / radius
    return float(torch.cat([torch.cdist(part, means).amin(1) > 1 for part in draws.split(1000)]).float().mean())


def first_thousand(model: LatentModel, recipe: Recipe, root: str | Path | None = None) -> dict[str, Any]:
    """Numbers of the first 1,000 test pictures, quick enough to be repeated in a test."""
    grey, inputs, labels = (part[:FIRST] for part in test_inputs(recipe, root))
    if recipe.model in measures.QUICK:
        return {"pictures": len(grey)} | measures.QUICK[recipe.model](model, grey, labels)
    condition = condition_of(recipe, labels)
    found = {"pictures": len(grey), "mse": round(squared_error(model, grey, **condition), 6)}
    if recipe.variational:
        found["neg_elbo"] = round(negative(model.elbo, inputs, 1, **condition), 4)
        found[f"neg_iwae_{FIRST_IWAE}"] = round(negative(model.log_likelihood, inputs, FIRST_IWAE, **condition), 4)
    return found


def evaluate(
    model: nn.Module, recipe: Recipe, root: str | Path | None = None, *, smoke: bool = False, iwae: bool = True
) -> dict[str, Any]:
    """All that metrics.json says of the weights: metrics, KL per latent, spread and range of the codes, the first 1,000; and scores of single pictures.

    ``iwae`` can be switched off, as it takes longer than all else together. ``smoke`` scores 200 pictures with few
    samples; its numbers say nothing but that everything runs.
    """
    model = model.eval()
    most = 200 if smoke else None
    grey, inputs, labels = (part[:most] for part in test_inputs(recipe, root))
    if recipe.model in measures.WHOLE:
        metrics = measures.WHOLE[recipe.model](model, recipe, grey, labels, root)
        if recipe.model == "dae" and not smoke:
            metrics |= rivals.measure(model, recipe.dataset, grey, recipe.data.split(",")[0])
        found = {"metrics": metrics, "kl_per_dimension": None, "first": first_thousand(model, recipe, root)}
        if recipe.model in AUTOREGRESSIVE and likelihoods.measurable(model, recipe.dataset, root):
            found["likelihoods"] = likelihoods.measure(model, recipe.dataset, root, smoke=smoke)
        if isinstance(model, Quantising):
            found["codebook"] = codebook.measure(model, grey)
        return found
    elbo_samples, iwae_samples = (1, 5) if smoke else (ELBO_SAMPLES, IWAE_SAMPLES)
    condition = condition_of(recipe, labels)
    means, _ = codes(model, grey, **condition)
    metrics = {
        "mse": entry(
            squared_error(model, grey, **condition),
            "squared error per pixel, pixels in [0, 1]",
            recipe.data.split(",")[0],
            pictures=len(grey),
        )
    }
    found: dict[str, Any] = {"metrics": metrics, "kl_per_dimension": None}
    if recipe.variational:
        mean, std = codes(model, inputs, **condition)
        kl = (0.5 * (mean.square() + std.square() - 1) - std.log()).mean(0)
        found["kl_per_dimension"] = [round(value, 4) for value in kl.tolist()]
        elbo = negative(model.elbo, inputs, elbo_samples, **condition)
        metrics["neg_elbo"] = entry(elbo, "nats per image", recipe.data, samples=elbo_samples, pictures=len(inputs))
        if iwae:
            scored = inputs[:FIRST] if inputs[0].numel() > LARGE else inputs
            value = negative(model.log_likelihood, scored, iwae_samples, **condition)
            metrics[f"neg_iwae_{IWAE_SAMPLES}"] = entry(
                value, "nats per image", recipe.data, samples=iwae_samples, pictures=len(scored)
            )
        metrics["kl"] = entry(kl.sum(), "nats per image", recipe.data, pictures=len(inputs))
    else:
        metrics["half_squared_error"] = entry(
            0.5 * metrics["mse"]["value"] * grey[0].numel(),
            "half squared error per image, summed over pixels",
            recipe.data,
            pictures=len(grey),
        )
    if recipe.model == "cvae":
        metrics |= measures.judged(model, recipe, grey, labels)
    if (
        recipe.variational
        and recipe.dataset in typicality.SETS
        and all(datasets.test_count(name, root) for name in typicality.SETS)
    ):
        found["typicality"], entries = typicality.measure(model, recipe.dataset, root, smoke=smoke)
        metrics |= entries
    if recipe.dataset == "shapes":
        value, shares = disentanglement.measure(model, samples=500 if smoke else disentanglement.SAMPLES)
        metrics["mig"] = entry(
            value,
            "mutual information gap, 0 to 1",
            recipe.data,
            samples=disentanglement.SAMPLES,
            bins=disentanglement.BINS,
        )
        metrics["mig"]["factors"] = {
            name: round(float(share), 4) for name, share in zip(disentanglement.shapes.FACTORS, shares, strict=True)
        }
    if model.latents == 2:
        draws = torch.randn(GAP_DRAWS, 2, generator=Generator().manual_seed(SEED))
        what = f"share of N(0, I) farther than {GAP_RADIUS} from every test mean"
        metrics["gap_share"] = entry(gap_share(draws, means), what, recipe.data, samples=GAP_DRAWS)
        if not recipe.variational:
            own = model.sample_latents(GAP_DRAWS, generator=Generator().manual_seed(SEED))
            what = f"share of the Gaussian fitted to the codes farther than {GAP_RADIUS} of its deviations from every test code"
            metrics["gap_share_own"] = entry(
                gap_share(own, means, GAP_RADIUS * model.code_std), what, recipe.data, samples=GAP_DRAWS
            )
        metrics["spread"] = entry(
            means.std(0).square().mean().sqrt(),
            "deviation of the test means, root mean square over latents",
            recipe.data,
        )
    found["spread"] = [round(value, 4) for value in means.std(0).tolist()]
    found["range"] = [[-3.0, 3.0]] * model.latents if recipe.variational else _reach(means)
    found["first"] = first_thousand(model, recipe, root)
    return found


def _reach(means: Tensor) -> list[list[float]]:
    """From the 0.5th to the 99.5th percentile of each latent's codes, and a tenth of that more."""
    low, high = torch.quantile(means, torch.tensor([0.005, 0.995]), dim=0)
    edge = 0.05 * (high - low)
    return [[round(a, 4), round(b, 4)] for a, b in zip((low - edge).tolist(), (high + edge).tolist(), strict=True)]
