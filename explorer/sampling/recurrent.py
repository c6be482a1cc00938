"""PixelRNN by its own recurrence: one LSTM step a pixel and layer,
where a full pass takes those of the whole picture again.

Row LSTM: what a row takes from the states of the row above is one product a row. Diagonal BiLSTM: the one from the left
is carried along with the pixels; the one from the right stands a row lower, so that it runs over a row once that is
painted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import Tensor

from explorer.models.pixelrnn import PixelRNN
from explorer.sampling import cached
from explorer.sampling.cached import Cache, First, HeadCache, array
from explorer.sampling.task import Row, Task


def half(x: np.ndarray) -> np.ndarray:
    """The weights of three sigmoids and one tanh ``(..., 4 * channels, inputs)``, those of the sigmoids times 0.5:
    see ``cell``.
    """
    x = x.copy()
    x[..., : x.shape[-2] * 3 // 4, :] *= 0.5
    return x


def cell(gates: np.ndarray, memory: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``explorer.models.pixelrnn.cell`` on ``(..., 4 * channels, n)``, halved:
    sigmoid(a) = 0.5 (1 + tanh(a / 2)) takes one tanh for all gates.
    """
    np.tanh(gates, out=gates)
    channels = gates.shape[-2] // 4
    opened = gates[..., : 3 * channels, :]
    opened += 1
    opened *= 0.5
    memory = (
        gates[..., channels : 2 * channels, :] * memory
        + gates[..., 2 * channels : 3 * channels, :] * gates[..., 3 * channels :, :]
    )
    return gates[..., :channels, :] * np.tanh(memory), memory


class Weights:
    """The weights of one direction of all layers, each ``(layers, 4 * channels, inputs)``:
    by the pixel they are applied to.
    """

    def __init__(self, layers: list, row: bool):
        inputs, states = (
            np.stack([array(getattr(layer, part).weight) for layer in layers]) for part in ("input", "state")
        )
        self.bias = half(np.stack([array(layer.input.bias)[:, None] for layer in layers]))
        self.now = half(inputs[:, :, :, 0, -1])
        # a Row LSTM sees the input to the left and three states above, a diagonal one the state to the left and one
        # above
        self.left = half(inputs[:, :, :, 0, 0] if row else states[:, :, :, 1])
        self.above = [half(states[:, :, :, column]) for column in (range(3) if row else (0,))]


class RecurrentCache(Cache):
    """A ``PixelRNN`` of either kind with what it remembers, for n pictures of ``labels``."""

    def __init__(self, model: PixelRNN, images: Tensor, labels: Tensor | None):
        n, vectors = len(images), model.class_vectors(model.given, images, labels)
        super().__init__(model.shape, n, model.first.kernel_size[0] // 2)
        self.first = First(model.first, self.canvas, vectors)
        self.head, self.is_row = HeadCache(model.head), model.kind == "row"
        layers, width, channels = list(model.layers), model.shape[2], model.out[0].in_channels
        self.weights = Weights(layers if self.is_row else [layer.left for layer in layers], self.is_row)
        self.out = [(array(out.weight)[:, :, 0, 0], array(out.bias)[:, None]) for out in model.out]

        # of each pixel of a row, a zero left of it: in the states' also right of it; the new row overwrites the old
        self.inputs = np.zeros((width + 1, len(layers), 2 * channels, n), np.float32)
        self.memory = np.zeros((width + 1, len(layers), channels, n), np.float32)
        self.states = np.zeros((width + 2, len(layers), channels, n), np.float32)
        self.left = self.inputs if self.is_row else self.states
        # states of the LSTM from the right in the row above
        self.from_right = np.zeros((width, len(layers), channels, n), np.float32)
        self.right_weights = None if self.is_row else Weights([layer.right for layer in layers], False)

    def row(self, y: int) -> None:
        self.first.row(y)
        width, weights = len(self.from_right), self.weights
        start = 0 if self.is_row else 1
        self.from_above = (
            sum(
                np.matmul(weight, self.states[start + column : start + column + width])
                for column, weight in enumerate(weights.above)
            )
            + weights.bias
        )
        if self.right_weights is not None and y > 0:
            weights = self.right_weights
            gates = (
                np.matmul(weights.now, self.inputs[1:]) + np.matmul(weights.above[0], self.from_right) + weights.bias
            )
            state = memory = np.zeros_like(self.from_right[0])
            for x in reversed(range(width)):
                state, memory = cell(gates[x] + np.matmul(weights.left, state), memory)
                self.from_right[x] = state

    def features(self, y: int, x: int) -> np.ndarray:
        """What the network knows of pixel ``(y, x)`` before it: ``(2 * channels, n)``.

        Once for every pixel of a row, from left to right.
        """
        before = np.matmul(self.weights.left, self.left[x])
        before += self.from_above[x]
        features = self.first.features(y, x)
        remembered = self.memory[x + 1 if self.is_row else x]  # the row above's, or the left pixel's
        for layer, (weight, bias) in enumerate(self.out):
            self.inputs[x + 1, layer] = features
            gates = np.dot(self.weights.now[layer], features)
            gates += before[layer]
            self.states[x + 1, layer], self.memory[x + 1, layer] = cell(gates, remembered[layer])
            features = features + np.dot(weight, self.states[x + 1, layer] + self.from_right[x, layer]) + bias
        return features

    def logits(self, y: int, x: int, channel: int) -> np.ndarray:
        if channel == 0:
            self.seen = self.features(y, x)
        return self.head.logits(self.seen, self.canvas[self.side + y, :, self.side + x], channel)


def rows(task: Task) -> Iterator[Row]:
    """Rows of a ``PixelRNN``'s pictures."""
    return cached.rows(task, RecurrentCache(task.model, task.images, task.labels))
