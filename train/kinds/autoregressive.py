"""Autoregressive models of pixels: an exact likelihood, beside tables that know next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Generator, Tensor, nn

from explorer.data import datasets
from explorer.data.levels import in_levels
from explorer.sampling import FAST, sample
from train import progress
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import FEW, Kind
from train.measures import baselines, first_picture, likelihoods, pieces
from train.measures.judging import DRAWS, Judge, has_judge
from train.measures.likelihoods import seen
from train.recipes import judge_of

BATCH = 500  # pictures that are scored at once
PART = 1000  # training pictures that are turned into levels at once
DRAWN = 100  # pictures that are drawn at once


class Autoregressive(Kind):
    """Negative log-likelihood of pictures in the model's own number of grey levels.

    Black and white are drawn anew for every batch.
    """

    models = ("pixelcnn", "gated_pixelcnn", "pixelcnnpp", "pixelrnn", "multiscale")
    unit = "nats per image"
    first = 250  # a thousand take a core 20 seconds
    checked = FEW

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
        if type(model) in FAST and judge_of(self.recipe.dataset):  # ink on black, in pieces or readable
            found.metrics |= self._draws(model, pictures, held.labels)
        if likelihoods.measurable(model, self.recipe.dataset, self.workspace.data):
            found.files["likelihoods.json"] = likelihoods.measure(
                model, self.recipe.dataset, self.workspace.data, smoke=effort.smoke
            )
        return found

    def beside(self, model: nn.Module, held: HeldOut, effort: Effort) -> dict[str, dict]:
        """Which seed, and class, the Pixels page opens with; of models that draw quickly and have a judge."""
        if type(model) not in FAST or not has_judge(self.recipe.dataset, self.workspace):
            return {}
        return first_picture.measure(model, Judge(self.recipe.dataset, self.workspace), self.recipe.data)

    def _draws(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> dict[str, dict]:
        """What the model draws, beside real pictures: whether it hangs together, and whether a judge can read it."""
        data, count = self.recipe.data, min(DRAWS, len(pictures))
        by_class = list(draws_by_class(model, count)) if model.classes else [draws(model, count)]
        drawn = torch.cat(by_class)
        found = pieces.measure(drawn, pictures, data)
        if not has_judge(self.recipe.dataset, self.workspace):
            return found
        judge = Judge(self.recipe.dataset, self.workspace)
        found["readable"] = judge.readable(drawn, "draws", data, samples=len(drawn))
        found["readable_real"] = judge.readable(pictures, "test pictures", data, pictures=len(pictures))
        if model.classes:
            found["class_share"] = judge.class_share(by_class, data)
            found["judge_error"] = judge.error(pictures, labels, data)
        return found

    def _likelihood(self, model: nn.Module, pictures: Tensor, labels: Tensor | None) -> dict[str, dict]:
        """-log p in nats and in bits, and what two baselines reach that were fitted to the training set."""
        fitted = baselines.measure(self._training_levels(model), model.quantize(pictures), model.levels)
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

    def _training_levels(self, model: nn.Module) -> Tensor:
        """The training pictures as level numbers, uint8 ``(n, c, h, w)``; only a part of them is floats at a time."""
        images = torch.from_numpy(datasets.load(self.recipe.dataset, "train", self.workspace.data).images.copy())
        generator = Generator().manual_seed(SEED + 1)
        parts = [model.quantize(in_levels(part, model.levels, generator)).byte() for part in images.split(PART)]
        return torch.cat(parts)

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        labels = held.labels if model.classes else None
        return {"nll": round(nats(model, seen(model, held.grey), labels), 4)}


@torch.no_grad()
def nats(model: nn.Module, pictures: Tensor, labels: Tensor | None) -> float:
    """Mean negative log-likelihood in nats per image; ``labels`` None where no class is told."""
    given = [None] * len(pictures) if labels is None else labels.long().split(BATCH)
    scored = list(zip(pictures.split(BATCH), given, strict=False))
    parts = [model.log_prob(part, told) for part, told in progress.over(scored, "log-likelihood", slow=True)]
    return -float(torch.cat(parts).double().mean())


@torch.no_grad()
def draws(model: nn.Module, count: int, label: int | None = None) -> Tensor:
    """``count`` pictures ``(count, *shape)`` of a class, or of none, each class from a seed of its own."""
    generator = Generator().manual_seed(SEED + (label or 0))
    parts = []
    for start in progress.over(range(0, count, DRAWN), "draws", slow=True):
        blank = torch.full((min(DRAWN, count - start), *model.shape), -1.0)
        told = None if label is None else torch.full((len(blank),), label)
        parts.append(sample(model, blank, told, generator=generator))
    return torch.cat(parts)


def draws_by_class(model: nn.Module, count: int) -> Iterator[Tensor]:
    """``count`` pictures of each class in turn."""
    return (draws(model, count, number) for number in range(model.classes))
