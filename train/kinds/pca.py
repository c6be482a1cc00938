"""Principal components, which have a closed form: no loop, no loss."""

from __future__ import annotations

import time

import torch

from explorer.data import datasets
from train.kinds.kind import Kind
from train.kinds.latent import Latent
from train.run import Result, Run, describe


def fitted(kind: Kind, run: Run) -> Result:
    """A model that is fitted to all training pictures at once, by its class's ``fit``."""
    began, recipe = time.monotonic(), kind.recipe
    images = datasets.load(recipe.dataset, "train", kind.workspace.data).images
    arguments = {name: value for name, value in recipe.arguments.items() if name != "shape"}  # pictures have theirs
    model = recipe.network.fit(images, **arguments, seed=run.seed)
    history = {"unit": kind.unit, "points": []}
    return Result(model, time.monotonic() - began, 0, history, describe(torch.device("cpu")), "float32")


class PrincipalComponents(Latent):
    """The linear autoencoder."""

    models = ("pca",)

    def train(self, run: Run) -> Result:
        return fitted(self, run)
