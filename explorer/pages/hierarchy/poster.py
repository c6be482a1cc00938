"""What a link to the Hierarchy page shows: the picture that its groups of latents decode to."""

from __future__ import annotations

import numpy as np

from explorer.capabilities import posterior_of
from explorer.catalogue import Card
from explorer.latents import groups
from explorer.pages.hierarchy.view import HierarchyView
from explorer.refusal import attempt
from explorer.serving.context import Context
from explorer.serving.pictures import test_pixels
from explorer.serving.threads import threaded


async def poster(context: Context, view: HierarchyView) -> list[np.ndarray]:
    return await threaded(_decoded, context, view)


def _decoded(context: Context, view: HierarchyView) -> list[np.ndarray]:
    card = context.card_of(view.model, "decode", "groups")
    count = len(card.groups)
    z = groups.drawn(card.groups, view.seeds or [0] * count, view.temperatures or [1.0] * count, view.turns or None)
    if view.held:
        z = groups.taken(z, attempt(card.name, _given, context, card, view.index), card.groups, view.held)
    if view.painted:
        z[0, np.array(view.painted[::2], int)] += np.array(view.painted[1::2], np.float32)
    return [context.work.decode(card.name, z, draw=view.draw)[0]]


def _given(context: Context, card: Card, index: int) -> np.ndarray:
    """z (1, latents) of a test picture."""
    import torch

    pixels = test_pixels(context, card.dataset, index, card.shape)
    with torch.inference_mode():
        posterior = posterior_of(context.catalogue.load(card.name).encode(torch.from_numpy(pixels)[None] / 255))
        return posterior.mean.numpy()
