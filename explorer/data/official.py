"""The files that data sets come as: MNIST's IDX, CIFAR-10's batches or JPEGs, the Frey faces. NumPy and Pillow only."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.refusal import Refusal

_IDX_FOLDER = {"mnist": "MNIST", "fashion": "FashionMNIST"}


class MissingData(FileNotFoundError):
    """A data set is not on the disk; the message is one line that says how to get it."""


class DamagedData(Refusal):
    """A file of a data set can't be read, or a folder has too few pictures; the message names it."""

    status = 409


class Images(NamedTuple):
    """Pictures uint8 ``(n, channels, height, width)`` and their labels uint8 ``(n,)``, zero where there are none."""

    images: np.ndarray
    labels: np.ndarray


@contextlib.contextmanager
def reading(file: Path) -> Iterator[None]:
    """Whatever goes wrong in here is damage of this file: archives, arrays and pickles have errors of their own."""
    try:
        yield
    except (MissingData, DamagedData):
        raise
    except Exception as error:
        raise DamagedData(f"{file} is damaged: {error or type(error).__name__}") from error


def read_idx(path: Path) -> np.ndarray:
    """The array in an IDX file of unsigned bytes (the format of MNIST). Raises ValueError where it is not one."""
    content = path.read_bytes()
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise DamagedData(f"{path} is damaged: {path.name} is not an IDX file of unsigned bytes")
    start = 4 + 4 * content[3]
    sizes = tuple(np.frombuffer(content[4:start], ">u4").astype(int))
    if len(sizes) != content[3] or len(content) - start != np.prod(sizes, dtype=np.int64):
        raise DamagedData(f"{path} is damaged: {path.name} is truncated")
    return np.frombuffer(content, np.uint8, offset=start).reshape(sizes)


class _ArraysOnly(pickle.Unpickler):
    """CIFAR-10's batches are pickles of arrays; nothing else that a pickle could name is allowed to run."""

    _ALLOWED = {
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
    }

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in self._ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a CIFAR-10 batch")
        return super().find_class(module.replace("numpy.core", "numpy._core") if hasattr(np, "_core") else module, name)


_BY_HAND = {
    "frey": ("The Frey faces", "frey_faces.npz (images, uint8 (1965, 28, 20))"),
    "faces": ("The cartoon faces", "avataaars64.npz (jpeg, offsets, attr_top and further attributes)"),
    "lfw": ("The photographed faces", "lfw64.npz (jpeg, offsets, names, smile)"),
    "bsds": ("The photographs of BSDS", "bsds_train.npz (jpeg, offsets, names, and the same with valid_ before)"),
    "set12": ("The photographs of Set12", "set12.npz (png, png_offsets, names)"),
}  # sets that nothing downloads: what they are called, and the file they come as


def missing(name: str, root: Path) -> MissingData:
    if name in _BY_HAND:
        called, file = _BY_HAND[name]
        return MissingData(f"{called} are not in {root}: put {file} there, or name its folder with --data.")
    return MissingData(
        f"The data set {name} is not in {root}: get it with python -m train download {name} --data {root}"
    )


def idx(name: str, root: Path, train: bool) -> Images:
    """The training or test set of "mnist" or "fashion". Raises MissingData, DamagedData."""
    stem = root / _IDX_FOLDER[name] / "raw" / ("train" if train else "t10k")
    images, labels = Path(f"{stem}-images-idx3-ubyte"), Path(f"{stem}-labels-idx1-ubyte")
    if not (images.is_file() and labels.is_file()):
        raise missing(name, root)
    return Images(read_idx(images)[:, None], read_idx(labels))


def cifar10(root: Path, train: bool) -> Images:
    """The training or test set of CIFAR-10. Raises MissingData, DamagedData."""
    batches = root / "cifar-10-batches-py"
    if batches.is_dir():
        images, labels = [], []
        for name in [f"data_batch_{part}" for part in range(1, 6)] if train else ["test_batch"]:
            with reading(batches / name), (batches / name).open("rb") as file:
                batch = _ArraysOnly(file, encoding="bytes").load()
                images.append(batch[b"data"].reshape(-1, 3, 32, 32))
                labels.append(np.array(batch[b"labels"], np.uint8))
        return Images(np.concatenate(images), np.concatenate(labels))
    pack = root / "cifar10-jpeg.npz"
    if pack.is_file():
        with reading(pack):
            return _cifar10_jpegs(pack, "train" if train else "test")
    raise missing("cifar10", root)


def _cifar10_jpegs(pack: Path, part: str) -> Images:
    with np.load(pack, allow_pickle=False) as arrays:
        pictures = jpegs(arrays[f"{part}_jpeg"].tobytes(), arrays[f"{part}_offsets"])
        return Images(pictures, arrays[f"{part}_labels"].astype(np.uint8))


def jpegs(content: bytes, offsets: np.ndarray) -> np.ndarray:
    """The pictures uint8 ``(n, 3, h, w)`` whose JPEG files lie end to end, from each of ``offsets`` to the next."""
    from PIL import Image

    pictures = [
        np.asarray(Image.open(io.BytesIO(content[start:stop])).convert("RGB"))
        for start, stop in zip(offsets[:-1], offsets[1:], strict=True)
    ]
    return np.stack(pictures).transpose(0, 3, 1, 2)


@lru_cache(maxsize=64)
def _idx_length(path: str, changed: int) -> int:
    """How many entries an IDX file's header tells of; ``changed``, its time of change, lets a new file be read."""
    with open(path, "rb") as file:
        return int.from_bytes(file.read(8)[4:], "big")


def idx_count(name: str, root: Path) -> int:
    """How many test pictures "mnist" or "fashion" has, by the file's header; 0 where it is not there."""
    file = root / _IDX_FOLDER[name] / "raw" / "t10k-images-idx3-ubyte"
    return _idx_length(str(file), file.stat().st_mtime_ns) if file.is_file() and file.stat().st_size >= 8 else 0


def cifar10_count(root: Path) -> int:
    """How many test pictures CIFAR-10 has; 0 where it is not there."""
    return 10_000 if (root / "cifar-10-batches-py").is_dir() or (root / "cifar10-jpeg.npz").is_file() else 0


def frey(root: Path) -> Images:
    """All Frey faces. Raises MissingData, DamagedData."""
    file = root / "frey_faces.npz"
    if not file.is_file():
        raise missing("frey", root)
    with reading(file), np.load(file, allow_pickle=False) as pack:
        faces = pack["images"][:, None]
    return Images(faces, np.zeros(len(faces), np.uint8))
