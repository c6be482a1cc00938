"""How far codes may be moved before a classifier reads something else in what is decoded from them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import torch
from torch import Generator, Tensor, nn

from explorer.models import LatentModel
from train.evaluation import SEED
from train.measures.judging import right

STRENGTHS = (0.0, 0.1, 0.2, 0.3, 0.5)  # of the codes' deviation
TOLD = 0.3  # the strength whose share is the measure's value
PICTURES = 2000
BATCH = 500


@torch.no_grad()
def shares_read_rightly(
    model: LatentModel,
    judge: nn.Module,
    means: Tensor,
    labels: Tensor,
    condition: dict[str, Tensor] | None = None,
    pictures: int = PICTURES,
) -> dict[str, float]:
    """The share of the first pictures that ``judge`` reads as their label, by the strength that their codes are shaken
    with.

    A code is moved by Gaussian noise whose deviation is the strength times the deviation of all ``means``, each latent
    by its own. All strengths share the noise, which follows from SEED.

    Args:
        means: codes ``(n, latents)``.
        labels: of the same pictures ``(n,)``.
        condition: what the model is told of them.
    """
    spread, codes, wanted = means.std(0), means[:pictures], labels[:pictures]
    noise = spread * torch.randn(codes.shape, generator=Generator().manual_seed(SEED))
    told = {name: value[:pictures] for name, value in (condition or {}).items()}

    def decoded(z: Tensor) -> Iterator[Tensor]:
        ends = [*range(0, len(z), BATCH), len(z)]
        for start, end in pairwise(ends):
            yield model.decode(z[start:end], **{name: value[start:end] for name, value in told.items()})

    return {
        f"{strength:g}": round(
            float(right(judge, torch.cat([*decoded(codes + strength * noise)]), wanted).float().mean()), 5
        )
        for strength in STRENGTHS
    }
