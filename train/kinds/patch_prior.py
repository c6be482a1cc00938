"""The prior of patches of photographs: a mixture of Gaussians, fitted by EM and measured by what it restores."""

from __future__ import annotations

from typing import Any

import torch

from explorer.models.patch_prior import DATA, PatchPrior
from train import patches
from train.evaluation import Effort, Evaluation
from train.kinds.kind import Kind
from train.measures import photographs
from train.run import Result, Run, describe

FULL = patches.Sizes(components=200, patches=400_000, part=40_000, first_steps=8, steps=100)
SMOKE = patches.Sizes(components=8, patches=4000, part=1000, first_steps=2, steps=2)


class OverPatches(Kind):
    """Fitted by EM, without the loop; its steps are those of EM on all patches, at most."""

    models = ("patch_prior",)
    unit = "nats per patch"

    def train(self, run: Run) -> Result:
        sizes = SMOKE if run.smoke else FULL._replace(steps=run.steps, **self.recipe.arguments)
        file = run.state / f"{self.recipe.name}.npz"
        weights, covariances, fitted = patches.fit(run.seed, sizes, keep=file, resume=run.resume)
        points = [{"step": step, "train": bound} for step, bound in enumerate(fitted["later"], 1)]
        return Result(
            PatchPrior.of(weights, covariances),
            fitted["seconds"],
            fitted["steps"],
            {"unit": self.unit, "first": fitted["first"], "points": points},
            describe(torch.device("cpu")),
            "fp32 products, fp64 sums",
            about={"components": sizes.components, "patches": sizes.patches},
        )

    def evaluate(self, model: PatchPrior, effort: Effort = Effort()) -> Evaluation:  # noqa: B008 (a constant)
        """What it makes of the TEST photographs with noise. Raises MissingData where one is not installed."""
        metrics, by_photograph = photographs.measure(model, effort.smoke)
        return Evaluation(metrics, records={"per_photograph": by_photograph})

    def card_lines(self, metrics: dict[str, Any]) -> list[str]:
        """PSNR by photograph, and what was chosen on which photographs."""
        table = metrics["per_photograph"]
        labels = list(next(iter(table.values())))
        return [
            "",
            f"The weight of EPLL's data ({DATA:g} of the paper's) and the other methods' strengths were chosen on "
            "photographs of the training set; every result is clipped to [0, 1] before it is measured.",
            "",
            f"| PSNR in dB | {' | '.join(labels)} |",
            "|---|" + "---|" * len(labels),
            *(f"| {name} | {' | '.join(f'{row[label]:.2f}' for label in labels)} |" for name, row in table.items()),
        ]
