"""Where a run finds things: data sets, and what was trained before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch import nn

from explorer.catalogue import TRAINED
from train.recipes import recipe_of


@dataclass(frozen=True)
class Workspace:
    """The folder of data sets (None: the usual one), and ``out``, where checkpoints are written and looked for first.

    What is not in ``out`` is taken from ``trained``.
    """

    data: Path | None = None
    out: Path = TRAINED
    trained: Path = TRAINED

    def folder(self, name: str) -> Path | None:
        """The folder of a checkpoint that has weights, or None."""
        places = (root / name for root in (self.out, self.trained))
        return next((place for place in places if (place / "model.safetensors").is_file()), None)

    def load(self, name: str, needed: str) -> nn.Module:
        """The checkpoint ``name`` in evaluation mode. ``needed`` says what it is for.

        Raises:
            FileNotFoundError: there is none, in a sentence that begins with ``needed``.
        """
        folder = self.folder(name)
        if folder is None:
            raise FileNotFoundError(f"{needed} {name!r} is not there yet: train it first with python -m train {name}")
        return recipe_of(name, folder.parent).load(folder).requires_grad_(False)
