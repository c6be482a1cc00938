"""Pictures out: pixels as bytes, sheets, PNG and GIF; and the names under which pictures come in. No torch in sight."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from explorer.data.decoding import MAX_PIXELS, BadPicture, decode, formats, middle_square
from explorer.data.seen import STEPS, Prepared, Stage, prepare, switches
from explorer.data.uploads import MAX_BYTES, WORK_SIDE, open_picture

__all__ = [
    "MAX_BYTES", "MAX_PIXELS", "STEPS", "WORK_SIDE",
    "BadPicture", "Prepared", "Stage",
    "decode", "formats", "middle_square", "open_picture", "prepare", "switches",
    "animated", "gif", "sheet", "to_bytes", "to_pil",
]  # fmt: skip


def to_bytes(images: np.ndarray) -> np.ndarray:
    """Pictures in [0, 1] to uint8 of the same shape, rounded."""
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)


def to_pil(pixels: np.ndarray, scale: int = 1) -> Image.Image:
    """uint8 (c, h, w) as a PIL picture, enlarged crisply by a whole factor."""
    picture = Image.fromarray(pixels[0] if pixels.shape[0] == 1 else pixels.transpose(1, 2, 0))
    return (
        picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)
        if scale > 1
        else picture
    )


def sheet(pixels: np.ndarray, columns: int) -> np.ndarray:
    """Pictures uint8 (n, c, h, w) in rows of ``columns`` without gaps: (c, rows * h, columns * w), the rest black."""
    n, c, h, w = pixels.shape
    rows = -(-n // columns)
    full = np.zeros((rows * columns, c, h, w), dtype=np.uint8)
    full[:n] = pixels
    return full.reshape(rows, columns, c, h, w).transpose(2, 0, 3, 1, 4).reshape(c, rows * h, columns * w)


def gif(pixels: np.ndarray, *, milliseconds: int, scale: int) -> bytes:
    """Pictures uint8 (n, c, h, w) as an endless GIF."""
    return _animated([to_pil(one, scale) for one in pixels], milliseconds)


def animated(strip: bytes, frames: int, *, milliseconds: int, last: int) -> bytes:
    """A PNG of frames under each other as an endless GIF that shows its last frame for ``last`` milliseconds.

    Raises BadPicture.
    """
    try:
        opened = Image.open(io.BytesIO(strip), formats=("PNG",))
        if opened.width * opened.height > MAX_PIXELS:
            raise BadPicture(f"The animation has more than {MAX_PIXELS // 10**6} million pixels. Make it shorter.")
        picture = opened.convert("RGB")
    except BadPicture:
        raise
    except Exception:  # of any kind, as for other files of strangers
        raise BadPicture("The frames are no PNG. Reload the page and try again.") from None
    height, rest = divmod(picture.height, max(frames, 1))
    if rest or frames < 1:
        raise BadPicture(f"{picture.height} rows can't be cut into {frames} frames. Reload the page and try again.")
    one = picture.quantize(256, dither=Image.Dither.NONE)  # one palette for all frames: they do not flicker
    return _animated(
        [one.crop((0, start, picture.width, start + height)) for start in range(0, picture.height, height)],
        [milliseconds] * (frames - 1) + [last],
    )


def _animated(frames: list[Image.Image], milliseconds: int | list[int]) -> bytes:
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=milliseconds, loop=0)
    return out.getvalue()
