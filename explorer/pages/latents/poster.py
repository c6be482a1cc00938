"""What a link to the Latents page shows: its z decoded, by the second model as well where there is one."""

from __future__ import annotations

import numpy as np

from explorer.pages.latents.view import LatentsView
from explorer.serving.context import Context
from explorer.serving.threads import threaded


async def poster(context: Context, view: LatentsView) -> list[np.ndarray]:
    return await threaded(_decoded, context, view)


def _decoded(context: Context, view: LatentsView) -> list[np.ndarray]:
    card = context.card_of(view.model, "decode")
    z = view.z or [(low + high) / 2 for low, high in card.range]
    weights = view.weights or [1.0] + [0.0] * (card.conditions - 1)
    given = np.array([z], np.float32), np.array([weights[: card.conditions]], np.float32)
    shown = [context.work.decode(card.name, *given, view.draw)[0]]
    if view.beside and context.card_of(view.beside).conditions == card.conditions:
        shown.append(context.work.decode(view.beside, *given, view.draw)[0])
    return shown
