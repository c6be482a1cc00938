"""Principal components, which have a closed form: no loop, no loss."""

from __future__ import annotations

import time

import torch

from explorer.data import datasets
from explorer.models import PCA
from train.kinds.latent import Latent
from train.run import Result, Run, describe


class PrincipalComponents(Latent):
    """Fitted to all training pictures at once."""

    models = ("pca",)

    def train(self, run: Run) -> Result:
        began = time.monotonic()
        images = datasets.load(self.recipe.dataset, "train", self.workspace.data).images
        model = PCA.fit(images, **self.recipe.arguments, seed=run.seed)
        history = {"unit": self.unit, "points": []}
        return Result(model, time.monotonic() - began, 0, history, describe(torch.device("cpu")), "float32")
