"""Painting pictures: the cached samplers and fixed-point passes against the slow loop of full passes, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

import explorer
from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.gated_pixelcnn import GatedPixelCNN
from explorer.models.pixelcnnpp import PixelCNNPP
from explorer.sampling import fixed_point, sample, stream

GATED, GREYS = "gated-pixelcnn-mnist", "pixelcnnpp-mnist"
UNTRAINED = {GATED: lambda: GatedPixelCNN(classes=10), GREYS: PixelCNNPP}
MANY = 16  # pictures
SOME = 12  # passes of the slow loop that are measured for them, of one a pixel
REPEATS = 7


def seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """How long ``work`` takes, the median of ``repeats``."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def load(checkpoint: str) -> tuple[AutoregressiveModel, str]:
    """A shipped checkpoint, or an untrained network of the same class's own size where there is none, and what it is."""
    if any(card.name == checkpoint for card in explorer.cards()):
        return explorer.load(checkpoint), checkpoint
    torch.manual_seed(0)
    model = UNTRAINED[checkpoint]().eval()
    return model, f"{type(model).__name__}, not trained"


@torch.no_grad()
def measure(checkpoint: str) -> dict[str, float | str]:
    """Painting whole pictures with one thread, one and MANY at once.

    The slow loop is timed for one picture in full and for many by some of its passes; the cached way by the median.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        model, name = load(checkpoint)
        found: dict[str, float | str] = {
            "model": name,
            "parameters": sum(weight.numel() for weight in model.parameters()),
            "threads": 1,
        }
        return found | painting(model, 1) | painting(model, MANY)
    finally:
        torch.set_num_threads(threads)


def painting(model: AutoregressiveModel, n: int) -> dict[str, float | str]:
    """What n pictures cost each way, all from the same noise."""
    images, who = torch.full((n, *model.shape), -1.0), f"{n} picture{'s' * (n > 1)}"
    labels = torch.arange(n) % model.classes if model.classes else None
    noise = torch.rand(images.shape, generator=torch.Generator().manual_seed(0))
    pixels = images[0].numel()
    fast = sample(model, images, labels, noise=noise)
    found: dict[str, float | str] = {}
    if n == 1:
        start = time.perf_counter()
        slow_picture = model.sample(images, labels, noise=noise)
        slow = found[f"{who}: slow loop, s"] = time.perf_counter() - start
        found["cached paints the slow loop's picture"] = bool(torch.equal(slow_picture, fast))
    else:
        # every pass costs the same, whatever is painted already
        slow = seconds(lambda: model.pixel_logits(images, labels), SOME) * pixels
        found[f"{who}: slow loop, s ({SOME} of {pixels} passes measured)"] = slow
    quick = seconds(lambda: sample(model, images, labels, noise=noise), REPEATS)
    found[f"{who}: cached, ms"] = 1e3 * quick
    found[f"{who}: cached, ms to the first row"] = 1e3 * seconds(
        lambda: next(stream(model, images, labels, noise=noise)), REPEATS
    )
    found[f"{who}: ratio of seconds, slow loop to cached"] = slow / quick
    start = time.perf_counter()
    passes = [settling.number for settling in fixed_point(model, images, labels, noise=noise)]
    found[f"{who}: fixed point, s"] = time.perf_counter() - start
    found[f"{who}: fixed point, passes"] = passes[-1]
    return found
