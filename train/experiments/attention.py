"""Where models look that are asked for a digit."""

from __future__ import annotations

import math

import torch

from explorer.data import scenes
from train.experiments.bench import Bench, Numbers

SCENES = 400
DIGITS = 10


def a_colour_that_is_not_there(bench: Bench) -> Numbers:
    """What each kind answers when no digit has the colour that is asked for, over scenes on black."""
    material = scenes.material("test", bench.root)
    found: Numbers = {}
    models = {kind: bench.model(f"attention-{kind}") for kind in ("san", "nctx", "ctx", "arnn")}
    sure: dict[str, list[float]] = {kind: [] for kind in models}
    present: dict[str, list[float]] = {kind: [] for kind in models}
    by_chance: list[float] = []
    for number in range(SCENES):
        scene = scenes.held_out("plain", number, material)
        taken = {digit.colour for digit in scene.digits}
        absent = [colour for colour in range(len(scenes.COLOURS)) if colour not in taken]
        if not absent:
            continue
        labels = {digit.label for digit in scene.digits}
        by_chance.append(len(labels) / DIGITS)
        picture = torch.from_numpy(scenes.render(scene).image).permute(2, 0, 1)[None].float() / 255
        for kind, model in models.items():
            answer = model.attend(picture, torch.tensor(absent[:1])).log_probs.exp()[0]
            sure[kind].append(float(answer.max()))
            present[kind].append(float(int(answer.argmax()) in labels))
    for kind in models:
        found[f"sure_{kind}"] = math.fsum(sure[kind]) / len(sure[kind])
        found[f"present_{kind}"] = math.fsum(present[kind]) / len(present[kind])
    return found | {"chance": math.fsum(by_chance) / len(by_chance), "scenes": len(by_chance)}
