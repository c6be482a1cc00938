"""One run of a recipe: how it is asked for, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from train.kinds.kind import Kind
    from train.recipe import Recipe


class Interrupted(Exception):
    """The person pressed Ctrl-C; the state is saved."""


class Diverged(ValueError):
    """A loss or a gradient was no number any more; nothing was saved of it."""


@dataclass(frozen=True)
class Run:
    """How a recipe is run this time.

    Attributes:
        steps: length of the run, which the schedules of rate and beta follow.
        minutes: cuts it short where they are used up first; the schedules end with them.
        state: the folder that runs keep their states in.
        save_every: seconds.
        compiled: torch.compile, which needs a C++ compiler and a minute before the first step.
        smoke: small sizes, to see whether everything runs.
    """

    kind: Kind
    steps: int
    seed: int = 0
    minutes: float | None = None
    device: str = "auto"
    state: Path = Path("runs")
    resume: bool = False
    save_every: float = 30.0
    compiled: bool = False
    smoke: bool = False

    @property
    def recipe(self) -> Recipe:
        return self.kind.recipe

    @property
    def name(self) -> str:
        return self.recipe.name

    @property
    def file(self) -> Path:
        """Where this run's state is kept."""
        return self.state / self.name / f"seed-{self.seed}.safetensors"


@dataclass(frozen=True)
class Result:
    """A trained model, on the CPU with its averaged weights, and how it came about.

    Attributes:
        history: ``{"unit", "points": [...]}``, as history.json has it.
        cut: the minutes were used up before the steps.
        film: what film.json holds, of a model with one; see ``train.film``.
        about: what else metrics.json tells of the run.
    """

    model: nn.Module
    seconds: float
    steps: int
    history: dict[str, Any]
    device: str
    precision: str
    processes: int = 1
    cut: bool = False
    film: dict[str, Any] | None = None
    about: dict[str, Any] = field(default_factory=dict)


def describe(device: torch.device) -> str:
    """The processor's name for the metrics."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "CPU")
