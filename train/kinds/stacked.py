"""VAEs with groups of latents: the bounds of VAEs, the KL by group, and principal components with as many numbers."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import torch
from torch import Generator, Tensor

from explorer.data import datasets
from explorer.models import PCA, VariationalModel
from train.data import as_inputs
from train.evaluation import SEED, SMOKE, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Ranking
from train.kinds.latent import BATCH, batches, rounded, squared_error
from train.kinds.vae import ELBO_SAMPLES, Variational

SMOKE_COMPONENTS = 8


class Stacked(Variational):
    """The negative ELBO; what is logged of the KL is one number a group."""

    models = ("grid_vae", "hierarchical_vae")
    slow = True

    def step(self, model, pixels, labels, beta, generator):
        """With ``recipe.free`` nats of each group's KL at no price."""
        images = as_inputs(pixels, self.recipe.binarize, generator)
        log_prob, kl = model(images, generator=generator)
        reconstruction, shares = -log_prob.mean(), self.by_group(kl.mean(0))
        loss = reconstruction + beta * shares.clamp(min=self.recipe.free).sum()
        return loss, torch.cat([reconstruction[None], shares]).detach()

    @torch.no_grad()
    def check(self, model, pixels, labels):
        """The negative ELBO itself, nothing of it free."""
        _, parts = self.step(model, pixels, labels, 1.0, Generator(pixels.device).manual_seed(0))
        return float(parts.sum())

    def by_group(self, kl: Tensor) -> Tensor:
        """The KL of each latent ``(latents,)`` summed to that of each group ``(groups,)``."""
        sizes = [math.prod(group) for group in self.groups]
        return torch.stack([part.sum() for part in kl.split(sizes)])

    @cached_property
    def groups(self) -> tuple[tuple[int, int, int], ...]:
        return self.recipe.build().groups

    @property
    def ranking(self) -> Ranking | None:
        return None

    def measure(self, model, held, effort):
        found = super().measure(model, held, effort)
        found.card = {"group_kl": found.kl_per_dimension}
        found.kl_per_dimension = None
        return found

    def measure_loss(self, found: Evaluation, model: VariationalModel, held: HeldOut, effort: Effort) -> None:
        self._bounds(found, model, held, effort)

    @torch.no_grad()
    def _divergence(self, found: Evaluation, model: VariationalModel, held: HeldOut) -> None:
        """The KL whole and by group: of the groups below the first its mean over draws of those above."""
        total = torch.zeros(model.latents, dtype=torch.float64)
        for number, (images, _) in enumerate(batches(BATCH, held.inputs, {})):
            drawn = model.draw_terms(
                images, model.evidence_of(images), ELBO_SAMPLES, Generator().manual_seed(SEED + number)
            )
            total += drawn.kl.double().mean(0).sum(0)
        kl, counted = total / len(held.inputs), {"pictures": len(held.inputs)}
        found.metrics["kl"] = entry(kl.sum(), "nats per image", self.recipe.data, **counted)
        shares = self.by_group(kl)
        for number, (share, (maps, height, width)) in enumerate(zip(shares, self.groups, strict=True), 1):
            unit = f"nats per image, of group {number}: {maps} maps of {height}x{width}"
            found.metrics[f"kl_group_{number}"] = entry(share, unit, self.recipe.data, **counted)
        found.kl_per_dimension = rounded(shares)

    def beside(self, model: VariationalModel, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """And, of one group, the squared error of principal components with as many numbers."""
        found = super().beside(model, held, effort)
        if len(self.groups) == 1:
            images = datasets.load(self.recipe.dataset, "train", self.workspace.data).images
            numbers = SMOKE_COMPONENTS if effort.smoke else model.latents
            linear = PCA.fit(images[: SMOKE if effort.smoke else None], numbers)
            unit = f"squared error per pixel of {numbers} principal components, pixels in [0, 1]"
            error = squared_error(linear, held.grey, {})
            found["mse_pca"] = entry(error, unit, self.recipe.plain_data, pictures=len(held.grey))
        return found

    def settings(self) -> str:
        free = f", {self.recipe.free:g} nats of each group's KL free" if self.recipe.free else ""
        rising = f"the KL's weight rising from 0 over the first {self.recipe.warm:.0%} of the run"
        return f"{super().settings()}, {rising}{free}"
