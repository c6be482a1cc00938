"""What the Sketches page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.data.strokes import TEMPERATURE
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.pages.sketches import own
from explorer.pages.sketches.jobs import MOST, MOST_TEMPERATURE
from explorer.serving.links import Reader, pick_model, plain, where


def needs(card: Card) -> bool:
    """Models that draw with a pen."""
    return "sketch" in card.can


@dataclasses.dataclass
class SketchesView:
    """What the Sketches page shows: what stands on the paper, and one ending or nine that a model draws to it."""

    model: str
    label: str = ""  # a class, or empty for none
    seed: int = -1  # always said in a link: one without a seed opens with a class
    temperature: float = TEMPERATURE
    n: int = 1  # endings, 1 or 9
    number: int = 0  # the ending that is on the paper
    drawn: str = ""  # what it begins with, see ``own``
    z: list[float] = dataclasses.field(default_factory=list)  # that is held; empty: chance and the beginning choose it
    step: int = -1  # points that are there; -1: all
    expects: int = 1  # whether what comes next is shown while the pen stands
    first: str = ""  # two drawings that are kept, see ``own``
    last: str = ""
    between: int = 0  # whether the in-betweens of the two are shown

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[SketchesView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.suited(needs)
        if not cards:
            raise LookupError("There is no checkpoint that draws yet. Train one: python -m train sketchrnn-things")
        card = pick_model(read, cards, "sketches")
        opening = _opening(read, card)
        texts = {name: _strokes(read, name) for name in ("drawn", "first", "last")}
        return cls(
            model=card.name,
            label=_label(opening, card),
            seed=opening.integer("seed", 0, MAX_SEED, 0),
            temperature=round(read.number("temperature", 0, MOST_TEMPERATURE, TEMPERATURE), 4),
            n=int(read.choice("n", ("1", str(MOST)), "1")),
            number=read.integer("number", 0, MOST - 1, 0),
            z=read.numbers("z", card.latents, Z_LIMIT),
            step=read.integer("step", -1, 10_000, -1),
            expects=read.flag("expects", True),
            between=int(bool(texts["first"] and texts["last"]) and read.flag("between")),
            **texts,
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that draws the same endings, and prints how much each point surprised the model."""
        drawn = own.read(self.drawn) or own.EMPTY
        rows = ", ".join(plain(row) for row in drawn.points.tolist())
        numbers = [self.number] if self.n == 1 else list(range(self.n))
        count, told = len(numbers), ""
        lines = [
            "import torch, explorer",
            "from explorer import sketching",
            "from explorer.data import strokes",
            *["from explorer.sketching.latents import fitting"] * (card.latents > 0 and not self.z),
            "",
            f"model = explorer.load({where(card)})",
            f"beginning = strokes.to_stroke5([{rows}], ended=False)  # what stands on the paper: steps, and pen lifted",
        ]
        if self.label:
            lines.append(f"labels = torch.full(({count},), {self.label})")
            told = ", labels=labels"
        given = f"seed={self.seed}, numbers={numbers}, temperature={self.temperature:.10g}{told}"
        z = ""
        if self.z:
            lines.append(f"z = torch.tensor({self.z}).expand({count}, -1)")
            z = ", z=z"
        elif card.latents:
            lines.append(f"z = fitting(model, beginning, {given})  # drawn from the prior, chosen by the beginning")
            z = ", z=z"
        lines += [
            f"drawings = sketching.draw(model, {count}{z}, beginning=beginning, {given})  # stroke-5, ({count}, rows, 5)",
            "for drawing in drawings.numpy():",
            "    print(strokes.svg(strokes.to_strokes(strokes.from_stroke5(drawing))))",
        ]
        return "\n".join(lines) + "\n"


def _opening(read: Reader, card: Card) -> Reader:
    """What class and seed are read from: an address that says neither opens with a drawing that was chosen."""
    if {"label", "seed", "drawn"} & set(read.source):
        return read
    chosen = card.metrics.get("first_seed")
    chosen = chosen if isinstance(chosen, dict) else {}
    return Reader({"seed": chosen.get("value", 0), "label": str(chosen.get("label", "0" if card.conditions else ""))})


def _label(read: Reader, card: Card) -> str:
    """A class as text, or nothing."""
    label = read.text("label")
    if not label:
        return ""
    if label.isascii() and label.isdigit() and len(label) < 6 and int(label) < card.conditions:
        return str(int(label))
    read.notes.append(f"The model knows no class “{label[:40]}”: it draws without one.")
    return ""


def _strokes(read: Reader, name: str) -> str:
    text = read.source.get(name, "")
    if own.read(text) is not None:
        return text
    read.notes.append("The strokes in this link can't be read and were left out.")
    return ""
