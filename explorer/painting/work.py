"""Paintings, scores and receptive fields of models that paint pixel by pixel, as arrays; computed in worker threads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.data.levels import in_levels
from explorer.models.autoregressive import AutoregressiveModel
from explorer.painting.painter import Blend, Label, tell_below
from explorer.refusal import BadJob
from explorer.sampling import Pass, Row, fixed_point, noise, receptive_field, stream

SEED = 0  # of the draw that makes a grey picture black and white, as in evaluation


class Thought(NamedTuple):
    """Pixels of one row as they were drawn, or told, and what the model thought of each: all at temperature 1.

    Attributes:
        y: the row.
        columns: x of each of the k pixels.
        levels: level numbers uint8 ``(n, c, k)``.
        entropy, surprise: of each pixel, in nats, float32 ``(n, c, k)``.
        p: the probability of every level, float32 ``(n, levels, c, k)``.
    """

    y: int
    columns: tuple[int, ...]
    levels: np.ndarray
    entropy: np.ndarray
    surprise: np.ndarray
    p: np.ndarray


def thought(row: Row) -> Thought:
    """A row in arrays. Raises BadJob where its probabilities are no numbers."""
    logs, levels = row.log_probabilities, row.levels
    if bool(logs.isnan().any()):
        raise BadJob("The model's probabilities are not numbers. Choose another model.")
    surprise = -logs.gather(1, levels.unsqueeze(1)).squeeze(1)
    p = logs.exp()
    entropy = torch.special.entr(p).sum(1)
    return Thought(row.y, row.columns, levels.numpy().astype(np.uint8), entropy.numpy(), surprise.numpy(), p.numpy())


def paint(
    painter: AutoregressiveModel,
    canvas: np.ndarray,
    labels: Sequence[Label],
    temperature: float,
    seed: int,
    *,
    passes: bool = False,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Thought | Pass]:
    """Pictures as they are painted: row by row, or pass by pass over all of them.

    Args:
        canvas: level numbers int16 ``(c, h, w)`` that all begin from, -1 where a pixel is to be drawn.
        labels: the class of each of n pictures, or a blend of two; None each where they are told none.
        seed: picture i is drawn with the noise of ``seed + i``.
        should_stop: asked before every pixel, or pass.

    Raises:
        BadJob: the passes do not settle, or probabilities are no numbers.
    """
    n = len(labels)
    pictures = painter.dequantize(torch.from_numpy(canvas).long()).float().expand(n, *painter.shape)
    told = told_labels(labels, painter.classes)
    given = {
        "labels": told,
        "temperature": temperature,
        "noise": noise(painter.shape, seed, n),
        "should_stop": should_stop,
    }
    if not passes:
        yield from map(thought, stream(painter, pictures, **given))
        return
    for one in fixed_point(painter, pictures, **given):
        yield one
        if one.number > pictures[0].numel():
            raise BadJob(
                "The passes do not settle, as every pass of a causal model settles one pixel more. "
                "Choose another model."
            )


def told_labels(labels: Sequence[Label], classes: int) -> Tensor | None:
    """What pictures are told as models take it: classes ``(n,)``, weights ``(n, classes)``, or None for nothing."""
    if any(label is None for label in labels):
        return None
    if not any(isinstance(label, Blend) for label in labels):
        return torch.tensor(labels)
    weights = torch.zeros(len(labels), classes)
    for row, label in zip(weights, labels, strict=True):
        one, other, share = label if isinstance(label, Blend) else Blend(label, label, 0.0)
        row[one] += 1 - share
        row[other] += share
    return weights


def warm(painter: AutoregressiveModel) -> None:
    """Paint the beginning of a picture, so that what a first painting waits for is done."""
    _, height, width = painter.shape
    told = tell_below(painter, torch.zeros(1, height // 2, width // 2, dtype=torch.long))
    thought(next(stream(told, torch.full((1, *painter.shape), -1.0), noise=noise(painter.shape, 0))))


class Score(NamedTuple):
    """What a model thinks of a whole picture: its level numbers ``(c, h, w)``, -log p in nats, and every row."""

    levels: np.ndarray
    nats: float
    rows: list[Thought]


def score(painter: AutoregressiveModel, pixels: np.ndarray, label: Label, *, levels: bool) -> Score:
    """What a model thinks of every pixel of a whole picture.

    Args:
        pixels: uint8 ``(c, h, w)``: level numbers where ``levels``, else greys, which become levels as in training.
        label: its class, or a blend of two; None where it is not told.

    Raises:
        BadJob: a level is none of the model's, or the picture is impossible.
    """
    if levels and pixels.max() >= painter.levels:
        raise BadJob(f"The picture must hold levels from 0 to {painter.levels - 1}.")
    given = torch.from_numpy(pixels.copy())[None]
    picture = (
        painter.dequantize(given.long()) if levels else in_levels(given, painter.levels, Generator().manual_seed(SEED))
    )
    with torch.no_grad():
        known = painter.quantize(picture)
        logs = painter.pixel_logits(picture, told_labels([label], painter.classes)).float().log_softmax(1)
    _, height, width = painter.shape
    rows = [thought(Row(y, tuple(range(width)), known[:, :, y], logs[:, :, :, y])) for y in range(height)]
    nats = -float(logs.gather(1, known.unsqueeze(1)).double().sum())
    if not math.isfinite(nats):
        raise BadJob("The model holds a pixel of this picture for impossible: it has no finite likelihood.")
    return Score(known[0].numpy(), nats, rows)


def field(painter: AutoregressiveModel, y: int, x: int) -> np.ndarray:
    """The receptive field of a pixel, float32 ``(h, w)``, see ``explorer.sampling.receptive_field``.

    Raises ValueError outside of the picture.
    """
    return receptive_field(painter, y, x).float().numpy()
