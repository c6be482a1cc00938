"""The picture that a page opens with: the one of the first seeds that a judge reads best.

It is chosen by a rule, so that a checkpoint that is trained anew chooses anew, and nobody's taste decides.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from explorer.sampling import noise, sample
from train.evaluation import entry
from train.measures.judging import BATCH, Judge
from train.measures.pieces import is_clean

SEEDS = 128  # from 0
AT_ONCE = 32  # pictures that are drawn together


@torch.no_grad()
def measure(model: nn.Module, judge: Judge, data: str) -> dict[str, dict[str, Any]]:
    """The entry of the seed whose picture is clean (one piece, no pinholes) and surest to the judge.

    A model that knows classes is told one with each seed, in turn, and that is the class which must be read. The entry
    has it as ``label``. Nothing is measured where no seed gives a clean picture.
    """
    seeds = torch.arange(SEEDS)
    labels = seeds % model.classes if model.classes else None
    parts = []
    for some in seeds.split(AT_ONCE):
        blank = torch.full((len(some), *model.shape), -1.0)
        told = None if labels is None else labels[some]
        parts.append(sample(model, blank, told, noise=noise(model.shape, int(some[0]), len(some))))
    pictures = torch.cat(parts)
    logs = torch.cat([judge.classifier.classify(part) for part in pictures.split(BATCH)]).double()
    sure = logs.amax(1) if labels is None else logs.gather(1, labels[:, None])[:, 0]
    clean = torch.tensor([is_clean(picture) for picture in pictures.mean(1).numpy()])
    if not clean.any():
        return {}
    best = int(torch.where(clean, sure, -torch.inf).argmax())
    told = {} if labels is None else {"label": int(labels[best])}
    unit = f"the seed, of {SEEDS}, of the clean picture that is read most surely, {judge.by}"
    return {"first_seed": entry(best, unit, data, confidence=round(float(sure[best].exp()), 5), **told)}
