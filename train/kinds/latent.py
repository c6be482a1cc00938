"""Models with one vector of latents: what autoencoders, VAEs and principal components are all measured by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Generator, Tensor

from explorer.data import datasets
from explorer.models import LatentModel
from train import progress
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind
from train.measures import latent_space, shaking
from train.measures.judging import Judge, has_judge

SLOW = 20  # samples, above which a batch takes seconds
BATCH = 100  # pictures of which a bound is taken at once
ENCODED = 500  # pictures that are encoded at once
GAP_RADIUS = 0.25
DRAWS = 20_000  # samples that gaps are looked for with
JUDGED = 5_000  # samples that a classifier reads
SMOKE_DRAWS = 200
PART = 1000  # training pictures that are turned into floats at once

Condition = dict[str, Tensor]


class Latent(Kind):
    """The squared error, the reach of the codes and, of two latents, the plane; subclasses add what their loss says."""

    def condition(self, labels: Tensor) -> Condition:
        """What the model is told of pictures with these labels."""
        return {}

    @property
    def filmed(self) -> bool:
        return self.recipe.arguments.get("latents") == 2

    def measure(self, model: LatentModel, held: HeldOut, effort: Effort) -> Evaluation:
        means, _ = posteriors(model, held.grey, self.condition(held.labels))
        error = squared_error(model, held.grey, self.condition(held.labels))
        unit = "squared error per pixel, pixels in [0, 1]"
        found = Evaluation({"mse": entry(error, unit, self.recipe.plain_data, pictures=len(held.grey))})
        self.measure_loss(found, model, held, effort)
        if model.latents == 2:
            spread = means.std(0).square().mean().sqrt()
            unit = "deviation of the test means, root mean square over latents"
            found.metrics["spread"] = entry(spread, unit, self.recipe.data)
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

    def beside(self, model: LatentModel, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """How the space of latents is filled, and what a classifier makes of samples."""
        judged = has_judge(self.recipe.dataset, self.workspace)
        if not judged and model.latents != 2:
            return {}
        codes, labels = self.training_codes(model, SMOKE_DRAWS if effort.smoke else None)
        found = self.gaps(model, codes, SMOKE_DRAWS if effort.smoke else DRAWS) if model.latents == 2 else {}
        if judged:
            means, _ = posteriors(model, held.grey, self.condition(held.labels))
            share = latent_space.neighbours_accuracy((codes, labels), (means, held.labels))
            unit = f"share of test codes whose label most of the {latent_space.NEIGHBOURS} nearest training codes have"
            found["neighbours"] = entry(share, unit, self.recipe.plain_data, codes=len(codes), pictures=len(means))
            found |= self.judged(model, SMOKE_DRAWS if effort.smoke else JUDGED) | self.shaken(model, held, means)
        return found

    def shaken(self, model: LatentModel, held: HeldOut, means: Tensor) -> dict[str, Any]:
        """The share of test pictures that the classifier still reads when their codes ``means`` are shaken."""
        judge = Judge(self.recipe.dataset, self.workspace)
        shares = shaking.shares_read_rightly(model, judge.classifier, means, held.labels, self.condition(held.labels))
        moved = f"moved by {shaking.TOLD:.0%} of the codes' deviation"
        unit = f"share of decoded pictures that are read as their label after z was {moved}, {judge.by}"
        pictures = min(shaking.PICTURES, len(means))
        value = shares[f"{shaking.TOLD:g}"]
        return {"shake": entry(value, unit, self.recipe.plain_data, pictures=pictures, shares=shares)}

    def judged(self, model: LatentModel, draws: int) -> dict[str, Any]:
        """What the classifier of the data set makes of samples."""
        judge = Judge(self.recipe.dataset, self.workspace)
        drawn = model.sample(draws, generator=Generator().manual_seed(SEED))
        return {"readable": judge.readable(drawn, "samples", self.recipe.plain_data, samples=draws)}

    def training_codes(self, model: LatentModel, count: int | None = None) -> tuple[Tensor, Tensor]:
        """Posterior means and labels of the training pictures, or of the first ``count``."""
        images, labels = datasets.load(self.recipe.dataset, "train", self.workspace.data)
        pixels, labels = torch.from_numpy(images[:count].copy()), torch.from_numpy(labels[:count].copy())
        parts = zip(pixels.split(PART), labels.split(PART), strict=True)
        return torch.cat(
            [posteriors(model, part.float() / 255, self.condition(told))[0] for part, told in parts]
        ), labels

    def gaps(self, model: LatentModel, codes: Tensor, draws: int) -> dict[str, dict]:
        """Of two latents: how much of the prior lies where no training picture's code does."""
        normal = torch.randn(draws, 2, generator=Generator().manual_seed(SEED))
        counted = {"samples": draws, "codes": len(codes), "split": "train"}
        return {
            "gap_share": entry(
                latent_space.gap_share(normal, codes, GAP_RADIUS),
                f"share of N(0, I) farther than {GAP_RADIUS} from every training code",
                self.recipe.data,
                **counted,
            ),
            "outside_share": entry(
                latent_space.outside_share(codes),
                f"share of the training codes outside the circle with {latent_space.CIRCLE:.0%} of N(0, I)",
                self.recipe.data,
                codes=len(codes),
                split="train",
            ),
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
    many = progress.over(batches(ENCODED, images, condition or {}), "posteriors", -(-len(images) // ENCODED))
    parts = [model.encode(part, **given) for part, given in many]
    return torch.cat([part.mean for part in parts]), torch.cat([part.std for part in parts])


@torch.no_grad()
def squared_error(model: LatentModel, grey: Tensor, condition: Condition) -> float:
    """Mean squared error per pixel of pictures in [0, 1] decoded from their posterior means."""
    total = sum(
        (model.decode(model.encode(part, **given).mean, **given) - part).square().sum()
        for part, given in progress.over(batches(ENCODED, grey, condition), "squared error", -(-len(grey) // ENCODED))
    )
    return float(total / grey.numel())


@torch.no_grad()
def negative(bound: Callable[..., Tensor], inputs: Tensor, samples: int, condition: Condition) -> float:
    """Minus the mean of ``bound`` (a model's elbo or log_likelihood) over ``inputs`` in nats per image.

    Each batch has draws of its own seed.
    """
    doing = f"{getattr(bound, '__name__', 'bound')}, {samples} samples"
    parts = progress.over(batches(BATCH, inputs, condition), doing, -(-len(inputs) // BATCH), slow=samples > SLOW)
    total = sum(
        bound(batch, samples, Generator().manual_seed(SEED + number), **given).double().sum()
        for number, (batch, given) in enumerate(parts)
    )
    return -float(total) / len(inputs)
