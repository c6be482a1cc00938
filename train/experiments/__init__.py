"""The experiments that the pages invite to ("Try this"), with their numbers.

``python -m train experiments`` writes ``trained/experiments.json`` from the checkpoints, so that what a page promises
is what its models do. Every number is of the test set, from SEED. What a checkpoint's metrics.json has is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from explorer.catalogue import TRAINED
from explorer.latents import maps
from train.experiments.attention import a_colour_that_is_not_there
from train.experiments.bench import Bench, Numbers
from train.experiments.ideas import bounds, gradients, mixtures
from train.experiments.latents import an_easy_picture, directions, middle_of_the_plane, the_wrong_class
from train.experiments.live import training
from train.experiments.sampled import (
    halves,
    temperature_nought_of_codes,
    temperature_nought_of_pixels,
    two_codes_that_look_black,
)

EXPERIMENTS: dict[str, Callable[[Bench], Numbers]] = {
    "middle": middle_of_the_plane,
    "wrong_class": the_wrong_class,
    "pixels_at_0": temperature_nought_of_pixels,
    "codes_at_0": temperature_nought_of_codes,
    "halves": halves,
    "black_codes": two_codes_that_look_black,
    "absent_colour": a_colour_that_is_not_there,
    "easy_picture": an_easy_picture,
    "gradients": gradients,
    "bounds": bounds,
    "mixtures": mixtures,
    "directions": directions,
    "training": training,
}


@torch.no_grad()
def measure(name: str, root: Path | None = None) -> tuple[Numbers, set[str]]:
    """The numbers of one experiment, rounded, and the checkpoints that it used. Raises MissingData and KeyError."""
    bench = Bench(root)
    return {key: round(value, 4) for key, value in EXPERIMENTS[name](bench).items()}, bench.used


def fingerprint(name: str) -> str:
    """Tells the weights of a shipped checkpoint from any others."""
    return maps.fingerprint(TRAINED / name)
