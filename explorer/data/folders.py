"""Folders of pictures as data: which files are pictures, their classes and splits. Nothing is decoded unasked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from explorer.data.decoding import BadPicture, decode
from explorer.data.uploads import WORK_SIDE

SUFFIXES = {
    *(".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff"),
    *(".ppm", ".pgm", ".pbm", ".pnm", ".ico", ".avif", ".heic", ".heif"),
}
_NOT_DATA = {"__macosx", "$recycle.bin", "@eadir"}  # what systems put beside files; hidden ones begin with a dot
MOST_CLASSES = 256  # a label is a byte; what is beyond shares the last one


def pictures_in(folder: Path) -> list[Path]:
    """The files of pictures in a folder and below, sorted by name, without what is hidden."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and _is_data(path, folder))


def _is_data(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return path.is_file() and not any(part.startswith(".") or part.lower() in _NOT_DATA for part in parts)


def labels_of(files: list[Path]) -> np.ndarray:
    """The class of each file, uint8 ``(n,)``: folders that hold pictures are classes, by name."""
    numbers = {parent: number for number, parent in enumerate(sorted({path.parent for path in files}))}
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
