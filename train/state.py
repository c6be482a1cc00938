"""A run's state on disk: one safetensors file, replaced by rename, so a kill at any moment leaves a whole one.

No pickles.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


class Average:
    """An exponential moving average of a model's weights.

    Young averages look back less far, so the first weights soon fade.
    """

    def __init__(self, model: nn.Module, decay: float = 0.999):
        self.decay = decay
        self.live = list(model.parameters())
        self.kept = [parameter.detach().clone() for parameter in self.live]

    @torch.no_grad()
    def update(self, step: int) -> None:
        torch._foreach_lerp_(self.kept, self.live, 1 - min(self.decay, (1 + step) / (10 + step)))

    @torch.no_grad()
    def swap(self) -> None:
        """Exchange the model's weights and the average; a second call undoes the first."""
        for live, kept in zip(self.live, self.kept, strict=True):
            stored = live.clone()
            live.copy_(kept)
            kept.copy_(stored)


def save_state(
    path: Path, model: nn.Module, average: Average, optimizer: torch.optim.Optimizer, progress: dict[str, Any]
) -> None:
    """Write weights, their average, the optimizer's moments, and ``progress`` (plain JSON) to ``path`` at once.

    Raises OSError where the disk does not take them; what was there stays.
    """
    tensors: dict[str, Tensor] = {f"model.{name}": value for name, value in model.state_dict().items()}
    tensors |= {f"average.{index}": value for index, value in enumerate(average.kept)}
    for index, slots in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{slot}": torch.as_tensor(value) for slot, value in slots.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    plain = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    try:
        save_file(plain, partial, {"progress": json.dumps(progress)})
    except (SafetensorError, OSError) as error:
        partial.unlink(missing_ok=True)
        raise OSError(f"The state could not be written to {path}: {error}") from None
    os.replace(partial, path)


def load_state(path: Path, model: nn.Module, average: Average, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Put everything back and return the progress.

    Raises ValueError where the file is damaged, or the state belongs to another model.
    """
    try:
        with safe_open(path, "pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            progress = json.loads(file.metadata()["progress"])
    except (SafetensorError, KeyError, TypeError, ValueError):
        raise ValueError(f"{path} is damaged: delete it, and the run begins anew without --resume.") from None
    parts: dict[str, dict[str, Tensor]] = {"model": {}, "average": {}, "optimizer": {}}
    for name, value in tensors.items():
        part, _, rest = name.partition(".")
        parts[part][rest] = value
    try:
        model.load_state_dict(parts["model"])
    except RuntimeError as error:
        raise ValueError(f"{path} holds the state of another model: {str(error).splitlines()[0]}") from None
    with torch.no_grad():
        for index, kept in enumerate(average.kept):
            kept.copy_(parts["average"][str(index)])
    slots: dict[int, dict[str, Tensor]] = {}
    for name, value in parts["optimizer"].items():
        index, _, slot = name.partition(".")
        slots.setdefault(int(index), {})[slot] = value
    optimizer.load_state_dict({"state": slots, "param_groups": optimizer.state_dict()["param_groups"]})
    return progress
