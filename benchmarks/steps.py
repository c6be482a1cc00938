"""Training steps on one core: pictures/s in float32 as a checkpoint's recipe has its batches, and how much faster it is
in bfloat16, with features last in memory, compiled, and in other batches. Recipes choose by it; see `Recipe.bf16`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from train.kinds import kind_of
from train.loop import Training
from train.recipe import Recipe
from train.recipes import recipe_of
from train.run import Run

NAMES = (
    "vae-mnist-50d",
    "hvae-mnist",
    "pixelcnn-mnist",
    "gated-pixelcnn-mnist",
    "pixelcnnpp-mnist",
    "pixelrnn-row-mnist",
    "pixelrnn-diagonal-mnist",
    "multiscale-mnist",
    "vqvae-faces",
    "vqprior-faces",
    "attention-ctx",
)
SECONDS = 1.0  # of processor time that a round of steps takes, about
ROUNDS = 3  # of both in turn, so that both meet the same moments of the machine


class Way:
    """A recipe that is trained in one way, from its beginning, in a process of its own: accelerate keeps to one
    precision in each. It works only while it is asked.
    """

    def __init__(self, recipe: Recipe, last: bool = False, compiled: bool = False):
        self.batch = recipe.batch
        context = get_context("spawn")
        self.asked, answering = context.Pipe()
        self.process = context.Process(target=_train, args=(answering, recipe, last, compiled), daemon=True)
        self.process.start()
        answering.close()

    def __enter__(self) -> Way:
        self.seconds_a_step()  # what is done once, such as compiling
        return self

    def __exit__(self, *_: object) -> None:
        self.asked.close()
        self.process.join()

    def seconds_a_step(self) -> float:
        """Processor time: others on the machine do not count. Raises EOFError where the process ended."""
        self.asked.send(SECONDS)
        return self.asked.recv()


def _train(asked: Connection, recipe: Recipe, last: bool, compiled: bool) -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        # a length that no round reaches: neither a point of the history nor the end falls into what is measured
        training = Training(Run(kind_of(recipe), 10**9, state=Path(folder), device="cpu", compiled=compiled))
        if last:
            training.model.to(memory_format=torch.channels_last)
        for _ in range(2):
            training.take_step()
        while True:
            try:
                seconds = asked.recv()
            except EOFError:
                return
            steps, began = 0, time.process_time()
            while time.process_time() < began + seconds:
                training.take_step()
                steps += 1
            asked.send((time.process_time() - began) / steps)


def times_as_fast(way: Way, plain: Way) -> float:
    """Median over the rounds of the ratio of pictures/s."""
    ratios = [plain.seconds_a_step() / way.seconds_a_step() for _ in range(ROUNDS)]
    return statistics.median(ratios) * way.batch / plain.batch


def measure() -> dict:
    """Every NAMES' training in each way."""
    found: dict[str, float] = {}
    for name in NAMES:
        found |= {f"{name}: {label}": value for label, value in ways(recipe_of(name)).items()}
    return found


def ways(recipe: Recipe) -> dict[str, float]:
    """Of one recipe: pictures/s in float32, and how many times as fast the other ways are."""
    low, high = replace(recipe, bf16=True), replace(recipe, bf16=False)
    others = {
        "bf16": {"recipe": low},
        "channels_last": {"recipe": high, "last": True},
        "compiled": {"recipe": high, "compiled": True},
        "compiled, bf16": {"recipe": low, "compiled": True},
        f"bf16, {recipe.batch // 2} at once": {"recipe": replace(low, batch=recipe.batch // 2)},
        f"bf16, {recipe.batch * 2} at once": {"recipe": replace(low, batch=recipe.batch * 2)},
    }
    with Way(high) as plain:
        rates = [plain.batch / plain.seconds_a_step() for _ in range(ROUNDS)]
        found = {f"pictures/s in float32, {recipe.batch} at once": statistics.median(rates)}
        for label, given in others.items():
            with Way(**given) as way:
                found[f"times as fast: {label}"] = times_as_fast(way, plain)
    return found
