"""What is to be painted, checked once for every way of painting it, and what comes out row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from explorer.capabilities import Autoregresses
from explorer.models.autoregressive import Canvas
from explorer.sampling.adapt import adapted


def noise(shape: Sequence[int], seed: int, n: int = 1) -> Tensor:
    """What n pictures ``(n, *shape)`` are drawn with: picture i from seed ``seed + i`` alone,
    so that picture 3 of seed 7 is picture 0 of seed 10.
    """
    return torch.stack(
        [torch.rand(tuple(shape), generator=Generator().manual_seed(seed + number)) for number in range(n)]
    )


class Row(NamedTuple):
    """Pixels of one row, in the order in which they were drawn: all of the row where a model draws row by row.

    Attributes:
        y: the row.
        columns: x of each of the k pixels.
        levels: level numbers ``(n, c, k)``, long; those of known pixels are in it.
        log_probabilities: ``(n, levels, c, k)``, float32, in nats: what the model thought of each pixel before it was
            drawn, or told. They are the model's own, at temperature 1: divide by the temperature and normalise for what
            a draw was made from.
    """

    y: int
    columns: tuple[int, ...]
    levels: Tensor
    log_probabilities: Tensor


class Task(Canvas):
    """A canvas of any model that autoregresses, and when to give it up.

    Attributes:
        model: as given, or with what it lacks around it, see ``explorer.sampling.adapt``.
        images: float32 ``(n, *shape)`` on the device of the pictures given.
        should_stop: whether nobody wants the pictures any more.

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
        super().__init__(adapted(model), images.float(), labels, temperature, noise, generator)
        self.should_stop = should_stop or (lambda: False)
