"""Pictures and numbers as programs send and get them: JSON in which a picture is a PNG in a data URL, or numbers.

Whatever is out of bounds raises BadJob or BadPicture with a sentence.
"""

from __future__ import annotations

import base64
import binascii
import io
import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from explorer.data import images
from explorer.limits import MAX_SEED
from explorer.refusal import BadJob
from explorer.serving.jobs import read_number, read_whole

Form = Literal["png", "numbers"]  # in which pictures are returned
FORMS: tuple[Form, ...] = ("png", "numbers")
MOST_PICTURES = 64
MOST_TEXT = 4 * images.MAX_BYTES // 3 + 100  # characters of a file in base64
UNKNOWN = -1.0  # of a value that is not there


def read_form(value: Any) -> Form:
    if value not in FORMS:
        raise BadJob(f"The form of pictures must be one of {', '.join(FORMS)}.")
    return value


def read_seed(value: Any) -> int:
    return read_whole(value, 0, MAX_SEED, f"The seed must be a whole number from 0 to {MAX_SEED:,}.")


def read_count(value: Any, most: int = MOST_PICTURES) -> int:
    return read_whole(value, 1, most, f"n must be 1 to {most} pictures.")


def read_temperature(value: Any) -> float:
    return read_number(value, 0, 2, "The temperature must be a number from 0 to 2.")


def read_file(text: str) -> bytes:
    """A file from a data URL or bare base64."""
    head, found, rest = text.partition(",")
    if len(text) > MOST_TEXT:
        raise BadJob(f"The picture is larger than {images.MAX_BYTES // 2**20} MB. Send a smaller one.")
    if text.startswith(("http:", "https:")):
        raise BadJob("Pictures are not fetched from addresses: send the file itself as a data URL.")
    if text.startswith("data:") and not (found and head.endswith(";base64")):
        raise BadJob("A data URL of a picture must be in base64, as data:image/png;base64,...")
    try:
        return base64.b64decode(rest if text.startswith("data:") else text, validate=True)
    except (ValueError, binascii.Error):
        raise BadJob("The picture must be a file in base64, or a data URL of one.") from None


def read_array(value: Any, shape: Sequence[int], name: str = "picture", *, unknown: bool = False) -> np.ndarray:
    """Numbers float32 of ``shape`` (c, h, w), that of a grey one as (h, w), too; in [0, 1].

    Where some may be ``unknown``, such are null or below 0, and come out as UNKNOWN.
    """
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        found = np.zeros(0)
    if found.ndim == 2:
        found = found[None]
    if unknown:
        found = np.where(np.isnan(found) | ((found < 0) & np.isfinite(found)), UNKNOWN, found)
    inside = (found >= 0) & (found <= 1) | (unknown & (found == UNKNOWN))
    if found.shape != tuple(shape) or not inside.all():
        either = ", unknown ones being null or below 0" if unknown else ""
        grey = f", or {' × '.join(map(str, shape[1:]))}," if shape[0] == 1 else ""
        size = " × ".join(map(str, shape))
        raise BadJob(f"The {name} must be a file as a data URL, or {size}{grey} numbers from 0 to 1{either}.")
    return found.astype(np.float32)


def read_picture(value: Any, shape: Sequence[int], dataset: str = "") -> tuple[np.ndarray, list[str]]:
    """A picture uint8 (c, h, w) as a model of ``dataset`` expects it, and notes of what was done to it.

    A file is brought to ``shape`` as an upload is; numbers are taken as they are.
    """
    if not isinstance(value, str):
        return images.to_bytes(read_array(value, shape)), []
    opened, notes = images.open_picture(read_file(value))
    prepared = images.prepare(opened, shape, dataset)
    return prepared.pixels, notes + prepared.notes


def picture_in(pixels: np.ndarray, form: Form) -> Any:
    """A picture uint8 (c, h, w) as JSON."""
    if form == "numbers":
        return np.round(pixels / 255, 4).tolist()
    content = io.BytesIO()
    images.to_pil(pixels).save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def pictures_in(pixels: np.ndarray, form: Form) -> list[Any]:
    """Pictures uint8 (n, c, h, w) as JSON."""
    return [picture_in(one, form) for one in pixels]


def finite(value: float | None) -> float | None:
    """For JSON, which knows no infinity."""
    return float(value) if value is not None and math.isfinite(value) else None
