"""Handle generative models of images: load them, list them, bring your own.

    import explorer
    model = explorer.load("vae-mnist-2d")
    pictures = model.sample(16)                      # (16, 1, 28, 28) in [0, 1]

``models()`` lists what there is and what each can do, ``load(name)`` gives the ``torch.nn.Module``,
``save(model, folder, ...)`` writes a checkpoint that the app shows. Importing this package imports no torch.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from explorer.catalogue import Card, Catalogue, UnusableCheckpoint
from explorer.checkpoint import save

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


class _CallablePackage(ModuleType):
    """``explorer.models`` once it is imported: the package of that name, which can still be called like the function."""

    def __call__(self, *folders: str | Path) -> list[Card]:
        return _list(*folders)


class _Explorer(ModuleType):
    """This package: importing ``explorer.models`` puts a module where ``models()`` was, which must not break the call."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "models" and isinstance(value, ModuleType):
            value.__class__ = _CallablePackage
        super().__setattr__(name, value)


_list = models
sys.modules[__name__].__class__ = _Explorer
