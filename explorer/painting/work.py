"""What is computed for the Pixels page, in worker threads: paintings, scores and receptive fields, as plain numbers.

Levels go to the browser as uint8, probabilities as uint16 of 65535, entropies and surprises in nats as float32, each in base64.
"""

from __future__ import annotations

import base64
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Generator

from explorer.data.levels import in_levels
from explorer.jobs import BadJob
from explorer.models.autoregressive import AutoregressiveModel
from explorer.painting.job import Job, about, tell_below
from explorer.sampling import Pass, Row, fixed_point, noise, receptive_field, stream

SEED = 0  # of the draw that makes a grey picture black and white, as in evaluation
MOST_P = 65535

Tell = Callable[[dict[str, Any]], None]


def text(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def row_event(row: Row) -> dict[str, Any]:
    """A row of a record: all of it at temperature 1. Raises BadJob where its probabilities are no numbers."""
    logs, levels = row.log_probabilities, row.levels
    if bool(logs.isnan().any()):
        raise BadJob("The model's probabilities are not numbers. Choose another model.")
    surprise = -logs.gather(1, levels.unsqueeze(1)).squeeze(1)
    p = logs.exp()
    entropy = torch.special.entr(p).sum(1)
    return {
        "event": "row",
        "y": row.y,
        "columns": list(row.columns),
        "levels": text(levels.numpy().astype(np.uint8)),
        "entropy": text(entropy.numpy().astype("<f4")),
        "surprise": text(surprise.numpy().astype("<f4")),
        "p": text((p * MOST_P).round().numpy().astype("<u2")),
    }


def pass_event(one: Pass) -> dict[str, Any]:
    """The pictures after a pass."""
    return {"event": "pass", "number": one.number} | {
        name: text(getattr(one, name).numpy().astype(np.uint8)) for name in ("levels", "changed", "settled")
    }


def paint(job: Job, tell: Tell) -> dict[str, Any]:
    """Paint a job's pictures and ``tell`` each row or pass as it is there; what is returned is known at the end. Ends within a pixel of ``job.stop``."""
    model, began = job.painter, time.perf_counter()
    canvas = model.dequantize(torch.from_numpy(job.canvas).long()).float().expand(job.n, *model.shape)
    labels = None if job.labels[0] is None else torch.tensor(job.labels)
    given = {
        "labels": labels,
        "temperature": job.temperature,
        "noise": noise(model.shape, job.seed, job.n),
        "should_stop": job.stop.is_set,
    }
    found: dict[str, Any] = {}
    with torch.no_grad():
        if job.way == "passes":
            for one in fixed_point(model, canvas, **given):
                tell(pass_event(one))
                found["passes"] = one.number
                if one.number > canvas[0].numel():
                    raise BadJob(
                        "The passes do not settle, as every pass of a causal model settles one pixel more. Choose another model."
                    )
        else:
            for row in stream(model, canvas, **given):
                tell(row_event(row))
    return {"seconds": round(time.perf_counter() - began, 4)} | found


def warm(name: str, painter: AutoregressiveModel) -> dict[str, Any]:
    """Paint the beginning of a picture, so that what a first painting waits for is done."""
    _, height, width = painter.shape
    told = tell_below(painter, torch.zeros(1, height // 2, width // 2, dtype=torch.long))
    with torch.no_grad():
        row_event(next(stream(told, torch.full((1, *painter.shape), -1.0), noise=noise(painter.shape, 0))))
    return {"event": "ready"} | about(name, painter)


def score(painter: AutoregressiveModel, pixels: np.ndarray, label: int | None, *, levels: bool) -> dict[str, Any]:
    """What a model thinks of every pixel of a whole picture.

    Args:
        pixels: uint8 ``(c, h, w)``: level numbers where ``levels``, else greys, which become levels as in training.
        label: its class; None where it is not told.

    Raises:
        BadJob: a level is none of the model's, or the picture is impossible.
    """
    if levels and pixels.max() >= painter.levels:
        raise BadJob(f"The picture must hold levels from 0 to {painter.levels - 1}.")
    given = torch.from_numpy(pixels.copy())[None]
    picture = (
        painter.dequantize(given.long()) if levels else in_levels(given, painter.levels, Generator().manual_seed(SEED))
    )
    with torch.no_grad():
        known = painter.quantize(picture)
        logs = painter.pixel_logits(picture, None if label is None else torch.tensor([label])).float().log_softmax(1)
    _, height, width = painter.shape
    rows = [row_event(Row(y, tuple(range(width)), known[:, :, y], logs[:, :, :, y])) for y in range(height)]
    nats = -float(logs.gather(1, known.unsqueeze(1)).double().sum())
    if not math.isfinite(nats):
        raise BadJob("The model holds a pixel of this picture for impossible: it has no finite likelihood.")
    return {
        "shape": list(painter.shape),
        "levels": painter.levels,
        "classes": painter.classes,
        "label": label,
        "canvas": text(known[0].numpy().astype("<i2")),
        "nats": nats,
        "bits_per_dim": nats / math.log(2) / math.prod(painter.shape),
        "rows": rows,
    }


def field(painter: AutoregressiveModel, y: int, x: int) -> str:
    """The receptive field of a pixel, float32 ``(h, w)`` in base64, see ``explorer.sampling.receptive_field``. Raises ValueError outside of the picture."""
    return text(receptive_field(painter, y, x).numpy().astype("<f4"))
