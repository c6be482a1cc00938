"""Autoregressive models of pixels: an exact likelihood, beside tables that know next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Generator, Tensor, nn

from explorer.data import datasets
from explorer.data.levels import in_levels
from explorer.sampling import FAST, sample
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind
from train.measures import baselines, likelihoods
from train.measures.judging import DRAWS, Judge, has_judge
from train.measures.likelihoods import seen

BATCH = 500  # pictures that are scored at once
DRAWN = 100  # pictures that are drawn at once


class Autoregressive(Kind):
    """Negative log-likelihood of pictures in the model's own number of grey levels.

    Black and white are drawn anew for every batch.
    """

    models = ("pixelcnn", "gated_pixelcnn", "pixelcnnpp", "pixelrnn", "multiscale")
    unit = "nats per image"
    shown = ("nll", "class_share")

    def inputs(self, pixels, labels, generator):
        pictures = in_levels(pixels, self.recipe.arguments.get("levels", 2), generator)
        return (pictures, labels.long()) if self.recipe.arguments.get("classes") else (pictures,)

    def measure(self, model: nn.Module, held: HeldOut, effort: Effort) -> Evaluation:
        pictures, data = seen(model, held.grey), self.recipe.data
        labels = held.labels if model.classes else None
        found = Evaluation(self._likelihood(model, pictures, labels))
        if model.classes:
            value, unit = nats(model, pictures, None), "nats per image, the class not told"
            found.metrics["nll_no_class"] = entry(value, unit, data, pictures=len(pictures))
        if model.classes and type(model) in FAST and has_judge(self.recipe.dataset, self.workspace):
            judge = Judge(self.recipe.dataset, self.workspace)
            drawn = draws_by_class(model, min(DRAWS, len(pictures)))
            found.metrics["class_share"] = judge.class_share(drawn, data)
            found.metrics["judge_error"] = judge.error(pictures, held.labels, data)
        if likelihoods.measurable(model, self.recipe.dataset, self.workspace.data):
            found.files["likelihoods.json"] = likelihoods.measure(
                model, self.recipe.dataset, self.workspace.data, smoke=effort.smoke
            )
        return found

    def _likelihood(self, model: nn.Module, pictures: Tensor, labels: Tensor | None) -> dict[str, dict]:
        """-log p in nats and in bits, and what two baselines reach that were fitted to the training set."""
        train = torch.from_numpy(datasets.load(self.recipe.dataset, "train", self.workspace.data).images.copy())
        known = model.quantize(in_levels(train, model.levels, Generator().manual_seed(SEED + 1)))
        fitted = baselines.measure(known, model.quantize(pictures), model.levels)
        values = {
            "nll": nats(model, pictures, labels),
            "nll_independent": fitted.independent,
            "nll_neighbours": fitted.neighbours,
        }
        found = {}
        for name, value in values.items():
            found[name] = entry(value, "nats per image", self.recipe.data, pictures=len(pictures))
            bits = baselines.bits_per_dimension(value, pictures[0].numel())
            found[name.replace("nll", "bits")] = entry(bits, "bits per dimension", self.recipe.data)
        return found

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        labels = held.labels if model.classes else None
        return {"nll": round(nats(model, seen(model, held.grey), labels), 4)}


@torch.no_grad()
def nats(model: nn.Module, pictures: Tensor, labels: Tensor | None) -> float:
    """Mean negative log-likelihood in nats per image; ``labels`` None where no class is told."""
    given = [None] * len(pictures) if labels is None else labels.long().split(BATCH)
    parts = [model.log_prob(part, told) for part, told in zip(pictures.split(BATCH), given, strict=False)]
    return -float(torch.cat(parts).double().mean())


@torch.no_grad()
def draws_by_class(model: nn.Module, count: int) -> Iterator[Tensor]:
    """``count`` pictures of each class in turn, each class from a seed of its own."""
    for number in range(model.classes):
        generator = Generator().manual_seed(SEED + number)
        sizes = [min(DRAWN, count - start) for start in range(0, count, DRAWN)]
        blanks = (torch.full((size, *model.shape), -1.0) for size in sizes)
        yield torch.cat(
            [sample(model, blank, torch.full((len(blank),), number), generator=generator) for blank in blanks]
        )
