"""Somebody else's autoregressive model, of which only ``explorer.capabilities.Autoregresses`` is known,
as the samplers want one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from explorer.models.autoregressive import AutoregressiveModel


class Adapted(AutoregressiveModel):
    """A model with ``levels``, ``classes`` and ``pixel_logits`` around which the rest is put.

    Args:
        model: a module, or anything with these three; an ``order`` of its own is kept, else it is row by row.
        shape: ``(channels, height, width)`` of its pictures.

    Raises:
        ValueError: its shape, levels, classes or order are none.
    """

    def __init__(self, model: Any, shape: Sequence[int]):
        if len(shape) != 3 or not all(isinstance(value, int) for value in (model.levels, model.classes, *shape)):
            raise ValueError(
                f"shape {tuple(shape)}, levels {model.levels!r} and classes {model.classes!r} are expected to be "
                "whole numbers"
            )
        super().__init__(shape, model.levels, model.classes)
        self.model, rows = model, super().order()
        self._order = [(int(y), int(x)) for y, x in model.order()] if callable(getattr(model, "order", None)) else rows
        if sorted(self._order) != rows:
            raise ValueError("its order does not name every pixel once")

    def order(self) -> list[tuple[int, int]]:
        return self._order

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The model's own. Raises ValueError where they are no logits of these pictures."""
        logits = self.model.pixel_logits(images) if labels is None else self.model.pixel_logits(images, labels)
        expected = (len(images), self.levels, *self.shape)
        if not isinstance(logits, Tensor) or tuple(logits.shape) != expected:
            found = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
            raise ValueError(f"logits of shape {expected} are expected, not {found}")
        return logits.float()


def adapted(model: Any, shape: Sequence[int] | None = None) -> AutoregressiveModel:
    """``model`` as it is where it is one of ours, else with what it lacks around it.

    Raises ValueError as ``Adapted``.
    """
    if isinstance(model, AutoregressiveModel):
        return model
    shape = getattr(model, "shape", None) if shape is None else shape
    if shape is None:
        raise ValueError("a model needs the shape of its pictures, (channels, height, width)")
    return Adapted(model, shape).eval()


def device_of(model: torch.nn.Module) -> torch.device:
    """Where a model computes: the CPU where it has nothing that lies anywhere."""
    return next((tensor.device for tensor in [*model.parameters(), *model.buffers()]), torch.device("cpu"))
