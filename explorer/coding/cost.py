"""What a picture costs as a file, and how near each comes to it: the yardsticks beside its codes. No torch."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from explorer.coding import jpeg
from explorer.data.images import to_pil
from explorer.data.quality import psnr

MOST_PSNR = 100.0  # dB: equal pictures have no finite one, and JSON no infinite number


def nearness(clean: np.ndarray, other: np.ndarray) -> float:
    """PSNR in dB of pictures uint8 ``(c, h, w)``, at most ``MOST_PSNR``."""
    return min(psnr(clean / 255, other / 255), MOST_PSNR)


def jpeg_points(picture: np.ndarray) -> list[dict[str, float]]:
    """JPEG at every quality: the bits of the whole file, those of the picture in it, and its PSNR;
    of colour at both subsamplings.
    """
    points = []
    for quality in jpeg.QUALITIES:
        for subsampling in jpeg.samplings(len(picture)):
            file = jpeg.encode(picture, quality, subsampling)
            points.append(
                {
                    "quality": quality,
                    "bits": 8 * len(file),
                    "bits_without_header": jpeg.scan_bits(file),
                    "psnr": nearness(picture, jpeg.decode(file)),
                }
            )
    return points


def png_bits(picture: np.ndarray) -> int:
    """The bits of the whole file, as small as Pillow makes it."""
    file = io.BytesIO()
    to_pil(picture).save(file, "PNG", optimize=True)
    return 8 * len(file.getvalue())


def files(picture: np.ndarray | None, decoded: np.ndarray) -> dict[str, Any]:
    """Both formats, and the PSNR of what the codes decode to; nothing to compare with where there is no picture."""
    if picture is None:
        return {"jpeg": [], "png": None, "psnr": None}
    return {"jpeg": jpeg_points(picture), "png": png_bits(picture), "psnr": nearness(picture, decoded)}
