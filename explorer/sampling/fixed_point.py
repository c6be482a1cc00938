"""Painting all pixels at once, again and again, until nothing changes.

[1] Wiggers and Hoogeboom, Predictive Sampling with Forecasting Autoregressive Models, ICML 2020, arXiv:2002.09928

With the noise frozen a picture is a function of itself: every level follows from the pixels before it and from its own
noise. The slow loop's picture is the only one that this function leaves as it is, and passes of the network over whole
pictures lead there from anywhere, since each pass makes at least one more pixel final. Mostly it is many more [1].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from explorer.models.autoregressive import AutoregressiveModel, draw
from explorer.sampling.task import Task


class Pass(NamedTuple):
    """The pictures after one pass.

    Attributes:
        number: of the pass, from 1.
        levels: level numbers ``(n, *shape)``, long.
        changed: bool ``(n, *shape)``, the pixels whose level is another than before this pass.
        settled: bool ``(n, *shape)``, the pixels that are certain to stay: those up to the first that changed, in the
            order of drawing. Others may have come to rest, too; only later passes can tell.
    """

    number: int
    levels: Tensor
    changed: Tensor
    settled: Tensor


def fixed_point(
    model: AutoregressiveModel,
    images: Tensor,
    labels: Tensor | None = None,
    temperature: float = 1.0,
    noise: Tensor | None = None,
    generator: Generator | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Pass]:
    """The pictures after every pass; those of the last are the slow loop's for the same noise.

    Unknown pixels begin at level 0.

    Args:
        model: any autoregressive model.
        images: ``(n, *shape)``; a pixel below 0 is unknown and is drawn, the others stay.
        labels, temperature, generator, noise: as in ``model.sample``.
        should_stop: asked before every pass; no more passes come once it answers True.

    Raises:
        ValueError: a shape, label or temperature does not fit, or a pixel is not a number; at once, not with the first
            pass.
    """
    return _passes(Task(model, images, labels, temperature, noise, generator, should_stop))


def places(model: AutoregressiveModel) -> Tensor:
    """The place of every value in the order of drawing, ``(*shape)``: pixel by pixel,
    the channels of a pixel one after the other.
    """
    order = torch.empty(model.shape, dtype=torch.long)
    for number, (y, x) in enumerate(model.order()):
        order[:, y, x] = number * model.shape[0] + torch.arange(model.shape[0])
    return order


@torch.no_grad()
def _passes(task: Task) -> Iterator[Pass]:
    model, images, order = task.model, task.images.clamp(min=0), places(task.model).to(task.images.device)
    number, levels = 0, model.quantize(images)
    while not task.should_stop():
        drawn = draw(model.pixel_logits(images, task.labels), task.noise, task.temperature)
        drawn = torch.where(task.unknown, drawn, levels)
        changed = drawn != levels
        first = torch.where(changed, order, order.numel()).flatten(1).amin(1)
        images = torch.where(task.unknown, model.dequantize(drawn).to(images.dtype), images)
        number, levels = number + 1, drawn
        yield Pass(number, levels.cpu(), changed.cpu(), (order <= first[:, None, None, None]).cpu())
        if not bool(changed.any()):
            return
