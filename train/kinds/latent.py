"""Models with one vector of latents: what autoencoders, VAEs and principal components are all measured by."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Generator, Tensor

from explorer.data import datasets
from explorer.models import LatentModel
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind

BATCH = 100  # pictures of which a bound is taken at once
ENCODED = 500  # pictures that are encoded at once
GAP_RADIUS = 0.25
GAP_DRAWS = 20_000

Condition = dict[str, Tensor]


class Latent(Kind):
    """The squared error, the reach of the codes and, of two latents, the plane; subclasses add what their loss says."""

    def condition(self, labels: Tensor) -> Condition:
        """What the model is told of pictures with these labels."""
        return {}

    def measure(self, model: LatentModel, held: HeldOut, effort: Effort) -> Evaluation:
        means, _ = posteriors(model, held.grey, self.condition(held.labels))
        error = squared_error(model, held.grey, self.condition(held.labels))
        unit = "squared error per pixel, pixels in [0, 1]"
        found = Evaluation({"mse": entry(error, unit, self.recipe.plain_data, pictures=len(held.grey))})
        self.measure_loss(found, model, held, effort)
        if model.latents == 2:
            found.metrics |= self.plane(model, means)
        found.card |= {"range": self.reach(means), "kl": found.kl_per_dimension, "spread": rounded(means.std(0))}
        if model.latents == 2 and not effort.brief:
            found.files["latents.safetensors"] = self.map(model)
        return found

    def measure_loss(self, found: Evaluation, model: LatentModel, held: HeldOut, effort: Effort) -> None:
        """Add to ``found`` what the model was trained to make small, and what else is known of a model of its kind."""
        half = 0.5 * found.value("mse") * held.grey[0].numel()
        unit = "half squared error per image, summed over pixels"
        found.metrics["half_squared_error"] = entry(half, unit, self.recipe.data, pictures=len(held.grey))

    def quick(self, model: LatentModel, held: HeldOut) -> dict[str, float]:
        return {"mse": round(squared_error(model, held.grey, self.condition(held.labels)), 6)}

    def plane(self, model: LatentModel, means: Tensor) -> dict[str, dict]:
        """Of two latents: how much of the prior lies where no test picture does, and how wide the codes are spread."""
        draws = torch.randn(GAP_DRAWS, 2, generator=Generator().manual_seed(SEED))
        spread = means.std(0).square().mean().sqrt()
        return {
            "gap_share": entry(
                gap_share(draws, means),
                f"share of N(0, I) farther than {GAP_RADIUS} from every test mean",
                self.recipe.data,
                samples=GAP_DRAWS,
            ),
            "spread": entry(spread, "deviation of the test means, root mean square over latents", self.recipe.data),
        }

    def reach(self, means: Tensor) -> list[list[float]]:
        """The ends of each latent's slider: from the 0.5th to the 99.5th percentile of the codes, and a tenth more."""
        low, high = torch.quantile(means, torch.tensor([0.005, 0.995]), dim=0)
        edge = 0.05 * (high - low)
        return [list(ends) for ends in zip(rounded(low - edge), rounded(high + edge), strict=True)]

    def map(self, model: LatentModel) -> dict[str, Tensor]:
        """Posterior means and deviations of grey pictures, and their labels, as latents.safetensors has them."""
        splits = [datasets.load(self.recipe.dataset, split, self.workspace.data) for split in self.recipe.latents_of]
        images = torch.cat([torch.from_numpy(split.images.copy()) for split in splits]).float() / 255
        labels = torch.cat([torch.from_numpy(split.labels.copy()) for split in splits])
        mean, std = posteriors(model, images, self.condition(labels))
        return {"mean": mean.half(), "std": std.half(), "label": labels}


def rounded(values: Tensor) -> list[float]:
    return [round(value, 4) for value in values.tolist()]


def batches(size: int, images: Tensor, condition: Condition) -> Iterator[tuple[Tensor, Condition]]:
    """Pictures and what is told of them, ``size`` at a time."""
    for start in range(0, len(images), size):
        yield images[start : start + size], {name: value[start : start + size] for name, value in condition.items()}


@torch.no_grad()
def posteriors(model: LatentModel, images: Tensor, condition: Condition | None = None) -> tuple[Tensor, Tensor]:
    """Posterior means and deviations ``(n, latents)``, in batches."""
    parts = [model.encode(part, **given) for part, given in batches(ENCODED, images, condition or {})]
    return torch.cat([part.mean for part in parts]), torch.cat([part.std for part in parts])


@torch.no_grad()
def squared_error(model: LatentModel, grey: Tensor, condition: Condition) -> float:
    """Mean squared error per pixel of pictures in [0, 1] decoded from their posterior means."""
    total = sum(
        (model.decode(model.encode(part, **given).mean, **given) - part).square().sum()
        for part, given in batches(ENCODED, grey, condition)
    )
    return float(total / grey.numel())


@torch.no_grad()
def negative(bound: Callable[..., Tensor], inputs: Tensor, samples: int, condition: Condition) -> float:
    """Minus the mean of ``bound`` (a model's elbo or log_likelihood) over ``inputs`` in nats per image.

    Each batch has draws of its own seed.
    """
    total = sum(
        bound(batch, samples, Generator().manual_seed(SEED + number), **given).double().sum()
        for number, (batch, given) in enumerate(batches(BATCH, inputs, condition))
    )
    return -float(total) / len(inputs)


def gap_share(draws: Tensor, means: Tensor, radius: Tensor | float = GAP_RADIUS) -> float:
    """The share of ``draws`` ``(m, 2)`` that lie farther than ``radius`` from every one of ``means`` ``(n, 2)``."""
    draws, means = draws / radius, means / radius
    return float(torch.cat([torch.cdist(part, means).amin(1) > 1 for part in draws.split(1000)]).float().mean())
