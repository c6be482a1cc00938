"""What attention to scenes of coloured digits is measured by: answers, and how much falls on the asked digit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.attending import correctness as attention
from explorer.data import scenes
from explorer.models.attention import AttentiveClassifier

QUESTIONS = 10_000  # held-out questions a variant
BINS = (0.5, 1.0, 1.5, 2.0, 3.0)  # edges of the scales that are told apart


@torch.no_grad()
def answers(
    model: AttentiveClassifier, variant: str, material: scenes.Material, questions: int = QUESTIONS
) -> dict[str, np.ndarray]:
    """Of the first ``questions`` about held-out scenes one number a question.

    These are hit, correctness, contrast, overlap, and the digit's scale.
    """
    found: dict[str, list[Tensor]] = {name: [] for name in ("hit", "correctness", "contrast", "overlap", "scale")}
    left, number = questions, 0
    while left > 0:
        scene = scenes.held_out(variant, number, material)
        digits = scene.digits[:left]
        left, number = left - len(digits), number + 1
        rendered = scenes.render(scene)
        picture = torch.from_numpy(rendered.image).permute(2, 0, 1)[None].float() / 255
        # all questions about a picture at once: they share the first stages
        look = model.attend(picture, torch.tensor([digit.colour for digit in digits]))
        mask = attention.whole(look.masks, model.cells, picture.shape[2:])
        inside = torch.from_numpy(rendered.masks[: len(digits)])
        found["hit"].append(look.log_probs.argmax(1) == torch.tensor([digit.label for digit in digits]))
        for name in ("correctness", "contrast", "overlap"):
            found[name].append(getattr(attention, name)(mask, inside))
        found["scale"].append(torch.tensor([digit.scale for digit in digits]))
    return {name: torch.cat(parts).double().numpy() for name, parts in found.items()}


def by_scale(values: np.ndarray, scale: np.ndarray) -> list[float]:
    """The mean of ``values`` between each two of BINS."""
    bins = np.clip(np.digitize(scale, BINS) - 1, 0, len(BINS) - 2)
    return [
        round(float(values[bins == number].mean()), 4) if (bins == number).any() else None
        for number in range(len(BINS) - 1)
    ]


UNITS = {
    "hit": ("accuracy", "share of questions that are answered right"),
    "correctness": ("correctness", "share of the attention inside the asked digit"),
    "contrast": ("contrast", "mean inside minus mean outside, of masks scaled to a maximum of 1"),
    "overlap": ("iou", "intersection over union, mask at half of its maximum"),
}


def measure(
    model: AttentiveClassifier, root: str | Path | None = None, questions: int = QUESTIONS
) -> dict[str, dict[str, Any]]:
    """What metrics.json says of attention: every measure for every variant, whole and by the digit's scale."""
    material, metrics = scenes.material("test", root), {}
    for variant in scenes.VARIANTS:
        found = answers(model, variant, material, questions)
        for name, (key, unit) in UNITS.items():
            metrics[key if variant == scenes.VARIANTS[0] else f"{key}_{variant}"] = {
                "value": round(float(found[name].mean()), 5),
                "unit": unit,
                "data": f"coloured digits, {variant}",
                "split": "test",
                "questions": questions,
                "scales": list(BINS),
                "by_scale": by_scale(found[name], found["scale"]),
            }
    return metrics


@torch.no_grad()
def quick(model: AttentiveClassifier, pictures: Tensor, labels: Tensor) -> dict[str, float]:
    """The share of the questions about pictures ``(n, 3, 100, 100)`` in [0, 1] that is answered right.

    Labels are ``(n, 9)``.
    """
    hits = []
    for picture, answers in zip(pictures.split(1), labels, strict=True):
        colours = (answers != scenes.ABSENT).nonzero().flatten()
        hits.append(model.attend(picture, colours).log_probs.argmax(1) == answers[colours])
    return {"accuracy": round(float(torch.cat(hits).float().mean()), 5)}
