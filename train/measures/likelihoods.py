"""How likely an autoregressive model holds test pictures, one by one: what a picture of one's own is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor, nn

from explorer.data import datasets
from explorer.data.levels import in_levels
from explorer.models.autoregressive import AutoregressiveModel
from train.evaluation import SEED

SETS = {"mnist": "MNIST", "fashion": "Fashion-MNIST"}
PICTURES = 1000  # the first of each test set, in the model's own levels
BATCH = 100


def seen(model: nn.Module, grey: Tensor) -> Tensor:
    """Test pictures in [0, 1] in the model's own grey levels; black and white are drawn from SEED."""
    return in_levels((grey * 255).round().to(torch.uint8), model.levels, Generator().manual_seed(SEED))


@torch.no_grad()
def measure(
    model: AutoregressiveModel, dataset: str, root: str | Path | None = None, *, smoke: bool = False
) -> dict[str, Any]:
    """What likelihoods.json holds: -log p of test pictures, sorted.

    ``dataset`` is the one of SETS that the model was trained on. A conditional model is told no class, so that both
    sets are scored in the same way; with the right one a picture is likelier.
    """
    found = {}
    for name, title in SETS.items():
        images = datasets.load(name, "test", root).images[: BATCH if smoke else PICTURES]
        grey = torch.from_numpy(images.copy()).float() / 255
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
