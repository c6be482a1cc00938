"""The patch prior opened: its components, what it makes of one patch, and how likely it finds a whole photograph."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, Request, WebSocket
from PIL import Image

from explorer.catalogue import Catalogue
from explorer.data import images, photographs
from explorer.data.datasets import MissingData
from explorer.data.decoding import middle_square
from explorer.pages.mixtures.view import BLUR, NOISE
from explorer.refusal import attempt
from explorer.restoring.epll import PatchLikelihood, worsened
from explorer.serving import questions
from explorer.serving.context import Context, Refused, b64, body
from explorer.serving.jobs import read_bytes
from explorer.serving.links import Reader
from explorer.serving.threads import threaded

if TYPE_CHECKING:
    from explorer.models.patch_prior import PatchPrior

SIDE = photographs.EVALUATION_SIDE
STEPS = (4, 8)  # between patches that are asked: at rest, and while a slider is moved
SAMPLES, DIRECTIONS = 4, 6  # of each component
DEVIATIONS = 3.0  # of a component, that its samples' greys go over on either side
BLURRED = 2.0  # pixels, of the mark that stands for a blurred photograph


class Prepared:
    """The likelihoods of the models that were asked for, each prepared once."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue
        self._lock = threading.Lock()
        self._made: dict[str, tuple[PatchPrior, PatchLikelihood]] = {}
        self._marks: dict[tuple[str, str], dict[str, float]] = {}

    def of(self, name: str) -> PatchLikelihood:
        prior = self.catalogue.load(name)
        with self._lock:
            if name not in self._made or self._made[name][0] is not prior:
                self._made[name] = prior, attempt(name, PatchLikelihood, prior)
            return self._made[name][1]

    def marks(self, name: str, photo: str, picture: np.ndarray) -> dict[str, float]:
        """EPLL of the photograph itself, blurred, and as one flat grey; kept for the ready photographs."""
        known = self._marks.get((name, photo))
        if known is None:
            made = {"clean": picture, "blurred": worsened(picture, blur=BLURRED), "flat": worsened(picture, flat=True)}
            likelihood = self.of(name)
            known = {what: round(likelihood.epll(one, STEPS[0]), 2) for what, one in made.items()}
            if photo:
                self._marks[name, photo] = known
        return known


def add(api: APIRouter, context: Context) -> None:
    prepared = Prepared(context.catalogue)

    @api.get("/api/mixtures/photographs")
    def ready() -> list[dict[str, str]]:
        """Photographs that the prior did not learn from, and whose they are."""
        names = photographs.available(photographs.TEST)
        return [
            {"name": name, "title": photographs.TITLES[name], "credit": photographs.CREDITS[name]} for name in names
        ]

    @api.post("/api/mixtures/photograph")
    async def upload(request: Request) -> dict[str, Any]:
        """The middle of an uploaded picture in grey, as the ready ones are."""
        return await threaded(read_photograph, await body(request, images.MAX_BYTES))

    @api.get("/api/mixtures/components")
    def components(model: str = "") -> dict[str, Any]:
        """Every component of a mixture over patches, by falling weight."""
        card = context.card_of(model, "component_map", "patch_prior")
        return attempt(card.name, opened, prepared.of(card.name))

    @api.websocket("/api/mixtures/patches")
    async def patches(socket: WebSocket) -> None:
        await questions.serve(socket, lambda content: reply(context, prepared, content))


def read_photograph(content: bytes) -> dict[str, Any]:
    """An uploaded file's middle square, grey. Raises BadPicture."""
    picture, notes = images.open_picture(content)
    grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=middle_square(picture))
    return {"pixels": b64(np.asarray(grey)), "notes": notes}


def opened(likelihood: PatchLikelihood) -> dict[str, Any]:
    """The components by falling weight: weights, deviations of a pixel, samples and leading directions as uint8
    ``(k, n, size, size)``, and what share of the variance each of these directions has.
    """
    order = np.argsort(-likelihood.weights, kind="stable")
    values, vectors = likelihood.values[order], likelihood.vectors[order]
    pixels = likelihood.size**2
    deviations = np.sqrt(values.sum(1) / pixels)
    noise = np.random.default_rng(0).standard_normal((len(order), SAMPLES, pixels))
    samples = np.einsum("kij,kj,knj->kni", vectors, np.sqrt(values), noise)
    directions = vectors[:, :, :DIRECTIONS].transpose(0, 2, 1)
    return {
        "size": likelihood.size,
        "weights": likelihood.weights[order].round(6).tolist(),
        "deviations": deviations.round(5).tolist(),
        "samples": b64(greys(samples / (DEVIATIONS * deviations[:, None, None]))),
        "directions": b64(greys(directions / np.abs(directions).max(2, keepdims=True))),
        "shares": (values[:, :DIRECTIONS] / values.sum(1, keepdims=True)).round(4).tolist(),
        "counts": {"samples": SAMPLES, "directions": min(DIRECTIONS, pixels)},
    }


def greys(values: np.ndarray) -> np.ndarray:
    """-1 to 1 as uint8 from black to white."""
    return np.clip(127.5 + 127.5 * values, 0, 255).round().astype(np.uint8)


def reply(context: Context, prepared: Prepared, content: dict[str, Any]) -> dict[str, Any]:
    """A photograph made worse, its EPLL, and what the prior makes of one of its patches. Raises Refusal.

    ``content`` has the model, a ``photo`` or the ``pixels`` of one, ``sigma``, ``blur``, ``flat``, the patch's ``row``
    and ``column``, and a ``step``; or ``marks``, for those of the photograph instead.
    """
    read = Reader(content)
    card = context.card_of(read.text("model"), "component_map", "patch_prior")
    photo, picture = photograph(content, read)
    likelihood = prepared.of(card.name)
    if read.flag("marks"):
        return {"marks": attempt(card.name, prepared.marks, card.name, photo, picture)}
    sigma, flat = read.number("sigma", 0, NOISE, 0), bool(read.flag("flat"))
    made = worsened(picture, sigma, read.number("blur", 0, BLUR, 0), flat)
    step = STEPS[0] if read.integer("step", 1, SIDE, STEPS[0]) < STEPS[1] else STEPS[1]
    row, column = (read.integer(name, 0, SIDE - likelihood.size, 0) for name in ("row", "column"))
    window = np.s_[row : row + likelihood.size, column : column + likelihood.size]
    patch = made[window].ravel()
    found = attempt(card.name, likelihood.explain, patch, sigma / 255)
    order = np.argsort(-likelihood.weights, kind="stable")
    return {
        "epll": round(attempt(card.name, likelihood.epll, made, step), 2),
        "step": step,
        "count": len(likelihood.patches(made, step)),
        "pixels": b64(images.to_bytes(made.astype(np.float32))),
        "patch": {
            "photograph": b64(images.to_bytes(picture[window].astype(np.float32))),
            "noisy": b64(images.to_bytes(patch.astype(np.float32))),
            "cleaned": b64(images.to_bytes(found.cleaned.astype(np.float32))),
            "nats": round(float(likelihood.log_prob(patch[None])[0]), 2),
            "responsibilities": found.responsibilities[order].round(5).tolist(),
            "centre": found.centre.round(5).tolist(),
        },
    }


def photograph(content: dict[str, Any], read: Reader) -> tuple[str, np.ndarray]:
    """A ready photograph's name, empty for an own one, and its pixels ``(SIDE, SIDE)`` in [0, 1]. Raises Refusal."""
    if "pixels" not in content:
        name = read.text("photo")
        try:
            return name, photographs.square(name) / 255
        except (KeyError, MissingData) as error:
            raise Refused(str(error.args[0]), 404) from None
    raw = read_bytes(content["pixels"], SIDE**2, "photograph")
    return "", np.frombuffer(raw, np.uint8).reshape(SIDE, SIDE) / 255
