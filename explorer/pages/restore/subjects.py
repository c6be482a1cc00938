"""What the Restore page offers, as JSON: the kinds of pictures, how they can be damaged, and what restores them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data import datasets, photographs
from explorer.restoring.damage import KINDS, Kind
from explorer.restoring.method import Method

TOLD = ("name", "title", "about", "serves", "slow", "shown", "latents", "model")  # of a method


def subjects(catalogue: Catalogue, data: Path | None = None) -> list[dict[str, Any]]:
    """Every subject of ``explorer.restoring``, and where its pictures come from."""
    return [
        _subject(name, title, catalogue)
        | (_photographs() if name == restoring.PHOTOGRAPHS else _small(name, catalogue, data))
        for name, title in restoring.SUBJECTS.items()
    ]


def _subject(name: str, title: str, catalogue: Catalogue) -> dict[str, Any]:
    photograph = name == restoring.PHOTOGRAPHS
    return {
        "name": name,
        "title": title,
        "shape": None if photograph else list(datasets.SHAPE[name]),
        "damages": [_damage(key, kind, photograph) for key, kind in KINDS.items()],
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
