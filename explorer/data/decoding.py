"""The one decoder for files of pictures, whoever they are from: any odd file becomes an upright picture, or a sentence.

Uploads, folders of pictures, and photographs of installed packages are read with it. No torch here.
"""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO

from PIL import Image

from explorer.data import metadata
from explorer.data.tones import to_rgb
from explorer.refusal import Refusal

FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "ICO", "AVIF", "HEIF")
CHOOSE = "Choose a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or ICO file."
UNREADABLE = f"This file is not a picture that can be read. {CHOOSE}"
MAX_PIXELS = 25_000_000  # as they are held in memory
MAX_JPEG_PIXELS = 100_000_000  # of a JPEG, whose decoder shrinks it first
MIN_SIDE = 2
GREY_MODES = ("1", "L", "LA", "I", "I;16", "F")  # Pillow's, of pictures without colour
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class BadPicture(Refusal):
    """The file can't be used; the message says what is wrong and what to do next."""

    status = 422


def decode(
    content: bytes, mode: str = "RGB", *, longest_side: int | None = None, max_bytes: int | None = None
) -> tuple[Image.Image, list[str]]:
    """A file's picture, upright and in ``mode``, and notes of what was done to it, in sentences.

    Transparency is laid on white, or on black where only that shows what is there; numbers wider than a byte are scaled
    by their own range, palettes are resolved, EXIF rotation is applied, and of several pictures in a file the first
    one is taken. Damage in what a file says beside its pixels never stops it.

    Args:
        content: the file, in one of FORMATS.
        mode: "RGB", or "L" for grey (ITU-R 601 luminance).
        longest_side: larger pictures are reduced to it, in pixels; a JPEG's decoder may then shrink first.
        max_bytes: how large the file may be; any size when it is None.

    Raises:
        BadPicture: it is empty, damaged or of another format, larger than ``max_bytes``, of too many pixels, or a side
            is below MIN_SIDE.
    """
    if not content:
        raise BadPicture(f"The file is empty. {CHOOSE}")
    if max_bytes is not None and len(content) > max_bytes:
        raise BadPicture(f"The file is larger than {max_bytes // 2**20} MB. Save the picture smaller and try again.")
    try:
        picture, notes = _load(content, longest_side)
    except BadPicture as bad:
        bare = metadata.without(content) if str(bad) == UNREADABLE else None
        if bare is None:
            raise
        picture, notes = _load(bare, longest_side)
    picture = picture.convert(mode)
    if longest_side is not None and max(picture.size) > longest_side:
        picture.thumbnail((longest_side, longest_side), Image.Resampling.BOX)
    return picture, notes


def head_of(file: BinaryIO) -> tuple[tuple[int, int], bool]:
    """What the head of a file says of its picture: width and height in pixels, and whether it is stored in colour.

    Raises BadPicture where it can't be read; the picture behind it may be damaged nevertheless.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            formats = _formats(file.read(12))
            file.seek(0)
            opened = Image.open(file, formats=formats)
            return opened.size, opened.mode not in GREY_MODES
        except BadPicture:
            raise
        except Exception:  # of any kind: Pillow's plugins meet a stranger's bytes here
            raise BadPicture(UNREADABLE) from None


def middle_square(picture: Image.Image) -> tuple[int, int, int, int]:
    """The largest square about a picture's middle: left, top, right, bottom in pixels, the last two exclusive."""
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    return left, top, left + short, top + short


def _load(content: bytes, longest_side: int | None) -> tuple[Image.Image, list[str]]:
    """The first picture of a file in RGB, upright. Raises BadPicture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(io.BytesIO(content), formats=_formats(content))
            width, height = opened.size
            notes = _first(opened)
            if longest_side is not None and opened.format in ("JPEG", "MPO"):
                opened.draft("RGB", (longest_side, longest_side))
            _check_size(width, height, opened.size)
            turn = metadata.turn_of(opened)
            _read(opened, turn)
            picture, told = to_rgb(opened)
        except BadPicture:
            raise
        except Exception:  # of any kind: Pillow's plugins meet a stranger's bytes here
            raise BadPicture(UNREADABLE) from None
    if turn is not None:
        picture = picture if opened.format == "TIFF" else picture.transpose(turn)
        notes.append("Turned upright as its camera noted.")
    if longest_side is not None and max(width, height) > longest_side:
        told.append(f"Scaled down from {width:,} × {height:,} pixels.")
    return picture, notes + told


def _formats(content: bytes) -> tuple[str, ...]:
    """Those of FORMATS that can be read here. Raises BadPicture where the file's own can't."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        try:
            import pillow_heif  # loads a library of its own, only where it is needed
        except ImportError:
            raise BadPicture(
                "HEIC pictures are read with pillow-heif, which is not installed here. Save the picture as a JPEG."
            ) from None
        pillow_heif.register_heif_opener()
    return formats()


def formats() -> tuple[str, ...]:
    """Those of FORMATS that the installed Pillow reads, HEIF only once it was needed."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _first(opened: Image.Image) -> list[str]:
    """Go to a file's first picture, and say so where there are more."""
    try:
        count = getattr(opened, "n_frames", 1)
    except Exception:  # the first one may be whole though those behind it are not
        count = 1
    if count == 1:
        return []
    opened.seek(0)
    if opened.format == "TIFF":
        return [f"The file has {count} pages: the first one is used."]
    if opened.format in ("MPO", "HEIF"):
        return [f"The file holds {count} pictures: the first one is used."]
    return ["The picture is animated: its first frame is used."]


def _read(opened: Image.Image, turn: Image.Transpose | None) -> None:
    """Read the pixels. Those of a TIFF are turned by it, as Pillow does too."""
    if opened.format == "TIFF":
        # In place of Pillow's own, which goes through all that the tags say and stumbles over damage in them.
        opened.load_end = lambda: setattr(opened, "im", opened.im if turn is None else opened.im.transpose(turn))
    opened.load()


def _check_size(width: int, height: int, loaded: tuple[int, int]) -> None:
    """Of the file, and as it is loaded. Raises BadPicture."""
    most = MAX_PIXELS if loaded == (width, height) else MAX_JPEG_PIXELS
    if width * height > most or loaded[0] * loaded[1] > MAX_PIXELS:
        raise BadPicture(
            f"The picture has {width:,} × {height:,} pixels; at most {most // 10**6} million fit."
            " Scale it down and try again."
        )
    if min(width, height) < MIN_SIDE:
        raise BadPicture(
            f"The picture has {width} × {height} pixels: there is nothing on it to encode. Choose a larger one."
        )
