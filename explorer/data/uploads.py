"""Uploaded files made safe: any odd picture becomes an upright RGB one, or a sentence that says why it can't."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from explorer.refusal import Refusal

MAX_BYTES = 5 * 2**20
MAX_PIXELS = 25_000_000
MIN_SIDE = 2
WORK_SIDE = 768  # larger uploads are reduced to this before anything else is done with them


class BadPicture(Refusal):
    """The upload can't be used; the message says what is wrong and what to do next."""

    status = 422


def open_picture(data: bytes) -> tuple[Image.Image, list[str]]:
    """An uploaded file as an upright RGB picture of at most ``WORK_SIDE`` pixels a side, and notes of what was done to it.

    Transparency is laid on white, 16-bit values are scaled by their own range, palettes are resolved, EXIF rotation is
    applied, and of an animation the first frame is taken. Raises BadPicture.
    """
    if not data:
        raise BadPicture("The file is empty. Choose a PNG, JPEG, WebP, GIF, BMP or TIFF picture.")
    if len(data) > MAX_BYTES:
        raise BadPicture(f"The file is larger than {MAX_BYTES // 2**20} MB. Save the picture smaller and try again.")
    notes: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM"))
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise BadPicture(
                f"The picture has {width:,} × {height:,} pixels; at most {MAX_PIXELS // 10**6} million fit. Scale it down and try again."
            )
        if min(width, height) < MIN_SIDE:
            raise BadPicture(
                f"The picture has {width} × {height} pixels: there is nothing on it to encode. Choose a larger one."
            )
        if getattr(picture, "n_frames", 1) > 1:
            notes.append("The picture is animated: its first frame is used.")
            picture.seek(0)
        if picture.format == "JPEG":
            picture.draft("RGB", (WORK_SIDE, WORK_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.size != picture.size or (picture.getexif().get(0x0112, 1) != 1):
            notes.append("Turned upright as its camera noted.")
        picture = _flatten(upright)
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
    ) as error:
        del error
        raise BadPicture(
            "This file is not a picture that can be read. Choose a PNG, JPEG, WebP, GIF, BMP or TIFF file."
        ) from None
    if max(picture.size) > WORK_SIDE:
        picture.thumbnail((WORK_SIDE, WORK_SIDE), Image.Resampling.BOX)
        notes.append(f"Scaled down from {width:,} × {height:,} pixels.")
    return picture, notes


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
