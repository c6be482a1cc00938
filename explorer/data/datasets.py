"""Data sets as uint8 arrays. NumPy and Pillow only: the app reads the test sets with this, without torch.

Splits: of MNIST, Fashion-MNIST and CIFAR-10 "train" is the first 50,000 pictures of the training set (40,000 of
CIFAR-10's 50,000), "validation" its last 10,000, "test" the official test set. Of the 1,965 Frey faces every tenth is
"test" and the one before it "validation"; of cartoon and photographed faces see ``faces``; "faces-glasses" are the
cartoons with finer labels. Of the shapes a fixed draw of 10,000 is "test" and another "validation". Scenes of coloured
digits are rendered from the digits of MNIST's split of that name; a label is the class at each colour. A folder of
pictures has no order that means anything: every tenth by name is "test", the one before it "validation" (see
``folders.members`` for fewer than ten); a file in it that can't be read is named and left out.

Drawings in strokes ("things", "kanji", "quickdraw") are no pictures but batches of points, int16, see ``strokes``.
Their splits are those of their files.

Every named set has a Source in SOURCES. Sets that are made of other sets register theirs from above.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.data import faces, folders, official, shapes, strokes
from explorer.data.decoding import BadPicture
from explorer.data.official import DamagedData, Images, MissingData

_DIGITS = [str(digit) for digit in range(10)]
_CLOTHES = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
_THINGS = ["aeroplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "lorry"]
CLASSES: dict[str, list[str]] = {
    "mnist": _DIGITS,
    "fashion": _CLOTHES,
    "cifar10": _THINGS,
    "shapes": list(shapes.SHAPES),
    "faces": faces.HEADS,
    "faces-glasses": faces.HEADS_AND_GLASSES,
    "lfw": faces.SMILES,
    "things": strokes.THINGS,
}
UNKNOWN = {"lfw": faces.SMILES.index("smile not known")}  # the label that says nothing; it comes last
SHAPE = {
    "mnist": (1, 28, 28),
    "fashion": (1, 28, 28),
    "frey": (1, 28, 20),
    "cifar10": (3, 32, 32),
    "shapes": (1, 64, 64),
    "faces": faces.SHAPE,
    "faces-glasses": faces.SHAPE,
    "lfw": faces.SHAPE,
    "scenes": (3, 100, 100),
}
SPLITS = ("train", "validation", "test")
FOLDER_SHAPE = (3, 32, 32)  # of a folder's pictures where nobody asks for another

log = logging.getLogger(__name__)


class Source(NamedTuple):
    """Where the pictures of a named set come from.

    Attributes:
        read: a split's pictures, given "train", "validation" or "test" and the folder of data sets. Raises MissingData
            where they are not there, DamagedData where a file is damaged.
        count: how many test pictures that folder holds, 0 where there are none, told without reading them; None where
            they have to be read for that.
        endless: the training pictures are rendered without end, so that there is no split of them to read.
    """

    read: Callable[[str, Path], Images]
    count: Callable[[Path], int] | None = None
    endless: bool = False


def root_of(root: str | Path | None = None) -> Path:
    """Where data sets lie: ``root``, or the environment's EXPLORER_DATA, or ``data/``."""
    return Path(root or os.environ.get("EXPLORER_DATA") or "data").expanduser()


def _listed(folder: Path) -> folders.Listing:
    listing = folders.listed(folder)
    if not listing.files:
        raise MissingData(f"There are no pictures in {folder}: put PNG or JPEG files there, or name another folder.")
    return listing


def read_folder(folder: Path, split: str, shape: tuple[int, int, int]) -> Images:
    """The pictures of a split in ``folder`` and below by name, cropped about their middle and resized to ``shape``.

    Folders are classes. A file that can't be read is named in the log and left out.

    Raises:
        MissingData: there are no pictures.
        DamagedData: they are too few for this split, or none can be read.
    """
    files, labels = _listed(folder)
    chosen = folders.members(len(files), split)
    if not len(chosen):
        raise DamagedData(f"{folder} has {len(files)} pictures: too few for a {split} split. Put more there.")
    pictures, kept = [], []
    for number in chosen:
        try:
            pictures.append(folders.read(files[number], shape))
        except BadPicture as bad:
            log.warning("Left out: %s", bad)
            last = bad
        else:
            kept.append(number)
    if not kept:
        raise DamagedData(f"No picture of the {split} split in {folder} can be read. {last}")
    return Images(np.stack(pictures), labels[kept])


def _every_tenth(images: Images, split: str) -> Images:
    kept = folders.members(len(images.images), split)
    return Images(images.images[kept], images.labels[kept])


def _official(read: Callable[[Path, bool], Images], split: str, root: Path) -> Images:
    """A split of a set that comes as a training and a test set."""
    whole = read(root, split != "test")
    parts = {"train": slice(None, -10_000), "validation": slice(-10_000, None), "test": slice(None)}
    return Images(whole.images[parts[split]], whole.labels[parts[split]])


def _shapes(split: str, root: Path) -> Images:
    factors = shapes.factors_of(shapes.split_indices(split))
    return Images(255 * shapes.render(factors), factors[:, 0].astype(np.uint8))


SOURCES: dict[str, Source] = {
    "mnist": Source(partial(_official, partial(official.idx, "mnist")), partial(official.idx_count, "mnist")),
    "fashion": Source(partial(_official, partial(official.idx, "fashion")), partial(official.idx_count, "fashion")),
    "frey": Source(lambda split, root: _every_tenth(official.frey(root), split)),
    "cifar10": Source(partial(_official, official.cifar10), official.cifar10_count),
    "shapes": Source(_shapes, lambda root: 10_000, endless=True),
    "faces": Source(faces.cartoons, faces.cartoon_count),
    "faces-glasses": Source(faces.cartoons_with_glasses, faces.cartoon_count),
    "lfw": Source(faces.photographs, faces.photograph_count),
} | {name: Source(partial(strokes.load, name), partial(strokes.test_count, name)) for name in strokes.PACKS}


def register(name: str, source: Source) -> None:
    """Let ``load`` and ``test_count`` know a set that is made elsewhere; one that had the name is replaced."""
    SOURCES[name] = source
    _load.cache_clear()


@lru_cache(maxsize=4)
def _load(name: str, split: str, root: Path, shape: tuple[int, int, int] | None) -> Images:
    if name in SOURCES:
        return SOURCES[name].read(split, root)
    return read_folder(_folder(name, root), split, shape or FOLDER_SHAPE)


def _folder(name: str, root: Path) -> Path:
    """A folder of pictures, as a path or below ``root``. Raises MissingData."""
    for folder in (Path(os.path.expanduser(name)), root / name):
        if name and folder.is_dir():
            return folder
    raise MissingData(f"There is no data set {name}: it is one of {', '.join(SHAPE)}, or a folder of pictures.")


def load(
    name: str, split: str = "train", root: str | Path | None = None, shape: tuple[int, int, int] | None = None
) -> Images:
    """A split of a data set, kept in memory: "mnist", "fashion", "frey", "cifar10", "shapes", "faces",
    "faces-glasses", "lfw", "scenes", or a folder.

    Args:
        name: which; anything else is a folder of pictures, as a path or below ``root``.
        split: "train", "validation" or "test" (see the top of this file).
        root: where data sets lie; EXPLORER_DATA or ``data/`` when it is None.
        shape: ``(channels, height, width)`` that a folder's pictures are brought to, (3, 32, 32) when it is None.

    Raises:
        MissingData: it is not on the disk; the message says how to get it.
        DamagedData: a file can't be read, or a folder has too few pictures for the split.
        ValueError: there is no such split.
    """
    if split not in SPLITS:
        raise ValueError(f"the split must be one of {', '.join(SPLITS)}, not {split!r}")
    if name in SOURCES and SOURCES[name].endless and split == "train":
        raise ValueError(f"the training {name} are too many to keep: render what is needed with explorer.{name}")
    return _load(name, split, root_of(root).resolve(), shape)


def test_count(name: str, root: str | Path | None = None) -> int:
    """How many pictures the test split has; 0 where the set is not on the disk, or can't be read. Never raises.

    Reads no pictures where it need not; a folder's are counted by their names.
    """
    try:
        if name not in SOURCES:
            return len(folders.members(len(_listed(_folder(name, root_of(root))).files), "test"))
        count = SOURCES[name].count
        return len(load(name, "test", root).images) if count is None else count(root_of(root))
    except (MissingData, ValueError, OSError):
        return 0


test_count.__test__ = False  # a name that pytest would collect


def test_picture(
    name: str, index: int, root: str | Path | None = None, shape: tuple[int, int, int] | None = None
) -> tuple[np.ndarray, int]:
    """Picture ``index`` of the test split, uint8 ``(c, h, w)``, and its label.

    It is brought to ``shape`` where it is of another one; of a folder it is read alone.

    Raises:
        MissingData: the set is not on the disk.
        IndexError: there are not so many.
        BadPicture, DamagedData: it can't be read; the message names the file.
    """
    if name in SOURCES:
        whole = load(name, "test", root)
        pixels = whole.images[_within(index, len(whole.images))]
        if shape not in (None, pixels.shape):
            return folders.fitted(pixels, shape), int(whole.labels[index])
        return pixels.copy(), int(whole.labels[index])
    files, labels = _listed(_folder(name, root_of(root)))
    chosen = folders.members(len(files), "test")
    number = chosen[_within(index, len(chosen))]
    return folders.read(files[number], shape or FOLDER_SHAPE), int(labels[number])


def _within(index: int, count: int) -> int:
    if not 0 <= index < count:
        raise IndexError(f"there are {count} test pictures, numbered from 0")
    return index


test_picture.__test__ = False
