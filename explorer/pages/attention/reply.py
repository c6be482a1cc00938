"""Requests of the page, checked, and what is answered to them, as JSON; arrays in base64."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from explorer.attending import search, work
from explorer.attending.search import MOST_MODELS
from explorer.attending.stock import Stock, asked_of
from explorer.catalogue import Catalogue, UnusableCheckpoint
from explorer.data.scenes import NAMES, Scene, box, overlapping, plain, render
from explorer.refusal import BadJob, attempt
from explorer.serving.context import b64
from explorer.serving.jobs import is_whole, read_names, read_whole


class Question(NamedTuple):
    """A rendered scene, the colour that is asked for, and the digit that has it: its index, or None."""

    scene: Scene
    image: np.ndarray  # uint8 (100, 100, 3)
    colour: int
    asked: int | None
    inside: np.ndarray | None  # bool (100, 100): its pixels


def read(content: Mapping[str, Any], stock: Stock) -> Question:
    """The scene and the colour of a request. Raises BadJob or BadScene."""
    most = len(NAMES) - 1
    colour = read_whole(content.get("colour"), 0, most, f"The colour must be a whole number from 0 to {most}.")
    scene = stock.build(plain.read(content.get("scene")))
    image, masks = render(scene)
    asked = asked_of(scene, masks, colour)
    return Question(scene, image, colour, asked, None if asked is None else masks[asked])


def usable(catalogue: Catalogue, name: str, *can: str) -> Any:
    """The model, where it can do this. Raises BadJob."""
    try:
        card = catalogue.card(name)
    except KeyError as error:
        raise BadJob(error.args[0]) from None
    missing = [one for one in can if one not in card.can]
    if card.usable and missing:
        raise BadJob(f"{name} can't {' and '.join(missing)}. Choose another model.")
    try:
        return catalogue.load(name)
    except UnusableCheckpoint as error:
        raise BadJob(error.sentence) from None


def answers(catalogue: Catalogue, stock: Stock, content: Mapping[str, Any]) -> dict[str, Any]:
    """The picture, where its digits are, and what each model answers; one that fails has its sentence under "error".

    Raises BadJob or BadScene.
    """
    asked = read(content, stock)
    scene = asked.scene
    label = -1 if asked.asked is None else scene.digits[asked.asked].label
    return {
        "picture": b64(asked.image),
        "outline": None if asked.inside is None else b64(np.packbits(asked.inside)),
        "overlaps": [list(pair) for pair in overlapping(scene)],
        "boxes": [list(box(digit)) for digit in scene.digits],
        "truth": label if label >= 0 else None,
        "models": [
            _answer(catalogue, name, asked) for name in read_names(content.get("models"), MOST_MODELS, "models")
        ],
    }


def _answer(catalogue: Catalogue, name: str, asked: Question) -> dict[str, Any]:
    try:
        found = attempt(name, work.look, usable(catalogue, name, "attend"), asked.image, asked.colour)
    except BadJob as error:
        return {"name": name, "error": error.sentence}
    return {
        "name": name,
        "probs": [round(float(value), 5) for value in found.probs],
        "answer": int(found.probs.argmax()),
        "stages": [_stage(stage) for stage in found.stages],
    } | work.measures(found.whole, asked.inside)


def _stage(stage: work.Stage) -> dict[str, Any]:
    height, width = stage.mask.shape
    return {"h": height, "w": width, "cell": stage.cell, "mask": b64(stage.mask.astype("<f4"))}


def _model(catalogue: Catalogue, stock: Stock, content: Mapping[str, Any], can: str) -> tuple[str, Any, Question]:
    name = content.get("model")
    if not isinstance(name, str):
        raise BadJob("Name a model.")
    return name, usable(catalogue, name, "attend", can), read(content, stock)


def steps(catalogue: Catalogue, stock: Stock, content: Mapping[str, Any]) -> dict[str, Any]:
    """How a model's masks come about, stage by stage. Raises BadJob or BadScene."""
    name, model, asked = _model(catalogue, stock, content, "attend_steps")
    found = attempt(name, work.steps, model, asked.image, asked.colour)
    return {"stages": [_stage(stage) | {"passes": [_pass(*one) for one in passes]} for stage, passes in found]}


def _pass(values: np.ndarray, order: np.ndarray) -> dict[str, Any]:
    return {"values": b64(values.astype("<f4")), "order": b64(order.astype("<u2")), "steps": int(order.max()) + 1}


def trace(catalogue: Catalogue, stock: Stock, content: Mapping[str, Any]) -> dict[str, Any]:
    """What a value of a mask depends on. Raises BadJob or BadScene."""
    name, model, asked = _model(catalogue, stock, content, "trace")
    place = [content.get("stage"), content.get("row"), content.get("column"), content.get("pass", 0)]
    if not all(is_whole(value) for value in place):
        raise BadJob("Stage, row, column and pass must be whole numbers.")
    found = attempt(name, work.trace, model, asked.image, asked.colour, *place)
    height, width = found.features.shape
    return {
        "features": b64(found.features.astype("<f4")),
        "values": None if found.values is None else b64(found.values.astype("<f4")),
        "h": height,
        "w": width,
        "value": found.value,
    }


def disagreement(
    catalogue: Catalogue, stock: Stock, names: Sequence[str], after: int, distractors: bool, background: bool
) -> dict[str, Any]:
    """A question that models answer differently, see ``explorer.attending.search``. Raises BadJob or BadScene."""
    models = {name: usable(catalogue, name, "attend") for name in dict.fromkeys(names)}
    found = search.disagreement(models, stock, after, distractors, background)
    return {
        "found": None if found.found is None else found.found._asdict(),
        "next": found.next,
        "questions": found.questions,
    }
