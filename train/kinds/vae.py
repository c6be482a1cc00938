"""VAEs: the evidence lower bound, the importance-weighted one, and what both say of pictures and of latents."""

from __future__ import annotations

import math
from typing import Any

from torch import Generator

from explorer.capabilities import Conditions, Posterior
from explorer.data import datasets
from explorer.learning.objectives import negative_elbo
from explorer.models import VariationalModel
from train.data import as_inputs
from train.evaluation import FIRST, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Ranking
from train.kinds.latent import SMOKE_DRAWS, Latent, negative, posteriors, rounded
from train.measures import disentanglement, latent_space, typicality
from train.measures.judging import Judge

ELBO_SAMPLES = 10
IWAE_SAMPLES = 500
LARGE_SAMPLES = 50  # of the importance-weighted bound of larger pictures
QUICK_SAMPLES = 10  # of the importance-weighted bound of the first 1,000
SMOKE_SAMPLES = 1, 5  # of both bounds
PAIRS = 1000  # of draws from the prior, between which paths are judged
NOISY = 1000  # samples whose pixels' entropy is taken
LARGE = 2000  # pixels: of larger pictures only the first 1,000 are scored with the importance-weighted bound


class Variational(Latent):
    """The negative ELBO with a weight on its KL."""

    models = ("vae", "residual_vae", "conv_vae", "colour_vae")
    unit = "nats per image"
    slow = False  # whether a bound of all test pictures takes many minutes

    def step(self, model, pixels, labels, beta, generator):
        images = as_inputs(pixels, self.recipe.binarize, generator)
        return negative_elbo(model, images, beta, generator, **self.condition(labels))

    @property
    def ranking(self) -> Ranking | None:
        return Ranking("mig", "MIG", ("neg_elbo",)) if self.recipe.dataset in disentanglement.SETS else None

    def measure_loss(self, found: Evaluation, model: VariationalModel, held: HeldOut, effort: Effort) -> None:
        self._bounds(found, model, held, effort)
        if self.recipe.dataset in typicality.SETS and self._strangers_are_there():
            self._typicality(found, model, effort)
        if self.recipe.dataset in disentanglement.SETS:
            found.metrics["mig"] = self._disentanglement(model, effort)

    def _bounds(self, found: Evaluation, model: VariationalModel, held: HeldOut, effort: Effort) -> None:
        """Both bounds, bits per value where the picture has 8 bits, and the KL."""
        condition, data, count = self.condition(held.labels), self.recipe.data, len(held.inputs)
        values, of_levels = held.inputs[0].numel(), getattr(model, "likelihood", "") == "logistic"  # of 8-bit pictures
        full_samples = LARGE_SAMPLES if of_levels and values > LARGE else IWAE_SAMPLES
        elbo_samples, iwae_samples = SMOKE_SAMPLES if effort.smoke else (ELBO_SAMPLES, full_samples)
        elbo = negative(model.elbo, held.inputs, elbo_samples, condition)
        found.metrics["neg_elbo"] = entry(elbo, "nats per image", data, samples=elbo_samples, pictures=count)
        if of_levels:
            unit = "bits per value, from the ELBO"
            found.metrics["bits_per_dim"] = entry(elbo / values / math.log(2), unit, data, pictures=count)
        if not effort.brief:
            scored = held.first(FIRST) if values > LARGE or self.slow else held
            told = self.condition(scored.labels)
            value = negative(model.log_likelihood, scored.inputs, iwae_samples, told)
            found.metrics[f"neg_iwae_{full_samples}"] = entry(
                value, "nats per image", data, samples=iwae_samples, pictures=len(scored.inputs)
            )
        self._divergence(found, model, held)

    def _divergence(self, found: Evaluation, model: VariationalModel, held: HeldOut) -> None:
        """The KL whole and by latent."""
        kl = Posterior(*posteriors(model, held.inputs, self.condition(held.labels))).kl().mean(0)
        found.metrics["kl"] = entry(kl.sum(), "nats per image", self.recipe.data, pictures=len(held.inputs))
        found.kl_per_dimension = rounded(kl)

    def beside(self, model: VariationalModel, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """And the bound of greys as soft targets beside that of the same pictures in black and white."""
        found, count = super().beside(model, held, effort), SMOKE_DRAWS if effort.smoke else NOISY
        if self.recipe.binarize:
            first = held.first(FIRST)
            pair = (first.grey, first.inputs)
            grey, binary = (negative(model.elbo, pictures, ELBO_SAMPLES, {}) for pictures in pair)
            unit = "nats per image, greys as soft targets"
            counted = {"samples": ELBO_SAMPLES, "pictures": len(first.grey), "binarized": round(binary, 5)}
            found["neg_elbo_grey"] = entry(grey, unit, self.recipe.plain_data, **counted)
            entropy, flips = latent_space.bernoulli_noise(model, count)
            unit = "nats per sample, of the pixels given z"
            found["draw_entropy"] = entry(entropy, unit, self.recipe.plain_data, samples=count)
            unit = "pixels of a draw from p(x|z) that differ from the likelier of black and white"
            found["draw_flips"] = entry(flips, unit, self.recipe.plain_data, samples=count)
        return found

    def judged(self, model: VariationalModel, draws: int) -> dict[str, Any]:
        """And which samples are shown first, and of pictures on paths between two samples."""
        found = super().judged(model, draws)
        judge = Judge(self.recipe.dataset, self.workspace)
        if not isinstance(model, Conditions):  # whose picture hangs on the class, too
            found["first_seeds"] = judge.first_seeds(
                lambda seed: model.sample(1, generator=Generator().manual_seed(seed)), self.recipe.plain_data
            )
        if model.latents > 2:
            places = latent_space.path_confidence(model, judge.classifier, (pairs := min(PAIRS, draws)))
            unit = f"mean confidence in the middle of a straight path between two samples, {judge.by}"
            rest = {name: round(places[name], 5) for name in ("ends", "arc")}
            found["line_confidence"] = entry(places["line"], unit, self.recipe.plain_data, pairs=pairs, **rest)
        return found

    def _strangers_are_there(self) -> bool:
        return all(datasets.test_count(name, self.workspace.data) for name in typicality.SETS)

    def _typicality(self, found: Evaluation, model: VariationalModel, effort: Effort) -> None:
        """How the bounds tell the model's own pictures from those of another set."""
        scores, metrics = typicality.measure(model, self.recipe.dataset, self.workspace.data, smoke=effort.smoke)
        found.metrics |= metrics
        found.files["typicality.json"] = scores

    def _disentanglement(self, model: VariationalModel, effort: Effort) -> dict:
        samples = 500 if effort.smoke else disentanglement.SAMPLES
        value, shares = disentanglement.measure(model, samples=samples)
        by_factor = zip(disentanglement.shapes.FACTORS, shares, strict=True)
        return entry(
            value,
            "mutual information gap, 0 to 1",
            self.recipe.data,
            samples=samples,
            bins=disentanglement.BINS,
            factors={name: round(float(share), 4) for name, share in by_factor},
        )

    def quick(self, model: VariationalModel, held: HeldOut) -> dict[str, float]:
        told = self.condition(held.labels)
        elbo = negative(model.elbo, held.inputs, 1, told)
        iwae = negative(model.log_likelihood, held.inputs, QUICK_SAMPLES, told)
        bounds = {"neg_elbo": round(elbo, 4), f"neg_iwae_{QUICK_SAMPLES}": round(iwae, 4)}
        return super().quick(model, held) | bounds

    def reach(self, means):
        """Nearly all of the prior."""
        return [[-3.0, 3.0]] * means.shape[1]

    def settings(self) -> str:
        recipe = self.recipe
        if not recipe.beta_from:
            return f", beta {recipe.beta:g}"
        falling = f"falling to it from {recipe.beta_from:g} over the first {recipe.warm:.0%} of the run"
        return f", beta {recipe.beta:g} ({falling})"
