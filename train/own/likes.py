"""What a model of own pictures may be like, and the recipe that a folder gets: size, steps, likelihood.

What is chosen for a person comes with its reason, in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.data.datasets import Images
from explorer.data.folders import MOST_CLASSES, members
from train.own.folder import Found
from train.recipe import DYNAMIC, Recipe
from train.recipes.pixels import FAR

SIZES = (28, 32, 64)
REACHED = 0.5  # the share of pictures whose shorter side is at least as long as the size that is chosen
PASSES = 300  # over the training pictures, at most: more would teach few pictures by heart
LEAST_STEPS = 1000
ROUND = 100  # steps
GREYS = 16  # levels of a pixel, of an autoregressive model
DARK, LIGHT = 25, 230  # of 255: below and above, a pixel is nearly black or white
MOSTLY = 0.85  # the share of such pixels in pictures that count as black and white
LOOKED_AT = 1000  # pictures


@dataclass(frozen=True)
class Like:
    """A kind of model that can be trained on own pictures.

    Attributes:
        model: of the registry.
        called: in a title.
        arguments, settings: the model's and the recipe's, whatever the pictures are.
        steps: of a run on many pictures.
        sizes: of pictures that it takes.
        largest: of the sizes that are chosen unasked.
        why_small: why that is less than 64.
        bounded: whether its pixels have a likelihood of one number each, Bernoulli or Gaussian.
        levels: whether a pixel is one of some grey levels.
        told: whether it is told classes where there are some.
        needs_classes: whether it can't do without.
    """

    model: str
    called: str
    arguments: dict[str, Any]
    steps: int
    settings: dict[str, Any] = field(default_factory=dict)
    sizes: tuple[int, ...] = SIZES
    largest: int = 64
    why_small: str = ""
    bounded: bool = True
    levels: bool = False
    told: bool = False
    needs_classes: bool = False


_CONVOLUTIONAL = {"latents": 16, "width": 256}
_WIDE = {"width": 512, "depth": 2}
_CODES = {"batch": 64, "rate": 0.002, "warm": 0.0, "bf16": False}
LIKES: dict[str, Like] = {
    "vae": Like("vae", "VAE, 32 latents", {"latents": 32} | _WIDE, 15_000, {"decay": 0.02}),
    "vae-2d": Like("vae", "VAE, 2 latents", {"latents": 2, "width": 400, "depth": 3}, 10_000, {"decay": 0.02}),
    "conv-vae": Like(
        "conv_vae", "convolutional VAE, 16 latents", _CONVOLUTIONAL, 12_000, {"batch": 64}, sizes=(32, 64)
    ),
    "beta-vae": Like(
        "conv_vae",
        "beta-VAE, 10 latents, beta 4",
        _CONVOLUTIONAL | {"latents": 10},
        12_000,
        {"batch": 64, "beta": 4.0, "beta_from": 100.0, "warm": 0.8},
        sizes=(32, 64),
    ),
    "cvae": Like(
        "cvae",
        "conditional VAE, 16 latents",
        {"latents": 16} | _WIDE,
        15_000,
        {"rate": 0.002, "decay": 0.02, "bf16": False},
        told=True,
        needs_classes=True,
    ),
    "vqvae": Like("vqvae", "VQ-VAE, 256 codes", {"codes": 256}, 4_000, _CODES, bounded=False),
    "gated-pixelcnn": Like(
        "gated_pixelcnn",
        "Gated PixelCNN",
        {"channels": 24, "layers": 8, "dilations": FAR, "place": True},
        6_000,
        {"batch": 32, "rate": 0.002, "bf16": False},
        largest=28,
        why_small="it paints pixel by pixel, so small pictures are soon painted",
        bounded=False,
        levels=True,
        told=True,
    ),
}


@dataclass(frozen=True)
class Wish:
    """What a person asked for; None where it is left to the folder."""

    like: str
    size: int | None = None
    colour: bool = False
    steps: int | None = None

    @property
    def kind(self) -> Like:
        return LIKES[self.like]


def refuse(wish: Wish, found: Found) -> None:
    """Raises ValueError with a sentence where a folder does not have what a model needs, before it is decoded."""
    kind = wish.kind
    if wish.size is not None and wish.size not in kind.sizes:
        sizes = " or ".join(map(str, kind.sizes))
        raise ValueError(f"{wish.like} takes pictures of {sizes} pixels a side, not {wish.size}.")
    if kind.needs_classes and not found.classes:
        folder = found.folder.name
        example = f"a folder for each class in it ({folder}/cats, {folder}/dogs)"
        raise ValueError(f"{wish.like} is told classes, and {found.folder} has none: put {example}, or choose vae.")
    if kind.told and len(found.classes) > MOST_CLASSES:
        raise ValueError(f"{wish.like} is told at most {MOST_CLASSES} classes, and there are {len(found.classes)}.")


def size_of(wish: Wish, found: Found) -> tuple[int, str]:
    """The side of the pictures that are trained on, and why."""
    if wish.size is not None:
        return wish.size, "as you asked"
    kind = wish.kind
    sizes = [size for size in kind.sizes if size <= kind.largest]
    fitting = [size for size in sizes if _reached(size, found) >= REACHED]
    if not fitting:
        return sizes[0], f"the smallest size of {wish.like}, to which most pictures are enlarged"
    if fitting[-1] == kind.largest and kind.why_small:
        return fitting[-1], kind.why_small
    return fitting[-1], "the largest of its sizes that most of the pictures have"


def _reached(size: int, found: Found) -> float:
    """The share of pictures whose shorter side is at least ``size``."""
    return sum(count for sides, count in found.sizes.items() if min(sides) >= size) / found.count


def steps_of(wish: Wish, found: Found) -> tuple[int, str]:
    """The length of the run, and why."""
    train = len(members(len(found.files), "train"))
    batch = min(wish.kind.settings.get("batch", Recipe.batch), train)
    if wish.steps is not None:
        steps, why = wish.steps, "as you asked"
    else:
        whole = -(-PASSES * train // (batch * ROUND)) * ROUND
        steps = min(wish.kind.steps, max(LEAST_STEPS, whole))
        why = f"enough for {wish.like}" if steps == wish.kind.steps else "there are not many pictures"
    seen = steps * batch / train
    times = f"{seen:,.0f}" if seen >= 10 else f"{seen:.1g}"
    return steps, f"{why}: each of {train:,} training pictures is seen {times} times"


def is_black_and_white(images: np.ndarray) -> bool:
    """Whether nearly all pixels of uint8 pictures are nearly black or white."""
    step = max(1, len(images) // LOOKED_AT)
    some = np.asarray(images[::step])
    return float(((some <= DARK) | (some >= LIGHT)).mean()) >= MOSTLY


def recipe(name: str, wish: Wish, found: Found, size: int, steps: int, train: Images) -> tuple[Recipe, str]:
    """The recipe for a folder whose training pictures are ``train``, and what was decided by looking at these."""
    kind, pictures = wish.kind, f"pictures of {_plain(found.folder.name)}"
    arguments = {"shape": [3 if wish.colour else 1, size, size]} | kind.arguments
    black_and_white = not wish.colour and is_black_and_white(train.images)
    binarize, tones = False, "colour" if wish.colour else "grey"
    data, said = f"{tones} {pictures}", ""
    if kind.bounded and black_and_white:
        binarize, data = True, f"{pictures}, {DYNAMIC}"
        said = "Nearly all pixels are black or white: they are binarized, and the likelihood is Bernoulli."
    elif kind.bounded:
        arguments["likelihood"] = "gaussian"
        data = f"{tones} {pictures}, in [0, 1]; a density, not a probability"
        said = f"The pictures have {tones}s: the likelihood is Gaussian, so nats are those of a density."
    elif kind.levels:
        arguments["levels"] = 2 if black_and_white else GREYS
        data = f"{pictures}, {DYNAMIC}" if black_and_white else f"{tones} {pictures} in {GREYS} levels"
        said = f"A pixel is one of {arguments['levels']} levels{', of each colour' if wish.colour else ''}."
    if kind.told and found.classes:
        arguments["classes"] = len(found.classes)
        data += ", the label given"
    return (
        Recipe(
            name=name,
            title=f"{name}: {kind.called}",
            about=f"Trained on {found.count:,} pictures of {found.folder.name}, {size} × {size} pixels in {tones}.",
            dataset=str(found.folder),
            model=kind.model,
            arguments=arguments,
            steps=steps,
            minutes=0,
            binarize=binarize,
            data=data,
            own=True,
            class_names=tuple(found.classes),
            **kind.settings,
        ),
        said,
    )


def _plain(name: str) -> str:
    """A folder's name without what would end the first part of a recipe's ``data``."""
    return name.replace(",", " ")
