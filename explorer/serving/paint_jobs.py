"""A painting as it comes from a page, and what is answered to it: which model, how many pictures, from which canvas;
then rows or passes.

Levels go to the browser as uint8, probabilities as uint16 of 65535, entropies and surprises in nats as float32, each in
base64.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.capabilities import coarser_codes
from explorer.catalogue import Catalogue
from explorer.limits import MAX_SEED
from explorer.painting.painter import Blend, Label, painter_of, tell_below
from explorer.refusal import BadJob
from explorer.serving import jobs
from explorer.serving.context import b64
from explorer.serving.jobs import id_of, read_bytes, read_number, read_whole

if TYPE_CHECKING:
    from explorer.models.autoregressive import AutoregressiveModel
    from explorer.painting.work import Thought
    from explorer.sampling import Pass

MOST_PICTURES = 16
MOST_NUMBERS = 2**24  # probabilities in a record: 16 pictures of 32 x 32 in colour and 256 levels have 12.6 million
MOST_TEMPERATURE = 2.0
MOST_P = 65535
WAYS = ("rows", "passes")
EACH = "each"


@dataclass
class Job(jobs.Job):
    """Pictures to paint. Picture i is of class ``labels[i]`` and drawn with the noise of seed ``seed + i``.

    All begin from the same canvas.

    Attributes:
        painter: the model, told what it has to be.
        canvas: level numbers int16 ``(c, h, w)``, -1 where a pixel is to be drawn.
        way: "rows" from pixel to pixel, or "passes" over whole pictures until nothing changes.
    """

    name: str
    painter: AutoregressiveModel
    labels: list[Label]
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
    number = id_of(content)
    name, n, seed, temperature, way = (content.get(key) for key in ("model", "n", "seed", "temperature", "way"))
    painter = painter_of(catalogue, name, codes=True)
    n = read_whole(n, 1, MOST_PICTURES, f"n must be 1 to {MOST_PICTURES} pictures.")
    seed = read_whole(seed, 0, MAX_SEED, f"The seed must be a whole number from 0 to {MAX_SEED:,}.")
    sentence = f"The temperature must be a number from 0 to {MOST_TEMPERATURE:g}."
    temperature = read_number(temperature, 0, MOST_TEMPERATURE, sentence)
    if way not in WAYS:
        raise BadJob(f"The way must be one of {', '.join(WAYS)}.")
    if n * painter.levels * math.prod(painter.shape) > MOST_NUMBERS:
        raise BadJob(f"{n} pictures of {name} are too many numbers for one painting. Paint fewer at once.")
    labels = read_labels(content.get("label"), painter, n, name)
    canvas = read_canvas(content.get("canvas", ""), painter)
    return Job(number, name, read_given(content.get("given"), painter, n, name), labels, temperature, seed, canvas, way)


def read_labels(label: Any, painter: AutoregressiveModel, n: int, name: str) -> list[Label]:
    """What each of n pictures is told: its class, a blend [class, class, share of the second], or None.

    Raises BadJob.
    """
    if label is None:
        return [None] * n
    if not painter.classes:
        raise BadJob(f"{name} knows no classes: paint without one.")
    if label == EACH:
        return [number % painter.classes for number in range(n)]
    most = painter.classes - 1
    sentence = (
        f"The class must be a whole number from 0 to {most}, or “{EACH}”, or two and the share of the second, or none."
    )
    if isinstance(label, list):
        if len(label) != 3:
            raise BadJob(sentence)
        one, other = (read_whole(part, 0, most, sentence) for part in label[:2])
        return [Blend(one, other, read_number(label[2], 0, 1, sentence))] * n
    return [read_whole(label, 0, most, sentence)] * n


def read_canvas(text: Any, painter: AutoregressiveModel) -> np.ndarray:
    """Level numbers int16 ``(c, h, w)`` from base64, all unknown where there is no text. Raises BadJob."""
    if text == "":
        return np.full(painter.shape, -1, np.int16)
    canvas = np.frombuffer(read_bytes(text, 2 * math.prod(painter.shape), "canvas"), "<i2").reshape(painter.shape)
    if canvas.min() < -1 or canvas.max() >= painter.levels:
        raise BadJob(f"The canvas must hold levels from 0 to {painter.levels - 1}, and -1 where a pixel is unknown.")
    return canvas.astype(np.int16)


def read_given(text: Any, painter: AutoregressiveModel, n: int, name: str) -> AutoregressiveModel:
    """A painter told what n pictures are given beside the canvas, where it is a prior that wants it.

    The coarser level's codes, int16 in base64, those of each picture or one grid for all. Raises BadJob.
    """
    levels = coarser_codes(painter)
    if not levels:
        return painter
    import torch

    _, height, width = painter.shape
    if text is None:
        raise BadJob(f"{name} draws the finer codes of a picture: it must be given the coarser ones.")
    size = 2 * (height // 2) * (width // 2)
    each = n if isinstance(text, str) and len(text) > 4 * math.ceil(size / 3) else 1  # a grid for each, or one for all
    given = np.frombuffer(read_bytes(text, each * size, "coarser codes"), "<i2")
    codes = given.reshape(each, height // 2, width // 2).astype(np.int64)
    if codes.min() < 0 or codes.max() >= levels:
        raise BadJob(f"The coarser codes must be numbers from 0 to {levels - 1}.")
    return tell_below(painter, torch.from_numpy(codes).repeat(n // each, 1, 1))


def row_event(row: Thought) -> dict[str, Any]:
    """A row of a record: all of it at temperature 1."""
    return {
        "event": "row",
        "y": row.y,
        "columns": list(row.columns),
        "levels": b64(row.levels),
        "entropy": b64(row.entropy.astype("<f4")),
        "surprise": b64(row.surprise.astype("<f4")),
        "p": b64((row.p * MOST_P).round().astype("<u2")),
    }


def pass_event(one: Pass) -> dict[str, Any]:
    """The pictures after a pass."""
    return {
        "event": "pass",
        "number": one.number,
        "levels": b64(np.asarray(one.levels, np.uint8)),
        "changed": b64(np.asarray(one.changed, np.uint8)),
        "settled": b64(np.asarray(one.settled, np.uint8)),
    }
