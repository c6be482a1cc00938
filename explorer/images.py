"""Pictures in and out: uploads made safe and brought to a model's size, sheets, PNG and GIF. No torch in sight."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

MAX_BYTES = 5 * 2**20
MAX_PIXELS = 25_000_000
MIN_SIDE = 2
WORK_SIDE = 512  # larger uploads are reduced to this before anything else is done with them
PEN = 2.2  # width of a stroke on a 28 x 28 digit, in pixels; MNIST's are two to three wide
CENTRED = {"mnist"}  # data sets whose pictures are cropped, scaled and centred by mass as MNIST's were


class BadPicture(ValueError):
    """The upload can't be used; the message says what is wrong and what to do next."""


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
            raise BadPicture(f"The picture has {width:,} × {height:,} pixels; at most {MAX_PIXELS // 10**6} million fit. Scale it down and try again.")
        if min(width, height) < MIN_SIDE:
            raise BadPicture(f"The picture has {width} × {height} pixels: there is nothing on it to encode. Choose a larger one.")
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
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError) as error:
        del error
        raise BadPicture("This file is not a picture that can be read. Choose a PNG, JPEG, WebP, GIF, BMP or TIFF file.") from None
    if max(picture.size) > WORK_SIDE:
        picture.thumbnail((WORK_SIDE, WORK_SIDE), Image.Resampling.BOX)
        notes.append(f"Scaled down from {width:,} × {height:,} pixels.")
    return picture, notes


def _flatten(picture: Image.Image) -> Image.Image:
    """Any mode to RGB."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, dtype=np.float64)
        # 16-bit files use all of 0..65535; others (12-bit, float) only a part, which their own range tells.
        low, high = (0.0, 65535.0) if picture.mode.startswith("I;16") and values.max() > 4095 else (float(values.min()), float(values.max()))
        scaled = (values - low) / max(high - low, 1e-9) * 255
        return Image.fromarray(np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return picture.convert("RGB")


def prepare(picture: Image.Image, shape: Sequence[int], dataset: str = "") -> tuple[np.ndarray, list[str]]:
    """An RGB picture as a model of ``dataset`` expects it: uint8 of ``shape`` (c, h, w), and notes of what was done.

    Digits become light on dark, cropped to the ink, 20 of 28 pixels high and centred by mass, as MNIST was made (LeCun
    et al. 1998, section III.A). Clothes and shapes become light on dark; everything else is cropped about its middle.
    Raises BadPicture where a digit is asked for and no ink is found.
    """
    channels, height, width = shape
    notes: list[str] = []
    if channels == 3:
        fitted = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
        return np.asarray(fitted, dtype=np.uint8).transpose(2, 0, 1).copy(), notes
    grey = np.asarray(picture.convert("L"), dtype=np.float32)
    if dataset in ("mnist", "fashion", "shapes") and _border(grey) > 127:
        grey = 255 - grey
        notes.append("Inverted: the model knows light on dark.")
    if dataset in CENTRED:
        return _centre_by_mass(grey, height, width)[None], [*notes, "Cropped to the ink, scaled and centred by mass, as MNIST was made."]
    fitted = ImageOps.fit(Image.fromarray(grey.astype(np.uint8)), (width, height), Image.Resampling.LANCZOS)
    pixels = np.asarray(fitted, dtype=np.uint8)
    if dataset == "shapes":
        pixels = np.where(pixels > 127, 255, 0).astype(np.uint8)
        notes.append("Made black and white: the shapes have no greys.")
    return pixels[None].copy(), notes


def _border(grey: np.ndarray) -> float:
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return float(np.median(edge))


def _centre_by_mass(grey: np.ndarray, height: int, width: int) -> np.ndarray:
    """Ink on dark ground -> uint8 (height, width), the ink's longer side 5/7 of the frame, its centre of mass in the middle."""
    ground = _border(grey)
    ink = np.clip(grey - ground, 0, None)
    top = float(np.percentile(ink, 99.8))
    if top < 24:
        raise BadPicture("No ink was found on this picture: it is (almost) one flat tone. Choose one with a digit on it.")
    ink = np.clip(ink / top, 0, 1)
    ink[ink < 0.25] = 0.0  # paper grain and soft shadows
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min(height, width) * 5 / 7 / max(box.shape)
    size = (max(1, round(box.shape[1] * scale)), max(1, round(box.shape[0] * scale)))
    drawn = _thicken(Image.fromarray((box * 255).astype(np.uint8)), PEN / scale)
    small = np.asarray(drawn.resize(size, Image.Resampling.LANCZOS), dtype=np.float32)
    small = small / max(small.max(), 1) * 255
    mass = small.sum()
    centre_y = float((small.sum(axis=1) * np.arange(size[1])).sum() / mass)
    centre_x = float((small.sum(axis=0) * np.arange(size[0])).sum() / mass)
    frame = np.zeros((height, width), dtype=np.float32)
    y = int(np.clip(round((height - 1) / 2 - centre_y), 0, height - size[1]))
    x = int(np.clip(round((width - 1) / 2 - centre_x), 0, width - size[0]))
    frame[y : y + size[1], x : x + size[0]] = small
    return frame.astype(np.uint8)


def _thicken(ink: Image.Image, width: float) -> Image.Image:
    """Strokes thinner than ``width`` pixels grown to about that: a pen's line would fade away when it is scaled down."""
    on = np.pad(np.asarray(ink) > 127, 1)
    inner = on[1:-1, 1:-1] & on[:-2, 1:-1] & on[2:, 1:-1] & on[1:-1, :-2] & on[1:-1, 2:]
    area, edge = on.sum(), on.sum() - inner.sum()
    missing = width - 2 * area / max(edge, 1)  # a long stroke of width w has an area of w/2 for each pixel of its edge
    grow = min(2 * round(missing / 2) + 1, 2 * (min(ink.size) // 2) - 1)
    return ink.filter(ImageFilter.MaxFilter(grow)) if grow >= 3 else ink


def to_bytes(images: np.ndarray) -> np.ndarray:
    """Pictures in [0, 1] to uint8 of the same shape, rounded."""
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)


def to_pil(pixels: np.ndarray, scale: int = 1) -> Image.Image:
    """uint8 (c, h, w) as a PIL picture, enlarged crisply by a whole factor."""
    picture = Image.fromarray(pixels[0] if pixels.shape[0] == 1 else pixels.transpose(1, 2, 0))
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST) if scale > 1 else picture


def sheet(pixels: np.ndarray, columns: int) -> np.ndarray:
    """Pictures uint8 (n, c, h, w) in rows of ``columns``, without gaps: (c, rows * h, columns * w); the rest is black."""
    n, c, h, w = pixels.shape
    rows = -(-n // columns)
    full = np.zeros((rows * columns, c, h, w), dtype=np.uint8)
    full[:n] = pixels
    return full.reshape(rows, columns, c, h, w).transpose(2, 0, 3, 1, 4).reshape(c, rows * h, columns * w)


def gif(pixels: np.ndarray, *, milliseconds: int, scale: int) -> bytes:
    """Pictures uint8 (n, c, h, w) as an endless GIF."""
    frames = [to_pil(one, scale) for one in pixels]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=milliseconds, loop=0)
    return out.getvalue()
