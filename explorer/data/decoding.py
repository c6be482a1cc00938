"""The one decoder for files of pictures, whoever they are from: any odd file becomes an upright picture, or a sentence.

Uploads, folders of pictures, and photographs of installed packages are read with it. No torch here.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from explorer.refusal import Refusal

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
MAX_PIXELS = 25_000_000
MIN_SIDE = 2
_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright


class BadPicture(Refusal):
    """The file can't be used; the message says what is wrong and what to do next."""

    status = 422


def decode(
    content: bytes, mode: str = "RGB", *, longest_side: int | None = None, max_bytes: int | None = None
) -> tuple[Image.Image, list[str]]:
    """A file's picture, upright and in ``mode``, and notes of what was done to it, in sentences.

    Transparency is laid on white, 16-bit values are scaled by their own range, palettes are resolved, EXIF rotation is
    applied, and of an animation the first frame is taken.

    Args:
        content: the file, in one of FORMATS.
        mode: "RGB", or "L" for grey (ITU-R 601 luminance).
        longest_side: larger pictures are reduced to it, in pixels; a JPEG's decoder may then shrink first.
        max_bytes: how large the file may be; any size when it is None.

    Raises:
        BadPicture: it is empty, damaged or of another format, larger than ``max_bytes``, of more than MAX_PIXELS, or a
            side is below MIN_SIDE.
    """
    if not content:
        raise BadPicture("The file is empty. Choose a PNG, JPEG, WebP, GIF, BMP or TIFF picture.")
    if max_bytes is not None and len(content) > max_bytes:
        raise BadPicture(f"The file is larger than {max_bytes // 2**20} MB. Save the picture smaller and try again.")
    notes: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = opened.size
        _check_size(width, height)
        if getattr(opened, "n_frames", 1) > 1:
            notes.append("The picture is animated: its first frame is used.")
            opened.seek(0)
        if longest_side is not None and opened.format == "JPEG":
            opened.draft("RGB", (longest_side, longest_side))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        if upright.size != opened.size or opened.getexif().get(_ORIENTATION, 1) != 1:
            notes.append("Turned upright as its camera noted.")
        picture = _flatten(upright).convert(mode)
    except BadPicture:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        EOFError,
        MemoryError,
    ):
        raise BadPicture(
            "This file is not a picture that can be read. Choose a PNG, JPEG, WebP, GIF, BMP or TIFF file."
        ) from None
    if longest_side is not None and max(picture.size) > longest_side:
        picture.thumbnail((longest_side, longest_side), Image.Resampling.BOX)
        notes.append(f"Scaled down from {width:,} × {height:,} pixels.")
    return picture, notes


def middle_square(picture: Image.Image) -> tuple[int, int, int, int]:
    """The largest square about a picture's middle: left, top, right, bottom in pixels, the last two exclusive."""
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    return left, top, left + short, top + short


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise BadPicture(
            f"The picture has {width:,} × {height:,} pixels; at most {MAX_PIXELS // 10**6} million fit."
            " Scale it down and try again."
        )
    if min(width, height) < MIN_SIDE:
        raise BadPicture(
            f"The picture has {width} × {height} pixels: there is nothing on it to encode. Choose a larger one."
        )


def _flatten(picture: Image.Image) -> Image.Image:
    """Any mode to RGB."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, dtype=np.float64)
        # 16-bit files use all of 0..65535; others (12-bit, float) only a part, which their own range tells.
        low, high = (
            (0.0, 65535.0)
            if picture.mode.startswith("I;16") and values.max() > 4095
            else (float(values.min()), float(values.max()))
        )
        scaled = (values - low) / max(high - low, 1e-9) * 255
        return Image.fromarray(np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return picture.convert("RGB")
