"""Handle generative models of images: load them, list them, bring your own.

    import explorer
    model = explorer.load("vae-mnist-2d")
    pictures = model.sample(16)                      # (16, 1, 28, 28) in [0, 1]

``cards()`` lists what there is and what each can do, ``load(name)`` gives the ``torch.nn.Module``,
``save(model, folder, ...)`` writes a checkpoint that the app shows. Importing this package imports no torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explorer.catalogue import Card, Catalogue, UnusableCheckpoint
from explorer.checkpoint import save

__all__ = ["Card", "Catalogue", "UnusableCheckpoint", "cards", "load", "save"]
__version__ = "0.1.0"

_catalogues: dict[tuple[str, ...], Catalogue] = {}


def _catalogue(folders: tuple[str, ...]) -> Catalogue:
    if folders not in _catalogues:
        _catalogues[folders] = Catalogue(folders)
    return _catalogues[folders]


def cards(*folders: str | Path, every: bool = False) -> list[Card]:
    """The cards of the usable checkpoints in ``trained/`` and in ``folders``, read anew: what each can do.

    With ``every`` those that can't be used are listed too; their cards say why.
    """
    catalogue = _catalogue(tuple(map(str, folders)))
    catalogue.rescan()
    return catalogue.cards(every=every)


def load(name: str, *folders: str | Path) -> Any:
    """The model ``name`` from ``trained/`` or from one of ``folders``, in evaluation mode; loaded once and kept.

    Raises:
        KeyError: there is no checkpoint of that name; the message lists those there are.
        UnusableCheckpoint: its folder is damaged; the message says how.
    """
    return _catalogue(tuple(map(str, folders))).load(name)
