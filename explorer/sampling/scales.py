"""A multi-scale model, each scale painted with its own caches around the smaller picture, which is there by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from explorer.models.gated_pixelcnn import GatedPixelCNN
from explorer.models.multiscale import Larger, MultiScale
from explorer.sampling import cached
from explorer.sampling.gated import GatedCache, Given
from explorer.sampling.task import Row, Task


def given(network: GatedPixelCNN, images: Tensor, labels: Tensor | None) -> Sequence[Given]:
    """What a scale's gates are told beside its own picture: the class,
    and in the first layer a map of every other row and column.
    """
    biases = network.biases(images, labels)
    if not isinstance(network, Larger):
        return biases or [None] * len(network.stack.layers)
    height, width = network.shape[1:]
    maps = network.look(network.scale(images)[:, :, ::2, ::2])[:, :, :height, :width].chunk(2, 1)
    if biases is None:
        return [tuple(maps), *[None] * (len(network.stack.layers) - 1)]
    return [tuple(part + bias for part, bias in zip(maps, biases[0], strict=True)), *biases[1:]]


@torch.no_grad()
def rows(task: Task) -> Iterator[Row]:
    """Rows in the order of ``MultiScale.order``: scale by scale, of each row the pixels that are new at that scale."""
    model: MultiScale = task.model
    for number, (step, network) in enumerate(zip(model.steps, model.scales, strict=True)):
        every = (..., slice(None, None, step), slice(None, None, step))
        part = Task(
            network, task.images[every], task.labels, task.temperature, task.noise[every], None, task.should_stop
        )
        painted = 0
        for row in cached.rows(part, GatedCache(network, part.images, given(network, part.images, task.labels))):
            painted += 1
            new = [x for x in row.columns if number == 0 or row.y % 2 or x % 2]
            columns = [step * x for x in new]
            was = task.images[:, :, step * row.y, columns]
            levels = row.levels[..., new]
            task.images[:, :, step * row.y, columns] = torch.where(
                was < 0, model.dequantize(levels.to(was.device)).to(was.dtype), was
            )
            if new:
                yield Row(step * row.y, tuple(columns), levels, row.log_probabilities[..., new])
        if painted < network.shape[1]:
            return  # stopped
