"""What the Pixels page shows."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED
from explorer.pages.pixels import own
from explorer.serving.links import Reader, pick_beside, pick_model, taken, where

COUNTS = ("1", "4", "16")
EACH = "each"
HEATS = ("", "entropy", "surprise")
# what is rubbed out of the picture that a painting begins from, of h rows and w columns: a slice of (n, c, h, w)
HOLES = {
    "": lambda h, w: "",
    "bottom": lambda h, w: f"[:, :, {h // 2}:]",
    "right": lambda h, w: f"[..., {w // 2}:]",
    "middle": lambda h, w: f"[:, :, {h // 4}:{h - h // 4}, {w // 4}:{w - w // 4}]",
    "top": lambda h, w: f"[:, :, :{h // 2}]",
}
WAYS = ("rows", "passes")
START = re.compile(r"test:(\d{1,6})")
MOST_LEVEL = 255


def needs(card: Card) -> bool:
    """Models that paint pixels; a prior over codes has none of its own."""
    return "autoregress" in card.can and not card.over


@dataclasses.dataclass
class PixelsView:
    """What the Pixels page shows.

    Pictures that a model paints from a seed, how far they are, the pixel that is looked at, and a branch.
    """

    model: str
    beside: str = ""  # a second model that paints from the same seed
    label: str = ""  # a class, "each" for one after the other, or empty for none
    other: str = ""  # a second class that the first is blended with, or empty
    mix: float = 0.0  # the second's share of the blend
    n: int = 1
    temperature: float = 1.0
    seed: int = -1  # always said in a link: one without a seed opens with the picture that evaluation chose
    step: int = -1  # pixels that are there; -1: all
    heat: str = ""
    which: int = 0  # the picture that is looked at
    at: list[int] = dataclasses.field(default_factory=list)  # its pixel [y, x]; empty: none
    field: int = 0  # whether that pixel's receptive field is shown
    # [y, x, level], where the branch leaves ``which``; empty: no branch
    force: list[int] = dataclasses.field(default_factory=list)
    start: str = ""  # "test:17", or an own picture's greys, see ``own``; empty for an empty canvas
    hole: str = ""  # what is rubbed out of it: a key of HOLES, or a painted hole's bits, see ``own``
    way: str = "rows"

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[PixelsView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.suited(needs)
        if not cards:
            raise LookupError("There is no autoregressive checkpoint yet. Train one: python -m train pixelcnn-mnist")
        card = pick_model(read, cards, "pixels")
        _, height, width = card.shape
        n = int(read.choice("n", COUNTS, COUNTS[0]))
        beside = pick_beside(read, card, cards)
        start, hole = _start(read, card.shape), _hole(read, height, width)
        seed, label = _opening(read, card, _told(card, beside, cards))
        other, mix = _blend(read, label, _told(card, beside, cards))
        return cls(
            model=card.name,
            beside=beside,
            label=label,
            other=other,
            mix=mix,
            n=n,
            temperature=round(read.number("temperature", 0, 2, 1.0), 4),
            seed=seed,
            step=read.integer("step", -1, height * width, -1),
            heat=read.choice("heat", HEATS, ""),
            which=read.integer("which", 0, n - 1, 0),
            at=_place(read, "at", (height, width)),
            field=read.flag("field"),
            force=_place(read, "force", (height, width, MOST_LEVEL + 1)),
            start=start,
            hole=hole if start else "",
            way=read.choice("way", WAYS, "rows"),
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that paints the same pictures, and the branch beside them, and prints their nats."""
        lines = [
            "import torch, explorer",
            *self._imports(),
            f"from explorer.sampling import {'fixed_point, noise' if self.way == 'passes' else 'noise, sample'}",
            "",
            f"model = explorer.load({where(card)})",
            *self._canvas(card),
            *(self._labels() if card.conditions else []),
        ]
        told = "labels" if card.conditions and self.label else ""
        canvas = "canvas" if self.n == 1 else f"canvas.repeat({self.n}, 1, 1, 1)"
        lines += self._painted("pictures", canvas, told, self.seed, self.n)
        if self.force:
            y, x, level = self.force
            one = told if self.n == 1 or not told else f"labels[{self.which}:{self.which + 1}]"
            lines += ["", f"canvas[:, :, {y}, {x}] = {level} / (model.levels - 1)  # forced, in picture {self.which}"]
            lines += self._painted("branch", "canvas", one, self.seed + self.which, 1)
        return "\n".join(lines) + "\n"

    def _imports(self) -> list[str]:
        """What the canvas needs."""
        lines = ["import base64, zlib"] * own.is_own(self.start) + ["import base64"] * (
            own.is_own(self.hole) and not own.is_own(self.start)
        )
        lines += ["import numpy as np"] * own.is_own(self.hole)
        if START.fullmatch(self.start):
            lines.append("from explorer.data import datasets")
        return lines + ["from explorer.data.levels import in_levels"] * bool(self.start)

    def _canvas(self, card: Card) -> list[str]:
        """What painting begins from."""
        _, h, w = card.shape
        test = START.fullmatch(self.start)
        if not self.start:
            return ["canvas = torch.full((1, *model.shape), -1.0)  # every pixel is unknown"]
        if test:
            lines = [f"grey = torch.from_numpy({taken(card, int(test[1]))})[None]"]
        else:
            lines = [
                *own.literal("own", self.start),
                "greys = bytearray(zlib.decompress(base64.urlsafe_b64decode(own)))  # your picture",
                "grey = torch.frombuffer(greys, dtype=torch.uint8).view(1, *model.shape)",
            ]
        lines.append(
            "canvas = in_levels(grey, model.levels, torch.Generator().manual_seed(0))  # in the model's levels"
        )
        if own.is_own(self.hole):
            lines += [
                *own.literal("bits", self.hole),
                f"hole = np.unpackbits(np.frombuffer(base64.urlsafe_b64decode(bits), np.uint8))[:{h * w}]",
                f"canvas[:, :, torch.from_numpy(hole.reshape({h}, {w}) > 0)] = -1  # rubbed out: these are painted",
            ]
        elif self.hole:
            lines.append(f"canvas{HOLES[self.hole](h, w)} = -1  # rubbed out: these pixels are painted")
        return lines

    def _labels(self) -> list[str]:
        """What the pictures are told."""
        if not self.label:
            return []
        if self.label == EACH:
            return [f"labels = torch.arange({self.n}) % model.classes"]
        if not self.other:
            return [f"labels = torch.full(({self.n},), {self.label})"]
        return [
            f"labels = torch.zeros({self.n}, model.classes)  # a blend of two classes",
            f"labels[:, {self.label}] += {1 - self.mix:.10g}",
            f"labels[:, {self.other}] += {self.mix:.10g}",
        ]

    def _painted(self, name: str, canvas: str, labels: str, seed: int, n: int) -> list[str]:
        told = f", {labels}" if labels else ""
        given = f"(model, {canvas}{told}, temperature={self.temperature:.10g}, noise=noise(model.shape, {seed}, {n}))"
        nats = f"print(-model.log_prob({name}{told}))  # nats of each"
        if self.way == "passes":
            return [
                f"*_, last = fixed_point{given}",
                f"{name} = last.levels / (model.levels - 1)  # in [0, 1], settled after last.number passes",
                nats,
            ]
        return [f"{name} = sample{given}  # in [0, 1]", nats]


def _told(card: Card, beside: str, cards: list[Card]) -> int:
    """How many classes can be told: to the model, or to the one beside it where it knows none."""
    return card.conditions or next((other.conditions for other in cards if other.name == beside), 0)


def _opening(read: Reader, card: Card, classes: int) -> tuple[int, str]:
    """Seed and class: as they are asked for, else those of the picture that was chosen when the model was evaluated."""
    chosen = card.metrics.get("first_seed")
    if not isinstance(chosen, dict) or {"seed", "label", "start"} & set(read.source):
        return read.integer("seed", 0, MAX_SEED, 0), _label(read, "label", classes, EACH)
    found = Reader({"seed": chosen.get("value", 0), "label": chosen.get("label", "")})
    return found.integer("seed", 0, MAX_SEED, 0), _label(found, "label", card.conditions)


def _label(read: Reader, name: str, classes: int, *more: str) -> str:
    """A class as text, one of ``more``, or nothing."""
    label = read.text(name)
    if not label or (label in more and classes):
        return label
    if label.isascii() and label.isdigit() and len(label) < 6 and int(label) < classes:
        return str(int(label))
    read.notes.append(f"The model knows no class “{label[:40]}”: it paints without one.")
    return ""


def _blend(read: Reader, label: str, classes: int) -> tuple[str, float]:
    """The second class of a blend and its share; a blend is of two classes, or there is none."""
    other = _label(read, "other", classes)
    mix = round(read.number("mix", 0, 1, 0.0), 4)
    return (other, mix) if label.isdigit() and other else ("", 0.0)


def _start(read: Reader, shape: tuple[int, ...]) -> str:
    """A test picture by its number, an own picture as ``own`` writes it, or nothing."""
    asked = read.source.get("start", "")
    found = own.read_picture(asked, math.prod(shape))
    if found:
        return found
    start = read.text("start")
    if start and not START.fullmatch(start):
        read.notes.append("The picture that this link begins from can't be read: the canvas is empty.")
        return ""
    return start


def _hole(read: Reader, height: int, width: int) -> str:
    """A hole by its name, or a painted one as ``own`` writes it."""
    return own.read_hole(read.source.get("hole", ""), height * width) or read.choice("hole", HOLES, "")


def _place(read: Reader, name: str, limits: tuple[int, ...]) -> list[int]:
    """Whole numbers from 0, each below its limit; empty where there is no such list."""
    found = read.numbers(name, len(limits), 1e6)
    if all(value == int(value) and 0 <= value < limit for value, limit in zip(found, limits, strict=False)):
        return [int(value) for value in found]
    read.notes.append(f"The link's {name} lies outside of the picture and was left out.")
    return []
