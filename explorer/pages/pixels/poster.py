"""What a link to the Pixels page shows: its pictures, painted as far as they are there."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.data.images import sheet
from explorer.pages.pixels import own
from explorer.pages.pixels.view import EACH, START, PixelsView
from explorer.painting.painter import painter_of
from explorer.programs.endpoint import in_turn, too_long
from explorer.programs.painting import pixels_of
from explorer.refusal import BadJob, attempt
from explorer.serving.context import Context
from explorer.serving.paint_jobs import MOST_NUMBERS, read_labels
from explorer.serving.pictures import test_pixels
from explorer.ui.shell.posters import DRAWN_S

if TYPE_CHECKING:
    from explorer.models.autoregressive import AutoregressiveModel

UNKNOWN = (59, 70, 84), (52, 62, 75)  # as in ui/painting/record.js


async def poster(context: Context, view: PixelsView) -> list[np.ndarray]:
    return [await in_turn(context.painting, partial(_painted, context, view), DRAWN_S)]


def _painted(context: Context, view: PixelsView, should_stop: Callable[[], bool]) -> np.ndarray:
    painter = painter_of(context.catalogue, view.model)
    if view.n * painter.levels * math.prod(painter.shape) > MOST_NUMBERS:
        raise BadJob(f"{view.n} pictures of {view.model} are too many numbers for one painting.")
    levels = attempt(view.model, _levels, painter, view, _canvas(context, view, painter), should_stop)
    return sheet(_coloured(painter, levels), math.isqrt(view.n))


def _levels(
    painter: AutoregressiveModel, view: PixelsView, canvas: np.ndarray, should_stop: Callable[[], bool]
) -> np.ndarray:
    """Level numbers (n, c, h, w), -1 of pixels that are not there yet. Raises Refusal where there is no time."""
    from explorer.painting import work

    labels = read_labels(_label(view) if painter.classes else None, painter, view.n, view.model)
    left = canvas[0].size if view.step < 0 or view.way == "passes" else view.step
    levels = canvas[None].repeat(view.n, 0)
    rows = work.paint(painter, canvas, labels, view.temperature, view.seed, should_stop=should_stop)
    while left > 0:
        row = next(rows, None)
        if row is None:  # it was stopped
            raise too_long()
        columns = list(row.columns[:left])
        levels[:, :, row.y, columns] = row.levels[..., : len(columns)]
        left -= len(columns)
    return levels


def _coloured(painter: AutoregressiveModel, levels: np.ndarray) -> np.ndarray:
    """As pixels; where some are not there yet, in colour, and those as on the page."""
    pixels = pixels_of(painter, levels)
    if (levels >= 0).all():
        return pixels
    y, x = np.indices(painter.shape[1:])
    checker = np.array(UNKNOWN, np.uint8)[(x + y) % 2].transpose(2, 0, 1)
    return np.where((levels < 0).any(1, keepdims=True), checker, pixels)


def _label(view: PixelsView) -> Any:
    """As a painting is told it."""
    if view.label in ("", EACH):
        return view.label or None
    return [int(view.label), int(view.other), view.mix] if view.other else int(view.label)


def _canvas(context: Context, view: PixelsView, painter: AutoregressiveModel) -> np.ndarray:
    """What painting begins from: level numbers int16 (c, h, w), -1 where a pixel is to be drawn."""
    if not view.start:
        return np.full(painter.shape, -1, np.int16)
    import torch

    from explorer.data.levels import in_levels
    from explorer.painting.work import SEED

    test, size = START.fullmatch(view.start), math.prod(painter.shape)
    if test:
        greys = test_pixels(context, context.card_of(view.model).dataset, int(test[1]), painter.shape)
    else:
        greys = np.frombuffer(own.greys(view.start, size), np.uint8).reshape(painter.shape)
    seen = in_levels(torch.from_numpy(greys.copy())[None], painter.levels, torch.Generator().manual_seed(SEED))
    hole = _hole(view.hole, *painter.shape[1:])
    return np.where(hole, -1, painter.quantize(seen)[0].numpy()).astype(np.int16)


def _hole(name: str, height: int, width: int) -> np.ndarray:
    """What is rubbed out, bool (h, w)."""
    if own.is_own(name):
        bits = np.unpackbits(np.frombuffer(own.bits(name), np.uint8))[: height * width]
        return bits.reshape(height, width) > 0
    y, x = np.ogrid[:height, :width]
    inside = (y >= height // 4) & (y < height - height // 4) & (x >= width // 4) & (x < width - width // 4)
    holes = {"bottom": y >= height // 2, "right": x >= width // 2, "top": y < height // 2, "middle": inside}
    return np.broadcast_to(holes.get(name, False), (height, width))
