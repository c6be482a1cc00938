"""Looking through held-out scenes for a question that models answer differently."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import torch

from explorer.attending import work
from explorer.attending.stock import Stock
from explorer.data.scenes import NAMES, Scene, plain, render
from explorer.models.attention import AttentiveClassifier
from explorer.refusal import BadJob, attempt

MOST_MODELS = 8
SECONDS = 1.5  # of one look; the page asks again


class Disagreement(NamedTuple):
    """The number of a held-out scene, the colour asked for, the digit that has it, and what each model answers."""

    seed: int
    colour: int
    label: int
    answers: dict[str, int]


class Search(NamedTuple):
    """What was found, as far as anything was; the scene that was looked at last; how many questions were asked."""

    found: Disagreement | None
    next: int
    questions: int


def disagreement(models: Mapping[str, Any], stock: Stock, after: int, distractors: bool, background: bool) -> Search:
    """The first held-out scene after number ``after`` of which ``models``, by name, answer a question differently.

    As far as there is one within SECONDS. Models that are asked nothing say the same of every colour and are left out.
    Raises BadJob where fewer than two are left, and BadScene where there is no material for scenes.
    """
    models = {name: model for name, model in models.items() if model.questions == len(NAMES)}
    if not 2 <= len(models) <= MOST_MODELS:
        raise BadJob(f"Choose 2 to {MOST_MODELS} models that can be asked for a colour: one alone agrees with itself.")
    end, number, questions = time.monotonic() + SECONDS, after, 0
    while number < plain.MOST_SEED:
        number += 1
        scene = stock.build(plain.Arranged(number, None, distractors, "seed" if background else ""))
        given = {name: attempt(name, asked, model, scene) for name, model in models.items()}
        for index, digit in enumerate(scene.digits):
            questions += 1
            found = {name: answers[index] for name, answers in given.items()}
            if len(set(found.values())) > 1:
                return Search(Disagreement(number, digit.colour, digit.label, found), number, questions)
        if time.monotonic() > end:
            break
    return Search(None, number, questions)


def asked(model: Any, scene: Scene) -> list[int]:
    """A model's answer about every digit of a scene."""
    picture, colours = (
        work.picture_for(model, render(scene).image),
        torch.tensor([digit.colour for digit in scene.digits]),
    )
    with torch.inference_mode():
        # the explorer's own look at a picture once for all questions about it; of others a picture a question is all
        # that is agreed
        pictures = picture if isinstance(model, AttentiveClassifier) else picture.expand(len(colours), -1, -1, -1)
        return model.attend(pictures, colours).log_probs.argmax(1).tolist()
