"""A painting as it comes from the page: which model, how many pictures, from which canvas. Everything in it is checked.

The "pixels" of a prior over a VQ-VAE's codes are code numbers; of two levels the finer level's prior is given the coarser codes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import jobs
from explorer.capabilities import coarser_codes
from explorer.catalogue import Catalogue
from explorer.jobs import BadJob, is_whole, read_bytes, read_id
from explorer.limits import MAX_SEED
from explorer.refusal import Refusal

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.models.autoregressive import AutoregressiveModel

MOST_PICTURES = 16
MOST_LEVELS = 256
MOST_NUMBERS = 2**24  # probabilities in a record: 16 pictures of 32 x 32 in colour and 256 levels have 12.6 million
MOST_TEMPERATURE = 2.0
WAYS = ("rows", "passes")
EACH = "each"


@dataclass
class Job(jobs.Job):
    """Pictures to paint. Picture i is of class ``labels[i]`` and drawn with the noise of seed ``seed + i``; all begin from the same canvas.

    Attributes:
        painter: the model, or somebody else's with what it lacks around it.
        canvas: level numbers int16 ``(c, h, w)``, -1 where a pixel is to be drawn.
        way: "rows" from pixel to pixel, or "passes" over whole pictures until nothing changes.
    """

    name: str
    painter: AutoregressiveModel
    labels: list[int | None]
    temperature: float
    seed: int
    canvas: np.ndarray
    way: str

    @property
    def n(self) -> int:
        return len(self.labels)

    def plain(self) -> dict[str, Any]:
        """What the page is told before the first pixel."""
        _, height, width = self.painter.shape
        return about(self.name, self.painter) | {"n": self.n, "total": height * width, "labels": self.labels}


def painter_of(catalogue: Catalogue, name: Any, *, codes: bool = False) -> AutoregressiveModel:
    """The autoregressive model of that name, ready to paint; a prior over another model's codes only where ``codes`` will do. Raises BadJob."""
    from explorer.sampling import adapted

    if not isinstance(name, str):
        raise BadJob("The model must be the name of one.")
    try:
        card = catalogue.card(name)
        if not card.usable:
            raise BadJob(f"{name} can't be used: {card.reason}. Choose another model.")
        if "autoregress" not in card.can:
            raise BadJob(f"{name} does not paint pixel by pixel. Choose another model.")
        if card.over and not codes:
            raise BadJob(f"{name} speaks of the codes of {card.over}, not of pixels. Choose another model.")
        painter = adapted(catalogue.load(name), card.shape)
    except KeyError as error:
        raise BadJob(str(error.args[0])) from None
    except Refusal as refusal:
        raise BadJob(refusal.sentence) from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BadJob(f"{name} can't paint: {' '.join(str(error).split())[:200]}. Choose another model.") from None
    if painter.levels > MOST_LEVELS:
        raise BadJob(
            f"{name} speaks of {painter.levels} values, which are no greys; at most {MOST_LEVELS} can be shown. Choose another model."
        )
    return painter


def about(name: str, painter: AutoregressiveModel) -> dict[str, Any]:
    """A model as the page needs to know it; whether it is fast is known from its very class."""
    from explorer.sampling import FAST

    return {
        "model": name,
        "shape": list(painter.shape),
        "levels": painter.levels,
        "classes": painter.classes,
        "fast": type(painter) in FAST,
    }


def parse(content: dict[str, Any], catalogue: Catalogue) -> Job:
    """A JSON object as a job; loads the model where it has to. Raises BadJob."""
    number = read_id(content)
    if number is None:
        raise BadJob("A job needs an id, a whole number.")
    name, n, seed, temperature, way = (content.get(key) for key in ("model", "n", "seed", "temperature", "way"))
    painter = painter_of(catalogue, name, codes=True)
    if not is_whole(n) or not 1 <= n <= MOST_PICTURES:
        raise BadJob(f"n must be 1 to {MOST_PICTURES} pictures.")
    if not is_whole(seed) or not 0 <= seed <= MAX_SEED:
        raise BadJob(f"The seed must be a whole number from 0 to {MAX_SEED:,}.")
    if (
        isinstance(temperature, bool)
        or not isinstance(temperature, (int, float))
        or not 0 <= temperature <= MOST_TEMPERATURE
    ):
        raise BadJob(f"The temperature must be a number from 0 to {MOST_TEMPERATURE:g}.")
    if way not in WAYS:
        raise BadJob(f"The way must be one of {', '.join(WAYS)}.")
    if n * painter.levels * math.prod(painter.shape) > MOST_NUMBERS:
        raise BadJob(f"{n} pictures of {name} are too many numbers for one painting. Paint fewer at once.")
    labels = read_labels(content.get("label"), painter, n, name)
    canvas = read_canvas(content.get("canvas", ""), painter)
    return Job(
        number, name, read_given(content.get("given"), painter, n, name), labels, float(temperature), seed, canvas, way
    )


def read_labels(label: Any, painter: AutoregressiveModel, n: int, name: str) -> list[int | None]:
    """The class of each of n pictures; None where it is not told one. Raises BadJob."""
    if label is None:
        return [None] * n
    if not painter.classes:
        raise BadJob(f"{name} knows no classes: paint without one.")
    if label == EACH:
        return [number % painter.classes for number in range(n)]
    if not is_whole(label) or not 0 <= label < painter.classes:
        raise BadJob(f"The class must be a whole number from 0 to {painter.classes - 1}, or “{EACH}”, or none.")
    return [label] * n


def read_canvas(text: Any, painter: AutoregressiveModel) -> np.ndarray:
    """Level numbers int16 ``(c, h, w)`` from base64, all unknown where there is no text. Raises BadJob."""
    if text == "":
        return np.full(painter.shape, -1, np.int16)
    canvas = np.frombuffer(read_bytes(text, 2 * math.prod(painter.shape), "canvas"), "<i2").reshape(painter.shape)
    if canvas.min() < -1 or canvas.max() >= painter.levels:
        raise BadJob(f"The canvas must hold levels from 0 to {painter.levels - 1}, and -1 where a pixel is unknown.")
    return canvas.astype(np.int16)


def tell_below(painter: AutoregressiveModel, codes: Tensor) -> AutoregressiveModel:
    """A prior over the codes of a finer level once it is told those of the coarser one, long ``(n, h, w)``; every other painter as it is."""
    return painter.below(codes) if coarser_codes(painter) else painter


def read_given(text: Any, painter: AutoregressiveModel, n: int, name: str) -> AutoregressiveModel:
    """A painter told what n pictures are given beside the canvas: int16 in base64, the coarser level's codes, where it is a prior that wants them. Raises BadJob."""
    levels = coarser_codes(painter)
    if not levels:
        return painter
    import torch

    _, height, width = painter.shape
    if text is None:
        raise BadJob(f"{name} draws the finer codes of a picture: it must be given the coarser ones.")
    codes = (
        np.frombuffer(read_bytes(text, 2 * (height // 2) * (width // 2), "coarser codes"), "<i2")
        .reshape(1, height // 2, width // 2)
        .astype(np.int64)
    )
    if codes.min() < 0 or codes.max() >= levels:
        raise BadJob(f"The coarser codes must be numbers from 0 to {levels - 1}.")
    return tell_below(painter, torch.from_numpy(codes).repeat(n, 1, 1))
