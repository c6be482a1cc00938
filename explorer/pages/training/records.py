"""What was kept of the training of checkpoints: histories and films, read from their folders; no model is loaded."""

from __future__ import annotations

import json
import math
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from explorer.catalogue import Card
from explorer.serving.context import Context, Refused
from explorer.serving.threads import threaded

HISTORY, FILM = "history.json", "film.json"
MOST_BYTES = {HISTORY: 4 * 2**20, FILM: 8 * 2**20}
UNKNOWN_UNIT = "unit not told"


def add(api: APIRouter, context: Context) -> None:
    def card_of(name: str) -> Card:
        try:
            return context.catalogue.card(name)
        except KeyError as error:
            raise Refused(error.args[0], 404) from None

    @api.get("/api/training/records")
    async def records() -> list[dict[str, Any]]:
        """What there is of every usable checkpoint: the unit of its history, how many points that has, whether there is
        a film.
        """
        return await threaded(lambda: [record(card) for card in context.catalogue.cards()])

    @api.get("/api/training/history")
    async def history(model: str = "") -> dict[str, Any]:
        card = card_of(model)
        found = await threaded(read_history, card)
        if not found["points"]:
            raise Refused(f"{card.name} has no history: it was not trained step by step, or saved without one.", 404)
        return found

    @api.get("/api/training/film")
    async def film(model: str = "") -> Response:
        """film.json as it is; see ``train.film``."""
        card = card_of(model)
        text = await threaded(read_text, card, FILM)
        if text is None:
            raise Refused(f"{card.name} was saved without a film of its training.", 404)
        return Response(text, media_type="application/json", headers={"Cache-Control": "no-cache"})


def record(card: Card) -> dict[str, Any]:
    history = read_history(card)
    return {
        "name": card.name,
        "unit": history["unit"],
        "points": len(history["points"]),
        "film": (card.folder / FILM).is_file(),
    }


def read_text(card: Card, name: str) -> str | None:
    """A file of a checkpoint, HISTORY or FILM; None where it has none, or one that is far too large."""
    file = card.folder / name
    try:
        return file.read_text(encoding="utf-8") if file.stat().st_size <= MOST_BYTES[name] else None
    except (OSError, UnicodeDecodeError):
        return None


def read_history(card: Card) -> dict[str, Any]:
    """``{"unit", "points"}``, points of numbers only; no points where there is no history that can be read."""
    text = read_text(card, HISTORY)
    try:
        content = json.loads(text) if text is not None else {}
    except ValueError:
        content = {}
    if not isinstance(content, dict):
        content = {}
    points = content.get("points")
    kept = [_numbers(point) for point in points if isinstance(point, dict)] if isinstance(points, list) else []
    unit = content.get("unit")
    named = unit if isinstance(unit, str) and unit else UNKNOWN_UNIT
    return {"unit": named[:80], "points": [point for point in kept if "step" in point]}


def _numbers(point: dict[str, Any]) -> dict[str, float]:
    """The numbers of a point of a history; the KL summed over latents, a likelihood's negative as its loss."""
    found = {key: float(value) for key, value in point.items() if _is_number(value)}
    kl = point.get("kl")
    if isinstance(kl, list) and kl and all(map(_is_number, kl)):
        found["kl"] = math.fsum(kl)
    if "train" in found:
        found.setdefault("loss", -found.pop("train"))
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
