"""What the Sketches page asks for over its socket: endings of a beginning, the same drawing again, or in-betweens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.capabilities import NextPoint, Sketches
from explorer.catalogue import Catalogue
from explorer.data.strokes import PAPER
from explorer.latents import walks
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.pages.sketches import own
from explorer.pages.sketches.own import Drawn
from explorer.refusal import BadJob
from explorer.serving import jobs
from explorer.serving.context import b64
from explorer.serving.jobs import id_of, read_number, read_whole
from explorer.serving.session import Tell
from explorer.serving.turns import Turn

if TYPE_CHECKING:
    from torch import Tensor

MOST = 9  # drawings at once
MOST_TEMPERATURE = 2.0
ON, AGAIN, BETWEEN = "on", "again", "between"
WAYS = (ON, AGAIN, BETWEEN)


@dataclass
class Job(jobs.Job):
    """Drawings to make.

    Attributes:
        drawn: what stands on the paper: the beginning that is gone on from, or the drawing that is read.
        other: the second drawing, of in-betweens.
        label: the class that is told; None for none.
        numbers: of the endings; chance is by number, see ``explorer.sketching``.
        watched: which of them is told with all that the model expected at each point.
        z: of all endings; None: chance and the beginning choose it.
    """

    name: str
    model: Sketches
    way: str
    drawn: Drawn
    other: Drawn
    label: int | None
    numbers: list[int]
    watched: int
    temperature: float
    seed: int
    z: list[float] | None


def parse(content: dict[str, Any], catalogue: Catalogue) -> Job:
    """A JSON object as a job; loads the model where it has to. Raises Refusal."""
    number, way = id_of(content), content.get("way")
    if way not in WAYS:
        raise BadJob(f"The way must be one of {', '.join(WAYS)}.")
    name = content.get("model")
    model = model_of(catalogue, name, "sketch" if way == ON else "read_sketch")
    seed = read_whole(content.get("seed"), 0, MAX_SEED, f"The seed must be a whole number from 0 to {MAX_SEED:,}.")
    sentence = f"The temperature must be a number from 0 to {MOST_TEMPERATURE:g}."
    temperature = read_number(content.get("temperature"), 0, MOST_TEMPERATURE, sentence)
    count = read_whole(content.get("n"), 1, MOST, f"n must be 1 to {MOST} drawings.")
    number_of = read_whole(content.get("number", 0), 0, MOST - 1, f"The ending must be one of 0 to {MOST - 1}.")
    drawn, other = (read_drawn(content.get(which, "")) for which in ("drawn", "other"))
    if way != ON and not len(drawn.points) or way == BETWEEN and not len(other.points):
        raise BadJob("There is no drawing to read. Draw something first.")
    numbers = [number_of] if count == 1 else list(range(count))
    watched = numbers.index(number_of) if number_of in numbers else 0
    label, z = read_label(content.get("label"), model, name), read_z(content.get("z"), model)
    return Job(number, name, model, way, drawn, other, label, numbers, watched, temperature, seed, z)


def model_of(catalogue: Catalogue, name: Any, can: str) -> Sketches:
    """The model of this name, loaded; raises Refusal where it can't be used, or can't do that."""
    try:
        card = catalogue.card(name if isinstance(name, str) else "")
    except KeyError as error:
        raise BadJob(error.args[0]) from None
    if not card.usable:
        raise BadJob(f"{name} can't be used: {card.reason}. Choose another model.")
    if can not in card.can or can == "read_sketch" and not card.latents:
        does = "does not draw with a pen" if can == "sketch" else "reads no drawings: it has no encoder"
        raise BadJob(f"{name} {does}. Choose another model.")
    return catalogue.load(name)


def read_drawn(text: Any) -> Drawn:
    """Raises BadJob."""
    found = own.read(text)
    if found is None:
        raise BadJob(f"The strokes can't be read: up to {own.MOST} points near the paper are taken. Clear the paper.")
    return found


def read_label(label: Any, model: Sketches, name: str) -> int | None:
    """Raises BadJob."""
    if label is None:
        return None
    if not model.classes:
        raise BadJob(f"{name} knows no classes: let it draw without one.")
    return read_whole(label, 0, model.classes - 1, f"The class must be a whole number from 0 to {model.classes - 1}.")


def read_z(z: Any, model: Sketches) -> list[float] | None:
    """None where there is none. Raises BadJob."""
    if not z:
        return None
    if not isinstance(z, list) or len(z) != model.latents:
        raise BadJob(f"z must be {model.latents} numbers, or none.")
    return [
        read_number(value, -Z_LIMIT, Z_LIMIT, f"z must be numbers from -{Z_LIMIT:g} to {Z_LIMIT:g}.") for value in z
    ]


def perform(job: Job, turn: Turn, tell: Tell) -> dict[str, Any]:
    """Draw in this thread, turn by turn with others, and ``tell`` each point as it is there."""
    import torch

    from explorer import sketching
    from explorer.models import pen

    n, model = len(job.numbers), job.model
    labels = None if job.label is None else torch.full((n,), job.label)
    known = job.drawn.beginning() if job.way == ON else sketching.NOTHING
    z = latents(job, labels)
    numbers = [0] * n if job.way == BETWEEN else job.numbers
    expected, moment = sketching.told(model, n, z, labels, known)
    if job.way == ON:
        tell(known_event(expected.at(job.watched), known, z[job.watched] if z is not None else None))
    places = np.tile(job.drawn.points[:, :2].sum(0) if len(known) else np.zeros(2), (n, 1)) + PAPER / 2
    over = np.zeros(n, bool)
    for points, later in sketching.going_on(model, moment, job.seed, job.temperature, numbers):
        if turn.should_stop():
            return {}
        steps, pens = pen.log_prob(moment.next, points)
        places = places + points[:, :2].numpy()
        over |= points[:, 4].numpy() > 0
        event = {
            "event": "point",
            "points": [
                [round(float(x), 2), round(float(y), 2), int(state)]
                for (x, y), state in zip(places, points[:, 2:].argmax(-1), strict=True)
            ],
            "surprise": surprises(steps, pens),
        }
        if job.way == ON:
            event["next"] = b64(flat(later.next, job.watched))
        tell(event)
        turn.show()
        moment = later
    return {"over": over.tolist()}


def latents(job: Job, labels: Tensor | None) -> Tensor | None:
    """z of the drawings, or None where the model has none."""
    import torch

    from explorer.sketching import latents

    if not job.model.latents:
        return None
    if job.way == ON and job.z is not None:
        return torch.tensor(job.z).expand(len(job.numbers), -1)
    if job.way == ON:
        beginning = job.drawn.beginning()
        return latents.fitting(job.model, beginning, job.seed, job.numbers, job.temperature, labels)
    one = None if labels is None else labels[:1]
    first = latents.of_drawing(job.model, job.drawn.whole(), one)
    if job.way == AGAIN:
        return first.expand(len(job.numbers), -1)
    last = latents.of_drawing(job.model, job.other.whole(), one)
    return torch.from_numpy(walks.slerp(first[0].numpy(), last[0].numpy(), np.linspace(0, 1, len(job.numbers))))


def known_event(expected: NextPoint, known: np.ndarray, z: Tensor | None) -> dict[str, Any]:
    """What the model expected of each of the known points ``(rows, 5)`` and after them, ``(rows + 1)``, and how much
    each surprised it; and under which z ``(latents,)``.
    """
    import torch

    from explorer.models import pen

    return {
        "event": "known",
        "components": expected.log_weights.shape[-1],
        "z": [] if z is None else z.double().numpy().round(4).tolist(),
        "surprise": surprises(*pen.log_prob(expected.at(slice(-1)), torch.from_numpy(known))),
        "next": b64(np.stack([flat(expected, row) for row in range(len(known) + 1)])),
    }


def surprises(steps: Tensor, pens: Tensor) -> list[list[float]]:
    """Nats of step and pen, of their log-probabilities, each ``(points,)``."""
    return (-np.stack([steps, pens], -1)).round(3).tolist()


def flat(point: NextPoint, row: int) -> np.ndarray:
    """One NextPoint as float32: m log-weights, m means (x, y), m deviations, m correlations, 3 log-pens."""
    return np.concatenate([part[row].numpy().ravel() for part in point]).astype("<f4")
