"""Classifiers, which judge what generative models draw."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from train.data import as_inputs
from train.evaluation import Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind
from train.measures.judging import right

SHIFT = 2  # pixels that training pictures are moved by, at most


class Classifying(Kind):
    """Cross-entropy on pictures that were moved a little."""

    models = ("classifier",)
    unit = "nats per image"

    def inputs(self, pixels, labels, generator):
        return shifted(as_inputs(pixels, False), generator), labels

    def measure(self, model: nn.Module, held: HeldOut, effort: Effort) -> Evaluation:
        """Accuracy, whole and a class."""
        hit = right(model, held.grey, held.labels)
        by_class = [round(float(hit[held.labels == number].float().mean()), 4) for number in range(model.classes)]
        unit, data = "share of pictures that get their label", self.recipe.plain_data
        accuracy = entry(hit.float().mean(), unit, data, pictures=len(held.grey), by_class=by_class)
        return Evaluation({"accuracy": accuracy})

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        return {"accuracy": round(float(right(model, held.grey, held.labels).float().mean()), 5)}


def shifted(images: Tensor, generator: Generator | None = None, most: int = SHIFT) -> Tensor:
    """Each picture moved by up to ``most`` pixels in both directions; black comes in from outside."""
    n, _, h, w = images.shape
    device = images.device
    padded = F.pad(images, (most,) * 4)
    down, right_by = torch.randint(0, 2 * most + 1, (2, n, 1), generator=generator, device=device)
    rows = down + torch.arange(h, device=device)
    columns = right_by + torch.arange(w, device=device)
    numbers = torch.arange(n, device=device)[:, None, None]
    return padded[numbers, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
