"""What drawings in strokes are measured by: two baselines with less memory, and a classifier that reads them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer import sketching
from explorer.data import datasets, strokes
from explorer.data.strokes import TEMPERATURE
from explorer.models import pen
from explorer.models.sketch_rnn import SketchRNN
from train import progress
from train.evaluation import SEED, entry
from train.recipes import judge_of

if TYPE_CHECKING:
    from train.kinds.strokes import Drawn, Sketching

DRAWS, SMOKE_DRAWS = 100, 4  # drawings a class that the judge is shown
BATCH = 100  # drawings that are made or read at once
OTHERS = (0.25, 1.0)  # temperatures that draws are judged at beside strokes.TEMPERATURE
SEEDS = 40  # from 0, of which the page opens with one
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


def drawn(kind: Sketching, model: SketchRNN, held: Drawn, smoke: bool = False) -> dict[str, Any]:
    """Entries of how long drawings are; and of a model that is told a class, where a classifier of its data set judges,
    of what that reads as asked and of the drawing that the page opens with.

    z is drawn, too, and cooled with all else, as the page does it.
    """
    classes, data, each = max(model.classes, 1), kind.recipe.plain_data, SMOKE_DRAWS if smoke else DRAWS
    labels = torch.arange(classes).repeat_interleave(each)
    tried = [TEMPERATURE] if smoke else [TEMPERATURE, *OTHERS]
    draws = {at: _draws(model, labels, at) for at in progress.over(tried, "temperatures drawn at", slow=True)}
    lengths = {at: _length(rows) for at, rows in draws.items()}
    unit, real = f"points of a draw at temperature {TEMPERATURE:g}, mean", round(_length(held.rows), 2)
    found = {"points": entry(lengths[TEMPERATURE], unit, data, drawings=len(labels), **_others(lengths), real=real)}
    recipe = judge_of(kind.recipe.dataset)
    if recipe is None or not model.classes:
        return found
    judge = kind.workspace.load(recipe.name, "The judge of what is drawn under a class,")
    asked = {at: right(judge, rows, labels).float() for at, rows in draws.items()}
    middle = right(judge, _draws(model, labels, TEMPERATURE, middle=True), labels).float()
    by, beside = f"judged by {recipe.name}", _others({at: float(hit.mean()) for at, hit in asked.items()})
    for name, hit, z, more in (
        ("class_share", asked[TEMPERATURE], "z drawn at it, too", beside),
        ("class_share_middle", middle, "z = 0", {}),
    ):
        by_class = [round(float(part.mean()), 4) for part in hit.split(each)]
        unit = f"share of draws at temperature {TEMPERATURE:g} that show the asked class, {z}, {by}"
        found[name] = entry(hit.mean(), unit, data, drawings=len(labels), by_class=by_class, **more)
    missed = 1 - right(judge, held.rows, held.labels).float().mean()
    unit = f"share of real drawings that miss their label, {by}"
    found["judge_error"] = entry(missed, unit, data, drawings=len(held.labels))
    return found | {"first_seed": _opening(model, judge, by, data)}


def _length(rows: Tensor) -> float:
    """How many points drawings ``(n, rows, 5)`` have, their mean."""
    return float((rows[..., 4] == 0).sum(1).float().mean())


def _others(values: dict[float, float]) -> dict[str, float]:
    """What is to stand beside the value at TEMPERATURE in an entry."""
    return {f"at_{at:g}": round(value, 4) for at, value in values.items() if at != TEMPERATURE}


def _draws(model: SketchRNN, labels: Tensor, temperature: float, middle: bool = False) -> Tensor:
    """Drawings with these classes told, each padded with its end ``(n, rows, 5)``; with z = 0 in the ``middle``."""
    parts = []
    for numbers in torch.arange(len(labels)).split(BATCH):
        z = sketching.latents_of(SEED, numbers.tolist(), model.latents, 0 if middle else temperature)
        told = labels[numbers] if model.classes else None
        given = {"seed": SEED, "temperature": temperature, "numbers": numbers.tolist()}
        parts += sketching.draw(model, len(numbers), z, told, **given)
    return torch.stack([torch.cat([part, part[-1:].expand(model.longest + 1 - len(part), -1)]) for part in parts])


@torch.no_grad()
def _opening(model: SketchRNN, judge: nn.Module, by: str, data: str) -> dict[str, Any]:
    """The entry of the seed whose drawing is read most surely as its class, a class with each seed in turn."""
    sure = []
    for seed in range(SEEDS):
        label = torch.tensor([seed % model.classes])
        z = sketching.latents_of(seed, [0], model.latents, TEMPERATURE)
        rows = sketching.draw(model, 1, z, label, seed=seed, temperature=TEMPERATURE)
        sure.append(float(judge.name_strokes(rows)[0, label]))
    best = max(range(SEEDS), key=sure.__getitem__)
    unit = f"the seed, of {SEEDS}, of the drawing that is read most surely, {by}"
    return entry(best, unit, data, label=best % model.classes, confidence=round(math.exp(sure[best]), 5))
