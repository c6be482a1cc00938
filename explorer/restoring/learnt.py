"""Small pictures, grey or in colour, by trained models: denoisers, bottlenecks, and the search for the latents of what
was there.

[1] Vincent et al., Extracting and Composing Robust Features with Denoising Autoencoders, ICML 2008
[2] Bora, Jalal, Price and Dimakis, Compressed Sensing using Generative Models, ICML 2017, arXiv:1703.03208
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.capabilities import posterior_of
from explorer.catalogue import Card, Catalogue
from explorer.data import datasets
from explorer.restoring.damage import Damaged, kinds_of
from explorer.restoring.method import Answer, Control, Method

if TYPE_CHECKING:
    from torch import Tensor

LINEAR = "explorer.models.pca:PCA"
LARGE = 2000  # values of a picture from which on a search takes seconds
THROUGH = (
    "Squeezes the damaged picture through {latents} numbers, which its encoder gives in one pass (amortised "
    "inference). What they can't hold is lost: the fewer they are, the less noise gets through, and the less of the "
    "picture. The damage itself it is not told."
)
NESTED = (
    "The first {latents} principal components: of clean pictures no linear model with {latents} numbers keeps more. "
    "Is not told the damage."
)
SEARCH = (
    "Looks for the {latents} numbers whose picture, damaged in the same way, is what was seen, and which are likely "
    "under the prior. Is told the damage."
)
CLASSES = " Tries every class, and says which it took."
UNTOLD = "Was trained to give back damaged pictures, of many kinds and strengths, in one step. Is not told which."


def methods(catalogue: Catalogue, subject: str, shape: tuple[int, ...]) -> list[Method]:
    """One method or more for each checkpoint of the data set ``subject`` that can restore: quick ones first."""

    def cards(*can: str) -> list[Card]:
        return [card for card in catalogue.cards(*can) if card.dataset == subject and card.shape == shape]

    def method(name: str, card: Card, kind: str, about: str, run: Callable[..., Answer], **more: Any) -> Method:
        def start(damaged: Damaged, control: Control) -> Answer:
            control.step(0)
            return run(catalogue.load(card.name), card, damaged, control)

        title, latents = f"{card.title}{': ' * bool(kind)}{kind}", more.pop("latents", card.latents or None)
        about, serves = about.format(latents=latents), tuple(kinds_of(shape[0]))
        return Method(name, title, about, start, serves, latents=latents, model=card.name, **more)

    bottlenecks = cards("encode", "decode")
    linear, others = (
        [card for card in bottlenecks if card.module == LINEAR],
        [card for card in bottlenecks if card.module != LINEAR],
    )
    found = [method(card.name, card, "", UNTOLD, _denoise) for card in cards("denoise")]
    found += [
        method(card.name, card, "projection", NESTED if card in linear else THROUGH, _project, shown=card.latents > 2)
        for card in bottlenecks
    ]
    for card in linear:
        for latents in sorted({other.latents for other in others if other.latents < card.latents}):

            def run(model, card, damaged, control, latents=latents):
                return _project(model.first(latents), card, damaged, control)

            found.append(
                method(
                    f"{card.name}@{latents}", card, f"first {latents} only", NESTED, run, latents=latents, shown=False
                )
            )
    for card in cards("encode", "decode", "elbo"):
        found.append(
            method(
                f"{card.name}/descent",
                card,
                "search for z",
                SEARCH + CLASSES * bool(card.conditions),
                _search,
                slow=math.prod(card.shape) > LARGE,
                shown=card.latents > 2 and not card.groups,
            )
        )
    return found


def _denoise(model: Any, card: Card, damaged: Damaged, control: Control) -> Answer:
    """In one step [1]; the model is given what was seen, unclipped."""
    import torch

    with torch.inference_mode():
        return _answer(model.denoise(as_batch(damaged.picture)))


def _project(model: Any, card: Card, damaged: Damaged, control: Control) -> Answer:
    """Encoded and decoded.

    A linear model gets the picture unclipped; networks were trained on [0, 1] and get it clipped.
    """
    import torch

    picture = damaged.picture if card.module == LINEAR else np.clip(damaged.picture, 0, 1)
    with torch.inference_mode():
        seen = as_batch(picture)
        given = [model.infer_labels(seen).argmax(1)] if card.conditions else []
        return _answer(
            model.decode(posterior_of(model.encode(seen, *given)).mean, *given),
            _taken_for(card, int(given[0]) if given else None),
        )


def _search(model: Any, card: Card, damaged: Damaged, control: Control) -> Answer:
    """Gradient descent on z from several starts [2]."""
    from explorer.restoring.search import search

    found = search(model, damaged, card.conditions, control)
    return _answer(found.picture, _taken_for(card, found.label))


def as_batch(picture: np.ndarray) -> Tensor:
    """A picture ``(h, w)`` or ``(3, h, w)`` as models take it, ``(1, c, h, w)``."""
    import torch

    return torch.from_numpy(picture.reshape(1, -1, *picture.shape[-2:]))


def _answer(pictures: Any, note: str = "") -> Answer:
    """The first of ``pictures`` ``(n, c, h, w)``, with its channels where it has several."""
    picture = pictures[0].numpy()
    return Answer(np.clip(picture[0] if len(picture) == 1 else picture, 0, 1).astype(np.float32), note)


def _taken_for(card: Card, label: int | None) -> str:
    if label is None:
        return ""
    names = datasets.CLASSES.get(card.dataset, [])
    return f"Taken for: {names[label] if len(names) == card.conditions else f'class {label}'}."
