"""Masks over a picture, and how well they cover what was asked.

[1] Liu, Mao, Sha and Yuille, Attention Correctness in Neural Image Captioning, 2017, arXiv:1605.09553
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

HALF = 0.5  # of a mask's maximum: what counts as looked at for the intersection over union


def spread(mask: Tensor, cell: int, size: tuple[int, int]) -> Tensor:
    """A stage's mask ``(n, h, w)`` at the picture's ``size``: every value fills its ``cell`` x ``cell`` pixels,
    and what reaches over the edge is cut.
    """
    return mask.repeat_interleave(cell, 1).repeat_interleave(cell, 2)[:, : size[0], : size[1]]


def whole(masks: Sequence[Tensor], cells: Sequence[int], size: tuple[int, int]) -> Tensor:
    """The masks of all stages as one ``(n, *size)``: their product,
    as a feature counts for the answer only if every stage lets it through.
    """
    made = torch.ones(len(masks[0]), *size)
    for mask, cell in zip(masks, cells, strict=True):
        made = made * spread(mask, cell, size)
    return made


def correctness(masks: Tensor, inside: Tensor) -> Tensor:
    """The share of the attention that falls inside [1, eq. 8]:
    masks ``(n, h, w)`` and bool ``(n, h, w)`` -> ``(n,)`` in [0, 1]; 0 where a mask is 0 all over.
    """
    mass = masks.double().flatten(1)
    return (mass * inside.flatten(1)).sum(1) / mass.sum(1).clamp(min=1e-300)


def contrast(masks: Tensor, inside: Tensor) -> Tensor:
    """The mean inside minus the mean outside of masks scaled to a maximum of 1: ``(n,)`` in [-1, 1];
    a mean over no pixels is 0.
    """
    scaled, within = _scaled(masks).flatten(1), inside.flatten(1).double()
    means = [(scaled * part).sum(1) / part.sum(1).clamp(min=1) for part in (within, 1 - within)]
    return means[0] - means[1]


def overlap(masks: Tensor, inside: Tensor) -> Tensor:
    """Intersection over union ``(n,)`` of what is inside and where a mask reaches half of its maximum;
    0 where a mask is 0 all over.
    """
    looked, within = (_scaled(masks) >= HALF).flatten(1), inside.flatten(1).bool()
    return (looked & within).sum(1) / (looked | within).sum(1).clamp(min=1)


def _scaled(masks: Tensor) -> Tensor:
    return masks.double() / masks.double().amax((1, 2), keepdim=True).clamp(min=1e-300)
