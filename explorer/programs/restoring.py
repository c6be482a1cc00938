"""A picture damaged and restored, or one that is damaged already."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from explorer import restoring
from explorer.data import datasets
from explorer.data.images import to_bytes
from explorer.data.quality import psnr, ssim
from explorer.programs.endpoint import Endpoints, in_turn, too_long
from explorer.programs.listing import read_subject
from explorer.programs.values import (
    Form,
    finite,
    picture_in,
    read_array,
    read_file,
    read_form,
    read_picture,
    read_seed,
)
from explorer.refusal import BadJob, attempt
from explorer.restoring.damage import Damage, Damaged, kinds_of
from explorer.restoring.method import Control, Method, Stopped
from explorer.restoring.photograph import SIDES
from explorer.restoring.photograph import read as read_photograph
from explorer.serving.context import Context
from explorer.serving.jobs import read_number

TOLD_BY_PICTURE = ("gaussian", "salt", "blur", "painted", "colour")  # damage that a picture may have already


def add(endpoints: Endpoints, context: Context) -> None:
    @endpoints
    async def restore(
        picture: str | list[Any],
        method: str = "nlm",
        damage: str = "gaussian",
        strength: float | None = None,
        subject: str = "photo",
        seed: int = 0,
        lost: list[list[int]] | None = None,
        is_damaged: bool = False,
        form: Form = "png",
    ) -> dict[str, Any]:
        """A picture restored: damaged first, as on the Restore page, or as it is where it is damaged already.

        Args:
            picture: a file as a data URL or in base64, or numbers in [0, 1]: [height][width] of a grey photograph, else
                of the subject's shape.
            method: what restores it, as "nlm", "tv", "wiener", "gmm-photographs" or "dae-mnist"; see methods.
            damage: "gaussian", "salt", "hole", "painted", "blur", "fewer", or of a picture in colour "colour".
            strength: of the damage, in the unit that methods tells (noise of a photograph counts in 255ths); null for
                the usual one.
            subject: the kind of picture: "photo", "mnist", "fashion", "faces" or "lfw".
            seed: of noise and holes, 0 to 2147483647.
            lost: of a "painted" damage, [height][width] with 1 where the picture is lost.
            is_damaged: true where the picture is damaged already; damage and strength then say how, and "hole" and
                "fewer" can't be.
            form: "png" for pictures as data URLs of PNG files, "numbers" for nested lists in [0, 1].

        Returns:
            "picture", the restored one, and "damaged"; "psnr" (dB) and "ssim" of the restored, and "damaged_psnr",
            where the clean picture is known; "strength" as it was used, and "notes".
        """
        read_form(form)
        known = restoring.methods(read_subject(subject), context.catalogue)
        if not isinstance(method, str) or method not in known:
            raise BadJob(f"There is no such method for these pictures; there are: {', '.join(known)}.")
        chosen = known[method]
        if damage not in list(chosen.serves):
            raise BadJob(f"{chosen.title} is made for {', '.join(chosen.serves)}: choose one of them as the damage.")

        def compute(should_stop: Callable[[], bool]) -> dict[str, Any]:
            given, notes = read_subject_picture(picture, subject)
            damaged = damaged_of(given, damage, strength, subject, seed, lost, bool(is_damaged))
            answer = attempt(method, run, chosen, damaged, should_stop)
            if answer.picture.shape != given.shape or not np.isfinite(answer.picture).all():
                raise BadJob(f"{chosen.title} made something that is not a picture of this size.")
            measured = {}
            if not is_damaged:
                measured = {
                    "psnr": finite(psnr(given, answer.picture)),
                    "ssim": finite(ssim(given, answer.picture)),
                    "damaged_psnr": finite(psnr(given, damaged.picture)),
                }
            return {
                "picture": told(answer.picture, form),
                "damaged": told(damaged.picture, form),
                "strength": damaged.strength,
                "notes": notes + [answer.note] * bool(answer.note),
            } | measured

        return await in_turn(context.restoring[chosen.slow], compute)


def run(method: Method, damaged: Damaged, should_stop: Callable[[], bool]) -> Any:
    try:
        return method.run(damaged, Control(should_stop=should_stop))
    except Stopped:
        raise too_long() from None


def told(picture: np.ndarray, form: Form) -> Any:
    """A picture ``(h, w)`` or ``(3, h, w)`` as JSON; numbers of a grey one are [height][width]."""
    pixels = to_bytes(picture)
    found = picture_in(pixels if pixels.ndim == 3 else pixels[None], form)
    return found[0] if form == "numbers" and pixels.ndim == 2 else found


def read_subject_picture(value: Any, subject: str) -> tuple[np.ndarray, list[str]]:
    """A picture of a subject float32 ``(h, w)``, or ``(3, h, w)`` in colour, and notes. Raises BadJob or BadPicture."""
    if subject != restoring.PHOTOGRAPHS:
        pixels, notes = read_picture(value, datasets.SHAPE[subject], subject)
        values = pixels.astype(np.float32) / 255
        return (values[0] if len(values) == 1 else values), notes
    if isinstance(value, str):
        grey, notes = read_photograph(read_file(value))
        return grey.astype(np.float32) / 255, notes
    shape = np.shape(value) if _is_table(value) else ()
    if len(shape) != 2 or not SIDES[0] <= min(shape) <= max(shape) <= SIDES[1]:
        raise BadJob(
            f"A photograph must be a file as a data URL, or [height][width] of {SIDES[0]} to {SIDES[1]} numbers a side."
        )
    return read_array(value, (1, *shape))[0], []


def _is_table(value: Any) -> bool:
    """Whether it is lists of equal length in a list."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, list) and len(row) == len(value[0]) for row in value)
        and not any(isinstance(one, list) for row in value for one in row)
    )


def damaged_of(
    given: np.ndarray, kind: str, strength: Any, subject: str, seed: Any, lost: Any, is_damaged: bool
) -> Damaged:
    """The picture with its damage. Raises BadJob."""
    kinds = kinds_of(3 if given.ndim == 3 else 1)
    if kind not in kinds:
        raise BadJob(f"The damage of these pictures must be one of {', '.join(kinds)}.")
    if is_damaged and kind not in TOLD_BY_PICTURE:
        raise BadJob(f"A picture that is damaged already can have {', '.join(TOLD_BY_PICTURE)}; not {kind}.")
    photograph = subject == restoring.PHOTOGRAPHS
    limits = kinds[kind].range(photograph)
    if strength is not None:
        sentence = f"The strength must be a number from {limits.low:g} to {limits.high:g} {limits.unit}.".replace(
            " .", "."
        )
        strength = read_number(strength, limits.low, limits.high, sentence)
    mask = None
    if kind == "painted":
        size = given.shape[-2:]
        try:
            mask = np.asarray(lost, np.float64)
        except (TypeError, ValueError, OverflowError):
            mask = np.zeros(0)
        if mask.shape != size or not np.isin(mask, (0, 1)).all():
            raise BadJob(f"lost must be {size[0]} × {size[1]} numbers 0 and 1, the size of the picture.")
        mask = mask == 1
    made = Damage(kind, strength, read_seed(seed), mask, photograph).apply(given)
    if is_damaged and kind in ("gaussian", "salt", "blur"):  # the operator is that of the damage; the picture has it
        return dataclasses.replace(made, measured=given, picture=given)
    return made
