"""What a link to the Classes page shows: its sheet of styles and classes, or the styles of one class."""

from __future__ import annotations

import numpy as np

from explorer.data.images import sheet
from explorer.pages.classes.view import ROWS, STYLES, ClassesView
from explorer.serving.context import Context
from explorer.serving.threads import threaded
from explorer.ui.shell.frame import SIDE, WIDTH


async def poster(context: Context, view: ClassesView) -> list[np.ndarray]:
    return await threaded(_decoded, context, view)


def _decoded(context: Context, view: ClassesView) -> list[np.ndarray]:
    card = context.card_of(view.model, "decode", "condition", "sample")
    _, height, width = card.shape
    styles = context.work.sample_latents(card.name, STYLES, view.temperature, view.seed).copy()
    if view.shift:
        styles += np.array(view.shift, np.float32)
    if view.z:
        styles[0] = view.z
    kept = np.array(view.styles, np.float32).reshape(-1, card.latents)
    styles[view.locked] = kept
    rows = max(1, min(ROWS, SIDE // height))  # as many as stand there whole
    if view.mode == "one":
        columns, labels = rows, np.full(rows * rows, view.cls)
        z = styles[: len(labels)]
    else:
        columns = max(1, min(card.conditions, WIDTH // width))
        z, labels = styles[:rows].repeat(columns, 0), np.tile(np.arange(columns), rows)
    weights = np.eye(card.conditions, dtype=np.float32)[labels]
    return [sheet(context.work.decode(card.name, z, weights, view.draw), columns)]
