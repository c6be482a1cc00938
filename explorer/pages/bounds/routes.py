"""The evidence of one picture: its posterior, draws that p(x) is estimated from, and exactly where that can be had."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, Request

from explorer.capabilities import Posterior, posterior_of
from explorer.catalogue import Card
from explorer.data import images
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.pages.bounds.view import needs
from explorer.refusal import attempt
from explorer.serving.context import Context, Refused, b64, body, numbers, read_json
from explorer.serving.jobs import read_bytes
from explorer.serving.links import Reader
from explorer.serving.threads import threaded

if TYPE_CHECKING:
    from torch import Tensor

MOST_DRAWS = 500
LEAST_STD = 1e-6


def add(api: APIRouter, context: Context) -> None:
    def card_of(name: str) -> Card:
        card = context.card_of(name, "likelihood", "elbo", "encode")
        if not needs(card):
            raise Refused(f"{name} is told a class. Choose another model.", 409)
        return card

    async def asked(request: Request, name: str) -> tuple[Card, dict[str, Any], Tensor, Posterior]:
        """The model, the request, its picture ``(1, *shape)`` and its q. Raises Refused."""
        card, content = card_of(name), await read_json(request)
        import torch

        mean, std = (numbers([content.get(part)], part, card.latents, 1, -Z_LIMIT, Z_LIMIT) for part in ("mean", "std"))
        q = Posterior(torch.from_numpy(mean), torch.from_numpy(np.maximum(std, LEAST_STD)))
        return card, content, picture_of(card, read_bytes(content.get("picture"), math.prod(card.shape), "picture")), q

    async def work(card: Card, function: Any, *arguments: Any) -> Any:
        return await threaded(lambda: attempt(card.name, function, context.catalogue.load(card.name), *arguments))

    @api.post("/api/bounds/posterior")
    async def posterior(request: Request, model: str = "", seed: str = "0") -> dict[str, Any]:
        """A picture as the likelihood knows it, its q(z|x) and ELBO; where there is none, one that the model dreams."""
        card, content = card_of(model), await body(request, images.MAX_BYTES)
        given = picture_of(card, content) if content else None
        return await work(card, encoded, given, Reader({"seed": seed}).integer("seed", 0, MAX_SEED, 0))

    @api.post("/api/bounds/improve")
    async def improve(request: Request, model: str = "") -> dict[str, Any]:
        """A q for this picture alone, and its ELBO."""
        card, _, picture, q = await asked(request, model)
        return await work(card, improved, picture, q)

    @api.post("/api/bounds/draws")
    async def draws(request: Request, model: str = "") -> dict[str, Any]:
        """What p(x) is estimated from, see ``explorer.latents.evidence.LogWeights``."""
        card, content, picture, q = await asked(request, model)
        read = Reader(content)
        count, seed = read.integer("draws", 1, MOST_DRAWS, MOST_DRAWS), read.integer("seed", 0, MAX_SEED, 0)
        return await work(card, drawn, picture, q, count, seed)

    @api.post("/api/bounds/exact")
    async def exact(request: Request, model: str = "") -> dict[str, Any]:
        """ln p(x) of a picture: by a closed form, or as a sum over the plane of two latents; null where neither is."""
        card, content = card_of(model), await body(request, images.MAX_BYTES)
        return {"evidence": await work(card, summed, picture_of(card, content))}

    @api.post("/api/bounds/linear")
    async def linear(request: Request, model: str = "") -> dict[str, Any]:
        """What the closed forms of a linear model are made of, for one picture."""
        card, content = context.card_of(model, "evidence"), await body(request, images.MAX_BYTES)
        return await work(card, projected, picture_of(card, content))


def picture_of(card: Card, content: bytes) -> Tensor:
    """uint8 pixels as a picture ``(1, *shape)`` in [0, 1]. Raises Refused."""
    import torch

    if len(content) != np.prod(card.shape):
        raise Refused(f"The picture must be {' × '.join(map(str, card.shape))} bytes for {card.name}.")
    pixels = np.frombuffer(content, np.uint8).reshape(1, *card.shape)
    return torch.from_numpy(pixels.astype(np.float32) / 255)


def told(model: Any, picture: Tensor, q: Posterior) -> dict[str, Any]:
    """A q with its ELBO, in nats."""
    from explorer.latents.evidence import bound

    exact = getattr(model, "evidence", None)  # then q is the posterior, and its bound needs no draws
    elbo = float(exact(picture)[0]) if exact else bound(model, picture, q)
    return {"mean": q.mean[0].tolist(), "std": q.std[0].tolist(), "elbo": elbo, "kl": float(q.kl().sum())}


def encoded(model: Any, picture: Tensor | None, seed: int) -> dict[str, Any]:
    import torch

    from explorer.latents.evidence import as_seen

    with torch.inference_mode():
        if picture is None:
            picture = model.sample(1, generator=torch.Generator().manual_seed(seed))
        seen = as_seen(model, picture)
        q = posterior_of(model.encode(seen))
        pixels = (seen[0] * 255).round().to(torch.uint8).numpy()
        return {"picture": b64(pixels)} | told(model, seen, q)


def improved(model: Any, picture: Tensor, q: Posterior) -> dict[str, Any]:
    from explorer.latents.evidence import improve

    return told(model, picture, q if hasattr(model, "evidence") else improve(model, picture, q))


def drawn(model: Any, picture: Tensor, q: Posterior, count: int, seed: int) -> dict[str, Any]:
    import torch

    from explorer.latents.evidence import log_weights

    found = log_weights(model, picture, q, count, torch.Generator().manual_seed(seed))
    return {name: [round(value, 4) for value in part.tolist()] for name, part in found._asdict().items()}


def summed(model: Any, picture: Tensor) -> float | None:
    from explorer.latents.evidence import on_grid

    if hasattr(model, "evidence"):
        return float(model.evidence(picture)[0])
    return on_grid(model, picture) if model.latents == 2 else None


def projected(model: Any, picture: Tensor) -> dict[str, Any]:
    centred, along = model.project(picture)
    return {
        "pixels": centred.shape[1],
        "variance": float(model.variance),
        "distance": float(centred.square().sum()),
        "lengths": model.weight.square().sum(1).tolist(),
        "along": along[0].tolist(),
        "evidence": float(model.evidence(picture)[0]),
    }
