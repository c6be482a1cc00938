"""What the Pixels page shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, pick_beside, pick_model, where

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
    """What the Pixels page shows: pictures that a model paints from a seed, how far they are, the pixel that is looked at, and a branch."""

    model: str
    beside: str = ""  # a second model that paints from the same seed
    label: str = ""  # a class, "each" for one after the other, or empty for none
    n: int = 1
    temperature: float = 1.0
    seed: int = 0
    step: int = -1  # pixels that are there; -1: all
    heat: str = ""
    which: int = 0  # the picture that is looked at
    at: list[int] = dataclasses.field(default_factory=list)  # its pixel [y, x]; empty: none
    field: int = 0  # whether that pixel's receptive field is shown
    force: list[int] = dataclasses.field(
        default_factory=list
    )  # [y, x, level], where the branch leaves ``which``; empty: no branch
    start: str = ""  # "test:17", the test picture that painting begins from; an own picture can't be named
    hole: str = ""  # what is rubbed out of it; a painted hole can't be named
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
        start, hole = read.text("start"), read.choice("hole", HOLES, "")
        if start and not START.fullmatch(start):
            read.notes.append(
                "The picture that this link begins from is not one that can be named: the canvas is empty."
            )
            start = ""
        return cls(
            model=card.name,
            beside=pick_beside(read, card, cards),
            label=_label(read, card),
            n=n,
            temperature=round(read.number("temperature", 0, 2, 1.0), 4),
            seed=read.integer("seed", 0, MAX_SEED, 0),
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
        begin, h, w = START.fullmatch(self.start), *card.shape[1:]
        lines = [
            "import torch, explorer",
            *["from explorer.data import datasets", "from explorer.data.levels import in_levels"] * bool(begin),
            f"from explorer.sampling import {'fixed_point, noise' if self.way == 'passes' else 'noise, sample'}",
            "",
            f"model = explorer.load({where(card)})",
        ]
        if begin:
            lines += [
                f'grey = torch.from_numpy(datasets.test_picture("{card.dataset}", {int(begin[1])})[0])[None]',
                "canvas = in_levels(grey, model.levels, torch.Generator().manual_seed(0))  # in the model's own levels",
            ]
            if self.hole:
                lines.append(f"canvas{HOLES[self.hole](h, w)} = -1  # rubbed out: these pixels are painted")
        else:
            lines.append("canvas = torch.full((1, *model.shape), -1.0)  # every pixel is unknown")
        if self.label:
            lines.append(
                "labels = "
                + (
                    f"torch.arange({self.n}) % model.classes"
                    if self.label == EACH
                    else f"torch.full(({self.n},), {self.label})"
                )
            )
        lines += self._painted(
            "pictures", "canvas" if self.n == 1 else f"canvas.repeat({self.n}, 1, 1, 1)", "labels", self.seed, self.n
        )
        if self.force:
            y, x, level = self.force
            lines += ["", f"canvas[:, :, {y}, {x}] = {level} / (model.levels - 1)  # forced, in picture {self.which}"]
            lines += self._painted(
                "branch",
                "canvas",
                "labels" if self.n == 1 else f"labels[{self.which}:{self.which + 1}]",
                self.seed + self.which,
                1,
            )
        return "\n".join(lines) + "\n"

    def _painted(self, name: str, canvas: str, labels: str, seed: int, n: int) -> list[str]:
        told = f", {labels}" if self.label else ""
        given = f"(model, {canvas}{told}, temperature={self.temperature:.10g}, noise=noise(model.shape, {seed}, {n}))"
        nats = f"print(-model.log_prob({name}{told}))  # nats of each"
        if self.way == "passes":
            return [
                f"*_, last = fixed_point{given}",
                f"{name} = last.levels / (model.levels - 1)  # in [0, 1], settled after last.number passes",
                nats,
            ]
        return [f"{name} = sample{given}  # in [0, 1]", nats]


def _label(read: Reader, card: Card) -> str:
    """ "each", a class as text, or nothing."""
    label = read.text("label")
    if label in ("", EACH) and (not label or card.conditions):
        return label
    if label.isascii() and label.isdigit() and len(label) < 6 and int(label) < card.conditions:
        return str(int(label))
    read.notes.append(f"The model knows no class “{label[:40]}”: it paints without one.")
    return ""


def _place(read: Reader, name: str, limits: tuple[int, ...]) -> list[int]:
    """Whole numbers from 0, each below its limit; empty where there is no such list."""
    found = read.numbers(name, len(limits), 1e6)
    if all(value == int(value) and 0 <= value < limit for value, limit in zip(found, limits, strict=False)):
        return [int(value) for value in found]
    read.notes.append(f"{name} lies outside of the picture and was left out.")
    return []
