"""Directions through a space of latents: made of two groups of test pictures, and what analogies and neighbours say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from fastapi import APIRouter, Request

from explorer.catalogue import Card
from explorer.data import datasets
from explorer.data.faces import NO_OR_YES, Attribute
from explorer.latents import directions
from explorer.latents.stock import Codes, Stock
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.serving import links
from explorer.serving.assets import class_names
from explorer.serving.context import Context, Refused, numbers, read_json
from explorer.serving.threads import threaded

MOST_INDICES = 10_000
MOST_PICTURES = 24  # of a group, at once
MOST_AGAINST = 8
NEAREST = 5
SIDES, FINE = (2, 9), (1, 4)  # of a grid: pictures a side, and steps from one to the next
LABELS = {"faces": "head", "lfw": "smile"}  # what a label is called, where it is not a class


def add(api: APIRouter, context: Context) -> None:
    stock = Stock(context.catalogue, context.data)

    def card_of(name: str) -> Card:
        card = context.card_of(name, "encode", "decode")
        if card.groups or not card.latents:
            raise Refused(f"{name} has no vector of latents. Choose another model.", 409)
        return card

    @api.get("/api/groups")
    async def groups(model: str = "") -> dict[str, Any]:
        """What is known of the test pictures, so that two groups can be chosen, and how many of each there are."""
        card = card_of(model)
        codes = await threaded(stock.of, model)
        told = [
            {"name": name, "values": one.names, "counts": _counts(one)} for name, one in _known(card, codes).items()
        ]
        return {"count": len(codes.z), "attributes": told}

    @api.post("/api/group-pictures")
    async def group_pictures(request: Request, model: str = "") -> dict[str, Any]:
        """Pictures of a group, by chance and always the same for a seed: their numbers and codes."""
        card, content = card_of(model), await read_json(request)
        read = links.Reader(content)
        count, seed = read.integer("n", 1, MOST_PICTURES, 8), read.integer("seed", 0, MAX_SEED, 0)
        codes = await threaded(stock.of, model)
        chosen = _group(content.get("group"), _known(card, codes), len(codes.z))
        if not len(chosen):
            raise Refused("There is no picture in this group.")
        some = np.random.default_rng(seed).permutation(chosen)[:count]
        return {"pictures": [_told(codes, index) for index in some]}

    @api.post("/api/direction")
    async def direction(request: Request, model: str = "") -> dict[str, Any]:
        """The difference of the means of two groups' codes, and how well it tells apart those it was not made of."""
        card, content = card_of(model), await read_json(request)
        against = content.get("against") or []
        if against:
            against = numbers(against, "against", card.latents, MOST_AGAINST, -Z_LIMIT, Z_LIMIT)
        codes = await threaded(stock.of, model)
        known = _known(card, codes)
        those, others = (_group(content.get(side), known, len(codes.z)) for side in ("those", "others"))
        if content.get("others") == "rest":
            others = _rest(content.get("those"), known, those, len(codes.z))
        both = np.intersect1d(those, others)
        sides = [codes.z[np.setdiff1d(side, both)] for side in (those, others)]
        if not all(map(len, sides)):
            raise Refused("Two groups are wanted, with a picture on either side that is not on the other.")
        try:
            found = await threaded(directions.between, *sides, list(against))
        except ValueError as error:
            raise Refused(str(error)) from None
        return {
            "vector": _rounded(found.vector),
            "middle": round(found.middle, 4),
            "reach": round(found.reach, 2),
            "auc": None if found.auc is None else round(found.auc, 4),
            "made": found.made,
            "held": found.held,
            "both": len(both),
            "along": found.along.tolist(),
        }

    @api.get("/api/telling-analogy")
    async def telling_analogy(request: Request, model: str = "") -> dict[str, Any]:
        """Pictures a, b and c, the same for a seed, and the groups that they are of, if any are known."""
        card, seed = card_of(model), links.Reader(request.query_params).integer("seed", 0, MAX_SEED, 0)
        codes = await threaded(stock.of, model)
        if not len(codes.z):
            raise Refused(f"{model} has no test codes to make an analogy of.", 409)
        groups, of = _likest(card, codes)
        chosen = directions.telling_analogy(codes.z, *groups, np.random.default_rng(seed))
        pictures = [_told(codes, index) for index in chosen]
        return dict(zip("abc", pictures, strict=True)) | {"of": of}

    @api.post("/api/analogy")
    async def analogy(request: Request, model: str = "") -> dict[str, Any]:
        """a - b + c, the test codes nearest to it, and the J-diagram from b and a to c and what is found."""
        card, content = card_of(model), await read_json(request)
        a, b, c = numbers(
            [content.get(name) for name in "abc"], "a, b and c", card.latents, 3, -Z_LIMIT, Z_LIMIT
        ).astype(np.float64)
        side = links.Reader(content).integer("side", *SIDES, 7)
        z = directions.analogy(a, b, c)
        grid = directions.j_diagram(b, a, c, side)
        codes = await threaded(stock.of, model)
        found = await threaded(directions.nearest, codes.z, z, NEAREST, _indices(content.get("without"), len(codes.z)))
        near = [_told(codes, index) | {"distance": round(float(far), 4)} for index, far in zip(*found, strict=True)]
        return {"z": _rounded(z), "nearest": near, "grid": _rounded(grid), "side": side}

    @api.post("/api/neighbourhood")
    async def neighbourhood(request: Request, model: str = "") -> dict[str, Any]:
        """The MINE grid about z: test codes that lie nearest, laid out in a square, and what lies between them."""
        card, content = card_of(model), await read_json(request)
        (z,) = numbers([content.get("z")], "z", card.latents, 1, -Z_LIMIT, Z_LIMIT)
        read = links.Reader(content)
        side, fine = read.integer("side", *SIDES, 4), read.integer("fine", *FINE, 3)
        codes = await threaded(stock.of, model)
        side = min(side, int(len(codes.z) ** 0.5))
        if side < SIDES[0]:
            raise Refused(f"{model} has too few test codes for a neighbourhood.", 409)
        grid, chosen, distance = await threaded(directions.mine_grid, codes.z, z, side, fine)
        return {
            "grid": _rounded(grid),
            "side": (side - 1) * fine + 1,
            "fine": fine,
            "real": [_told(codes, index)["label"] for index in chosen.ravel()],
            "distance": np.round(distance, 4).ravel().tolist(),
        }


def _rounded(z: np.ndarray) -> list[Any]:
    return np.round(np.asarray(z, np.float64), 4).tolist()


def _told(codes: Codes, index: int) -> dict[str, Any]:
    """A test picture: its number among the codes, its label and its code."""
    return {"index": int(index), "label": int(codes.labels[index]), "z": _rounded(codes.z[index])}


def _known(card: Card, codes: Codes) -> dict[str, Attribute]:
    """The label and the attributes, by name; a label that only says that nothing is known is none."""
    names = [name for label, name in enumerate(class_names(card)) if label != datasets.UNKNOWN.get(card.dataset)]
    label = {LABELS.get(card.dataset, "class"): Attribute(names, codes.labels)} if names else {}
    return label | codes.attributes


def _likest(card: Card, codes: Codes) -> tuple[list[np.ndarray], dict[str, Any] | None]:
    """Two groups of the same attribute whose means are nearest, those without it first, and what they are called.

    Of what is known that of which a picture has something or not comes first. Where nothing is known: all, twice.
    """
    known = sorted(_known(card, codes).items(), key=lambda item: item[1].names != NO_OR_YES)
    for name, one in known:
        groups = [np.flatnonzero(one.values == value) for value in range(len(one.names))]
        pair = directions.nearest_groups(codes.z, groups)
        if pair:
            return [groups[value] for value in pair], {"name": name, "values": [one.names[value] for value in pair]}
    return [np.arange(len(codes.z))] * 2, None


def _counts(attribute: Attribute) -> list[int]:
    return np.bincount(attribute.values, minlength=256)[: len(attribute.names)].tolist()


def _indices(value: Any, count: int) -> np.ndarray:
    """Numbers of codes out of JSON, each once, ascending; empty where it is no list of them. Raises Refused."""
    if not value:
        return np.zeros(0, np.int64)
    if not isinstance(value, list) or len(value) > MOST_INDICES or not all(type(one) is int for one in value):
        raise Refused(f"A selection must be a list of at most {MOST_INDICES:,} whole numbers.")
    found = np.unique(np.clip(value, -1, count).astype(np.int64))
    return found[(found >= 0) & (found < count)]


def _group(asked: Any, known: Mapping[str, Attribute], count: int) -> np.ndarray:
    """The numbers of the codes of a group: {"attribute": name, "value": number}, {"indices": [...]} or "all"."""
    if asked == "all":
        return np.arange(count)
    if not isinstance(asked, dict):
        return np.zeros(0, np.int64)
    if "indices" in asked:
        return _indices(asked["indices"], count)
    attribute, value = known.get(str(asked.get("attribute"))), asked.get("value")
    if attribute is None or type(value) is not int or not 0 <= value < len(attribute.names):
        raise Refused("There is no such group of this model's test pictures. Choose another.")
    return np.flatnonzero(attribute.values == value)


def _rest(asked: Any, known: Mapping[str, Attribute], those: np.ndarray, count: int) -> np.ndarray:
    """All that are not in a group; of an attribute only those of which it is known."""
    attribute = known.get(str(asked.get("attribute"))) if isinstance(asked, dict) and "indices" not in asked else None
    all_of_them = np.arange(count) if attribute is None else np.flatnonzero(attribute.values < len(attribute.names))
    return np.setdiff1d(all_of_them, those)
