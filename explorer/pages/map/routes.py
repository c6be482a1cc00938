"""A model's map: its points, what lies anywhere on it, small pictures of its codes, and where a code would lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from explorer import previews
from explorer.catalogue import Card
from explorer.latents import maps
from explorer.latents.maps import CodeMap, Spot
from explorer.limits import Z_LIMIT
from explorer.pages.map.view import read_off
from explorer.serving import questions
from explorer.serving.context import Context, Refused, b64, body, numbers
from explorer.serving.links import Reader
from explorer.serving.threads import threaded

FARTHEST = 3.0  # of a place from the map's corner, in widths of the map
SMALL_PICTURES = 160  # codes that are decoded at once
NEAREST = 5  # codes that are told of a picture of one's own


def add(api: APIRouter, context: Context) -> None:
    work = context.work

    def of(model: str) -> tuple[Card, CodeMap]:
        """Raises Refused, and NoMap."""
        card = context.card_of(model, "encode", "decode")
        stored = maps.read(card.folder)
        if stored.codes.shape[1] != card.latents:
            raise maps.NoMap(f"The map of {model} is another model's. Make it anew: python -m train map {model}")
        return card, stored

    def decoded(card: Card, stored: CodeMap, spots: list[Spot]) -> np.ndarray:
        """Pictures uint8 (n, c, h, w) of spots; a conditional model is told the classes around each."""
        weights = np.stack([stored.class_weights(spot, card.conditions) for spot in spots])
        return work.decode(card.name, np.stack([spot.z for spot in spots]), weights)

    @api.get("/api/map")
    def about(model: str = "") -> dict[str, Any]:
        card, stored = of(model)
        small = previews.strip_scale(card.shape)
        channels, height, width = card.shape
        return {
            **{name: stored.about[name] for name in ("umap", "measures", "codes", "split", "seed")},
            "count": len(stored.codes),
            "maps": [{"kind": kind} | stored.about["maps"][kind] for kind in stored.kinds()],
            "typical": float(np.median(stored.gaps)),
            "small": [channels, height // small, width // small],
        }

    @api.get("/api/map/points")
    def points(model: str = "", kind: str = maps.UMAP) -> Response:
        """Places as float32 (n, 2), then labels as uint8 (n,)."""
        _, stored = of(model)
        content = _places(stored, kind).tobytes() + stored.labels.tobytes()
        return Response(content, media_type="application/octet-stream")

    @api.post("/api/map/pictures")
    async def pictures(request: Request, model: str = "") -> Response:
        """Small pictures decoded from the codes whose numbers are sent as uint16: uint8 (n, c, h, w)."""
        card, stored = of(model)
        content = await body(request, 2 * SMALL_PICTURES)
        chosen = np.frombuffer(content, "<u2") if len(content) % 2 == 0 else np.zeros(0, "<u2")
        if not len(chosen) or chosen.max() >= len(stored.codes):
            raise Refused(f"Send 1 to {SMALL_PICTURES} numbers of codes below {len(stored.codes):,} as uint16.")
        small = previews.strip_scale(card.shape)

        def shrunk() -> bytes:
            found = decoded(card, stored, [stored.of(int(index)) for index in chosen])
            n, channels, height, width = found.shape
            parts = found.reshape(n, channels, height // small, small, width // small, small)
            return parts.mean((3, 5)).round().astype(np.uint8).tobytes()

        return Response(await threaded(shrunk), media_type="application/octet-stream")

    @api.websocket("/api/map/ask")
    async def ask(socket: WebSocket, model: str = "") -> None:
        def answer(question: dict[str, Any]) -> dict[str, Any]:
            """What is at a place ("kind", "at", "plane"), at a test picture's code ("index"), or of a code ("z");
            the hand finds no class that is hidden ("off").
            """
            card, stored = of(model)
            if "z" in question:
                return own(card, stored, question)
            off = read_off(Reader(question))
            spot = _spot(stored, question, off)
            points, distances = stored.nearest(spot.z, 2, off)
            if len(points) < 2:  # next to nothing is shown
                points, distances = stored.nearest(spot.z, 2)
            other = int(spot.how == maps.POINT and points[0] == spot.points[0])  # itself is no neighbour
            near, distance = int(points[other]), float(distances[other])
            pixels = decoded(card, stored, [spot, stored.of(near)])
            return {
                "z": [round(value, 4) for value in spot.z.tolist()],
                "weights": stored.class_weights(spot, card.conditions).tolist() if card.conditions else [],
                "how": spot.how,
                "points": spot.points.tolist(),
                "shares": spot.weights.round(4).tolist(),
                "near": near,
                "distance": distance,
                "lonelier": stored.lonelier(distance),
                "pixels": b64(pixels),
            }

        def own(card: Card, stored: CodeMap, question: Mapping[str, Any]) -> dict[str, Any]:
            """Where a code lies on each map, and the test codes nearest to it; pictures of it and of those."""
            z = numbers([question["z"]], "z", card.latents, 1, -Z_LIMIT, Z_LIMIT)[0]
            label = Reader(question).integer("label", -1, card.conditions - 1, -1) if card.conditions else -1
            points, distances = stored.nearest(z, NEAREST)
            near = [stored.of(int(point)) for point in points]
            weights = np.stack([stored.class_weights(spot, card.conditions) for spot in (near[0], *near)])
            if label >= 0:
                weights[0] = np.arange(card.conditions) == label
            pixels = work.decode(card.name, np.stack([z, *(spot.z for spot in near)]), weights)
            return {
                "places": {kind: stored.locate(kind, z).tolist() for kind in stored.kinds()},
                "points": points.tolist(),
                "distances": distances.tolist(),
                "lonelier": stored.lonelier(float(distances[0])),
                "pixels": b64(pixels),
            }

        await questions.serve(socket, answer)


def _places(stored: CodeMap, kind: str) -> np.ndarray:
    if kind not in stored.places:
        raise Refused(f"There is no map of that kind; there are: {', '.join(stored.kinds())}.", 404)
    return stored.places[kind]


def _spot(stored: CodeMap, question: Mapping[str, Any], off: list[int]) -> Spot:
    """Raises a Refusal."""
    read = Reader(question)
    if "index" in question:
        return stored.of(read.integer("index", 0, len(stored.codes) - 1, 0))
    kind = read.text("kind", maps.UMAP)
    _places(stored, kind)
    at = numbers([question.get("at")], "at", 2, 1, -FARTHEST, FARTHEST)[0]
    return stored.at(kind, at, plane=bool(read.flag("plane")), off=off)
