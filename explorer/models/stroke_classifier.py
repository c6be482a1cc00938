"""A small classifier of drawings in strokes: the independent judge of what a model draws under a class.

It sees what a pen did and not how fast: stroke-5 rows through convolutions along the drawing, each beside the place
that the pen has come to, then the mean and the largest of each feature over the points.

[1] Kim, Convolutional Neural Networks for Sentence Classification, 2014, arXiv:1408.5882 (largest over time)

Deviations from [1]: four layers of kernels of five in pairs with pooling between, layer normalisation, GELU, dropout.
"""

from __future__ import annotations

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models import pen


class StrokeClassifier(nn.Module, PyTorchModelHubMixin):
    """Drawings to the probabilities of classes.

    Args:
        classes: how many.
        scale: units of the paper that are 1 for the network.
        channels: of the first two convolutions; the next two have twice as many.
        dropout: share of the features that are silenced in training.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, classes: int = 8, scale: float = 40.0, channels: int = 64, dropout: float = 0.3):
        super().__init__()
        if min(classes, channels) < 1 or not scale > 0:
            raise ValueError("classes and channels are at least 1, scale is above 0")
        self.classes, self.scale, self.latents = classes, float(scale), 0
        wide = 2 * channels
        self.layers = nn.ModuleList(
            nn.Conv1d(before, after, 5, padding=2)
            for before, after in ((pen.SEEN, channels), (channels, channels), (channels, wide), (wide, wide))
        )
        self.norms = nn.ModuleList(nn.LayerNorm(size) for size in (channels, channels, wide, wide))
        self.dropout = nn.Dropout(dropout)
        self.to_logits = nn.Linear(2 * wide, classes)

    def forward(self, strokes: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy ``(n,)`` in nats of drawings in stroke-5 ``(n, rows, 5)`` and their labels ``(n,)``."""
        return F.nll_loss(self.name_strokes(strokes), labels.long(), reduction="none")

    def loss(self, strokes: Tensor, labels: Tensor) -> Tensor:
        """The mean of ``forward``."""
        return self(strokes, labels).mean()

    def name_strokes(self, strokes: Tensor) -> Tensor:
        """Drawings in stroke-5 ``(n, rows, 5)``, each with its end -> log-probabilities ``(n, classes)``.

        What is padded behind an end changes nothing. Raises ValueError for other shapes.
        """
        x = pen.seen(strokes, self.scale)
        ended = strokes[..., 4:] == 1
        past = ended.cumsum(1) > 1  # behind the row of the end
        x = x.masked_fill(past, 0)
        for number, (layer, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            x = F.gelu(norm(layer(x.transpose(1, 2)).transpose(1, 2))).masked_fill(past, 0)
            if number == 1:
                x, past = _halved(x.masked_fill(past, -torch.inf)), past[:, ::2]
                x = x.masked_fill(past, 0)
        mean = x.sum(1) / (~past).sum(1)
        largest = x.masked_fill(past, -torch.inf).amax(1)
        return torch.log_softmax(self.to_logits(self.dropout(torch.cat([mean, largest], -1))).float(), -1)


def _halved(x: Tensor) -> Tensor:
    """Features ``(n, rows, channels)``, the larger of every two rows."""
    return F.max_pool1d(x.transpose(1, 2), 2, ceil_mode=True).transpose(1, 2)
