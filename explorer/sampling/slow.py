"""Painting by full passes of the network, one a pixel: slow, and right for every causal model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import torch

from explorer.models.autoregressive import draw
from explorer.sampling.task import Row, Task


@torch.no_grad()
def rows(task: Task) -> Iterator[Row]:
    """Rows in the model's own order. Known pixels cost no pass of their own: what the model thought of them is asked once a row."""
    model, images = task.model, task.images
    for y, run in groupby(model.order(), key=lambda place: place[0]):
        columns = [x for _, x in run]
        logits = torch.empty(len(images), model.levels, model.shape[0], len(columns), device=images.device)
        known = []
        for number, x in enumerate(columns):
            for channel in range(model.shape[0]):
                if task.should_stop():
                    return
                place = (slice(None), channel, y, x)
                if not bool(task.unknown[place].any()):
                    known.append((number, channel))
                    continue
                found = model.pixel_logits(images, task.labels)[:, :, channel, y, x]
                drawn = model.dequantize(draw(found, task.noise[place], task.temperature)).to(images.dtype)
                images[place] = torch.where(task.unknown[place], drawn, images[place])
                logits[:, :, channel, number] = found
        if known:
            every = model.pixel_logits(images, task.labels)
            for number, channel in known:
                logits[:, :, channel, number] = every[:, :, channel, y, columns[number]]
        yield Row(y, tuple(columns), model.quantize(images[:, :, y, columns]).cpu(), logits.log_softmax(1).cpu())
