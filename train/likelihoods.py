"""How likely an autoregressive model holds test pictures, one by one: what the page compares a picture of one's own with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from explorer.data import datasets
from explorer.models.autoregressive import AutoregressiveModel
from train.measures import seen

SETS = {"mnist": "MNIST", "fashion": "Fashion-MNIST"}
PICTURES = 1000  # the first of each test set, in the model's own levels
BATCH = 100


@torch.no_grad()
def measure(
    model: AutoregressiveModel, dataset: str, root: str | Path | None = None, *, smoke: bool = False
) -> dict[str, Any]:
    """What likelihoods.json holds: -log p of test pictures, sorted. ``dataset`` is the one of SETS that the model was trained on.

    A conditional model is told no class, so that both sets are scored in the same way; with the right one a picture is likelier.
    """
    found = {}
    for name, title in SETS.items():
        grey = (
            torch.from_numpy(datasets.load(name, "test", root).images[: BATCH if smoke else PICTURES].copy()).float()
            / 255
        )
        nll = -torch.cat([model.log_prob(part) for part in seen(model, grey).split(BATCH)])
        found[name] = {
            "title": title,
            "own": name == dataset,
            "nll": [round(value, 2) for value in nll.sort().values.tolist()],
        }
    return {"unit": "nats per image", "split": "test", "sets": found}


def measurable(model: AutoregressiveModel, dataset: str, root: str | Path | None = None) -> bool:
    """Whether the model's pictures are those of SETS, and these are on the disk."""
    return (
        dataset in SETS
        and model.shape == datasets.SHAPE[dataset]
        and all(datasets.test_count(name, root) for name in SETS)
    )
