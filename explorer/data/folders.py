"""Folders of pictures as data: which files are pictures, their classes and splits. Nothing is decoded unasked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.data.decoding import BadPicture, decode
from explorer.data.uploads import WORK_SIDE

SUFFIXES = {
    *(".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff"),
    *(".ppm", ".pgm", ".pbm", ".pnm", ".ico", ".avif", ".heic", ".heif"),
}
_NOT_DATA = {"__macosx", "$recycle.bin", "@eadir"}  # what systems put beside files; hidden ones begin with a dot
MOST_LISTED = 16  # folders whose files are remembered
SETTLED = 10**9  # nanoseconds for which a folder has to stand still before it is
MOST_CLASSES = 256  # a label is a byte; what is beyond shares the last one


class Listing(NamedTuple):
    """The files of pictures in a folder and below, by name, and the class of each, uint8 ``(n,)``."""

    files: list[Path]
    labels: np.ndarray


_LISTED: dict[tuple[str, Path], tuple[dict[str, int], Listing]] = {}  # with the times of the folders in it


def listed(folder: Path) -> Listing:
    """The files of pictures in a folder and below, without what is hidden; folders that hold pictures are classes.

    A large folder is not gone through again as long as the times of the folders in it stand still.
    """
    key = os.getcwd(), folder
    known = _LISTED.get(key)
    if known is not None and all(_time_of(place) == then for place, then in known[0].items()):
        return known[1]
    times: dict[str, int] = {}
    began = time.time_ns()
    files = sorted(map(Path, _files(str(folder), times)), key=lambda path: path.parts)
    listing = Listing(files, labels_of(files))
    _LISTED.pop(key, None)
    if max(times.values()) < began - SETTLED:  # what changed a moment ago may change again at the same time
        if len(_LISTED) >= MOST_LISTED:
            _LISTED.clear()
        _LISTED[key] = times, listing
    return listing


def pictures_in(folder: Path) -> list[Path]:
    """The files of pictures in a folder and below, sorted by name, without what is hidden."""
    return listed(folder).files


def _files(folder: str, times: dict[str, int]) -> Iterator[str]:
    """The same files in any order, by their names alone; the folders that were gone through get into ``times``."""
    times[folder] = _time_of(folder)
    try:
        entries = os.scandir(folder)
    except PermissionError:
        return
    with entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower() in _NOT_DATA:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, times)
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES and entry.is_file():
                yield entry.path


def _time_of(folder: str) -> int:
    """When a folder's names changed, in nanoseconds; -1 where it has gone."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return -1


def classes_of(files: list[Path]) -> list[Path]:
    """The folders that hold these files, by name: each is a class."""
    return sorted({path.parent for path in files})


def labels_of(files: list[Path]) -> np.ndarray:
    """The class of each file, uint8 ``(n,)``: folders that hold pictures are classes, by name."""
    numbers = {parent: number for number, parent in enumerate(classes_of(files))}
    return np.array([min(numbers[path.parent], MOST_CLASSES - 1) for path in files], np.uint8)


def members(count: int, split: str) -> np.ndarray:
    """Which of ``count`` pictures, in an order that means nothing, are of "train", "validation" or "test".

    Every tenth is "test" and the one before it "validation". Of fewer than ten the last one is "test", the one before
    it "validation" where that leaves one for training, and the others "train".
    """
    numbers = np.arange(count)
    phase = numbers % 10
    if count < 10:
        phase = np.zeros(count, int)
        phase[-1:] = 9
        if count > 2:
            phase[-2] = 8
    return numbers[{"test": phase == 9, "validation": phase == 8, "train": phase < 8}[split]]


def read(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """One picture, cropped about its middle and resized to ``shape`` (c, h, w), uint8.

    Raises BadPicture that names the file where it can't be read.
    """
    channels = shape[0]
    try:
        picture, _ = decode(path.read_bytes(), "L" if channels == 1 else "RGB", longest_side=WORK_SIDE)
    except BadPicture as bad:
        raise BadPicture(f"{path} can't be used. {bad}") from None
    except OSError as error:
        raise BadPicture(f"{path} can't be read: {error.strerror or error}.") from None
    return fitted(np.asarray(picture).reshape(picture.height, picture.width, channels).transpose(2, 0, 1), shape)


def fitted(pixels: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """A picture uint8 (c, h, w) cropped about its middle and resized to ``shape``; grey or in colour as that is."""
    from PIL import Image, ImageOps

    channels, height, width = shape
    picture = Image.fromarray(pixels[0] if len(pixels) == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    resized = np.asarray(ImageOps.fit(picture.convert("L" if channels == 1 else "RGB"), (width, height)))
    return resized.reshape(height, width, channels).transpose(2, 0, 1).copy()
