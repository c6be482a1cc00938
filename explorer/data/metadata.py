"""What lies in a picture's file beside its pixels: which way it is to be turned, and the file without all of it.

Cameras, scanners and editors write damaged EXIF; none of that may stop a picture.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator

from PIL import Image

ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_JPEG_KEPT = (0xE0, 0xEE)  # of the application segments: JFIF, and Adobe's, which says what the colours are
_JPEG_BARE = (0x01, *range(0xD0, 0xD9))  # markers without a length
_START_OF_SCAN = 0xDA
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS")
_WEBP_DROPPED = (b"EXIF", b"XMP ", b"ICCP")


def turn_of(opened: Image.Image) -> Image.Transpose | None:
    """How a file says that its picture is to be turned; None where it is upright, or says nothing that can be read."""
    value: object = None
    with contextlib.suppress(Exception):  # as many kinds of error as there are kinds of damage
        if opened.format == "TIFF":  # Pillow has taken the size by this
            value = opened.tag_v2.get(ORIENTATION)
            return _TURNS.get(value) if isinstance(value, int) else None
        value = opened.getexif().get(ORIENTATION)
        if isinstance(value, (tuple, list)):
            value = value[0]
        return _TURNS.get(int(value))
    return None


def without(content: bytes) -> bytes | None:
    """A JPEG, PNG or WebP file with its pixels alone; None for another kind of file, and for one that is torn."""
    with contextlib.suppress(struct.error, IndexError, ValueError):
        if content.startswith(b"\xff\xd8"):
            return b"".join(_jpeg_parts(content))
        if content.startswith(_PNG_SIGNATURE):
            return b"".join(_png_parts(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            body = b"WEBP" + b"".join(_webp_parts(content))
            return b"RIFF" + struct.pack("<I", len(body)) + body
    return None


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while True:
        at = content.index(b"\xff", at)
        marker = content[at + 1]
        if marker == 0xFF or marker in _JPEG_BARE:  # padding, or nothing to skip
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _START_OF_SCAN:
            yield content[at:]
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield content[at : at + 2 + length]
        at += 2 + length


def _png_parts(content: bytes) -> Iterator[bytes]:
    yield _PNG_SIGNATURE
    at = len(_PNG_SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        if content[at + 4 : at + 8] in _PNG_KEPT:
            yield content[at : at + 12 + length]
        at += 12 + length


def _webp_parts(content: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(content):
        name = content[at : at + 4]
        (length,) = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + length + length % 2
        if name not in _WEBP_DROPPED:
            yield content[at:end]
        at = end
