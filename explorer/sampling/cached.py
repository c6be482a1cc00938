"""Painting pixel by pixel with everything kept that a later pixel needs again.

In NumPy: a pixel takes some fifty products of small matrices, and calling torch for each costs more than computing it.
Features lie before pictures, ``(features, n)``, so that several pictures are the columns of one product.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from explorer.models.masked import Head, MaskedConv2d
from explorer.sampling.task import Row, Task


def array(tensor: Tensor) -> np.ndarray:
    """A parameter as float32 in NumPy, its elements in order."""
    return np.ascontiguousarray(tensor.detach().float().cpu().numpy())


def neighbours(rows: np.ndarray, kernel: int, dilation: int = 1) -> np.ndarray:
    """What a convolution sees at each of w columns, ``(kernel * k * features, w * n)``.

    ``rows`` are the k that it sees, ``(k, features, w + (kernel - 1) * dilation, n)``.
    """
    width = rows.shape[2] - (kernel - 1) * dilation
    starts = range(0, kernel * dilation, dilation)
    return np.stack([rows[:, :, start : start + width] for start in starts]).reshape(-1, width * rows.shape[3])


def row_weights(weight: np.ndarray) -> np.ndarray:
    """Weights of a convolution ``(outputs, features, k, kernel)`` as a matrix that goes with ``neighbours``."""
    return np.ascontiguousarray(weight.transpose(0, 3, 2, 1)).reshape(len(weight), -1)


def drawn(logits: np.ndarray, u: np.ndarray, temperature: float) -> np.ndarray:
    """``explorer.models.autoregressive.draw`` for one pixel: logits ``(levels, n)``, u ``(n,)`` -> levels ``(n,)``.

    The same arithmetic, in half the time where levels are few; a test holds the two together.
    """
    if temperature == 0:
        return logits.argmax(0)
    probabilities = logits.astype(np.float64)
    probabilities -= probabilities.max(0)
    probabilities /= temperature
    np.exp(probabilities, out=probabilities)
    probabilities /= probabilities.sum(0)
    return (probabilities.cumsum(0)[:-1] <= u).sum(0)


class Cache:
    """What of a network is kept from one pixel to the next.

    Row after row: ``row``, then ``logits`` and ``put`` for every pixel and channel.

    Attributes:
        canvas: the pictures as the network sees them, in [-1, 1], with ``side`` zeros above, left and right:
            ``(side + h, c, side + w + side, n)``.
    """

    def __init__(self, shape: tuple[int, int, int], n: int, side: int):
        planes, height, width = shape
        self.side = side
        self.canvas = np.zeros((side + height, planes, width + 2 * side, n), np.float32)

    def row(self, y: int) -> None:
        """Compute what row ``y`` takes from the rows above it, all of which are there."""

    def logits(self, y: int, x: int, channel: int) -> np.ndarray:
        """Logits ``(levels, n)`` of a pixel's channel.

        Everything before it is there; called once for each, in order.
        """
        raise NotImplementedError

    def put(self, y: int, x: int, channel: int, values: np.ndarray) -> None:
        """Write grey values ``(n,)`` in [0, 1]."""
        self.canvas[self.side + y, channel, self.side + x] = 2 * values - 1


class First:
    """A ``MaskedConv2d`` on the canvas, with a bias beside its own: ``row`` at the start of a row,
    then ``features`` at every pixel.

    Args:
        layer: as wide as the canvas has zeros around it, with mask A.
        canvas: as in ``Cache``.
        given: ``(n, outputs)``, added to every pixel's features, or None.
    """

    def __init__(self, layer: MaskedConv2d, canvas: np.ndarray, given: Tensor | None):
        self.canvas, self.kernel, self.side = canvas, layer.kernel_size[0], layer.kernel_size[0] // 2
        weight = array(layer.masked_weight())
        self.above = row_weights(weight[:, :, : self.side])
        self.left = np.ascontiguousarray(weight[:, :, self.side, : self.side + 1]).reshape(len(weight), -1)
        self.bias = array(layer.bias)[:, None] + (0 if given is None else array(given).T)

    def row(self, y: int) -> None:
        """What row ``y`` takes from the rows above it."""
        above = (self.above @ neighbours(self.canvas[y : y + self.side], self.kernel)).reshape(
            len(self.bias), -1, self.canvas.shape[3]
        )
        self.from_above = np.ascontiguousarray((above + self.bias[:, None]).transpose(1, 0, 2))

    def features(self, y: int, x: int) -> np.ndarray:
        """``(outputs, n)`` of a pixel, as far as it is known."""
        found = np.dot(
            self.left, self.canvas[y + self.side, :, x : x + self.side + 1].reshape(-1, self.canvas.shape[3])
        )
        found += self.from_above[x]
        return found


class HeadCache:
    """A ``Head`` at one pixel."""

    def __init__(self, head: Head):
        def planes(layer: nn.Conv2d, weight: Tensor) -> list[tuple[np.ndarray, np.ndarray]]:
            return list(
                zip(
                    np.split(array(weight)[:, :, 0, 0], head.planes),
                    np.split(array(layer.bias)[:, None], head.planes),
                    strict=True,
                )
            )

        self.first, self.last = planes(head.first, head.first.weight), planes(head.last, head.last.weight)
        self.own = planes(head.own, head.own.masked_weight()) if head.own is not None else None

    def logits(self, features: np.ndarray, pixel: np.ndarray, channel: int) -> np.ndarray:
        """Features ``(inputs, n)`` and the pixel as far as it is known ``(planes, n)`` -> logits ``(levels, n)`` of its
        channel.
        """
        weight, bias = self.first[channel]
        hidden = np.dot(weight, np.maximum(features, 0)) + bias
        if self.own is not None:
            weight, bias = self.own[channel]
            hidden += np.dot(weight, pixel) + bias
        weight, bias = self.last[channel]
        return np.dot(weight, np.maximum(hidden, 0)) + bias


def rows(task: Task, cache: Cache) -> Iterator[Row]:
    """Rows from top to bottom, drawn as ``model.sample`` draws them from the same noise."""
    planes, height, width = task.model.shape
    n, levels = len(task.images), task.model.levels
    # pixel first, then channel and picture, so that one pixel's numbers lie together
    noise, unknown, known, told = (
        np.ascontiguousarray(tensor.cpu().numpy().transpose(2, 3, 1, 0))
        for tensor in (task.noise, task.unknown, task.images, task.model.quantize(task.images))
    )
    greys = array(task.model.dequantize(torch.arange(levels)))
    asked = unknown.any((2, 3)).tolist()
    logits = np.empty((levels, planes, width, n), np.float32)
    for y in range(height):
        cache.row(y)
        for x in range(width):
            if task.should_stop():
                return
            for channel in range(planes):
                found = logits[:, channel, x] = cache.logits(y, x, channel)
                values = known[y, x, channel]
                if asked[y][x]:
                    free = unknown[y, x, channel]
                    level = drawn(found, noise[y, x, channel], task.temperature)
                    told[y, x, channel] = np.where(free, level, told[y, x, channel])
                    values = np.where(free, greys[level], values)
                cache.put(y, x, channel, values)
        yield Row(
            y,
            tuple(range(width)),
            torch.from_numpy(told[y].transpose(2, 1, 0).copy()),
            torch.from_numpy(logits.transpose(3, 0, 1, 2).copy()).log_softmax(1),
        )
