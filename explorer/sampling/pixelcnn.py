"""PixelCNN with every layer computed at the new pixel only.

A masked 3x3 convolution sees three pixels of the row above (or, dilated, of one further up) and one to the left. What
it takes from the row above is one product for a whole row, all blocks at once; what it takes from the left is one
product for a pixel, all blocks at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import Tensor

from explorer.models.pixelcnn import PixelCNN
from explorer.sampling import cached
from explorer.sampling.cached import Cache, First, array, neighbours, row_weights
from explorer.sampling.task import Row, Task


def with_bias(weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A 1x1 convolution as a matrix ``(outputs, inputs + 1)``: the last input is a 1."""
    return np.concatenate([weight[:, :, 0, 0], bias[:, None]], 1)


class PixelCNNCache(Cache):
    """A ``PixelCNN`` with its caches, for n pictures of ``labels``.

    Where a pixel has several channels the whole column is computed anew for each: the masks keep what is not yet known
    out of what counts.
    """

    def __init__(self, model: PixelCNN, images: Tensor, labels: Tensor | None):
        n, vectors = len(images), model.class_vectors(model.given, images, labels)
        super().__init__(model.shape, n, model.first.kernel_size[0] // 2)
        self.width, channels = model.shape[2], model.first.out_channels
        self.first = First(model.first, self.canvas, vectors)

        blocks = list(model.blocks)
        weights = np.stack([array(block.middle.masked_weight()) for block in blocks])
        self.above = np.stack([row_weights(weight[:, :, :1]) for weight in weights])
        self.left, self.centre = (
            np.ascontiguousarray(weights[:, :, :, 1, 0]),
            np.ascontiguousarray(weights[:, :, :, 1, 1]),
        )
        self.middle_bias = np.stack([array(block.middle.bias) for block in blocks])[:, :, None, None]
        self.shrink = [with_bias(array(block.shrink.masked_weight()), array(block.shrink.bias)) for block in blocks]
        self.grow = [with_bias(array(block.grow.masked_weight()), array(block.grow.bias)) for block in blocks]
        self.to_head = with_bias(array(model.to_head.masked_weight()), array(model.to_head.bias))
        self.to_logits = np.split(
            with_bias(array(model.to_logits.masked_weight()), array(model.to_logits.bias)), model.shape[0]
        )

        count, half = weights.shape[:2]
        # What each block's 3x3 convolution sees: of the rows above as many as its dilation says, with zeros left and
        # right, in
        # which the new row overwrites the oldest; and of the present row a feature written where the pixel lies that
        # hears it.
        self.dilations = [block.middle.dilation[0] for block in blocks]
        self.rows = [np.zeros((d, self.width + 2 * d, half, n), np.float32) for d in self.dilations]
        self.heard = np.zeros((self.width + max(self.dilations), count, half, n), np.float32)
        self.from_above = np.empty((self.width, count, half, n), np.float32)
        # a 1 below the features that the biases are multiplied with
        self.inner = np.ones((half + 1, n), np.float32)
        self.outer = np.ones((channels + 1, n), np.float32)
        self.top = np.ones((len(self.to_head) + 1, n), np.float32)

    def row(self, y: int) -> None:
        self.first.row(y)
        for block, weight in enumerate(self.above):
            dilation, rows = self.dilations[block], self.rows[block]
            found = weight @ neighbours(rows[y % dilation].transpose(1, 0, 2)[None], 3, dilation)
            self.from_above[:, block] = found.reshape(len(weight), self.width, -1).transpose(1, 0, 2)
        self.from_above += self.middle_bias[None, :, :, 0]

    def logits(self, y: int, x: int, channel: int) -> np.ndarray:
        left = np.matmul(self.left, self.heard[x])
        left += self.from_above[x]
        features = self.first.features(y, x)
        outer, inner = self.outer, self.inner
        for block, dilation in enumerate(self.dilations):
            np.maximum(features, 0, out=outer[:-1])
            shrunk = np.dot(self.shrink[block], outer)
            seen = np.maximum(shrunk, 0, out=self.heard[x + dilation, block])
            self.rows[block][y % dilation, x + dilation] = seen
            middle = np.dot(self.centre[block], seen)
            middle += left[block]
            np.maximum(middle, 0, out=inner[:-1])
            features += np.dot(self.grow[block], inner)
        np.maximum(features, 0, out=outer[:-1])
        np.maximum(np.dot(self.to_head, outer), 0, out=self.top[:-1])
        return np.dot(self.to_logits[channel], self.top)


def rows(task: Task) -> Iterator[Row]:
    """Rows of a ``PixelCNN``'s pictures."""
    return cached.rows(task, PixelCNNCache(task.model, task.images, task.labels))
