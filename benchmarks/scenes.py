"""Scenes of coloured digits: training pictures/s on two cores, and on one core ours against the naive way with Pillow,
a whole canvas for every digit, on the same scenes in one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from PIL import Image

from explorer.data import scenes
from explorer.data.scenes.colours import noisy
from explorer.data.scenes.render import Rendered, corner, resized_side
from explorer.data.scenes.scene import INK

PICTURES = 400
STREAM = 3000  # training pictures for each process, some seconds of them
_TABLES = (
    [0] * (INK + 1) + [255] * (255 - INK),
    [0] * (INK + 1) + list(range(INK + 1, 256)),
)  # is it ink, and how much of it
APART = 3  # levels: closer is rounding
ROUNDS = 7  # ours and the naive way in turn, so that both meet the same moments of the machine


def naive(scene: scenes.Scene) -> Rendered:
    """The same picture and masks by Pillow: each digit on a canvas of its own, and that composited over the whole
    picture.
    """
    size = (scenes.SIDE, scenes.SIDE)
    picture = Image.new("RGB", size) if scene.background is None else Image.fromarray(scene.background)
    colours = noisy(scene.seed).astype(int)
    masks: list[np.ndarray] = []
    parts = [(crop, crop.glyph, crop.rgb) for crop in scene.crops]
    for digit in scene.digits:
        left, top, right, bottom = Image.fromarray(digit.glyph).point(_TABLES[0]).getbbox()
        parts.append((digit, digit.glyph[top:bottom, left:right], tuple(colours[digit.colour].tolist())))
    for thing, glyph, rgb in parts:
        width, height = (resized_side(side, thing.scale) for side in glyph.shape[::-1])
        canvas = Image.new("L", size)
        canvas.paste(
            Image.fromarray(glyph).resize((width, height), Image.Resampling.BILINEAR),
            (corner(thing.x, width), corner(thing.y, height)),
        )
        alpha = canvas.point(_TABLES[1])
        picture = Image.composite(Image.new("RGB", size, rgb), picture, alpha)
        if isinstance(thing, scenes.Digit):
            painted = np.asarray(alpha) > 0
            masks = [mask & ~painted for mask in masks] + [painted]
    return Rendered(np.asarray(picture), np.stack(masks))


def microseconds(work: Callable[[int], object]) -> float:
    """Processor time for each of PICTURES calls: others on the machine do not count."""
    start = time.process_time()
    for number in range(PICTURES):
        work(number)
    return 1e6 * (time.process_time() - start) / PICTURES


def _stream(worker: int) -> float:
    """Pictures/s of one process on its part of the training stream; the digits are read before the clock starts."""
    material = scenes.material("train")
    start = time.time()
    for number in range(worker * STREAM, (worker + 1) * STREAM, 50):
        scenes.batch([scenes.training_scene(0, number + index, material) for index in range(50)])
    return STREAM / (time.time() - start)


def streamed(processes: int = 2) -> float:
    """Training pictures/s that so many processes make side by side."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return sum(pool.map(_stream, range(processes)))


def measure() -> dict[str, float | int]:
    """Microseconds a picture on one core, and how many times as long the naive way takes.

    Raises MissingData without MNIST.
    """
    material = scenes.material("test")
    variants = scenes.VARIANTS if material.photographs is not None else scenes.VARIANTS[:2]
    found: dict[str, float | int] = {"pictures": PICTURES}
    for variant in variants:
        made = [scenes.held_out(variant, number, material) for number in range(PICTURES)]

        def ours_of(n: int, made: list = made) -> object:
            return scenes.render(made[n])

        def naive_of(n: int, made: list = made) -> object:
            return naive(made[n])

        pairs = [(microseconds(ours_of), microseconds(naive_of)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        found[f"{variant}: picture and masks, us"] = ours
        found[f"{variant}: Pillow, a canvas a digit, us"] = theirs
        found[f"{variant}: ratio of us, Pillow to ours"] = statistics.median(theirs / ours for ours, theirs in pairs)
        found[f"{variant}: values more than {APART} levels apart, %"] = 100 * float(
            np.mean([_apart(scene) for scene in made[:50]])
        )
    if len(variants) == len(scenes.VARIANTS):
        batch = statistics.median(
            microseconds(lambda n: scenes.batch([scenes.training_scene(0, n, material)])) for _ in range(ROUNDS)
        )
        whole = statistics.median(
            microseconds(lambda n: scenes.render(scenes.training_scene(0, n, material))) for _ in range(ROUNDS)
        )
        found |= {
            "training scene made and rendered, us": batch,
            "with masks, us": whole,
            "training pictures/s on one core": 1e6 / batch,
            "training pictures/s, two processes": streamed(),
        }
    return found


def _apart(scene: scenes.Scene) -> float:
    """The share of values in which the two pictures differ: ink at the edge of being painted, which one rounds up and
    the other down.
    """
    return float((np.abs(scenes.render(scene).image.astype(int) - naive(scene).image) > APART).mean())
