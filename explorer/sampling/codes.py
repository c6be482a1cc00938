"""A prior over codes, painted as a Gated PixelCNN is:
what is kept of a pixel is its code's vector instead of its grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from explorer.models.code_prior import CodePrior
from explorer.sampling import cached
from explorer.sampling.cached import array
from explorer.sampling.gated import GatedCache, Given
from explorer.sampling.task import Row, Task


class CodeCache(GatedCache):
    """A ``CodePrior`` with its caches. Arguments as its parent's."""

    def __init__(self, model: CodePrior, images: Tensor, given: Sequence[Given] | None):
        super().__init__(model, images, given)
        self.vectors, self.most = array(model.embedding.weight), model.levels - 1

    def put(self, y: int, x: int, channel: int, values: np.ndarray) -> None:
        """Write codes ``(n,)``, code k as k / (K - 1); one between two is the nearer, as the model reads it."""
        codes = np.rint(np.clip(values, 0, 1) * self.most).astype(int)
        self.canvas[self.side + y, :, self.side + x] = self.vectors[codes].T


@torch.no_grad()
def rows(task: Task) -> Iterator[Row]:
    """Rows of a ``CodePrior``'s codes; of a bottom level those ``below`` the codes it was told."""
    return cached.rows(task, CodeCache(task.model, task.images, task.model.biases(task.images, task.labels)))
