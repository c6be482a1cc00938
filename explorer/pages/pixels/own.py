"""A picture, or a hole, of a person's own as text that a link and a script can hold.

own:...   urlsafe base64 without padding: a picture's greys uint8 (c, h, w) compressed by zlib, or a hole's bits,
          packed as by numpy.packbits
raw:...   the same of a picture that is not compressed, as a browser sends it
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

OWN, RAW = "own:", "raw:"
MOST = 3 * 64 * 64  # bytes of a picture that a link can hold
WIDE = 100  # characters of a line in a script


def is_own(text: str) -> bool:
    return text.startswith(OWN)


def read_picture(text: Any, size: int) -> str:
    """``text`` with ``size`` greys in it, compressed; empty where it has none, or more than a link can hold."""
    if not isinstance(text, str) or size > MOST or len(text) > 2 * MOST:
        return ""
    greys = _bytes(text, RAW)
    if not greys:
        greys = _inflated(_bytes(text, OWN), size)
    return OWN + _text(zlib.compress(greys, 9)) if len(greys) == size else ""


def read_hole(text: Any, size: int) -> str:
    """``text`` where it has the bits of ``size`` pixels in it, else nothing."""
    if not isinstance(text, str) or len(text) > 2 * MOST:
        return ""
    bits = _bytes(text, OWN)
    return OWN + _text(bits) if bits and len(bits) == -(-size // 8) else ""


def greys(text: str, size: int) -> bytes:
    """The ``size`` greys in what ``read_picture`` returned."""
    return _inflated(_bytes(text, OWN), size)


def bits(text: str) -> bytes:
    """The bits in what ``read_hole`` returned."""
    return _bytes(text, OWN)


def literal(name: str, text: str) -> list[str]:
    """Lines of Python that give ``name`` the base64 of ``text``, padded."""
    plain = text.removeprefix(OWN)
    plain += "=" * (-len(plain) % 4)
    lines = [f'    "{plain[start : start + WIDE]}"' for start in range(0, len(plain), WIDE)]
    return [f"{name} = (", *lines, ")"]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str, mark: str) -> bytes:
    """What stands behind ``mark``; nothing where that is no base64."""
    if not text.startswith(mark):
        return b""
    plain = text.removeprefix(mark)
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


def _inflated(content: bytes, size: int) -> bytes:
    """At most a byte more than ``size``, whatever the content claims to be."""
    try:
        return zlib.decompressobj().decompress(content, size + 1)
    except zlib.error:
        return b""
