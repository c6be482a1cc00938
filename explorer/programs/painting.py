"""New pictures, and pictures completed: drawn from a prior, painted pixel by pixel, or dreamt in codes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from explorer.catalogue import Card
from explorer.painting.painter import painter_of, tell_below
from explorer.programs.endpoint import Endpoints, in_turn, too_long
from explorer.programs.latents import named, weights_of
from explorer.programs.values import (
    UNKNOWN,
    Form,
    pictures_in,
    read_array,
    read_count,
    read_form,
    read_picture,
    read_seed,
    read_temperature,
)
from explorer.refusal import BadJob, attempt
from explorer.serving.context import Context, Refused
from explorer.serving.jobs import is_whole, read_whole
from explorer.serving.paint_jobs import MOST_NUMBERS, MOST_PICTURES, read_labels
from explorer.serving.threads import threaded

if TYPE_CHECKING:
    from explorer.models.autoregressive import AutoregressiveModel

ShouldStop = Callable[[], bool]


class Painted(NamedTuple):
    """Level numbers int64 ``(n, c, h, w)``, and -ln p of what was drawn of each picture ``(n,)``, in nats."""

    levels: np.ndarray
    nats: np.ndarray


def add(endpoints: Endpoints, context: Context) -> None:
    @endpoints
    async def sample(
        model: str, n: int = 1, seed: int = 0, temperature: float = 1.0, label: int | None = None, form: Form = "png"
    ) -> dict[str, Any]:
        """New pictures: drawn from a prior and decoded, painted pixel by pixel, or dreamt as codes.

        Args:
            model: the name of a model that has this among its "endpoints" (see models). A VQ-VAE dreams with the prior
                over its codes.
            n: how many pictures: 1 to 64, of a model that paints or dreams 1 to 16.
            seed: of the noise, 0 to 2147483647; the same seed gives the same pictures.
            temperature: 0 to 2; below 1 the likely gets likelier.
            label: of a model that knows classes the class of all pictures, from 0; null for no class, or, where one
                must be told, for each class in turn.
            form: "png" for pictures as data URLs of PNG files, "numbers" for [channels][height][width] in [0, 1].

        Returns:
            "pictures"; beside them "z" of a model with latents, "codes" of one that dreams, or "nats" of one that
            paints: the -ln p of each picture.
        """
        read_form(form)
        card = context.card_of(named(model))
        given = {"seed": read_seed(seed), "temperature": read_temperature(temperature)}
        if {"sample", "decode"} <= set(card.can):
            count = read_count(n)
            labels = label
            if card.conditions and label is None:
                labels = [number % card.conditions for number in range(count)]
            weights = weights_of(card, labels, count, "label")

            def draw() -> dict[str, Any]:
                z = context.work.sample_latents(model, count, given["temperature"], given["seed"])
                return {"pictures": pictures_in(context.work.decode(model, z, weights), form), "z": z.tolist()}

            return await threaded(draw)
        count = read_count(n, MOST_PICTURES)
        if "quantize" in card.can:
            return await in_turn(context.painting, partial(dream, context, card, count, label, form, **given))

        def paint(should_stop: ShouldStop) -> dict[str, Any]:
            painter = painter_of(context.catalogue, model)
            canvas = np.full(painter.shape, -1, np.int16)
            return told(painter, painted(model, painter, canvas, count, label, **given, should_stop=should_stop), form)

        return await in_turn(context.painting, paint)

    @endpoints
    async def complete(
        model: str,
        picture: str | list[Any],
        known: int | list[list[int]] | None = None,
        n: int = 1,
        seed: int = 0,
        temperature: float = 1.0,
        label: int | None = None,
        form: Form = "png",
    ) -> dict[str, Any]:
        """Endings of a picture: what is known of it stays, and a model paints the rest pixel by pixel.

        Args:
            model: the name of a model that has this among its "endpoints" (see models).
            picture: a file as a data URL or in base64, which is brought to what the model was trained on; or numbers in
                [0, 1] of the model's "shape", in which null or a number below 0 is an unknown pixel.
            known: how many rows from the top are kept, or [height][width] of 1 (known) and 0; null for the upper half
                of a file, and for all that is known of numbers.
            n: how many endings, 1 to 16.
            seed: of the noise, 0 to 2147483647; ending i is drawn with seed + i.
            temperature: 0 to 2; below 1 the likely gets likelier.
            label: of a model that knows classes the class of the picture, from 0; null for no class.
            form: "png" for pictures as data URLs of PNG files, "numbers" for [channels][height][width] in [0, 1].

        Returns:
            "pictures"; "given", what was known, with unknown pixels black (null in numbers); "nats", the -ln p of what
            was drawn in each; and "notes" of what was done to the file.
        """
        read_form(form)
        context.card_of(named(model), "autoregress")
        count = read_count(n, MOST_PICTURES)
        given = {"seed": read_seed(seed), "temperature": read_temperature(temperature)}

        def paint(should_stop: ShouldStop) -> dict[str, Any]:
            painter, card = painter_of(context.catalogue, model), context.card_of(model)
            canvas, notes = canvas_of(picture, known, painter, card)
            found = painted(model, painter, canvas, count, label, **given, should_stop=should_stop)
            return told(painter, found, form) | {"given": shown(painter, canvas, form), "notes": notes}

        return await in_turn(context.painting, paint)


def painted(
    name: str,
    painter: AutoregressiveModel,
    canvas: np.ndarray,
    n: int,
    label: Any,
    *,
    seed: int,
    temperature: float,
    should_stop: ShouldStop,
) -> Painted:
    """Paint what is unknown on a canvas int16 ``(c, h, w)``, n times. Raises Refusal."""
    if n * painter.levels * math.prod(painter.shape) > MOST_NUMBERS:
        raise BadJob(f"{n} pictures of {name} are too many numbers for one painting. Ask for fewer at once.")
    if label is not None and not is_whole(label):
        raise BadJob("The label must be a whole number, or null.")
    labels = read_labels(label, painter, n, name)
    return attempt(name, _paint, painter, canvas, labels, temperature, seed, should_stop)


def _paint(
    painter: AutoregressiveModel,
    canvas: np.ndarray,
    labels: Sequence[Any],
    temperature: float,
    seed: int,
    should_stop: ShouldStop,
) -> Painted:
    from explorer.painting import work

    levels = np.full((len(labels), *painter.shape), -1)
    nats = np.zeros(len(labels))
    for row in work.paint(painter, canvas, labels, temperature, seed, should_stop=should_stop):
        columns = list(row.columns)
        levels[:, :, row.y, columns] = row.levels
        nats += (row.surprise * (canvas[:, row.y, columns] < 0)).sum((1, 2))
    if (levels < 0).any():  # it was stopped
        raise too_long()
    return Painted(levels, nats)


def pixels_of(painter: AutoregressiveModel, levels: np.ndarray) -> np.ndarray:
    """Level numbers as pixels uint8, unknown ones black."""
    return np.rint(np.maximum(levels, 0) * (255 / (painter.levels - 1))).astype(np.uint8)


def told(painter: AutoregressiveModel, found: Painted, form: Form) -> dict[str, Any]:
    return {
        "pictures": pictures_in(pixels_of(painter, found.levels), form),
        "nats": [round(float(value), 4) for value in found.nats],
    }


def shown(painter: AutoregressiveModel, canvas: np.ndarray, form: Form) -> Any:
    """A canvas as it was begun from."""
    (pictured,) = pictures_in(pixels_of(painter, canvas)[None], form)
    if form == "png":
        return pictured
    return np.where(canvas < 0, None, np.array(pictured, object)).tolist()


def canvas_of(picture: Any, known: Any, painter: AutoregressiveModel, card: Card) -> tuple[np.ndarray, list[str]]:
    """Level numbers int16 ``(c, h, w)``, -1 where unknown, and notes. Raises BadJob or BadPicture."""
    import torch

    from explorer.data.images import to_bytes
    from explorer.data.levels import in_levels
    from explorer.painting.work import SEED

    if isinstance(picture, str):
        pixels, notes = read_picture(picture, painter.shape, card.dataset)
        known = painter.shape[1] // 2 if known is None else known
        there = np.ones(painter.shape, bool)
    else:
        values, notes = read_array(picture, painter.shape, unknown=True), []
        pixels, there = to_bytes(values), values != UNKNOWN
    seen = in_levels(torch.from_numpy(pixels.copy())[None], painter.levels, torch.Generator().manual_seed(SEED))
    levels = painter.quantize(seen)[0].numpy()
    return np.where(there & known_of(known, painter.shape), levels, -1).astype(np.int16), notes


def known_of(known: Any, shape: Sequence[int]) -> np.ndarray:
    """Which pixels are kept, bool ``(h, w)``. Raises BadJob."""
    height, width = shape[1:]
    sentence = f"known must be a number of rows from 0 to {height}, or {height} × {width} numbers 0 and 1."
    if known is None:
        return np.ones((height, width), bool)
    if not isinstance(known, list):
        return np.arange(height)[:, None] < np.full(width, read_whole(known, 0, height, sentence))
    try:
        found = np.asarray(known, np.float64)
    except (TypeError, ValueError, OverflowError):
        found = np.zeros(0)
    if found.shape != (height, width) or not np.isin(found, (0, 1)).all():
        raise BadJob(sentence)
    return found == 1


def dream(
    context: Context, card: Card, n: int, label: Any, form: Form, should_stop: ShouldStop, **given: Any
) -> dict[str, Any]:
    """Codes of every level drawn by the priors over them, and what they decode to. Raises Refusal."""
    import torch

    from explorer.coding.work import coder_of, priors

    coder = attempt(card.name, coder_of, context.catalogue, card.name)
    found = priors(context.catalogue, coder)
    if not all(found):
        raise Refused(f"There is no prior over the codes of {card.name} here: it can't dream.", 409)
    grids: list[np.ndarray] = []
    for (name, painter), *_ in found:
        knows = tell_below(painter, torch.from_numpy(grids[-1])) if grids else painter
        canvas = np.full(painter.shape, -1, np.int16)
        grids.append(painted(name, knows, canvas, n, label, **given, should_stop=should_stop).levels[:, 0])
    cells = np.concatenate([grid.reshape(n, -1) for grid in grids], 1)
    pictures = attempt(card.name, coder.decode, cells.astype(np.uint16))
    return {"pictures": pictures_in(pictures, form), "codes": cells.tolist()}
