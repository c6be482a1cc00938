"""Looking through held-out scenes for a question that models answer differently."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import torch

from explorer.attending import reply, work
from explorer.attending.stock import Stock
from explorer.catalogue import Catalogue
from explorer.data.scenes import NAMES, Scene, plain, render
from explorer.jobs import BadJob, attempt
from explorer.models.attention import AttentiveClassifier

SECONDS = 1.5  # of one look; the page asks again


def disagreement(
    catalogue: Catalogue, stock: Stock, names: Sequence[str], after: int, distractors: bool, background: bool
) -> dict[str, Any]:
    """The first held-out scene after number ``after`` of which a question is answered differently, as far as there is one within SECONDS.

    Models that are asked nothing say the same of every colour and are left out. Raises BadJob where fewer than two are
    left, and BadScene where there is no material for scenes.
    """
    models = {name: reply.usable(catalogue, name, "attend") for name in dict.fromkeys(names)}
    models = {name: model for name, model in models.items() if model.questions == len(NAMES)}
    if not 2 <= len(models) <= reply.MOST_MODELS:
        raise BadJob(
            f"Choose 2 to {reply.MOST_MODELS} models that can be asked for a colour: one alone agrees with itself."
        )
    end, number, questions = time.monotonic() + SECONDS, after, 0
    while number < plain.MOST_SEED:
        number += 1
        scene = stock.build(plain.Arranged(number, None, distractors, "seed" if background else ""))
        given = {name: attempt(name, asked, model, scene) for name, model in models.items()}
        for index, digit in enumerate(scene.digits):
            questions += 1
            found = {name: answers[index] for name, answers in given.items()}
            if len(set(found.values())) > 1:
                return {
                    "found": {"seed": number, "colour": digit.colour, "label": digit.label, "answers": found},
                    "next": number,
                    "questions": questions,
                }
        if time.monotonic() > end:
            break
    return {"found": None, "next": number, "questions": questions}


def asked(model: Any, scene: Scene) -> list[int]:
    """A model's answer about every digit of a scene."""
    picture, colours = (
        work.picture_for(model, render(scene).image),
        torch.tensor([digit.colour for digit in scene.digits]),
    )
    with torch.inference_mode():
        # the explorer's own look at a picture once for all questions about it; of others a picture a question is all that is agreed
        pictures = picture if isinstance(model, AttentiveClassifier) else picture.expand(len(colours), -1, -1, -1)
        return model.attend(pictures, colours).log_probs.argmax(1).tolist()
