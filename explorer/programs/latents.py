"""Pictures from latents or codes, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.catalogue import Card
from explorer.limits import Z_LIMIT
from explorer.programs.endpoint import Endpoints
from explorer.programs.values import (
    MOST_PICTURES,
    Form,
    finite,
    picture_in,
    pictures_in,
    read_form,
    read_picture,
)
from explorer.refusal import BadJob, attempt
from explorer.serving.context import Context, numbers
from explorer.serving.jobs import is_whole, read_whole
from explorer.serving.threads import threaded


def add(endpoints: Endpoints, context: Context) -> None:
    work = context.work

    def coder_of(card: Card) -> Any:
        """Our way to a model that writes pictures as codes. Raises Refusal."""
        from explorer.coding.work import coder_of

        return attempt(card.name, coder_of, context.catalogue, card.name)

    @endpoints
    async def decode(
        model: str, z: list[list[float]], labels: list[int] | int | None = None, form: Form = "png"
    ) -> list[Any]:
        """Pictures from latents, or from the codes of a model with a codebook.

        Args:
            model: the name of a model that has this among its "endpoints" (see models).
            z: 1 to 64 lists, each as long as the model has "latents"; of a model with a codebook each a list of all its
                code numbers, row by row, the coarsest grid first.
            labels: of a model that is told classes the class of each picture, or one for all; numbers from 0.
            form: "png" for pictures as data URLs of PNG files, "numbers" for [channels][height][width] in [0, 1].

        Returns:
            A list of pictures, one for each list in z.
        """
        read_form(form)
        card = context.card_of(named(model))
        if "quantize" in card.can:

            def compute() -> np.ndarray:
                coder = coder_of(card)
                return attempt(model, coder.decode, cells_of(z, coder))

            return pictures_in(await threaded(compute), form)
        context.card_of(model, "decode")
        wanted = numbers(z, "z", card.latents, MOST_PICTURES, -Z_LIMIT, Z_LIMIT)
        weights = weights_of(card, labels, len(wanted))
        return pictures_in(await threaded(work.decode, model, wanted, weights), form)

    @endpoints
    async def encode(
        model: str, picture: str | list[Any], label: int | None = None, form: Form = "png"
    ) -> dict[str, Any]:
        """The latents of a picture (its posterior), or its codes, with its reconstruction and its scores in nats.

        Args:
            model: the name of a model that has this among its "endpoints" (see models).
            picture: a file (PNG, JPEG, WebP, ...) as a data URL or in base64, which is brought to what the model was
                trained on (cropped, centred, light on dark); or numbers in [0, 1] of the model's "shape", taken as they
                are.
            label: of a model that is told classes the class of the picture, from 0; null for the likeliest.
            form: "png" for the reconstruction as a data URL of a PNG file, "numbers" for [channels][height][width].

        Returns:
            Of a model with latents "mean" and "std" of its posterior, "kl" per dimension, "elbo" and "iwae" (a bound on
            ln p(x)) in nats, "mse"; of one with a codebook "codes", as decode takes them, and "grids". Both have the
            "picture" as it was seen, its "reconstruction", and "notes" of what was done to it.
        """
        read_form(form)
        card = context.card_of(named(model))
        if "quantize" not in card.can:
            context.card_of(model, "encode")
        if label is not None and not card.conditions:
            raise BadJob(f"{model} is told no class: leave the label out.")
        if label is not None:
            label = read_whole(
                label, 0, card.conditions - 1, f"The label must be a class from 0 to {card.conditions - 1}."
            )

        def compute() -> dict[str, Any]:
            pixels, notes = read_picture(picture, card.shape, card.dataset)
            seen = {"picture": picture_in(pixels, form), "notes": notes}
            if "quantize" in card.can:
                coder = coder_of(card)
                cells = attempt(model, coder.encode, pixels[None])
                again = attempt(model, coder.decode, cells)[0]
                return {
                    "codes": cells[0].tolist(),
                    "grids": coder.grids,
                    "reconstruction": picture_in(again, form),
                } | seen
            found = work.encode(model, pixels, label)
            scores = {name: finite(found[name]) for name in ("kl_total", "elbo", "iwae", "mse")}
            kl = None if found["kl"] is None else [finite(value) for value in found["kl"]]
            told = {"reconstruction": picture_in(found["reconstruction"], form), "kl": kl}
            return found | scores | told | seen

        return await threaded(compute)


def named(model: Any) -> str:
    """Raises BadJob where it is no name."""
    if not isinstance(model, str):
        raise BadJob("The model must be the name of one.")
    return model


def cells_of(value: Any, coder: Any) -> np.ndarray:
    """Lists of code numbers, one for every cell, uint16 ``(n, count)``. Raises BadJob."""

    def fits(row: Any) -> bool:
        return (
            isinstance(row, list)
            and len(row) == coder.count
            and all(is_whole(code) and 0 <= code < coder.codes for code in row)
        )

    if not isinstance(value, list) or not 1 <= len(value) <= MOST_PICTURES or not all(map(fits, value)):
        raise BadJob(f"z must be 1 to {MOST_PICTURES} lists of {coder.count} code numbers from 0 to {coder.codes - 1}.")
    return np.array(value, np.uint16)


def weights_of(card: Card, labels: Any, n: int, argument: str = "labels") -> np.ndarray:
    """The weight of each class ``(n, classes)``: 1 of that which each picture is told.

    Raises BadJob, whose sentence speaks of the endpoint's ``argument``.
    """
    if not card.conditions:
        if labels is not None:
            raise BadJob(f"{card.name} is told no class: leave the {argument} out.")
        return np.zeros((n, 0), np.float32)
    most = card.conditions - 1
    if labels is None:
        many = f"{n} whole numbers from 0 to {most}, or one for all" if n > 1 else f"a whole number from 0 to {most}"
        raise BadJob(f"{card.name} is told a class: give {argument}, {many}.")
    each = labels if isinstance(labels, list) else [labels] * n
    if len(each) != n:
        raise BadJob(f"The {argument} must be {n}, one for each picture, or one for all: there are {len(each)}.")
    sentence = f"{'Each' if each is labels else 'The'} label must be a whole number from 0 to {most}."
    return np.eye(card.conditions, dtype=np.float32)[[read_whole(one, 0, most, sentence) for one in each]]
