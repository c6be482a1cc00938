"""Files of the explorer's own (scripts, styles, previews) and the list of models."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from explorer import datasets, previews
from explorer.catalogue import Card
from explorer.routes.common import Context, Refused

WIDGETS = Path(__file__).parent.parent / "widgets"
ASSETS = {".js": "text/javascript", ".css": "text/css"}


def class_names(card: Card) -> list[str]:
    """What the classes are called: by the data set, or by their numbers where a conditional model knows others."""
    names = datasets.CLASSES.get(card.dataset, [])
    return names if card.conditions in (0, len(names)) else [f"class {number}" for number in range(card.conditions)]


def add(api: APIRouter, context: Context) -> None:
    warm = threading.Event()

    @api.get("/widgets/{name}")
    def widget(name: str) -> Response:
        path = WIDGETS / name
        if "/" in name or path.suffix not in ASSETS or not path.is_file():
            raise Refused("There is no such file.", 404)
        return FileResponse(path, media_type=ASSETS[path.suffix], headers={"Cache-Control": "no-cache"})

    @api.get("/previews/{model}/{name}")
    def preview(model: str, name: str) -> Response:
        try:
            path = context.catalogue.card(model).folder / name
        except KeyError:
            raise Refused("There is no such model.", 404) from None
        if name not in previews.FILES or not path.is_file():
            raise Refused("This model has no such picture.", 404)
        return FileResponse(path, media_type="image/png", headers={"Cache-Control": "no-cache"})

    @api.get("/api/models")
    def models() -> list[dict[str, Any]]:
        if not warm.is_set():  # the first page stands: torch may come in now, before a hand needs it
            warm.set()
            threading.Thread(target=context.work.warm_up, daemon=True).start()
        listed = []
        for card in context.catalogue.cards():
            count = datasets.test_count(card.dataset, context.data)
            listed.append(card.plain() | {"classes": class_names(card), "test": count > 0, "test_count": count})
        return listed
