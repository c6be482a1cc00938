"""What the page asks a live run for, read with bounds. Whatever is out of bounds raises BadJob."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.learning.diet import MOST_OWN
from explorer.learning.settings import MOST_STEPS, Change, Settings, read_plan, read_settings
from explorer.refusal import BadJob
from explorer.serving.jobs import Job, id_of, read_bytes, read_whole

if TYPE_CHECKING:
    from torch import Tensor

MOST_EVERY = 100  # steps between two snapshots
DRAWN = 28  # pixels a side of an own picture as it is drawn


@dataclass
class Go(Job):
    """Steps of a run. The run begins anew where there are ``settings``.

    Attributes:
        steps: to go at most; 0 for as many as are left.
        every: steps between two snapshots.
        own: own pictures, in base64.
    """

    steps: int
    every: int
    settings: Settings | None = None
    plan: tuple[Change, ...] = ()
    own: tuple[str, ...] = ()


def read_go(content: dict[str, Any]) -> Go:
    """A message as steps of a run."""
    number = id_of(content)
    steps = read_whole(content.get("steps"), 0, MOST_STEPS, f"A run goes 0 to {MOST_STEPS:,} steps.")
    every = read_whole(content.get("every", 1), 1, MOST_EVERY, f"A snapshot comes every 1 to {MOST_EVERY} steps.")
    begun = content.get("begin")
    if begun is None:
        return Go(number, steps, every)
    if not isinstance(begun, dict):
        raise BadJob("What a run begins with is a JSON object.")
    return Go(number, steps, every, read_settings(begun), read_plan(begun.get("plan", [])), _own(begun))


def own_pictures(texts: tuple[str, ...], shape: tuple[int, int, int]) -> Tensor:
    """Own pictures uint8 ``(n, c, h, w)``, brought to a shape."""
    import numpy as np
    import torch

    from explorer.data.folders import fitted

    made = np.zeros((len(texts), *shape), np.uint8)
    for number, text in enumerate(texts):
        drawn = np.frombuffer(read_bytes(text, DRAWN * DRAWN, "own picture"), np.uint8).reshape(1, DRAWN, DRAWN)
        made[number] = drawn if drawn.shape == shape else fitted(drawn, shape)
    return torch.from_numpy(made)


def _own(content: dict[str, Any]) -> tuple[str, ...]:
    texts = content.get("own", [])
    if not isinstance(texts, list) or len(texts) > MOST_OWN or not all(isinstance(text, str) for text in texts):
        raise BadJob(f"Own pictures are at most {MOST_OWN}, each {DRAWN} × {DRAWN} bytes in base64.")
    return tuple(texts)
