"""Conditional VAEs: told the label, and judged by a classifier that was trained apart."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from explorer.models import ConditionalVAE
from train import progress
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.latent import ENCODED, SMOKE_DRAWS, Condition, posteriors
from train.kinds.vae import ELBO_SAMPLES, IWAE_SAMPLES, SMOKE_SAMPLES, Variational
from train.measures.judging import DRAWS, Judge
from train.recipes import judge_of

SCORED = 200  # pictures that are scored at the posterior's mean
BATCH = 50


class Conditional(Variational):
    """As a VAE, with the label beside the picture."""

    models = ("cvae",)

    def condition(self, labels: Tensor) -> Condition:
        return {"labels": labels.long()}

    @property
    def filmed(self) -> bool:
        return False  # its plane is another one for each class

    def measure_loss(self, found: Evaluation, model: ConditionalVAE, held: HeldOut, effort: Effort) -> None:
        super().measure_loss(found, model, held, effort)
        if judge_of(self.recipe.dataset):  # a set that is not this project's has none
            found.metrics |= self._judged(model, held)

    @torch.no_grad()
    def beside(self, model: ConditionalVAE, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """What Bayes' rule over the classes scores with, log p(x, mean|y) over q's KL, beside both bounds; and how far
        codes may be shaken.
        """
        pictures = SMOKE_DRAWS if effort.smoke else SCORED
        grey, labels = held.grey[:pictures], held.labels[:pictures].long()
        posterior = model.encode(grey, labels)
        at_mean = model.log_prob(grey, posterior.mean[None], labels)[0] - posterior.kl().sum(-1)
        samples = SMOKE_SAMPLES[1] if effort.smoke else IWAE_SAMPLES
        elbo = model.elbo(grey, ELBO_SAMPLES, Generator().manual_seed(SEED), labels=labels)
        iwae = torch.cat(
            [
                model.log_likelihood(part, samples, Generator().manual_seed(SEED), labels=told)
                for part, told in progress.over(list(zip(grey.split(BATCH), labels.split(BATCH), strict=True)), "IWAE")
            ]
        )
        unit = "nats per image, log-likelihood at the posterior's mean minus KL, which is no bound"
        beside = {"elbo": elbo.mean(), "iwae": iwae.mean(), "above_iwae": (at_mean > iwae).float().mean()}
        rest = {name: round(float(value), 5) for name, value in beside.items()}
        data = f"grey {self.recipe.plain_data}" if self.recipe.binarize else self.recipe.plain_data
        found = {"at_mean": entry(at_mean.mean(), unit, data, pictures=len(grey), **rest)}
        means, _ = posteriors(model, held.grey, self.condition(held.labels))
        return found | (self.shaken(model, held, means) if judge_of(self.recipe.dataset) else {})

    @torch.no_grad()
    def _judged(self, model: ConditionalVAE, held: HeldOut) -> dict[str, dict]:
        """What an independent classifier makes of the model's pictures.

        ``class_share``: of draws from the prior under each class, the share that the judge gives the asked class.
        ``style_carry_error``: the same share missed where z is the posterior mean of a test picture and the asked class
        is another than the picture's: 0 where z carries style alone, much where it tells the class too.
        """
        judge, data = Judge(self.recipe.dataset, self.workspace), self.recipe.plain_data
        draws, generator = min(DRAWS, len(held.grey)), Generator().manual_seed(SEED)
        drawn = [
            model.sample(draws, generator=generator, labels=torch.full((draws,), number))
            for number in range(model.classes)
        ]
        shown = judge.class_share(drawn, data)
        own = held.labels.long()
        other = (own + torch.randint(1, model.classes, own.shape, generator=generator)) % model.classes
        parts = zip(held.grey.split(ENCODED), own.split(ENCODED), other.split(ENCODED), strict=True)
        carried = torch.cat([model.decode(model.encode(part, label).mean, wanted) for part, label, wanted in parts])
        missed = 1 - judge.right(carried, other).float().mean()
        unit = f"share that misses the asked class with z of another class's picture, {judge.by}"
        return {
            "class_share": shown,
            "style_carry_error": entry(missed, unit, data, pictures=len(held.grey)),
            "judge_error": judge.error(held.grey, held.labels, data),
        }
