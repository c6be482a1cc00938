"""What a link to the Sketches page shows: the paper with its beginning and its ending, or the nine of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from explorer import previews
from explorer.data import strokes
from explorer.data.images import sheet, to_bytes
from explorer.data.strokes import Strokes
from explorer.pages.sketches.jobs import ON, Job, latents, parse
from explorer.pages.sketches.view import SketchesView
from explorer.programs.endpoint import in_turn, too_long
from explorer.refusal import attempt
from explorer.serving.context import Context
from explorer.ui.shell.frame import SIDE
from explorer.ui.shell.posters import DRAWN_S

PEN = 0.011  # its width, as a share of the paper's


async def poster(context: Context, view: SketchesView) -> list[np.ndarray]:
    drawings = await in_turn(context.painting, partial(_drawn, context, view), DRAWN_S)
    columns = math.isqrt(view.n)
    side = SIDE // columns
    pen = max(1, round(PEN * side))
    return [sheet(np.stack([to_bytes(previews.inked(one, side, pen, 0)) for one in drawings]), columns)]


def _drawn(context: Context, view: SketchesView, should_stop: Callable[[], bool]) -> list[Strokes]:
    """The strokes of each drawing, as far as they are there."""
    asked = {name: getattr(view, name) for name in ("model", "seed", "temperature", "n", "number", "drawn", "z")}
    label = int(view.label) if view.label else None
    job = parse(asked | {"id": 0, "way": ON, "label": label}, context.catalogue)
    there = None if view.step < 0 else view.step
    endings = attempt(view.model, _endings, job, should_stop)
    whole = [np.concatenate([job.drawn.points, strokes.from_stroke5(ending)]) for ending in endings]
    return [strokes.to_strokes(points[:there]) for points in whole]


def _endings(job: Job, should_stop: Callable[[], bool]) -> np.ndarray:
    """What the model draws, stroke-5 (n, rows, 5). Raises Refusal where there is no time."""
    import torch

    from explorer import sketching

    n = len(job.numbers)
    labels = None if job.label is None else torch.full((n,), job.label)
    moment = sketching.begin(job.model, n, latents(job, labels), labels, job.drawn.beginning())
    rows = []
    for points, _ in sketching.going_on(job.model, moment, job.seed, job.temperature, job.numbers):
        if should_stop():
            raise too_long()
        rows.append(points)
    return torch.stack(rows, 1).numpy() if rows else np.zeros((n, 0, 5), np.float32)
