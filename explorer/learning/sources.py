"""What a live run learns from: digits or clothes where they are on the disk, shapes, digits that a model dreamt, and
pictures of one's own beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.catalogue import Card, Catalogue
from explorer.data import datasets, shapes
from explorer.learning.settings import DREAMT, ON_DISK, RENDERED, SOURCES
from explorer.refusal import BadJob

MOST_TEST = 200  # pictures whose codes are shown
RENDERS, DREAMS = 6000, 6000  # training pictures that are made
DREAM_SEED = 0
SMALL_SHAPE = (1, 32, 32)  # of shapes, every second pixel of both ways


@dataclass(frozen=True)
class Pictures:
    """Pictures uint8 ``(n, c, h, w)`` with their classes uint8 ``(n,)``, to learn from and to be tested with.

    Attributes:
        classes: their names, at most ten.
    """

    images: Tensor
    labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    classes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        return tuple(self.images.shape[1:])

    def single(self, label: int, number: int) -> int:
        """Where training picture ``number`` of a class stands. Raises BadJob where there is none."""
        places = places_of(self.labels, label)
        if not 0 <= number < len(places):
            raise BadJob(f"There are {len(places):,} training pictures of class {label}, numbered from 0.")
        return int(places[number])

    def first_of_each(self, count: int) -> Tensor:
        """The first ``count`` training pictures of each class, class after class."""
        return self.images[torch.cat([places_of(self.labels, label)[:count] for label in range(len(self.classes))])]


class Sources:
    """The sets of pictures that are there, over a catalogue and a folder of data sets (None: the usual one)."""

    def __init__(self, catalogue: Catalogue, data: Path | None = None):
        self.catalogue, self.data = catalogue, data
        self._load = lru_cache(maxsize=len(SOURCES))(self._read)

    def names(self) -> list[str]:
        """Those that can be loaded, in the order in which they are offered; nothing is read for it."""
        there = [name for name in ON_DISK if datasets.test_count(name, self.data)]
        return [*there, RENDERED, *([DREAMT] if self._dreamer() else [])]

    def load(self, name: str) -> Pictures:
        """Raises BadJob where the set is not there."""
        if name not in self.names():
            raise BadJob(f"The pictures “{name[:40]}” are not here. Choose one of {', '.join(self.names())}.")
        try:
            return self._load(name)
        except (datasets.MissingData, datasets.DamagedData) as error:
            raise BadJob(f"{error} Choose other pictures.") from None

    def _dreamer(self) -> Card | None:
        """A model of digits that draws a class that it is told."""
        cards = (card for card in self.catalogue.cards() if card.dataset == "mnist" and card.conditions == 10)
        return next((card for card in cards if {"condition", "decode"} <= set(card.can)), None)

    def _read(self, name: str) -> Pictures:
        if name == RENDERED:
            return _rendered()
        if name == DREAMT:
            return self._dream()
        splits = [datasets.load(name, split, self.data) for split in ("train", "test")]
        images, labels, test_images, test_labels = (torch.from_numpy(part.copy()) for split in splits for part in split)
        each = MOST_TEST // len(datasets.CLASSES[name])
        chosen = torch.cat([places_of(test_labels, label)[:each] for label in test_labels.unique()]).sort().values
        return Pictures(images, labels, test_images[chosen], test_labels[chosen], tuple(datasets.CLASSES[name]))

    def _dream(self) -> Pictures:
        """Draws of a conditional model, the same for every run."""
        card = self._dreamer()
        model, generator = self.catalogue.load(card.name), Generator().manual_seed(DREAM_SEED)
        labels = torch.arange(DREAMS + MOST_TEST) % card.conditions
        with torch.inference_mode():
            z = model.sample_latents(len(labels), generator=generator)
            weights = torch.nn.functional.one_hot(labels, card.conditions).float()
            images = model.decode(z, weights).mul(255).round().to(torch.uint8)
        images, labels = images.clone(), labels.to(torch.uint8)
        parts = (images[:DREAMS], labels[:DREAMS], images[DREAMS:], labels[DREAMS:])
        return Pictures(*parts, tuple(datasets.CLASSES["mnist"]))


def _rendered() -> Pictures:
    """Shapes at half their side."""
    random = np.random.default_rng(DREAM_SEED)
    factors = np.stack([random.integers(0, size, RENDERS + MOST_TEST) for size in shapes.SIZES], axis=1)
    images = torch.from_numpy(255 * shapes.render(factors)[:, :, ::2, ::2])
    labels = torch.from_numpy(factors[:, 0].astype(np.uint8))
    parts = (images[:RENDERS], labels[:RENDERS], images[RENDERS:], labels[RENDERS:])
    return Pictures(*parts, tuple(shapes.SHAPES))


def places_of(labels: Tensor, label: int | Tensor) -> Tensor:
    """Where a class stands among ``labels``, in order."""
    return (labels == label).nonzero()[:, 0]
