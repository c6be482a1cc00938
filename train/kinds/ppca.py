"""Probabilistic principal components: fitted in closed form, and scored by the exact likelihood."""

from __future__ import annotations

from explorer.capabilities import Posterior
from explorer.models import ProbabilisticPCA
from train.evaluation import Effort, Evaluation, HeldOut, entry
from train.kinds.latent import negative, posteriors, rounded
from train.kinds.pca import fitted
from train.kinds.vae import Variational
from train.run import Result, Run


class LinearGaussian(Variational):
    """A VAE whose bound has no gap: one number stands for the bound and for the evidence."""

    models = ("ppca",)

    def train(self, run: Run) -> Result:
        return fitted(self, run)

    def _bounds(self, found: Evaluation, model: ProbabilisticPCA, held: HeldOut, effort: Effort) -> None:
        data, counted = self.recipe.data, {"pictures": len(held.inputs)}
        unit = "nats per image: the exact -log p(x), of a density over greys"
        found.metrics["neg_elbo"] = entry(negative(model.elbo, held.inputs, 1, {}), unit, data, **counted)
        kl = Posterior(*posteriors(model, held.inputs)).kl().mean(0)
        found.metrics["kl"] = entry(kl.sum(), "nats per image", data, **counted)
        found.kl_per_dimension = rounded(kl)
