"""Restoring damaged pictures by whatever can: trained models of the catalogue, and methods that need no training.

    from explorer import restoring
    from explorer.data import photographs
    from explorer.restoring.damage import Damage
    damaged = Damage("gaussian", 25, seed=0, photograph=True).apply(photographs.load("camera") / 255)
    picture = restoring.restore("nlm", damaged).picture       # (h, w) in [0, 1]; (3, h, w) of a picture in colour

A checkpoint that can encode and decode, denoise, or knows patches takes part without a line of code here. Importing
this package imports no torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.restoring import classical, learnt, patches
from explorer.restoring.damage import Damaged
from explorer.restoring.method import Answer, Control, Failed, Method, Stopped

__all__ = [
    "PHOTOGRAPHS",
    "SUBJECTS",
    "Answer",
    "Control",
    "Failed",
    "Method",
    "Stopped",
    "methods",
    "restore",
    "warm_up",
]

PHOTOGRAPHS = "photo"
SUBJECTS = {
    "mnist": "Digits",
    "fashion": "Clothes",
    "faces": "Cartoon faces",
    "lfw": "Photographed faces",
    PHOTOGRAPHS: "Photographs",
}
PHOTOGRAPHED = ("lfw",)  # small pictures that are photographs, too: a prior over patches of photographs serves them


def methods(subject: str, catalogue: Catalogue) -> dict[str, Method]:
    """What can restore pictures of a subject, by name: the trained ones first.

    Raises KeyError for an unknown subject.
    """
    if subject not in SUBJECTS:
        raise KeyError(f"There are no pictures called {subject[:40]!r}; there are: {', '.join(SUBJECTS)}.")
    trained = []
    if subject != PHOTOGRAPHS:
        trained += learnt.methods(catalogue, subject, datasets.SHAPE[subject])
    if subject == PHOTOGRAPHS or subject in PHOTOGRAPHED:
        trained += patches.methods(catalogue)
    return {method.name: method for method in [*trained, *classical.METHODS]}


def restore(
    name: str,
    damaged: Damaged,
    *,
    catalogue: Catalogue | None = None,
    progress: Callable[[float], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Answer:
    """The picture restored by the method ``name``, and what the method says beside it.

    Args:
        name: as in ``methods`` of any subject.
        damaged: from ``explorer.restoring.damage.Damage.apply``.
        catalogue: where its checkpoint is; that of ``trained/`` when it is None.
        progress: called with the share that is done, where it takes long.
        should_stop: asked between pieces of work.

    Raises:
        KeyError: there is no such method; the message lists those there are.
        Stopped: ``should_stop`` answered True.
        Failed: this method can't restore this picture; the message says why.
        UnusableCheckpoint: its checkpoint is damaged.
    """
    catalogue = catalogue or Catalogue()
    known = {key: method for subject in SUBJECTS for key, method in methods(subject, catalogue).items()}
    if name not in known:
        raise KeyError(f"There is no method called {name[:60]!r}; there are: {', '.join(known)}.")
    return known[name].run(damaged, Control(progress or (lambda done: None), should_stop or (lambda: False)))


def warm_up() -> None:
    """Import what a first restoration would wait for."""
    for name in ("scipy.fft", "scipy.ndimage", "skimage.metrics", "skimage.restoration", "skimage.transform", "torch"):
        importlib.import_module(name)
