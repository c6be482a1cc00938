"""Probabilistic principal components: fitted in closed form, and scored by the exact likelihood."""

from __future__ import annotations

import time

import torch

from explorer.capabilities import Posterior
from explorer.data import datasets
from explorer.models import ProbabilisticPCA
from train.evaluation import Effort, Evaluation, HeldOut, entry
from train.kinds.latent import negative, posteriors, rounded
from train.kinds.vae import Variational
from train.run import Result, Run, describe


class LinearGaussian(Variational):
    """A VAE whose bound has no gap: one number stands for the bound and for the evidence."""

    models = ("ppca",)

    def train(self, run: Run) -> Result:
        began = time.monotonic()
        images = datasets.load(self.recipe.dataset, "train", self.workspace.data).images
        model = ProbabilisticPCA.fit(images, **self.recipe.arguments, seed=run.seed)
        history = {"unit": self.unit, "points": []}
        return Result(model, time.monotonic() - began, 0, history, describe(torch.device("cpu")), "float32")

    def _bounds(self, found: Evaluation, model: ProbabilisticPCA, held: HeldOut, effort: Effort) -> None:
        data, counted = self.recipe.data, {"pictures": len(held.inputs)}
        unit = "nats per image: the exact -log p(x), of a density over greys"
        found.metrics["neg_elbo"] = entry(negative(model.elbo, held.inputs, 1, {}), unit, data, **counted)
        kl = Posterior(*posteriors(model, held.inputs)).kl().mean(0)
        found.metrics["kl"] = entry(kl.sum(), "nats per image", data, **counted)
        found.kl_per_dimension = rounded(kl)
