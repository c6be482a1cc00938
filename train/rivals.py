"""A denoiser beside every other method of the Restore page that serves Gaussian noise, on the same pictures with the same noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data.quality import psnr
from explorer.restoring.damage import Damage
from train.measures import entry

PICTURES = 100  # the first of the test set: the search for z takes about half a second a picture
SIGMA = 0.5


def measure(model: nn.Module, dataset: str, grey: Tensor, data: str) -> dict[str, Any]:
    """Mean PSNR in dB of the best rival, with those of all others and of ``model`` itself beside it; rivals are those in trained/."""
    clean = grey[:PICTURES, 0].numpy()
    damaged = [Damage("gaussian", SIGMA, seed=number).apply(picture) for number, picture in enumerate(clean)]
    with torch.inference_mode():
        own = [model.denoise(torch.from_numpy(one.picture)[None, None])[0, 0].numpy() for one in damaged]
    others = {
        name: [method.run(one, restoring.Control()).picture for one in damaged]
        for name, method in restoring.methods(dataset, Catalogue()).items()
        if "gaussian" in method.serves and method.model != f"dae-{dataset}"
    }
    found = {
        name: round(float(np.mean([psnr(*pair) for pair in zip(clean, pictures, strict=True)])), 3)
        for name, pictures in others.items()
    }
    best = max(found, key=found.__getitem__)
    mine = float(np.mean([psnr(*pair) for pair in zip(clean, own, strict=True)]))
    about = {
        "pictures": len(clean),
        "own": round(mine, 3),
        "best": best,
        "methods": dict(sorted(found.items(), key=lambda item: -item[1])),
    }
    return {
        "rivals_0.5": entry(
            found[best], f"dB at Gaussian noise of sigma {SIGMA:g}, best of the other methods", data, **about
        )
    }
