"""What an independent classifier sees on pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from fastapi import APIRouter, Request

from explorer.serving.assets import class_names
from explorer.serving.context import Context, Refused, body
from explorer.serving.threads import threaded

MAX_PICTURES = 256


def add(api: APIRouter, context: Context) -> None:
    @api.post("/api/classify")
    async def classify(request: Request, dataset: str = "") -> dict[str, Any]:
        judges = [card for card in context.catalogue.cards("classify") if card.dataset == dataset]
        if not judges:
            raise Refused("There is no classifier of these pictures. Train one: python -m train classifier-mnist", 404)
        judge, size = judges[0], int(np.prod(judges[0].shape))
        content = await body(request, MAX_PICTURES * size)
        if not content or len(content) % size:
            raise Refused(f"Send 1 to {MAX_PICTURES} pictures of {' × '.join(map(str, judge.shape))} bytes.")
        pixels = np.frombuffer(content, dtype=np.uint8).reshape(-1, *judge.shape)
        found = await threaded(context.work.classify, judge.name, pixels)
        names = class_names(judge) or [str(number) for number in range(found.shape[1])]
        return {"model": judge.name, "classes": names, "probabilities": np.round(found, 5).tolist()}
