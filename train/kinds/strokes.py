"""Models of drawings in strokes, and the classifier that says what a drawing shows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor, nn

from explorer.data import datasets, strokes
from explorer.models.sketch_rnn import SketchRNN
from train import progress
from train.evaluation import SEED, Effort, Evaluation, entry
from train.kinds.kind import Kind
from train.kinds.latent import rounded
from train.measures import sketches

BATCH = 100  # drawings that are scored at once
SAMPLES = 5  # draws of z, of the bound
FIRST = 100  # test drawings that are seconds of work


class Drawn(NamedTuple):
    """Test drawings in stroke-5 ``(n, rows, 5)`` and their labels ``(n,)``."""

    rows: Tensor
    labels: Tensor

    def first(self, count: int) -> Drawn:
        return Drawn(*(part[:count] for part in self))


class OfStrokes(Kind):
    """What learns from drawings: stretched and thinned as it learns, as they are where it is measured."""

    first = FIRST
    checked = 300

    def inputs(self, pixels, labels, generator):
        seed = int(torch.randint(2**31, (), generator=generator, device=generator.device))
        batch = strokes.augmented(pixels.cpu().numpy(), np.random.default_rng(seed))
        return self.told(torch.from_numpy(strokes.stroke5_batch(batch)).to(pixels.device), labels)

    def told(self, rows: Tensor, labels: Tensor) -> tuple[Any, ...]:
        """What the model's ``forward`` gets of drawings in stroke-5."""
        return rows, labels.long()

    def held_out(self) -> Drawn:
        batch, labels = datasets.load(self.recipe.dataset, "test", self.workspace.data)
        return Drawn(torch.from_numpy(strokes.stroke5_batch(batch)), torch.from_numpy(labels.astype(np.int64)))

    @torch.no_grad()
    def check(self, model: nn.Module, pixels: Tensor, labels: Tensor) -> float:
        """None of the drawings augmented, no class hidden and no weight left out."""
        was, rows = model.training, _trimmed(pixels.cpu().numpy())
        given = self.told(torch.from_numpy(strokes.stroke5_batch(rows)).to(pixels.device), labels)
        loss = self.loss(model.eval(), given, 1.0, Generator(pixels.device).manual_seed(0))[0]
        model.train(was)
        return float(loss)

    def step(self, model, pixels, labels, beta, generator):
        return self.loss(model, self.inputs(pixels, labels, generator), beta, generator)

    def loss(self, model: Any, given: tuple[Any, ...], beta: float, generator: Generator) -> tuple[Tensor, Tensor]:
        """As ``step`` has it, of what ``told`` gave."""
        found = model(*given).mean()
        return found, found.detach()[None]


class Sketching(OfStrokes):
    """The negative ELBO, the batch's KL with a floor; of a decoder alone the negative log-likelihood."""

    models = ("sketch_rnn",)
    unit = "nats per drawing"

    def told(self, rows, labels):
        return rows, labels.long() if self.recipe.arguments.get("classes") else None

    def loss(self, model, given, beta, generator):
        terms = model(*given, generator)
        kl, reconstruction = terms.kl.mean(0), -(terms.steps + terms.pens).mean()
        loss = reconstruction + beta * kl.sum().clamp(min=self.recipe.free)
        return loss, torch.cat([reconstruction[None], kl]).detach()

    def measure(self, model: SketchRNN, held: Drawn, effort: Effort) -> Evaluation:
        """Nats of test drawings beside two baselines, and what a classifier makes of draws."""
        found, data, count = Evaluation(), self.recipe.data, len(held.labels)
        nats = self.nats(model, held, 1 if effort.smoke else SAMPLES)
        points = int((held.rows[..., 4] == 0).sum())
        whole = nats.steps + nats.pens + nats.kl.sum()
        scored = {"drawings": count, "points": points}
        called = "neg_elbo" if model.latents else "nll"
        unit = f"nats per drawing, a density a square unit of a paper {strokes.PAPER:.0f} wide"
        found.metrics[called] = entry(whole, unit, data, **scored, steps=round(nats.steps, 4), pens=round(nats.pens, 4))
        found.metrics[f"{called}_point"] = entry(whole * count / points, "nats per point", data, **scored)
        if model.latents:
            found.metrics["kl"] = entry(nats.kl.sum(), "nats per drawing", data, drawings=count)
            found.kl_per_dimension = rounded(nats.kl)
            means = self.posterior_means(model, held)
            low, high = torch.quantile(means, torch.tensor([0.005, 0.995]), dim=0)
            reach = [list(ends) for ends in zip(rounded(low - 0.05), rounded(high + 0.05), strict=True)]
            found.card |= {"range": reach, "kl": found.kl_per_dimension, "spread": rounded(means.std(0))}
        if not effort.brief:
            found.metrics |= sketches.baselines(self, model, held, smoke=effort.smoke)
        return found

    def beside(self, model: SketchRNN, held: Drawn, effort: Effort) -> dict[str, Any]:
        """How long drawings are, what the classifier makes of them, and the one that the page opens with."""
        return sketches.drawn(self, model, held, smoke=effort.smoke)

    @torch.no_grad()
    def nats(self, model: SketchRNN, held: Drawn, samples: int) -> Nats:
        """Means over drawings: -log p of steps and of pens, ``samples`` draws of z each, and the KL by latent."""
        parts = [torch.zeros(0)] * 3
        for number in progress.over(range(0, len(held.labels), BATCH), "drawings scored"):
            rows, labels = (part[number : number + BATCH] for part in held)
            generator = Generator().manual_seed(SEED + number)
            terms = [model(*self.told(rows, labels), generator) for _ in range(samples if model.latents else 1)]
            new = [torch.stack([getattr(term, name) for term in terms]).mean(0) for name in ("steps", "pens", "kl")]
            parts = [torch.cat([old, more]) for old, more in zip(parts, new, strict=True)] if number else new
        steps, pens, kl = parts
        return Nats(-float(steps.double().mean()), -float(pens.double().mean()), kl.double().mean(0))

    @torch.no_grad()
    def posterior_means(self, model: SketchRNN, held: Drawn) -> Tensor:
        return torch.cat(
            [
                model.encode_strokes(*self.told(rows, labels)).mean
                for rows, labels in zip(held.rows.split(BATCH), held.labels.split(BATCH), strict=True)
            ]
        )

    def quick(self, model: SketchRNN, held: Drawn) -> dict[str, float]:
        nats = self.nats(model, held, 1)
        return {"neg_elbo" if model.latents else "nll": round(nats.steps + nats.pens + float(nats.kl.sum()), 4)}


class Nats(NamedTuple):
    """Means over drawings: -log p of steps and of pens, and the KL of each latent."""

    steps: float
    pens: float
    kl: Tensor


class Naming(OfStrokes):
    """Cross-entropy on drawings that were stretched and thinned a little."""

    models = ("stroke_classifier",)
    unit = "nats per drawing"

    def measure(self, model: nn.Module, held: Drawn, effort: Effort) -> Evaluation:
        """Accuracy, whole and a class."""
        hit = sketches.right(model, held.rows, held.labels)
        by_class = [round(float(hit[held.labels == number].float().mean()), 4) for number in range(model.classes)]
        unit = "share of drawings that get their label"
        accuracy = entry(hit.float().mean(), unit, self.recipe.plain_data, drawings=len(hit), by_class=by_class)
        return Evaluation({"accuracy": accuracy})

    def quick(self, model: nn.Module, held: Drawn) -> dict[str, float]:
        return {"accuracy": round(float(sketches.right(model, held.rows, held.labels).float().mean()), 5)}


def _trimmed(batch: np.ndarray) -> np.ndarray:
    """A batch without the rows that no drawing of it reaches."""
    return batch[:, : strokes.lengths_of(batch).max()]
