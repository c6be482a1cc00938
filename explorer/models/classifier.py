"""A small convolutional classifier: the independent judge of what conditional models draw.

[1] LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE, 1998

Deviations from [1]: 3x3 kernels in pairs with max pooling, GELU, dropout before the last layer, softmax and
cross-entropy.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.blocks import check_arguments, check_pictures


class Classifier(nn.Module, PyTorchModelHubMixin):
    """Pictures to the probabilities of classes.

    Args:
        shape: of a picture; height and width are multiples of 4.
        classes: how many.
        channels: of the first two convolutions; the next two have twice as many.
        width: of the hidden fully connected layer.
        dropout: share of its units that are silenced in training.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        classes: int = 10,
        channels: int = 32,
        width: int = 128,
        dropout: float = 0.4,
    ):
        super().__init__()
        self.shape, self.classes = check_arguments(shape, classes=classes, channels=channels, width=width), classes
        planes, height, columns = self.shape
        if height % 4 or columns % 4:
            raise ValueError(f"height and width must be multiples of 4, not {height} and {columns}")
        self.features = nn.Sequential(
            nn.Conv2d(planes, channels, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.GELU(),
            nn.MaxPool2d(2),
            nn.Conv2d(channels, 2 * channels, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(2 * channels, 2 * channels, 3, padding=1),
            nn.GELU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(2 * channels * height * columns // 16, width),
            nn.GELU(),
        )
        self.dropout = nn.Dropout(dropout)
        self.to_logits = nn.Linear(width, classes)

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy ``(n,)`` in nats of pictures ``(n, *shape)`` in [0, 1] and their labels ``(n,)``."""
        return F.nll_loss(self.classify(images), labels.long(), reduction="none")

    def loss(self, images: Tensor, labels: Tensor) -> Tensor:
        """The mean of ``forward``."""
        return self(images, labels).mean()

    def classify(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> log-probabilities ``(n, classes)``.

        Raises ValueError for other shapes.
        """
        seen = self.features(2 * check_pictures(images, self.shape) - 1)
        return torch.log_softmax(self.to_logits(self.dropout(seen)).float(), 1)
