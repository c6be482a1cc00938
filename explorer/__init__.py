"""Handle generative models of images: load them, list them, bring your own.

    import explorer
    model = explorer.load("vae-mnist-2d")
    pictures = model.sample(16)                      # (16, 1, 28, 28) in [0, 1]

``models()`` lists what there is and what each can do, ``load(name)`` gives the ``torch.nn.Module``,
``save(model, folder, ...)`` writes a checkpoint that the app shows. Importing this package imports no torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explorer.catalogue import Card, Catalogue, UnusableCheckpoint, save

__all__ = ["Card", "Catalogue", "UnusableCheckpoint", "load", "models", "save"]

_catalogues: dict[tuple[str, ...], Catalogue] = {}


def _catalogue(folders: tuple[str, ...]) -> Catalogue:
    if folders not in _catalogues:
        _catalogues[folders] = Catalogue(folders)
    return _catalogues[folders]


def models(*folders: str | Path) -> list[Card]:
    """Every checkpoint in ``trained/`` and in ``folders``: its card, what it can do, and why not where it can't be used."""
    return _catalogue(tuple(map(str, folders))).rescan()


def load(name: str, *folders: str | Path) -> Any:
    """The model ``name`` from ``trained/`` or from one of ``folders``, in evaluation mode; loaded once and kept.

    Raises:
        KeyError: there is no checkpoint of that name; the message lists those there are.
        UnusableCheckpoint: its folder is damaged; the message says how.
    """
    return _catalogue(tuple(map(str, folders))).load(name)
