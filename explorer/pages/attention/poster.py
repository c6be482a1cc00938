"""What a link to the Attention page shows: its scene, and where a model looks for what is asked."""

from __future__ import annotations

import numpy as np

from explorer import previews
from explorer.attending.stock import Stock
from explorer.data.scenes import plain, render
from explorer.pages.attention.view import AttentionView, needs
from explorer.refusal import attempt
from explorer.serving.context import Context
from explorer.serving.threads import threaded


async def poster(context: Context, view: AttentionView) -> list[np.ndarray]:
    return await threaded(_looked, context, view)


def _looked(context: Context, view: AttentionView) -> list[np.ndarray]:
    from explorer.attending.work import look

    cards = context.catalogue.suited(needs)
    first = next((card for card in cards if "attend_steps" in card.can), cards[0])  # that the page opens with
    digits = plain.parse(view.digits)
    arranged = plain.Arranged(view.seed, digits, bool(view.distractors), view.background)
    scene = Stock(context.catalogue, context.data).build(arranged)
    image, _ = render(scene)
    picture = image.transpose(2, 0, 1)
    if view.colour < 0 and not scene.digits:
        return [picture]
    colour = view.colour if view.colour >= 0 else scene.digits[0].colour
    name = view.model or first.name
    found = attempt(name, look, context.catalogue.load(name), image, colour)
    mask = found.whole if not 0 <= view.stage < len(found.stages) else found.stages[view.stage].mask
    heat = previews.heated(picture, np.asarray(mask, np.float64))
    return [picture, np.rint(heat).astype(np.uint8)]
