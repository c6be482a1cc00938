"""The small pictures that pages show before a model is loaded: all decoded, none from a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explorer import images, latents
from explorer.capabilities import Samples

ROWS, COLUMNS = 4, 8  # of preview.png
STEPS = 13  # of a strip
PLANE = 20  # pictures a side
FILES = ("preview.png", "centre.png", "strips.png", "plane.png")


def strips(limits: Sequence[Sequence[float]], steps: int = STEPS) -> np.ndarray:
    """z ``(latents * steps, latents)``: each latent in its row from one end of its range to the other, all others in the middle."""
    centre = np.asarray(limits, dtype=np.float32).mean(axis=1)
    return np.concatenate([latents.traversal(centre, index, np.linspace(low, high, steps)) for index, (low, high) in enumerate(limits)])


def draw(model: Any, folder: Path, limits: Sequence[Sequence[float]], *, linear: bool, seed: int = 0) -> None:
    """Write preview.png (draws from the prior), centre.png, strips.png and, for two latents, plane.png into ``folder``.

    Args:
        model: decodes; where it can't sample, z is drawn evenly over its range.
        limits: the ends of each latent's range.
        linear: the plane is even in z over its range, as for a model without a normal prior; else of equal prior mass.
    """
    import torch

    low, high = torch.tensor(limits, dtype=torch.float32).T

    @torch.no_grad()
    def write(name: str, z: Any, columns: int) -> None:
        pictures = model.decode(torch.as_tensor(z))
        images.to_pil(images.sheet(images.to_bytes(pictures.float().numpy()), columns)).save(folder / name, optimize=True)

    generator = torch.Generator().manual_seed(seed)
    if isinstance(model, Samples):
        drawn = model.sample_latents(ROWS * COLUMNS, generator=generator)
    else:
        drawn = torch.rand(ROWS * COLUMNS, len(limits), generator=generator) * (high - low) + low
    write("preview.png", drawn, COLUMNS)
    write("centre.png", (low + high)[None] / 2, 1)
    write("strips.png", strips(limits), STEPS)
    if len(limits) == 2:
        ends = {"x": limits[0], "y": limits[1], "mode": "linear"} if linear else {"mode": "cdf"}
        write("plane.png", latents.grid(PLANE, **ends), PLANE)
