"""Codes: the codebook, pictures to codes and back while they are repainted, one cell in full, where a code stands, and
what a picture costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, Request, WebSocket

from explorer.catalogue import Card
from explorer.coding import book, cost
from explorer.data.images import MAX_BYTES
from explorer.refusal import BadJob, attempt
from explorer.serving import live
from explorer.serving.context import Context, Refused, b64, body, read_json, whole
from explorer.serving.jobs import is_whole, read_bytes
from explorer.serving.threads import threaded

if TYPE_CHECKING:
    from explorer.coding.work import Coder

MAX_BATCH = 256  # pictures in one message
MOST_BOOKS = 8  # models whose tiles are kept
RATE = ("psnr", "bits", "psnr_jpeg", "psnr_pca")  # of metrics.json


def add(api: APIRouter, context: Context) -> None:
    async def computed(name: str, function: Callable[[Coder], Any]) -> Any:
        """``function`` of a model with codebooks, in a worker thread.

        Whatever may happen in a stranger's one gets a sentence.
        """
        context.card_of(name, "quantize")

        def compute() -> Any:
            from explorer.coding.work import coder_of

            return attempt(name, function, coder_of(context.catalogue, name))

        return await threaded(compute)

    def known(card: Card, coder: Coder) -> list[dict[str, Any]] | None:
        return book.read(card.folder, coder.grids, coder.codes)

    @lru_cache(maxsize=MOST_BOOKS)
    def tiles(model: str, common: tuple[int, ...]) -> list[tuple[str, int]]:
        """The tiles of every level in base64, and their side."""
        from explorer.coding.work import coder_of

        coder, folder = coder_of(context.catalogue, model), context.catalogue.card(model).folder
        found = [coder.tiles(level, common) for level in range(len(coder.grids))]
        told, standing = book.read(folder, coder.grids, coder.codes), book.tiles(folder, [part.shape for part in found])
        if told and standing:
            for level, part in enumerate(found):
                stands = np.array(told[level]["usage"]) > 0
                part[stands] = standing[level][stands]
        return [(b64(part), part.shape[-1]) for part in found]

    @api.get("/api/codes/book")
    async def codebook(model: str = "") -> dict[str, Any]:
        card = context.card_of(model, "quantize")

        def compute(coder: Coder) -> dict[str, Any]:
            from explorer.coding.work import priors

            told, vectors = known(card, coder), coder.vectors
            drawn = tiles(model, tuple(book.most_used(told, len(coder.grids))))
            unknown = {"usage": None, "perplexity": None, "used": None, "order": None, "map": None}
            levels = [
                {
                    "grid": list(grid),
                    "codes": coder.codes,
                    "size": vectors[level].shape[1],
                    "tiles": drawn[level][0],
                    "side": drawn[level][1],
                    "averaged": bool(told) and (card.folder / book.TILES).is_file(),
                }
                | (told[level] if told else unknown)
                for level, grid in enumerate(coder.grids)
            ]
            names = [name for level in priors(context.catalogue, coder) for name, _ in level]
            return {
                "levels": levels,
                "shape": list(coder.shape),
                "priors": names,
                "rate": {key: card.metrics[key] for key in RATE if key in card.metrics},
            }

        return await computed(model, compute)

    @api.post("/api/codes/encode")
    async def encode(request: Request, model: str = "") -> dict[str, Any]:
        context.card_of(model, "quantize")
        content = await body(request, MAX_BYTES)

        def compute(coder: Coder) -> dict[str, Any]:
            pixels = picture(content, coder)
            cells = coder.encode(pixels[None])
            decoded = coder.decode(cells)[0]
            return {"cells": cells[0].tolist(), "pixels": b64(decoded), "psnr": cost.nearness(pixels, decoded)}

        return await computed(model, compute)

    @api.websocket("/api/codes/decode")
    async def decode(socket: WebSocket, model: str = "") -> None:
        def reader() -> live.Live:
            from explorer.coding.work import coder_of

            coder = coder_of(context.catalogue, model)

            def read(content: bytes) -> np.ndarray:
                cells = np.frombuffer(content, "<u2") if len(content) % 2 == 0 else np.zeros(0, np.uint16)
                if (
                    cells.size == 0
                    or cells.size % coder.count
                    or cells.size > MAX_BATCH * coder.count
                    or cells.max() >= coder.codes
                ):
                    raise Refused(
                        f"Send 1 to {MAX_BATCH} × {coder.count} code numbers from 0 to {coder.codes - 1} as uint16."
                    )
                return cells.reshape(-1, coder.count)

            return live.Live(read, partial(attempt, model, coder.decode), f"codes {model}")

        await live.serve(socket, context, model, "quantize", reader)

    @api.post("/api/codes/cell")
    async def cell(request: Request, model: str = "") -> dict[str, Any]:
        content = await read_json(request)

        def compute(coder: Coder) -> dict[str, Any]:
            level, y, x = (content.get(name) for name in ("level", "y", "x"))
            if not is_whole(level) or not 0 <= level < len(coder.grids):
                raise BadJob(f"The level must be a whole number from 0 to {len(coder.grids) - 1}.")
            rows, columns = coder.grids[level]
            if not is_whole(y) or not is_whole(x) or not (0 <= y < rows and 0 <= x < columns):
                raise BadJob(
                    f"There is no such cell: level {level} of {model} has {rows} rows and {columns} columns, from 0."
                )
            found = coder.cell(
                pixels_of(content.get("pixels"), coder), cells_of(content.get("cells"), coder), level, y, x
            )
            return (
                found
                | {name: b64(found[name].astype("<f4")) for name in ("distances", "seen")}
                | {"variants": b64(found["variants"])}
            )

        return await computed(model, compute)

    @api.get("/api/codes/where")
    async def where(model: str = "", level: str = "0", code: str = "") -> dict[str, Any]:
        card, (wanted, number) = context.card_of(model, "quantize"), (whole(level), whole(code))

        def compute(coder: Coder) -> dict[str, Any] | None:
            if not 0 <= wanted < len(coder.grids) or not 0 <= number < coder.codes:
                raise BadJob(
                    f"There is no code {code[:20]} on level {level[:20]}: {model} has {len(coder.grids)} level(s) of "
                    f"{coder.codes} codes, from 0."
                )
            return book.where(card.folder, coder.grids, wanted, number)

        found = await computed(model, compute)
        if found is None:
            raise Refused(
                f"The codes of the test set were not kept with {model}: nobody knows where this one stands. "
                f"Make them with python -m train evaluate {model}.",
                404,
            )
        return found

    @api.post("/api/codes/cost")
    async def costs(request: Request, model: str = "") -> dict[str, Any]:
        card, content = context.card_of(model, "quantize"), await read_json(request)

        def compute(coder: Coder) -> dict[str, Any]:
            from explorer.coding.work import prior_bits, priors

            cells, told = cells_of(content.get("cells"), coder), known(card, coder)
            pixels = None if content.get("pixels") is None else pixels_of(content["pixels"], coder)
            return {
                "uniform": coder.count * float(np.log2(coder.codes)),
                "entropy": book.entropy_bits(told, [grid[0] for grid in coder.split(cells[None])]) if told else None,
                "prior": prior_bits(coder, priors(context.catalogue, coder), cells),
                "loss": None if pixels is None else coder.loss_terms(pixels, cells),
            } | cost.files(pixels, coder.decode(cells[None])[0])

        return await computed(model, compute)


def picture(content: bytes, coder: Coder) -> np.ndarray:
    """Pixels uint8 ``(c, h, w)``. Raises BadJob."""
    if len(content) != np.prod(coder.shape):
        raise BadJob(f"The picture must be {' × '.join(map(str, coder.shape))} bytes for {coder.name}.")
    return np.frombuffer(content, np.uint8).reshape(coder.shape)


def pixels_of(text: Any, coder: Coder) -> np.ndarray:
    """The same from base64. Raises BadJob."""
    return picture(read_bytes(text, int(np.prod(coder.shape)), "picture"), coder)


def cells_of(value: Any, coder: Coder) -> np.ndarray:
    """A JSON list of code numbers, one for every cell, uint16 ``(count,)``. Raises BadJob."""
    if (
        not isinstance(value, list)
        or len(value) != coder.count
        or not all(is_whole(code) and 0 <= code < coder.codes for code in value)
    ):
        raise BadJob(f"The cells must be {coder.count} code numbers from 0 to {coder.codes - 1}.")
    return np.array(value, np.uint16)
