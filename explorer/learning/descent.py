"""One step down a gradient, as every network of this project is trained: its optimizer, its batches, its seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Generator, Tensor, nn

MAX_NORM = 200.0  # of a gradient, several times what is usual: above it a step is shortened
NEAR = 0.2  # share that lengths may differ by and still share a batch
PRIME = 1_000_003  # keeps the seeds of two runs' steps apart


def adamw(model: nn.Module, rate: float, decay: float = 0.0) -> torch.optim.AdamW:
    """AdamW over a model's weights; offsets and scales are not decayed."""
    matrices = [weights for weights in model.parameters() if weights.ndim > 1]
    others = [weights for weights in model.parameters() if weights.ndim < 2]
    groups = [{"params": matrices}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=decay, fused=True)


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """The learning rate of the next step."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def step_seed(seed: int, step: int, rank: int = 0, processes: int = 1) -> int:
    """The seed of every draw in a step: it follows from the run's seed and the step's number alone, so that a run that
    is resumed, or repeated, goes on alike.
    """
    return (seed * PRIME + step) * processes + rank


def begin_with(model: nn.Module, seed: int) -> None:
    """Give a model of linear layers the first weights that it has when it is built after ``torch.manual_seed(seed)``.

    Torch's own generator stays as it is, whatever other threads draw from it.
    """
    generator = Generator().manual_seed(seed)
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
            if layer.bias is not None:
                bound = 1 / math.sqrt(layer.in_features)
                nn.init.uniform_(layer.bias, -bound, bound, generator=generator)


def shorten(parameters: Iterable[Tensor]) -> Tensor:
    """Bring a gradient of a greater norm than MAX_NORM to it; the norm that it had."""
    return nn.utils.clip_grad_norm_(parameters, MAX_NORM)


class Order:
    """Which pictures each step sees: every epoch all of them once, in an order that depends on seed and epoch alone."""

    def __init__(self, count: int, batch: int, seed: int):
        self.count, self.batch, self.seed = count, min(batch, count), seed
        self.steps = count // self.batch
        self._epoch, self._permutation = -1, torch.empty(0)

    def numbers(self, step: int, rank: int = 0, processes: int = 1) -> Tensor:
        """The picture numbers of ``step`` for one of ``processes``, which share the batch between them."""
        epoch, within = divmod(step, self.steps)
        if epoch != self._epoch:
            generator = Generator().manual_seed(self.seed * PRIME + epoch)
            self._epoch, self._permutation = epoch, self.permuted(generator)
        return self._permutation[within * self.batch : (within + 1) * self.batch][rank::processes]

    def permuted(self, generator: Generator) -> Tensor:
        """All numbers in the order of an epoch."""
        return torch.randperm(self.count, generator=generator)


class ByLength(Order):
    """The same for what has lengths ``(count,)``: a batch is of about one length, so that little of it is padding.

    Each epoch the batches are others, and come in another order.
    """

    def __init__(self, lengths: Tensor, batch: int, seed: int):
        super().__init__(len(lengths), batch, seed)
        self.lengths = lengths

    def permuted(self, generator: Generator) -> Tensor:
        kept = super().permuted(generator)[: self.steps * self.batch]  # what is left over is of no one length
        about = self.lengths[kept] * (1 + NEAR * torch.rand(len(kept), generator=generator))
        batches = kept[about.argsort()].view(self.steps, self.batch)
        return batches[torch.randperm(self.steps, generator=generator)].flatten()
