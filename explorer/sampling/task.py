"""What is to be painted, checked once for every way of painting it, and what comes out row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from explorer.capabilities import Autoregresses
from explorer.models.autoregressive import draw, uniform_like
from explorer.sampling.adapt import adapted


def noise(shape: Sequence[int], seed: int, n: int = 1) -> Tensor:
    """What n pictures ``(n, *shape)`` are drawn with: picture i from seed ``seed + i`` alone, so that picture 3 of seed 7 is picture 0 of seed 10."""
    return torch.stack(
        [torch.rand(tuple(shape), generator=Generator().manual_seed(seed + number)) for number in range(n)]
    )


class Row(NamedTuple):
    """Pixels of one row, in the order in which they were drawn: all of the row where a model draws row by row.

    Attributes:
        y: the row.
        columns: x of each of the k pixels.
        levels: level numbers ``(n, c, k)``, long; those of known pixels are in it.
        log_probabilities: ``(n, levels, c, k)``, float32, in nats: what the model thought of each pixel before it was drawn, or told.
            They are the model's own, at temperature 1: divide by the temperature and normalise for what a draw was made from.
    """

    y: int
    columns: tuple[int, ...]
    levels: Tensor
    log_probabilities: Tensor


class Task:
    """Pictures to fill, and the noise that they are filled with.

    Attributes:
        model: as given, or with what it lacks around it, see ``explorer.sampling.adapt``.
        labels, temperature: as given.
        images: float32 ``(n, *shape)`` on the device of the pictures given, a copy that may be written to.
        unknown: bool ``(n, *shape)``, where to draw.
        noise: ``(n, *shape)`` in [0, 1), one number a pixel, drawn as ``model.sample`` draws it.

    Raises:
        ValueError: a shape, label or temperature does not fit, or a pixel is not a number.
    """

    def __init__(
        self,
        model: Autoregresses,
        images: Tensor,
        labels: Tensor | None,
        temperature: float,
        noise: Tensor | None,
        generator: Generator | None,
        should_stop: Callable[[], bool] | None,
    ):
        model = adapted(model)
        model.check(images)
        if not bool(images.isfinite().all()):
            raise ValueError("every pixel must be a finite number; below 0 means unknown")
        if noise is not None and noise.shape != images.shape:
            raise ValueError(f"noise must be of the pictures' shape {tuple(images.shape)}, not {tuple(noise.shape)}")
        model.class_numbers(images, labels)
        draw(torch.zeros(1, 2), torch.zeros(1), temperature)
        self.model, self.labels, self.temperature = model, labels, temperature
        self.images, self.unknown = images.float().clone(), images < 0
        self.noise = uniform_like(images.shape, images, generator) if noise is None else noise
        self.should_stop = should_stop or (lambda: False)
