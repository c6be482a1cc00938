"""PixelCNN++ with its stream from above computed once a row, and its left stream a pixel at a time, at every size.

Row y of the stream from above depends on rows above y only. Of a convolution of the left stream what it takes from the
row above is one product for a whole row; what it takes from the present row is one product at a pixel. A half-sized
place is computed when the first of the pixels that lie in it comes, and stands for all of them, as in
explorer.models.pixelcnnpp.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import Tensor, nn

from explorer.models.pixelcnnpp import MAX_LOG_SCALE, MIN_LOG_SCALE, Block, PixelCNNPP, Shifted
from explorer.sampling import cached
from explorer.sampling.cached import Cache, array, neighbours, row_weights
from explorer.sampling.task import Row, Task


def both_signs(x: np.ndarray) -> np.ndarray:
    """``(channels, ...)`` -> ``(2 * channels, ...)``: the exponential linear unit of x and of -x."""
    below = np.expm1(-np.abs(x))  # what either is where its argument is negative
    return np.concatenate([np.maximum(x, below), np.maximum(-x, below)])


def halved(weights: np.ndarray) -> np.ndarray:
    """Half of everything, for ``gated``: a sigmoid(b) = 0.5 a (1 + tanh(0.5 b))."""
    return 0.5 * weights


def gated(halves: np.ndarray) -> np.ndarray:
    """A gated linear unit ``(2 * channels, ...)`` -> ``(channels, ...)`` of ``halved`` sums."""
    value, opened = np.split(halves, 2)
    return value * (1 + np.tanh(opened))


def pointwise(layer: nn.Conv2d) -> np.ndarray:
    """A 1x1 convolution as a matrix ``(outputs, inputs)``."""
    return np.ascontiguousarray(array(layer.weight)[:, :, 0, 0])


def applied(weight: np.ndarray, row: np.ndarray) -> np.ndarray:
    """A matrix at every place of a row: ``(inputs, w, n)`` -> ``(outputs, w, n)``."""
    return (weight @ row.reshape(len(row), -1)).reshape(len(weight), *row.shape[1:])


class RowsAbove:
    """A ``Shifted`` of the stream from above: it sees the row that it is given and the one given before.

    Args:
        scale: what its weights and bias are multiplied with.
    """

    def __init__(self, layer: Shifted, width: int, n: int, scale: float = 1.0):
        self.weight, self.bias = scale * row_weights(array(layer.weight)), scale * array(layer.bias)[:, None, None]
        self.seen = np.zeros((2, layer.in_channels, width + 2, n), np.float32)
        self.stride = layer.stride[0]

    def step(self, row: np.ndarray) -> np.ndarray | None:
        """``(inputs, w, n)`` -> ``(outputs, w, n)``, or half as wide with a stride of 2."""
        self.seen[0] = self.seen[1]
        self.seen[1, :, 1:-1] = row
        found = neighbours(self.seen, 3).reshape(self.weight.shape[1], row.shape[1], -1)[:, :: self.stride]
        return applied(self.weight, found) + self.bias

    def remember(self, row: np.ndarray) -> None:
        """A row between two that count, with a stride of 2: the next one sees it above itself."""
        self.seen[1, :, 1:-1] = row


class BlockAbove:
    """A ``Block`` of the stream from above, row by row."""

    def __init__(self, block: Block, width: int, n: int):
        self.first, self.second = RowsAbove(block.first, width, n), RowsAbove(block.second, width, n, 0.5)
        self.aside = None if block.aside is None else pointwise(block.aside)
        self.aside_bias = None if block.aside is None else array(block.aside.bias)[:, None, None]

    def row(self, x: np.ndarray, aside: np.ndarray | None = None) -> np.ndarray:
        """``(channels, w, n)`` and what is beside it -> ``(channels, w, n)``."""
        hidden = self.first.step(both_signs(x))
        if self.aside is not None:
            hidden += applied(self.aside, both_signs(aside)) + self.aside_bias
        return x + gated(self.second.step(both_signs(hidden)))


class PixelsLeft:
    """A ``Shifted`` of the left stream: it sees two pixels of the row above and two of the present one.

    Args:
        scale: what its weights and bias are multiplied with.
    """

    def __init__(self, layer: Shifted, width: int, n: int, scale: float = 1.0):
        weight = scale * array(layer.weight)
        self.above = row_weights(weight[:, :, :1])
        self.here = row_weights(weight[:, :, 1:])
        self.bias = scale * array(layer.bias)[:, None, None]
        self.stride = layer.stride[0]
        # place, features, picture: two neighbours lie together; the first place is the zero left of the picture
        self.seen = np.zeros((width + 1, layer.in_channels, n), np.float32)

    def row(self, more: np.ndarray | float = 0.0) -> None:
        """Begin a row that lies below the one that was seen; ``more`` ``(outputs, w, n)`` is added at its places."""
        above = neighbours(self.seen.transpose(1, 0, 2)[None], 2).reshape(self.above.shape[1], len(self.seen) - 1, -1)
        found = applied(self.above, above[:, :: self.stride]) + self.bias + more
        self.from_above = np.ascontiguousarray(found.transpose(1, 0, 2))

    def see(self, x: int, features: np.ndarray) -> None:
        """``(inputs, n)`` are at column ``x``."""
        self.seen[x + 1] = features

    def at(self, x: int) -> np.ndarray:
        """``(outputs, n)`` at column ``x``, which was seen."""
        found = np.dot(self.here, self.seen[x : x + 2].reshape(self.here.shape[1], -1))
        found += self.from_above[x // self.stride]
        return found


class BlockLeft:
    """A ``Block`` of the left stream: ``row``, then ``pixel`` at every place.

    Of what it sees beside itself the first ``channels`` features are the stream's from above; what follows is the left
    stream's own.
    """

    def __init__(self, block: Block, channels: int, width: int, n: int):
        self.first, self.second = PixelsLeft(block.first, width, n), PixelsLeft(block.second, width, n, 0.5)
        aside = pointwise(block.aside)
        beside = aside.shape[1] // 2
        positive, negative = aside[:, :beside], aside[:, beside:]
        self.aside_above = np.concatenate([positive[:, :channels], negative[:, :channels]], 1)
        own = np.concatenate([positive[:, channels:], negative[:, channels:]], 1)
        self.aside_own = np.ascontiguousarray(own) if own.size else None
        self.aside_bias = array(block.aside.bias)[:, None, None]

    def row(self, above: np.ndarray) -> None:
        """Begin a row, of which ``above`` ``(channels, w, n)`` is known."""
        self.first.row(applied(self.aside_above, both_signs(above)) + self.aside_bias)
        self.second.row()

    def pixel(self, x: int, left: np.ndarray, again: np.ndarray | None = None) -> np.ndarray:
        """``(channels, n)`` at column ``x``, and what this stream had there before -> ``(channels, n)``."""
        self.first.see(x, both_signs(left))
        hidden = self.first.at(x)
        if again is not None:
            hidden += np.dot(self.aside_own, both_signs(again))
        self.second.see(x, both_signs(hidden))
        return left + gated(self.second.at(x))


class Size:
    """All blocks of one size, down and up again, and the next smaller size between them.

    Args:
        number: 0 for the size of the picture.
        width: of this size.
    """

    def __init__(self, model: PixelCNNPP, number: int, width: int, n: int):
        down, up = list(model.down[number]), list(model.up[number])
        channels = down[0].above.first.out_channels
        self.above_down, self.above_up = ([BlockAbove(pair.above, width, n) for pair in pairs] for pairs in (down, up))
        self.left_down, self.left_up = (
            [BlockLeft(pair.left, channels, width, n) for pair in pairs] for pairs in (down, up)
        )
        self.smaller = None
        if number + 1 < len(model.down):
            half = (width + 1) // 2
            self.smaller = Size(model, number + 1, half, n)
            self.shrink_above = RowsAbove(model.shrink[number][0], width, n)
            self.shrink_left = PixelsLeft(model.shrink[number][1], width, n)
            self.grow_above, self.grow_left = (
                (pointwise(layer), array(layer.bias)[:, None]) for layer in model.grow[number]
            )
            self.grown_left = np.empty((half, channels, n), np.float32)

    def row(self, y: int, above: np.ndarray) -> np.ndarray:
        """Begin row ``y``: ``above`` ``(channels, w, n)`` is the stream from above as it comes in, and the answer as it
        goes out.
        """
        kept = []
        for over, left in zip(self.above_down, self.left_down, strict=True):
            above = over.row(above)
            left.row(above)
            kept.append(above)
        if self.smaller is not None:
            above = self._smaller_row(y, above)
        for over, left in zip(self.above_up, self.left_up, strict=True):
            above = over.row(above, kept.pop())
            left.row(above)
        return above

    def _smaller_row(self, y: int, above: np.ndarray) -> np.ndarray:
        """What the smaller sizes make of the stream from above, as wide as this one."""
        self.is_first = y % 2 == 0  # of the two rows that lie in one row of the smaller size
        if self.is_first:
            weight, bias = self.grow_above
            grown = applied(weight, self.smaller.row(y // 2, self.shrink_above.step(above))) + bias[:, None]
            self.grown_above = grown.repeat(2, 1)[:, : above.shape[1]]
            self.shrink_left.row()
        else:
            self.shrink_above.remember(above)
        return self.grown_above

    def pixel(self, x: int, left: np.ndarray) -> np.ndarray:
        """The left stream ``(channels, n)`` at column ``x`` as it comes in -> as it goes out."""
        kept = []
        for block in self.left_down:
            left = block.pixel(x, left)
            kept.append(left)
        if self.smaller is not None:
            self.shrink_left.see(x, left)
            if self.is_first and x % 2 == 0:
                weight, bias = self.grow_left
                self.grown_left[x // 2] = np.dot(weight, self.smaller.pixel(x // 2, self.shrink_left.at(x))) + bias
            left = self.grown_left[x // 2]
        for block in self.left_up:
            left = block.pixel(x, left, kept.pop())
        return left


class Mixture:
    """The logistics of one pixel of n pictures, and what they say of each level.

    Args:
        levels: how many.
        out: what the network says ``(mixtures * (1 + 2 * planes + planes * (planes - 1) / 2), n)``.
        mixtures, planes: how many.
    """

    def __init__(self, levels: int, out: np.ndarray, mixtures: int, planes: int):
        weights, rest = out[:mixtures], out[mixtures:].reshape(mixtures, -1, out.shape[1])
        self.levels = levels
        self.weights = weights - np.logaddexp.reduce(weights, 0)
        self.means, scales, self.slopes = np.split(rest, [planes, 2 * planes], 1)
        self.inverse = np.exp(-scales.clip(MIN_LOG_SCALE, MAX_LOG_SCALE))
        self.half = 1 / (levels - 1)
        self.edges = (2 * self.half * np.arange(1, levels) - 1 - self.half).astype(np.float32)[:, None, None]

    def log_probabilities(self, channel: int, pixel: np.ndarray) -> np.ndarray:
        """log p ``(levels, n)`` of a channel's levels, where ``pixel`` ``(planes, n)`` holds the greys before it, in
        [-1, 1].
        """
        if channel:
            self._learn(channel - 1, pixel)
        self.bins = self._bins(channel, pixel)
        joint = self.weights + self.bins
        highest = joint.max(1, keepdims=True)
        return np.log(np.exp(joint - highest).sum(1)) + highest[:, 0]

    def _bins(self, channel: int, pixel: np.ndarray) -> np.ndarray:
        """What each logistic puts on each level, ``(levels, mixtures, n)``, in logs."""
        mean = self.means[:, channel]
        for before, slope in enumerate(range(channel * (channel - 1) // 2, channel * (channel + 1) // 2)):
            mean = mean + np.tanh(self.slopes[:, slope]) * pixel[before]
        inverse = self.inverse[:, channel]
        at_edges = inverse * (self.edges - mean)
        below = np.minimum(at_edges, 0) - np.log1p(np.exp(-np.abs(at_edges)))  # log of what lies below each edge
        bins = np.zeros((self.levels, *mean.shape), np.float32)
        bins[:-1] += below
        bins[1:] += below - at_edges
        bins[1:-1] += np.log(-np.expm1(-2 * self.half * inverse))
        return bins

    def _learn(self, channel: int, pixel: np.ndarray) -> None:
        """The planes of a pixel share the choice of a logistic: its level in ``channel`` tells which."""
        level = ((pixel[channel] + 1) / 2 * (self.levels - 1)).round().astype(int)
        weights = self.weights + self.bins[level, :, np.arange(len(level))].T
        self.weights = weights - np.logaddexp.reduce(weights, 0)


class PixelCNNPPCache(Cache):
    """A ``PixelCNNPP`` with its caches, for n pictures of ``labels``."""

    def __init__(self, model: PixelCNNPP, images: Tensor, labels: Tensor | None):
        planes, height, width = model.shape
        n, vectors = len(images), model.class_vectors(model.given, images, labels)
        super().__init__((planes + 1, height, width), n, 2)
        # beside the picture lies a plane of ones; with the picture it ends at the frame
        self.canvas[self.side :, planes, self.side : self.side + width] = 1
        self.planes, self.width, self.levels, self.mixtures = planes, width, model.levels, model.mixtures
        self.from_above = row_weights(array(model.from_above.weight))
        self.row_above = row_weights(array(model.row_above.weight))
        self.from_left = row_weights(array(model.from_left.weight).transpose(0, 1, 3, 2))
        bias_above, bias_left = array(model.from_above.bias), array(model.row_above.bias) + array(model.from_left.bias)
        given = np.zeros((n, 2 * len(bias_left)), np.float32) if vectors is None else array(vectors)
        given_above, given_left = np.split(given.T, 2)
        self.bias_above, self.bias_left = bias_above[:, None] + given_above, bias_left[:, None] + given_left
        self.size = Size(model, 0, width, n)
        self.to_mixture, self.to_bias = pointwise(model.to_mixture), array(model.to_mixture.bias)[:, None]

    def row(self, y: int) -> None:
        rows = self.canvas[
            y : y + self.side, :, self.side - 1 : 1 - self.side
        ]  # the two above, one column more each side
        above = (self.from_above @ neighbours(rows, 3)).reshape(-1, self.width, rows.shape[3])
        self.size.row(y, above + self.bias_above[:, None])
        near = (self.row_above @ neighbours(rows[1:], 3)).reshape(above.shape) + self.bias_left[:, None]
        self.near = np.ascontiguousarray(near.transpose(1, 0, 2))

    def logits(self, y: int, x: int, channel: int) -> np.ndarray:
        column = x + self.side - 1
        if channel == 0:
            before = self.canvas[y + self.side - 1 : y + self.side + 1, :, column]
            left = self.size.pixel(x, np.dot(self.from_left, before.reshape(-1, before.shape[-1])) + self.near[x])
            features = np.maximum(left, np.expm1(np.minimum(left, 0)))
            out = np.dot(self.to_mixture, features) + self.to_bias
            self.mixture = Mixture(self.levels, out, self.mixtures, self.planes)
        return self.mixture.log_probabilities(channel, self.canvas[y + self.side, : self.planes, x + self.side])


def rows(task: Task) -> Iterator[Row]:
    """Rows of a ``PixelCNNPP``'s pictures."""
    return cached.rows(task, PixelCNNPPCache(task.model, task.images, task.labels))
