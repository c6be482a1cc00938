"""How a model scores pictures it should know and pictures it should not.

Bounds of two test sets, and how well they tell them apart.

[1] Nalisnick, Matsukawa, Teh, Gorur and Lakshminarayanan, Do Deep Generative Models Know What They Don't Know?, 2019,
    arXiv:1810.09136
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from sklearn.metrics import roc_auc_score
from torch import Generator, Tensor

from explorer.data import datasets
from explorer.models import VariationalModel
from train.evaluation import SEED, entry

SETS = {"mnist": "MNIST digits", "fashion": "Fashion-MNIST clothes"}
PICTURES = 1000  # the first of each test set, grey
SAMPLES = 32  # of z a picture, for both bounds
BATCH = 50


@torch.no_grad()
def bounds(model: VariationalModel, images: Tensor, samples: int) -> dict[str, Tensor]:
    """ELBO and importance-weighted bound ``(n,)`` in nats of grey pictures; of a conditional model over its classes."""
    parts = images.split(BATCH)
    return {
        name: torch.cat(
            [bound(part, samples, Generator().manual_seed(SEED + number)) for number, part in enumerate(parts)]
        )
        for name, bound in (("elbo", model.elbo), ("iwae", model.log_likelihood))
    }


def measure(
    model: VariationalModel, dataset: str, root: str | Path | None = None, *, smoke: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What typicality.json holds, and its entries of metrics.json.

    ``dataset`` is the one of SETS that the model was trained on.
    AUROC is the chance that a picture of the model's own test set has the higher bound of a pair with one of the other
    set: 1 where likelihood tells them apart, 0.5 where it says nothing, below where strangers are thought likelier [1].
    """
    pictures, samples = (100, 4) if smoke else (PICTURES, SAMPLES)
    found = {}
    for name in SETS:
        images = torch.from_numpy(datasets.load(name, "test", root).images[:pictures].copy()).float() / 255
        found[name] = bounds(model, images, samples)
    other = next(name for name in SETS if name != dataset)
    metrics = {}
    for bound in ("elbo", "iwae"):
        own, strange = found[dataset][bound], found[other][bound]
        area = roc_auc_score([1] * len(own) + [0] * len(strange), torch.cat([own, strange]))
        data = f"{SETS[dataset]} against {SETS[other]}, grey"
        metrics[f"auroc_{bound}"] = entry(
            area,
            f"chance that its own picture has the higher {bound.upper()}",
            data,
            pictures=2 * pictures,
            samples=samples,
        )
    sets = {
        name: {"title": SETS[name], "own": name == dataset}
        | {bound: [round(value, 2) for value in values.sort().values.tolist()] for bound, values in kinds.items()}
        for name, kinds in found.items()
    }
    return {
        "unit": "nats per image",
        "samples": samples,
        "split": "test",
        "auroc": {key[6:]: value["value"] for key, value in metrics.items()},
        "sets": sets,
    }, metrics
