"""What drawings in strokes are measured by: two baselines with less memory, and a classifier that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer import sketching
from explorer.data import datasets, strokes
from explorer.models import pen
from explorer.models.sketch_rnn import SketchRNN
from train import progress
from train.evaluation import SEED, entry
from train.recipes import judge_of

if TYPE_CHECKING:
    from train.kinds.strokes import Drawn, Sketching

DRAWS, SMOKE_DRAWS = 100, 4  # drawings a class that the judge is shown
BATCH = 100  # drawings that are made or read at once
TEMPERATURE = 0.5  # that the asked share is told of; beside it at OTHERS
OTHERS = (0.25, 1.0)
MOST_POINTS = 4000  # that one step of a baseline sees
STEPS, SMOKE_STEPS = 1200, 10
RATE = 0.005


@torch.no_grad()
def right(judge: nn.Module, rows: Tensor, labels: Tensor) -> Tensor:
    """Whether ``judge`` gives drawings in stroke-5 ``(n, rows, 5)`` their labels: bool ``(n,)``."""
    return torch.cat([judge.name_strokes(part).argmax(-1) for part in rows.split(BATCH)]) == labels


class Baseline(nn.Module):
    """The same mixture and pens without a memory: one for all points; or one given the last step and the class.

    Args:
        given: numbers that are known before a point; 0 for one mixture.
    """

    def __init__(self, given: int, mixtures: int, scale: float, width: int = 64):
        super().__init__()
        self.mixtures, self.scale = mixtures, scale
        sizes = (width, width) if given else ()
        layers, before = [], max(given, 1)
        for size in sizes:
            layers += [nn.Linear(before, size), nn.GELU()]
            before = size
        self.layers = nn.Sequential(*layers, nn.Linear(before, pen.outputs(mixtures)))

    def forward(self, given: Tensor, rows: Tensor) -> Tensor:
        """-log p ``(n,)`` in nats of rows ``(n, 5)``."""
        steps, pens = pen.log_prob(pen.read(self.layers(given), self.mixtures, self.scale), rows)
        return -(steps + pens)


def baselines(kind: Sketching, model: SketchRNN, held: Drawn, smoke: bool = False) -> dict[str, Any]:
    """Entries of what a mixture reaches that knows nothing, and one that knows the last step and the class.

    Both have the model's number of components and are fitted to the training set.
    """
    batch, labels = datasets.load(kind.recipe.dataset, "train", kind.workspace.data)
    rows = torch.from_numpy(strokes.stroke5_batch(batch))
    labels = torch.from_numpy(labels.astype("int64"))
    last, now, told = _pairs(rows, labels, model)
    found = {}
    for name, memory, about in (
        ("neg_elbo_one_mixture", 0, "one mixture for all points"),
        ("neg_elbo_last_step", last.shape[-1] + told.shape[-1], "a mixture given the last step"),
    ):
        known = torch.cat([last, told], -1) if memory else torch.ones(len(last), 1)
        fitted = _fit(Baseline(memory, model.mixtures, model.scale), known, now, SMOKE_STEPS if smoke else STEPS)
        test_last, test_now, test_told = _pairs(*held, model)
        given = torch.cat([test_last, test_told], -1) if memory else torch.ones(len(test_last), 1)
        with torch.no_grad():
            nats = sum(float(fitted(*part).double().sum()) for part in _parts(given, test_now)) / len(held.labels)
        unit = f"nats per drawing, {about}"
        found[name] = entry(nats, unit, kind.recipe.data, drawings=len(held.labels))
    return found


def _pairs(rows: Tensor, labels: Tensor, model: SketchRNN) -> tuple[Tensor, Tensor, Tensor]:
    """Of all points of drawings, ends included: the row before in the model's units, the row, the class as numbers."""
    start = torch.tensor(pen.START).expand(len(rows), 1, -1)
    before = torch.cat([start, rows[:, :-1]], 1)
    there = before[..., 4] == 0
    scaled = torch.cat([before[..., :2] / model.scale, before[..., 2:]], -1)
    first = F.pad(torch.ones(len(rows), 1, 1), (0, 0, 0, rows.shape[1] - 1))  # a first point is told from all others
    known = torch.cat([scaled, first], -1)[there]
    told = F.one_hot(labels, model.classes).float() if model.classes else torch.zeros(len(rows), 0)
    return known, rows[there], told[:, None].expand(-1, rows.shape[1], -1)[there]


def _parts(*values: Tensor) -> Iterator[tuple[Tensor, ...]]:
    return zip(*(value.split(MOST_POINTS) for value in values), strict=True)


def _fit(model: Baseline, given: Tensor, rows: Tensor, steps: int) -> Baseline:
    """Fitted by Adam, its rate falling to 0."""
    generator = Generator().manual_seed(SEED)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(0.3 * torch.randn(weight.shape, generator=generator))
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in progress.over(range(steps), "a baseline fitted"):
        chosen = torch.randint(len(rows), (MOST_POINTS,), generator=generator)
        optimizer.zero_grad()
        model(given[chosen], rows[chosen]).mean().backward()
        optimizer.step()
        schedule.step()
    return model


def judged(kind: Sketching, model: SketchRNN, held: Drawn, smoke: bool = False) -> dict[str, Any]:
    """Entries of what the classifier of the data set reads as asked: of draws with z from the prior and with z in its
    middle, and of real drawings.
    """
    recipe = judge_of(kind.recipe.dataset)
    if recipe is None or not model.classes:
        return {}
    judge = kind.workspace.load(recipe.name, "The judge of what is drawn under a class,")
    data, each = kind.recipe.plain_data, SMOKE_DRAWS if smoke else DRAWS
    labels = torch.arange(model.classes).repeat_interleave(each)
    z = sketching.latents_of(SEED, range(len(labels)), model.latents)

    def hits(z: Tensor, temperature: float) -> Tensor:
        parts = []
        for part in torch.arange(len(labels)).split(BATCH):
            rows = sketching.draw(
                model, len(part), z[part], labels[part], temperature=temperature, numbers=part.tolist(), seed=SEED
            )
            parts.append(right(judge, rows, labels[part]))
        return torch.cat(parts).float()

    found, by = {}, f"judged by {recipe.name}"
    for name, given, told in (("class_share", z, "z drawn, too"), ("class_share_middle", 0 * z, "z = 0")):
        asked = hits(given, TEMPERATURE)
        by_class = [round(float(part.mean()), 4) for part in asked.split(each)]
        others = () if name != "class_share" else progress.over(OTHERS, "drawings of each class, judged", slow=True)
        beside = {f"at_{temperature:g}": round(float(hits(given, temperature).mean()), 4) for temperature in others}
        unit = f"share of draws at temperature {TEMPERATURE:g} that show the asked class, {told}, {by}"
        found[name] = entry(asked.mean(), unit, data, drawings=len(labels), by_class=by_class, **beside)
    real = right(judge, held.rows, held.labels).float().mean()
    unit = f"share of real drawings that miss their label, {by}"
    return found | {"judge_error": entry(1 - real, unit, data, drawings=len(held.labels))}
