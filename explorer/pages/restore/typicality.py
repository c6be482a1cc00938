"""How likely a picture is under a model, and where that stands among the test set's."""

from __future__ import annotations

from typing import Any

import numpy as np
from fastapi import APIRouter, Request

from explorer.serving import links
from explorer.serving.context import Context, Refused, b64, body
from explorer.serving.threads import threaded


def add(api: APIRouter, context: Context) -> None:
    @api.get("/api/typicality")
    def typicality(model: str = "") -> dict[str, Any]:
        """The histograms of bounds that were made when the model was evaluated."""
        return context.measured(model, "elbo", "typicality.json", "bounds")

    @api.post("/api/score")
    async def score(request: Request, model: str = "", label: str = "") -> dict[str, Any]:
        card = context.card_of(model, "elbo", "encode")
        content = await body(request, int(np.prod(card.shape)))
        if len(content) != np.prod(card.shape):
            raise Refused(f"The picture must be {' × '.join(map(str, card.shape))} bytes for {model}.")
        known = (
            links.Reader({"label": label}).integer("label", 0, card.conditions - 1, 0)
            if label and card.conditions
            else None
        )
        found = await threaded(
            context.work.score, model, np.frombuffer(content, dtype=np.uint8).reshape(card.shape), known
        )
        return found | {name: b64(found[name]) for name in ("reconstruction", "error")}
