"""Painting pictures with autoregressive models: fast where the model's structure allows it, and recorded as it happens.

    from explorer.sampling import sample, stream
    pictures = sample(model, torch.full((16, 1, 28, 28), -1.0))       # (16, 1, 28, 28) in [0, 1]
    for row in stream(model, torch.full((1, 1, 28, 28), -1.0)):       # row.levels, row.log_probabilities of each pixel
    same = sample(model, torch.full((16, 1, 28, 28), -1.0), noise=noise(model.shape, seed=7, n=16))

For the same noise every way of painting gives the pixels of ``model.sample``, the slow loop of full passes. A model
needs no more than ``explorer.capabilities.Autoregresses`` and a ``shape``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Generator, Tensor

from explorer.capabilities import Autoregresses
from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.code_prior import CodePrior
from explorer.models.gated_pixelcnn import GatedPixelCNN
from explorer.models.multiscale import MultiScale
from explorer.models.pixelcnn import PixelCNN
from explorer.models.pixelcnnpp import PixelCNNPP
from explorer.models.pixelrnn import PixelRNN
from explorer.sampling import codes, gated, pixelcnn, pixelcnnpp, recurrent, scales, slow
from explorer.sampling.adapt import adapted
from explorer.sampling.fixed_point import Pass, fixed_point
from explorer.sampling.receptive import receptive_field
from explorer.sampling.task import Row, Task, noise

__all__ = ["FAST", "Pass", "Row", "adapted", "fixed_point", "noise", "receptive_field", "sample", "stream"]

# by the very class: a subclass may compute its logits in another way
FAST: dict[type[AutoregressiveModel], Callable[[Task], Iterator[Row]]] = {
    GatedPixelCNN: gated.rows,
    PixelCNN: pixelcnn.rows,
    PixelCNNPP: pixelcnnpp.rows,
    PixelRNN: recurrent.rows,
    MultiScale: scales.rows,
    CodePrior: codes.rows,
}


def stream(
    model: Autoregresses,
    images: Tensor,
    labels: Tensor | None = None,
    temperature: float = 1.0,
    noise: Tensor | None = None,
    generator: Generator | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Row]:
    """A record of the pictures as they are painted, a row at a time.

    Args:
        model: any autoregressive model with a ``shape``; those in ``FAST`` are painted fast, on the CPU, others by full
            passes.
        images: ``(n, *shape)``; a pixel below 0 is unknown and is drawn, the others stay.
        labels, temperature, generator, noise: as in ``model.sample``.
        should_stop: asked before every pixel; the record ends where it answers True, without the row begun.

    Raises:
        ValueError: a shape, label or temperature does not fit, or a pixel is not a number; at once, not with the first
            row.
    """
    task = Task(model, images, labels, temperature, noise, generator, should_stop)
    return FAST.get(type(task.model), slow.rows)(task)


def sample(
    model: Autoregresses,
    images: Tensor,
    labels: Tensor | None = None,
    temperature: float = 1.0,
    noise: Tensor | None = None,
    generator: Generator | None = None,
) -> Tensor:
    """``images`` with what is unknown filled: the pictures of ``model.sample``, by the fast way where there is one.

    Arguments as in ``stream``.
    """
    model, pictures = adapted(model), images.clone()
    for row in stream(model, images, labels, temperature, noise, generator):
        columns = list(row.columns)
        was = pictures[:, :, row.y, columns]
        drawn = model.dequantize(row.levels.to(images.device)).to(images.dtype)
        pictures[:, :, row.y, columns] = torch.where(was < 0, drawn, was)
    return pictures
