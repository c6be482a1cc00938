"""Own pictures: from the call of ``python -m train new`` to the first step of the training, on 20,000 JPEG files; and
their decoding, by all cores into one file, against one by one in one process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from explorer.data import folders
from train.own.folder import look
from train.own.packed import pack

PICTURES = 20_000
SIDE = 64  # pixels
SHAPE = (3, SIDE, SIDE)
TOUCHED = 16  # pixels a side of the noise that is enlarged, so that a JPEG has something to code
BAR = b"| 0/"  # what the progress bar begins with: pictures are there, and the model is built


def write_pictures(folder: Path) -> None:
    """JPEG files of smooth colours, in two classes."""
    chance = np.random.default_rng(0)
    for number in range(PICTURES):
        below = folder / f"class{number % 2}"
        below.mkdir(parents=True, exist_ok=True)
        colours = Image.fromarray(chance.integers(0, 256, (TOUCHED, TOUCHED, 3), np.uint8))
        colours.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(below / f"{number:05}.jpg", quality=85)


def seconds_to_the_first_step(folder: Path, place: Path) -> float:
    """From the call until the progress bar stands; the run is ended then. Raises RuntimeError where it never does."""
    words = ["new", "bench", "--pictures", str(folder), "--like", "conv-vae", "--colour", "--again", "--device", "cpu"]
    places = ["--out", str(place / "models"), "--state", str(place / "runs")]
    began, said = time.perf_counter(), b""
    process = subprocess.Popen(
        [sys.executable, "-m", "train", *words, *places],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        while part := os.read(process.stderr.fileno(), 4096):
            said += part
            if b"bench" in said and BAR in said.rpartition(b"bench")[2]:
                return time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    raise RuntimeError(said.decode(errors="replace"))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What ``work`` gives, and the seconds that it took."""
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def measure() -> dict[str, float | int]:
    """Seconds, and how many times as long the naive way takes."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        folder = place / "pictures"
        write_pictures(folder)
        first, second = (seconds_to_the_first_step(folder, place) for _ in range(2))
        found, looked = timed(lambda: look(folder, place / "other"))
        _, packed = timed(lambda: pack(found, SHAPE, place / "other"))
        _, one_by_one = timed(lambda: [folders.read(file, SHAPE) for file in found.files])
        _, again = timed(lambda: pack(look(folder, place / "other"), SHAPE, place / "other"))
    return {
        "pictures": PICTURES,
        "seconds from the call to the first step": first,
        "seconds from the next call to the first step": second,
        "heads of all files read, s": looked,
        "decoded into one file, s": packed,
        "found looked at and decoded, s": again,
        "decoded one by one in one process, s": one_by_one,
        "ratio of seconds, one by one to one file": one_by_one / packed,
        "ratio of seconds, one by one to found decoded": one_by_one / again,
    }
