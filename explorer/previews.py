"""The small pictures that pages show before a model is loaded: all decoded, none from a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explorer import images, latents
from explorer.capabilities import Conditions, Samples

ROWS, COLUMNS = 4, 8  # of preview.png
STEPS = 13  # of a strip
PLANE = 20  # pictures a side
STYLES = 10  # rows of sheet.png
FILES = ("preview.png", "centre.png", "strips.png", "plane.png", "sheet.png")


def strips(limits: Sequence[Sequence[float]], steps: int = STEPS) -> np.ndarray:
    """z ``(latents * steps, latents)``: each latent in its row from one end of its range to the other, all others in the middle."""
    centre = np.asarray(limits, dtype=np.float32).mean(axis=1)
    return np.concatenate([latents.traversal(centre, index, np.linspace(low, high, steps)) for index, (low, high) in enumerate(limits)])


def draw(model: Any, folder: Path, limits: Sequence[Sequence[float]], *, linear: bool, seed: int = 0) -> None:
    """Write preview.png (draws from the prior), centre.png, strips.png and, for two latents, plane.png into ``folder``.

    Of a conditional model the draws run through the classes, centre and strips are of the first; sheet.png has a column a class.

    Args:
        model: decodes; where it can't sample, z is drawn evenly over its range.
        limits: the ends of each latent's range.
        linear: the plane is even in z over its range, as for a model without a normal prior; else of equal prior mass.
    """
    import torch

    low, high = torch.tensor(limits, dtype=torch.float32).T

    classes = model.classes if isinstance(model, Conditions) else 0

    @torch.no_grad()
    def write(name: str, z: Any, columns: int, each: int = 1) -> None:
        z = torch.as_tensor(z)
        labels = [torch.arange(len(z)) % each] if classes else []
        pictures = model.decode(z, *labels)
        images.to_pil(images.sheet(images.to_bytes(pictures.float().numpy()), columns)).save(folder / name, optimize=True)

    generator = torch.Generator().manual_seed(seed)
    if isinstance(model, Samples):
        drawn = model.sample_latents(ROWS * COLUMNS, generator=generator)
    else:
        drawn = torch.rand(ROWS * COLUMNS, len(limits), generator=generator) * (high - low) + low
    write("preview.png", drawn, COLUMNS, classes)
    write("centre.png", (low + high)[None] / 2, 1)
    write("strips.png", strips(limits), STEPS)
    if classes:
        write("sheet.png", drawn[:STYLES].repeat_interleave(classes, 0), classes, classes)
    if len(limits) == 2:
        ends = {"x": limits[0], "y": limits[1], "mode": "linear"} if linear else {"mode": "cdf"}
        write("plane.png", latents.grid(PLANE, **ends), PLANE)
