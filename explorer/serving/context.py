"""What all routes share: refusals with a sentence, bodies with a limit,
models that are checked before they are used.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from explorer.catalogue import Card, Catalogue
from explorer.latents.inference import Inference
from explorer.refusal import Refusal
from explorer.serving.batches import Batches
from explorer.serving.reading import read_object
from explorer.serving.turns import Turns

if TYPE_CHECKING:
    from explorer.ui.shell.page import Page

MAX_JSON = 2**20
SLOW, QUICK = max(1, (os.cpu_count() or 2) // 2), 4  # methods of restoring that are computed at the same time
LEFT = 499  # as nginx calls a request whose sender went away


class Refused(Refusal):
    """A request that can't be answered as it is; 400 unless another 4xx is given."""


class Route(APIRoute):
    """Answers a refusal with {"error": sentence}, whichever application the routes are added to."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return JSONResponse({"error": refusal.sentence}, refusal.status)
            except ClientDisconnect:  # the other side left while it sent: nobody reads an answer
                return Response(status_code=LEFT)

        return answer


def restoring() -> dict[bool, Turns]:
    """Of the slow methods under True, which take what others leave, of the quick ones under False."""
    return {True: Turns(SLOW, SLOW, nice=10), False: Turns(QUICK, QUICK)}


@dataclass(frozen=True)
class Context:
    """What the routes work on: one catalogue, its models, the folder of data sets where the person named one,
    the pages, folders with tours of a person's own, and whether browsers may have decoders of their own; and what
    whoever asks for something heavy, a page or a program, stands in line for.

    Attributes:
        batches: what several people ask of one model in the same moment.
        painting: turns for pictures pixel by pixel, and drawings point by point.
        restoring: turns of the slow methods under True, of the quick ones under False.
    """

    catalogue: Catalogue
    data: Path | None
    work: Inference
    pages: tuple[Page, ...] = ()
    tours: tuple[Path, ...] = ()
    browser_models: bool = True
    batches: Batches = field(default_factory=Batches)
    painting: Turns = field(default_factory=Turns)
    restoring: dict[bool, Turns] = field(default_factory=restoring)

    def card_of(self, name: str, *can: str) -> Card:
        """The card of a usable model that has all of ``can``; raises Refused."""
        try:
            card = self.catalogue.card(name)
        except KeyError as error:
            raise Refused(error.args[0], 404) from None
        if not card.usable:
            raise Refused(f"{name} can't be used: {card.reason}. Choose another model.", 409)
        if not set(can) <= set(card.can):
            raise Refused(f"{name} can't {' and '.join(set(can) - set(card.can))}. Choose another model.", 409)
        return card

    def measured(self, name: str, can: str, file: str, what: str) -> dict[str, Any]:
        """What was written beside a model that has ``can`` when it was evaluated; raises Refused."""
        folder = self.card_of(name, can).folder
        try:
            return json.loads((folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Refused(
                f"{name} was saved without the {what} of its test set: there is nothing to compare a picture with.", 404
            ) from None


async def body(request: Request, limit: int) -> bytes:
    """The request's body, given up as soon as it is longer than ``limit``."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Refused(f"That is more than {limit // 2**20} MB. Make it smaller and try again.", 413)
        chunks.append(chunk)
    return b"".join(chunks)


async def read_json(request: Request) -> dict[str, Any]:
    """The request's body as a JSON object; raises Refused."""
    received = await body(request, MAX_JSON)
    try:
        return read_object(received.decode())
    except UnicodeDecodeError:
        raise Refused("The request is not JSON. Reload the page and try again.") from None
    except ValueError as error:
        raise Refused(f"{error} Reload the page and try again.") from None


def b64(pixels: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


def numbers(value: Any, name: str, columns: int, most: int, low: float, high: float) -> np.ndarray:
    """A JSON list of lists as float32 (n, columns), clamped to ``low`` and ``high``; raises Refused."""
    try:
        with np.errstate(over="ignore"):  # what is too large is refused below, as infinite
            found = np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        found = np.zeros(0)
    if found.ndim != 2 or found.shape[1] != columns or not 1 <= len(found) <= most or not np.isfinite(found).all():
        raise Refused(f"{name} must be 1 to {most} lists of {columns} finite numbers that float32 can hold.")
    return np.clip(found, low, high)


def whole(text: str) -> int:
    """A whole number from a query; -1, which is none of anything, where it is no such."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
