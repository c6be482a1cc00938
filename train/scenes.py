"""Scenes of coloured digits to train from, and what attention to them is measured by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor

from explorer.attending import correctness as attention
from explorer.data import scenes
from explorer.models.attention import AttentiveClassifier

COUNT = 1_000_000  # training scenes, rendered as they are needed
ASKED = 4  # questions about each training picture; there are at least 5 digits on it
QUESTIONS = 10_000  # held-out questions a variant
BINS = (0.5, 1.0, 1.5, 2.0, 3.0)  # edges of the scales that are told apart


class Scenes:
    """The training scenes by number; the seed that makes them is theirs, so every run sees the same ones, in an order of its own."""

    def __init__(self, root: str | Path | None = None, device: torch.device | str = "cpu"):
        self.material, self.device = scenes.material("train", root), device
        self._numbers, self._batch = torch.empty(0), (np.empty(0), np.empty(0))

    def __len__(self) -> int:
        return COUNT

    def _rendered(self, numbers: Tensor) -> tuple[np.ndarray, np.ndarray]:
        if not torch.equal(numbers, self._numbers):  # pictures and labels of a batch are asked for one after the other
            self._batch = scenes.batch([scenes.training_scene(0, int(number), self.material) for number in numbers])
            self._numbers = numbers.clone()
        return self._batch

    def take(self, numbers: Tensor) -> Tensor:
        """Numbers ``(n,)`` -> pictures uint8 ``(n, 3, 100, 100)``."""
        return torch.from_numpy(self._rendered(numbers)[0]).to(self.device)

    def labels(self, numbers: Tensor) -> Tensor:
        """The class at each of the nine colours, uint8 ``(n, 9)``; scenes.ABSENT where no digit has it."""
        return torch.from_numpy(self._rendered(numbers)[1]).to(self.device)


def asked(labels: Tensor, generator: Generator | None, count: int = ASKED) -> tuple[Tensor, Tensor]:
    """Labels ``(n, 9)`` -> colours long ``(n, count)`` that digits have, drawn without putting back, and these digits' classes ``(n, count)``."""
    luck = torch.rand(labels.shape, generator=generator, device=labels.device)
    colours = (luck - (labels == scenes.ABSENT).float()).topk(count, 1).indices
    return colours, labels.gather(1, colours).long()


@torch.no_grad()
def answers(
    model: AttentiveClassifier, variant: str, material: scenes.Material, questions: int = QUESTIONS
) -> dict[str, np.ndarray]:
    """Of the first ``questions`` about held-out scenes, one number a question: hit, correctness, contrast, overlap, and the digit's scale."""
    found: dict[str, list[Tensor]] = {name: [] for name in ("hit", "correctness", "contrast", "overlap", "scale")}
    left, number = questions, 0
    while left > 0:
        scene = scenes.held_out(variant, number, material)
        digits = scene.digits[:left]
        left, number = left - len(digits), number + 1
        rendered = scenes.render(scene)
        picture = torch.from_numpy(rendered.image).permute(2, 0, 1)[None].float() / 255
        look = model.attend(
            picture, torch.tensor([digit.colour for digit in digits])
        )  # all of a picture at once: they share the first stages
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
    """The share of the questions about pictures ``(n, 3, 100, 100)`` in [0, 1] that is answered right; labels ``(n, 9)``."""
    hits = []
    for picture, answers in zip(pictures.split(1), labels, strict=True):
        colours = (answers != scenes.ABSENT).nonzero().flatten()
        hits.append(model.attend(picture, colours).log_probs.argmax(1) == answers[colours])
    return {"accuracy": round(float(torch.cat(hits).float().mean()), 5)}
