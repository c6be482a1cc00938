"""What models answer about a scene and where they looked, in worker threads: arrays in, arrays and plain numbers out.

Any model that attends may be asked. The picture is brought to its shape, and what is said of its masks is said of the
picture's own pixels.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from explorer.attending import correctness
from explorer.data.scenes import SIDE
from explorer.refusal import BadJob

MOST_CLASSES = 1000
SUM = 0.01  # how far probabilities may be from adding up to 1

log = logging.getLogger(__name__)


class Stage(NamedTuple):
    """A mask float32 ``(h, w)`` whose values stand for ``cell`` x ``cell`` pixels of the scene;
    cells that reach over its edge are cut.
    """

    mask: np.ndarray
    cell: float


class Found(NamedTuple):
    """An answer: probabilities ``(classes,)``, the masks, the finest first,
    and their product over the scene's pixels ``(100, 100)``.
    """

    probs: np.ndarray
    stages: tuple[Stage, ...]
    whole: Tensor


def picture_for(model: Any, image: np.ndarray) -> Tensor:
    """A scene uint8 ``(100, 100, 3)`` as the model takes pictures, ``(1, *shape)`` in [0, 1].

    Raises BadJob for shapes that are none of a picture.
    """
    try:
        channels, height, width = (int(size) for size in model.shape)
    except (TypeError, ValueError):
        channels = 0
    if channels not in (1, 3) or min(height, width) < 1:
        raise BadJob(
            f"It takes pictures of shape {tuple(model.shape)}: channels (1 or 3), height and width are expected."
        )
    if (height, width) != image.shape[:2] or channels == 1:
        opened = Image.fromarray(image).convert("L" if channels == 1 else "RGB")
        image = np.asarray(opened.resize((width, height), Image.Resampling.BILINEAR)).reshape(height, width, channels)
    return torch.from_numpy(image.transpose(2, 0, 1).astype(np.float32))[None] / 255


def question_for(model: Any, colour: int) -> Tensor:
    """The number of a question ``(1,)``: the colour, or 0 of a model that is asked nothing.

    Raises BadJob where it can't be asked this.
    """
    if model.questions > 1 and colour >= model.questions:
        raise BadJob(f"It can be asked {model.questions} things only, and this colour is none of them.")
    return torch.tensor([colour if model.questions > 1 else 0])


def look(model: Any, image: np.ndarray, question: int) -> Found:
    """What a model answers about a scene uint8 ``(100, 100, 3)``, and where it looked.

    Raises BadJob where that is no answer.
    """
    picture = picture_for(model, image)
    with torch.inference_mode():
        found = model.attend(picture, question_for(model, question))
        probs, masks, cells = (
            found.log_probs.float().exp(),
            [mask.float() for mask in found.masks],
            [int(cell) for cell in model.cells],
        )
        size = tuple(picture.shape[2:])
        _check(probs, masks, cells, size)
        whole = stretched(correctness.whole(masks, cells, size)[0])
    return Found(
        probs[0].numpy(), tuple(_stage(mask[0], cell, size) for mask, cell in zip(masks, cells, strict=True)), whole
    )


def _check(probs: Tensor, masks: Sequence[Tensor], cells: Sequence[int], size: tuple[int, ...]) -> None:
    if (
        probs.ndim != 2
        or len(probs) != 1
        or not 1 <= probs.shape[1] <= MOST_CLASSES
        or not abs(float(probs.sum()) - 1) < SUM
    ):
        raise BadJob("Its answer is no log-probabilities of classes.")
    if not masks or len(masks) != len(cells):
        raise BadJob(f"It gives {len(masks)} masks and names {len(cells)} sizes of cells: one each is expected.")
    for mask, cell in zip(masks, cells, strict=True):
        if cell < 1 or tuple(mask.shape) != (1, *(math.ceil(side / cell) for side in size)):
            raise BadJob(
                f"A mask of shape {tuple(mask.shape)} with cells of {cell} pixels does not cover a picture of "
                f"{size[0]} × {size[1]}."
            )
        if not bool((mask >= 0).all()) or not bool(mask.isfinite().all()):
            raise BadJob("Its mask has values that are negative or no numbers.")


def stretched(mask: Tensor) -> Tensor:
    """A map over a model's pixels ``(h, w)`` at the scene's: ``(100, 100)``,
    each pixel that of the place under its middle.
    """
    if mask.shape == (SIDE, SIDE):
        return mask
    rows, columns = (((torch.arange(SIDE) + 0.5) * side / SIDE).long() for side in mask.shape)
    return mask[rows][:, columns]


def _stage(mask: Tensor, cell: int, size: tuple[int, ...]) -> Stage:
    """Of a model whose pictures are not square the mask is given pixel by pixel:
    its cells are not square on the scene.
    """
    if size[0] == size[1]:
        return Stage(mask.numpy(), cell * SIDE / size[0])
    return Stage(stretched(correctness.spread(mask[None], cell, size)[0]).contiguous().numpy(), 1)


def measures(whole: Tensor, inside: np.ndarray | None) -> dict[str, float | None]:
    """How well a mask covers the asked digit, whose pixels are bool ``(100, 100)``;
    None where there is no such digit.
    """
    if inside is None:
        return dict.fromkeys(("correctness", "contrast", "overlap"))
    mask, pixels = whole[None], torch.from_numpy(inside)[None]
    found = {
        "correctness": correctness.correctness(mask, pixels),
        "contrast": correctness.contrast(mask, pixels),
        "overlap": correctness.overlap(mask, pixels),
    }
    return {name: round(float(value), 5) for name, value in found.items()}


def steps(model: Any, image: np.ndarray, question: int) -> list[tuple[Stage, list[tuple[np.ndarray, np.ndarray]]]]:
    """Of every stage its mask, and of every pass the values float32 ``(h, w)`` and the step at which each was given,
    ``(h, w)``.

    Raises BadJob.
    """
    picture, found = picture_for(model, image), look(model, image, question)
    if picture.shape[2] != picture.shape[3]:
        raise BadJob("Its cells are not square on the scene: how its masks come about can't be shown over it.")
    with torch.inference_mode():
        made = model.attend_in_steps(picture, question_for(model, question))
    if len(made) != len(found.stages):
        raise BadJob(f"It gives the steps of {len(made)} masks, and {len(found.stages)} masks.")
    told = []
    for stage, (values, order) in zip(found.stages, made, strict=True):
        if (
            tuple(values.shape) != (1, len(order), *stage.mask.shape)
            or tuple(order.shape[1:]) != stage.mask.shape
            or not bool(values.isfinite().all())
        ):
            raise BadJob(
                f"Values of shape {tuple(values.shape)} in an order of shape {tuple(order.shape)} are not the steps "
                f"of a mask of {stage.mask.shape}."
            )
        told.append((stage, list(zip(values[0].float().numpy(), order.numpy(), strict=True))))
    return told


class Traced(NamedTuple):
    """What a value depends on: maps float32 ``(h, w)``, those of earlier values None where there are none,
    and the value itself.
    """

    features: np.ndarray
    values: np.ndarray | None
    value: float


def trace(model: Any, image: np.ndarray, question: int, stage: int, row: int, column: int, passing: int) -> Traced:
    """What the value of a mask at a place depends on. Raises BadJob where there is no such place."""
    masks = look(model, image, question).stages
    if not 0 <= stage < len(masks):
        raise BadJob(f"There is no stage {stage}: it has {len(masks)}, from 0.")
    mask = masks[stage].mask
    if not (0 <= row < mask.shape[0] and 0 <= column < mask.shape[1]) or passing < 0:
        raise BadJob(
            f"There is no such value: stage {stage} has {mask.shape[0]} rows and {mask.shape[1]} columns, from 0."
        )
    found = model.trace(picture_for(model, image), question_for(model, question), stage, row, column, passing)
    maps = [None if part is None else part.detach().float().numpy() for part in (found.features, found.values)]
    if any(part is not None and (part.shape != mask.shape or not np.isfinite(part).all()) for part in maps):
        raise BadJob("What it says of the value is no map of this stage's size.")
    return Traced(*maps, float(mask[row, column]))
