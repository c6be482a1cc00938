"""Codes of a model's test pictures, and what is known of each: what directions are made of, and neighbours found in.

Out of the file of the model's map where there is one, so that no data set is needed; else the test set is encoded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.capabilities import posterior_of
from explorer.catalogue import Card, Catalogue
from explorer.data import attributes, datasets
from explorer.data.faces import Attribute
from explorer.latents import maps
from explorer.refusal import Refusal, attempt

if TYPE_CHECKING:
    import torch

ENCODED = 250  # pictures at once
REMEMBERED = 6  # models


class NoCodes(Refusal):
    """There are no codes of test pictures; the message says how to get them."""

    status = 404


class Codes(NamedTuple):
    """Codes of test pictures.

    Attributes:
        z: means of their posteriors, float32 ``(n, d)``.
        labels: their classes, uint8 ``(n,)``.
        attributes: what else is known of them, by name.
    """

    z: np.ndarray
    labels: np.ndarray
    attributes: dict[str, Attribute]


class Stock:
    """Codes of the models of a catalogue, each got when it is first asked for; safe to call from several threads."""

    def __init__(self, catalogue: Catalogue, data: Path | None = None):
        """``data`` is the folder of data sets, where one was named."""
        self.catalogue, self.data = catalogue, data
        self._found: dict[tuple[str, float], Codes] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Codes:
        """The codes of a model that encodes. Raises NoCodes, and the Refusal of a model that fails."""
        card = self.catalogue.card(name)
        files = (card.folder / file for file in ("model.safetensors", maps.FILE))
        key = name, sum(file.stat().st_mtime for file in files if file.is_file())
        with self._lock:  # whoever comes second waits instead of encoding, too
            found = self._found.pop(key, None) or self._get(card)
            self._found[key] = found
            while len(self._found) > REMEMBERED:
                del self._found[next(iter(self._found))]
        return found

    def _get(self, card: Card) -> Codes:
        try:
            z, labels = (stored := maps.read(card.folder)).codes, stored.labels
        except maps.NoMap:
            z, labels = _encoded_by(self.catalogue, card, self.data)
        return Codes(z, labels, self._attributes(card, len(z)))

    def _attributes(self, card: Card, count: int) -> dict[str, Attribute]:
        try:
            found = attributes.kept(card.folder / attributes.FILE)
        except (OSError, ValueError):
            try:
                found = attributes.of(card.dataset, "test", datasets.root_of(self.data))
            except (datasets.MissingData, datasets.DamagedData):
                return {}
        return {name: Attribute(one.names, one.values[:count]) for name, one in found.items()}


def _encoded_by(catalogue: Catalogue, card: Card, data: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Posterior means and labels of the first maps.MOST test pictures. Raises NoCodes."""
    try:
        found = datasets.load(card.dataset, "test", data, tuple(card.shape))
    except (datasets.MissingData, datasets.DamagedData):
        raise NoCodes(
            f"Neither a map of {card.name} nor its test pictures are on this disk. Start the app with --data, "
            f"or make the map: python -m train map {card.name}"
        ) from None
    if found.images.shape[1:] != tuple(card.shape):
        raise NoCodes(f"The test pictures here are not of the size that {card.name} takes.")
    pictures, labels = found.images[: maps.MOST], found.labels[: maps.MOST]
    return attempt(card.name, encoded, catalogue.load(card.name), pictures, labels, bool(card.conditions)), labels


def encoded(
    model: torch.nn.Module,
    pictures: np.ndarray,
    labels: np.ndarray,
    told: bool,
    over: Callable[[range], Iterable[int]] = iter,
) -> np.ndarray:
    """Posterior means, float32 ``(n, latents)``, of uint8 ``pictures``; ``told``: it takes their ``labels``, too.

    ``over`` goes through the places at which parts of them begin, as a bar that shows how far it is does.
    """
    import torch

    parts = []
    with torch.inference_mode():
        for start in over(range(0, len(pictures), ENCODED)):
            part = torch.from_numpy(pictures[start : start + ENCODED].astype(np.float32) / 255)
            given = [torch.from_numpy(labels[start : start + ENCODED].astype(np.int64))] if told else []
            parts.append(posterior_of(model.encode(part, *given)).mean.numpy())
    return np.concatenate(parts).astype(np.float32)
