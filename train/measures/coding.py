"""Pictures as they come back from their codes."""

from __future__ import annotations

import torch
from torch import Tensor

from explorer.models import Quantising
from train import progress

BATCH = 500


@torch.no_grad()
def encoded(model: Quantising, images: Tensor) -> list[Tensor]:
    """The code numbers ``(n, h, w)`` of pictures ``(n, c, h, w)`` in [0, 1], a level each, in batches."""
    parts = [model.encode_codes(part) for part in progress.over(images.split(BATCH), "codes")]
    return [torch.cat(level) for level in zip(*parts, strict=True)]


@torch.no_grad()
def recoded(model: Quantising, grey: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Pictures as they come back from their codes, and the codes ``(n, h, w)`` of each level."""
    levels = encoded(model, grey)
    parts = zip(*(codes.split(BATCH) for codes in levels), strict=True)
    decoded = [model.decode_codes(part) for part in parts]
    return torch.cat(decoded), levels
