"""A denoiser beside all other methods, on the same pictures with the same damage, kind by kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data.quality import psnr
from explorer.restoring.damage import KINDS, Damage
from train.evaluation import entry
from train.recipe import Recipe
from train.workspace import Workspace

PICTURES = 100  # the first of the test set: the search for z takes about half a second a picture
FEWER = 30  # of the other damages
SIGMA = 0.5  # of the Gaussian noise; the others have their own strength
OTHERS = ("salt", "hole", "blur", "fewer")


def measure(
    model: nn.Module, recipe: Recipe, grey: Tensor, workspace: Workspace, kind: str = "gaussian"
) -> dict[str, Any]:
    """Mean PSNR in dB of the best rival, with those of all others and of ``model`` itself beside it.

    Rivals are the methods of the workspace's checkpoints and those that need none, as far as they serve this damage.
    """
    gaussian = kind == "gaussian"
    clean = grey[: PICTURES if gaussian else FEWER, 0].numpy()
    damaged = [Damage(kind, SIGMA if gaussian else None, seed=number).apply(one) for number, one in enumerate(clean)]
    with torch.inference_mode():
        own = [model.denoise(torch.from_numpy(one.picture)[None, None])[0, 0].numpy() for one in damaged]
    catalogue = Catalogue([workspace.trained], trained=workspace.out)
    rivals = {
        name: method
        for name, method in restoring.methods(recipe.dataset, catalogue).items()
        if kind in method.serves and method.model != recipe.name
    }
    found = {}
    for name, method in rivals.items():
        pictures = [method.run(one, restoring.Control()).picture for one in damaged]
        found[name] = round(float(np.mean([psnr(*pair) for pair in zip(clean, pictures, strict=True)])), 3)
    best = max(found, key=found.__getitem__)
    mine = float(np.mean([psnr(*pair) for pair in zip(clean, own, strict=True)]))
    about = {
        "pictures": len(clean),
        "own": round(mine, 3),
        "best": best,
        "methods": dict(sorted(found.items(), key=lambda item: -item[1])),
    }
    strength = damaged[0].strength
    what = f"Gaussian noise of sigma {strength:g}" if gaussian else f"{KINDS[kind].title.lower()}, {strength:g}"
    unit = f"dB at {what}, best of the other methods"
    return {
        f"rivals_{strength:g}" if gaussian else f"rivals_{kind}": entry(found[best], unit, recipe.plain_data, **about)
    }
