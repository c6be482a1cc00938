"""What can be seen of a network at one moment of its learning."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.data import images
from explorer.data.levels import binarize
from explorer.latents.walks import grid
from explorer.learning.diet import UNKNOWN
from explorer.learning.run import Learner, Run
from explorer.learning.sources import places_of

TILES = 12  # of the plane, a side
QUALITY = 85  # of its JPEG
LEAST_REACH, GROWTH = 3.0, 1.25  # of the plane: nearly all of a normal prior; and a step when codes lie farther out
HELD = 0.98  # of the codes' coordinates lie within the reach
TEST_SEED = 0  # of the black and white that test pictures are scored in


@dataclass(frozen=True)
class Watched:
    """The pictures whose reconstructions and posteriors are shown.

    Attributes:
        names: "t3" the first test picture of class 3, and single and own pictures as a diet names them.
        images: uint8 ``(k, c, h, w)``.
        labels: uint8 ``(k,)``.
    """

    names: tuple[str, ...]
    images: Tensor
    labels: Tensor


@dataclass(frozen=True)
class Snapshot:
    """One network after some steps.

    Attributes:
        plane: JPEG of TILES x TILES pictures decoded over the plane, z from -reach to reach on both axes, the first
            latent to the right, the second upwards.
        reach: in units of z.
        codes: the test pictures' posterior means ``(n, 2)``.
        ellipses: the posteriors of the watched pictures, two means and two deviations each ``(k, 4)``; an
            autoencoder's deviations are 0.
        reconstructions: of the watched pictures, at the posterior's mean, uint8 ``(k, c, h, w)``.
        learnt: -log p(x|z) and the KL in nats per image, the mean over the steps since the last snapshot; None where
            there were none.
        tested: -log p(x|z) of the test pictures of each class at the posterior's mean, nats per image; NaN where a
            class has none.
    """

    plane: bytes
    reach: float
    codes: np.ndarray
    ellipses: np.ndarray
    reconstructions: np.ndarray
    learnt: tuple[float, float] | None
    tested: list[float]


class Observer:
    """Takes snapshots of a run's networks, always of the same pictures."""

    def __init__(self, run: Run):
        self.run, pictures = run, run.pictures
        self.grey = pictures.test_images.float() / 255
        self.scored = binarize(pictures.test_images, Generator().manual_seed(TEST_SEED))
        self.members = [places_of(pictures.test_labels, label) for label in range(len(pictures.classes))]
        self.grid = torch.from_numpy(grid(TILES, mode="linear", x=(-1, 1), y=(-1, 1)))

    def watched(self) -> Watched:
        """One test picture of each class, then the single and the own pictures that the run sees now."""
        run, pictures = self.run, self.run.pictures
        first = [int(members[0]) for members in self.members if len(members)]
        singles = run.settings.sees.singles
        places = [pictures.single(*single) for single in singles]
        names = [f"t{int(pictures.test_labels[place])}" for place in first]
        names += [f"s{label}-{number}" if number else f"s{label}" for label, number in singles]
        names += [f"o{number}" for number in range(len(run.own))]
        images = [pictures.test_images[first], pictures.images[places], run.own]
        labels = [pictures.test_labels[first], pictures.labels[places], torch.full((len(run.own),), UNKNOWN).byte()]
        return Watched(tuple(names), torch.cat(images), torch.cat(labels))

    @torch.inference_mode()
    def look(self, learner: Learner, watched: Watched) -> Snapshot:
        """Costs about as much as three steps."""
        model, objective = learner.model, learner.objective
        codes = model.encode(self.grey).mean
        reach = reach_of(codes)
        posterior = model.encode(watched.images.float() / 255)
        deviation = posterior.std if objective.noise else torch.zeros_like(posterior.std)
        losses = -model.log_prob(self.scored, codes[None])[0]
        terms = learner.take_terms()
        return Snapshot(
            plane=_jpeg(images.sheet(images.to_bytes(model.decode(reach * self.grid).numpy()), TILES)),
            reach=reach,
            codes=codes.numpy(),
            ellipses=torch.cat([posterior.mean, deviation], 1).numpy(),
            reconstructions=images.to_bytes(model.decode(posterior.mean).numpy()),
            learnt=(terms[0], sum(terms[1:])) if terms else None,
            tested=[float(losses[members].mean()) for members in self.members],
        )


def reach_of(codes: Tensor) -> float:
    """How far the plane goes so that nearly all codes lie on it; grows in steps, so that it seldom changes."""
    far, reach = float(torch.quantile(codes.abs().flatten(), HELD)), LEAST_REACH
    while reach < far:
        reach *= GROWTH
    return reach


def _jpeg(pixels: np.ndarray) -> bytes:
    """A picture uint8 ``(1, h, w)``."""
    out = io.BytesIO()
    images.to_pil(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
