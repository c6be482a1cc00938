"""What a link to the Manifold page shows: its window of the plane, and the picture under the cursor."""

from __future__ import annotations

import numpy as np

from explorer.data.images import sheet
from explorer.latents.walks import grid
from explorer.pages.manifold.view import ManifoldView
from explorer.serving.context import Context
from explorer.serving.threads import threaded
from explorer.ui.shell.frame import SIDE


async def poster(context: Context, view: ManifoldView) -> list[np.ndarray]:
    return await threaded(_decoded, context, view)


def _decoded(context: Context, view: ManifoldView) -> list[np.ndarray]:
    card = context.card_of(view.model, "decode")
    count = max(1, min(view.grid, SIDE // max(card.shape[1:])))  # as many as stand there whole
    half = view.span / 2
    ends = {"x": (view.x - half, view.x + half), "y": (view.y - half, view.y + half)}
    plane = context.work.decode(card.name, grid(count, mode=view.mode, **ends), draw=view.draw)
    shown = [sheet(plane, count)]
    if view.cursor:
        shown.append(context.work.decode(card.name, np.array([view.cursor], np.float32), draw=view.draw)[0])
    return shown
