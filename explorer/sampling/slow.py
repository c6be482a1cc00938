"""Painting by full passes of the network, one a pixel: slow, and right for every causal model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import torch
from torch import Tensor

from explorer.sampling.task import Row, Task


@torch.no_grad()
def rows(task: Task) -> Iterator[Row]:
    """Each pixel as soon as it is drawn, in the model's own order.

    Known pixels cost no pass of their own: what the model thought of them is read from the pass for the next one that
    is drawn, and they come with it, those of a row together.
    """
    model, images = task.model, task.images
    logits = torch.empty(len(images), model.levels, *model.shape, device=images.device)
    unasked: list[tuple] = []  # values whose logits are not known yet
    untold: list[tuple[int, int]] = []  # pixels that no row has told of

    def read(every: Tensor) -> None:
        for place in unasked:
            logits[place] = every[place].float()
        unasked.clear()

    def told() -> Iterator[Row]:
        for y, run in groupby(untold, key=lambda place: place[0]):
            columns = [x for _, x in run]
            yield Row(
                y,
                tuple(columns),
                model.quantize(images[:, :, y, columns]).cpu(),
                logits[:, :, :, y, columns].log_softmax(1).cpu(),
            )
        untold.clear()

    for y, x in model.order():
        for channel in range(model.shape[0]):
            if task.should_stop():
                return
            unasked.append((..., channel, y, x))
            every = task.draw(channel, y, x)
            if every is not None:
                read(every)
        untold.append((y, x))
        if not unasked:
            yield from told()
    if unasked:
        read(model.pixel_logits(images, task.labels))
    yield from told()
