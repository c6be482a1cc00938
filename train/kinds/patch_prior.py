"""The prior of patches of photographs: a mixture of Gaussians, fitted by EM and measured by what it restores."""

from __future__ import annotations

from typing import Any

import torch

from explorer.data import photo_sets
from explorer.models.patch_prior import NOISE_BETAS, NOISE_DATA, PatchPrior
from train import patches
from train.evaluation import Effort, Evaluation
from train.kinds.kind import Kind
from train.measures import photographs
from train.run import Result, Run, describe

PATCHES = 100_000  # fresh ones in each step
SMOKE = patches.Sizes(components=8, patches=4000, steps=2)


class OverPatches(Kind):
    """Fitted by EM, without the loop; each of its steps is on fresh patches."""

    models = ("patch_prior",)
    unit = "nats per patch"

    def train(self, run: Run) -> Result:
        sizes = SMOKE if run.smoke else patches.Sizes(patches=PATCHES, steps=run.steps, **self.recipe.arguments)
        file = run.state / f"{self.recipe.name}.npz"
        pictures, held = (photo_sets.load("bsds", split, self.workspace.data) for split in ("train", "validation"))
        fitted = patches.fit(pictures, held, run.seed, sizes, keep=file, resume=run.resume)
        points = [
            {"step": step, "train": train, "validation": validation}
            for step, (train, validation) in enumerate(fitted.points, 1)
        ]
        return Result(
            PatchPrior.of(fitted.weights, fitted.covariances),
            fitted.seconds,
            len(points),
            {"unit": self.unit, "points": points},
            describe(torch.device("cpu")),
            "fp32 products, fp64 sums",
            about={"components": sizes.components, "patches": sizes.patches * len(points)},
        )

    def evaluate(self, model: PatchPrior, effort: Effort = Effort()) -> Evaluation:  # noqa: B008 (a constant)
        """What it makes of the TEST photographs and of Set12 with noise. Raises MissingData where one is not there."""
        metrics, by_photograph = photographs.measure(model, effort.smoke, self.workspace.data)
        return Evaluation(metrics, records={"per_photograph": by_photograph})

    def card_lines(self, metrics: dict[str, Any]) -> list[str]:
        """PSNR by photograph, and what was chosen on which photographs."""
        tables = metrics["per_photograph"]
        return [
            "",
            f"The weight of EPLL's data ({NOISE_DATA:g} of the paper's), its rounds (beta = "
            f"{', '.join(map(str, NOISE_BETAS))} over sigma^2) and the other methods' strengths were chosen on "
            "validation photographs of BSDS; every result is clipped to [0, 1] before it is measured.",
            *(line for called, table in tables.items() for line in _table(called, table)),
            "",
            "BSDS is for non-commercial research and education, and so are the weights learnt from it. The starfish of "
            "Set12 is a part of one of its photographs, which was left out of the fit.",
        ]


def _table(called: str, table: dict[str, dict[str, float]]) -> list[str]:
    """PSNR by photograph and method of a set of photographs, as lines of Markdown."""
    labels = list(next(iter(table.values())))
    means = [sum(row[label] for row in table.values()) / len(table) for label in labels]
    rows = table | {"mean": dict(zip(labels, means, strict=True))}
    return [
        "",
        f"| {called}, PSNR in dB | {' | '.join(labels)} |",
        "|---|" + "---|" * len(labels),
        *(f"| {name} | {' | '.join(f'{row[label]:.2f}' for label in labels)} |" for name, row in rows.items()),
    ]
