"""What the Restore page offers, as JSON: the kinds of pictures, how they can be damaged, and what restores them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data import datasets, photographs
from explorer.restoring.damage import Kind, kinds_of
from explorer.restoring.method import Method

ALWAYS = ("mnist", "fashion", restoring.PHOTOGRAPHS)
TOLD = ("name", "title", "about", "serves", "slow", "shown", "latents", "model")  # of a method


def subjects(catalogue: Catalogue, data: Path | None = None) -> list[dict[str, Any]]:
    """The subjects of ``explorer.restoring``, and where their pictures come from.

    Faces are among them only where there is a model of them: without one nothing brings a picture to their size.
    """
    found = [
        _subject(name, title, catalogue)
        | (_photographs() if name == restoring.PHOTOGRAPHS else _small(name, catalogue, data))
        for name, title in restoring.SUBJECTS.items()
    ]
    return [one for one in found if one["name"] in ALWAYS or one["model"]]


def _subject(name: str, title: str, catalogue: Catalogue) -> dict[str, Any]:
    photograph = name == restoring.PHOTOGRAPHS
    shape = None if photograph else list(datasets.SHAPE[name])
    kinds = kinds_of(shape[0] if shape else 1)
    return {
        "name": name,
        "title": title,
        "shape": shape,
        "damages": [_damage(key, kind, photograph) for key, kind in kinds.items()],
        "methods": [_method(method) for method in restoring.methods(name, catalogue).values()],
    }


def _small(name: str, catalogue: Catalogue, data: Path | None) -> dict[str, Any]:
    """A model that brings uploads to the size of these pictures, and how many test pictures there are."""
    shape = datasets.SHAPE[name]
    fitting = (card.name for card in catalogue.cards("encode") if card.dataset == name and card.shape == shape)
    return {"model": next(fitting, None), "test_count": datasets.test_count(name, data)}


def _photographs() -> dict[str, Any]:
    return {
        "examples": [
            {"name": name, "title": photographs.TITLES[name], "credit": photographs.CREDITS[name]}
            for name in photographs.available(photographs.TEST)
        ]
    }


def _damage(name: str, kind: Kind, photograph: bool) -> dict[str, Any]:
    limits = kind.range(photograph)._asdict()
    del limits["scale"]
    return {"kind": name, "title": kind.title, "about": kind.about} | limits


def _method(method: Method) -> dict[str, Any]:
    return {name: getattr(method, name) for name in TOLD}
