"""What JPEG makes of the same pictures in the same number of bits: the yardstick of codes.

[1] Wallace, The JPEG Still Picture Compression Standard, Communications of the ACM 34, 1991

Only the picture's own bits count: what stands before them in a file (sizes, quantisation and Huffman tables) is the
same for all, as a decoder and its codebook are. The Huffman tables are the best for each picture, though nothing is
charged for them, so JPEG has it a little better here than in a file.
"""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
from PIL import Image

from explorer.data.quality import psnr

QUALITIES = (1, 3, 5, 7, 9, 12, 15, 20, 25, 35, 50, 70)
SUBSAMPLINGS = (0, 2)  # of colour: at full and at half the resolution
START, SCAN = 0xD8, 0xDA  # markers


class Point(NamedTuple):
    """Means over pictures: bits a picture, and PSNR in dB."""

    bits: float
    psnr: float


def scan_bits(file: bytes) -> int:
    """The bits of a baseline JPEG file between its header and its end mark. Raises ValueError where it is none."""
    if file[:2] != bytes((0xFF, START)) or file[-2:] != b"\xff\xd9":
        raise ValueError("this is no JPEG file")
    place = 2
    while place + 4 <= len(file):
        after = place + 2 + int.from_bytes(file[place + 2 : place + 4], "big")
        if file[place + 1] == SCAN:
            return 8 * (len(file) - 2 - after)
        place = after
    raise ValueError("this JPEG file holds no picture")


def samplings(channels: int) -> tuple[int, ...]:
    """The subsamplings that make sense for pictures of so many channels."""
    return SUBSAMPLINGS if channels == 3 else SUBSAMPLINGS[:1]


def encode(picture: np.ndarray, quality: int, subsampling: int) -> bytes:
    """A picture uint8 ``(c, h, w)`` as a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)).save(
        file, "JPEG", quality=quality, subsampling=subsampling, optimize=True
    )
    return file.getvalue()


def decode(file: bytes) -> np.ndarray:
    """A JPEG file -> uint8 ``(c, h, w)``."""
    back = np.asarray(Image.open(io.BytesIO(file)))
    return back[None] if back.ndim == 2 else back.transpose(2, 0, 1)


def coded(picture: np.ndarray, quality: int, subsampling: int) -> tuple[int, np.ndarray]:
    """A picture uint8 ``(c, h, w)`` -> the bits it takes and what comes back of it, uint8 ``(c, h, w)``."""
    file = encode(picture, quality, subsampling)
    return scan_bits(file), decode(file)


def measure(pictures: np.ndarray, quality: int, subsampling: int) -> Point:
    """Pictures uint8 ``(n, c, h, w)``, all at one quality."""
    found = [coded(picture, quality, subsampling) for picture in pictures]
    return Point(
        float(np.mean([bits for bits, _ in found])),
        float(np.mean([psnr(a / 255, b / 255) for a, (_, b) in zip(pictures, found, strict=True)])),
    )


def line(pictures: np.ndarray) -> list[Point]:
    """JPEG's rate-distortion line over ``pictures``: rising in bits and in PSNR;
    what is worse than something smaller is left out.
    """
    points = [
        measure(pictures, quality, subsampling) for quality in QUALITIES for subsampling in samplings(pictures.shape[1])
    ]
    kept: list[Point] = []
    for point in sorted(points, key=lambda point: (point.bits, -point.psnr)):
        if not kept or point.psnr > kept[-1].psnr:
            kept.append(point)
    return kept


def at(points: list[Point], bits: float) -> float:
    """PSNR on the line at ``bits`` a picture, straight between its points.

    Below its first point JPEG has nothing: that point, with its more bits.
    """
    return float(np.interp(bits, [point.bits for point in points], [point.psnr for point in points]))
