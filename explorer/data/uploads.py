"""Uploaded files made safe: what the decoder reads, within the bounds that strangers' files are held to."""

from __future__ import annotations

from PIL import Image

from explorer.data.decoding import decode

MAX_BYTES = 5 * 2**20
WORK_SIDE = 768  # larger uploads are reduced to this before anything else is done with them


def open_picture(data: bytes) -> tuple[Image.Image, list[str]]:
    """An uploaded file as an upright RGB picture of at most ``WORK_SIDE`` pixels a side, and notes of what was done.

    Raises:
        BadPicture: it is larger than ``MAX_BYTES``, or can't be decoded.
    """
    return decode(data, longest_side=WORK_SIDE, max_bytes=MAX_BYTES)
