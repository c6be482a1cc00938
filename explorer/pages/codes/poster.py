"""What a link to the Codes page shows: the picture that its codes began as, and what they decode to."""

from __future__ import annotations

import numpy as np

from explorer.pages.codes.view import SOURCE, CodesView
from explorer.refusal import attempt
from explorer.serving.context import Context
from explorer.serving.pictures import test_pixels
from explorer.serving.threads import threaded


async def poster(context: Context, view: CodesView) -> list[np.ndarray]:
    return await threaded(_decoded, context, view)


def _decoded(context: Context, view: CodesView) -> list[np.ndarray]:
    from explorer.coding.work import coder_of

    card = context.card_of(view.model, "quantize")
    coder = attempt(card.name, coder_of, context.catalogue, card.name)
    cells, seen = np.array([view.cells], np.uint16), []
    if view.source or not view.cells:  # the page opens on the first
        index = int(SOURCE.fullmatch(view.source)[1]) if view.source else 0
        seen = [test_pixels(context, card.dataset, index, card.shape)]
        if not view.cells:
            cells = attempt(card.name, coder.encode, seen[0][None])
    return [*seen, attempt(card.name, coder.decode, cells)[0]]
