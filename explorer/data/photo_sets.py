"""Sets of whole photographs, of several sizes, that come as a file in the folder of data sets. No torch here.

BSDS, the Berkeley Segmentation Data Set (Martin et al., ICCV 2001; for non-commercial research and education): 200
photographs of 481 x 321 or 321 x 481 to fit on, 32 for validation. Set12 (as in Zhang et al., Beyond a Gaussian
Denoiser, 2017): 12 grey ones for tests alone, seven of 256 x 256 and five of 512 x 512.

The starfish of Set12 is a part of a training photograph of BSDS, which is therefore left out of those to fit on.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from explorer.data.datasets import root_of
from explorer.data.decoding import decode
from explorer.data.official import missing, reading

FILES = {"bsds": "bsds_train.npz", "set12": "set12.npz"}
TESTED = "12003"  # the photograph of BSDS that Set12 shows a part of
_ARRAYS = {
    ("bsds", "train"): ("jpeg", "offsets", "names"),
    ("bsds", "validation"): ("valid_jpeg", "valid_offsets", "valid_names"),
    ("set12", "test"): ("png", "png_offsets", "names"),
}


def there(name: str, root: str | Path | None = None) -> bool:
    """Whether the file of "bsds" or "set12" is in the folder of data sets."""
    return (root_of(root) / FILES[name]).is_file()


def load(name: str, split: str, root: str | Path | None = None) -> list[np.ndarray]:
    """Photographs in grey (ITU-R 601 luminance, Pillow's "L"), uint8 ``(h, w)`` each, of their own sizes and unscaled.

    Args:
        name: "bsds", of which "train" has 199 and "validation" 32, or "set12", of which "test" has 12.
        split: "train", "validation" or "test".
        root: where data sets lie; EXPLORER_DATA or ``data/`` when it is None.

    Raises:
        KeyError: there is no such set, or it has no such split.
        MissingData: its file is not there; the message says which one is wanted.
        DamagedData: it can't be read.
    """
    _ARRAYS[name, split]
    return [picture.copy() for picture in _read(name, split, root_of(root).resolve())]


@lru_cache(maxsize=4)
def _read(name: str, split: str, root: Path) -> list[np.ndarray]:
    file = root / FILES[name]
    if not file.is_file():
        raise missing(name, root)
    files, offsets, names = _ARRAYS[name, split]
    with reading(file), np.load(file, allow_pickle=False) as pack:
        content, ends, called = pack[files].tobytes(), pack[offsets], pack[names]
        return [
            np.array(decode(content[start:stop], "L")[0])
            for start, stop, one in zip(ends[:-1], ends[1:], called, strict=True)
            if one != TESTED
        ]
