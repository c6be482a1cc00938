"""Every mode that Pillow reads to RGB: wide ranges of numbers, and what shows through."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms

SIXTEEN_BITS = 65535.0
TWELVE_BITS = 4095  # a 16-bit file with nothing above it has a range of its own
HUGE = 1e30  # no tone: what programs write where there is no value is larger
LEAST = 1e-30  # a range of tones is wider, or it is flat
APART = 1000  # a value that is so many times farther off than all the others are from each other is none of them
FEW = 0.001  # share of the pixels; as few may be no tones though they differ
SHOWN = 0.09  # contrast that ink has at the least, on the scale 0 to 1
LIGHT = 0.8  # luminance from which something is light
BOX_FILLED = 0.6  # strokes fill less than this share of the box around them; a page fills all of it
ON_BLACK = "Laid on black, where its light strokes show: its ground is transparent."
ON_WHITE = "Laid on white: its ground is transparent."


def to_rgb(picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """A loaded picture of any mode in RGB, and notes of what was done to it, in sentences.

    Numbers that are wider than a byte are scaled by the range of those that are plausible; what shows through is laid
    on white, or on black where only that shows what is there.
    """
    if picture.mode.startswith("I") or picture.mode == "F":
        return Image.fromarray(_scaled(picture)).convert("RGB"), []
    if picture.mode == "LAB":
        lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, lab, rgb, outputMode="RGB"), []
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.mode in ("RGBA", "LA", "PA", "RGBa") or "transparency" in picture.info:
        return _laid(picture.convert("RGBA"))
    return picture.convert("RGB"), []


def _scaled(picture: Image.Image) -> np.ndarray:
    """Whole numbers of 16 or 32 bits, or floats, as uint8 ``(h, w)``."""
    values = np.asarray(picture, dtype=np.float32)
    if picture.mode.startswith("I;16") and values.max() > TWELVE_BITS:
        return (values / SIXTEEN_BITS * 255).astype(np.uint8)
    low, high = plausible(values)
    known = np.where((np.abs(values) < HUGE) & ((values >= low) & (values <= high)), values, np.nan)
    known[values == np.inf] = high
    known[values == -np.inf] = low
    ground = np.nanmedian(known) if np.isfinite(known).any() else 0.0
    scaled = (np.nan_to_num(known, nan=ground) - low) / max(high - low, LEAST)
    return (scaled * 255).astype(np.uint8)


def plausible(values: np.ndarray) -> tuple[float, float]:
    """The lowest and the highest of the values that can be tones; 0 and 0 where none is finite.

    Left out are what is not finite, what programs write where there is no value (-9999, the least float32), and a few
    hot or dead pixels.
    """
    finite = values[np.isfinite(values)]
    finite = finite[np.abs(finite) < HUGE]
    if not finite.size:
        return 0.0, 0.0
    tones, counts = np.unique(finite, return_counts=True)
    few = FEW * finite.size
    # Negated and reversed, the lower end is an upper end.
    last = _end(tones, counts, few)
    first = len(tones) - 1 - _end(-tones[::-1], counts[::-1], few)
    return float(tones[first]), float(tones[last])


def _end(tones: np.ndarray, counts: np.ndarray, few: float) -> int:
    """Index of the highest plausible one of sorted tones: above it are one tone or few pixels, and far off."""
    above = np.cumsum(counts[::-1])[::-1]
    for last in range(len(tones) - 2, 0, -1):
        one = last == len(tones) - 2
        if not one and above[last + 1] > few:
            break
        if tones[last + 1] - tones[last] > APART * (tones[last] - tones[0]) > 0:
            return last
    return len(tones) - 1


def _laid(rgba: Image.Image) -> tuple[Image.Image, list[str]]:
    """RGBA on the ground that shows it."""
    alpha = np.asarray(rgba.getchannel("A"))
    if (alpha == 255).all():
        return rgba.convert("RGB"), []
    dark = _needs_black(rgba, alpha)
    ground = Image.new("RGBA", rgba.size, "black" if dark else "white")
    return Image.alpha_composite(ground, rgba).convert("RGB"), [ON_BLACK if dark else ON_WHITE]


def _needs_black(rgba: Image.Image, alpha: np.ndarray) -> bool:
    """Would white hide it? Either nothing differs from white, or what is there are light strokes with a darker rim."""
    weight = alpha.astype(np.float32) / 255
    light = np.asarray(rgba.convert("RGB").convert("L"), dtype=np.float32) / 255
    on_white, on_black = float((weight * (1 - light)).max()), float((weight * light).max())
    if on_white < SHOWN:
        return on_black > on_white
    there = alpha > 127
    if not there.any():
        return False
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    box = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    return bool((light[there] > LIGHT).mean() > 0.5 and there.sum() < BOX_FILLED * box)
