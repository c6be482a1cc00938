"""z in a person's hands: how a drawing would end at values of each latent, and the z of a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.catalogue import Catalogue
from explorer.pages.sketches.jobs import AGAIN, ON, Job, latents, parse
from explorer.refusal import BadJob
from explorer.serving.jobs import is_whole

if TYPE_CHECKING:
    from torch import Tensor

STRIP = 7  # drawings on a slider
MOST = 8  # sliders at once


def parse_strips(content: dict[str, Any], catalogue: Catalogue) -> tuple[Job, np.ndarray]:
    """A job, and z of its drawings ``(sliders * STRIP, latents)``: the job's, each of ``latents`` run over its range.

    Raises Refusal.
    """
    job = parse(content | {"id": 0, "way": ON, "n": 1}, catalogue)
    turned, count = content.get("latents"), job.model.latents
    if job.z is None:
        raise BadJob("Sliders need a z to turn from.")
    if not isinstance(turned, list) or not 1 <= len(turned) <= MOST:
        raise BadJob(f"latents must be 1 to {MOST} numbers of latents.")
    if not all(is_whole(index) and 0 <= index < count for index in turned):
        raise BadJob(f"A latent must be a whole number from 0 to {count - 1}.")
    reach = catalogue.card(job.name).range
    z = np.tile(np.float32(job.z), (len(turned), STRIP, 1))
    for row, index in zip(z, turned, strict=True):
        row[:, index] = np.linspace(*reach[index], STRIP)
    return job, z.reshape(-1, count)


def strips(job: Job, z: np.ndarray) -> list[list[list[int]]]:
    """The drawings under each z, to their ends: x, y and pen of the points that follow the beginning.

    Chance is that of the job's ending, so that each is what the paper shows as soon as z is there.
    """
    import torch

    from explorer import sketching
    from explorer.data.strokes import PAPER

    n, known = len(z), job.drawn.beginning()
    labels = None if job.label is None else torch.full((n,), job.label)
    rows = sketching.draw(
        job.model,
        n,
        torch.from_numpy(z),
        labels,
        beginning=known,
        seed=job.seed,
        temperature=job.temperature,
        numbers=job.numbers * n,
    ).numpy()
    places = rows[..., :2].cumsum(1) + PAPER / 2
    told = np.concatenate([places, rows[..., 2:].argmax(-1)[..., None]], -1).round().astype(int)[:, len(known) :]
    return [one[one[:, 2] < 2].tolist() for one in told]


def parse_drawing(content: dict[str, Any], catalogue: Catalogue) -> Job:
    """Raises Refusal."""
    return parse(content | {"id": 0, "way": AGAIN, "n": 1, "seed": 0, "temperature": 0}, catalogue)


def z_of(job: Job) -> list[float]:
    """The mean of q(z | drawing)."""
    import torch

    found: Tensor | None = latents(job, None if job.label is None else torch.tensor([job.label]))
    return [] if found is None else found[0].double().numpy().round(4).tolist()
