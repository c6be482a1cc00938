"""What scenes are made of, on any disk: the test digits of MNIST, or, where they are not there,
digits that a model dreams.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from explorer.catalogue import Card, Catalogue, UnusableCheckpoint
from explorer.data import datasets, images, photographs, scenes
from explorer.data.images import to_bytes
from explorer.data.scenes import SIDE, Digit, Material, Scene
from explorer.data.scenes.plain import Arranged, BadScene, Placed, drawn, place
from explorer.data.scenes.scene import GLYPH
from explorer.refusal import BadJob, attempt

CLASSES = 10
DREAMT = 40  # digits of a class that make the material where there is no data set
KEPT = 512  # scenes and glyphs


class Stock:
    """Glyphs and photographs by name, and scenes made of them.

    Args:
        catalogue: where a model that dreams digits is looked for; the explorer's own checkpoints when it is None.
        data: the folder of data sets, as in explorer.data.datasets.
    """

    def __init__(self, catalogue: Catalogue | None = None, data: Path | None = None):
        self.catalogue, self.data = catalogue or Catalogue(), data
        self.held = lru_cache(maxsize=KEPT)(self._held)
        self.dreamt = lru_cache(maxsize=KEPT)(self._dreamt)

    @cached_property
    def _tests(self) -> datasets.Images | None:
        try:
            return datasets.load("mnist", "test", self.data)
        except (OSError, ValueError):  # missing, or damaged
            return None

    @property
    def source(self) -> str:
        """What the digits are of held-out scenes: "test" or "dream"."""
        return "dream" if self._tests is None else "test"

    def _dreamer(self) -> Card | None:
        """A model that draws a digit of a class."""
        fitting = (card for card in self.catalogue.cards("decode", "condition", "sample") if card.dataset == "mnist")
        return next((card for card in fitting if card.conditions == CLASSES and card.shape == (1, 28, 28)), None)

    @property
    def dreams(self) -> bool:
        """Whether there is a model that draws digits."""
        return self._dreamer() is not None

    def _dreamt(self, seed: int) -> np.ndarray:
        """One handwriting in all classes, uint8 ``(10, 28, 28)``. Raises BadScene where no model draws digits."""
        dreamer = self._dreamer()
        if dreamer is None:
            raise BadScene(
                "There are no digits here: get MNIST with python -m train download mnist, or draw a digit of your own."
            )
        try:
            return attempt(dreamer.name, _draw, self.catalogue.load(dreamer.name), seed)
        except (UnusableCheckpoint, BadJob) as error:
            raise BadScene(str(error)) from None

    @cached_property
    def dreamt_material(self) -> Material:
        """Material of dreamt digits alone. Raises BadScene where no model draws digits."""
        return Material(
            np.concatenate([self.dreamt(seed) for seed in range(DREAMT)]),
            np.tile(np.arange(CLASSES, dtype=np.uint8), DREAMT),
        )

    @cached_property
    def _plain(self) -> Material:
        """The material without photographs, which take long to read."""
        return self.dreamt_material if self._tests is None else Material(self._tests.images[:, 0], self._tests.labels)

    @cached_property
    def _pictured(self) -> Material:
        """The material with photographs: CIFAR-10's, or those that lie inside installed packages."""
        try:
            behind = datasets.load("cifar10", "test", self.data).images.transpose(0, 2, 3, 1)
        except (OSError, ValueError):
            behind = np.stack(
                [photographs.colour(name, SIDE) for name in photographs.available()]
                or [np.zeros((SIDE, SIDE, 3), np.uint8)]
            )
        return Material(self._plain.glyphs, self._plain.labels, behind)

    def _held(self, variant: str, seed: int) -> Scene:
        return scenes.held_out(variant, seed, self._pictured if variant == "background" else self._plain)

    def named(self, number: int) -> str:
        """What glyph ``number`` of the material is called."""
        return f"test:{number}" if self._tests is not None else f"dream:{number % CLASSES}:{number // CLASSES}"

    def own(self, seed: int) -> tuple[Placed, ...]:
        """The digits of held-out scene ``seed``."""
        return tuple(place(digit, self.named(digit.number)) for digit in self.held("plain", seed).digits)

    def choose(self, label: int, seed: int) -> str:
        """The name of a glyph of class ``label``, another for another seed."""
        if self._tests is None:
            self.dreamt(seed)  # says why, where it can't
            return f"dream:{label}:{seed}"
        return f"test:{np.random.default_rng(seed).choice(np.flatnonzero(self._tests.labels == label))}"

    def glyph(self, name: str, label: int = -1) -> tuple[np.ndarray, int]:
        """A glyph uint8 ``(28, 28)`` and its class, as far as that is known. Raises BadScene.

        A digit of the test set that is not on this disk is replaced by a dreamt one of its class ``label``, and one
        that no model here can dream by one of the test set: a link opens everywhere, and looks nearly the same.
        """
        kind, *parts = name.split(":")
        if kind == "own":
            return drawn(name), label
        if kind == "dream":
            wanted, seed = map(int, parts)
            if self.dreams or self._tests is None:
                return self.dreamt(seed)[wanted], wanted
            return self.glyph(self.choose(wanted, seed))
        number = int(parts[0])
        if self._tests is None:
            return self.dreamt(number)[max(0, label)], max(0, label)
        number %= len(self._tests.images)
        return self._tests.images[number, 0], int(self._tests.labels[number])

    def background(self, arranged: Arranged) -> np.ndarray | None:
        """uint8 ``(100, 100, 3)``, None for black. Raises BadScene."""
        kind, _, name = arranged.background.partition(":")
        if kind == "upload":
            return np.frombuffer(arranged.upload, np.uint8).reshape(SIDE, SIDE, 3)
        if kind == "photo":
            try:
                return photographs.colour(name, SIDE)
            except (KeyError, datasets.MissingData) as error:
                raise BadScene(str(error.args[0])) from None
        return self.held("background", arranged.seed).background if kind == "seed" else None

    def build(self, arranged: Arranged) -> Scene:
        """The scene that plain data stand for. Raises BadScene."""
        digits: Sequence[Digit]
        if arranged.digits is None:
            digits = self.held("plain", arranged.seed).digits
        else:
            digits = [
                Digit(*self.glyph(one.glyph, one.label), one.colour, one.x, one.y, one.scale) for one in arranged.digits
            ]
        crops = self.held("distractor", arranged.seed).crops if arranged.distractors else ()
        return Scene(tuple(digits), tuple(crops), self.background(arranged), self.noise(arranged.seed))

    def noise(self, seed: int) -> int:
        """The seed of the colours' noise; a scene's own where there is material,
        so that its digits keep their colours as they are moved.
        """
        try:
            return self.held("plain", seed).seed
        except BadScene:
            return seed


def square_of(content: bytes) -> tuple[np.ndarray, list[str]]:
    """The middle of an uploaded file as large as a scene, uint8 ``(100, 100, 3)``, and notes of what was done to it.

    Raises BadPicture.
    """
    opened, told = images.open_picture(content)
    if opened.width != opened.height:
        told.append("Its middle square is used.")
    square = opened.crop(images.middle_square(opened)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(square), told


def asked_of(scene: Scene, masks: np.ndarray, colour: int) -> int | None:
    """Which digit of a scene has a colour, by its index; None where none of it is seen.

    The later of two digits of one colour lies on top and is the one that is meant; one that can't be seen can't be
    asked for. ``masks`` are those of ``explorer.data.scenes.render``.
    """
    found = (number for number in reversed(range(len(masks))) if scene.digits[number].colour == colour)
    return next((number for number in found if masks[number].any()), None)


def _draw(model: Any, seed: int) -> np.ndarray:
    import torch

    with torch.inference_mode():
        z = model.sample_latents(1, generator=torch.Generator().manual_seed(seed))
        pictures = model.decode(z.expand(CLASSES, -1), torch.arange(CLASSES))
    return to_bytes(pictures.float().numpy()).reshape(CLASSES, GLYPH, GLYPH)
