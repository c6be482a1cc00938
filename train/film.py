"""How a plane of two latents comes about: snapshots of what is decoded over it, and of where pictures lie on it.

They are written beside the checkpoint as film.json, which a page plays without the model.
"""

from __future__ import annotations

import base64
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.data import images
from explorer.latents.walks import grid
from explorer.models import LatentModel

if TYPE_CHECKING:
    from train.kinds.latent import Latent

FILE = "film.json"
FRAMES = 60
SIDE = 12  # pictures a side of the plane
CODES = 500  # validation pictures whose codes are kept
STEPS = 10_000  # of a code from one end of the plane to the other
QUALITIES = (75, 50, 30, 15, 5)  # of a plane as WebP, the first at which it is small enough
PLANE_BYTES = 20_000  # noise, which a plane is at first, does not get small


def schedule(steps: int, frames: int = FRAMES) -> list[int]:
    """The steps of a run after which a snapshot is taken: 0, then by a constant factor to the end, each once."""
    count, found = frames, []
    while len(found) < min(frames, steps + 1):
        found = [0, *sorted({round(step) for step in np.geomspace(1, max(steps, 1), count).tolist()})]
        count += 1
    return found if steps else [0]


class Film:
    """The snapshots of one run, of its averaged weights.

    Attributes:
        frames: as film.json has them; plain JSON, so that a saved run keeps them.
    """

    def __init__(self, kind: Latent, steps: int, check: list[Tensor], frames: list[dict[str, Any]] | None = None):
        """``check``: validation pictures uint8 ``(n, c, h, w)`` and their labels; ``frames``: those of a run that goes
        on.
        """
        self.kind, self.check = kind, check
        self.steps = set(schedule(steps))
        self.frames = list(frames or [])

    @property
    def last(self) -> int:
        """The step of the last snapshot; -1 before there is one."""
        return self.frames[-1]["step"] if self.frames else -1

    def is_due(self, step: int) -> bool:
        """Whether a snapshot is to be taken after ``step`` steps."""
        return step in self.steps and step > self.last

    @torch.no_grad()
    def take(self, model: LatentModel, step: int, seconds: float) -> None:
        """Append what ``model``, in evaluation mode, makes of the plane and of the pictures after ``step`` steps, which
        took ``seconds``; nothing where its loss is no number.
        """
        pixels, labels = self.check
        seen = pixels[:CODES].float() / 255
        loss, terms = self.kind.step(model, pixels, labels, 1.0, Generator(pixels.device).manual_seed(0))
        if not math.isfinite(loss):
            return
        reconstruction, *kl = terms.tolist()
        means = model.encode(seen).mean.float().cpu()
        ends = self.kind.reach(means)
        codes = np.stack([_placed(means[:, latent].numpy(), *ends[latent]) for latent in range(2)], 1)
        z = torch.from_numpy(grid(SIDE, mode="linear", x=tuple(ends[0]), y=tuple(ends[1])))
        tiles = model.decode(z.to(pixels.device)).float().cpu().numpy()
        parts = {"kl": [round(value, 4) for value in kl]} if kl else {}
        self.frames.append(
            {
                "step": step,
                "seconds": round(seconds, 1),
                "validation": round(float(loss), 4),
                "reconstruction": round(reconstruction, 4),
                **parts,
                "range": ends,
                "plane": _webp(images.sheet(images.to_bytes(tiles), SIDE)),
                "codes": base64.b64encode(codes.astype("<i2").tobytes()).decode(),
            }
        )

    def content(self) -> dict[str, Any]:
        """What film.json holds. Planes are WebP in base64, ``side`` pictures of ``shape`` a side; codes are int16
        ``(pictures, 2)`` in base64: 0 and ``code_steps`` are the ends of the plane.
        """
        pixels, labels = self.check
        return {
            "unit": self.kind.unit,
            "weights": "averaged",
            "side": SIDE,
            "shape": list(pixels.shape[1:]),
            "code_steps": STEPS,
            "labels": labels[:CODES].tolist(),
            "frames": self.frames,
        }


def _placed(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Codes on a scale where 0 is ``low`` and STEPS is ``high``; what is farther out than int16 goes is at its end."""
    span = max(high - low, 1e-9)  # all codes may lie in one place
    return np.clip(np.rint((values - low) / span * STEPS), -(2**15), 2**15 - 1)


def _webp(pixels: np.ndarray) -> str:
    """A picture uint8 ``(c, h, w)`` as WebP in base64."""
    picture = images.to_pil(pixels)
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality)
        if out.tell() <= PLANE_BYTES:
            break
    return base64.b64encode(out.getvalue()).decode()
