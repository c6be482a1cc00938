"""Photographs of digits written with a pen, as a phone takes them: rendered from strokes and light, from no data set.

A page with grain, perhaps ruled or squared, lies a little askew on a table; lamp, lens and a hand shade it; a ball pen,
a felt pen or a marker has written one digit on it; the sensor adds noise, JPEG its blocks, and EXIF the camera's turn.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

# Strokes of each digit: points in a box of 1 x 1, y downwards; curves pass through all of them.
STROKES = {
    0: [
        [
            (0.55, 0.02),
            (0.2, 0.15),
            (0.08, 0.5),
            (0.2, 0.87),
            (0.5, 0.98),
            (0.82, 0.85),
            (0.93, 0.5),
            (0.82, 0.15),
            (0.52, 0.02),
        ]
    ],
    1: [[(0.58, 0.0), (0.55, 0.3), (0.5, 0.65), (0.46, 1.0)]],
    2: [
        [(0.1, 0.22), (0.3, 0.04), (0.62, 0.03), (0.82, 0.22), (0.7, 0.5), (0.38, 0.78), (0.08, 0.97)],
        [(0.08, 0.97), (0.45, 0.95), (0.95, 0.97)],
    ],
    3: [
        [(0.12, 0.12), (0.42, 0.0), (0.78, 0.12), (0.75, 0.35), (0.42, 0.47)],
        [(0.42, 0.47), (0.8, 0.57), (0.88, 0.8), (0.55, 0.99), (0.1, 0.9)],
    ],
    4: [
        [(0.3, 0.0), (0.2, 0.3), (0.1, 0.58)],
        [(0.1, 0.58), (0.5, 0.56), (0.95, 0.54)],
        [(0.76, 0.05), (0.72, 0.5), (0.68, 1.0)],
    ],
    5: [
        [(0.22, 0.03), (0.2, 0.22), (0.17, 0.44)],
        [(0.17, 0.44), (0.5, 0.37), (0.83, 0.55), (0.78, 0.85), (0.45, 0.99), (0.08, 0.9)],
        [(0.22, 0.03), (0.55, 0.03), (0.88, 0.0)],
    ],
    6: [
        [
            (0.72, 0.0),
            (0.38, 0.25),
            (0.15, 0.62),
            (0.25, 0.92),
            (0.58, 0.99),
            (0.84, 0.8),
            (0.7, 0.57),
            (0.42, 0.56),
            (0.2, 0.72),
        ]
    ],
    7: [[(0.05, 0.08), (0.45, 0.06), (0.9, 0.05)], [(0.9, 0.05), (0.7, 0.4), (0.52, 0.72), (0.42, 1.0)]],
    8: [
        [
            (0.82, 0.16),
            (0.5, 0.0),
            (0.2, 0.14),
            (0.28, 0.38),
            (0.66, 0.58),
            (0.82, 0.82),
            (0.5, 1.0),
            (0.18, 0.83),
            (0.34, 0.58),
            (0.7, 0.38),
            (0.82, 0.16),
        ]
    ],
    9: [
        [(0.8, 0.2), (0.5, 0.02), (0.2, 0.18), (0.22, 0.42), (0.52, 0.5), (0.78, 0.3), (0.8, 0.2)],
        [(0.8, 0.2), (0.76, 0.6), (0.66, 1.0)],
    ],
}


@dataclass(frozen=True)
class Pen:
    """width: share of the digit's height.

    Density: share of the light it takes; colour: what it leaves of red, green, blue.
    """

    width: tuple[float, float]
    density: tuple[float, float]
    colour: tuple[float, float, float]


PENS = {
    "blue ball pen": Pen((0.018, 0.035), (0.7, 0.9), (0.15, 0.25, 0.62)),
    "black ball pen": Pen((0.018, 0.035), (0.65, 0.9), (0.15, 0.15, 0.18)),
    "red felt pen": Pen((0.04, 0.07), (0.8, 0.95), (0.8, 0.12, 0.15)),
    "black marker": Pen((0.08, 0.14), (0.85, 0.97), (0.08, 0.08, 0.1)),
    "green marker": Pen((0.07, 0.12), (0.8, 0.95), (0.1, 0.45, 0.25)),
}
PAPERS = ("plain", "ruled", "squared")


def photograph(digit: int, seed: int, size: tuple[int, int] = (720, 960), turn: int | None = None) -> bytes:
    """A JPEG file of ``digit``, upright as ``size`` (width, height) once EXIF's ``turn`` (1, 3, 6 or 8) is applied;
    pen, page and light are the seed's.
    """
    random = np.random.default_rng([seed, digit])
    width, height = size
    place = _page(random, width, height)
    pen = PENS[random.choice(list(PENS))]
    ink = _ink(random, digit, pen, place, size)
    lines = _lines(random, PAPERS[random.choice(3, p=[0.4, 0.3, 0.3])], place, size)
    paper, off = _paper(random, place, size)
    picture = paper * (1 - lines[..., None] * (1 - np.array([0.5, 0.65, 0.8], dtype=np.float32)))
    picture *= 1 - ink[..., None] * (1 - np.array(pen.colour, dtype=np.float32))
    picture = np.where(off[..., None] > 0.5, _table(random, size), picture) * _light(random, size)[..., None]
    picture = picture * 255 + random.normal(0, random.uniform(1, 4), (height, width, 1)).astype(np.float32)
    picture = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(max(size) / 3000)
    )
    turn = turn or int(random.choice([1, 3, 6, 8]))
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}.get(turn)
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    (picture.transpose(back) if back is not None else picture).save(
        out, "JPEG", quality=int(random.integers(60, 92)), exif=exif
    )
    return out.getvalue()


def _page(random: np.random.Generator, width: int, height: int) -> np.ndarray:
    """The homography that takes the unit square of the page to pixels: a little turned, tilted, and off the frame's
    middle.
    """
    angle, spread = np.radians(random.normal(0, 3)), random.uniform(0.95, 1.25)
    corners = (
        (np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) - 0.5) * spread
        + random.normal(0, 0.02, (4, 2))
        + random.uniform(-0.06, 0.06, 2)
    )
    turned = corners * (width, height) @ np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))]) + (
        width / 2,
        height / 2,
    )
    rows, right = [], []
    for (x, y), (u, v) in zip([(0, 0), (1, 0), (1, 1), (0, 1)], turned, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows, dtype=float), np.array(right)), 1).reshape(3, 3)


def _put(points: np.ndarray, place: np.ndarray) -> np.ndarray:
    moved = np.column_stack([points, np.ones(len(points))]) @ place.T
    return moved[:, :2] / moved[:, 2:]


def _curve(points: np.ndarray, steps: int = 16) -> np.ndarray:
    """A Catmull-Rom curve through ``points`` (n, 2)."""
    ends = np.vstack([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    a, b, c, d = (ends[i : len(ends) - 3 + i, None] for i in range(4))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.vstack([curve.reshape(-1, 2), points[-1:]])


def _ink(random: np.random.Generator, digit: int, pen: Pen, place: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """How much of the light the digit takes, (height, width) in 0..1."""
    width, height = size
    tall = random.uniform(0.15, 0.6)  # of the page's height
    wide = tall * random.uniform(0.55, 0.8) * height / width
    slant, where = random.uniform(-0.08, 0.25), random.uniform(0.4, 0.6, 2)
    mask = Image.new("L", size)
    draw, thick = ImageDraw.Draw(mask), random.uniform(*pen.width) * tall * height
    for stroke in STROKES[digit]:
        points = _curve(np.array(stroke) + random.normal(0, 0.015, (len(stroke), 2)))
        points[:, 0] += slant * (0.5 - points[:, 1])
        on = _put((points - 0.5) * (wide, tall) + where, place)
        pressed = thick * np.clip(
            1 + 0.12 * np.sin(np.linspace(0, random.uniform(3, 9), len(on)) + random.uniform(0, 6)), 0.7, 1.3
        )
        for (x, y), (u, v), w in zip(on[:-1], on[1:], pressed, strict=False):
            draw.line([(x, y), (u, v)], fill=255, width=max(1, round(w)))
            draw.ellipse([u - w / 2, v - w / 2, u + w / 2, v + w / 2], fill=255)
    uneven = _cloud(random, size, 24, 0.85, 1.0)
    return np.asarray(mask, dtype=np.float32) / 255 * uneven * random.uniform(*pen.density)


def _lines(random: np.random.Generator, kind: str, place: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Printed lines, 1 where they are strongest."""
    mask = Image.new("L", size)
    if kind != "plain":
        draw, gap, w = (
            ImageDraw.Draw(mask),
            random.uniform(0.025, 0.06),
            max(1, round(max(size) / random.uniform(500, 900))),
        )
        strength = int(random.uniform(90, 255))
        for at in np.arange(0.05, 0.97, gap):
            draw.line([tuple(p) for p in _put(np.array([(0.0, at), (1.0, at)]), place)], fill=strength, width=w)
        for at in np.arange(0.05, 0.97, gap * size[1] / size[0]) if kind == "squared" else ():
            draw.line([tuple(p) for p in _put(np.array([(at, 0.0), (at, 1.0)]), place)], fill=strength, width=w)
    return np.asarray(mask, dtype=np.float32) / 255


def _paper(random: np.random.Generator, place: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The empty page (height, width, 3), yellowish, with grain and dust.

    And where the picture shows what lies beside it.
    """
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).polygon(
        [tuple(p) for p in _put(np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float), place)], fill=0
    )
    dust = Image.new("L", size)
    draw = ImageDraw.Draw(dust)
    for x, y in random.uniform(0, 1, (int(random.integers(0, 12)), 2)) * size:
        r = random.uniform(0.5, 2) * max(size) / 900
        draw.ellipse([x - r, y - r, x + r, y + r], fill=int(random.integers(40, 160)))
    grain = _cloud(random, size, max(size) // 3, 0.97, 1.0) * (1 - np.asarray(dust, dtype=np.float32) / 255)
    return grain[..., None] * np.array([0.96, 0.93, random.uniform(0.78, 0.93)], dtype=np.float32), np.asarray(
        page, dtype=np.float32
    ) / 255


def _table(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Dark or light wood with its grain, (height, width, 3)."""
    streaks = Image.fromarray(random.uniform(0.75, 1.0, (6, 90)).astype(np.float32)).resize(
        size, Image.Resampling.BICUBIC
    )
    return np.asarray(streaks)[..., None] * np.array([0.62, 0.42, 0.27], dtype=np.float32) * random.uniform(0.3, 1.1)


def _light(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """What falls on the page: a lamp at one side, the lens's darker corners, and the edge of a shadow.

    (height, width).
    """
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    direction = random.uniform(0, 2 * np.pi)
    light = 1 + random.uniform(0, 0.5) * (x * np.cos(direction) + y * np.sin(direction))
    light *= 1 - random.uniform(0.2, 0.7) * (x * x + y * y)
    direction = random.uniform(0, 2 * np.pi)
    edge = (x * np.cos(direction) + y * np.sin(direction) - random.uniform(-0.3, 0.3)) / random.uniform(0.01, 0.06)
    light *= 1 - random.uniform(0, 0.5) / (1 + np.exp(-np.clip(edge, -30, 30)))
    return light * random.uniform(0.55, 1.0)


def _cloud(random: np.random.Generator, size: tuple[int, int], cells: int, low: float, high: float) -> np.ndarray:
    """Smooth noise in low..high of about ``cells`` blots a side, (height, width)."""
    coarse = Image.fromarray(random.uniform(low, high, (cells, cells)).astype(np.float32))
    return np.asarray(coarse.resize(size, Image.Resampling.BILINEAR))
