"""Gated PixelCNN with its vertical stack computed once a row, and its horizontal stack a pixel at a time.

explorer.models.gated_pixelcnn shifts the picture once, at the input: row y of the vertical stack, and of its links,
depends on rows above y only. Of a layer there are kept: the last rows that its vertical convolution sees (as many as
its dilation spans), the link of the present row, and the columns to the left that its horizontal convolution sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from torch import Tensor

from explorer.models.gated_pixelcnn import GatedPixelCNN, GatedStack
from explorer.sampling import cached
from explorer.sampling.cached import Cache, HeadCache, array, neighbours, row_weights
from explorer.sampling.task import Row, Task

Given = tuple[Tensor, Tensor] | None


def half_open(x: np.ndarray) -> np.ndarray:
    """The second half of ``(2 * channels, ...)`` times 0.5:
    tanh(a) sigmoid(b) = 0.5 tanh(a) (1 + tanh(b / 2)) takes one tanh for both halves.
    """
    x = x.copy()
    x[len(x) // 2 :] *= 0.5
    return x


class StackCache:
    """A ``GatedStack`` with its caches: ``row`` at the start of a row, then ``features`` at every pixel.

    Args:
        stack: the network.
        canvas: as in ``Cache``, with ``stack.layers[0].side`` zeros around; whoever owns it writes the pixels.
        given: what is added to every layer's gates, vertical and horizontal: ``(n, 2 * channels, 1, 1)`` or maps of the
            picture's size, or None.
    """

    def __init__(self, stack: GatedStack, canvas: np.ndarray, given: Sequence[Given]):
        layers = list(stack.layers)
        self.canvas, self.side = canvas, layers[0].side
        self.kernels = [layer.vertical.kernel_size[1] for layer in layers]
        self.dilations = [layer.dilation for layer in layers]
        self.width, n = canvas.shape[2] - 2 * self.side, canvas.shape[3]
        channels = self.channels = layers[0].horizontal.out_channels // 2
        self.vertical = [
            (row_weights(array(layer.vertical.weight)), array(layer.vertical.bias)[:, None]) for layer in layers
        ]
        self.link = [
            (
                half_open(array(layer.link.weight)[:, :, 0, 0]),
                half_open(array(layer.link.bias) + array(layer.horizontal.bias))[:, None],
            )
            for layer in layers
        ]
        self.given = [pair and tuple(array(part.permute(2, 1, 3, 0)) for part in pair) for pair in given]
        self.above = [
            np.zeros((layer.reach + 1, channels, self.width + 2 * layer.side, n), np.float32) for layer in layers[1:]
        ]
        self.links = np.empty((self.width, len(layers), 2 * channels, n), np.float32)

        # (2 channels, columns, inputs)
        across = [half_open(array(layer.horizontal.weight)[:, :, 0]).transpose(0, 2, 1) for layer in layers]
        planes, columns = canvas.shape[1], across[-1].shape[1] - 1 if len(layers) > 1 else 1
        self.first = np.ascontiguousarray(across[0].transpose(0, 2, 1)).reshape(2 * channels, planes * self.side)
        self.now, self.past = (
            np.empty((len(layers) - 1, 2 * channels, count * channels), np.float32) for count in (1, columns)
        )
        for index, weight in enumerate(across[1:]):
            self.now[index], self.past[index] = weight[:, -1], weight[:, :-1].reshape(2 * channels, -1)
        # What layers hear from the left: a feature is written where the pixel lies that hears it, as many columns
        # further as
        # its layer's dilation says, so that all that one pixel hears lies together: (place, layer, column, channels,
        # n).
        self.ahead = [[dilation * step for step in range(1, columns + 1)] for dilation in self.dilations[1:]]
        most = max([steps[-1] for steps in self.ahead], default=0)
        self.heard = np.zeros((self.width + most, len(layers) - 1, columns, channels, n), np.float32)

        # twice the gates, and a 1 below them that the biases are multiplied with
        self.gates = np.ones((len(layers), channels + 1, n), np.float32)
        self.around, self.before, self.zero = (
            np.empty((2 * channels, n), np.float32),
            np.empty_like(self.links[0, 1:]),
            np.zeros((channels, n), np.float32),
        )
        out = [
            np.concatenate([0.5 * array(layer.out.weight)[:, :, 0, 0], array(layer.out.bias)[:, None]], 1)
            for layer in layers[:-1]
        ]
        self.gated = [gates[:-1] for gates in self.gates]
        self.steps = list(zip(out, self.gates, self.ahead, self.now, self.before, strict=False))
        skips = np.zeros((stack.skips.out_channels, len(layers), channels + 1), np.float32)
        skips[:, :, :-1] = 0.5 * array(stack.skips.weight)[:, :, 0, 0].reshape(-1, len(layers), channels)
        skips[:, 0, -1] = array(stack.skips.bias)
        self.skips = skips.reshape(len(skips), -1)

    def row(self, y: int) -> None:
        """The vertical stack and all links of row ``y``, from the rows above it."""
        seen = self.canvas[y : y + self.side]
        for index, (kernel, dilation) in enumerate(zip(self.kernels, self.dilations, strict=True)):
            weight, bias = self.vertical[index]
            down = weight @ neighbours(seen[::dilation], kernel, dilation) + bias
            weight, bias = self.link[index]
            link = (weight @ down + bias).reshape(2 * self.channels, self.width, -1)
            down = down.reshape(link.shape)
            if self.given[index] is not None:
                down, link = down + self._given(index, 0, y), link + half_open(self._given(index, 1, y))
            self.links[:, index] = link.transpose(1, 0, 2)
            if index < len(self.above):
                seen = self.above[index]
                side = (seen.shape[2] - self.width) // 2
                seen[:-1] = seen[1:]
                value, opened = np.split(down, 2)
                seen[-1, :, side : side + self.width] = 0.5 * np.tanh(value) * (1 + np.tanh(0.5 * opened))

    def _given(self, index: int, stack: int, y: int) -> np.ndarray:
        part = self.given[index][stack]
        return part[y if len(part) > 1 else 0]

    def features(self, y: int, x: int) -> np.ndarray:
        """What the network knows of pixel ``(y, x)`` before it: ``(skip, n)``.

        Once for every pixel of a row, from left to right.
        """
        channels, n = self.channels, self.canvas.shape[3]
        np.matmul(self.past, self.heard[x].reshape(len(self.past), self.past.shape[2], n), self.before)
        self.before += self.links[x, 1:]
        # everything below is written into the same places again: making arrays would take as long as computing them
        gates, below = self.around, self.zero  # the first layer adds to nothing
        value, opened = gates[:channels], gates[channels:]
        np.dot(self.first, self.canvas[y + self.side, :, x : x + self.side].reshape(-1, n), gates)
        np.add(gates, self.links[x, 0], gates)
        for index, gated in enumerate(self.gated):
            np.tanh(gates, gates)
            np.add(opened, 1, opened)
            np.multiply(value, opened, gated)
            if index < len(self.steps):
                out, with_one, ahead, now, before = self.steps[index]
                below = np.add(below, np.dot(out, with_one), self.heard[x + ahead[0], index, -1])
                for step in range(1, len(ahead)):
                    self.heard[x + ahead[step], index, -1 - step] = below
                np.dot(now, below, gates)
                np.add(gates, before, gates)
        return np.dot(self.skips, self.gates.reshape(-1, n))


class GatedCache(Cache):
    """A ``GatedPixelCNN`` with its caches, for n ``images``; ``given`` as in ``StackCache``,
    nothing for any layer where it is None.
    """

    def __init__(self, model: GatedPixelCNN, images: Tensor, given: Sequence[Given] | None):
        first = model.stack.layers[0]
        super().__init__((first.vertical.in_channels, *model.shape[1:]), len(images), first.side)
        self.stack, self.head = (
            StackCache(model.stack, self.canvas, given or [None] * len(model.stack.layers)),
            HeadCache(model.head),
        )

    def row(self, y: int) -> None:
        self.stack.row(y)

    def logits(self, y: int, x: int, channel: int) -> np.ndarray:
        if channel == 0:
            self.seen = self.stack.features(y, x)
        return self.head.logits(self.seen, self.canvas[self.side + y, :, self.side + x], channel)


def rows(task: Task) -> Iterator[Row]:
    """Rows of a ``GatedPixelCNN``'s pictures."""
    return cached.rows(task, GatedCache(task.model, task.images, task.model.biases(task.images, task.labels)))
