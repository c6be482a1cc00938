"""Scenes as a data set: made of MNIST and CIFAR-10, of which the first held-out ones of a split are kept."""

from __future__ import annotations

from pathlib import Path

from explorer.data import datasets
from explorer.data.scenes.chance import VARIANTS, Material, held_out
from explorer.data.scenes.render import batch

COUNT = 1000  # of a split that are kept; there is no end of them


def material(split: str, root: str | Path | None = None) -> Material:
    """MNIST's split, with the photographs of CIFAR-10's same split where that is on the disk.

    Raises:
        MissingData: MNIST is not there.
        ValueError: there is no such split.
    """
    digits = datasets.load("mnist", split, root)
    try:
        photographs = datasets.load("cifar10", split, root).images.transpose(0, 2, 3, 1)
    except datasets.MissingData:
        photographs = None
    return Material(digits.images[:, 0], digits.labels, photographs)


def held(split: str, root: str | Path | None = None, count: int = COUNT) -> datasets.Images:
    """The first held-out scenes of a split: pictures uint8 ``(count, 3, 100, 100)`` on black.

    Their labels are the class at each colour, uint8 ``(count, 9)``. Raises as ``material`` does.
    """
    made = material(split, root)
    return datasets.Images(*batch([held_out(VARIANTS[0], number, made) for number in range(count)]))


def test_count(root: Path) -> int:
    """How many scenes the test split has, without rendering one; 0 where MNIST is not in ``root``."""
    return min(datasets.test_count("mnist", root), COUNT)


test_count.__test__ = False  # a name that pytest would collect
SOURCE = datasets.Source(held, test_count, endless=True)
