"""What an evaluation is given, and what it finds: everything in metrics.json that follows from the weights alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from explorer.data import datasets
from train.data import as_inputs
from train.recipe import Recipe

SEED = 0  # of the binarization and of every draw
SMOKE = 200  # pictures
FIRST = 1000  # pictures whose numbers are kept apart, so that a test can repeat them in seconds


class HeldOut(NamedTuple):
    """Test pictures ``(n, c, h, w)`` in [0, 1], grey and as the likelihood sees them, and their labels ``(n,)``."""

    grey: Tensor
    inputs: Tensor
    labels: Tensor

    def first(self, count: int) -> HeldOut:
        return HeldOut(*(part[:count] for part in self))


def held_out(recipe: Recipe, root: str | Path | None = None) -> HeldOut:
    """The test set of a recipe; binarized from SEED where the recipe is. Raises MissingData."""
    images, labels = datasets.load(recipe.dataset, "test", root)
    pixels = torch.from_numpy(images.copy())
    inputs = as_inputs(pixels, recipe.binarize, Generator().manual_seed(SEED))
    return HeldOut(pixels.float() / 255, inputs, torch.from_numpy(labels.copy()))


class Effort(NamedTuple):
    """How much is measured.

    ``smoke``: few pictures and few samples, numbers that say nothing but that everything runs. ``brief``: without what
    takes longer than all else together, to compare runs.
    """

    smoke: bool = False
    brief: bool = False


@dataclass
class Evaluation:
    """What was found of a model.

    Attributes:
        metrics: entries by measure, see ``entry``.
        first: numbers of the first test pictures, quick enough to be repeated in a test.
        kl_per_dimension: nats, of a model with a prior over latents.
        records: what else stands in metrics.json.
        card: what else stands in the card: range, kl and spread of the latents.
        files: what lies beside the checkpoint, content by file name: plain JSON, tensors by name for .safetensors, or
            bytes as they are.
    """

    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    kl_per_dimension: list[float] | None = None
    records: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, Any] | bytes] = field(default_factory=dict)

    def value(self, measure: str) -> float:
        return self.metrics[measure]["value"]

    def record(self) -> dict[str, Any]:
        """The part of metrics.json that was measured."""
        first = {"first": self.first} if self.first else {}
        return {"metrics": self.metrics, "kl_per_dimension": self.kl_per_dimension} | first | self.records


def entry(value: float, unit: str, data: str, **more: Any) -> dict[str, Any]:
    """One number of metrics.json."""
    return {"value": round(float(value), 5), "unit": unit, "data": data, "split": "test", **more}
