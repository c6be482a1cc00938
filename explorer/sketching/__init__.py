"""What is done with a model that draws: going on from a beginning, the next point's density, and surprise.

Everything here needs no more than ``begin`` and ``next_point`` (explorer.capabilities.Sketches), so that it works with
any model of a person's own; where a model also has ``next_points`` (many known rows at once, as SketchRNN), what is
known is read with it. Points are stroke-5 rows in units of the paper, see explorer.data.strokes.

Chance is by number: the point at ``step`` of drawing ``number`` under a seed is the same whoever draws beside it, and
whether the hand was stopped and went on, so that a link, a branch and a step back all come to the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.capabilities import NextPoint, Sketches, next_point_of
from explorer.data.strokes import PAPER
from explorer.models import pen

NOTHING = np.zeros((0, 5), np.float32)  # a beginning
LONGEST = 200  # points after which a drawing is broken off, of a model that says nothing
COLDEST = 1e-3  # temperature: what a density is shown at that would be a point


class Moment(NamedTuple):
    """Where n drawings stand: how many points they have, what comes next, and what the model carries.

    None of it is ever changed: keep a moment to step back to it, or to go on from it in two ways.
    """

    step: int
    next: NextPoint
    state: Any


class Surprise(NamedTuple):
    """-log p in nats of each row of a drawing ``(rows,)``: of the step (a density a square unit; 0 at the end), and of
    the pen.
    """

    steps: np.ndarray
    pens: np.ndarray


@torch.no_grad()
def read(model: Sketches, rows: Tensor, state: Any) -> tuple[NextPoint, Any]:
    """What a model expects after each of rows ``(n, rows, 5)`` that follow each other, ``(n, rows)``; and its state."""
    if hasattr(model, "next_points"):
        found, state = model.next_points(rows, state)
        return next_point_of(found), state
    parts = []
    for row in rows.unbind(1):
        found, state = model.next_point(row, state)
        parts.append(next_point_of(found))
    return NextPoint(*(torch.stack(part, 1) for part in zip(*parts, strict=True))), state


@torch.no_grad()
def told(
    model: Sketches, n: int, z: Tensor | None, labels: Tensor | None, beginning: np.ndarray
) -> tuple[NextPoint, Moment]:
    """What a model expects of each row of a beginning ``(rows, 5)`` and behind it ``(n, rows + 1)``; and the moment
    there.
    """
    rows = torch.from_numpy(np.concatenate([[pen.START], beginning]).astype(np.float32))
    found, state = read(model, rows.expand(n, -1, -1), model.begin(n, z, labels))
    return found, Moment(len(beginning), found.at((slice(None), -1)), state)


def begin(
    model: Sketches,
    n: int = 1,
    z: Tensor | None = None,
    labels: Tensor | None = None,
    beginning: np.ndarray | None = None,
) -> Moment:
    """n drawings that all begin with the same rows ``(rows, 5)``, or with nothing.

    ``z`` ``(n, latents)`` and ``labels`` ``(n,)`` may differ between them.
    """
    return told(model, n, z, labels, NOTHING if beginning is None else beginning)[1]


@torch.no_grad()
def follow(model: Sketches, moment: Moment, points: Tensor) -> Moment:
    """The moment after points ``(n, 5)``, drawn by the model or by a hand."""
    found, state = model.next_point(points, moment.state)
    return Moment(moment.step + 1, next_point_of(found), state)


def uniforms(seed: int, numbers: Sequence[int], step: int) -> Tensor:
    """The numbers in (0, 1) ``(n, 4)`` that decide a point of each drawing."""
    drawn = {number: np.random.default_rng((seed, number, step)).random(pen.UNIFORMS) for number in set(numbers)}
    rows = [drawn[number] for number in numbers]
    return torch.from_numpy(np.array(rows, np.float32).reshape(-1, pen.UNIFORMS))


def choose(moment: Moment, seed: int = 0, temperature: float = 1.0, numbers: Sequence[int] | None = None) -> Tensor:
    """The next points ``(n, 5)``, by chance; at temperature 0 the likeliest, unless chance has it that they end."""
    if numbers is None:
        numbers = range(len(moment.next.log_pen))
    return pen.draw(moment.next, uniforms(seed, numbers, moment.step), temperature)


def going_on(
    model: Sketches,
    moment: Moment,
    seed: int = 0,
    temperature: float = 1.0,
    numbers: Sequence[int] | None = None,
    longest: int | None = None,
) -> Iterator[tuple[Tensor, Moment]]:
    """Point by point: the points ``(n, 5)`` that come, and the moment after them, until all drawings have ended.

    One that has ended stays so. What has not by ``longest`` points is broken off.
    """
    longest = longest or getattr(model, "longest", LONGEST)
    over = torch.zeros(len(moment.next.log_pen), dtype=torch.bool)
    end = torch.tensor(pen.END)
    while moment.step < longest and not over.all():
        points = torch.where(over[:, None], end, choose(moment, seed, temperature, numbers))
        over = over | (points[:, 4] == 1)
        moment = follow(model, moment, points)
        yield points, moment


def draw(
    model: Sketches,
    n: int,
    z: Tensor | None = None,
    labels: Tensor | None = None,
    *,
    beginning: np.ndarray | None = None,
    seed: int = 0,
    temperature: float = 1.0,
    numbers: Sequence[int] | None = None,
) -> Tensor:
    """n whole drawings, stroke-5 ``(n, rows, 5)``, with their beginning, each padded with its end."""
    moment = begin(model, n, z, labels, beginning)
    known = torch.from_numpy(np.array(NOTHING if beginning is None else beginning, np.float32))
    rows = [points for points, _ in going_on(model, moment, seed, temperature, numbers)]
    end = torch.tensor(pen.END).expand(n, 1, -1)
    drawn = torch.stack(rows, 1) if rows else end[:, :0]
    return torch.cat([known.expand(n, -1, -1), drawn, end], 1)


def latents_of(seed: int, numbers: Sequence[int], latents: int, temperature: float = 1.0) -> Tensor:
    """z ``(n, latents)`` of drawings by number, from N(0, temperature^2 I)."""
    drawn = [np.random.default_rng((seed, number)).standard_normal(latents) for number in numbers]
    return temperature * torch.from_numpy(np.array(drawn, np.float32).reshape(-1, latents))


@torch.no_grad()
def surprise(model: Sketches, rows: np.ndarray, z: Tensor | None = None, labels: Tensor | None = None) -> Surprise:
    """How much each row ``(rows, 5)`` of one drawing surprises a model that was shown those before it."""
    found, _ = told(model, 1, z, labels, rows[:-1])
    steps, pens = pen.log_prob(found.at(0), torch.from_numpy(np.array(rows, np.float32)))
    return Surprise(-steps.numpy(), -pens.numpy())


def density(point: NextPoint, place: Sequence[float], side: int = 64, temperature: float = 1.0) -> np.ndarray:
    """The density of one drawing's next point over the paper, ``(side, side)`` in 1 / square unit, rows downwards.

    ``point`` is the next of a moment of one drawing, ``place`` where its pen is on the paper. Its sum times the area of
    a cell is the share that falls on the paper.
    """
    middles = (torch.arange(side) + 0.5) * (PAPER / side)
    across, down = middles - place[0], middles - place[1]
    steps = torch.stack([across.expand(side, -1), down[:, None].expand(-1, side)], -1)
    cooled = pen.cooled(point.at(slice(1)), max(temperature, COLDEST))
    return pen.log_density(cooled, steps.reshape(-1, 2)).exp().reshape(side, side).numpy()


def ellipses(point: NextPoint, temperature: float = 1.0) -> list[dict[str, float]]:
    """The components of one drawing's next point, the heaviest first: weight, middle from the pen (x, y), the two half
    axes at one deviation (long, short), and the angle of the long one, from right to down, in radians.
    """
    one = pen.cooled(point.at(slice(1)), max(temperature, COLDEST))
    weights, mean, std = one.log_weights[0].exp(), one.mean[0], one.std[0]
    across, down = std.square().unbind(-1)
    both = one.correlation[0] * std.prod(-1)
    values, vectors = torch.linalg.eigh(
        torch.stack([torch.stack([across, both], -1), torch.stack([both, down], -1)], -2)
    )
    angle = torch.atan2(vectors[:, 1, 1], vectors[:, 0, 1])
    columns = torch.stack([weights, *mean.unbind(-1), values[:, 1].sqrt(), values[:, 0].clamp(min=0).sqrt(), angle], -1)
    names = ("weight", "x", "y", "long", "short", "angle")
    return [dict(zip(names, columns[number].tolist(), strict=True)) for number in weights.argsort(descending=True)]
