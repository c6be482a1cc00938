"""A folder's pictures, decoded once: uint8 in one file that is mapped into memory, the splits one after the other.

The file stands under the folder of states, with the folder's fingerprint in its name: as long as nothing in the folder
changes, no picture is decoded again.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from explorer.data import datasets, folders
from explorer.data.datasets import SPLITS, DamagedData, Images
from explorer.data.decoding import BadPicture
from train.own import place
from train.own.folder import Found, damage

CHUNK = 64  # pictures that a process decodes at once
ALONE = 1000  # files that one process decodes before others would have started
SPARE = 2**28  # bytes that stay free on the disk
GIVEN_UP = 3600.0  # seconds after which a file that was begun was given up

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Packed:
    """The readable pictures of a folder.

    Attributes:
        images: uint8 ``(n, c, h, w)``, mapped into memory: training, validation and test, one after the other.
        labels: uint8 ``(n,)``.
        counts: of each split.
        damaged: files that could not be decoded.
    """

    images: np.ndarray
    labels: np.ndarray
    counts: dict[str, int]
    damaged: tuple[str, ...]

    def split(self, split: str) -> Images:
        """A part of the file; nothing is read yet."""
        start = sum(self.counts[before] for before in SPLITS[: SPLITS.index(split)])
        part = slice(start, start + self.counts[split])
        return Images(self.images[part], self.labels[part])


def pack(found: Found, shape: Shape, state: Path) -> Packed:
    """The pictures of a folder at ``shape``: those that were decoded before, or all of them decoded now.

    Raises:
        DamagedData: of a split no picture can be read.
        OSError: the disk does not take them.
    """
    folder = place.place_of(found.folder, state)
    size = "x".join(map(str, shape))
    file = folder / f"{size}-{found.fingerprint}.npy"

    def known() -> Packed | None:
        about = place.read_json(file.with_suffix(".json"))
        return _opened(file, about) if about and file.is_file() else None

    def make() -> Packed:
        _make_room(folder, size, len(found.files) * int(np.prod(shape)))
        about = _decode(found, shape, file)
        place.write_json(file.with_suffix(".json"), about)
        return _opened(file, about)

    packed = place.made_once(known, make)
    for split, count in packed.counts.items():
        if not count:
            raise DamagedData(f"No picture of the {split} split in {found.folder} can be read.")
    return packed


def provide(found: Found, shape: Shape, state: Path) -> Packed:
    """Pack a folder, and let everything that loads it by its path in this process get its pictures from the file."""
    packed = pack(found, shape, state)
    source = datasets.Source(lambda split, root: packed.split(split), lambda root: packed.counts["test"])
    datasets.register(str(found.folder), source)
    return packed


def _opened(file: Path, about: dict[str, Any]) -> Packed:
    labels = np.array(about["labels"], np.uint8)
    return Packed(np.load(file, mmap_mode="r"), labels, about["counts"], tuple(about["damaged"]))


def _make_room(folder: Path, size: str, needed: int) -> None:
    """Take away what was decoded when the folder was another one. Raises OSError where there is too little room."""
    folder.mkdir(parents=True, exist_ok=True)
    given_up = (file for file in folder.glob(f".{size}-*") if time.time() - file.stat().st_mtime > GIVEN_UP)
    for old in [*folder.glob(f"{size}-*"), *given_up]:
        with contextlib.suppress(OSError):  # somebody has it open, where that matters
            old.unlink()
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        megabytes = f"{needed / 2**20:,.0f} MiB, and {folder} has {free / 2**20:,.0f} left"
        raise OSError(f"The decoded pictures take {megabytes}.")


def _decode(found: Found, shape: Shape, file: Path) -> dict[str, Any]:
    """Write the pictures of a folder, and say what else there is to know of them, as JSON."""
    files, labels = found.files, folders.labels_of(found.files)
    splits = {split: folders.members(len(files), split) for split in SPLITS}
    order = np.concatenate(list(splits.values()))
    of_split = np.repeat(list(splits), [len(part) for part in splits.values()])
    counts, kept, damaged = dict.fromkeys(SPLITS, 0), [], []
    partial_file = place.partial_of(file)
    try:
        with partial_file.open("wb") as out:
            head = {"descr": "|u1", "fortran_order": False, "shape": (len(files), *shape)}
            np.lib.format.write_array_header_1_0(out, head)
            start = out.tell()
            pictures = _read_all([files[number] for number in order], shape)
            shown = tqdm(total=len(files), desc="decoding", unit="picture", disable=not place.is_main(), delay=1)
            with shown, contextlib.closing(pictures):
                for number, split, picture in zip(order, of_split, pictures, strict=True):
                    shown.update()
                    if picture is None:
                        damaged.append(files[number].relative_to(found.folder).as_posix())
                        continue
                    out.write(picture)
                    kept.append(int(labels[number]))
                    counts[split] += 1
            out.truncate(start + len(files) * int(np.prod(shape)))  # the rows of damaged ones stay unused, at the end
        os.replace(partial_file, file)
    finally:
        partial_file.unlink(missing_ok=True)
    if place.is_main() and set(damaged) - set(found.damaged):
        print(damage(tuple(sorted(damaged))), file=sys.stderr)
    return {"counts": counts, "labels": kept, "damaged": sorted(damaged)}


def _read_all(files: list[Path], shape: Shape) -> Iterator[bytes | None]:
    """The pixels of each file, by as many processes as there are cores where there are many files."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    read = partial(_read, shape=shape)
    if cores == 1 or len(files) <= ALONE:
        for chunk in chunks:
            yield from read(chunk)
        return
    started = multiprocessing.get_context("spawn")  # threads of this process, if it has any, must not be copied
    deaf = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}  # Ctrl-C is for this process
    with ProcessPoolExecutor(cores, started, **deaf) as pool:
        try:
            for pixels in pool.map(read, chunks):
                yield from pixels
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(files: list[Path], shape: Shape) -> list[bytes | None]:
    """The pixels of pictures; None of one that can't be read."""
    pixels: list[bytes | None] = []
    for file in files:
        try:
            pixels.append(folders.read(file, shape).tobytes())
        except BadPicture:
            pixels.append(None)
    return pixels
